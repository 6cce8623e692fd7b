"""Plans through their services: versions that stay, actions that move on, and what signing a visit says of outcomes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children.service import MergeDetails, merge_children
from gcp_tracker.children.service.parting import part_children
from gcp_tracker.models import Allocation, Child, OutcomeReading, Plan, User
from gcp_tracker.plans.details import ActionDetails, OutcomeDetails, PlanDetails, Who
from gcp_tracker.plans.queries import action_states, agreed_plan, draft_plan, outcome_sentences, own_actions
from gcp_tracker.plans.service import (
    agree_plan,
    discard_plan,
    end_plan,
    move_action,
    open_plan,
    remove_action,
    remove_outcome,
    write_outcome,
)
from gcp_tracker.readings.outcomes import outcomes_on
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.plan_vocabulary import ActionState, OutcomeState, PlanState, WhoKind
from gcp_tracker.rules.vocabulary import HelpKind, Pronoun
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.builders import events, noon_of, signed_visit
from tests.cast import NOW, TODAY, Cast, child_of
from tests.conftest import counted_queries
from tests.plans import MEAL, outcome, plan_for, written_draft

Writing = Callable[[User | None], UnitOfWork]
ITEM = "nutrition_preparation"


def graded(session: Session, cast: Cast, child: Child, days: list[int], values: list[int]) -> None:
    for before, value in zip(days, values, strict=True):
        on = TODAY - timedelta(days=before)
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            signed_visit(uow, child, on, {ITEM: value})


def agreed_on(session: Session, cast: Cast, before: int, *outcomes: OutcomeDetails) -> Plan:
    with UnitOfWork(session, cast.chloe, noon_of(TODAY - timedelta(days=before))) as uow:
        return plan_for(uow, cast.leo, outcomes or (MEAL,))


def states(session: Session, plan: Plan) -> list[OutcomeState]:
    """As they were kept, oldest first."""
    ids = [row.id for row in plan.outcomes]
    rows = select(OutcomeReading).where(OutcomeReading.outcome_id.in_(ids)).order_by(OutcomeReading.id)
    return [row.state for row in session.scalars(rows)]


def test_each_signing_keeps_how_each_outcome_stands(session: Session, cast: Cast) -> None:
    graded(session, cast, cast.leo, [330, 310], [5, 5])
    plan = agreed_on(session, cast, 305, outcome("Leo has tea made for him", ITEM, aim=2))
    graded(session, cast, cast.leo, list(range(280, -1, -28)), [2] * 11)
    found = states(session, plan)
    assert len(found) == 12
    assert found[0] is OutcomeState.NOT_ENOUGH
    assert OutcomeState.MET_NOT_HELD in found
    assert found[-1] is OutcomeState.MET
    assert found.index(OutcomeState.MET) > found.index(OutcomeState.MET_NOT_HELD)


def test_a_better_last_grade_alone_is_not_met(session: Session, cast: Cast) -> None:
    graded(session, cast, cast.leo, [200, 180], [4, 4])
    plan = agreed_on(session, cast, 170)
    graded(session, cast, cast.leo, [140, 100, 60, 0], [4, 4, 4, 3])
    assert states(session, plan)[-2:] == [OutcomeState.NOT_MOVING, OutcomeState.NOT_ENOUGH]


def test_a_visit_that_is_withdrawn_or_amended_is_read_anew(session: Session, cast: Cast, writing_as: Writing) -> None:
    graded(session, cast, cast.leo, [200, 180], [4, 4])
    plan = agreed_on(session, cast, 170)
    graded(session, cast, cast.leo, [140, 100, 60], [4, 4, 4])
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, TODAY, {ITEM: 5})
    assert states(session, plan)[-1] is OutcomeState.WORSE
    with writing_as(cast.amira) as uow:
        amended = amend_visit(uow, visit, "It was the other flat")
        uow.session.flush()
        sign_visit(uow, amended)
    assert states(session, plan)[-1] is OutcomeState.WORSE
    with writing_as(cast.amira) as uow:
        withdraw_visit(uow, amended, "Wrong child")
    assert states(session, plan)[-1] is OutcomeState.NOT_MOVING


def test_a_page_reads_what_was_kept_and_silence_takes_from_it(session: Session, cast: Cast) -> None:
    graded(session, cast, cast.leo, [330, 310], [5, 5])
    plan = agreed_on(session, cast, 305, outcome("Leo has tea made for him", ITEM, aim=2), outcome("Leo is at school"))
    graded(session, cast, cast.leo, list(range(280, -1, -28)), [2] * 11)
    session.expire_all()
    first, second = (row.id for row in plan.outcomes)
    with counted_queries() as seen:
        found = outcomes_on(session, plan, TODAY)
    assert len(seen) == 1
    assert found[first].as_at.state is OutcomeState.MET
    assert found[second].as_at.state is OutcomeState.NOT_ENOUGH
    later = outcomes_on(session, plan, TODAY + timedelta(days=61))
    assert later[first].as_at.state is OutcomeState.MET_NOT_HELD
    assert outcomes_on(session, plan, TODAY + timedelta(days=91))[first].as_at.state is OutcomeState.NOT_ENOUGH


def test_a_new_version_goes_on_from_the_start_of_the_first(session: Session, cast: Cast, writing_as: Writing) -> None:
    graded(session, cast, cast.leo, [200, 180], [4, 4])
    first = agreed_on(session, cast, 170)
    graded(session, cast, cast.leo, [100], [3])
    with writing_as(cast.chloe) as uow:
        details = PlanDetails(HelpKind.CHILD_PROTECTION, TODAY, "A date was missing")
        plan = open_plan(uow, cast.leo, instruments.newest(instruments.OURS), details)
        uow.session.flush()
        again = OutcomeDetails(MEAL.sentence, MEAL.how_known, MEAL.if_not, MEAL.items + outcome("x", "absence").items)
        write_outcome(uow, plan, plan.outcomes[0], again, plan.version)
        agree_plan(uow, plan, plan.version)
    then = {row.item_key: (row.now, row.began_on) for row in plan.outcomes[0].items}
    assert then == {ITEM: (4, TODAY - timedelta(days=170)), "absence": (None, TODAY)}
    assert plan.outcomes[0].line_id == first.outcomes[0].line_id
    assert (first.state, first.closing_reason) == (PlanState.REPLACED, "A date was missing")


def test_what_became_of_an_action_goes_on_in_the_next_version(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        plan = plan_for(uow, cast.leo)
        action = plan.outcomes[0].actions[0]
        move_action(uow, plan, action, ActionState.DONE)
        later = written_draft(uow, cast.leo, (), why="To go on")
        agree_plan(uow, later, later.version)
    line = later.outcomes[0].actions[0].line_id
    assert line == action.line_id
    assert action_states(session, [line])[line].state is ActionState.DONE
    with pytest.raises(RuleBroken, match="does not hold any more"), writing_as(cast.chloe) as uow:
        move_action(uow, plan, action, ActionState.TO_DO)


def test_only_one_plan_is_written_at_a_time(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        written_draft(uow, cast.leo)
    with pytest.raises(RuleBroken, match="Amira Khan is already writing a plan"), writing_as(cast.chloe) as uow:
        written_draft(uow, cast.leo)


def test_a_plan_that_protects_is_not_agreed_while_something_is_lacking(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        plan = written_draft(uow, cast.leo, [OutcomeDetails("Leo sleeps warm")])
    with pytest.raises(RuleBroken, match="how we will know"), writing_as(cast.chloe) as uow:
        agree_plan(uow, plan, plan.version)
    assert agreed_plan(session, cast.leo) is None


def test_outcomes_and_actions_are_taken_out_of_a_draft_and_only_of_a_draft(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        plan = written_draft(uow, cast.leo, [MEAL, outcome("Leo sleeps warm", "housing_facilities")])
        remove_action(uow, plan, plan.outcomes[0].actions[0], plan.version)
        remove_outcome(uow, plan, plan.outcomes[1], plan.version)
        uow.session.flush()
        assert [(row.sentence, row.actions) for row in plan.outcomes] == [(MEAL.sentence, [])]
        agree_plan(uow, plan, plan.version)
    with pytest.raises(RuleBroken, match="stays as it is"), writing_as(cast.chloe) as uow:
        remove_outcome(uow, plan, plan.outcomes[0], plan.version)


def test_a_plan_that_ends_asks_nothing_of_visits_any_more(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        plan = plan_for(uow, cast.leo)
    assert outcome_sentences(session, cast.leo.id) == {ITEM: [MEAL.sentence]}
    with writing_as(cast.chloe) as uow:
        end_plan(uow, plan, "Leo lives with Gran now")
    assert outcome_sentences(session, cast.leo.id) == {}
    with pytest.raises(RuleBroken, match="it cannot become"), writing_as(cast.chloe) as uow:
        end_plan(uow, plan, "Again")


def test_a_draft_that_is_put_aside_leaves_room_for_another(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        discard_plan(uow, written_draft(uow, cast.leo), "Begun for the wrong child")
    assert draft_plan(session, cast.leo) is None
    with writing_as(cast.amira) as uow:
        written_draft(uow, cast.leo)
    assert events(session).count("plan:open") == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plan SET starts_on = '2026-01-01'",
        "DELETE FROM action_move",
        "UPDATE outcome SET sentence = 'x'",
        "DELETE FROM outcome_item",
        "UPDATE outcome_item SET aim = 5",
        "UPDATE plan_action SET what = 'x'",
        "DELETE FROM action_person",
        "UPDATE action_move SET reason = 'x'",
        "UPDATE outcome_reading SET state = 'met'",
        "INSERT INTO outcome (plan_id, line_id, place, sentence, how_known, if_not)"
        " SELECT plan_id, plan_id, 9, 'x', '', '' FROM outcome",
    ],
)
def test_the_database_itself_lets_nothing_into_a_plan_that_was_agreed(
    session: Session, cast: Cast, writing_as: Writing, statement: str
) -> None:
    graded(session, cast, cast.leo, [10], [4])
    with writing_as(cast.chloe) as uow:
        plan = plan_for(uow, cast.leo)
        move_action(uow, plan, plan.outcomes[0].actions[0], ActionState.DONE)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))


def test_two_records_of_one_child_have_one_plan_and_it_goes_back_when_they_are_parted(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(None) as uow:
        again = child_of(cast.leo.family, cast.riverside, "Leo", cast.leo.born_on, Pronoun.HE)  # type: ignore[arg-type]  # he has a birthday
        uow.session.add(again)
        uow.session.flush()
        uow.session.add(Allocation(child=again, user=cast.amira, from_on=TODAY))
    with writing_as(cast.chloe) as uow:
        plan = plan_for(uow, again)
        own = plan_for(uow, cast.leo)
    with pytest.raises(RuleBroken, match="Both records have a plan that is agreed"), writing_as(cast.chloe) as uow:
        merge_children(uow, cast.leo, again, MergeDetails("One birth certificate"))
    with writing_as(cast.chloe) as uow:
        end_plan(uow, own, "Written twice")
        merge = merge_children(uow, cast.leo, again, MergeDetails("One birth certificate"))
    held = agreed_plan(session, cast.leo)
    assert held is not None
    assert held.id == plan.id
    with writing_as(cast.chloe) as uow:
        part_children(uow, merge, "Two children after all")
    assert agreed_plan(session, cast.leo) is None
    assert agreed_plan(session, again) is not None


def test_own_actions_are_those_by_name_for_children_whom_one_may_read(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    named = [
        ActionDetails(f"{user.name} rings", (Who(WhoKind.WORKER, user.name, user=user),))
        for user in (cast.amira, cast.dev)
    ]
    with writing_as(cast.chloe) as uow:
        plan_for(uow, cast.leo, actions=named)
    assert [one.action.what for one in own_actions(session, cast.amira, NOW)] == ["Amira Khan rings"]
    # Named, and of another team: the plan opens nothing.
    assert own_actions(session, cast.dev, NOW) == []
