"""A plan’s rows as the rules read a plan, and as they name those who do something."""

from __future__ import annotations

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import ActionPerson, Outcome, Plan
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.plan_vocabulary import WhoKind
from gcp_tracker.rules.plans import Aim, Deed, Doer, Target, WrittenPlan


def written_plan(plan: Plan) -> WrittenPlan:
    instrument = instrument_of(plan.instrument)
    return WrittenPlan(plan.kind, plan.starts_on, tuple(_aim(outcome, instrument) for outcome in plan.outcomes))


def title_of(instrument: Instrument, item_key: str) -> str:
    """Of an item that a later version of the instrument does not have, its key."""
    return instrument.item(item_key).title if instrument.has_item(item_key) else item_key


def key_of(person: ActionPerson) -> str:
    """As a form names one who does something: "child", "adult:12", "user:5", "agency:school", "other"."""
    if person.kind is WhoKind.ADULT:
        return f"adult:{person.adult_id}"
    if person.kind is WhoKind.WORKER:
        return f"user:{person.user_id}"
    if person.agency is not None:
        return f"agency:{person.agency.value}"
    return person.kind.value


def _aim(outcome: Outcome, instrument: Instrument) -> Aim:
    return Aim(
        line_id=outcome.line_id,
        sentence=outcome.sentence,
        how_known=outcome.how_known,
        if_not=outcome.if_not,
        targets=tuple(
            Target(item.item_key, title_of(instrument, item.item_key), item.now, item.now_on, item.aim, item.by_on)
            for item in outcome.items
        ),
        deeds=tuple(
            Deed(
                action.line_id,
                action.what,
                tuple(Doer(person.kind, key_of(person), person.words) for person in action.people),
                action.by_on,
            )
            for action in outcome.actions
        ),
    )
