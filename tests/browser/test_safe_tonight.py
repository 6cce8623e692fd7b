"""*Is the child safe tonight?* opens at once, stays until it is answered, and is on the manager's list at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Route, expect
from sqlalchemy import func, select

from gcp_tracker.models import AuditEvent, SafetyCheck
from gcp_tracker.rules.vocabulary import SafeTonight, VisitState
from tests.browser.conftest import DESK, OpenPage
from tests.browser.hand import eventually
from tests.browser.kept import state_of
from tests.browser.pages import GradePage, MyChildrenPage
from tests.browser.site import Site
from tests.browser.tablet_store import bytes_on, records_on
from tests.browser.watching import Complaints

ASKED = "Is Leo safe tonight?"


@pytest.fixture
def grading(site: Site, open_page: OpenPage) -> GradePage:
    """Amira’s visit to Leo, with a 5 just given to a Safety item."""
    grading = MyChildrenPage.open(open_page(site, site.cast.amira)).start_visit("Leo").start_grading().ready()
    expect(grading.safe_tonight).to_be_hidden()
    return grading.open_tab("safety").grade("presence_roads", 5)


def test_a_five_in_safety_opens_the_question_before_the_server_has_answered(site: Site, open_page: OpenPage) -> None:
    page = open_page(site, site.cast.amira)
    grading = MyChildrenPage.open(page).start_visit("Leo").start_grading().ready()
    held: list[Route] = []
    page.route("**/answers", lambda route: held.append(route))
    grading.open_tab("safety").grade("presence_roads", 5)
    expect(grading.safe_tonight).to_be_in_viewport()
    expect(grading.safe_tonight.locator("input[type=radio]").first).to_be_focused()
    for route in held:
        route.continue_()
    eventually(
        page, lambda: site.ask(lambda session: session.scalar(select(SafetyCheck.asked_by_items))), "presence_roads"
    )


def test_the_manager_sees_the_question_at_that_moment(site: Site, open_page: OpenPage, grading: GradePage) -> None:
    eventually(grading.page, lambda: site.ask(lambda session: len(session.scalars(select(SafetyCheck)).all())), 1)
    my_team = open_page(site, site.cast.chloe, DESK)
    my_team.goto("/my-team")
    alert = my_team.locator("li", has_text=ASKED).first
    expect(alert).to_contain_text("not answered")
    expect(alert).to_contain_text("Amira Khan")


def test_the_question_stays_through_a_reload_and_stops_the_signature(site: Site, grading: GradePage) -> None:
    grading.write_evidence("presence_roads", "Leo crossed the A road alone, twice.")
    eventually(grading.page, lambda: site.ask(lambda session: len(session.scalars(select(SafetyCheck)).all())), 1)
    visit_id = grading.visit_id
    grading.open_tab("day")
    expect(grading.safe_tonight).to_be_visible()
    grading.page.reload()
    expect(grading.ready().safe_tonight).to_be_visible()
    signing = grading.open_tab("day").go_to_signing()
    expect(signing.page.get_by_text("Not answered yet")).to_be_visible()
    signing.try_to_sign()
    expect(signing.page.get_by_role("alert")).to_contain_text("Answer “Is the child safe tonight?” before you sign")
    assert state_of(site, visit_id) is VisitState.DRAFT


def test_an_answer_needs_who_was_told_and_is_kept_with_the_visit(
    site: Site, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    grading.write_evidence("presence_roads", "Leo crossed the A road alone, twice.")
    panel = grading.safe_tonight
    grading.hand.tap(panel.get_by_role("button", name="Save the answer"))
    expect(panel.locator("#safe-error")).to_be_visible()
    grading.answer_safe_tonight(SafeTonight.YES_WITH_STEPS.words, "Chloe Adeyemi, manager", "Gran sleeps at the flat.")
    expect(panel).to_have_attribute("data-state", "answered")
    grading.open_tab("day").go_to_signing().sign()

    expect(grading.page.locator(".just-signed")).to_contain_text("Safe tonight?")
    check = site.ask(lambda session: session.scalars(select(SafetyCheck)).one())
    assert (check.answer, check.who_was_told) == (SafeTonight.YES_WITH_STEPS, "Chloe Adeyemi, manager")
    assert check.what_was_agreed == "Gran sleeps at the flat."
    assert check.answered_by_id == site.cast.amira.id


def test_a_five_taken_back_takes_the_question_back(site: Site, grading: GradePage) -> None:
    expect(grading.safe_tonight).to_be_visible()
    grading.grade("presence_roads", 3)
    expect(grading.safe_tonight).to_be_hidden()
    eventually(grading.page, lambda: site.ask(lambda session: len(session.scalars(select(SafetyCheck)).all())), 0)


# What is written in the panel stays on the tablet too


def fill_in(grading: GradePage, answer: SafeTonight, told: str, agreed: str = "") -> Locator:
    panel = grading.safe_tonight
    grading.hand.tap(panel.locator("label.chip", has_text=answer.words).first)
    grading.hand.type(told, panel.get_by_label("Who was told?"))
    grading.hand.type("today, 15:50", panel.get_by_label("When?"))
    grading.hand.type(agreed, panel.get_by_label("What was agreed?"))
    return panel


def answer_of(site: Site) -> tuple[SafeTonight | None, str, str]:
    check = site.ask(lambda session: session.scalars(select(SafetyCheck)).one())
    return check.answer, check.who_was_told, check.what_was_agreed


def test_half_an_answer_is_on_the_tablet_locked_and_there_again_after_a_reload(site: Site, grading: GradePage) -> None:
    page = grading.page
    fill_in(grading, SafeTonight.NO, "Chloe Adeyemi, manager")
    expect(grading.saved_line).to_have_text("Saved on this tablet 15:30")
    eventually(page, lambda: len(records_on(page)), 1)
    assert "Chloe" not in bytes_on(page)
    page.reload()
    panel = grading.ready().safe_tonight
    expect(panel.get_by_label("Who was told?")).to_have_value("Chloe Adeyemi, manager")
    expect(panel.get_by_label("When?")).to_have_value("today, 15:50")
    expect(panel.get_by_label(SafeTonight.NO.words, exact=True)).to_be_checked()
    assert answer_of(site) == (None, "", ""), "nobody has said yet that it is the answer"
    grading.hand.type("Gran takes him tonight.", panel.get_by_label("What was agreed?"))
    grading.hand.tap(panel.get_by_role("button", name="Save the answer"))
    expect(panel).to_have_attribute("data-state", "answered")
    expect(panel.locator("summary")).to_contain_text("No. Told: Chloe Adeyemi, manager")
    assert answer_of(site) == (SafeTonight.NO, "Chloe Adeyemi, manager", "Gran takes him tonight.")
    eventually(page, lambda: records_on(page), [])


def test_an_answer_without_signal_goes_out_by_itself_once_even_after_a_reload(
    site: Site, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("net::ERR")
    page = grading.page
    expect(grading.saved_line).to_have_text("✓ Received 15:30")
    page.context.route("**/answers", lambda route: (route.fetch(), route.abort()))
    panel = fill_in(grading, SafeTonight.YES, "Chloe Adeyemi, manager")
    grading.hand.tap(panel.get_by_role("button", name="Save the answer"))
    expect(grading.saved_line).to_have_text("No signal. Saved on this tablet 15:30: 1 answer to send")
    assert answer_of(site)[0] is SafeTonight.YES, "kept, but its answer was lost"
    page.context.unroute("**/answers")
    page.reload()
    expect(grading.ready().saved_line).to_have_text("✓ Received 15:30")
    expect(panel).to_have_attribute("data-state", "answered")
    eventually(page, lambda: records_on(page), [])
    answered = select(func.count()).where(AuditEvent.action == "safety:answer")
    assert site.ask(lambda session: session.scalar(answered)) == 1


def test_an_answer_that_another_device_gave_meanwhile_is_shown_and_a_person_chooses(
    site: Site, open_page: OpenPage, grading: GradePage, complaints: Complaints
) -> None:
    complaints.expect("status of 409")
    expect(grading.saved_line).to_have_text("✓ Received 15:30")
    other = GradePage.open(open_page(site, site.cast.amira, DESK), grading.visit_id)
    panel = fill_in(grading, SafeTonight.NO, "Chloe Adeyemi, manager", "Gran takes him tonight.")
    theirs = fill_in(other, SafeTonight.YES, "Ewa Nowak, duty")
    other.hand.tap(theirs.get_by_role("button", name="Save the answer"))
    expect(theirs).to_have_attribute("data-state", "answered")
    grading.hand.tap(panel.get_by_role("button", name="Save the answer"))
    question = panel.locator(".card-conflict")
    expect(question).to_contain_text(SafeTonight.NO.words)
    expect(question).to_contain_text("Told: Ewa Nowak, duty")
    expect(question).to_contain_text("by Amira Khan")
    expect(panel.get_by_role("button", name="Save the answer")).to_be_hidden()
    assert answer_of(site)[0] is SafeTonight.YES
    grading.hand.tap(question.get_by_role("button", name="Keep what is on this tablet"))
    expect(panel).to_have_attribute("data-state", "answered")
    assert answer_of(site) == (SafeTonight.NO, "Chloe Adeyemi, manager", "Gran takes him tonight.")


def test_what_was_begun_goes_with_the_grade_that_asked(site: Site, grading: GradePage) -> None:
    fill_in(grading, SafeTonight.NO, "Chloe Adeyemi, manager")
    grading.grade("presence_roads", 3)
    expect(grading.safe_tonight).to_be_hidden()
    expect(grading.saved_line).to_have_text("✓ Received 15:30")
    eventually(grading.page, lambda: records_on(grading.page), [])


def test_asked_again_by_another_grade_the_words_stay_to_go_on_from(site: Site, grading: GradePage) -> None:
    panel = fill_in(grading, SafeTonight.YES, "Chloe Adeyemi, manager")
    grading.hand.tap(panel.get_by_role("button", name="Save the answer"))
    expect(panel).to_have_attribute("data-state", "answered")
    grading.grade("online", 5)
    expect(grading.saved_line).to_have_text("✓ Received 15:30")
    eventually(grading.page, lambda: answer_of(site)[0], None)
    grading.page.reload()
    expect(grading.ready().safe_tonight).to_have_attribute("data-state", "asked")
    expect(panel.get_by_label("Who was told?")).to_have_value("Chloe Adeyemi, manager")
    expect(panel.get_by_label(SafeTonight.YES.words, exact=True)).not_to_be_checked()
