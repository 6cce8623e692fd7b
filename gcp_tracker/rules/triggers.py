"""Trigger points: an authority’s rules that ask somebody to stop and think, and when each of them fires.

A rule is data (`trigger_file`); its condition is one of four kinds, and nothing in a file is ever run as a program. A
rule that fires asks a question. It decides nothing, and is no verdict on anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, TypeAlias
from uuid import UUID

from gcp_tracker.rules.dates import completed_months
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.trigger_vocabulary import VERDICTS, Step, Told
from gcp_tracker.rules.vocabulary import HelpKind


@dataclass(frozen=True, slots=True)
class ItemsAt:
    """Any item at that grade or worse: all, those of `domains`, or `items`. An item that stays there fires once."""

    at: int
    domains: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeveralAt:
    """So many domains or items at that grade or worse at one visit, at `visits` visits within `weeks`."""

    at: int
    count: int
    of: Literal["domains", "items"]
    visits: int
    weeks: int
    domains: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictFor:
    """The child’s headline has been this, or one that is less favourable, at every visit for so many months."""

    verdict: str
    months: int


@dataclass(frozen=True, slots=True)
class PlanFor:
    """A plan has held so long, through all its versions, and none of its outcomes is better."""

    months: int
    plans: tuple[HelpKind, ...] = ()


When: TypeAlias = ItemsAt | SeveralAt | VerdictFor | PlanFor


@dataclass(frozen=True, slots=True)
class TriggerRule:
    """`sentence` is the threshold in the words of `source`: the authority’s own document, or this product’s default."""

    key: str
    title: str
    sentence: str
    source: str
    instrument_key: str
    when: When
    told: tuple[Told, ...]
    answered_by: tuple[Told, ...]
    consider: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TriggerRules:
    """One version of a file of rules."""

    key: str
    version: str
    title: str
    rules: tuple[TriggerRule, ...]
    content_hash: str

    @property
    def label(self) -> str:
        return f"{self.title}, version {self.version}"


@dataclass(frozen=True, slots=True)
class VisitGrades:
    """A signed visit that stands: `first_id` stays the same through its amendments, `id` is this version’s.

    `grades` by the key under which the newest version of the instrument goes on with each item.
    """

    id: UUID
    first_id: UUID
    on: date
    care_of: str
    grades: Mapping[str, int] = field(hash=False)


# A visit, by its first version, and an item graded at it.
Pair: TypeAlias = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Behind:
    """One grade that a trigger stands on."""

    visit_id: UUID
    item_key: str
    value: int


@dataclass(frozen=True, slots=True)
class Fired:
    """What is known of an earlier firing of the same rule for this child."""

    fired_on: date
    is_open: bool
    behind: frozenset[Pair]


def grades_behind(
    rule: TriggerRule, instrument: Instrument, visits: Sequence[VisitGrades], this: VisitGrades, known: Sequence[Fired]
) -> tuple[Behind, ...]:
    """The grades for which the rule fires at the visit just signed; empty where it does not.

    `visits` are all that stand within `reach_of` the rule, this one among them. Homes are never mixed.
    """
    own = sorted((visit for visit in visits if visit.care_of == this.care_of), key=lambda one: (one.on, str(one.id)))
    used = frozenset(pair for fired in known for pair in fired.behind)
    if isinstance(rule.when, ItemsAt):
        return _newly_at(rule.when, instrument, own, this, used)
    if isinstance(rule.when, SeveralAt):
        if any(fired.is_open for fired in known):
            return ()
        return _several_at(rule.when, instrument, own, this, {first_id for first_id, _ in used})
    return ()


def reach_of(rule: TriggerRule) -> timedelta | None:
    """How far before and after a visit its other visits are looked at; None where the grades do not decide."""
    if isinstance(rule.when, ItemsAt):
        return timedelta(days=366)
    return timedelta(weeks=rule.when.weeks) if isinstance(rule.when, SeveralAt) else None


def could_fire(rule: TriggerRule, instrument: Instrument, grades: Mapping[str, int]) -> bool:
    """Whether these grades alone could make the rule fire, perhaps with other visits."""
    if not isinstance(rule.when, ItemsAt | SeveralAt):
        return False
    at = _at(rule.when, instrument, grades)
    return bool(at) if isinstance(rule.when, ItemsAt) else _is_enough(rule.when, instrument, at)


def still_stands(rule: TriggerRule, instrument: Instrument, behind: Mapping[UUID, Mapping[str, int]]) -> bool:
    """Whether what is left of the grades behind a firing would still be enough. `behind`: by visit, what stands now of
    the grades it stood on; a visit that was withdrawn is left out.
    """
    if isinstance(rule.when, ItemsAt):
        return any(_at(rule.when, instrument, grades) for grades in behind.values())
    if isinstance(rule.when, SeveralAt):
        enough = [grades for grades in behind.values() if could_fire(rule, instrument, grades)]
        return len(enough) >= rule.when.visits
    # What was read of the grades then was read; a withdrawn visit does not undo the months.
    return True


def verdict_has_held(when: VerdictFor, held: Iterable[tuple[date, str]], known: Sequence[Fired], today: date) -> bool:
    """`held`: the headline at each reading, oldest first, from the one that held so many months ago. Fires again only
    after as long again.
    """
    readings = list(held)
    if not readings or completed_months(min(readings[0][0], today), today) < when.months:
        return False
    return all(is_as_bad(when, verdict) for _, verdict in readings) and may_fire_again(when.months, known, today)


def is_as_bad(when: VerdictFor, verdict: str) -> bool:
    """The verdict itself, or one that is less favourable; a good one never is."""
    order = list(VERDICTS)
    return verdict in order and order.index(verdict) <= order.index(when.verdict)


def plan_has_not_helped(
    when: PlanFor, kind: HelpKind, held_since: date, is_better: Collection[bool], known: Sequence[Fired], today: date
) -> bool:
    """`is_better`: of each outcome. Where nothing can be told nothing is better: silence is not good news."""
    if (when.plans and kind not in when.plans) or not is_better or any(is_better) or held_since > today:
        return False
    return completed_months(held_since, today) >= when.months and may_fire_again(when.months, known, today)


def may_fire_again(months: int, known: Sequence[Fired], today: date) -> bool:
    """Not while it is open, and not before as long again has gone by."""
    return not any(fired.is_open or completed_months(min(fired.fired_on, today), today) < months for fired in known)


def _newly_at(
    when: ItemsAt, instrument: Instrument, own: Sequence[VisitGrades], this: VisitGrades, used: Collection[Pair]
) -> tuple[Behind, ...]:
    found = []
    for key, value in _at(when, instrument, this.grades).items():
        run = _run(own, this, key, lambda grade: not instrument.is_better(grade, when.at))
        if not any((visit.first_id, key) in used for visit in run):
            found.append(Behind(this.id, key, value))
    return tuple(found)


def _run(own: Sequence[VisitGrades], this: VisitGrades, key: str, is_at: Callable[[int], bool]) -> list[VisitGrades]:
    """The unbroken run of visits round this one that graded the item there; visits that did not grade it break none."""
    graded = [visit for visit in own if key in visit.grades]
    place = [visit.id for visit in graded].index(this.id)
    first = last = place
    while first > 0 and is_at(graded[first - 1].grades[key]):
        first -= 1
    while last + 1 < len(graded) and is_at(graded[last + 1].grades[key]):
        last += 1
    return graded[first : last + 1]


def _several_at(
    when: SeveralAt, instrument: Instrument, own: Sequence[VisitGrades], this: VisitGrades, used: Collection[UUID]
) -> tuple[Behind, ...]:
    counting: dict[date, list[tuple[VisitGrades, dict[str, int]]]] = {}
    for visit in own:
        at = _at(when, instrument, visit.grades)
        if visit.first_id not in used and _is_enough(when, instrument, at):
            # Two workers on one day are one visit.
            counting.setdefault(visit.on, []).append((visit, at))
    days = sorted(counting)
    if this.on not in days:
        return ()
    for first in range(len(days) - when.visits, -1, -1):
        span = days[first : first + when.visits]
        if this.on in span and span[-1] - span[0] <= timedelta(weeks=when.weeks):
            told = [one for day in span for one in counting[day]]
            return tuple(Behind(visit.id, key, value) for visit, at in told for key, value in at.items())
    return ()


def _at(when: ItemsAt | SeveralAt, instrument: Instrument, grades: Mapping[str, int]) -> dict[str, int]:
    """Those of the grades that the rule looks at and that are there or worse."""
    return {
        key: value
        for key, value in grades.items()
        if _is_looked_at(when, instrument, key) and not instrument.is_better(value, when.at)
    }


def _is_looked_at(when: ItemsAt | SeveralAt, instrument: Instrument, key: str) -> bool:
    if when.items:
        return key in when.items
    return not when.domains or (instrument.has_item(key) and instrument.item(key).domain_key in when.domains)


def _is_enough(when: SeveralAt, instrument: Instrument, at: Mapping[str, int]) -> bool:
    if when.of == "items":
        return len(at) >= when.count
    return len({instrument.item(key).domain_key for key in at if instrument.has_item(key)}) >= when.count
