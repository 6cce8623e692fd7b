"""The plans of a child’s story against the instrument and the rules of agreeing, without a database."""

from __future__ import annotations

from collections.abc import Iterator

from gcp_tracker.demo.staff import PEOPLE
from gcp_tracker.demo.stories import TRACKER, ActionStory, ChildStory, FamilyStory, PlanStory
from gcp_tracker.instruments import newest
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.plan_vocabulary import PLAN_KINDS, PROTECTIVE


def plan_faults(instrument: Instrument, family: FamilyStory, child: ChildStory) -> Iterator[str]:
    before = child.added - 1
    for number, plan in enumerate(child.plans, 1):
        at = f"plan {number}"
        if not before < plan.day <= 0:
            yield f"{at}: must be later than what is before it, and from the day the child came on file to today"
        before = plan.day if plan.ended is None else plan.ended
        person = PEOPLE.get(plan.by)
        if person is None or person.team != family.team:
            yield f"{at}: {plan.by} does not work in {family.team}"
        if plan.kind not in PLAN_KINDS:
            yield f"{at}: there is no plan called {plan.kind}"
        if (plan.ended is None) != (not plan.ending):
            yield f"{at}: `ended` and `ending` go together"
        if number > 1 and child.plans[number - 2].ended is None and not plan.why:
            yield f"{at}: a version that follows another says why"
        yield from (f"{at} {fault}" for fault in _outcomes(instrument, family, plan))


def tracked_faults(family: FamilyStory, child: ChildStory) -> Iterator[str]:
    """Of the visits with the tracker; its items are those of its own file."""
    instrument = newest(TRACKER)
    last: dict[str, int] = {}
    for number, story in enumerate(child.tracked, 1):
        at = f"tracked {number}"
        person = PEOPLE.get(story.by)
        if person is None or person.team != family.team:
            yield f"{at}: {story.by} does not work in {family.team}"
        if not child.added < story.day <= 0:
            yield f"{at}: must be from the day the child came on file to today"
        for item, value in story.scores.items():
            if not instrument.has_item(item) or value not in instrument.values:
                yield f"{at} {item}: an item of the tracker with a score on its scale"
            elif instrument.needs_evidence(value, last.get(item)) and not story.says.get(item):
                yield f"{at} {item}: a score of {value} needs its words"
        last |= story.scores
        if any(not instrument.has_item(item) for item in (*story.says, *story.goals)):
            yield f"{at}: says something of an item that the tracker does not have"


def _outcomes(instrument: Instrument, family: FamilyStory, plan: PlanStory) -> Iterator[str]:
    if not plan.outcomes:
        yield "has no outcome"
    for outcome in plan.outcomes:
        if plan.kind in PROTECTIVE and not plan.draft and not (outcome.known and outcome.if_not):
            yield f"{outcome.key}: says how we will know, and what happens if not"
        for item, target in outcome.items.items():
            if not instrument.has_item(item) or len(target) != 2 or target[0] not in instrument.values:
                yield f"{outcome.key} {item}: an item with its grade and its day"
        for action in outcome.actions:
            yield from (f"{outcome.key} “{action.what}”: {fault}" for fault in _action(family, plan, action))


def _action(family: FamilyStory, plan: PlanStory, action: ActionStory) -> Iterator[str]:
    days = [day for day in (action.started, action.done, action.dropped) if day is not None]
    if days != sorted(days) or not all(plan.day <= day <= 0 for day in days):
        yield "started, then done or dropped, from the day of the plan to today"
    if action.done is not None and action.dropped is not None:
        yield "done or dropped, not both"
    if (action.dropped is None) != (not action.reason):
        yield "`dropped` and `reason` go together"
    if unsafe := [name for name in action.who if (adult := family.adults.get(name)) and adult.no_contact]:
        yield f"{', '.join(unsafe)} is not to be contacted"
