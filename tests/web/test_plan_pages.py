"""The pages of plans: the whole way from the first outcome to an agreed plan, its actions, and who may do what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from gcp_tracker.models import Plan, User
from gcp_tracker.plans.details import ActionDetails, Who
from gcp_tracker.plans.queries import action_states, agreed_plan, draft_plan
from gcp_tracker.rules.plan_vocabulary import ActionState, PlanState, WhoKind
from gcp_tracker.rules.vocabulary import HelpKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import draft_visit, events, signed_visit
from tests.cast import TODAY, Cast
from tests.page_client import PageClient
from tests.plans import MEAL, outcome, plan_for, written_draft

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
DAY = {"starts_on": ["16", "11", "2026"]}


def words_of(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(BeautifulSoup(response.get_data(as_text=True), "html.parser").get_text(" ").split())


def test_a_plan_is_written_step_by_step_and_agreed(as_: As, cast: Cast, session: Session, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, {"nutrition_preparation": 4})
    amira, leo = as_(cast.amira), f"/children/{cast.leo.id}"
    assert "There is no plan for Leo here yet" in words_of(amira, f"{leo}/plan")
    begun = amira.post(f"{leo}/plans/new", data={"kind": "child_protection"} | DAY)
    assert begun.status_code == 303
    plan = draft_plan(session, cast.leo)
    assert plan is not None
    assert begun.location.endswith(f"{leo}/plans/{plan.id}")
    here = f"{leo}/plans/{plan.id}"
    assert "It can be agreed once it has an outcome" in words_of(amira, here)
    form = amira.get(f"{here}/outcomes/new").get_data(as_text=True)
    assert "Physical care – Food: Making meals (4 on 16 November 2026)" in form
    saved = amira.post(
        f"{here}/outcomes/new",
        data={
            "seen": plan.version,
            "sentence": MEAL.sentence,
            "item_1": "nutrition_preparation",
            "aim_1": "3",
            "by_1": ["1", "3", "2027"],
        },
    )
    assert saved.status_code == 303
    assert "does not say how we will know" in words_of(amira, here)
    session.refresh(plan)
    row = plan.outcomes[0]
    assert (row.items[0].now, row.items[0].now_on, row.items[0].aim) == (4, TODAY, 3)
    more = {"how_known": "He says so.", "if_not": "Legal advice.", "seen": plan.version, "sentence": MEAL.sentence}
    items = {"item_1": "nutrition_preparation", "aim_1": "3", "by_1": ["1", "3", "2027"]}
    assert amira.post(f"{here}/outcomes/{row.id}", data=more | items).status_code == 303
    session.refresh(plan)
    who = {"what": "Cooks on Mondays", "who": [f"adult:{cast.mum.id}", "agency:school"], "seen": plan.version}
    assert amira.post(f"{here}/outcomes/{row.id}/actions/new", data=who).status_code == 303
    session.refresh(plan)
    assert "Tara Marsh with School or nursery" in words_of(amira, here)
    assert "Leo’s manager agrees to it" in words_of(amira, here)
    assert amira.post(f"{here}/agree", data={"seen": plan.version}).status_code == 404
    agreed = as_(cast.chloe).post(f"{here}/agree", data={"seen": plan.version})
    assert agreed.status_code == 303
    session.expire_all()
    assert plan.state is PlanState.AGREED
    told = words_of(as_(cast.amira), f"{leo}/plan")
    assert "Not enough to tell" in told
    assert "Child protection plan from 16 November 2026" in told


def test_a_grade_without_its_item_is_told_beside_it_and_nothing_is_lost(
    as_: As, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        plan = written_draft(uow, cast.leo, ())
    here = f"/children/{cast.leo.id}/plans/{plan.id}"
    sent = {
        "seen": plan.version,
        "sentence": "Leo sleeps in a bed of his own",
        "aim_2": "2",
        "how_known": "He shows it.",
    }
    answer = as_(cast.amira).post(f"{here}/outcomes/new", data=sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Choose the item, or take its grade and date out" in text
    assert "Leo sleeps in a bed of his own" in text
    assert "He shows it." in text


def test_two_who_write_at_once_are_told_and_keep_what_they_typed(as_: As, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        plan = written_draft(uow, cast.leo)
    path = f"/children/{cast.leo.id}/plans/{plan.id}/outcomes/new"
    answer = as_(cast.amira).post(path, data={"seen": plan.version - 1, "sentence": "Leo is read to at bedtime"})
    text = answer.get_data(as_text=True)
    assert "Somebody else changed this plan while you wrote" in text
    assert "Leo is read to at bedtime" in text
    again = BeautifulSoup(text, "html.parser").find("input", {"name": "seen"})
    assert again is not None
    assert again["value"] == str(plan.version)
    sent = {"seen": again["value"], "sentence": "Leo is read to at bedtime"}
    assert as_(cast.amira).post(path, data=sent).status_code == 303


def test_one_tap_moves_an_action_and_dropping_it_asks_why(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    own = ActionDetails("Rings the school on Fridays", (Who(WhoKind.WORKER, cast.amira.name, user=cast.amira),))
    with writing_as(cast.chloe) as uow:
        plan = plan_for(uow, cast.leo, actions=[own])
    action = plan.outcomes[0].actions[0]
    amira, here = as_(cast.amira), f"/children/{cast.leo.id}/plans/{plan.id}/actions/{action.id}"
    assert "Rings the school on Fridays" in words_of(amira, "/my-actions")
    assert "my_actions:list" in events(session)
    back = amira.post(f"{here}/state", data={"state": "started", "back": "my-actions"})
    assert back.location.endswith("/my-actions")
    asked = amira.post(f"{here}/state", data={"state": "dropped", "back": "my-actions"})
    assert asked.location.endswith("/drop?back=my-actions")
    assert "Say why" in amira.post(f"{here}/drop", data={"reason": ""}).get_data(as_text=True)
    amira.post(f"{here}/drop", data={"reason": "The school rings us."})
    session.expire_all()
    standing = action_states(session, [action.line_id])[action.line_id]
    assert (standing.state, standing.reason, standing.by) == (ActionState.DROPPED, "The school rings us.", "Amira Khan")
    assert "Nothing in a child’s plan, and nothing decided in supervision, is for you by name" in words_of(
        amira, "/my-actions"
    )
    assert "The school rings us." in words_of(amira, f"/children/{cast.leo.id}/plan")
    twice = amira.post(f"{here}/drop", data={"reason": "Again."}).get_data(as_text=True)
    assert "This action is dropped already" in twice


def test_a_new_version_says_what_changed_and_the_old_one_stays(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        first = plan_for(uow, cast.leo)
    leo, chloe = f"/children/{cast.leo.id}", as_(cast.chloe)
    assert "Say why the plan is to be changed" in chloe.post(
        f"{leo}/plans/new", data={"kind": "child_protection"} | DAY
    ).get_data(as_text=True)
    why = {"kind": "child_protection", "why": "The meals have begun."} | DAY
    assert chloe.post(f"{leo}/plans/new", data=why).status_code == 303
    draft = draft_plan(session, cast.leo)
    assert draft is not None
    assert draft.number == 2
    row = draft.outcomes[0]
    sent = {"seen": draft.version, "sentence": "There is a cooked meal for Leo every evening, and he eats it"}
    chloe.post(f"{leo}/plans/{draft.id}/outcomes/{row.id}", data=sent | {"how_known": "So.", "if_not": "Then."})
    session.refresh(draft)
    told = words_of(chloe, f"{leo}/plans/{draft.id}/changes")
    assert "It was “There is a cooked meal for Leo every evening”" in told
    assert "Making meals is no longer part of it" in told
    assert chloe.post(f"{leo}/plans/{draft.id}/agree", data={"seen": draft.version}).status_code == 303
    session.expire_all()
    assert first.state is PlanState.REPLACED
    assert "every evening, and he eats it" in words_of(chloe, f"{leo}/plan")
    assert "Making meals" in words_of(chloe, f"{leo}/plans/{first.id}")
    assert chloe.get(f"{leo}/plans/{first.id}/outcomes/new").status_code == 404


def test_whoever_may_only_read_finds_no_button_and_no_way_round(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        plan = plan_for(uow, cast.leo)
    leo, ben = f"/children/{cast.leo.id}", as_(cast.ben)
    text = ben.get(f"{leo}/plan").get_data(as_text=True)
    assert "Change the plan" not in text
    assert "plan-step" not in text
    action = plan.outcomes[0].actions[0]
    for path in (
        f"{leo}/plans/new",
        f"{leo}/plans/{plan.id}/end",
        f"{leo}/plans/{plan.id}/actions/{action.id}/state",
        f"{leo}/plans/{plan.id}/actions/{action.id}/drop",
    ):
        assert ben.post(path, data={"state": "done", "reason": "x"}).status_code == 404, path
    # Nor through a child whom somebody may write about.
    other = f"/children/{cast.kai.id}/plans/{plan.id}"
    assert ben.get(other).status_code == 404
    assert ben.post(f"{other}/actions/{action.id}/state", data={"state": "done"}).status_code == 404


def test_the_grade_page_puts_the_items_of_the_plan_first_without_a_number_of_it(
    as_: As, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        plan_for(uow, cast.leo, [outcome("Leo sleeps warm in a bed of his own", "housing_facilities", aim=2)])
    with writing_as(cast.amira) as uow:
        draft = draft_visit(uow, cast.leo, TODAY)
    text = as_(cast.amira).get(f"/visits/{draft.id}/grade").get_data(as_text=True)
    soup = BeautifulSoup(text, "html.parser")
    cards = [card["data-item"] for card in soup.select("[data-item]")]
    assert cards[0] == "housing_facilities"
    assert len(cards) == len(set(cards))
    first = soup.select_one(".domain")
    assert first is not None
    assert first["id"] == "plan"
    told = soup.select_one("#plan .area-head")
    assert told is not None
    assert told.get_text().strip() == "Leo sleeps warm in a bed of his own"
    state = soup.select_one("#visit-state")
    assert state is not None
    assert "aim" not in state.get_text()


def test_marking_the_rest_means_what_stands_beside_the_button(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        plan_for(uow, cast.leo, [outcome("Leo sleeps warm in a bed of his own", "housing_facilities", aim=2)])
    with writing_as(cast.amira) as uow:
        draft = draft_visit(uow, cast.leo, TODAY)
    for mark, expected in (
        ("housing", {"housing_repair", "housing_decoration"}),
        ("domain-plan", {"housing_facilities"}),
    ):
        session.refresh(draft)
        before = {grade.item_key for grade in draft.grades}
        marked = as_(cast.amira).post(f"/visits/{draft.id}/grade", data={"base": draft.version, "mark": mark})
        assert marked.status_code == 303
        session.expire_all()
        assert {grade.item_key for grade in draft.grades} - before == expected


def test_the_child_page_says_the_outcomes_the_least_favourable_first(as_: As, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        plan_for(uow, cast.leo)
    told = words_of(as_(cast.amira), f"/children/{cast.leo.id}")
    assert MEAL.sentence in told


@pytest.mark.parametrize("kind", [HelpKind.EARLY_HELP, HelpKind.CHILD_IN_NEED])
def test_a_worker_agrees_to_a_plan_that_protects_nobody_by_law(
    as_: As, cast: Cast, session: Session, writing_as: Writing, kind: HelpKind
) -> None:
    with writing_as(cast.amira) as uow:
        plan: Plan = written_draft(uow, cast.leo, kind=kind)
    answer = as_(cast.amira).post(f"/children/{cast.leo.id}/plans/{plan.id}/agree", data={"seen": plan.version})
    assert answer.status_code == 303
    assert agreed_plan(session, cast.leo) is not None


def test_a_plan_on_paper_asks_who_it_is_for(as_: As, cast: Cast, session: Session, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        plan = plan_for(uow, cast.leo)
    path = f"/children/{cast.leo.id}/plans/{plan.id}/print"
    assert "child:print" not in events(session)
    assert MEAL.sentence not in words_of(as_(cast.amira), path)
    assert "child:print" not in events(session)
