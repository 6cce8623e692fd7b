"""A core group from what is due to its minutes, by touch on a tablet; and the same with JavaScript off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from gcp_tracker.models import Child, Meeting
from gcp_tracker.rules.meeting_vocabulary import MeetingState
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, TABLET, OpenPage
from tests.browser.site import Site

MOST_TAPS = 14


class Tapped:
    """Counts what a finger does, typing apart."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def link(self, name: str) -> None:
        self.taps += 1
        self.page.get_by_role("link", name=name).first.tap()

    def chip(self, name: str) -> None:
        self.taps += 1
        self.page.locator(".chip", has_text=name).first.tap()

    def box(self, name: str) -> None:
        self.taps += 1
        self.page.get_by_label(name, exact=True).check()

    def button(self, name: str) -> None:
        self.taps += 1
        self.page.get_by_role("button", name=name).tap()


def long_on_file(site: Site) -> None:
    with site.writing_as(site.cast.amira) as uow:
        for child in uow.session.scalars(select(Child)):
            child.created_at -= timedelta(days=400)


@pytest.mark.parametrize(("device", "scripts"), [(TABLET, True), (PHONE, False)], ids=["tablet", "no-javascript"])
def test_a_core_group_from_what_is_due_to_its_minutes(
    site: Site, open_page: OpenPage, device: dict[str, Any], scripts: bool
) -> None:
    long_on_file(site)
    page = open_page(site, site.cast.amira, device, java_script_enabled=scripts)
    page.goto("/my-children")
    tapped = Tapped(page)
    tapped.link("What is due in the next weeks")
    expect(page.locator(".due-list").first).to_contain_text("First core group late by 176 working days")
    tapped.link("Leo")
    tapped.link("Plan it")
    page.get_by_label("Day").fill("2026-11-16")
    tapped.button("Plan this meeting")
    expect(page.locator("h1")).to_contain_text("who came")
    for name in ("Came: Tara Marsh", "Came: Children’s social care", "Came: School or nursery"):
        tapped.box(name)
    tapped.box("Sent apologies: Health visitor or school nurse")
    page.get_by_label("What was decided").fill("Breakfast before school, every day.")
    tapped.button("Save")
    expect(page.locator(".meeting").first).to_contain_text("Quorate: School or nursery beside children’s social care")
    tapped.link("Minutes or plan sent")
    tapped.button("Save")
    expect(page.locator(".meeting").first).to_contain_text("Sent 16 November 2026 to Tara Marsh")
    expect(page.locator(".due-list")).not_to_contain_text("core group late")
    assert tapped.taps <= MOST_TAPS, tapped.taps
    if scripts:
        assert violations(page) == []
    held = site.ask(lambda session: session.execute(select(Meeting.child_id, Meeting.state)).all())
    assert {tuple(row) for row in held} == {
        (child.id, MeetingState.HELD) for child in (site.cast.leo, site.cast.ruby)
    }, "one meeting about both"
