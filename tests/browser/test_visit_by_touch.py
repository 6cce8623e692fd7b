"""The whole visit by touch: from my children to the child's page, on a tablet and on a phone."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy import select

from gcp_tracker.models import Grade, Visit
from gcp_tracker.rules.vocabulary import Answer, VisitState
from tests.browser.conftest import PHONE, TABLET, OpenPage
from tests.browser.hand import eventually
from tests.browser.kept import grades_of, state_of
from tests.browser.pages import GradePage, MyChildrenPage, SignInPage
from tests.browser.site import Site

MOST_TAPS = 60
MOST_TAPS_OF_A_SHORT_VISIT = 40
WORRIES = {
    "housing_repair": "The window in Leo’s room does not shut.",
    "presence_roads": "Leo came back across the A road alone.",
}


def grade_everything(grading: GradePage, worries: dict[str, str]) -> None:
    """All domains in their order, a 2 for every item but the worries, which are a 4 with what was seen."""
    for number, domain in enumerate(grading.domain_keys()):
        if number:
            grading.next_domain()
        for key in grading.items_of(domain):
            grading.grade(key, 4 if key in worries else 2)
            if key in worries:
                grading.write_evidence(key, worries[key])


def test_a_whole_visit_on_a_tablet_takes_at_most_sixty_taps(site_on_each_database: Site, open_page: OpenPage) -> None:
    site, cast = site_on_each_database, site_on_each_database.cast
    my_children = SignInPage.open(open_page(site, device=TABLET)).sign_in(cast.amira)
    my_children.hand.taps = 0

    grading = my_children.start_visit("Leo").start_grading().ready()
    visit_id = grading.visit_id
    assert len(grading.item_keys()) == 33
    grade_everything(grading, WORRIES)
    signing = grading.go_to_signing()
    assert signing.needs == []
    assert len(signing.group("What is not going well")) == len(WORRIES)
    child_page = signing.sign()

    assert child_page.hand.taps <= MOST_TAPS
    expect(child_page.just_signed).to_contain_text("is signed")
    assert state_of(site, visit_id) is VisitState.SIGNED
    kept = grades_of(site, visit_id)
    assert len(kept) == 33
    assert {key for key, grade in kept.items() if grade.value == 4} == set(WORRIES)
    assert {key: kept[key].evidence for key in WORRIES} == WORRIES


def test_a_shorter_visit_of_fourteen_sub_areas_takes_at_most_forty_taps(site: Site, open_page: OpenPage) -> None:
    """One item of each sub-area is graded, and the rest of each domain is marked not seen with one tap."""
    my_children = MyChildrenPage.open(open_page(site, site.cast.amira, TABLET))
    grading = my_children.start_visit("Leo").start_grading().ready()
    visit_id = grading.visit_id
    graded = []
    for number, domain in enumerate(key for key in grading.domain_keys() if key != "day"):
        if number:
            grading.next_domain()
        firsts = grading.page.locator(f"#{domain} .area").evaluate_all(
            "areas => areas.map(area => area.querySelector('.card').dataset.item)"
        )
        for key in firsts:
            grading.grade(key, 3)
        graded += firsts
        grading.mark_rest(f"domain-{domain}")
    assert len(graded) == 14
    child_page = grading.next_domain().go_to_signing().sign()

    assert child_page.hand.taps <= MOST_TAPS_OF_A_SHORT_VISIT
    kept = grades_of(site, visit_id)
    assert {key for key, grade in kept.items() if grade.answer is Answer.GRADED} == set(graded)
    assert sum(grade.answer is Answer.NOT_SEEN for grade in kept.values()) == 33 - 14


def test_a_visit_is_graded_and_signed_on_a_phone(site: Site, open_page: OpenPage) -> None:
    my_children = MyChildrenPage.open(open_page(site, site.cast.amira, PHONE))
    grading = my_children.start_visit("Leo").start_grading().ready()
    visit_id = grading.visit_id
    grading.grade("nutrition_quality", 1).grade("nutrition_quantity", 4).write_evidence(
        "nutrition_quantity", "Bread only."
    )
    grading.open_tab("love").grade("response_tuning", 2)
    grading.open_tab("day").write_note("morning", "Leo gets himself up.")
    eventually(grading.page, lambda: len(grades_of(site, visit_id)), 3)
    child_page = grading.go_to_signing().sign()

    expect(child_page.just_signed).to_be_visible()
    assert {key: grade.value for key, grade in grades_of(site, visit_id).items()} == {
        "nutrition_quality": 1,
        "nutrition_quantity": 4,
        "response_tuning": 2,
    }


def test_a_partial_visit_says_what_has_no_answer_and_can_be_signed(site: Site, open_page: OpenPage) -> None:
    grading = MyChildrenPage.open(open_page(site, site.cast.amira)).start_visit("Leo").start_grading().ready()
    visit_id = grading.visit_id
    grading.grade("nutrition_quality", 2).open_tab("day")
    signing = grading.go_to_signing()
    assert len(signing.group("Without an answer")) == 32
    signing.sign()

    assert state_of(site, visit_id) is VisitState.SIGNED
    assert site.ask(lambda session: session.scalars(select(Grade.item_key)).all()) == ["nutrition_quality"]
    assert site.ask(lambda session: session.scalar(select(Visit.signed_by_id))) == site.cast.amira.id
