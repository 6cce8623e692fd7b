"""The pages of a chronology: one line, what it adds up to, events written and put right, and what leaves of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.children.details import EpisodeDetails
from gcp_tracker.children.service import end_episode, start_episode
from gcp_tracker.models import Child, Event, User
from gcp_tracker.rules.event_vocabulary import EventSource
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events, noon_of, signed_visit
from tests.cast import TODAY, Cast
from tests.conftest import counted_queries
from tests.events import HUNGRY, NO_LUNCH, added
from tests.page_client import PageClient
from tests.taken import take

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
ON = TODAY - timedelta(days=40)
MOST_QUERIES = 26


def words(page: Any) -> str:
    return " ".join(BeautifulSoup(page.data, "lxml").select_one("main").get_text(" ").split())


def address(child: Child, rest: str = "/chronology") -> str:
    return f"/children/{child.id}{rest}"


def event_data(**more: Any) -> dict[str, Any]:
    usual = {
        "source": "school", "who": "Mrs Grant, class teacher", "exactness": "day", "happened_on": ON.isoformat(),
        "what": NO_LUNCH, "so_what": HUNGRY, "items": ["nutrition_quantity"], "shows": "missing",
    }  # fmt: skip
    return usual | more


def test_an_event_is_written_read_put_right_and_withdrawn(session: Session, cast: Cast, as_: As) -> None:
    amira = as_(cast.amira)
    form = BeautifulSoup(amira.get(address(cast.leo, "/events/new")).data, "lxml")
    assert form.find("textarea", {"name": f"so_what_{cast.ruby.id}"}), "a sister has the same event, told for her"
    both = event_data() | {f"so_what_{cast.ruby.id}": "Was not there, and had no tea either"}
    saved = amira.post(address(cast.leo, "/events/new"), data=both)
    assert (saved.status_code, saved.location) == (303, address(cast.leo))
    for child, so_what in ((cast.leo, HUNGRY), (cast.ruby, "Was not there")):
        told = words(amira.get(address(child)))
        assert "School or nursery" in told
        assert NO_LUNCH in told
        assert so_what in told
    event = session.scalars(select(Event).where(Event.child_id == cast.leo.id)).one()
    here = address(cast.leo, f"/events/{event.id}")
    assert "It stands too in the chronology of Ruby" in words(amira.get(here))
    assert amira.get(f"{here}/withdraw").status_code == 404, "a worker puts right, a manager withdraws"
    put_right = amira.post(
        f"{here}/amend", data=event_data(what="No lunch on that day") | {"why": "Two days, not three"}
    )
    assert put_right.status_code == 303
    later = words(amira.get(put_right.location))
    assert "Changed because: Two days, not three" in later
    assert "version 1, by Amira Khan" in later
    assert amira.get(f"{here}/amend").status_code == 404, "what was replaced is not put right again"
    chloe, here = as_(cast.chloe), put_right.location
    assert chloe.post(f"{here}/withdraw", data={"reason": "It was another Leo"}).status_code == 303
    gone = words(chloe.get(here))
    assert "was withdrawn by Chloe Adeyemi on 16 November 2026: It was another Leo" in gone
    assert "No lunch" not in gone
    line = words(chloe.get(address(cast.leo)))
    assert "1 event was withdrawn" in line
    assert "No lunch" not in line
    assert {"event:add", "event:amend", "event:withdraw"} <= set(events(session))


def test_what_is_missing_is_said_beside_its_field(session: Session, cast: Cast, as_: As) -> None:
    amira = as_(cast.amira)
    for change, sentence in (
        ({"so_what": ""}, "Say what it meant for Leo"),
        ({"source": ""}, "Choose who told of it"),
        ({"happened_on": "2027-01-01"}, "The day must be today or in the past"),
        ({"exactness": "period"}, "Enter the last day of that time"),
        ({"so_what": NO_LUNCH}, "This repeats what happened"),
    ):
        page = amira.post(address(cast.leo, "/events/new"), data=event_data(**change))
        assert page.status_code == 200
        assert sentence in words(page), change
        assert NO_LUNCH in words(page) or change.get("what") == "", "what was typed is still there"
    assert session.scalar(select(Event)) is None


def test_what_happened_again_and_again_is_added_up_in_a_sentence(cast: Cast, as_: As, writing_as: Writing) -> None:
    for days in (200, 100):
        on = TODAY - timedelta(days=days)
        with UnitOfWork(writing_as(None).session, cast.amira, noon_of(on)) as uow:
            signed_visit(uow, cast.leo, on, {"nutrition_quantity": 4})
    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON)
    told = words(as_(cast.amira).get(address(cast.leo)))
    assert "Three times in six months, missing or harmful: Food, enough food." in told
    assert "At 4 or 5 at all two visits that graded it; in one event, from school or nursery (1)." in told


def test_words_are_looked_for_and_stand_in_no_address(cast: Cast, as_: As, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON)
        added(uow, cast.leo, ON, "Seen alone at the weir", "Could have drowned", source=EventSource.NEIGHBOUR)
    amira = as_(cast.amira)
    found = amira.found(address(cast.leo), "weir", source="neighbour")
    assert "weir" not in found
    assert "source=neighbour" in found
    page = words(amira.get(found))
    assert "told by neighbour or somebody else who knows the family; with “weir”" in page
    assert "Seen alone at the weir" in page
    assert NO_LUNCH not in page
    nothing = words(amira.get(address(cast.leo, "/chronology?kind=event&since=2026-11-01&about=love")))
    assert "Nothing in Leo’s chronology is like that" in nothing
    assert "0 of " in nothing
    assert amira.get(address(cast.leo, "/chronology?source=martian&since=yesterday&page=-3")).status_code == 200


def test_five_hundred_events_are_paged_in_as_many_queries_as_one(cast: Cast, as_: As, writing_as: Writing) -> None:
    amira, here = as_(cast.amira), address(cast.leo)

    def queries() -> int:
        with counted_queries() as seen:
            assert amira.get(here).status_code == 200
        return len(seen)

    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON)
    few = queries()
    with writing_as(cast.amira) as uow:
        for number in range(120):
            added(uow, cast.leo, ON - timedelta(days=number), f"{NO_LUNCH} {number}")
    assert queries() == few <= MOST_QUERIES
    first, last = (words(amira.get(f"{here}?page={page}")) for page in (1, 99))
    assert "1 to 50 of" in first
    assert f"{NO_LUNCH} 119" in last


def test_help_that_began_again_is_told_where_it_begins_and_on_the_page(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        episode = cast.leo.episodes[0]
        start_episode(
            uow, cast.leo, EpisodeDetails(HelpKind.EARLY_HELP, date(2024, 1, 8), date(2024, 7, 1))
        )  # fmt: skip
        start_episode(
            uow,
            cast.ruby,
            EpisodeDetails(
                HelpKind.CHILD_PROTECTION, date(2024, 2, 1), date(2025, 5, 20), category=AbuseCategory.NEGLECT
            ),
        )
    leo = words(as_(cast.amira).get(f"/children/{cast.leo.id}"))
    sister = "his sister Ruby’s child protection plan has run since February 2026"
    assert "There was help before this child protection plan: the last, early help, ended in July 2024; his" in leo
    assert "his sister Ruby’s child protection plan ended in May 2025." in leo
    assert sister not in leo, "they began together"
    ruby = words(as_(cast.amira).get(f"/children/{cast.ruby.id}"))
    assert "Second child protection plan; the first was for neglect in 2024." in ruby
    for page in (f"/children/{cast.leo.id}/help", f"/children/{cast.leo.id}/plans/new"):
        told = words(as_(cast.amira).get(page))
        assert (
            "His sister Ruby’s child protection plan for neglect began in February 2024 and ended in May 2025." in told
        )
        assert "Leo’s early help began in January 2024 and ended in July 2024." in told
    with writing_as(cast.chloe) as uow:
        end_episode(uow, episode, TODAY)
    assert as_(cast.dev).get(address(cast.leo)).status_code == 404


# What leaves


def test_a_copy_for_somebody_else_has_no_words_unless_there_is_a_reason(
    cast: Cast, as_: As, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON)
    amira = as_(cast.amira)
    own = take(amira, address(cast.leo, "/chronology/print"), form="paper").get_data(as_text=True)
    assert NO_LUNCH in own
    assert "What it adds up to" not in own
    theirs = take(amira, address(cast.leo, "/chronology/print"), "professional", "paper").get_data(as_text=True)
    assert NO_LUNCH not in theirs
    assert HUNGRY not in theirs
    assert "School or nursery" in theirs
    reason = {"put_in": ["seen"], "reason_seen": "For the core group"}
    with_words = take(amira, address(cast.leo, "/chronology/print"), "professional", "paper", **reason)
    assert NO_LUNCH in with_words.get_data(as_text=True)
    file = take(amira, address(cast.leo, "/chronology/file"), "professional").get_data(as_text=True)
    assert "What happened" not in file
    assert NO_LUNCH not in file


def test_nobody_of_the_family_is_given_what_a_neighbour_told(cast: Cast, as_: As, writing_as: Writing) -> None:
    seen = {"put_in": ["seen"], "reason_seen": "They asked to read it"}
    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON)
        told = "Heard him cry at the window"
        added(uow, cast.leo, ON, told, "Nobody came", source=EventSource.NEIGHBOUR, who="Mrs Ward, number 6")
    amira = as_(cast.amira)
    for page in ("/chronology/print", "/print"):
        for recipient in (f"carer-{cast.mum.id}", "young_person"):
            text = words(take(amira, address(cast.leo, page), recipient, "paper", **seen))
            assert NO_LUNCH in text
            assert told not in text
            assert "Neighbour" not in text
        court = words(take(amira, address(cast.leo, page), "court", "paper"))
        assert told in court
        assert "Mrs Ward" not in court
        assert "Mrs Ward" in words(take(amira, address(cast.leo, page), form="paper"))


def test_no_cell_of_the_file_is_a_formula(cast: Cast, as_: As, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON, '=HYPERLINK("http://x")', "+1", who="@mrs grant")
    file = take(as_(cast.amira), address(cast.leo, "/chronology/file")).get_data(as_text=True)
    assert "\"'=HYPERLINK" in file
    assert "'+1" in file
    assert "'@mrs grant" in file


def test_what_is_printed_is_what_was_asked_for(cast: Cast, as_: As, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON)
    page = take(as_(cast.amira), address(cast.leo, "/chronology/print?kind=event"), form="paper")
    told = words(page)
    assert "Only a part of it: event." in told
    assert "was allocated" not in told
