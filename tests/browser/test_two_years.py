"""Two years of a child, and what a practitioner and a manager see and do at the end of them: a relapse after help was
stepped down, drift behind cancelled core groups, and care that stays better until help ends honestly.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, TABLET, OpenPage
from tests.browser.pages import BeforeVisitPage, ChildPage, MyChildrenPage
from tests.browser.site import Site
from tests.browser.told import fill_day, tell
from tests.cast import TODAY

TOMORROW = TODAY + timedelta(days=1)


def team_row(desk: Page, name: str) -> Locator:
    desk.goto("/my-team")
    return desk.locator(".team-row").filter(has=desk.get_by_role("link", name=name, exact=True))


def plan_a_meeting(page: Page, kind: str) -> None:
    """For the day after today, from the page that “Plan a meeting” opens."""
    page.locator(".chip", has_text=kind).first.click()
    page.get_by_label("Day", exact=True).fill(TOMORROW.isoformat())
    page.get_by_role("button", name="Plan this meeting").click()
    expect(page.locator("main")).to_contain_text(f"{kind} 17 November 2026")


def talk_about(desk: Page, name: str, worker: str) -> None:
    desk.goto("/supervision")
    desk.get_by_role("link", name="Begin a supervision").click()
    desk.get_by_label("With whom?").select_option(label=worker)
    desk.get_by_role("button", name="Begin").click()
    desk.get_by_role("button", name=f"Talk about {name}").click()


def write_record(desk: Page, words: dict[str, str], whole: str) -> None:
    for name, text in words.items():
        desk.locator(f"[name={name}]").fill(text)
    desk.get_by_label(whole, exact=True).check()


def decide(desk: Page, what: str, who: str) -> None:
    desk.locator("[name=what_1]").fill(what)
    desk.locator("[name=who_1]").select_option(label=who)
    fill_day(desk.locator("[name=by_1]"), TOMORROW)


def chronology_of(page: Page, child: UUID) -> Locator:
    page.goto(f"/children/{child}/chronology")
    return page.locator("main")


def test_a_relapse_after_a_step_down_is_named_answered_and_not_called_better(
    sqlite_site: Site, open_page: OpenPage
) -> None:
    told = tell(sqlite_site, "da-costa")
    matheus = told.children["Matheus"]
    tablet = open_page(sqlite_site, told.people["kofi"], TABLET)
    row = MyChildrenPage.open(tablet).row("Matheus")
    expect(row).to_contain_text("Stepped down to early help on 22 May 2026; the grades say: up and down")
    child = ChildPage.open(tablet, matheus).page
    expect(child.locator("main")).to_contain_text("earlier gains were lost in August 2026")
    expect(child.locator(".plan-on-page")).to_contain_text("1 worse")
    line = chronology_of(tablet, matheus)
    expect(line).to_contain_text("Stepped down from child in need plan to early help")
    expect(line).to_contain_text("Five times in 26 months, missing or harmful: Food, enough food")
    grading = BeforeVisitPage.open(tablet, matheus).start_grading().ready()
    expect(tablet.locator("#plan")).to_contain_text("Matheus goes on eating well, also when the boat is laid up")
    grading.grade("nutrition_quantity", 5)
    grading.write_evidence("nutrition_quantity", "Two spoons of rice were his dinner. He licked the pan.")
    grading.answer_safe_tonight("Yes, because of what was agreed", "Dale Osborne", "His aunt brings dinner at six.")
    signed = grading.open_tab("day").go_to_signing().sign()
    expect(signed.page.locator(".triggers-on-page")).to_contain_text("A need is not met")
    assert violations(tablet) == []

    desk = open_page(sqlite_site, told.people["dale"], DESK)
    row = team_row(desk, "Matheus da Costa")
    expect(row).to_contain_text("A need is not met: nobody has answered since 16 November 2026")
    desk.get_by_role("link", name="Trigger points to be answered").click()
    desk.get_by_role("link", name="Matheus da Costa").click()
    desk.locator(".trigger--open").first.get_by_role("link", name="Answer").click()
    desk.get_by_label("Yes", exact=True).check()
    desk.get_by_label("A referral to children’s social care").check()
    desk.get_by_label("Who did it?").fill("Dale Osborne, manager")
    desk.get_by_role("button", name="Sign this answer").click()
    expect(desk.locator(".trigger__answer").first).to_contain_text("Answered by Dale Osborne, 16 November 2026")
    desk.goto(f"/children/{matheus}/meetings")
    desk.get_by_role("link", name="Plan a meeting").click()
    plan_a_meeting(desk, "Strategy discussion")

    talk_about(desk, "Matheus", "Kofi Asante")
    thought = {
        "like_to_be": "He is two and asks strangers for bread.",
        "what_changed": "The parents came to the dietitian and told us straight.",
        "if_wrong": "Another visit without a gain in weight.",
        "whose_voice": "Nobody has asked the aunt.",
    }
    write_record(desk, thought, "Better")
    desk.get_by_role("button", name="Look at it before signing").click()
    expect(desk.locator(".against")).to_contain_text("The grades say otherwise")
    expect(desk.locator(".against")).to_contain_text("At 4 or 5 now")
    assert violations(desk) == []
    desk.get_by_role("link", name="Go on writing").last.click()
    write_record(desk, {"what_changed": "They came once. He has not put on weight for four months."}, "Worse")
    decide(desk, "Child in need plan again, with what held last time", "Kofi Asante")
    desk.get_by_role("button", name="Look at it before signing").click()
    expect(desk.locator(".against")).to_have_count(0)
    desk.get_by_role("button", name="Sign, as Dale Osborne").click()

    desk.goto(f"/children/{matheus}/help")
    desk.get_by_role("link", name="It has ended").click()
    fill_day(desk.locator("[name=ended_on]"), TODAY)
    desk.get_by_label("What help follows?").select_option(label="Child in need plan")
    desk.get_by_role("button", name="Save").click()
    expect(chronology_of(desk, matheus)).to_contain_text("Stepped up from early help to child in need plan")
    expect(team_row(desk, "Matheus da Costa")).to_contain_text("On a child in need plan again since 16 November 2026")
    tablet.goto(f"/children/{matheus}")
    expect(tablet.locator(".footprint")).to_contain_text("Child in need plan again, with what held last time")


def test_drift_behind_cancelled_core_groups_is_said_and_stopped(sqlite_site: Site, open_page: OpenPage) -> None:
    told = tell(sqlite_site, "singh")
    arjan = told.children["Arjan"]
    cancelled = "The last three core groups were cancelled, twice by the social worker and once by the family"
    tablet = open_page(sqlite_site, told.people["leila"], TABLET)
    row = MyChildrenPage.open(tablet).row("Arjan")
    row.get_by_text("and 8 more").click()
    for words in ("have stayed at 4 or 5 without improvement", cancelled, "Core group late by 105 working days"):
        expect(row).to_contain_text(words)
    child = ChildPage.open(tablet, arjan).page
    expect(child.locator("main")).to_contain_text("4 items have stayed at 4 or 5 without improvement")
    expect(child.locator(".plan-on-page")).to_contain_text("1 not moving")
    line = chronology_of(tablet, arjan)
    expect(line).to_contain_text("What it adds up to")
    expect(line).to_contain_text("Meeting cancelled Core group, by the social worker")
    tablet.goto(f"/children/{arjan}/meetings")
    expect(tablet.locator("main")).to_contain_text(cancelled)
    # The chair has had one planned at last; what the family’s own people could do in between is asked of them.
    expect(tablet.locator(".due-list")).to_contain_text("late by 105 working days, planned for 20 November 2026")
    tablet.get_by_role("link", name="Plan a meeting").click()
    plan_a_meeting(tablet, "Network meeting")
    assert violations(tablet) == []

    desk = open_page(sqlite_site, told.people["grace"], DESK)
    row = team_row(desk, "Arjan Singh")
    expect(row).to_contain_text("Often missed in more than one way: nobody has answered since 6 November 2026")
    desk.goto("/my-team?reason=cancelled")
    expect(desk.get_by_role("link", name="Arjan Singh", exact=True)).to_be_visible()
    desk.goto(f"/children/{arjan}/trigger-points")
    expect(desk.locator("main")).to_contain_text("Six months of a plan, and nothing is better")
    desk.locator(".trigger--open").first.get_by_role("link", name="Answer").click()
    desk.get_by_label("No, and this is why").check()
    desk.get_by_label("Why is nothing done?").fill("The review of next week is asked for legal advice instead.")
    assert violations(desk) == []
    desk.get_by_role("button", name="Sign this answer").click()
    expect(desk.locator(".trigger__answer").first).to_contain_text("asked for legal advice instead")

    talk_about(desk, "Arjan", "Leila Haidari")
    before = desk.locator(".decided")
    expect(before).to_contain_text("Legal advice about twenty-two months under one plan")
    expect(before).to_contain_text("Late")
    thought = {
        "like_to_be": "He counts the cars until a key turns, on every night of two years.",
        "what_changed": "Nothing. Three plans, and the same nights.",
        "if_wrong": "A grown-up would answer the door at nine on a Wednesday.",
        "whose_voice": "Surinder, in Punjabi.",
    }
    write_record(desk, thought, "Much the same")
    decide(desk, "Core group held, whoever is away, and legal advice asked for before it", "Leila Haidari")
    desk.get_by_role("button", name="Look at it before signing").click()
    desk.get_by_role("button", name="Sign, as Grace Mensah").click()
    expect(desk.locator("main")).to_contain_text("legal advice asked for before it")

    tablet.goto(f"/children/{arjan}")
    expect(tablet.locator(".footprint")).to_contain_text("Core group held, whoever is away")
    expect(tablet.locator(".triggers-on-page")).to_have_count(0)
    # Nothing that was written makes the nights better: drift is said until grades say otherwise.
    expect(MyChildrenPage.open(tablet).row("Arjan")).to_contain_text("have stayed at 4 or 5 without improvement")


def test_care_that_stays_better_is_met_and_held_and_help_ends_with_what_is_left_said(
    sqlite_site: Site, open_page: OpenPage
) -> None:
    told = tell(sqlite_site, "kamara")
    fatmata = told.children["Fatmata"]
    tablet = open_page(sqlite_site, told.people["priya"], TABLET)
    row = MyChildrenPage.open(tablet).row("Fatmata")
    expect(row).to_contain_text("Better than at the start in Physical care, Safety, Love and Esteem")
    expect(row).to_contain_text("it has probably lasted six months")
    expect(row).to_contain_text("Friends 4 since 29 October 2026")
    child = ChildPage.open(tablet, fatmata).page
    expect(child.locator(".plan-on-page")).to_contain_text("1 on the way")
    grading = BeforeVisitPage.open(tablet, fatmata).start_grading().ready()
    assert grading.items_of("plan") == ["absence", "nutrition_mealtimes"]
    grading.grade("absence", 2).grade("nutrition_mealtimes", 2)
    signed = grading.open_tab("day").go_to_signing().sign()
    # Two grades in three months at what was aimed at, and better for half a year: before that nobody says “met”.
    expect(signed.page.locator(".plan-on-page")).to_contain_text("1 met, and held")
    line = chronology_of(tablet, fatmata)
    expect(line).to_contain_text("Stepped down from child protection plan to child in need plan")
    expect(line).to_contain_text("Stepped down from child in need plan to early help")
    tablet.goto(f"/children/{fatmata}/trigger-points")
    expect(tablet.locator("main")).to_contain_text("Nothing waits for an answer")
    tablet.goto(f"/children/{fatmata}/attention")
    expect(tablet.locator("main")).to_contain_text("Nothing needs attention for Fatmata today")
    assert violations(tablet) == []

    desk = open_page(sqlite_site, told.people["grace"], DESK)
    desk.goto(f"/children/{fatmata}/plan")
    desk.get_by_role("link", name="End this plan").click()
    expect(desk.locator(".against")).to_contain_text("At 4 or 5 now: Friends 4 since 29 October 2026")
    desk.get_by_label("Why?", exact=True).fill("Evenings and meals have held since last October; she has both parents.")
    desk.get_by_role("button", name="End the plan").click()
    desk.goto(f"/children/{fatmata}/help")
    desk.get_by_role("link", name="It has ended").click()
    expect(desk.locator(".against")).to_contain_text("The grades say otherwise")
    expect(desk.locator(".against")).to_contain_text("Better than at the start")
    assert violations(desk) == []
    fill_day(desk.locator("[name=ended_on]"), TODAY)
    left = "Friends at school are still at 4: her teacher has the lunch club from Monday, and asks us back by Easter."
    desk.get_by_label("Why is it decided all the same?").fill(left)
    desk.get_by_role("button", name="Save").click()

    page = ChildPage.open(desk, fatmata).page
    expect(page.locator(".footprint")).to_contain_text("Early help ended, and Fatmata is under no other help")
    expect(page.locator(".footprint")).to_contain_text("Friends 4 since 29 October 2026")
    expect(page.locator(".footprint")).to_contain_text(left)
    assert violations(desk) == []
    line = chronology_of(desk, fatmata)
    expect(line).to_contain_text("Early help ended")
    # An ending against the grades is named for a while, as it is for everybody.
    expect(team_row(desk, "Fatmata Kamara")).to_contain_text(
        "Early help ended on 16 November 2026 while Esteem was at 4"
    )
