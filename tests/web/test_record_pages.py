"""The child’s page as it is read, its charts and its numbers; and who does not get to read them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children.details import ChildDetails
from gcp_tracker.children.service import add_family_with_child
from gcp_tracker.models import AuditEvent, Child, User, Visit
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.rules.vocabulary import NoteKind, SafeTonight, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, draft_visit, many_visits, missed_visit, noon_of, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.conftest import counted_queries
from tests.page_client import PageClient, soup_of
from tests.taken import take

As = Callable[[User], PageClient]
WritingAs = Callable[[User | None], UnitOfWork]
ROADS, FOOD = "presence_roads", "nutrition_quantity"
MARCH, NOVEMBER = date(2026, 3, 12), date(2026, 11, 2)
MOST_QUERIES = 16
NASTY = "<img src=x onerror=alert(1)> & “Tom”"


@pytest.fixture
def two_visits(cast: Cast, writing_as: WritingAs) -> list[Visit]:
    with writing_as(cast.amira) as uow:
        first = signed_visit(uow, cast.leo, MARCH, {FOOD: 4, ROADS: 3}, not_seen=["absence"])
        notes = {NoteKind.GOING_WELL: "Tara made soup", NoteKind.CHILD_WORDS: NASTY, NoteKind.NIGHT: "Sleeps through"}
        latest = signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 2, ROADS: 5}, notes=notes)
    return [first, latest]


def words_of(soup: BeautifulSoup) -> str:
    main = soup.find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_the_page_tells_facts_charts_grid_words_and_chronology(as_: As, cast: Cast, two_visits: list[Visit]) -> None:
    soup = soup_of(as_(cast.amira), f"/children/{cast.leo.id}")
    words = words_of(soup)
    assert soup.h1 is not None
    assert soup.h1.get_text(strip=True) == "How is life for Leo?"
    for part in (
        "Leo Marsh, 6 · child protection plan for neglect since 20 February 2026 (8 months)",
        "last seen 2 November 2026 (14 days ago), alone",
        "On and near roads is 5 , was 3 on 12 March 2026",
        "Enough food is 2 , was 4 on 12 March 2026",
        "At 4 or 5 now: 1",
        "Tara made soup",
        NASTY,
        "Sleeps through",
        "Child protection plan for neglect began",
        "No profile has been completed yet",
    ):
        assert part in words, part
    assert len(soup.select(".care-chart")) == 4
    assert {link["href"] for link in soup.select(".care-chart a")} == {f"/visits/{visit.id}" for visit in two_visits}
    assert soup.select_one(f'a[href="/children/{cast.leo.id}/visits/new"]') is not None
    assert [tab.get_text(strip=True) for tab in soup.select(".child-tabs [aria-current]")] == ["Change"]


def test_the_grid_has_every_grade_and_says_what_was_not_seen(as_: As, cast: Cast, two_visits: list[Visit]) -> None:
    soup = soup_of(as_(cast.amira), f"/children/{cast.leo.id}")
    rows = {row.th.get_text(strip=True): row for row in soup.select(".care-grid tbody tr") if row.th}
    assert [cell.get_text(strip=True) for cell in rows["Enough food"].find_all("td")] == ["4", "2"]
    assert [cell.get_text(strip=True) for cell in rows["When left"].find_all("td")] == ["not seen", ""]
    food = next(row for name, row in rows.items() if name.startswith("Food"))
    assert [cell.get_text(strip=True) for cell in food.find_all("td")] == ["4", "2"], (
        "folded, a sub-area shows its worst"
    )


def test_after_signing_the_page_opens_with_what_changed(as_: As, cast: Cast, two_visits: list[Visit]) -> None:
    client = as_(cast.amira)
    words = words_of(soup_of(client, f"/children/{cast.leo.id}?visit={two_visits[1].id}"))
    assert "The visit of 2 November 2026 is signed" in words
    assert "1 item worse than before, 1 better, 0 the same" in words
    assert "Safe tonight? Asked by On and near roads. Yes, safe tonight" in words
    for strange in (uuid4(), "not-an-id", ""):
        assert "is signed" not in words_of(soup_of(client, f"/children/{cast.leo.id}?visit={strange}"))


def test_a_missed_visit_that_was_just_signed_is_named_too(as_: As, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        visit = missed_visit(uow, cast.leo, NOVEMBER, VisitOutcome.CANCELLED_BY_FAMILY)
    words = words_of(soup_of(as_(cast.amira), f"/children/{cast.leo.id}?visit={visit.id}"))
    assert "The visit of 2 November 2026 is signed Cancelled by the family." in words
    assert "Nothing has been graded yet." in words


def test_two_homes_are_chosen_between_and_never_mixed(as_: As, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.ben) as uow:
        signed_visit(uow, cast.kai, MARCH, {FOOD: 5}, household=cast.kais_mums)
        signed_visit(uow, cast.kai, NOVEMBER, {FOOD: 1}, household=cast.kais_dads)
    client = as_(cast.ben)
    dads = soup_of(client, f"/children/{cast.kai.id}")
    assert "Mum’s house last graded 12 March 2026, 1 item at 4 or 5" in words_of(dads)
    assert "At 4 or 5 now: nothing" in words_of(dads)
    choices = dads.select(".whose-care a")
    assert [choice.get("aria-current") for choice in choices] == ["true", None]
    mums = soup_of(client, str(choices[1]["href"]))
    assert "At 4 or 5 now: 1" in words_of(mums)
    assert len(mums.select(".care-chart a")) == 1


def test_then_and_now_compares_the_profiles_that_are_asked_for(as_: As, cast: Cast, session: Session) -> None:
    instrument = instruments.newest(instruments.OURS)
    profiles = []
    for number, value in enumerate((4, 3, 2)):
        on = MARCH + timedelta(days=91 * number)
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            signed_visit(uow, cast.leo, on, {FOOD: value})
            profile = open_profile(uow, cast.leo, instrument, opened_on=on, household=cast.leos_home)
            uow.session.flush()
            complete_profile(uow, profile)
            profiles.append(profile)
    client = as_(cast.amira)
    soup = soup_of(client, f"/children/{cast.leo.id}")
    assert [option["value"] for option in soup.select("select option[selected]")] == [
        str(profiles[0].id),
        str(profiles[2].id),
    ]
    assert "4, now 2" in words_of(soup)
    assert "3, now 2" in words_of(soup_of(client, f"/children/{cast.leo.id}?then={profiles[1].id}"))
    assert "4, now 2" in words_of(soup_of(client, f"/children/{cast.leo.id}?then={uuid4()}&now=nonsense"))


def test_a_child_of_whom_nothing_is_known_yet_says_what_belongs_there(
    as_: As, cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        unborn = add_family_with_child(
            uow, cast.riverside, ChildDetails(given_name="Baby", expected_on=date(2027, 2, 1)), allocate_to=cast.amira
        )
        grown = add_family_with_child(
            uow, cast.riverside, ChildDetails(given_name="Zed", born_on=date(2008, 5, 5)), allocate_to=cast.amira
        )
        numbered = Child(
            family=grown.family,
            team=cast.riverside,
            authority=cast.authority,
            la_child_id="N77",
            born_on=date(2019, 1, 1),
            created_at=NOW,
        )
        uow.session.add(numbered)
    client = as_(cast.chloe)
    new = soup_of(client, f"/children/{cast.leo.id}")
    assert "Nothing has been graded yet" in words_of(new)
    assert "Start the first visit" in words_of(new)
    for child, said in ((grown, "grading ends at 18"), (numbered, "under a number")):
        soup = soup_of(client, f"/children/{child.id}")
        assert said in words_of(soup)
        assert "Start" not in words_of(soup), "no visit can be graded"
    expected = words_of(soup_of(client, f"/children/{unborn.id}"))
    assert "is not born yet, so nothing is graded" in expected
    assert "Start a visit before the birth Record the birth" in expected
    assert soup_of(client, f"/children/{numbered.id}").select_one(f'a[href="/children/{numbered.id}/name"]') is not None


def test_safe_tonight_that_is_open_stands_on_the_page(as_: As, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        draft = draft_visit(uow, cast.leo, TODAY, {ROADS: 5}, safe=None)
    address = f"/children/{cast.leo.id}"
    own = soup_of(as_(cast.amira), address)
    assert "“Is Leo safe tonight?” is not answered" in words_of(own)
    assert own.select_one(f'.finding a[href="/visits/{draft.id}"]') is not None
    hers = soup_of(as_(cast.chloe), address)
    assert "“Is Leo safe tonight?” is not answered" in words_of(hers)
    assert hers.select_one(".finding a") is None, "only its author can go on with a draft"


def test_the_charts_page_has_the_figures_as_data_and_the_plain_charts_beside_them(
    as_: As, cast: Cast, two_visits: list[Visit]
) -> None:
    soup = soup_of(as_(cast.amira), f"/children/{cast.leo.id}/charts")
    block = soup.find("script", id="figures")
    assert block is not None
    figures = json.loads(block.get_text())
    drawn = [
        (mean, dot[4])
        for figure in figures
        for trace in figure["data"]
        if "customdata" in trace
        for mean, dot in zip(trace["y"], trace["customdata"], strict=True)
    ]
    plain = [(float(dot["data-mean"]), int(dot["data-worst"])) for dot in soup.select(".care-chart__visit")]
    assert sorted(plain) == sorted(drawn) == [(2.0, 2), (3.0, 3), (4.0, 4), (5.0, 5)]
    sources = [str(script["src"]) for script in soup.find_all("script", src=True)]
    names = [source.rpartition("/")[2] for source in sources]
    assert names == ["plotly-basic.min.js", "charts.js", "left-on-tablet.js"]
    assert all(source.startswith("/static/") for source in sources)


def test_the_childs_own_page_never_waits_for_plotly(as_: As, cast: Cast, two_visits: list[Visit]) -> None:
    page = as_(cast.amira).get(f"/children/{cast.leo.id}").get_data(as_text=True)
    assert "plotly" not in page


def test_the_numbers_can_be_downloaded_and_a_spreadsheet_runs_none_of_them(
    as_: As, cast: Cast, session: Session, two_visits: list[Visit]
) -> None:
    cast.amira.name = "=HYPERLINK(1)"
    session.commit()
    response = take(as_(cast.amira), f"/children/{cast.leo.id}/care-over-time/file")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [(row["Domain"], row["Date"], row["Worst"]) for row in rows] == [
        ("Safety", "2026-03-12", "3"),
        ("Safety", "2026-11-02", "5"),
        ("Physical care", "2026-03-12", "4"),
        ("Physical care", "2026-11-02", "2"),
    ]
    assert {row["Worker"] for row in rows} == {"'=HYPERLINK(1)"}


def test_there_is_a_file_and_a_charts_page_before_the_first_grade(as_: As, cast: Cast) -> None:
    client = as_(cast.amira)
    assert take(client, f"/children/{cast.leo.id}/care-over-time/file").status_code == 200
    assert "nothing to draw" in words_of(soup_of(client, f"/children/{cast.leo.id}/charts"))


@pytest.mark.parametrize("instrument", ["graded-care", "wellbeing-0-10", "five-grades"])
def test_every_instrument_goes_through_every_page(as_: As, cast: Cast, writing_as: WritingAs, instrument: str) -> None:
    known = instruments.newest(instrument)
    with writing_as(cast.amira) as uow:
        for on, value in ((MARCH, known.worst), (NOVEMBER, known.best)):
            grades = all_grades(cast.leo, on, value, known)
            signed_visit(uow, cast.leo, on, grades, instrument=known, safe=SafeTonight.YES_WITH_STEPS)
    client = as_(cast.amira)
    soup = soup_of(client, f"/children/{cast.leo.id}")
    titles = [title.get_text(strip=True) for title in soup.select(".care-charts__words h3")]
    assert sorted(titles) == sorted(domain.title for domain in known.domains)
    assert f"is {known.best} , was {known.worst} on 12 March 2026" in words_of(soup)
    assert client.get(f"/children/{cast.leo.id}/charts").status_code == 200
    assert take(client, f"/children/{cast.leo.id}/care-over-time/file").status_code == 200


@pytest.mark.parametrize("count", [2, 60])
def test_the_page_takes_the_same_few_queries_however_long_the_story(
    as_: As, cast: Cast, session: Session, count: int
) -> None:
    many_visits(session, cast.leo, cast.amira, TODAY, count)
    instrument = instruments.newest(instruments.OURS)
    for _ in range(2):
        with UnitOfWork(session, cast.amira, NOW) as uow:
            profile = open_profile(uow, cast.leo, instrument, opened_on=TODAY, household=cast.leos_home)
            uow.session.flush()
            complete_profile(uow, profile)
    client, address = as_(cast.amira), f"/children/{cast.leo.id}"
    session.expunge_all()
    with counted_queries() as seen:
        assert client.get(address).status_code == 200
    assert len(seen) <= MOST_QUERIES, seen
    # One of them for a trigger that waits.
    assert len(seen) == 16


@pytest.mark.parametrize("page", ["", "/charts", "/care-over-time/file"])
def test_nobody_without_a_part_in_the_childs_life_reads_any_of_it(
    as_: As, client: PageClient, cast: Cast, page: str
) -> None:
    address = f"/children/{cast.leo.id}{page}"
    assert client.get(address).status_code == 302
    for stranger in (cast.dev, cast.ewa, cast.farid, cast.grace):
        assert as_(stranger).get(address).status_code == 404, stranger.name


@pytest.mark.parametrize("page", ["", "/charts", "/care-over-time/file"])
def test_every_look_is_logged(as_: As, cast: Cast, session: Session, page: str) -> None:
    assert as_(cast.chloe).get(f"/children/{cast.leo.id}{page}").status_code == 200
    looks = session.scalars(select(AuditEvent).where(AuditEvent.action == "child:read")).all()
    assert [(look.actor_id, look.child_id) for look in looks] == [(cast.chloe.id, cast.leo.id)]
