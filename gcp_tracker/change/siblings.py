"""Brothers and sisters side by side: where the grades say that one is worse off than another. Domain by domain, home by
home, never a total; what is not known of a child is told, and never counts as good.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import NamedTuple

from gcp_tracker.change.constants import STANDARD, Constants
from gcp_tracker.change.verdict import Verdict

# A grade this many days old still says how a child lives now; the engine compares over as many (`common_days`).
LATELY_DAYS = 90
# Of fewer items graded for both a mean says nothing.
LEAST_IN_COMMON = 3
# One item that is one grade apart is no more than two workers, or one on two days, differ by: two grades, or two items.
CLEARLY_APART = 2.0
ITEMS_APART = 2


class Who(NamedTuple):
    child: str
    care_of: str


class Latest(NamedTuple):
    """An item’s latest grading. `level` is on the engine’s scale, 1 best and 5 worst; `value` as it was given."""

    level: float
    value: int
    day: int


@dataclass(frozen=True, slots=True)
class SiblingCare:
    """One child in one domain and home: the latest grading of each item that is asked at the child’s age."""

    child: str
    care_of: str
    domain: str
    items: Mapping[str, Latest]
    verdict: Verdict

    @property
    def who(self) -> Who:
        return Who(self.child, self.care_of)

    @property
    def last_graded(self) -> int:
        return max(one.day for one in self.items.values())


@dataclass(frozen=True, slots=True)
class Gap:
    """Against `other`: means of the `items` graded lately for both, as given, and the latest day of each.

    `is_of_concern`: the worse of the two would be, at a start.
    """

    other: Who
    items: int
    mean: float
    other_mean: float
    by: float
    is_of_concern: bool
    day: int
    other_day: int


@dataclass(frozen=True, slots=True)
class Apart:
    """An item that stands at 4 or 5 for this child, and for none of the `others` who were graded on it lately."""

    item: str
    own: Latest
    others: tuple[tuple[Who, Latest], ...]

    @property
    def by(self) -> float:
        return self.own.level - max(other.level for _, other in self.others)


@dataclass(frozen=True, slots=True)
class WorseOff:
    """`who` in a domain, for any of three reasons: a worse mean, items apart, or alone worse than at the start, which
    `not_worse` then names the others for. `in_part`: one of them is worse off in something else of the domain.
    """

    who: Who
    domain: str
    gaps: tuple[Gap, ...]
    apart: tuple[Apart, ...]
    not_worse: tuple[Who, ...]
    in_part: bool = False

    @property
    def than(self) -> tuple[Who, ...]:
        """Each once."""
        apart = [other for one in self.apart for other, _ in one.others]
        return tuple(dict.fromkeys([*apart, *(gap.other for gap in self.gaps), *self.not_worse]))

    @property
    def is_of_concern(self) -> bool:
        """Else both are graded well, and one less well."""
        return bool(self.apart or self.not_worse) or any(gap.is_of_concern for gap in self.gaps)

    @property
    def gravity(self) -> tuple[float, int, float]:
        """To sort by: how far at 4 or 5, then whether care became worse, then how far apart."""
        return sum(one.own.level for one in self.apart), len(self.not_worse), sum(gap.by for gap in self.gaps)


def worse_off(care: Sequence[SiblingCare], today: int, constants: Constants = STANDARD) -> list[WorseOff]:
    """The gravest first. Children who share a home are compared there; others each in their own."""
    found = {(told.who, told.domain): told for one in care if (told := _worse_off(one, care, today, constants))}
    for key, told in found.items():
        back = [found[other, told.domain] for other in told.than if (other, told.domain) in found]
        found[key] = replace(told, in_part=any(told.who in other.than for other in back))
    return sorted(found.values(), key=lambda told: told.gravity, reverse=True)


def not_comparable(
    domains: Iterable[str], children: Iterable[str], care: Sequence[SiblingCare], today: int
) -> Iterator[tuple[str, str, int | None]]:
    """Child, domain and the day of the last grading, None for never: where that is too long ago to compare, while a
    brother or sister was graded lately.
    """
    children = list(children)
    for domain in domains:
        last = {
            child: max((one.last_graded for one in care if (one.child, one.domain) == (child, domain)), default=None)
            for child in children
        }
        lately = [child for child, day in last.items() if day is not None and today - day <= LATELY_DAYS]
        yield from ((child, domain, last[child]) for child in children if lately and child not in lately)


def _worse_off(one: SiblingCare, care: Sequence[SiblingCare], today: int, constants: Constants) -> WorseOff | None:
    others = [other for other in care if _are_compared(one, other, care)]
    gaps = tuple(gap for other in others if (gap := _gap(one, other, today, constants)))
    apart = tuple(_apart(one, others, today, constants))
    if len(apart) < ITEMS_APART and not any(each.by >= CLEARLY_APART for each in apart):
        apart = ()
    not_worse = tuple(_not_worse(one, others))
    return WorseOff(one.who, one.domain, gaps, apart, not_worse) if gaps or apart or not_worse else None


def _are_compared(one: SiblingCare, other: SiblingCare, care: Sequence[SiblingCare]) -> bool:
    if one.child == other.child or one.domain != other.domain:
        return False
    homes, others = (
        {each.care_of for each in care if (each.child, each.domain) == (side.child, side.domain)}
        for side in (one, other)
    )
    return one.care_of == other.care_of or not homes & others


def _gap(one: SiblingCare, other: SiblingCare, today: int, constants: Constants) -> Gap | None:
    """Half a grade or more, over what was graded lately for both."""
    own, others = _lately(one, today), _lately(other, today)
    both = [key for key in own if key in others]
    if len(both) < LEAST_IN_COMMON:
        return None
    level = fmean(own[key].level for key in both)
    by = level - fmean(others[key].level for key in both)
    # Means of whole grades: what floating point leaves over is far below this.
    if round(by, 6) < constants.step:
        return None
    return Gap(
        other=other.who,
        items=len(both),
        mean=fmean(own[key].value for key in both),
        other_mean=fmean(others[key].value for key in both),
        by=by,
        is_of_concern=level >= constants.concern_mean,
        day=max(own[key].day for key in both),
        other_day=max(others[key].day for key in both),
    )


def _apart(one: SiblingCare, others: Sequence[SiblingCare], today: int, constants: Constants) -> Iterator[Apart]:
    """A 4 or 5 stands until the item is graded again; that the others have none must have been seen lately."""
    lately = [(other.who, _lately(other, today)) for other in others]
    for item, own in one.items.items():
        against = tuple((who, items[item]) for who, items in lately if item in items)
        alone = all(other.level < constants.concern_grade for _, other in against)
        if against and alone and own.level >= constants.concern_grade:
            yield Apart(item, own, against)


def _not_worse(one: SiblingCare, others: Sequence[SiblingCare]) -> Iterator[Who]:
    """The others, where this child’s care alone became worse. Not enough to tell is not “not worse”."""
    if one.verdict is not Verdict.DETERIORATING or any(other.verdict is Verdict.DETERIORATING for other in others):
        return
    yield from (other.who for other in others if other.verdict is not Verdict.NOT_ENOUGH)


def _lately(care: SiblingCare, today: int) -> dict[str, Latest]:
    return {item: one for item, one in care.items.items() if today - one.day <= LATELY_DAYS}
