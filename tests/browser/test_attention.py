"""A manager at a desk: finds who drifts, filters without a reload, puts a reason off; the worker reads why."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from gcp_tracker.models import Child
from gcp_tracker.rules.vocabulary import VisitOutcome
from tests.browser.axe import violations
from tests.browser.conftest import DESK, TABLET, OpenPage
from tests.browser.site import Site
from tests.builders import history, missed_visit
from tests.cast import TODAY

WHY = "They are at Gran’s until Sunday, and Gran has been met"


def test_a_manager_filters_the_team_and_puts_a_reason_off_which_the_worker_reads(
    site: Site, open_page: OpenPage
) -> None:
    leo_id = site.cast.leo.id
    with site.writing_as(site.cast.amira) as uow:
        leo = uow.session.get_one(Child, leo_id)
        history(uow, leo, [4] * 7, last_on=TODAY - timedelta(days=30))
        for days in (9, 2):
            missed_visit(uow, leo, TODAY - timedelta(days=days), VisitOutcome.NO_ACCESS)
    desk = open_page(site, site.cast.chloe, DESK)
    desk.goto("/my-team")
    address = desk.url
    rows = desk.locator(".team-row:visible")
    expect(rows).to_have_count(3)
    desk.get_by_role("link", name="Drift 1").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("have stayed at 4 or 5 without improvement")
    desk.get_by_role("link", name="Ben Lowe", exact=True).first.click()
    expect(rows).to_have_count(0)
    expect(desk.locator("[data-find-said]")).to_have_text("No child of the team is found so")
    desk.get_by_role("link", name="Everybody").click()
    desk.get_by_role("searchbox").fill("marsh")
    expect(rows).to_have_count(1)
    assert desk.url == address, "nothing was sent"
    assert violations(desk) == []
    desk.get_by_role("link", name="Reasons for Leo").click()
    desk.locator(".reason", has_text="did not take place").get_by_role("link").click()
    assert violations(desk) == []
    desk.get_by_label("Why can this wait?").fill(WHY)
    day = TODAY + timedelta(days=10)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        desk.get_by_label(label, exact=True).fill(str(value))
    desk.get_by_role("button", name="Put it off").click()
    expect(desk.locator("#put-off")).to_contain_text(WHY)
    assert violations(desk) == []
    tablet = open_page(site, site.cast.amira, TABLET)
    tablet.goto("/my-children")
    expect(tablet.locator(".child-row").first).to_contain_text("Put off until 26 November 2026 by Chloe Adeyemi")
    tablet.goto(f"/children/{leo_id}")
    fold = tablet.locator(".attention details")
    fold.locator("summary").click()
    expect(fold.locator("li").first).to_be_visible()
    assert violations(tablet) == []
    tablet.get_by_role("link", name="All reasons, and putting one off").click()
    expect(tablet.locator("#put-off")).to_contain_text(f"Chloe Adeyemi on 16 November 2026: “{WHY}”")
