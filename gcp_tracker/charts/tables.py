"""The same numbers as rows of words: "show as table", and the file to download."""

from __future__ import annotations

from dataclasses import dataclass

from gcp_tracker.charts.care import TURNS, CareOverTime, DomainChart, Point, in_order, mean_words
from gcp_tracker.charts.curve import band_words, curve_on
from gcp_tracker.charts.words import chart_title, graded_words, mean_of, worst_words
from gcp_tracker.rules.dates import long_date


@dataclass(frozen=True, slots=True)
class Table:
    """Words only, not escaped. Every row is as long as `head`; the first cell of a row names it.

    `turns` are sentences that stand across the table, each before the row of that number.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    turns: tuple[tuple[int, str], ...] = ()


def domain_table(care: CareOverTime, chart: DomainChart) -> Table:
    """A row per visit, oldest first; between them where other items were asked. Last what the curve says, if any."""
    points = in_order(chart)
    turns = [
        (sum(point.on < mark.on for point in points), mark.words)
        for mark in care.marks
        if mark.kind in TURNS and points
    ]
    rows: list[tuple[str, ...]] = [
        (
            long_date(point.on),
            graded_words(point),
            mean_of(point),
            worst_words(care.scale, point),
            care.worker_name(point.worker),
        )
        for point in points
    ]
    head: tuple[str, ...] = ("Date", "Items graded", "Mean", "Worst", "Worker")
    if chart.curve:
        head = (*head, "Likely between")
        curve = [curve_on(chart.curve, point.on) for point in points]
        rows = [(*row, band_words(place) if place else "–") for row, place in zip(rows, curve, strict=True)]
    return Table(chart_title(chart), head, tuple(rows), tuple(turns))


DOMAIN_CSV_HEAD = (
    "Domain", "Date", "Items graded", "Items that apply", "Mean", "Worst", "Worst items", "Worker",
    "Care by the curve", "Likely from", "Likely to",
)  # fmt: skip


def domain_csv_rows(care: CareOverTime, chart: DomainChart) -> list[tuple[str, ...]]:
    """A row per visit, below DOMAIN_CSV_HEAD: ISO dates, numbers in cells of their own."""
    return [
        (
            chart.title,
            point.on.isoformat(),
            str(point.graded),
            str(point.of),
            mean_of(point),
            str(point.worst),
            "; ".join(point.worst_items),
            care.worker_name(point.worker),
            *_curve_cells(chart, point),
        )
        for point in in_order(chart)
    ]


def _curve_cells(chart: DomainChart, point: Point) -> tuple[str, str, str]:
    """The middle, and the ends of the band, the lower number first; empty where there is no curve."""
    place = curve_on(chart.curve, point.on)
    if place is None:
        return "", "", ""
    low, high = sorted((place.low, place.high))
    return mean_words(place.middle), mean_words(low), mean_words(high)
