"""What a chart says, in sentences: for people who hear it, and for the tables and figures beside it."""

from __future__ import annotations

from datetime import timedelta

from gcp_tracker.charts.care import (
    GAP,
    TURNS,
    CareOverTime,
    DomainChart,
    Mark,
    Point,
    Scale,
    Span,
    in_order,
    mean_words,
)
from gcp_tracker.charts.curve import curve_words
from gcp_tracker.charts.targets import target_words
from gcp_tracker.rules.dates import counted, long_date

NO_GRADES = "No grades yet"


def chart_title(chart: DomainChart) -> str:
    """Love: 14 visits, 3 November 2025 to 16 November 2026."""
    points = in_order(chart)
    if not points:
        return f"{chart.title}: no grades yet"
    first, last = long_date(points[0].on), long_date(points[-1].on)
    when = first if first == last else f"{first} to {last}"
    return f"{chart.title}: {counted(len(points), 'visit')}, {when}"


def chart_description(care: CareOverTime, chart: DomainChart) -> str:
    """The axis, the note, first, latest and worst visit, then what is marked in time."""
    points = in_order(chart)
    said = [axis_words(care.scale), chart.verdict, chart.note, curve_words(chart.curve)]
    if points:
        worst = _worst_visit(care.scale, points)
        said.append(f"Latest: {points[-1].label}")
        if len(points) > 1:
            said.append(f"First: {points[0].label}")
        if worst not in (points[0], points[-1]):
            said.append(f"Worst: {worst.label}")
    said += [target_words(target) for target in chart.targets]
    said += [span_words(span) for span in care.spans] + [mark_words(mark) for mark in care.marks]
    return " ".join(_sentence(part) for part in said if part.strip())


def axis_words(scale: Scale) -> str:
    return f"Best at the top: {scale.best} {scale.best_word}, {scale.worst} {scale.worst_word}"


def span_words(span: Span) -> str:
    """A gap says its own dates; help is given the dates it ran."""
    if span.kind == GAP:
        return span.words
    since = f"{span.words} from {long_date(span.from_on)}"
    return f"{since} to {long_date(span.to_on)}" if span.to_on else since


def mark_words(mark: Mark) -> str:
    return mark.words if mark.kind in TURNS else f"{mark.words}, {long_date(mark.on)}"


def length_words(length: timedelta) -> str:
    return counted(length.days, "day")


def graded_words(point: Point) -> str:
    return f"{point.graded} of {point.of}"


def worst_words(scale: Scale, point: Point) -> str:
    """4 often missed (Roads, When left)."""
    word = scale.graded(point.worst)
    return f"{word} ({', '.join(point.worst_items)})" if point.worst_items else word


def mean_of(point: Point) -> str:
    return mean_words(point.mean)


def _worst_visit(scale: Scale, points: tuple[Point, ...]) -> Point:
    """The latest of the visits with the worst grade, then the worst mean."""
    return max(points, key=lambda point: (scale.depth(point.worst), scale.depth(point.mean), point.on))


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
