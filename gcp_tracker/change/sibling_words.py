"""Where one child is worse off than a brother or sister, in sentences; and of whom too little is known to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gcp_tracker.change.siblings import Apart, Latest, Who, WorseOff
from gcp_tracker.change.words import Names, day_words
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.sentences import listed_words


@dataclass(frozen=True, slots=True)
class WorseOffSaid:
    """`lead`: Ruby is worse off than Leo in Safety. `why`: a sentence for each reason and each of the others."""

    lead: str
    why: tuple[str, ...]
    is_of_concern: bool


def worse_off_said(found: Sequence[WorseOff], children: Mapping[str, str], names: Names) -> list[WorseOffSaid]:
    """In the order of `found`. `children` are their names by their keys."""
    homes = {who.care_of for one in found for who in (one.who, *one.than)}
    return [_said(one, _Naming(one.who, children, names, len(homes) > 1)) for one in found]


def not_comparable_said(
    found: Iterable[tuple[str, str, int | None]], children: Mapping[str, str], names: Names, all_domains: int
) -> list[str]:
    """A sentence for each child and day: Ruby has not been graded in Love since 3 May 2026, so …"""
    said = []
    in_order = sorted(found, key=lambda one: (list(children).index(one[0]), one[2] or 0))
    for (child, day), group in groupby(in_order, key=lambda one: (one[0], one[2])):
        domains = [names.domain(domain) for _, domain, _ in group]
        where = "" if len(domains) == all_domains else f" in {listed_words(domains)}"
        graded = (
            f"has never been graded{where}" if day is None else f"has not been graded{where} since {day_words(day)}"
        )
        said.append(
            f"{children[child]} {graded}: how {children[child]} compares is not known, and unknown is not good."
        )
    return said


@dataclass(frozen=True, slots=True)
class _Naming:
    """How the sentences about one child call everybody: with the home, where that is not the child’s own."""

    who: Who
    children: Mapping[str, str]
    names: Names
    names_homes: bool

    @property
    def child(self) -> str:
        return self.children[self.who.child]

    @property
    def home(self) -> str:
        return f" ({self.names.home(self.who.care_of)})" if self.names_homes else ""

    def other(self, who: Who) -> str:
        name = self.children[who.child]
        return name if who.care_of == self.who.care_of else f"{name} in {self.names.home(who.care_of)}"


def _said(one: WorseOff, naming: _Naming) -> WorseOffSaid:
    others = listed_words([naming.other(who) for who in one.than])
    part = "part of " if one.in_part else ""
    worse = "worse off" if one.is_of_concern else "graded less well"
    lead = f"{naming.child} is {worse} than {others} in {part}{naming.names.domain(one.domain)}{naming.home}."
    return WorseOffSaid(lead, tuple(_why(one, naming)), one.is_of_concern)


def _why(one: WorseOff, naming: _Naming) -> Iterator[str]:
    if one.apart:
        days = {grade.day for each in one.apart for grade in (each.own, *(other for _, other in each.others))}
        items = "; ".join(_apart_words(each, naming, with_days=len(days) > 1) for each in one.apart)
        on = f", {day_words(days.pop())}" if len(days) == 1 else ""
        yield f"At 4 or 5 for {naming.child} alone: {items}{on}."
    for gap in one.gaps:
        own = "" if gap.day == gap.other_day else f" ({day_words(gap.day)})"
        yield (
            f"Mean of the {counted(gap.items, 'item')} graded for both: {gap.mean:.1f} for {naming.child}{own},"
            f" {gap.other_mean:.1f} for {naming.other(gap.other)} ({day_words(gap.other_day)})."
        )
    if one.not_worse:
        others = listed_words([naming.other(who) for who in one.not_worse])
        yield f"Worse than at the start for {naming.child}, and not for {others}."


def _apart_words(one: Apart, naming: _Naming, *, with_days: bool) -> str:
    """Watching 5 on 3 May 2026 (Leo 2 on 1 May 2026)"""

    def graded(grade: Latest) -> str:
        return f"{grade.value} on {day_words(grade.day)}" if with_days else f"{grade.value}"

    others = ", ".join(f"{naming.other(who)} {graded(grade)}" for who, grade in one.others)
    return f"{naming.names.item(one.item)} {graded(one.own)} ({others})"
