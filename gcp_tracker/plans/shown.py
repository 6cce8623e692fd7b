"""A plan as its pages show it: each outcome with how it stands, its items, its actions and the advice on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gcp_tracker.change.outcome_words import MEANING, NO_ITEMS, NOT_READ, due_said, item_said
from gcp_tracker.change.words import Names
from gcp_tracker.instruments import instrument_of, newest
from gcp_tracker.models import Child, Outcome, Plan, PlanAction
from gcp_tracker.plans.queries import ActionStanding
from gcp_tracker.plans.written import title_of, written_plan
from gcp_tracker.readings.grades import grade_at
from gcp_tracker.readings.outcomes import OutcomeToday
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.instrument import Instrument, ScalePoint
from gcp_tracker.rules.instrument_versions import end_of_line
from gcp_tracker.rules.plan_advice import AdultRound, Advice, advice_on
from gcp_tracker.rules.plan_vocabulary import ACTION_MOVES, ActionState, OutcomeState
from gcp_tracker.rules.plans import Aim, Deed, lacking
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import Relationship

FATHERS = frozenset({Relationship.FATHER, Relationship.STEP_PARENT, Relationship.PARTNER})
# The colour that goes with the words, never instead of them.
TAGS = {
    OutcomeState.WORSE: "red",
    OutcomeState.NOT_MOVING: "orange",
    OutcomeState.NOT_ENOUGH: "grey",
    OutcomeState.ON_THE_WAY: "blue",
    OutcomeState.MET_NOT_HELD: "turquoise",
    OutcomeState.MET: "green",
}
STEP_WORDS = {
    ActionState.STARTED: "Under way",
    ActionState.DONE: "Done",
    ActionState.DROPPED: "Not to be done",
    ActionState.TO_DO: "Not done after all",
}


@dataclass(frozen=True, slots=True)
class ItemShown:
    """`then` is None where the item had never been graded; `said` is empty in a version that does not hold."""

    title: str
    then: ScalePoint | None
    then_on: date | None
    aim: ScalePoint
    due: str
    said: str


@dataclass(frozen=True, slots=True)
class ActionShown:
    """`steps` are the states that one tap gives it; dropping it asks why first."""

    row: PlanAction
    deed: Deed
    standing: ActionStanding
    is_late: bool
    steps: tuple[tuple[ActionState, str], ...]


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """`state` is None in a version that does not hold."""

    row: Outcome
    aim: Aim
    state: OutcomeState | None
    tag: str
    meaning: str
    items: tuple[ItemShown, ...]
    actions: tuple[ActionShown, ...]
    advice: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def open_actions(self) -> list[ActionShown]:
        return [action for action in self.actions if action.standing.state.is_open]


@dataclass(frozen=True, slots=True)
class PlanShown:
    """`advice` and `missing` are on the plan as a whole; `sums` counts the outcomes by how they stand."""

    plan: Plan
    outcomes: tuple[OutcomeShown, ...]
    advice: tuple[str, ...]
    missing: tuple[str, ...]
    sums: str

    @property
    def is_lacking(self) -> bool:
        return bool(self.missing or any(outcome.missing for outcome in self.outcomes))


def plan_shown(
    plan: Plan,
    today: date,
    readings: Mapping[int, OutcomeToday],
    standings: Mapping[UUID, ActionStanding],
    *,
    with_advice: bool = False,
    worst_first: bool = False,
) -> PlanShown:
    """`readings` are those of `readings.outcomes`, by outcome; empty for a version that does not hold."""
    instrument, written = instrument_of(plan.instrument), written_plan(plan)
    advice: list[Advice] = []
    if with_advice:
        advice = advice_on(written, plan.child.first_name, adults_round(plan.child), instrument.values, today)
    missing = lacking(written) if plan.is_draft else []
    names = _names(plan.child, instrument)
    outcomes = [
        _outcome(row, aim, plan, names, readings.get(row.id), standings, today, advice,
                 tuple(one.sentence for one in missing if one.line_id == aim.line_id))
        for row, aim in zip(plan.outcomes, written.aims, strict=True)
    ]  # fmt: skip
    if worst_first:
        outcomes.sort(key=lambda one: list(OutcomeState).index(one.state) if one.state else 0)
    return PlanShown(
        plan,
        tuple(outcomes),
        tuple(one.sentence for one in advice if one.line_id is None),
        tuple(one.sentence for one in missing if one.line_id is None),
        sums_words(outcomes),
    )


def sums_words(outcomes: Iterable[OutcomeShown]) -> str:
    """2 not moving; 1 met, not yet held: the least favourable first."""
    states = [outcome.state for outcome in outcomes if outcome.state is not None]
    return "; ".join(f"{states.count(state)} {state.inside}" for state in OutcomeState if state in states)


def adults_round(child: Child) -> list[AdultRound]:
    return [
        AdultRound(
            relation.adult.name,
            relation.relationship_to_child.inside,
            relation.relationship_to_child in FATHERS,
            relation.adult.not_to_be_contacted,
        )
        for relation in child.relations
    ]


def _outcome(
    row: Outcome,
    aim: Aim,
    plan: Plan,
    names: Names,
    reading: OutcomeToday | None,
    standings: Mapping[UUID, ActionStanding],
    today: date,
    advice: Sequence[Advice],
    missing: tuple[str, ...],
) -> OutcomeShown:
    state = None
    if plan.is_agreed:
        state = reading.as_at.state if reading else OutcomeState.NOT_ENOUGH
    return OutcomeShown(
        row=row,
        aim=aim,
        state=state,
        tag=TAGS[state] if state else "",
        meaning=(MEANING[state] if row.items else NO_ITEMS) if state else "",
        items=tuple(_items(row, plan, names, reading, state, today)),
        actions=tuple(
            _action(action, deed, standings.get(deed.line_id, ActionStanding()), plan, today)
            for action, deed in zip(row.actions, aim.deeds, strict=True)
        ),
        advice=tuple(one.sentence for one in advice if one.line_id == aim.line_id),
        missing=missing,
    )


def _items(
    row: Outcome, plan: Plan, names: Names, reading: OutcomeToday | None, state: OutcomeState | None, today: date
) -> Iterable[ItemShown]:
    instrument, latest = instrument_of(plan.instrument), newest(plan.instrument.key)
    read = {one.item: one for one in reading.as_at.items} if reading else {}
    kept = {one.aim.item: one.aim for one in reading.kept.items} if reading else {}
    for item in row.items:
        key = end_of_line(latest, item.item_key)
        own = read.get(key)
        said = NOT_READ if state else ""
        if state and own is not None:
            said = item_said(own, names, kept[key].then, lambda level: grade_at(instrument.values, level))
        yield ItemShown(
            title=title_of(instrument, item.item_key),
            then=instrument.point(item.now) if item.now is not None else None,
            then_on=item.now_on,
            aim=instrument.point(item.aim),
            due=due_said(own.state if own else OutcomeState.NOT_ENOUGH, item.by_on, today),
            said=said,
        )


def _action(row: PlanAction, deed: Deed, standing: ActionStanding, plan: Plan, today: date) -> ActionShown:
    moves = ACTION_MOVES[standing.state] if plan.is_agreed else frozenset[ActionState]()
    is_late = standing.state.is_open and deed.by_on is not None and deed.by_on < today and plan.is_agreed
    steps = tuple((state, STEP_WORDS[state]) for state in STEP_WORDS if state in moves)
    return ActionShown(row, deed, standing, is_late, steps)


def _names(child: Child, instrument: Instrument) -> Names:
    homes = {care_of_key(one.household_id, None): one.household.name for one in child.residences}
    latest = newest(instrument.key)
    items = {item.key: item.title for item in latest.items}
    return Names({domain.key: domain.title for domain in latest.domains}, items, homes)


def version_words(plan: Plan) -> str:
    """Version 2, agreed 3 May 2026 by Chloe Adeyemi."""
    words = f"Version {plan.number}"
    if plan.agreed_on is not None and plan.agreed_by is not None:
        return f"{words}, agreed {long_date(plan.agreed_on)} by {plan.agreed_by.name}"
    return f"{words}, {plan.state.inside}"
