"""A visit as it is signed, amended, withdrawn or put aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.db import db
from gcp_tracker.models import AuditEvent, Grade, User, Visit
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import NoteKind, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import (
    VisitDetails,
    save_answers,
)
from gcp_tracker.visits.service import (
    amend_visit,
    discard_visit,
    offer_to_child,
    record_missed_visit,
    sign_visit,
    withdraw_visit,
)
from tests.builders import draft_visit, events, graded, signed_visit, signed_visits
from tests.cast import NOW, TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]


def test_a_four_and_a_better_grade_after_a_four_both_need_what_was_seen_or_heard(
    cast: Cast, writing_as: Writing, food: str
) -> None:
    with writing_as(cast.amira) as uow:
        first = draft_visit(uow, cast.leo, date(2026, 8, 3))
        save_answers(uow, first, base=1, operation="a", answers=[graded(food, 4)])
    with pytest.raises(RuleBroken, match="what you saw or heard"), writing_as(cast.amira) as uow:
        sign_visit(uow, first)
    with writing_as(cast.amira) as uow:
        save_answers(uow, first, base=2, operation="b", answers=[graded(food, 4, "Half a loaf, nothing else")])
        sign_visit(uow, first)
    with writing_as(cast.amira) as uow:
        second = draft_visit(uow, cast.leo, TODAY)
        save_answers(uow, second, base=1, operation="c", answers=[graded(food, 2)])
    with pytest.raises(RuleBroken, match="what you saw or heard"), writing_as(cast.amira) as uow:
        sign_visit(uow, second)
    with writing_as(cast.amira) as uow:
        save_answers(uow, second, base=2, operation="d", answers=[graded(food, 2, child_words="I had two sausages")])
        sign_visit(uow, second)
    assert second.state is VisitState.SIGNED


def test_what_is_signed_is_never_edited_even_by_sql(
    cast: Cast, writing_as: Writing, food: str, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, TODAY, {food: 2})
    for statement in (
        "UPDATE grade SET value = 1",
        "DELETE FROM grade",
        "UPDATE visit SET visited_on = '2020-01-01'",
        "DELETE FROM visit",
        "UPDATE audit_event SET action = 'nothing:happened'",
        "DELETE FROM audit_event",
    ):
        with pytest.raises(DatabaseError, match="never|kept until"):
            session.execute(text(statement))
        session.rollback()
    with pytest.raises(RuleBroken, match="amend it instead"), writing_as(cast.amira) as uow:
        save_answers(uow, visit, base=visit.version, operation="z", answers=[graded(food, 1)])
    assert visit.kept_until == date(2055, 7, 24)


def test_an_amendment_is_a_new_version_with_a_reason_and_the_old_one_stands_until_it_is_signed(
    cast: Cast, writing_as: Writing, food: str, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(
            uow, cast.leo, TODAY, {food: 2}, notes={NoteKind.MORNING: "Up at seven"}, adults_seen=[cast.mum]
        )
    with pytest.raises(RuleBroken), writing_as(cast.amira) as uow:
        amend_visit(uow, visit, "")
    with writing_as(cast.amira) as uow:
        amended = amend_visit(uow, visit, "Wrong item")
    assert [standing.id for standing in signed_visits(session, cast.leo)] == [visit.id]
    assert (amended.number, amended.first_id) == (2, visit.id)
    assert [(note.kind, note.text) for note in amended.notes] == [(NoteKind.MORNING, "Up at seven")]
    assert [row.adult_id for row in amended.adults_seen] == [cast.mum.id]
    with pytest.raises(RuleBroken, match="already amending"), writing_as(cast.chloe) as uow:
        amend_visit(uow, visit, "Me too")
    with writing_as(cast.amira) as uow:
        save_answers(uow, amended, base=1, operation="a", answers=[graded(food, 3)])
        sign_visit(uow, amended)
    assert [standing.id for standing in signed_visits(session, cast.leo)] == [amended.id]
    assert visit.state is VisitState.REPLACED
    assert session.scalar(select(Grade.value).where(Grade.visit_id == visit.id)) == 2


def test_a_visit_to_the_wrong_child_is_withdrawn_and_offered_to_the_right_one(
    cast: Cast, writing_as: Writing, food: str, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, TODAY, {food: 4})
    with writing_as(cast.amira) as uow:
        withdraw_visit(uow, visit, "This was Ruby")
        draft = offer_to_child(uow, visit, cast.ruby, cast.leos_home, "This was Ruby")
    assert signed_visits(session, cast.leo) == []
    assert visit.state is VisitState.WITHDRAWN
    assert (draft.child, draft.band, draft.state) == (cast.ruby, "2-4", VisitState.DRAFT)
    assert [(grade.item_key, grade.value) for grade in draft.grades] == [(food, 4)]
    assert draft.number == 1
    assert draft.first_id == draft.id


def test_a_draft_put_aside_is_kept_and_cannot_be_signed(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
        discard_visit(uow, visit, "Started by mistake")
    with pytest.raises(RuleBroken, match="put aside"), writing_as(cast.amira) as uow:
        sign_visit(uow, visit)


def test_no_access_is_a_visit_too_and_nobody_was_seen_at_it(cast: Cast, writing_as: Writing) -> None:
    details = VisitDetails(
        TODAY,
        household=cast.leos_home,
        outcome=VisitOutcome.NO_ACCESS,
        outcome_detail="Curtains drawn",
        child_seen=True,
        adults_seen=[cast.mum],
    )
    with writing_as(cast.amira) as uow:
        visit = record_missed_visit(uow, cast.leo, instruments.newest("graded-care"), details)
    assert visit.state is VisitState.SIGNED
    assert not visit.child_seen
    assert visit.adults_seen == []
    # A button pressed twice is one visit; the same door an hour later is another.
    with pytest.raises(RuleBroken, match="already"), writing_as(cast.amira) as uow:
        record_missed_visit(uow, cast.leo, instruments.newest("graded-care"), details)
    with writing_as(cast.amira) as uow:
        later = replace(details, started_at=time(17))
        record_missed_visit(uow, cast.leo, instruments.newest("graded-care"), later)


def test_every_write_of_a_visit_leaves_who_and_when_in_the_same_transaction(
    cast: Cast, writing_as: Writing, food: str, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY, {food: 2}, notes={NoteKind.GOING_WELL: "Reads with Mum"})
        sign_visit(uow, visit)
    assert events(session) == ["visit:open", "grade:record", "visit:sign"]
    actors = set(session.execute(select(AuditEvent.actor_id, AuditEvent.child_id)))
    assert actors == {(cast.amira.id, cast.leo.id)}
    with pytest.raises(RuntimeError), writing_as(cast.amira) as uow:
        save_answers_then_fail(uow, visit)
    assert events(session) == ["visit:open", "grade:record", "visit:sign"]


def save_answers_then_fail(uow: UnitOfWork, visit: Visit) -> None:
    amend_visit(uow, visit, "To see it rolled back")
    raise RuntimeError("the tablet’s battery")


def test_only_the_version_that_stands_can_be_withdrawn_and_only_a_withdrawn_visit_is_offered(
    cast: Cast, writing_as: Writing, food: str
) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, TODAY, {food: 2})
        draft = draft_visit(uow, cast.leo, TODAY)
    with pytest.raises(RuleBroken, match="only the version that stands"), writing_as(cast.chloe) as uow:
        withdraw_visit(uow, draft, "Mine now")
    with pytest.raises(RuleBroken, match="Only a withdrawn visit"), writing_as(cast.chloe) as uow:
        offer_to_child(uow, visit, cast.ruby, cast.leos_home, "A copy")
    with writing_as(cast.amira) as uow:
        withdraw_visit(uow, visit, "Wrong child")
    with pytest.raises(RuleBroken, match="only the version that stands"), writing_as(cast.amira) as uow:
        withdraw_visit(uow, visit, "Again")


def test_an_amendment_put_aside_leaves_the_signed_visit_to_be_read_and_withdrawn(
    cast: Cast, writing_as: Writing, food: str
) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, TODAY, {food: 2})
        amended = amend_visit(uow, visit, "Wrong item")
        uow.session.flush()
        discard_visit(uow, amended, "It was right after all")
    with writing_as(cast.amira) as uow:
        withdraw_visit(uow, visit, "Wrong child")
    assert (visit.state, amended.state) == (VisitState.WITHDRAWN, VisitState.DISCARDED)


def test_of_five_people_who_amend_at_once_one_does(app: Flask, cast: Cast, writing_as: Writing, food: str) -> None:
    with writing_as(cast.amira) as uow:
        visit_id = signed_visit(uow, cast.leo, TODAY, {food: 2}).id
    author_id = cast.amira.id
    outcomes: list[str] = []

    def amend() -> None:
        with app.app_context():
            try:
                with UnitOfWork(db.session, db.session.get(User, author_id), NOW) as uow:
                    amend_visit(uow, uow.session.get_one(Visit, visit_id), "At once")
                outcomes.append("amended")
            except RuleBroken as broken:
                outcomes.append(broken.sentence)
            finally:
                db.session.remove()

    threads = [Thread(target=amend) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Amira Khan is already amending this visit."] * 4 + ["amended"]
