"""Settings as services and pages read them: what is asked of the database, what acts on whom, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.admin.queries.settings import changes_of, settings_now
from gcp_tracker.admin.service import ChangeDetails, change_setting
from gcp_tracker.authority_settings import forget_version, settings_of, shortest
from gcp_tracker.children.queries import my_children
from gcp_tracker.db import db
from gcp_tracker.models import AuditEvent, Authority, AuthoritySetting, Reading, User
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.readings import service
from gcp_tracker.readings.service import keep_reading
from gcp_tracker.rules.authority_settings import LOCAL, Settings
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.sight.queries.finding import Found
from gcp_tracker.sight.service import open_on_duty
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, home_of, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.conftest import counted_queries

WritingAs = Callable[[User | None], UnitOfWork]
WHY = "Agreed by the safeguarding board in November"


def change(writing_as: WritingAs, cast: Cast, key: str, value: int, from_on: date = TODAY) -> None:
    with writing_as(cast.grace) as uow:
        change_setting(uow, cast.authority, LOCAL[key], ChangeDetails(value, from_on, WHY))


def test_a_change_is_one_row_with_who_when_and_why_and_one_event(
    cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    change(writing_as, cast, "profile_every", 60, TODAY + timedelta(days=10))
    row = session.scalars(select(AuthoritySetting)).one()
    assert (row.key, row.value, row.set_by, row.set_at) == ("profile_every", 60, cast.grace, NOW)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.reason, event.changed_fields) == ("setting:change", WHY, ["profile_every"])
    today = settings_of(session, cast.authority.id, TODAY)
    assert today.days("profile_every") == 91
    assert today.on(TODAY + timedelta(days=10)).days("profile_every") == 60


def test_the_day_before_it_acts_a_profile_is_due_as_before_and_then_by_the_new_period(
    cast: Cast, session: Session, writing_as: WritingAs, told_profile: date
) -> None:
    change(writing_as, cast, "profile_every", 30, TODAY + timedelta(days=1))
    [leo] = my_children(session, cast.amira, NOW, TODAY).rows
    assert leo.profile_due_on == told_profile + timedelta(days=91)
    tomorrow = TODAY + timedelta(days=1)
    [leo] = my_children(session, cast.amira, NOW + timedelta(days=1), tomorrow).rows
    assert leo.profile_due_on == told_profile + timedelta(days=30)


@pytest.fixture
def told_profile(session: Session, cast: Cast, writing_as: WritingAs) -> date:
    """The day on which a profile of Leo was completed."""
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 3))
        ours = instruments.newest(instruments.OURS)
        profile = open_profile(uow, cast.leo, ours, opened_on=TODAY, household=home_of(cast.leo))
        complete_profile(uow, profile)
    return TODAY


def test_a_rule_that_does_not_fit_changes_nothing(cast: Cast, session: Session, writing_as: WritingAs) -> None:
    with pytest.raises(RuleBroken):
        change(writing_as, cast, "glass_lasts", 600)
    assert session.scalars(select(AuthoritySetting)).all() == []


def test_what_was_set_cannot_be_altered_or_taken_away(cast: Cast, session: Session, writing_as: WritingAs) -> None:
    change(writing_as, cast, "retention", 20)
    for statement in ("UPDATE authority_setting SET value = 1", "DELETE FROM authority_setting"):
        with pytest.raises(DBAPIError, match="by adding one"):
            session.execute(text(statement))
        session.rollback()


def test_settings_are_read_once_by_a_process_and_again_only_after_a_change(
    cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    def asked() -> int:
        """As another request does: the count, and the rows where the count is new."""
        forget_version(session)
        with counted_queries() as statements:
            settings_of(session, cast.authority.id, TODAY).days("profile_every")
            settings_of(session, cast.authority.id, TODAY).minutes("glass_lasts")
        return len(statements)

    assert [asked(), asked()] == [2, 1]
    change(writing_as, cast, "profile_every", 60)
    assert [asked(), asked()] == [2, 1]
    with counted_queries() as statements:
        settings_of(session, cast.authority.id, TODAY).days("profile_every")
    assert statements == []


def test_a_change_made_by_another_process_is_seen_at_the_next_request(cast: Cast, session: Session) -> None:
    assert settings_of(session, cast.authority.id, TODAY).days("profile_every") == 91
    engine: Engine = db.engine
    row = {"authority_id": cast.authority.id, "key": "profile_every", "value": 70, "from_on": TODAY}
    session.rollback()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(AuthoritySetting.__table__.insert().values(row | {"reason": WHY, "set_at": NOW}))
    forget_version(session)
    assert settings_of(session, cast.authority.id, TODAY).days("profile_every") == 70


def test_one_authority_s_change_is_not_another_s_and_who_is_in_no_team_has_the_shortest(
    cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    with writing_as(None) as uow:
        uow.session.add(Authority(name="Southmere", emergency_numbers="999"))
    southmere = session.scalars(select(Authority).where(Authority.name == "Southmere")).one()
    change(writing_as, cast, "idle_at_desks", 10)
    change(writing_as, cast, "longest_sign_in", 20)
    assert settings_of(session, southmere.id, TODAY).minutes("idle_at_desks") == 15
    assert shortest(session, southmere.id, "idle_at_desks", Settings.minutes, TODAY) == 15
    assert shortest(session, None, "idle_at_desks", Settings.minutes, TODAY) == 10
    assert shortest(session, None, "longest_sign_in", Settings.hours, TODAY) == 12


def test_a_visit_is_kept_by_what_held_on_the_day_it_was_signed(
    cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        before = signed_visit(uow, cast.leo, TODAY)
    change(writing_as, cast, "retention", 30)
    with writing_as(cast.amira) as uow:
        after = signed_visit(uow, cast.leo, TODAY)
    years = [visit.kept_until.year - cast.leo.born_on.year for visit in (before, after)]  # type: ignore[union-attr]
    assert years == [35, 48]


def test_duty_staff_read_for_as_long_as_is_set(cast: Cast, writing_as: WritingAs) -> None:
    change(writing_as, cast, "duty_lasts", 3)
    with writing_as(cast.dev) as uow:
        found = Found(cast.leo, is_restricted=False, is_readable=False, ring=())
        sight = open_on_duty(uow, found, "Police at the door, child alone")
    assert sight.until_at == NOW + timedelta(hours=3)


def test_a_reading_is_made_by_the_threshold_of_its_day_and_an_older_one_stays(
    cast: Cast, session: Session, writing_as: WritingAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    keep = service.keep

    def noting(grades, born, constants):  # type: ignore[no-untyped-def]
        asked.append(constants.worse_at)
        return keep(grades, born, constants)

    monkeypatch.setattr(service, "keep", noting)
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 3))
    first = session.scalars(select(Reading.outputs)).one()
    change(writing_as, cast, "worse_at", 50)
    with writing_as(cast.amira) as uow:
        keep_reading(uow, cast.leo)
    assert asked == [0.6, 0.5]
    assert session.scalars(select(Reading.outputs).order_by(Reading.id)).first() == first


def test_the_page_says_what_holds_what_comes_and_what_was(cast: Cast, session: Session, writing_as: WritingAs) -> None:
    setting = LOCAL["profile_every"]
    change(writing_as, cast, "profile_every", 60)
    change(writing_as, cast, "profile_every", 70)
    change(writing_as, cast, "profile_every", 80, date(2027, 5, 3))
    by_key = {one.setting.key: one for _, group in settings_now(session, cast.authority, TODAY) for one in group}
    assert set(by_key) == set(LOCAL)
    now = by_key["profile_every"]
    assert (now.words, now.usual, now.is_usual, now.coming) == ("70 days", "91 days", False, "80 days from 3 May 2027")
    told = [(one.words, one.holds) for one in changes_of(session, cast.authority, setting, TODAY)]
    assert told == [("80 days", "To come"), ("70 days", "Now"), ("60 days", "Replaced on the same day")]
