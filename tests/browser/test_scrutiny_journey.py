"""A chair, from her list to the next clocks: the pack read, two reviews side by side, scrutiny signed against the
grades.
"""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from gcp_tracker.meetings.details import HeldDetails, PlanDetails
from gcp_tracker.meetings.service import hold_meeting, plan_meeting
from gcp_tracker.models import Child, Meeting, User
from gcp_tracker.rules.vocabulary import MeetingKind
from tests.browser.axe import violations
from tests.browser.conftest import DESK, OpenPage
from tests.browser.packs_in import packs_of
from tests.browser.site import Site
from tests.builders import all_grades, noon_of, signed_visit
from tests.cast import TODAY
from tests.plans import plan_for
from tests.scrutinised import TEXTS, chairs, held

LAST = TODAY - timedelta(days=150)


def lived_by_leo(site: Site) -> int:
    """Two reviews, the last of them planned for today with its pack. The number of today’s."""
    cast = site.cast
    for days, grade in ((240, 4), (160, 4), (80, 3), (20, 4)):
        on = TODAY - timedelta(days=days)
        with site.writing_as(cast.amira, noon_of(on)) as uow:
            leo = uow.session.get_one(Child, cast.leo.id)
            signed_visit(uow, leo, on, all_grades(leo, on, grade))
            if days == 160:
                plan_for(uow, leo)
    with site.writing_as(cast.chloe) as uow:
        leo, ewa = uow.session.get_one(Child, cast.leo.id), uow.session.get_one(User, cast.ewa.id)
        held(uow, leo, LAST)
        (today,) = plan_meeting(uow, [leo], PlanDetails(MeetingKind.REVIEW_CONFERENCE, TODAY))
        chairs(uow, leo, ewa, TODAY)
        uow.session.flush()
        number = today.id
    packs_of(site)
    return number


def name_day(page: Page, field: str, days: int) -> None:
    on = TODAY + timedelta(days=days)
    for box, part in zip(page.locator(f"[name={field}]").all(), (on.day, on.month, on.year), strict=True):
        box.fill(str(part))


def test_a_chair_reads_the_pack_compares_two_reviews_signs_and_sees_the_next_clocks(
    site: Site, open_page: OpenPage
) -> None:
    number = lived_by_leo(site)
    desk = open_page(site, site.cast.ewa, DESK)
    desk.goto("/")
    expect(desk.locator(".chaired__told")).to_contain_text("waits to be read")
    assert violations(desk) == []
    desk.get_by_role("link", name="Pack for").click()
    desk.get_by_role("button", name="I have read it").click()
    with site.writing_as(site.cast.chloe) as uow:
        hold_meeting(uow, [uow.session.get_one(Meeting, number)], HeldDetails(TODAY))
    desk.goto("/conferences")
    expect(desk.locator(".chaired__told")).to_contain_text("its scrutiny is not signed yet")
    desk.get_by_role("link", name="Two reviews").click()
    then, now = (side.bounding_box() for side in desk.locator(".two-reviews__pair").first.locator("> div").all())
    assert then is not None
    assert now is not None
    assert then["x"] + then["width"] <= now["x"]
    expect(desk.locator(".two-reviews__row")).to_contain_text("There is a cooked meal for Leo every evening")
    assert violations(desk) == []
    desk.goto("/conferences")
    desk.get_by_role("button", name="Write it").click()
    desk.get_by_label("Yes, life is better for this child").check()
    for name, words in TEXTS.items():
        desk.locator(f"[name={name}]").fill(words)
    expect(desk.locator("[data-keep-said]")).to_contain_text("Received")
    for label in (
        "Met: likely to suffer significant harm",
        "Neglect",
        "The plan goes on",
        "There is nothing to challenge",
    ):
        desk.get_by_label(label, exact=True).check()
    name_day(desk, "core_group_on", 21)
    name_day(desk, "review_on", 120)
    assert violations(desk) == []
    desk.get_by_role("button", name="Look at it before signing").click()
    expect(desk.locator(".against")).to_contain_text("You decide, not the grades")
    assert violations(desk) == []
    desk.get_by_label("Why is it decided all the same?").fill("Gran cooks for him now.")
    desk.get_by_role("button", name="Sign, as Ewa Nowak").click()
    expect(desk.locator(".judged")).to_contain_text("Gran cooks for him now.")
    desk.get_by_role("link", name="What is due now").click()
    expect(desk.locator(".due-list")).to_contain_text("planned for 7 December 2026")
    expect(desk.locator(".due-list")).to_contain_text("planned for 16 March 2027")
