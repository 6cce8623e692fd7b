"""The signed visits that a statement rests on, each under a number, and how a paragraph says which it is taken from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from gcp_tracker.models import Visit
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.statement.content_hash import content_hash
from gcp_tracker.unit_of_work import LONDON

# So many are told one by one; more by their numbers, which the index explains.
TOLD_IN_FULL = 2


@dataclass(frozen=True, slots=True)
class SignedVisit:
    """`visit` is the version that stands, `versions` all that were signed, the first first."""

    place: int
    visit: Visit
    versions: tuple[Visit, ...]
    as_at: date

    @property
    def number(self) -> str:
        return f"V{self.place}"

    @property
    def signer(self) -> str:
        return (self.visit.signed_by or self.visit.author).name

    @property
    def is_signed_later(self) -> bool:
        """Only after the day that the statement is as at."""
        return signed_on(self.visit) > self.as_at

    @property
    def words(self) -> str:
        later = f", signed only on {long_date(signed_on(self.visit))}" if self.is_signed_later else ""
        return f"{self.number}, visit of {long_date(self.visit.visited_on)}, signed by {self.signer}{later}"

    @property
    def sha256(self) -> str:
        return content_hash(self.visit)


@dataclass(frozen=True, slots=True)
class Visits:
    """`signed`: those that stand, the earliest first. `withdrawn`: the last signed version of each that was."""

    signed: tuple[SignedVisit, ...]
    withdrawn: tuple[Visit, ...]
    by_id: Mapping[UUID, SignedVisit]

    def of(self, visit_id: UUID) -> SignedVisit | None:
        return self.by_id.get(visit_id)

    @property
    def all_words(self) -> str:
        return self.reference(one.visit.id for one in self.signed)

    def reference(self, visit_ids: Iterable[UUID]) -> str:
        """ "V3, visit of 3 May 2026, signed by Amira Khan"; "V1 to V14, V17". Empty for none that is signed."""
        wanted = {self.by_id[one].place for one in visit_ids if one in self.by_id}
        if len(wanted) <= TOLD_IN_FULL:
            return "; ".join(self.signed[place - 1].words for place in sorted(wanted))
        return ", ".join(_run_words(run) for run in _runs(sorted(wanted)))


def visits_in(versions: Sequence[Visit], as_at: date) -> Visits:
    """`versions`: of every visit up to that day, by day and then by version."""
    lines: dict[UUID, list[Visit]] = {}
    for version in versions:
        lines.setdefault(version.first_id, []).append(version)
    standing = [line for line in lines.values() if any(one.state is VisitState.SIGNED for one in line)]
    standing.sort(key=lambda line: (_standing(line).visited_on, line[0].opened_at))
    signed = tuple(
        SignedVisit(place, _standing(line), tuple(line), as_at) for place, line in enumerate(standing, start=1)
    )
    withdrawn = [line[-1] for line in lines.values() if all(one.state is not VisitState.SIGNED for one in line)]
    return Visits(signed, tuple(withdrawn), {one.visit.id: one for one in signed})


def signed_on(visit: Visit) -> date:
    """Raises ValueError for a draft."""
    if visit.signed_at is None:
        raise ValueError("a draft is in no statement")
    return visit.signed_at.astimezone(LONDON).date()


def _standing(line: Sequence[Visit]) -> Visit:
    return next(one for one in line if one.state is VisitState.SIGNED)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    found = []
    for _, run in groupby(enumerate(places), key=lambda one: one[1] - one[0]):
        numbers = [number for _, number in run]
        found.append((numbers[0], numbers[-1]))
    return found


def _run_words(run: tuple[int, int]) -> str:
    first, last = run
    if first == last:
        return f"V{first}"
    return f"V{first} to V{last}" if last > first + 1 else f"V{first}, V{last}"
