"""What one worker carries: how many children, and what is due or late for them. Nothing of how their care goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.clocks import Clock, is_soon
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.duties import Duty

VISITS = (Clock.PROTECTION_VISIT, Clock.IN_NEED_VISIT)
PROFILES = (Clock.PROFILE, Clock.PROFILE_BEFORE_REVIEW)


@dataclass(frozen=True, slots=True)
class Due:
    soon: int = 0
    late: int = 0

    def words(self, noun: str) -> str:
        """ "4 visits due within a week, 2 late" """
        due = f"{counted(self.soon, noun)} due within a week" if self.soon else ""
        late = f"{self.late} late" if self.soon else f"{counted(self.late, noun)} late"
        return ", ".join(part for part in (due, late if self.late else "") if part)


@dataclass(frozen=True, slots=True)
class Carried:
    children: int
    visits: Due
    profiles: Due

    @property
    def words(self) -> list[str]:
        told = ["1 child" if self.children == 1 else f"{self.children} children"]
        told += [self.visits.words("visit"), self.profiles.words("profile")]
        return [words for words in told if words]


def carried(running: Iterable[Sequence[Duty]], today: date) -> Carried:
    """`running`: every clock of each child. Of each child a visit or a profile counts once."""
    by_child = list(running)
    visits, profiles = ([_of(some, clocks) for some in by_child] for clocks in (VISITS, PROFILES))
    return Carried(len(by_child), _due(visits, today), _due(profiles, today))


def _of(duties: Sequence[Duty], clocks: Sequence[Clock]) -> Duty | None:
    return next((duty for duty in duties if duty.due.clock in clocks), None)


def _due(first: Iterable[Duty | None], today: date) -> Due:
    found = [duty for duty in first if duty is not None]
    late = sum(duty.is_late(today) for duty in found)
    return Due(sum(is_soon(duty.due.on, today) for duty in found), late)
