"""An authority’s own days off: local dates move and say so, national ones do not, and what was set is never altered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from gcp_tracker.admin.service import set_days_off
from gcp_tracker.authority_settings import settings_of
from gcp_tracker.meetings.queries.facts import periods_from
from gcp_tracker.models import AuditEvent, Authority, User
from gcp_tracker.rules.clocks import Clock, due
from gcp_tracker.rules.days_off import Span
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import TODAY, Cast
from tests.page_client import PageClient, soup_of

WritingAs = Callable[[User | None], UnitOfWork]
BETWEEN = Span(date(2026, 12, 29), date(2026, 12, 31), is_closed=True)
WHY = "The offices are closed between Christmas and New Year."


def set_days(writing_as: WritingAs, cast: Cast, span: Span, why: str = WHY) -> None:
    with writing_as(cast.grace) as uow:
        set_days_off(uow, uow.session.get_one(Authority, cast.authority.id), span, why)


def test_local_dates_leave_them_out_and_say_so_and_national_ones_are_never_longer(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    set_days(writing_as, cast, BETWEEN)
    periods = periods_from(settings_of(session, cast.authority.id, TODAY))
    visit = due(Clock.PROTECTION_VISIT, date(2026, 12, 16), "Leo was last seen", periods)
    assert visit.on == date(2027, 1, 7)
    assert visit.why.endswith(
        "7 January 2027; 25 December, 28 December and 1 January are bank holidays;"
        " 29 December, 30 December and 31 December are days off here"
    )
    # Ten working days by the law’s count end on 30 December; kept by the last day on which somebody works.
    core_group = due(Clock.FIRST_CORE_GROUP, date(2026, 12, 14), "the conference", periods)
    assert core_group.on == date(2026, 12, 24)
    assert core_group.why.endswith(
        "30 December 2026; 25 December and 28 December are bank holidays;"
        " 30 December is a day off here, so by Thursday 24 December 2026"
    )
    set_days(writing_as, cast, Span(date(2026, 12, 30), date(2026, 12, 30), is_closed=False))
    settings = settings_of(session, cast.authority.id, TODAY)
    assert settings.days_off == {date(2026, 12, 29), date(2026, 12, 31)}
    assert due(Clock.FIRST_CORE_GROUP, date(2026, 12, 14), "the conference", periods_from(settings)).on.day == 30
    assert settings_of(session, cast.authority.id + 1, TODAY).days_off == frozenset()


@pytest.mark.parametrize(
    ("span", "field", "sentence"),
    [
        (Span(TODAY - timedelta(days=1), TODAY, True), "first_on", "stays as it was judged"),
        (Span(date(2026, 12, 31), date(2026, 12, 29), True), "last_on", "the first day or a later one"),
        (Span(date(2026, 12, 1), date(2027, 1, 31), True), "last_on", "within a month"),
        (Span(TODAY + timedelta(days=366), TODAY + timedelta(days=367), True), "last_on", "within the next year"),
        (Span(date(2026, 12, 25), date(2026, 12, 28), True), "first_on", "nobody works anyway"),
        (Span(date(2026, 12, 29), date(2026, 12, 31), False), "first_on", "set so already"),
    ],
)
def test_days_that_do_not_fit_change_nothing(
    session: Session, cast: Cast, writing_as: WritingAs, span: Span, field: str, sentence: str
) -> None:
    with pytest.raises(RuleBroken, match=sentence) as broken:
        set_days(writing_as, cast, span)
    assert broken.value.field == field
    assert settings_of(session, cast.authority.id, TODAY).days_off == frozenset()


def test_what_was_set_cannot_be_altered_and_the_page_tells_all_of_it(
    session: Session, cast: Cast, client: PageClient, writing_as: WritingAs
) -> None:
    address = f"/authorities/{cast.authority.id}/days-off"
    fields = {"becomes": "closed", "first_on": ["24", "12", "2026"], "last_on": ["31", "12", "2026"]}
    client.sign_in(cast.grace)
    assert "Say why" in client.post(address, data=fields | {"reason": "Closed."}).get_data(as_text=True)
    assert client.post(address, data=fields | {"reason": WHY}).status_code == 303
    after_all = Span(date(2026, 12, 30), date(2026, 12, 30), is_closed=False)
    set_days(writing_as, cast, after_all, "One desk stays open for the whole of that day.")
    told = " ".join(soup_of(client, address).get_text(" ").split())
    assert "To come 24 December 2026 to 29 December 2026 31 December 2026 Set more" in told
    assert "30 December 2026: people work after all" in told
    assert "24 December 2026 to 31 December 2026: nobody works Set by Grace" in told
    assert session.scalars(select(AuditEvent.reason).where(AuditEvent.action == "days_off:set")).first() == WHY
    assert "days off were set" in client.get("/security-events").get_data(as_text=True)
    with pytest.raises(DatabaseError, match="kept as it was set"):
        session.execute(text("UPDATE days_off SET is_closed = NOT is_closed"))
    session.rollback()
    client.sign_in(cast.chloe)
    assert client.get(address).status_code == 404
