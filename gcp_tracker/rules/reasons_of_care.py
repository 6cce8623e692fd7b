"""Reasons that the grades and the plan give. What the engine found comes in as facts: nothing is worked out here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.attention_facts import AttentionFacts, GradedAtStep
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clock_facts import HelpSpell
from gcp_tracker.rules.clocks import Clock, Periods
from gcp_tracker.rules.dates import completed_months, counted, date_with_age, long_date
from gcp_tracker.rules.duties import SAME_BEGINNING_DAYS, Duty
from gcp_tracker.rules.reason_kinds import Reason, ReasonKind
from gcp_tracker.rules.sentences import begun_small, listed_words
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import HelpKind

STEPS = [kind for kind in HelpKind if kind is not HelpKind.OPEN_CASE]
TOLD_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class StepDown:
    """Less help from that day on; `to` is None where it ended altogether."""

    spell: HelpSpell
    on: date
    to: HelpKind | None

    @property
    def words(self) -> str:
        """ "Stepped down to child in need plan on 12 June 2026" """
        if self.to is None:
            return f"{self.spell.kind.words} ended on {long_date(self.on)}"
        return f"Stepped down to {self.to.inside} on {long_date(self.on)}"


def steps_down(spells: Sequence[HelpSpell], since: date, today: date) -> list[StepDown]:
    """Those from `since` on, the latest first. What follows may be entered a few days apart."""
    found = []
    for spell in spells:
        on = spell.ended_on
        if on is None or spell.kind not in STEPS or not since <= on <= today:
            continue
        after = [
            STEPS.index(other.kind)
            for other in spells
            if other is not spell
            and other.kind in STEPS
            and (other.started_on - on).days <= SAME_BEGINNING_DAYS
            and (other.ended_on is None or other.ended_on > on)
        ]
        furthest = max(after, default=-1)
        if furthest < STEPS.index(spell.kind):
            found.append(StepDown(spell, on, STEPS[furthest] if after else None))
    return sorted(found, key=lambda step: step.on, reverse=True)


def of_steps(facts: AttentionFacts, settings: Settings, today: date) -> Iterator[Reason]:
    """Help became less while care was bad, or while it does not get better. Of several steps the latest."""
    told_for = settings.days("step_told_for")
    since = date.fromordinal(today.toordinal() - told_for)
    for step in steps_down(facts.clocks.spells, since, today)[:1]:
        looks_back = settings.days("step_looks_back")
        bad = [one for one in facts.at_step if _is_of(one, step, looks_back)]
        care = facts.care
        if bad:
            worst = {one.domain: one.grade for one in sorted(bad, key=lambda one: one.graded_on)}
            by_grade: dict[int, list[str]] = {}
            for domain, grade in worst.items():
                by_grade.setdefault(grade, []).append(domain)
            parts = [
                f"{listed_words(domains)} {'was' if len(domains) == 1 else 'were'} at {grade}"
                for grade, domains in sorted(by_grade.items(), reverse=True)
            ]
            at = care.at_concern if care is not None else "at 4 or 5"
            rule = f"less help within {settings.words('step_looks_back')} of a grade {at} (local)"
            mark = f"{step.on.isoformat()} {len(bad)}"
            yield Reason(ReasonKind.STEP, f"{step.words} while {' and '.join(parts)}", rule, step.on, mark)
        elif care is not None and care.against_a_step:
            words = f"{step.words}; the grades say: {begun_small(care.against_a_step)}"
            rule = f"less help while care is not better, told for {settings.words('step_told_for')} (local)"
            yield Reason(ReasonKind.STEP, words, rule, step.on, f"{step.on.isoformat()} {care.against_a_step}")


def _is_of(graded: GradedAtStep, step: StepDown, looks_back: int) -> bool:
    same = (graded.kind, graded.ended_on) == (step.spell.kind, step.on)
    return same and (step.on - graded.graded_on).days <= looks_back


def of_grades(facts: AttentionFacts) -> Iterator[Reason]:
    care = facts.care
    if care is None:
        return
    if care.newly:
        rule = "a 5 that was not there at the start, or an item of Safety newly at concern, for six months"
        yield Reason(ReasonKind.NEWLY_BAD, "; ".join(care.newly), rule, care.newly_since, care.newly_mark)
    if care.worse:
        words = f"Worse than at the start in {listed_words(care.worse)}"
        rule = "the verdict of the grades, as at the latest visit"
        yield Reason(ReasonKind.WORSE, words, rule, care.worse_since, " ".join(care.worse))
    if care.drift:
        count = len(care.drift)
        more = f" and {count - TOLD_AT_MOST} more" if count > TOLD_AT_MOST else ""
        words = (
            f"{counted(count, 'item')} {'has' if count == 1 else 'have'} stayed {care.at_concern} without improvement:"
            f" {'; '.join(care.drift[:TOLD_AT_MOST])}{more}"
        )
        rule = "six months or more, graded more than once and no better"
        yield Reason(ReasonKind.DRIFT, words, rule, care.drift_since, care.drift_mark)


def of_plan(
    facts: AttentionFacts, running: Sequence[Duty], periods: Periods, settings: Settings, today: date
) -> Iterator[Reason]:
    marks = [duty for duty in running if duty.due.period.is_mark and duty.due.on <= today]
    long = max(marks, key=lambda duty: duty.due.on, default=None)
    if long is not None:
        months = counted(completed_months(long.due.since, today), "month")
        words = f"{facts.name} has been on a child protection plan since {long_date(long.due.since)}, {months}"
        source = f"from {periods.length_of(long.due.clock).words} on ({long.due.period.source})"
        is_second = "national" if long.due.clock is Clock.LONG_PLAN else "warning"
        yield Reason(ReasonKind.PLAN_LONG, words, source, long.due.on, f"{is_second} {long.due.since.isoformat()}")
    yield from _again(facts, settings, today)
    if facts.actions is not None:
        count, since = facts.actions.count, facts.actions.since
        words = f"{counted(count, 'action')} of the plan {'is' if count == 1 else 'are'} overdue"
        words += f", {'since' if count == 1 else 'the first since'} {date_with_age(since, today)}"
        rule = "an action is done, or dropped with a reason, by its day"
        yield Reason(ReasonKind.ACTIONS, words, rule, since, f"{count} {since.isoformat()}")


def _again(facts: AttentionFacts, settings: Settings, today: date) -> Iterator[Reason]:
    """A plan soon after one of its kind had ended: the history is to be read before anything is begun anew."""
    for kind in (HelpKind.CHILD_PROTECTION, HelpKind.CHILD_IN_NEED):
        plans = [one for one in facts.clocks.spells if one.kind is kind]
        running = [one.started_on for one in plans if is_current(one.started_on, one.ended_on, today)]
        began = max(running, default=None)
        ended = [one.ended_on for one in plans if one.ended_on is not None and began and one.ended_on <= began]
        if began is None or not ended:
            continue
        if completed_months(max(ended), began) < settings.months("plan_again_within"):
            words = (
                f"On a {kind.inside} again since {long_date(began)}; the one before ended on {long_date(max(ended))}"
            )
            rule = f"within {settings.words('plan_again_within')} of the one before (local)"
            yield Reason(ReasonKind.PLAN_AGAIN, words, rule, began, f"{kind.value} {began.isoformat()}")


def of_evidence(facts: AttentionFacts) -> Iterator[Reason]:
    found = facts.evidence
    if found is not None:
        at = facts.care.at_concern if facts.care is not None else "at 4 or 5"
        words = (
            f"{counted(found.count, 'grade')} {at} in the visit of {long_date(found.visited_on)} without a word of what"
            " was seen or heard"
        )
        rule = f"every grade {at} says what it rests on"
        yield Reason(ReasonKind.EVIDENCE, words, rule, found.visited_on, f"{found.count} {found.visited_on}")
