"""A child’s reading is kept whenever what it rests on changes, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.children.service import move_child_home
from gcp_tracker.models import Child, Reading, User
from gcp_tracker.readings.queries import ReadingToday, readings_on
from gcp_tracker.readings.service import keep_missing_readings
from gcp_tracker.rules.vocabulary import VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.builders import all_grades, draft_visit, many_visits, missed_visit, noon_of, signed_visit
from tests.cast import NOW, TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]


def rows(session: Session, child: Child) -> list[Reading]:
    return list(session.scalars(select(Reading).where(Reading.child_id == child.id).order_by(Reading.id)))


def today(session: Session, child: Child, on: date = TODAY) -> ReadingToday:
    return readings_on(session, [child.id], on, instruments.OURS, with_curves=True)[child.id]


def better_and_held(cast: Cast, writing_as: Writing) -> None:
    """Leo at 4 for two months, then at 2 for a year."""
    with writing_as(cast.amira) as uow:
        for ago, value in [(460, 4), (440, 4), (410, 4), *((ago, 2) for ago in range(370, 0, -30))]:
            on = TODAY - timedelta(days=ago)
            signed_visit(uow, cast.leo, on, all_grades(cast.leo, on, value))


def test_signing_keeps_a_reading_and_a_visit_that_did_not_take_place_none(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        missed_visit(uow, cast.leo, TODAY, VisitOutcome.NO_ACCESS)
        draft_visit(uow, cast.leo, TODAY, {"hygiene": 3})
        assert rows(session, cast.leo) == []
        signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 3))
    assert [(row.as_of, row.instrument_key) for row in rows(session, cast.leo)] == [(TODAY, instruments.OURS)]
    assert today(session, cast.leo).reading.verdict is Verdict.NOT_ENOUGH


def test_care_that_got_better_and_stayed_so_is_read_as_sustained_until_nobody_looks(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    better_and_held(cast, writing_as)
    assert today(session, cast.leo).reading.verdict is Verdict.IMPROVING_SUSTAINED
    later = [today(session, cast.leo, TODAY + timedelta(days=days)).reading.verdict for days in (40, 70, 100)]
    assert later == [Verdict.IMPROVING_SUSTAINED, Verdict.IMPROVING_NOT_YET, Verdict.NOT_ENOUGH]


def test_withdrawing_or_amending_a_visit_reads_the_grades_anew_and_keeps_the_old_reading(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    better_and_held(cast, writing_as)
    with writing_as(cast.amira) as uow:
        bad = signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 5))
    assert not today(session, cast.leo).reading.verdict.is_improving
    before = [(row.id, row.inputs_hash) for row in rows(session, cast.leo)]
    with writing_as(cast.amira) as uow:
        withdraw_visit(uow, bad, "Ruby’s grades")
    assert today(session, cast.leo).reading.verdict is Verdict.IMPROVING_SUSTAINED
    after = [(row.id, row.inputs_hash) for row in rows(session, cast.leo)]
    assert after[:-1] == before
    # Without that visit the grades are again those of the reading before it.
    assert after[-1][1] == before[-2][1]


def test_where_the_only_visit_is_withdrawn_nothing_is_read_any_more(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 3))
    assert today(session, cast.leo).kept.series
    with writing_as(cast.amira) as uow:
        withdraw_visit(uow, visit, "Ruby’s grades")
    assert today(session, cast.leo).kept.series == ()
    assert today(session, cast.leo).reading.verdict is Verdict.NOT_ENOUGH


def test_an_amendment_counts_from_its_signature(cast: Cast, writing_as: Writing, session: Session) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 3))
        amended = amend_visit(uow, visit, "Wrong tap")
        assert len(rows(session, cast.leo)) == 1
        amended.grades[0].value = 2
        sign_visit(uow, amended)
    one, two = rows(session, cast.leo)
    assert one.inputs_hash != two.inputs_hash


def test_a_home_that_the_child_has_left_counts_no_longer(cast: Cast, writing_as: Writing, session: Session) -> None:
    better_and_held(cast, writing_as)
    with writing_as(cast.chloe) as uow:
        move_child_home(uow, cast.leo.residences[0], cast.kais_dads, TODAY)
    assert today(session, cast.leo).reading.verdict is Verdict.NOT_ENOUGH
    assert today(session, cast.leo, TODAY - timedelta(days=1)).reading.verdict is Verdict.IMPROVING_SUSTAINED


def test_a_reading_cannot_be_changed_or_deleted_even_by_sql(cast: Cast, writing_as: Writing, session: Session) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 3))
    for sentence in ("UPDATE reading SET engine = '9'", "DELETE FROM reading"):
        with pytest.raises(DatabaseError, match="kept as it was seen"):
            session.execute(text(sentence))
        session.rollback()


def test_readings_that_are_missing_are_made_once(cast: Cast, writing_as: Writing, session: Session) -> None:
    many_visits(session, cast.leo, cast.amira, TODAY, 3)
    session.execute(text("DROP TRIGGER IF EXISTS lock_delete_reading" + (" ON reading" if _is_pg(session) else "")))
    session.execute(text("DELETE FROM reading"))
    session.commit()
    assert keep_missing_readings(session, noon_of(TODAY)) == 1
    assert keep_missing_readings(session, noon_of(TODAY)) == 0
    assert len(rows(session, session.get_one(Child, cast.leo.id))) == 1


@pytest.fixture
def verify(app: Flask) -> Callable[[], Result]:
    return lambda: app.test_cli_runner().invoke(args=["readings", "verify"])


def test_verify_finds_nothing_where_nothing_was_touched(
    cast: Cast, writing_as: Writing, verify: Callable[[], Result]
) -> None:
    better_and_held(cast, writing_as)
    result = verify()
    assert (result.exit_code, result.output) == (0, "1 readings checked, 0 differ.\n")


def test_verify_names_a_reading_that_does_not_follow_from_the_grades(
    cast: Cast, writing_as: Writing, session: Session, verify: Callable[[], Result]
) -> None:
    better_and_held(cast, writing_as)
    newest = rows(session, cast.leo)[-1]
    outputs = {**newest.outputs, "series": [*newest.outputs["series"]]}
    outputs["series"][0] = {
        **outputs["series"][0],
        "reading": {**outputs["series"][0]["reading"], "verdict": "fluctuating"},
    }
    columns = ("child_id", "instrument_key", "engine", "inputs_hash", "as_of")
    forged = Reading(**{name: getattr(newest, name) for name in columns}, computed_at=NOW, outputs=outputs, curves=[])
    session.add(forged)
    session.commit()
    result = verify()
    assert result.exit_code == 1
    assert "verdict: fluctuating and improving_sustained" in result.output


def _is_pg(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
