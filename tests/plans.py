"""Plans for tests, written and agreed through the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from gcp_tracker import instruments
from gcp_tracker.models import Child, Plan
from gcp_tracker.plans.details import ActionDetails, ItemDetails, OutcomeDetails, PlanDetails, Who
from gcp_tracker.plans.service import agree_plan, open_plan, write_action, write_outcome
from gcp_tracker.rules.plan_vocabulary import Agency, WhoKind
from gcp_tracker.rules.vocabulary import HelpKind
from gcp_tracker.unit_of_work import UnitOfWork

MEAL = OutcomeDetails(
    "There is a cooked meal for Leo every evening",
    how_known="The school hears what he had; we look into the pan.",
    if_not="The conference is called again within ten days.",
    items=(ItemDetails("nutrition_preparation", 3),),
)
COOKS = ActionDetails(
    "Cooks with the family support worker on Mondays", (Who(WhoKind.AGENCY, "School", Agency.SCHOOL),)
)


def written_draft(
    uow: UnitOfWork,
    child: Child,
    outcomes: Sequence[OutcomeDetails] = (MEAL,),
    *,
    kind: HelpKind = HelpKind.CHILD_PROTECTION,
    why: str = "",
    actions: Sequence[ActionDetails] = (COOKS,),
) -> Plan:
    """A draft with these outcomes, the first of them with the actions."""
    plan = open_plan(uow, child, instruments.newest(instruments.OURS), PlanDetails(kind, uow.today, why))
    uow.session.flush()
    for details in outcomes:
        write_outcome(uow, plan, None, details, plan.version)
    for action in actions if outcomes else ():
        write_action(uow, plan, plan.outcomes[0], None, action, plan.version)
    uow.session.flush()
    return plan


def plan_for(uow: UnitOfWork, child: Child, outcomes: Sequence[OutcomeDetails] = (MEAL,), **more: Any) -> Plan:
    """The same, agreed."""
    plan = written_draft(uow, child, outcomes, **more)
    agree_plan(uow, plan, plan.version)
    uow.session.flush()
    return plan


def outcome(sentence: str, *items: str, aim: int = 3, by: date | None = None, **more: str) -> OutcomeDetails:
    """One whose texts are all there."""
    texts = {"how_known": "Seen at visits.", "if_not": "Legal advice is taken."} | more
    return OutcomeDetails(sentence, items=tuple(ItemDetails(key, aim, by) for key in items), **texts)


def weeks_before(today: date, *weeks: int) -> list[date]:
    return [today - timedelta(weeks=count) for count in weeks]
