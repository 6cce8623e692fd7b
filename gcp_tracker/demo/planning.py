"""The plans of a story: each version written by the worker and agreed by the manager, and what became of actions."""

from __future__ import annotations

from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.demo.stories import ActionStory, OutcomeStory, PlanStory
from gcp_tracker.models import Plan, PlanAction
from gcp_tracker.plans.details import ActionDetails, ItemDetails, OutcomeDetails, PlanDetails, Who
from gcp_tracker.plans.queries import agreed_plan, draft_plan
from gcp_tracker.plans.service import (
    agree_plan,
    end_plan,
    move_action,
    open_plan,
    remove_action,
    remove_outcome,
    write_action,
    write_outcome,
)
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.plan_vocabulary import ActionState, Agency, WhoKind
from gcp_tracker.rules.vocabulary import HelpKind
from gcp_tracker.unit_of_work import UnitOfWork


class PlansOnFile:
    """One child’s plans as they are made. Outcomes are known again by their keys, actions by what they say."""

    def __init__(self, on_file: FamilyOnFile, key: str, instrument: Instrument) -> None:
        self.on_file = on_file
        self.key = key
        self.instrument = instrument
        # By outcome’s key: its line, which all versions share.
        self.lines: dict[str, object] = {}

    def write(self, story: PlanStory, uow: UnitOfWork) -> None:
        child = self.on_file.children[self.key]
        details = PlanDetails(HelpKind(story.kind), uow.today, story.why)
        plan = open_plan(uow, child, self.instrument, details)
        uow.session.flush()
        known = {self.lines.get(outcome.key) for outcome in story.outcomes}
        for row in [row for row in plan.outcomes if row.line_id not in known]:
            remove_outcome(uow, plan, row, plan.version)
        for outcome in story.outcomes:
            self._write_outcome(uow, plan, outcome)

    def agree(self, uow: UnitOfWork) -> None:
        plan = draft_plan(uow.session, self.on_file.children[self.key])
        if plan is not None:
            agree_plan(uow, plan, plan.version)

    def end(self, story: PlanStory, uow: UnitOfWork) -> None:
        plan = agreed_plan(uow.session, self.on_file.children[self.key])
        if plan is not None:
            end_plan(uow, plan, story.ending)

    def move(self, story: ActionStory, to: ActionState, uow: UnitOfWork) -> None:
        plan = agreed_plan(uow.session, self.on_file.children[self.key])
        for outcome in plan.outcomes if plan else ():
            for action in outcome.actions:
                if action.what == story.what and plan is not None:
                    move_action(uow, plan, action, to, story.reason if to is ActionState.DROPPED else "")

    def _write_outcome(self, uow: UnitOfWork, plan: Plan, story: OutcomeStory) -> None:
        days = self.on_file.days
        items = tuple(ItemDetails(item, aim, days.day(by)) for item, (aim, by) in story.items.items())
        details = OutcomeDetails(story.says, story.known, story.if_not, items)
        held = next((row for row in plan.outcomes if row.line_id == self.lines.get(story.key)), None)
        row = write_outcome(uow, plan, held, details, plan.version)
        uow.session.flush()
        self.lines[story.key] = row.line_id
        asked = {action.what: action for action in story.actions}
        for action in [action for action in row.actions if action.what not in asked]:
            remove_action(uow, plan, action, plan.version)
        for one in story.actions:
            by_on = None if one.by is None else days.day(one.by)
            write_action(
                uow,
                plan,
                row,
                _same(row.actions, one),
                ActionDetails(one.what, tuple(self._who(name) for name in one.who), by_on),
                plan.version,
            )

    def _who(self, name: str) -> Who:
        child = self.on_file.children[self.key]
        if name == "child":
            return Who(WhoKind.CHILD, child.first_name)
        if name in self.on_file.adults:
            adult = self.on_file.adults[name]
            return Who(WhoKind.ADULT, adult.name, adult=adult)
        if name in self.on_file.staff.people:
            user = self.on_file.staff.people[name]
            return Who(WhoKind.WORKER, user.name, user=user)
        if name in list(Agency):
            return Who(WhoKind.AGENCY, Agency(name).words, agency=Agency(name))
        return Who(WhoKind.OTHER, name)


def _same(actions: list[PlanAction], story: ActionStory) -> PlanAction | None:
    return next((action for action in actions if action.what == story.what), None)
