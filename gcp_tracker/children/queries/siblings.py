"""A family’s children side by side: each domain of each of them on one axis of time, and who is worse off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.change.short_words import ShortReading, in_short
from gcp_tracker.change.sibling_words import WorseOffSaid, not_comparable_said, worse_off_said
from gcp_tracker.change.siblings import Latest, SiblingCare, not_comparable, worse_off
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.children.queries.domains import DomainNow, current_series, domains_now, latest_grades, names_of
from gcp_tracker.children.queries.latest import GradesSoFar, grades_so_far
from gcp_tracker.models import Child
from gcp_tracker.readings.grades import level_of
from gcp_tracker.readings.queries import ReadingToday, all_readings_on
from gcp_tracker.rules.ages import life_stage
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class SiblingCell:
    """`now` is None where the child was never graded in the domain’s instrument."""

    child: Child
    now: DomainNow | None


@dataclass(frozen=True, slots=True)
class SiblingHead:
    """`told` is None while nothing was graded, and where change is not judged on the instrument."""

    child: Child
    told: ShortReading | None


@dataclass(frozen=True, slots=True)
class SiblingRow:
    title: str
    cells: tuple[SiblingCell, ...]


@dataclass(frozen=True, slots=True)
class Siblings:
    """`span` is the first and the last day of every line. `worse_off` and `unknown` are empty for an only child."""

    heads: tuple[SiblingHead, ...]
    rows: tuple[SiblingRow, ...]
    span: tuple[date, date]
    worse_off: tuple[WorseOffSaid, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Graded:
    """One child’s current series, none where nothing was graded."""

    child: Child
    series: list[GradesSoFar]
    reading: ReadingToday | None
    domains: list[DomainNow]

    @property
    def key(self) -> str:
        return str(self.child.id)

    @property
    def told(self) -> ShortReading | None:
        if self.reading is None:
            return None
        return in_short(self.reading.reading, names_of(self.series), self.series[0].instrument.at_concern)


def siblings_now(session: AnySession, children: Sequence[Child], today: date) -> Siblings | None:
    """Of `children`, those whose care is graded at their age; None while none of them was graded. Three queries."""
    asked = [one for one in children if life_stage(one.born_on, one.expected_on, today).is_graded]
    graded = _graded(session, asked, today)
    used = [one.series[0].instrument for one in graded if one.series]
    instruments = {instrument.key: instrument for instrument in used}.values()
    if not instruments:
        return None
    rows: list[SiblingRow] = []
    said: list[WorseOffSaid] = []
    unknown: list[str] = []
    for instrument in instruments:
        rows += _rows(graded, instrument)
        theirs = [one for one in graded if not one.series or one.series[0].instrument.key == instrument.key]
        if len(theirs) > 1:
            worse, silent = _compared(theirs, instrument, today)
            said += worse
            unknown += silent
    days = [point.on for one in graded for now in one.domains for home in now.homes for point in home.points]
    return Siblings(
        heads=tuple(SiblingHead(one.child, one.told) for one in graded),
        rows=tuple(rows),
        span=(min(days, default=today), today),
        worse_off=tuple(said),
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _graded(session: AnySession, children: Sequence[Child], today: date) -> list[_Graded]:
    ids = [child.id for child in children]
    grades = grades_so_far(session, ids, today)
    readings = all_readings_on(session, ids, today)
    found = []
    for child in children:
        series = grades.get(child.id, [])
        reading = readings.get((child.id, series[0].instrument.key)) if series else None
        current = current_series(series, reading)
        found.append(_Graded(child, current, reading, domains_now(current, reading, today)))
    return found


def _rows(graded: Sequence[_Graded], instrument: Instrument) -> list[SiblingRow]:
    rows = []
    for domain in instrument.domains:
        cells = []
        for one in graded:
            own = one.domains if one.series and one.series[0].instrument.key == instrument.key else []
            cells.append(SiblingCell(one.child, next((now for now in own if now.key == domain.key), None)))
        rows.append(SiblingRow(domain.title, tuple(cells)))
    return rows


def _compared(graded: Sequence[_Graded], instrument: Instrument, today: date) -> tuple[list[WorseOffSaid], list[str]]:
    care = [each for one in graded for each in _care_of(one)]
    children = {one.key: one.child.first_name for one in graded}
    names = names_of([series for one in graded for series in one.series])
    domains = [domain.key for domain in instrument.domains]
    day = today.toordinal()
    return (
        worse_off_said(worse_off(care, day), children, names),
        not_comparable_said(not_comparable(domains, children, care, day), children, names, len(domains)),
    )


def _care_of(graded: _Graded) -> list[SiblingCare]:
    verdicts: Mapping[tuple[str, str], Verdict] = {}
    if graded.reading is not None:
        verdicts = {
            (one.reading.care_of, domain.domain): one.verdict
            for domain in graded.reading.reading.domains
            for one in domain.series
        }
    found = []
    for series in graded.series:
        instrument, band = series.instrument, series.last.band
        latest = latest_grades(series, {item.key for item in instrument.items_for(band)})
        for domain in instrument.domains:
            items = {
                item.key: Latest(level_of(instrument, value), value, on.toordinal())
                for item in domain.items_for(band)
                if item.key in latest
                for value, on in [latest[item.key]]
            }
            if items:
                verdict = verdicts.get((series.care_of, domain.key), Verdict.NOT_ENOUGH)
                found.append(SiblingCare(graded.key, series.care_of, domain.key, items, verdict))
    return found
