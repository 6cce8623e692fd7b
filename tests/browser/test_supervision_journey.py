"""A manager in supervision: the agenda, the record beside the child’s page, kept as it is typed, signed against the
grades with a reason; the worker answers.
"""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from gcp_tracker.models import Child
from tests.browser.axe import violations
from tests.browser.conftest import DESK, TABLET, OpenPage
from tests.browser.site import Site
from tests.builders import all_grades, noon_of, signed_visit
from tests.cast import TODAY
from tests.supervised import THOUGHT


def test_a_manager_writes_beside_the_childs_page_and_the_worker_answers(site: Site, open_page: OpenPage) -> None:
    leo_id = site.cast.leo.id
    for days in (240, 160, 80, 20):
        on = TODAY - timedelta(days=days)
        with site.writing_as(site.cast.amira, noon_of(on)) as uow:
            leo = uow.session.get_one(Child, leo_id)
            signed_visit(uow, leo, on, all_grades(leo, on, 4))
    desk = open_page(site, site.cast.chloe, DESK)
    desk.goto("/my-team")
    desk.get_by_role("link", name="Supervision", exact=True).click()
    desk.get_by_role("link", name="Begin a supervision").click()
    desk.get_by_label("With whom?").select_option(label="Amira Khan")
    desk.get_by_role("button", name="Begin").click()
    desk.get_by_role("button", name="Talk about Leo").click()
    beside, record = desk.locator(".beside__page"), desk.locator(".beside__record")
    expect(beside.locator(".verdict")).to_be_visible()
    left, right = beside.bounding_box(), record.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"]
    desk.locator("[name=like_to_be]").fill(THOUGHT["like_to_be"])
    expect(desk.locator("[data-keep-said]")).to_contain_text("Received")
    desk.reload()
    expect(desk.locator("[name=like_to_be]")).to_have_value(THOUGHT["like_to_be"])
    for name in ("what_changed", "if_wrong", "whose_voice"):
        desk.locator(f"[name={name}]").fill(THOUGHT[name])
    desk.get_by_label("Better", exact=True).check()
    desk.locator("[name=what_1]").fill("Meet Leo’s father at his work")
    desk.locator("[name=who_1]").select_option(label="Amira Khan")
    for box, part in zip(desk.locator("[name=by_1]").all(), ("30", "11", "2026"), strict=True):
        box.fill(part)
    assert violations(desk) == []
    desk.get_by_role("button", name="Look at it before signing").click()
    expect(desk.locator(".against")).to_contain_text("You decide, not the grades")
    assert violations(desk) == []
    desk.get_by_label("Why is it decided all the same?").fill("Gran has moved in.")
    desk.get_by_role("button", name="Sign, as Chloe Adeyemi").click()
    expect(desk.locator(".judged")).to_contain_text("Gran has moved in.")

    tablet = open_page(site, site.cast.amira, TABLET)
    tablet.goto("/supervision")
    tablet.get_by_role("link", name="Leo: supervision").click()
    tablet.get_by_label("What do you say to it?").fill("I have rung him twice.")
    tablet.get_by_role("button", name="I have read it, as Amira Khan").click()
    expect(tablet.locator(".answered")).to_contain_text("I have rung him twice.")
    tablet.goto(f"/children/{leo_id}")
    expect(tablet.locator(".footprint")).to_contain_text("Meet Leo’s father at his work")
    assert violations(tablet) == []
