"""A pack in the manager’s hands and in the chair’s: checked and issued, read, taken, and known again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gcp_tracker.conference import service
from gcp_tracker.conference.details import Printed
from gcp_tracker.models import Child, Pack, Sight, User
from gcp_tracker.rules.packs import PackState, number_of
from gcp_tracker.rules.vocabulary import SightKind
from tests.browser.axe import violations
from tests.browser.conftest import DESK, OpenPage
from tests.browser.packs_in import prepared_pack
from tests.browser.paper import answer_who_for
from tests.browser.site import Site
from tests.builders import all_grades, noon_of, signed_visit
from tests.cast import NOW, TODAY


@pytest.fixture
def prepared(site: Site) -> tuple[Pack, Printed]:
    """Leo’s, from three visits, and what is printed of it; the chair of his conference may read it for three weeks."""
    cast = site.cast
    for days, grade in ((160, 4), (80, 3), (20, 4)):
        on = TODAY - timedelta(days=days)
        with site.writing_as(cast.amira, noon_of(on)) as uow:
            leo = uow.session.get_one(Child, cast.leo.id)
            signed_visit(uow, leo, on, all_grades(leo, on, grade))
    with site.writing_as(cast.chloe) as uow:
        leo, ewa = (uow.session.get_one(kind, one.id) for kind, one in ((Child, cast.leo), (User, cast.ewa)))
        of_three_weeks = {"from_at": NOW, "until_at": NOW + timedelta(days=21), "given_by": uow.author, "reason": ""}
        uow.session.add(Sight(child=leo, user=ewa, kind=SightKind.CHAIR, **of_three_weeks))
    with site.writing_as(cast.amira) as uow:
        return prepared_pack(uow, uow.session.get_one(Child, cast.leo.id))


def open_waiting_pack(page: Page) -> None:
    page.get_by_role("link", name="Packs", exact=True).click()
    page.get_by_role("link", name="Leo Marsh, review child protection conference").click()
    expect(page.locator("h1")).to_have_text("Leo: is life better?")


def test_a_manager_goes_from_her_team_to_the_child_and_checks_and_issues_the_pack(
    site: Site, open_page: OpenPage, prepared: tuple[Pack, Printed]
) -> None:
    desk = open_page(site, site.cast.chloe, DESK)
    desk.goto("/my-team")
    desk.get_by_role("link", name="Leo", exact=False).first.click()
    expect(desk.locator("h1")).to_contain_text("Leo")
    open_waiting_pack(desk)
    assert violations(desk) == []
    desk.get_by_role("button", name="I have checked it").click()
    desk.get_by_role("button", name="Issue it").click()
    expect(desk.locator(".pack-number")).to_contain_text(f"Pack {number_of(prepared[0].sha256)}")
    expect(desk.locator(".pack-number")).to_contain_text("until 24 July 2055 at least")
    assert violations(desk) == []
    assert site.ask(lambda session: session.get_one(Pack, prepared[0].id).state) is PackState.ISSUED


def test_a_chair_reads_a_pack_takes_its_file_and_knows_it_again(
    site: Site, open_page: OpenPage, prepared: tuple[Pack, Printed]
) -> None:
    with site.writing_as(site.cast.chloe) as uow:
        pack = uow.session.get_one(Pack, prepared[0].id)
        service.check_pack(uow, pack)
        service.issue_pack(uow, pack, prepared[1], pack.sha256)
    desk = open_page(site, site.cast.ewa, DESK)
    desk.goto("/packs")
    open_waiting_pack(desk)
    expect(desk.locator(".pack-items")).to_contain_text("often missed")
    desk.get_by_role("button", name="I have read it").click()
    expect(desk.locator(".pack-steps")).to_contain_text("Read by the chair")
    desk.get_by_role("link", name="Take the PDF").click()
    with desk.expect_download() as download:
        answer_who_for(desk, button="Download the PDF")
    file = Path(download.value.path())
    desk.goto("/packs/known")
    desk.get_by_label("The PDF").set_input_files(
        {"name": "pack.pdf", "mimeType": "application/pdf", "buffer": file.read_bytes()}
    )
    desk.get_by_role("button", name="Look").click()
    expect(desk.locator("#found-heading")).to_contain_text("unchanged")
    assert violations(desk) == []
