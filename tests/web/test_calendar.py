"""The calendar: an address that is a secret, a file without a name, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.accounts.service import disable_user
from gcp_tracker.meetings.details import PlanDetails
from gcp_tracker.meetings.service import plan_meeting
from gcp_tracker.models import CalendarFeed, FailedTry, SignIn, User
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events
from tests.cast import NOW, TODAY, Cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
MoveClock = Callable[[timedelta], None]


@pytest.fixture
def place(session: Session, cast: Cast, as_: As) -> str:
    """The path of Amira’s calendar, for somebody who is not signed in."""
    cast.leo.created_at = NOW - timedelta(days=400)
    cast.leo.la_child_id = "TB-1042"
    session.commit()
    client = as_(cast.amira)
    shown = BeautifulSoup(client.post("/account/calendar").data, "lxml").select_one("#link")["value"]
    client.delete_cookie("gcp")
    return "/calendar/" + str(shown).rpartition("/calendar/")[2]


def found(client: PageClient, place: str) -> Calendar:
    answer = client.get(place)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.data)


def test_it_says_what_is_due_by_number_and_without_a_name(client: PageClient, cast: Cast, place: str) -> None:
    answer = client.get(place)
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    text = answer.get_data(as_text=True)
    assert "First core group due\\, TB-1042" in text
    for name in ("Leo", "Marsh", "Amira", "Ruby", str(cast.leo.id)):
        assert name not in text


def test_it_is_a_file_that_common_calendars_read(client: PageClient, place: str) -> None:
    raw = client.get(place).data
    lines = raw.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    calendar = found(client, place)
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    entries = calendar.walk("VEVENT")
    assert len({entry["uid"] for entry in entries}) == len(entries) > 2
    for entry in entries:
        start, end = entry["dtstart"].dt, entry["dtend"].dt
        assert type(start) is date, "all day"
        assert end - start == timedelta(days=1)
        assert entry["dtstamp"].dt == NOW
        assert entry["class"] == "PRIVATE"


def test_what_moves_keeps_its_uid(client: PageClient, cast: Cast, place: str, writing_as: Writing) -> None:
    def core_group() -> tuple[str, date, str]:
        one = next(entry for entry in found(client, place).walk("VEVENT") if "core group" in entry["summary"].lower())
        return str(one["uid"]), one["dtstart"].dt, str(one["summary"])

    uid, on, summary = core_group()
    assert (on, summary) == (date(2026, 3, 6), "First core group due, TB-1042")
    with writing_as(cast.amira) as uow:
        plan_meeting(uow, [cast.leo], PlanDetails(MeetingKind.CORE_GROUP, TODAY + timedelta(days=3)))
    assert core_group() == (uid, TODAY + timedelta(days=3), "First core group planned, TB-1042")


def test_only_a_hash_is_kept_and_each_fetch_leaves_a_mark(
    session: Session, client: PageClient, cast: Cast, place: str
) -> None:
    token = place.rpartition("/")[2].removesuffix(".ics")
    kept = session.scalars(select(CalendarFeed)).one()
    assert token not in kept.token_hash
    assert len(token) >= 43
    client.get(place)
    assert events(session)[-1] == "due:fetch"
    assert session.scalars(select(SignIn).where(SignIn.last_seen_at > NOW)).all() == []


def test_it_opens_nothing_else(client: PageClient, place: str) -> None:
    client.get(place)
    assert client.get("/my-children").status_code == 302


@pytest.mark.parametrize("end", ["end", "anew", "disable", "role"])
def test_it_ends(
    session: Session, cast: Cast, as_: As, client: PageClient, place: str, writing_as: Writing, end: str
) -> None:
    unknown = client.get("/calendar/" + "x" * 43 + ".ics")
    if end == "end":
        assert as_(cast.amira).post("/account/calendar/end").status_code == 303
    elif end == "anew":
        as_(cast.amira).post("/account/calendar")
    elif end == "disable":
        with writing_as(cast.grace) as uow:
            disable_user(uow, cast.amira)
    else:
        cast.amira.roles = list(cast.grace.roles)
        session.commit()
    client.delete_cookie("gcp")
    gone = client.get(place)
    assert (gone.status_code, words(gone.data)) == (unknown.status_code, words(unknown.data)) == (404, words(gone.data))


def words(page: bytes) -> str:
    return BeautifulSoup(page, "lxml").select_one("main").get_text()


def test_children_who_are_no_longer_mine_leave_it(session: Session, client: PageClient, cast: Cast, place: str) -> None:
    cast.leo.allocations[0].to_on = TODAY
    session.commit()
    assert found(client, place).walk("VEVENT") == []


def test_guesses_are_slowed_and_slow_no_sign_in(
    session: Session, client: PageClient, place: str, move_clock: MoveClock
) -> None:
    answers = [client.get(f"/calendar/guess{number}.ics").status_code for number in range(55)]
    assert answers[:50] == [404] * 50
    assert answers[-1] == 429
    assert client.get(place).status_code == 200, "a right address is no guess"
    assert len(session.scalars(select(FailedTry)).all()) == 1
    assert "password" in client.get("/sign-in").get_data(as_text=True)
    move_clock(timedelta(minutes=2))
    assert client.get("/calendar/guess.ics").status_code == 404


def test_only_who_has_children_has_one(cast: Cast, as_: As) -> None:
    assert "Calendar address" in as_(cast.amira).get("/account").get_data(as_text=True)
    assert as_(cast.amira).get("/account/calendar").status_code == 200
    for person in (cast.grace, cast.farid, cast.chloe):
        assert as_(person).get("/account/calendar").status_code == 404
        assert as_(person).post("/account/calendar").status_code == 404
        assert "Calendar address" not in as_(person).get("/account").get_data(as_text=True)


def test_the_security_page_tells_of_it_in_words(session: Session, cast: Cast, as_: As, place: str) -> None:
    as_(cast.amira).post("/account/calendar/end")
    shown = as_(cast.grace).get("/security-events").get_data(as_text=True)
    assert "an address for a calendar was made" in shown
    assert "an address for a calendar was ended" in shown
    assert place.rpartition("/")[2].removesuffix(".ics") not in shown
