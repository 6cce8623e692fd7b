"""What the grade page asks for, hides and keeps."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page, expect

from gcp_tracker.models import Child, Family
from gcp_tracker.rules.vocabulary import Answer, VisitState
from tests.browser.conftest import OpenPage
from tests.browser.hand import eventually
from tests.browser.kept import grades_of, notes_of, state_of, values_of
from tests.browser.pages import BeforeVisitPage, GradePage, MyChildrenPage
from tests.browser.site import Site
from tests.builders import signed_visit

MARCH = date(2026, 3, 12)
OCTOBER = date(2026, 10, 12)


def start(page: Page, name: str = "Leo") -> GradePage:
    return MyChildrenPage.open(page).start_visit(name).start_grading().ready()


def with_earlier_visits(site: Site, *visits: tuple[date, dict[str, int]]) -> None:
    for on, grades in visits:
        with site.writing_as(site.cast.amira) as uow:
            signed_visit(uow, uow.session.get_one(Child, site.cast.leo.id), on, grades)


def test_not_seen_and_does_not_apply_are_kept_and_fold(site: Site, tablet: Page) -> None:
    grading = start(tablet).grade("nutrition_quality", "not_seen").grade("housing_repair", "not_applicable")
    for key, words in (("nutrition_quality", "not seen this visit"), ("housing_repair", "does not apply")):
        assert grading.is_folded(key)
        expect(grading.card(key).locator(".card-word")).to_have_text(words)
    eventually(
        tablet,
        lambda: {key: grade.answer for key, grade in grades_of(site, grading.visit_id).items()},
        {"nutrition_quality": Answer.NOT_SEEN, "housing_repair": Answer.NOT_APPLICABLE},
    )


def test_one_tap_marks_the_rest_of_a_sub_area_not_seen_and_leaves_what_is_graded(site: Site, tablet: Page) -> None:
    grading = start(tablet).grade("nutrition_quantity", 3).mark_rest("nutrition")
    eventually(tablet, lambda: len(grades_of(site, grading.visit_id)), 4)
    kept = grades_of(site, grading.visit_id)
    assert kept.pop("nutrition_quantity").value == 3
    assert {grade.answer for grade in kept.values()} == {Answer.NOT_SEEN}
    expect(tablet.locator("#foot-count")).to_have_text("Physical care: 1 of 15 graded, 3 not seen")


def test_a_wrong_tap_is_changed_by_opening_the_card_again(site: Site, tablet: Page) -> None:
    grading = start(tablet).grade("nutrition_quality", 1)
    assert grading.is_folded("nutrition_quality")
    grading.grade("nutrition_quality", 3)
    eventually(tablet, lambda: values_of(site, grading.visit_id), {"nutrition_quality": 3})


def test_a_card_opened_before_the_page_has_followed_the_last_tap_stays_open(site: Site, tablet: Page) -> None:
    """On a slow tablet what follows from a tap comes late; it closes nothing under the finger."""
    grading = start(tablet).grade("nutrition_quality", 1)
    at_once = """() => {
      const card = key => document.querySelector(`.card[data-item="${key}"]`);
      card("nutrition_quantity").querySelector('input[value="2"]').click();
      card("nutrition_quality").querySelector(".card-change").click();
    }"""
    tablet.evaluate(at_once)
    expect(grading.card("nutrition_quantity").locator(".card-word")).not_to_be_empty()
    assert not grading.is_folded("nutrition_quality")
    tablet.keyboard.press("ArrowRight")
    eventually(tablet, lambda: values_of(site, grading.visit_id)["nutrition_quality"], 2)


def test_earlier_grades_are_hidden_until_this_one_is_given(site: Site, tablet: Page) -> None:
    with_earlier_visits(site, (MARCH, {"nutrition_quantity": 4}), (OCTOBER, {"nutrition_quantity": 3}))
    grading = start(tablet)
    card = grading.card("nutrition_quantity")
    assert "Last time" not in tablet.locator("main").inner_text()
    assert "March 2026" not in tablet.locator("main").inner_text()
    grading.grade("nutrition_quantity", 4)
    expect(card).to_contain_text("Last time: 3 on 12 October 2026 (same worker). First ever: 4 on 12 March 2026.")


def test_a_jump_of_two_grades_asks_what_changed(site: Site, tablet: Page) -> None:
    with_earlier_visits(site, (OCTOBER, {"housing_repair": 3, "housing_decoration": 3}))
    grading = start(tablet)
    question = grading.card("housing_repair").locator(".change-why")
    expect(question).to_be_hidden()
    grading.grade("housing_repair", 1)
    expect(question).to_be_visible()
    assert not grading.is_folded("housing_repair")
    grading.say_what_changed("housing_repair", "The landlord put in new windows.")
    grading.grade("housing_decoration", 2)
    expect(grading.card("housing_decoration").locator(".change-why")).to_be_hidden()
    eventually(
        tablet,
        lambda: {key: grade.what_changed for key, grade in grades_of(site, grading.visit_id).items()},
        {"housing_repair": "The landlord put in new windows.", "housing_decoration": ""},
    )


def test_a_four_and_a_better_grade_after_it_need_what_was_seen_or_heard(site: Site, tablet: Page) -> None:
    with_earlier_visits(site, (OCTOBER, {"nutrition_quality": 4, "nutrition_quantity": 2}))
    grading = start(tablet).grade("nutrition_quality", 3).grade("nutrition_quantity", 4)
    visit_id = grading.visit_id
    for key in ("nutrition_quality", "nutrition_quantity"):
        expect(grading.card(key).get_by_text("needed for this grade")).to_be_visible()
        assert not grading.is_folded(key)
    signing = grading.open_tab("day").go_to_signing()
    assert signing.needs == ["Good food", "Enough food"]
    signing.try_to_sign()
    expect(tablet.get_by_role("alert")).to_contain_text("2 grades need what you saw or heard before you can sign")
    assert state_of(site, visit_id) is VisitState.DRAFT

    grading = signing.go_back_to("Good food").ready()
    grading.write_evidence("nutrition_quality", "Soup on the hob.")
    grading.write_childs_words("nutrition_quantity", "My tummy was loud.")
    signing = grading.open_tab("day").go_to_signing()
    assert signing.needs == []
    signing.sign()
    kept = grades_of(site, visit_id)
    assert kept["nutrition_quality"].evidence == "Soup on the hob."
    assert kept["nutrition_quantity"].child_words == "My tummy was loud."


def test_the_day_and_the_childs_own_words_are_kept_as_they_are_typed(site: Site, tablet: Page) -> None:
    grading = start(tablet).open_tab("day")
    grading.write_note("morning", "Leo wakes Mum.\nCereal, if there is milk.")
    grading.write_note("child_words", "I like it when Gran’s here & it’s <quiet>")
    eventually(
        tablet,
        lambda: {kind.value: text for kind, text in notes_of(site, grading.visit_id).items()},
        {
            "morning": "Leo wakes Mum.\nCereal, if there is milk.",
            "child_words": "I like it when Gran’s here & it’s <quiet>",
        },
    )


def test_no_other_familys_name_is_on_the_grade_page(site: Site, tablet: Page) -> None:
    grading = start(tablet)
    everything = tablet.content()
    assert "Leo" in everything
    for name in ("Kai", "Osei", "Quinn", "Zoë", "Ben Lowe", "Dad’s flat"):
        assert name not in everything, name
    expect(grading.page.get_by_role("link", name="My children")).to_have_count(0)


def test_a_name_with_an_apostrophe_and_an_ampersand_goes_all_the_way(site: Site, open_page: OpenPage) -> None:
    name = 'Na\'ima "Nan" & <i>'
    with site.writing_as(site.cast.amira) as uow:
        child = uow.session.get_one(Child, site.cast.leo.id)
        child.given_name = name
        uow.session.get_one(Family, child.family_id).name = "O'Brien"
        child.family_name = "O'Brien"
    page = open_page(site, site.cast.amira)
    grading = BeforeVisitPage.open(page, site.cast.leo.id).start_grading().ready()
    expect(page.locator("h1")).to_have_text(f"{name}, 6")
    expect(grading.card("nutrition_quality")).to_contain_text(name)
    signing = grading.grade("nutrition_quality", 1).open_tab("day").go_to_signing()
    child_page = signing.sign()
    expect(child_page.heading).to_have_text(f"How is life for {name}?")
    expect(page).to_have_title(f"How is life for {name}? – GCP Tracker")
