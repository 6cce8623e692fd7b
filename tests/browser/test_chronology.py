"""A chronology from a neighbour’s telephone call to the sentence that adds it up, and a school’s file looked over; with
and without JavaScript.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect
from sqlalchemy import func, select

from gcp_tracker.models import Child, Event
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, TABLET, OpenPage
from tests.browser.site import Site
from tests.builders import noon_of, signed_visit
from tests.cast import TODAY

FILE = (
    "Child,Date,Source,What happened,So what for the child,Bears on\n"
    "LEO-1,2/11/2026,School,Came without lunch,Took crusts from other plates,Enough food\n"
    "LEO-1,last week,School,Came without a coat,Was cold at play,\n"
)


@pytest.mark.parametrize(("device", "scripts"), [(TABLET, True), (PHONE, False)], ids=["tablet", "no-javascript"])
def test_what_others_tell_is_written_brought_in_and_added_up(
    site: Site, open_page: OpenPage, device: dict[str, Any], scripts: bool
) -> None:
    on = TODAY - timedelta(days=200)
    with site.writing_as(site.cast.amira) as uow:
        leo = uow.session.get_one(Child, site.cast.leo.id)
        leo.la_child_id = "LEO-1"
        uow.now = noon_of(on)
        signed_visit(uow, leo, on, {"nutrition_quantity": 4})
    page = open_page(site, site.cast.amira, device, java_script_enabled=scripts)
    page.goto(f"/children/{site.cast.leo.id}/chronology")
    page.get_by_role("link", name="Add an event").first.click()
    page.get_by_label("Who told of it?").select_option("Neighbour or somebody else who knows the family")
    page.get_by_label("Day", exact=True).fill("2026-10-01")
    page.get_by_label("What happened?").fill("Leo knocked and asked for bread")
    page.get_by_role("button", name="Add this event").click()
    expect(page.locator(".govuk-error-message").first).to_contain_text("Say what it meant for Leo")
    page.get_by_label("So what for Leo?").fill("He was hungry, and ashamed to ask")
    page.get_by_text("Physical care", exact=True).click()
    page.locator(".chip", has_text="Enough food").click()
    if scripts:
        assert violations(page) == []
    page.get_by_role("button", name="Add this event").click()
    expect(page.locator(".adds-up")).to_contain_text("Twice in six months, missing or harmful: Food, enough food.")
    page.get_by_role("link", name="Bring in a chronology from a file").click()
    file = FilePayload(name="oak-school.csv", mimeType="text/csv", buffer=FILE.encode())
    page.get_by_label("Chronology, as CSV or Excel workbook").set_input_files(file)
    page.get_by_role("button", name="Look it over").click()
    expect(page.locator(".return-lines")).to_contain_text("“last week” is no date that can be read")
    assert site.ask(lambda session: session.scalar(select(func.count(Event.id)))) == 1, "nothing is written yet"
    if scripts:
        assert violations(page) == []
    page.get_by_role("button", name="Add these events").click()
    expect(page.locator("h1")).to_have_text("What came of the chronology")
    page.goto(f"/children/{site.cast.leo.id}/chronology")
    expect(page.locator(".adds-up")).to_contain_text("Three times in")
    page.get_by_text("Show only some of it").click()
    page.get_by_label("With the words").fill("crusts")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".chronology li")).to_have_count(1)
    assert "crusts" not in page.url
    if scripts:
        assert violations(page) == []
