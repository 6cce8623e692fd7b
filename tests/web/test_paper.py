"""Pages that are made for paper: the child’s, and the carer’s; who may print them, and that it is logged."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.change.histories import GradedVisit
from gcp_tracker.models import Adult, AuditEvent, Profile, User
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.record.paper_grid import MOST_ACROSS, MOST_LARGE, MOST_UPRIGHT, paper_grid
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import signed_visit
from tests.cast import TODAY, Cast
from tests.page_client import PageClient, soup_of
from tests.taken import take

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
FOOD, ROADS = "nutrition_quantity", "presence_roads"
instruments.load_folder()
WELL, OWN = f"going_well_{ROADS}", "worried_own_1"


def words_of(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split())


def paper_of(client: PageClient, path: str, recipient: str = "own") -> BeautifulSoup:
    response = take(client, path, recipient)
    assert response.status_code == 200
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


@pytest.fixture
def done(cast: Cast, writing_as: Writing) -> Profile:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, {FOOD: 4, ROADS: 1}, not_seen=["hygiene"])
        profile = open_profile(
            uow, cast.leo, instruments.newest(instruments.OURS), opened_on=TODAY, household=cast.leos_home
        )
        complete_profile(uow, profile)
    return profile


def logged(session: Session, action: str) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def test_the_childs_paper_says_who_printed_it_when_and_that_it_is_confidential(
    as_: As, cast: Cast, session: Session, done: Profile
) -> None:
    soup = paper_of(as_(cast.chloe), f"/children/{cast.leo.id}/print")
    words = words_of(soup)
    assert "made by Chloe Adeyemi, 16 November 2026, 15:30." in words
    assert "Confidential" in words
    assert "Leo Marsh, 6 · child protection plan" in words
    assert len(soup.select(".care-chart")) == 4
    (event,) = logged(session, "child:print")
    assert (event.actor_id, event.child_id) == (cast.chloe.id, cast.leo.id)


def test_every_sheet_carries_whom_it_is_about_and_no_screen_does(as_: As, cast: Cast, done: Profile) -> None:
    client = as_(cast.amira)
    paper = paper_of(client, f"/children/{cast.leo.id}/print")
    lines = []
    for soup in (soup_of(client, f"/children/{cast.leo.id}"), soup_of(client, f"/profiles/{done.id}"), paper):
        (line,) = soup.select(".printed")
        assert line.has_attr("hidden")
        lines.append(" ".join(line.get_text().split()))
    assert lines[:2] == ["Leo Marsh · Amira Khan, 16 November 2026, 15:30"] * 2
    made = r"Copy [A-Z2-9]{4}-[A-Z2-9]{4}, made by Amira Khan, 16 November 2026, 15:30 · Leo Marsh"
    assert re.fullmatch(f"{made} For Amira Khan \\(our own record\\)", lines[2])


def test_paper_before_the_first_grade_says_what_belongs_there(as_: As, cast: Cast) -> None:
    assert "Nothing has been graded yet." in words_of(paper_of(as_(cast.amira), f"/children/{cast.leo.id}/print"))


def test_of_two_homes_the_paper_is_about_one_and_says_so(as_: As, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.ben) as uow:
        for home in (cast.kais_mums, cast.kais_dads):
            signed_visit(uow, cast.kai, TODAY, {FOOD: 2}, household=home)
    path = f"/children/{cast.kai.id}/print?care=household-{cast.kais_mums.id}"
    assert "This paper is about Mum’s house." in words_of(paper_of(as_(cast.ben), path))


def test_who_reads_a_child_may_print_and_nobody_else(as_: As, client: PageClient, cast: Cast, session: Session) -> None:
    path = f"/children/{cast.ruby.id}/print"
    assert client.get(path).status_code == 302
    for person in (cast.amira, cast.chloe):
        assert as_(person).get(path).status_code == 200
        assert take(as_(person), path).status_code == 200
    for person in (cast.ben, cast.dev, cast.ewa, cast.farid, cast.grace):
        assert as_(person).get(path).status_code == 404
        assert take(as_(person), path).status_code == 404
    assert len(logged(session, "child:print")) == 2


def visits_of(count: int) -> tuple[GradedVisit, ...]:
    first = date(2023, 1, 4)
    return tuple(
        GradedVisit(
            visit_id=f"{number}", on=first + timedelta(days=20 * number), worker="1", care_of="household-1",
            band="5-10", grades={FOOD: 1 + number % 5}, not_seen=frozenset({"hygiene"}), not_applicable=frozenset(),
        )
        for number in range(count)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("count", "size"),
    [
        (1, "large"),
        (MOST_LARGE, "large"),
        (MOST_UPRIGHT, "upright"),
        (MOST_UPRIGHT + 1, "across"),
        (MOST_ACROSS, "across"),
    ],
)
def test_up_to_sixty_visits_are_all_on_the_sheet(count: int, size: str) -> None:
    made = paper_grid(instruments.newest(instruments.OURS), visits_of(count), ())
    table = BeautifulSoup(made.table, "html.parser")
    assert (made.size, made.left_out) == (size, "")
    assert len(table.select("thead tr:last-child th")) == count
    row = next(row for row in table.select("tbody tr") if row.th and row.th.get_text() == "Enough food")
    assert [cell.get_text() for cell in row.select("td")] == [str(1 + number % 5) for number in range(count)]


def test_of_more_visits_the_newest_are_there_and_the_sheet_says_which_are_left_out() -> None:
    made = paper_grid(instruments.newest(instruments.OURS), visits_of(MOST_ACROSS + 2), ())
    table = BeautifulSoup(made.table, "html.parser")
    days = [" ".join(day.get_text().split()) for day in table.select("thead tr:last-child th")]
    assert len(days) == MOST_ACROSS
    assert days[0] == "13 Feb 2023"
    assert made.left_out == (
        "The 2 earliest visits, from 4 January 2023 to 24 January 2023, do not fit on this sheet and are left out."
    )
    one = paper_grid(instruments.newest(instruments.OURS), visits_of(MOST_ACROSS + 1), ())
    assert one.left_out.startswith("The earliest visit, of 4 January 2023, does not fit")


def test_a_cell_of_the_sheet_says_in_words_why_it_has_no_number() -> None:
    table = BeautifulSoup(paper_grid(instruments.newest(instruments.OURS), visits_of(1), ()).table, "html.parser")
    said = {row.th.get_text(): row.td.get_text() for row in table.select("tbody tr") if row.th and row.td}
    assert said["Keeping clean"] == "not seen"
    assert said["Good food"] == ""


def sent(soup: BeautifulSoup, **changed: str) -> dict[str, Any]:
    """The form as it stands on the page, with what is changed in it."""
    form = soup.select_one("form.plain-words")
    assert form is not None
    fields = {box["name"]: box.get_text().removeprefix("\n") for box in form.select("textarea")}
    fields |= {tick["name"]: "y" for tick in form.select("input[type=checkbox][checked]")}
    fields["seen"] = form.select_one("input[name=seen]")["value"]  # type: ignore[index]
    return {**fields, **changed}


def test_from_a_proposed_sentence_to_the_carers_paper(as_: As, cast: Cast, session: Session, done: Profile) -> None:
    client, path = as_(cast.amira), f"/profiles/{done.id}/plain-words"
    assert path in client.get(f"/profiles/{done.id}").get_data(as_text=True)
    soup = soup_of(client, path)
    assert "No sentence is approved yet" in words_of(soup)
    assert client.get(f"/profiles/{done.id}/for-the-carer").location == path
    form = sent(soup, **{f"approve_{WELL}": "y", f"text_{OWN}": "Leo is hungry & <b>tired</b>.", f"approve_{OWN}": "y"})
    assert client.post(path, data=form).status_code == 303
    soup = soup_of(client, path)
    assert "2 sentences are approved. The paper may be given to Tara Marsh, and to nobody else." in words_of(soup)
    assert "Approved by Amira Khan, 16 November 2026" in words_of(soup)
    paper = paper_of(client, f"/profiles/{done.id}/for-the-carer", f"carer-{cast.mum.id}")
    roads = instruments.newest(instruments.OURS).item(ROADS).descriptors["5-10"][1].replace("{child}", "Leo")
    assert [line.get_text() for line in paper.select(".carer-part:not(.carer-says) li")] == [
        roads,
        "Leo is hungry & <b>tired</b>.",
    ]
    assert [heading.get_text() for heading in paper.select("h2")] == [
        "What is going well", "What we are worried about", "What needs to change", "What you say",
    ]  # fmt: skip
    assert "For Tara Marsh (a carer)." in words_of(paper)
    for never in ("not to be contacted", "Weir Court", "often missed", "Enough food", "Ruby"):
        assert never not in words_of(paper)
    (event,) = logged(session, "profile:print")
    assert event.reason.startswith("the paper in plain words; paper; for a carer; copy ")
    assert event.child_id == cast.leo.id


def test_a_refused_sentence_is_told_beside_its_box_and_everything_typed_stays(
    as_: As, cast: Cast, done: Profile
) -> None:
    client, path = as_(cast.amira), f"/profiles/{done.id}/plain-words"
    form = sent(
        soup_of(client, path),
        **{f"text_{WELL}": "Tara is hostile.", f"text_{OWN}": "Leo is cold."},
        **{f"approve_{WELL}": "y", f"approve_{OWN}": "y"},
    )
    response = client.post(path, data=form)
    assert response.status_code == 200
    soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    error = soup.select_one(f"#text_{WELL}-error")
    assert error is not None
    assert "without the word “hostile”" in error.get_text()
    box, tick = soup.select_one(f"#text_{OWN}"), soup.select_one(f"#approve_{OWN}")
    assert box is not None
    assert tick is not None
    assert box.get_text().strip() == "Leo is cold."
    assert tick.has_attr("checked")
    assert "No sentence is approved yet" in words_of(soup)


def test_where_nobody_may_be_given_it_there_is_no_paper(
    as_: As, cast: Cast, writing_as: Writing, done: Profile
) -> None:
    client, path = as_(cast.amira), f"/profiles/{done.id}/plain-words"
    client.post(path, data=sent(soup_of(client, path), **{f"approve_{WELL}": "y"}))
    with writing_as(cast.chloe) as uow:
        uow.session.get_one(Adult, cast.mum.id).not_to_be_contacted = True
    words = words_of(soup_of(client, path))
    assert "There is nobody recorded who cares for Leo and can be given this paper." in words
    assert "Tara" not in words
    assert client.get(f"/profiles/{done.id}/for-the-carer").status_code == 303


def test_the_paper_is_made_by_the_childs_own_worker_and_manager_alone(
    as_: As, client: PageClient, cast: Cast, writing_as: Writing, done: Profile
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.ruby, TODAY, {FOOD: 2}, household=cast.leos_home)
        rubys = open_profile(
            uow, cast.ruby, instruments.newest(instruments.OURS), opened_on=TODAY, household=cast.leos_home
        )
        complete_profile(uow, rubys)
    paths = [f"/profiles/{done.id}/plain-words", f"/profiles/{done.id}/for-the-carer"]
    assert [client.get(path).status_code for path in paths] == [302, 302]
    for person in (cast.amira, cast.chloe):
        assert [as_(person).get(path).status_code for path in paths] == [200, 303]
    for person in (cast.ben, cast.dev, cast.ewa, cast.farid, cast.grace):
        assert [as_(person).get(path).status_code for path in paths] == [404, 404]
        assert as_(person).post(paths[0]).status_code == 404
    assert as_(cast.amira).get(f"/profiles/{rubys.id}/plain-words").status_code == 404
    assert "plain-words" not in as_(cast.amira).get(f"/profiles/{rubys.id}").get_data(as_text=True)


def test_an_open_profile_has_no_sentences_yet(as_: As, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = open_profile(
            uow, cast.leo, instruments.newest(instruments.OURS), opened_on=TODAY, household=cast.leos_home
        )
    assert as_(cast.amira).get(f"/profiles/{profile.id}/plain-words").status_code == 404
    assert as_(cast.amira).get(f"/profiles/{profile.id}/for-the-carer").status_code == 303
