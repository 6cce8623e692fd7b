"""Grades as a pack tells them: each item at the start, at the last conference and now, with what was seen at 4 or 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from gcp_tracker.change.histories import latest_grades
from gcp_tracker.charts.care import Scale
from gcp_tracker.charts.then_now import ThenNow, then_now_svg
from gcp_tracker.conference.queries import Evidenced
from gcp_tracker.record.facts import Grade, grade_of
from gcp_tracker.record.story import Series
from gcp_tracker.rules.dates import long_date

# In a narrow cell a dot at the end of the scale would else be cut by its edge.
CLEAR = 10.0
WORSE, SAME, BETTER, NEW, NOT_SINCE = "worse", "the same", "better", "new since", "not graded since"
# What went wrong is read first, and what nobody has looked at before what has not moved.
ORDER = (WORSE, NOT_SINCE, NEW, SAME, BETTER)


@dataclass(frozen=True, slots=True)
class ItemTold:
    """`held` is the grade at the last conference, None where there was none or no grade then. `since`: the day from
    which it has been of concern, or empty. `moved` compares now with then: the last conference, or the
    first grade without one.
    """

    title: str
    domain: str
    first: int | None
    first_on: date | None
    held: int | None
    now: Grade
    now_on: date
    is_concern: bool
    since: str
    moved: str
    picture: Markup


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one item at one visit at concern."""

    on: date
    value: int
    is_worst: bool
    worker: str
    source: str
    words: str


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    title: str
    seen: tuple[Seen, ...]


def items_told(series: Series, conference_on: date | None) -> tuple[ItemTold, ...]:
    """Every item with a grade that is still asked at this age or stands at concern: the worst first."""
    instrument, graded = series.instrument, series.graded
    first = _first_grades(series)
    latest = latest_grades(graded, instrument)
    then = latest_grades([visit for visit in graded if visit.on <= conference_on], instrument) if conference_on else {}
    since = {fact.item_key: fact.since for fact in series.concerns}
    asked = graded[-1].asked(instrument)
    scale = Scale.of(instrument)
    told = []
    for item in instrument.items:
        if item.key not in latest or not (item.key in asked or item.key in since):
            continue
        value, on = latest[item.key]
        line = instrument.line_of_descent(item.key)
        began = next((first[key] for key in reversed(line) if key in first), None)
        held = next((then[key] for key in line if key in then), None)
        against = held if conference_on else began
        told.append(
            ItemTold(
                title=item.title,
                domain=instrument.domain(item.domain_key).title,
                first=began[0] if began else None,
                first_on=began[1] if began else None,
                held=held[0] if held else None,
                now=grade_of(instrument, value),
                now_on=on,
                is_concern=instrument.is_concern(value),
                since=long_date(began_on) if (began_on := since.get(item.key)) else "",
                moved=_moved(series, against, (value, on), conference_on),
                picture=_picture(scale, item.title, against or (value, on), (value, on)),
            )
        )
    places = {value: place for place, value in enumerate(instrument.values)}
    return tuple(sorted(told, key=lambda one: (-places[one.now.value], ORDER.index(one.moved))))


def _first_grades(series: Series) -> Mapping[str, tuple[int, date]]:
    found: dict[str, tuple[int, date]] = {}
    for visit in series.graded:
        for key, value in visit.grades.items():
            found.setdefault(key, (value, visit.on))
    return found


def _moved(series: Series, then: tuple[int, date] | None, now: tuple[int, date], conference_on: date | None) -> str:
    instrument = series.instrument
    if then is None:
        return NEW
    if conference_on is not None and now[1] <= conference_on:
        return NOT_SINCE
    if now[0] == then[0]:
        return SAME
    return WORSE if instrument.is_worse(now[0], then[0]) else BETTER


def _picture(scale: Scale, title: str, then: tuple[int, date], now: tuple[int, date]) -> Markup:
    row = ThenNow(title, then[0], then[1], now[0], now[1])
    return then_now_svg(scale, [row], titles=False, clear=CLEAR)


def evidence_at_concern(series: Series, evidence: Sequence[Evidenced]) -> tuple[ItemEvidence, ...]:
    """Nothing at concern is left out, whether anything was written or not; the newest of each item first."""
    instrument = series.instrument
    visits = {str(visit.id): visit for visit in series.visits}
    found: dict[str, list[Seen]] = {}
    for one in evidence:
        visit = visits.get(one.visit_id)
        if visit is None or not instrument.has_item(one.item_key) or not instrument.is_concern(one.value):
            continue
        words = " ".join(part for part in (one.evidence, one.what_changed) if part)
        said = Seen(visit.on, one.value, one.value == instrument.worst, visit.author, one.source, words)
        found.setdefault(one.item_key, []).append(said)
    ordered = [item for item in instrument.items if item.key in found]
    return tuple(ItemEvidence(item.title, tuple(reversed(found[item.key]))) for item in ordered)


def concern_lines(items: Sequence[ItemTold]) -> list[str]:
    """For what has changed since another issue: one line for each item of concern."""
    return [f"{one.title}: {one.now.value} {one.now.word}, {long_date(one.now_on)}" for one in items if one.is_concern]


def moved_words(items: Sequence[ItemTold]) -> str:
    """3 worse, 1 not graded since, 12 the same, 5 better."""
    counts = [(kind, sum(one.moved == kind for one in items)) for kind in ORDER]
    return ", ".join(f"{count} {kind}" for kind, count in counts if count)
