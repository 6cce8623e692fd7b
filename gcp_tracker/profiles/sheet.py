"""A profile as it is read: each domain, sub-area and item with its grade, its day, and what became of its visit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Profile, Visit
from gcp_tracker.profiles.queries import (
    as_completed,
    as_it_stands,
    contributing_versions,
    graded_visit,
    latest_gradings,
    not_applicable_at,
    whose_care,
)
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.grading import AreaGrade, DomainGrade, roll_up
from gcp_tracker.rules.instrument import Instrument, Item, ScalePoint
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.rules.vocabulary import NoteKind, VisitState
from gcp_tracker.unit_of_work import LONDON, AnySession

# Below a grade of concern the rule goes by the commonest, so many items can give it; more names than this tell nothing.
NAMED_AT_MOST = 3
DOES_NOT_APPLY = "does not apply"


@dataclass(frozen=True, slots=True)
class ItemLine:
    """`point` is None when the item was not graded, and `note` says why. `since`: what became of its visit."""

    item: Item
    point: ScalePoint | None
    on: date | None = None
    visit_id: UUID | None = None
    note: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class RolledUp:
    """A sub-area or a domain: "graded 4 of 6 items", "driven by Enough food: 4 on 12 March 2026"."""

    key: str
    title: str
    point: ScalePoint | None
    graded_words: str
    driven_words: str


@dataclass(frozen=True, slots=True)
class AreaLines:
    rolled_up: RolledUp
    items: list[ItemLine]


@dataclass(frozen=True, slots=True)
class DomainLines:
    rolled_up: RolledUp
    areas: list[AreaLines]


@dataclass(frozen=True, slots=True)
class Contribution:
    """`since` says that the visit was amended or withdrawn after the profile was completed."""

    visit: Visit
    graded: int
    going_well: str
    since: str


@dataclass(frozen=True, slots=True)
class ProfileSheet:
    """`other_ages` are grades of items not asked at the profile's age band: kept and shown, never rolled up."""

    instrument: Instrument
    band: str
    domains: list[DomainLines]
    going_well: list[ItemLine]
    other_ages: list[ItemLine]
    ungraded: list[DomainLines]
    contributions: list[Contribution]
    changed_since: int


def profile_sheet(session: AnySession, profile: Profile) -> ProfileSheet:
    """As it was completed; while it is open, as the visits that contribute now make it. A fixed number of queries."""
    instrument = instrument_of(profile.instrument)
    versions = contributing_versions(session, [profile])
    visits = as_completed(profile, versions) if profile.is_completed else as_it_stands(profile, versions)
    band = visits[-1].band if visits and not profile.is_completed else profile.band
    changes = _changes(profile, versions) if profile.is_completed else {}
    lines = _item_lines(instrument, profile, visits, changes)
    rolled_up = roll_up(
        instrument,
        {key: line.point.value for key, line in lines.items() if line.point is not None},
        band,
        not_applicable_at(visits),
    )
    domains = [_domain_lines(instrument, domain, lines, band) for domain in rolled_up]
    return ProfileSheet(
        instrument=instrument,
        band=band,
        domains=domains,
        going_well=[
            line
            for line in lines.values()
            if line.point is not None and line.point.value == instrument.best and line.item.applies_to(band)
        ],
        other_ages=[line for line in lines.values() if line.point is not None and not line.item.applies_to(band)],
        ungraded=_ungraded(domains),
        contributions=[_contribution(instrument, visit, changes) for visit in visits],
        changed_since=sum(bool(line.since) for line in lines.values()),
    )


def _item_lines(
    instrument: Instrument, profile: Profile, visits: Sequence[Visit], changes: Mapping[UUID, _Change]
) -> dict[str, ItemLine]:
    """Every item of the instrument, in its order."""
    if profile.is_completed:
        given = {row.item_key: (row.value, row.graded_on, row.visit_id) for row in profile.grades}
    else:
        gradings = latest_gradings(instrument, visits)
        given = {key: (grading.value, grading.on, UUID(grading.visit_id)) for key, grading in gradings.items()}
    reasons = _reasons(visits)
    lines = {}
    for item in instrument.items:
        if item.key not in given:
            lines[item.key] = ItemLine(item, None, note=reasons.get(item.key, "not graded"))
            continue
        value, on, visit_id = given[item.key]
        change = changes.get(visit_id)
        since = change.of_grade(instrument, item.key, value) if change else ""
        lines[item.key] = ItemLine(item, instrument.point(value), on, visit_id, since=since)
    return lines


def _reasons(visits: Iterable[Visit]) -> dict[str, str]:
    """Why an item without a grade has none, by the latest visit that says."""
    reasons: dict[str, str] = {}
    for visit in map(graded_visit, visits):
        reasons.update(dict.fromkeys(visit.not_seen, f"not seen on {long_date(visit.on)}"))
        reasons.update(dict.fromkeys(visit.not_applicable, DOES_NOT_APPLY))
    return reasons


def _domain_lines(instrument: Instrument, graded: DomainGrade, lines: Mapping[str, ItemLine], band: str) -> DomainLines:
    domain = instrument.domain(graded.domain_key)
    areas = {area.key: area for area in domain.areas}
    return DomainLines(
        rolled_up=_rolled_up(instrument, graded.domain_key, domain.title, graded, lines),
        areas=[
            AreaLines(
                rolled_up=_rolled_up(instrument, area.area_key, areas[area.area_key].title, area, lines),
                items=[lines[item.key] for item in areas[area.area_key].items if item.applies_to(band)],
            )
            for area in graded.areas
        ],
    )


def _rolled_up(
    instrument: Instrument, key: str, title: str, graded: AreaGrade | DomainGrade, lines: Mapping[str, ItemLine]
) -> RolledUp:
    return RolledUp(
        key=key,
        title=title,
        point=None if graded.grade is None else instrument.point(graded.grade),
        graded_words=f"graded {graded.graded} of {counted(graded.of, 'item')}",
        driven_words=_driven_words(instrument, graded, lines),
    )


def _driven_words(instrument: Instrument, graded: AreaGrade | DomainGrade, lines: Mapping[str, ItemLine]) -> str:
    if graded.grade is None:
        return ""
    driving = [lines[key] for key in graded.driven_by]
    more = "" if instrument.is_concern(graded.grade) else _more_words(len(driving) - NAMED_AT_MOST, graded.grade)
    by_day: dict[date, list[str]] = {}
    for line in driving[:NAMED_AT_MOST] if more else driving:
        if line.on is not None:
            by_day.setdefault(line.on, []).append(line.item.title)
    named = [f"{listed_words(titles)}: {graded.grade} on {long_date(on)}" for on, titles in by_day.items()]
    return f"driven by {'; '.join(named)}{more}"


def _more_words(count: int, grade: int) -> str:
    return f"; and {count} more at {grade}" if count > 0 else ""


def _ungraded(domains: Iterable[DomainLines]) -> list[DomainLines]:
    """The same lines, only of items without a grade that do apply."""
    found = []
    for domain in domains:
        areas = [
            AreaLines(
                area.rolled_up, [line for line in area.items if line.point is None and line.note != DOES_NOT_APPLY]
            )
            for area in domain.areas
        ]
        if any(area.items for area in areas):
            found.append(DomainLines(domain.rolled_up, [area for area in areas if area.items]))
    return found


@dataclass(frozen=True, slots=True)
class _Change:
    """What became of one version after the profile was completed: `current` is None when the visit was withdrawn."""

    on: date
    current: Visit | None
    same_care: bool

    @property
    def words(self) -> str:
        if self.current is None:
            return f"withdrawn on {long_date(self.on)}"
        if not self.same_care:
            whose = whose_care(self.current.household, self.current.carer)
            return f"amended on {long_date(self.on)}: it is now about {whose}"
        return f"amended on {long_date(self.on)}"

    def of_grade(self, instrument: Instrument, item_key: str, was: int) -> str:
        if self.current is None or not self.same_care:
            return f"This visit was {self.words}."
        now = graded_visit(self.current).grades.get(item_key)
        if now == was:
            return ""
        became = "now without a grade" if now is None else f"now {now} {instrument.point(now).word}"
        return f"This visit was {self.words}: was {was}, {became}."


def _changes(profile: Profile, versions: Sequence[Visit]) -> dict[UUID, _Change]:
    current = {visit.first_id: visit for visit in versions if visit.state is VisitState.SIGNED}
    changes = {}
    for visit in versions:
        if visit.state is VisitState.SIGNED or visit.closed_at is None:
            continue
        now = current.get(visit.first_id)
        at = visit.closed_at if now is None or now.signed_at is None else now.signed_at
        same_care = now is None or now.care_of == profile.care_of
        changes[visit.id] = _Change(at.astimezone(LONDON).date(), now, same_care)
    return changes


def _contribution(instrument: Instrument, visit: Visit, changes: Mapping[UUID, _Change]) -> Contribution:
    change = changes.get(visit.id)
    # What a withdrawn visit said was about another child, so its words are not shown again here.
    is_withdrawn = visit.state is VisitState.WITHDRAWN
    notes = {note.kind: note.text for note in visit.notes}
    kinds = Counter(grade.value is not None for grade in visit.grades)
    return Contribution(
        visit=visit,
        graded=kinds[True],
        going_well="" if is_withdrawn else notes.get(NoteKind.GOING_WELL, ""),
        since=change.words if change else "",
    )
