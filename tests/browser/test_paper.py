"""What comes out of the printer: whole sheets of A4, told apart without colour, each saying whose it is and which."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.db import db
from gcp_tracker.models import Child, Profile, User
from gcp_tracker.profiles.plain_words import SentenceDetails, save_plain_words
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.rules.vocabulary import NoteKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.browser.conftest import DESK, OpenPage
from tests.browser.paper import A4, answer_who_for, outside, printed, sheets_with
from tests.browser.site import Site
from tests.builders import many_visits
from tests.cast import TODAY

LONG = "Maximiliana-Theodora Oluwafunmilayo", "Wolfeschlegelsteinhausen-Featherstonehaugh-Cholmondeley"
NOTES = {NoteKind.GOING_WELL: "Tara made soup.", NoteKind.CHILD_WORDS: "I like it when it’s quiet."}
DOMAINS = ("Physical care", "Safety", "Love", "Esteem")


def visited(site: Site, count: int, every_days: int = 18) -> None:
    with site.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        leo, amira = session.get_one(Child, site.cast.leo.id), session.get_one(User, site.cast.amira.id)
        many_visits(session, leo, amira, TODAY, count, every_days=every_days, notes=NOTES)


@pytest.fixture
def desk(site: Site, open_page: OpenPage) -> Page:
    return open_page(site, site.cast.amira, DESK)


@pytest.mark.parametrize(("visits", "laid"), [(3, "upright"), (20, "upright"), (60, "across"), (63, "across")])
def test_the_grid_is_one_sheet_and_no_chart_is_cut(
    site: Site, desk: Page, tmp_path: Path, visits: int, laid: str
) -> None:
    visited(site, visits)
    sheets = printed(desk, f"/children/{site.cast.leo.id}/print", tmp_path)
    assert outside(sheets) == []
    (grid,) = sheets_with(sheets, "Every grade")
    instrument = instruments.newest(instruments.OURS)
    rows = [item.title for item in instrument.items_for("5-10")]
    assert sheets_with(sheets, "Every grade", *rows) == [grid]
    size = (sheets[grid - 1].width, sheets[grid - 1].height)
    assert size == (A4 if laid == "upright" else A4[::-1])
    assert ("earliest visits" in sheets[grid - 1].words) is (visits > 60)
    assert len(sheets_with(sheets, "Care over time", *DOMAINS, "dot: mean of the items graded")) == 1


def test_every_sheet_says_whom_it_is_about_who_printed_it_and_which_of_how_many_it_is(
    site: Site, desk: Page, tmp_path: Path
) -> None:
    visited(site, 30)
    sheets = printed(desk, f"/children/{site.cast.leo.id}/print", tmp_path)
    assert len(sheets) > 3
    for number, sheet in enumerate(sheets, 1):
        assert "made by Amira Khan, 16 November 2026, 15:30 · Leo Marsh" in sheet.words
        assert "For Amira Khan (our own record)" in sheet.words
        assert "Confidential" in sheet.words
        assert f"Page {number} of {len(sheets)}" in sheet.words
        if (sheet.width, sheet.height) != A4:
            assert (sheet.width, sheet.height) == A4[::-1]


def test_nothing_that_can_only_be_tapped_is_printed(site: Site, desk: Page, tmp_path: Path) -> None:
    visited(site, 5)
    for path in (f"/children/{site.cast.leo.id}/print", f"/children/{site.cast.leo.id}"):
        words = " ".join(sheet.words for sheet in printed(desk, path, tmp_path))
        for never in (
            "Start visit",
            "Sign out",
            "Download",
            "My children",
            "Look closer",
            "Compare",
            "Skip to",
            "Ctrl",
        ):
            assert never not in words, (path, never)


def test_a_long_name_stays_on_the_sheet(site: Site, desk: Page, tmp_path: Path) -> None:
    visited(site, 14)
    with site.writing_as(site.cast.amira) as uow:
        leo = uow.session.get_one(Child, site.cast.leo.id)
        leo.given_name, leo.family_name = LONG
    sheets = printed(desk, f"/children/{site.cast.leo.id}/print", tmp_path)
    assert outside(sheets) == []
    assert len(sheets_with(sheets, "Every grade", "Belonging")) == 1


def test_grades_keep_apart_on_a_grey_printer(site: Site, desk: Page, tmp_path: Path) -> None:
    visited(site, 60)
    sheets = printed(desk, f"/children/{site.cast.leo.id}/print", tmp_path)
    (grid,) = sheets_with(sheets, "Every grade")
    # The four inked steps of static/css/_grey.scss, each with room; a 1 is the white of the paper.
    for step in (0xE2, 0xB4, 0x6A, 0x0C):
        assert sum(sheets[grid - 1].greys[step - 1 : step + 2]) > 2000, hex(step)


def test_a_visit_and_a_profile_print_whole_with_whose_they_are(site: Site, desk: Page, tmp_path: Path) -> None:
    visited(site, 2)
    with site.writing_as(site.cast.amira) as uow:
        profile = completed(uow, site)
        visit_id = profile.grades[0].visit_id
    for path, title in ((f"/visits/{visit_id}", "Visit to Leo"), (f"/profiles/{profile.id}", "Leo: profile of care")):
        sheets = printed(desk, path, tmp_path)
        assert outside(sheets) == []
        assert title in sheets[0].words
        for sheet in sheets:
            assert "Leo Marsh · Amira Khan" in sheet.words
            assert "Withdraw" not in sheet.words


def completed(uow: UnitOfWork, site: Site) -> Profile:
    leo = uow.session.get_one(Child, site.cast.leo.id)
    home = leo.residences[0].household
    profile = open_profile(uow, leo, instruments.newest(instruments.OURS), opened_on=TODAY, household=home)
    uow.session.flush()
    complete_profile(uow, profile)
    return profile


def test_the_carers_paper_is_one_sheet_of_what_was_approved_with_room_for_an_answer(
    site: Site, desk: Page, tmp_path: Path
) -> None:
    visited(site, 2)
    with site.writing_as(site.cast.amira) as uow:
        profile = completed(uow, site)
    desk.goto(f"/profiles/{profile.id}/plain-words")
    for part in range(3):
        for number in range(3):
            desk.locator(".plain-part").nth(part).locator(".chip").nth(number).click()
    first = desk.get_by_role("textbox").first
    first.fill("Leo has a warm bed, and a light in the hall.")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("9 sentences are approved.")).to_be_visible()
    desk.get_by_role("link", name="Open the paper to print").click()
    answer_who_for(desk, f"carer-{site.cast.mum.id}")
    expect(desk.get_by_role("button", name="Print")).to_be_visible()
    expect(desk.get_by_text("For Tara Marsh (a carer).")).to_be_visible()
    (sheet,) = printed(desk, f"/profiles/{profile.id}/for-the-carer", tmp_path)
    assert outside([sheet]) == []
    for words in (
        "What is going well",
        "a light in the hall",
        "What needs to change",
        "What you say",
        "I do not agree",
    ):
        assert words in sheet.words
    assert "not to be contacted" not in sheet.words


def test_a_sentence_that_is_not_ticked_is_not_printed(site: Site, desk: Page, tmp_path: Path) -> None:
    visited(site, 2)
    with site.writing_as(site.cast.amira) as uow:
        profile = completed(uow, site)
        sentences = [
            SentenceDetails("going_well_own_1", "Leo sings in the bath.", approved=True),
            SentenceDetails("going_well_own_2", "Leo hums at tea.", approved=False),
        ]
        save_plain_words(uow, profile, sentences, seen="")
    words = " ".join(sheet.words for sheet in printed(desk, f"/profiles/{profile.id}/for-the-carer", tmp_path))
    assert "Leo sings in the bath." in words
    assert "hums" not in words


def test_the_button_prints_and_without_scripts_there_is_none(site: Site, desk: Page, open_page: OpenPage) -> None:
    path = f"/children/{site.cast.leo.id}/print"
    desk.add_init_script("window.print = () => { document.title = 'printing'; }")
    desk.goto(path)
    answer_who_for(desk)
    desk.get_by_role("button", name="Print").click()
    expect(desk).to_have_title("printing")
    plain = open_page(site, site.cast.amira, DESK, java_script_enabled=False)
    plain.goto(path)
    answer_who_for(plain)
    expect(plain.get_by_role("button", name="Print")).to_have_count(0)
    expect(plain.get_by_text("With the keys: Ctrl and P")).to_be_visible()


def test_a_file_is_three_taps_away_and_the_next_one_two(site: Site, desk: Page) -> None:
    visited(site, 2)
    desk.goto(f"/children/{site.cast.leo.id}")
    desk.get_by_role("link", name="Take every grade away").click()
    with desk.expect_download() as download:
        answer_who_for(desk, button="Download as CSV")
    assert download.value.suggested_filename.startswith("grades-")
    assert "Seen or heard" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    # The page is still there, with what was chosen, for another file.
    desk.goto(f"/children/{site.cast.leo.id}")
    desk.get_by_role("link", name="Take the numbers away").click()
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Download for Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_what_is_asked_follows_who_it_is_for(site: Site, desk: Page) -> None:
    visited(site, 1)
    desk.goto(f"/children/{site.cast.leo.id}/grades/file")
    name, places = (
        desk.get_by_label("Name of the person or office"),
        desk.get_by_label("Addresses and telephone numbers"),
    )
    desk.locator("#recipient-own").check()
    expect(name).to_be_hidden()
    desk.locator("#recipient-professional").check()
    expect(name).to_be_visible()
    desk.get_by_text("Put in something that is left out").click()
    reason = desk.locator("#reason_places")
    expect(reason).to_be_hidden()
    places.check()
    expect(reason).to_be_visible()
    desk.locator("#recipient-young_person").check()
    expect(reason).to_be_hidden()
    expect(places).to_have_count(1)


def test_the_childs_page_itself_printed_has_its_grid_on_one_sheet_too(site: Site, desk: Page, tmp_path: Path) -> None:
    visited(site, 60)
    sheets = printed(desk, f"/children/{site.cast.leo.id}", tmp_path)
    assert outside(sheets) == []
    rows = [item.title for item in instruments.newest(instruments.OURS).items_for("5-10")]
    assert len(sheets_with(sheets, "Every grade", *rows)) == 1
