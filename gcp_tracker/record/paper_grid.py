"""Every grade on one sheet of A4, told apart by number and grey: what the grid of the child’s page is on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from gcp_tracker.change.histories import GradedVisit
from gcp_tracker.charts.grid import Cell, Column, Grid, grid
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.instrument import Instrument

# With so many visits a cell is still 5 mm wide on an upright sheet, and 3.7 mm on one laid across: the least at which
# its number can be read at arm’s length. What is older than that is left out, and the sheet says so.
MOST_LARGE = 12
MOST_UPRIGHT = 26
MOST_ACROSS = 60

CLASSES: Mapping[str, str] = {"not_seen": "unseen", "not_applicable": "apart", "not_asked": "away", "none": ""}


@dataclass(frozen=True, slots=True)
class PaperGrid:
    """`size`: "large", "upright" or "across". `left_out` is a sentence, empty when every visit is there."""

    table: Markup
    size: str
    left_out: str


def paper_grid(instrument: Instrument, visits: tuple[GradedVisit, ...], order: tuple[str, ...]) -> PaperGrid:
    """The newest visits, at most MOST_ACROSS; the domains in `order` first."""
    oldest_first = sorted(visits, key=lambda visit: visit.on)
    kept, dropped = oldest_first[-MOST_ACROSS:], oldest_first[:-MOST_ACROSS]
    size = "large" if len(kept) <= MOST_LARGE else "upright" if len(kept) <= MOST_UPRIGHT else "across"
    return PaperGrid(_table(grid(instrument, kept, order=order)), size, _left_out_words(dropped))


def _left_out_words(dropped: list[GradedVisit]) -> str:
    if not dropped:
        return ""
    if len(dropped) == 1:
        return f"The earliest visit, of {long_date(dropped[0].on)}, does not fit on this sheet and is left out."
    return (
        f"The {len(dropped)} earliest visits, from {long_date(dropped[0].on)} to {long_date(dropped[-1].on)}, do not"
        " fit on this sheet and are left out."
    )


def _table(found: Grid) -> Markup:
    years = "".join(
        [f'<th scope="colgroup" colspan="{count}">{_year(year, count)}</th>' for year, count in found.years]
    )
    days = "".join([_day(column) for column in found.columns])
    parts = [
        '<table><caption class="govuk-visually-hidden">Items down, visits across, the newest last</caption>',
        f"<thead>{_forms(found)}<tr><td></td>{years}</tr><tr><td></td>{days}</tr></thead>",
    ]
    for section in found.sections:
        rows = "".join(
            [
                f'<tr><th scope="row">{escape(row.title)}</th>{"".join(map(_cell, row.cells))}</tr>'
                for group in section.groups
                for row in group.rows
            ]
        )
        parts.append(
            f'<tbody><tr class="paper-grid__domain"><th scope="rowgroup">{escape(section.title)}</th>'
            f'<td colspan="{len(found.columns)}"></td></tr>{rows}</tbody>'
        )
    parts.append("</table>")
    return Markup("".join(parts))  # noqa: S704 - every text in it was escaped above


def _forms(found: Grid) -> str:
    """Above the years, where not all visits asked the same items."""
    if len(found.forms) < 2:
        return ""
    heads = "".join([f'<th scope="colgroup" colspan="{count}">{escape(title)}</th>' for title, count in found.forms])
    return f'<tr class="paper-grid__forms"><td></td>{heads}</tr>'


def _year(year: int, count: int) -> str:
    """A year with one visit has the room of one cell."""
    return str(year) if count > 1 else f"’{year % 100:02}"


def _day(column: Column) -> str:
    year = f'<span class="govuk-visually-hidden"> {column.on.year}</span>'
    return f'<th scope="col"><span>{column.day} {column.month}{year}</span></th>'


def _cell(cell: Cell) -> str:
    if cell.kind == "graded":
        return f'<td class="{cell.shade}">{cell.shown}</td>'
    kind = CLASSES[cell.kind]
    said = f'<span class="govuk-visually-hidden">{cell.words}</span>' if kind else ""
    shown = f'<span aria-hidden="true">{cell.shown}</span>' if cell.shown else ""
    return f'<td class="{kind}">{shown}{said}</td>' if kind else "<td></td>"
