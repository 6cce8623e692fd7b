"""What was promised and what happened: help, plans with their outcomes and actions, and meetings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gcp_tracker.change.error_words import NOT_SIMULATED_APART
from gcp_tracker.conference.people_told import lost_words, meeting_lines
from gcp_tracker.instruments import instrument_of, newest
from gcp_tracker.models import Outcome, OutcomeItem, Plan, PlanAction
from gcp_tracker.plans.written import title_of
from gcp_tracker.record.standing import episode_words
from gcp_tracker.record.story import ToldVisit
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.plan_vocabulary import ActionState, PlanState
from gcp_tracker.rules.recipients import Part
from gcp_tracker.statement.document import Block, Heading, Paragraph, Section, Table
from gcp_tracker.statement.grounds import Grounds
from gcp_tracker.unit_of_work import LONDON


@dataclass(frozen=True, slots=True)
class Promised:
    """One outcome as the last version that had it says it; `dropped` is the version that no longer has it."""

    outcome: Outcome
    plan: Plan
    dropped: Plan | None


def plans_section(grounds: Grounds) -> Section:
    blocks: list[Block] = []
    for episode in grounds.story.episodes:
        ended = f" to {long_date(episode.ended_on)}" if episode.ended_on else ", and had not ended by this day"
        words = f"{episode_words(episode)}, from {long_date(episode.started_on)}{ended}."
        blocks.append(Paragraph(words, "help recorded in the child’s record"))
    if not grounds.plans:
        blocks.append(Paragraph(f"No plan for {grounds.name} had been agreed by {long_date(grounds.as_at)}."))
    for plan in grounds.plans:
        blocks.append(Paragraph(_plan_words(grounds, plan), _plan_reference(plan)))
    promised = list(_promised(grounds.plans))
    if promised:
        blocks.append(
            Paragraph(
                "For each outcome stand below what was promised and what was graded since. How an outcome stands by the"
                f" computer’s reading of its items is left out here. {NOT_SIMULATED_APART}"
            )
        )
    for one in promised:
        blocks += _outcome(grounds, one)
    return Section("Help and plans: what was promised, and what happened", tuple(blocks))


def _plan_words(grounds: Grounds, plan: Plan) -> str:
    agreed = f", agreed {long_date(plan.agreed_on)}" if plan.agreed_on else ""
    by = f" by {plan.agreed_by.name}" if plan.agreed_by else ""
    why = f". Why there was a new version: “{plan.why}”" if plan.why else ""
    words = f"{plan.kind.words}, version {plan.number}{agreed}{by}, from {long_date(plan.starts_on)}{why}"
    closed = plan.closed_at.astimezone(LONDON).date() if plan.closed_at else None
    if closed is not None and closed <= grounds.as_at:
        reason = f": “{plan.closing_reason}”" if plan.closing_reason and plan.state is PlanState.ENDED else ""
        words += f". {plan.state.words} on {long_date(closed)}{reason}"
    return f"{words.rstrip('.')}."


def _plan_reference(plan: Plan) -> str:
    return f"plan, version {plan.number}, kept as it was agreed"


def _promised(plans: tuple[Plan, ...]) -> Iterator[Promised]:
    last: dict[UUID, tuple[Outcome, int]] = {}
    for place, plan in enumerate(plans):
        for outcome in plan.outcomes:
            last[outcome.line_id] = (outcome, place)
    for outcome, place in last.values():
        after = plans[place + 1] if place + 1 < len(plans) else None
        # What another plan began anew did not drop it.
        dropped = after if after is not None and after.before_id == plans[place].id else None
        yield Promised(outcome, plans[place], dropped)


def _outcome(grounds: Grounds, one: Promised) -> Iterator[Block]:
    outcome, plan = one.outcome, one.plan
    instrument = instrument_of(plan.instrument)
    yield Heading(f"Outcome: {outcome.sentence}")
    parts = [f"Promised: {outcome.sentence.rstrip('.')}."]
    if outcome.how_known:
        parts.append(f"How it was to be known: {outcome.how_known.rstrip('.')}.")
    if outcome.if_not:
        parts.append(f"And if not: {outcome.if_not.rstrip('.')}.")
    if one.dropped is not None:
        parts.append(f"Version {one.dropped.number} no longer has it.")
    yield Paragraph(" ".join(parts), _plan_reference(plan))
    if not outcome.items:
        yield Paragraph("No item is tied to it, so no visit can show how it stands.", _plan_reference(plan))
    for item in outcome.items:
        yield _item(grounds, plan, item, instrument)
    if outcome.actions:
        rows = tuple(_action(grounds, action) for action in outcome.actions)
        heads = ("What was to be done", "Who", "By when", "What became of it")
        yield Table(f"Actions for: {outcome.sentence}", heads, rows, (36, 22, 14, 28))
    else:
        yield Paragraph("Nobody was down to do anything for it.", _plan_reference(plan))


def _item(grounds: Grounds, plan: Plan, item: OutcomeItem, instrument: Instrument) -> Paragraph:
    title = title_of(instrument, item.item_key)
    began = item.began_on or plan.starts_on
    then = "not graded then" if item.now is None else f"{item.now} then"
    by = f" by {long_date(item.by_on)}" if item.by_on else ", by no day that is written down"
    promised = f"{title}: {then}, {item.aim} aimed at{by}."
    found = list(_gradings(grounds, item.item_key, instrument, began))
    if not found:
        return Paragraph(f"{promised} It has not been graded since {long_date(began)}.", _plan_reference(plan))
    values = ", ".join(f"{value} on {long_date(visit.on)}" for visit, value in found)
    reached = sum(value == item.aim or instrument.is_worse(item.aim, value) for _, value in found)
    last_visit, last = found[-1]
    stands = "reached" if last == item.aim or instrument.is_worse(item.aim, last) else "not reached"
    return Paragraph(
        f"{promised} Graded since: {values}. The aim was reached at {reached} of {len(found)} gradings, and at the"
        f" latest, {long_date(last_visit.on)}, it was {stands}.",
        grounds.visits.reference([visit.id for visit, _ in found]),
    )


def _gradings(grounds: Grounds, item_key: str, instrument: Instrument, since: date) -> Iterator[tuple[ToldVisit, int]]:
    """In whichever home, the earliest first."""
    latest = newest(instrument.key)
    line = next((keys for one in latest.items if item_key in (keys := latest.line_of_descent(one.key))), (item_key,))
    for visit in grounds.story.visits:
        if visit.on < since or visit.instrument.key != instrument.key:
            continue
        value = next((visit.graded.grades[key] for key in line if key in visit.graded.grades), None)
        if value is not None:
            yield visit, value


def _action(grounds: Grounds, action: PlanAction) -> tuple[str, ...]:
    hidden = {relation.adult_id for relation in grounds.child.relations if relation.adult.not_to_be_contacted}
    named = [one.words for one in action.people if one.adult_id not in hidden or grounds.terms.has(Part.NO_CONTACT)]
    moves = [move for move in grounds.moves if move.line_id == action.line_id]
    by = long_date(action.by_on) if action.by_on else "no day"
    if not moves:
        became = ActionState.TO_DO.words
        if action.by_on is not None and action.by_on < grounds.as_at:
            became = f"{became}; late on {long_date(grounds.as_at)}"
        return action.what, ", ".join(named), by, became
    last = moves[-1]
    on = long_date(last.at.astimezone(LONDON).date())
    reason = f": “{last.reason}”" if last.reason else ""
    return action.what, ", ".join(named), by, f"{last.state.words}, said {last.by.name} on {on}{reason}"


def meetings_section(grounds: Grounds) -> Section:
    lines = meeting_lines(grounds.story, grounds.settings, None, grounds.as_at)
    if not lines:
        nothing = f"No meeting about {grounds.name} is on record up to {long_date(grounds.as_at)}."
        return Section("Meetings", (Paragraph(nothing),))
    rows = tuple((long_date(one.on), one.what, one.became) for one in reversed(lines))
    sums = Paragraph(f"{lost_words(lines)}.", "meetings recorded in the child’s record")
    return Section(
        "Meetings", (sums, Table("Every meeting", ("Day", "Meeting", "What became of it"), rows, (18, 34, 48)))
    )
