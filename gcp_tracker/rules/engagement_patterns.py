"""Counts that are worth setting side by side: where what is offered is kept in one place and not in another.

Each is said as a fact, with both sums. None says why: that is asked of the family, and of those who offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gcp_tracker.rules.engagement import About, Became, Offer

# Fewer on either side can differ by chance, and nearer than this nobody would call them different.
LEAST_EACH, LEAST_APART = 3, 0.4
# How long before a conference something counts as offered just before it.
BEFORE = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Sum:
    """So many of so many were kept."""

    kept: int
    stood: int

    @classmethod
    def of(cls, offers: Sequence[Offer]) -> Sum:
        stood = [one for one in offers if one.became in (Became.KEPT, Became.MISSED, Became.BY_FAMILY)]
        return cls(sum(one.became is Became.KEPT for one in stood), len(stood))

    @property
    def words(self) -> str:
        return f"{self.kept} of {self.stood}"

    @property
    def share(self) -> float:
        return self.kept / self.stood


def side_by_side(offers: Sequence[Offer], child: str, conferences: Sequence[date]) -> list[str]:
    """`conferences`: the days of those that were held. What the service or we cancelled is on neither side."""
    found = [_announced(offers), _before_conferences(offers, conferences), _seen_at_meetings(offers, child)]
    return [sentence for sentence in found if sentence]


def _announced(offers: Sequence[Offer]) -> str:
    visits = [one for one in offers if one.about is About.VISITS]
    announced = Sum.of([one for one in visits if one.is_announced])
    unannounced = Sum.of([one for one in visits if one.is_announced is False])
    if not _apart(announced, unannounced):
        return ""
    return f"Of visits that were announced {announced.words} took place; of those that were not, {unannounced.words}."


def _before_conferences(offers: Sequence[Offer], conferences: Sequence[date]) -> str:
    own = [one for one in offers if one.about is not About.MEETINGS]
    near = [one for one in own if any(timedelta() <= day - one.falls_on <= BEFORE for day in conferences)]
    before, otherwise = Sum.of(near), Sum.of([one for one in own if one not in near])
    if not _apart(before, otherwise):
        return ""
    return (
        f"In the four weeks before a conference {before.words} visits and appointments were kept; at other times,"
        f" {otherwise.words}."
    )


def _seen_at_meetings(offers: Sequence[Offer], child: str) -> str:
    meetings = Sum.of([one for one in offers if one.about is About.MEETINGS])
    own = Sum.of([one for one in offers if one.about in (About.HEALTH, About.SCHOOL) and not one.adult])
    if not _apart(meetings, own):
        return ""
    return (
        f"Somebody of the family came to {meetings.words} meetings about {child}; {child}’s own appointments were kept"
        f" {own.words} times."
    )


def _apart(one: Sum, other: Sum) -> bool:
    if min(one.stood, other.stood) < LEAST_EACH:
        return False
    return abs(one.share - other.share) >= LEAST_APART
