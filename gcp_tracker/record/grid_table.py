"""The grid of every grade as HTML. Written here and not in a template: a long story has two thousand cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from uuid import UUID

from markupsafe import Markup, escape

from gcp_tracker.change.histories import GradedVisit
from gcp_tracker.charts.grid import Cell, CellKind, Column, Grid, Row, RowGroup, grid
from gcp_tracker.record.care import Address
from gcp_tracker.rules.instrument import Instrument

HIDDEN = '<span class="govuk-visually-hidden">{}</span>'
# A class on each of two thousand cells is worth being short; see _charts.scss.
CLASSES = {"not_seen": "unseen", "not_applicable": "apart", "not_asked": "away"}

Written = Mapping[int | CellKind, str]


# Signed grades do not change, so a page that is opened again has the same grid; what it was made from is the key.
@lru_cache(maxsize=16)
def grid_table(
    instrument: Instrument, visits: tuple[GradedVisit, ...], order: tuple[str, ...], address: Address
) -> Markup:
    """The whole table, the domains in `order` first. Everything that people typed is escaped."""
    found = grid(
        instrument,
        visits,
        href=lambda visit_id, item_key: address(UUID(visit_id)) if item_key is None else None,
        order=order,
    )
    written = _written(found)
    parts = ['<table><caption class="govuk-visually-hidden">Items down, visits across, the newest last</caption>']
    parts += _head(found)
    for section in found.sections:
        parts.append(
            '<tbody class="care-grid__section"><tr>'
            f'<th scope="rowgroup" class="care-grid__name">{escape(section.title)}</th>'
            f'<td colspan="{len(found.columns)}"></td></tr></tbody>'
        )
        for group in section.groups:
            parts += _group(instrument, group, written)
    parts.append("</table>")
    return Markup("".join(parts))  # noqa: S704 - every text in it was escaped above


def _head(found: Grid) -> list[str]:
    years = "".join(
        f'<th scope="colgroup" class="care-grid__year" colspan="{count}">{year}</th>' for year, count in found.years
    )
    days = "".join(_day(column) for column in found.columns)
    name = '<td class="care-grid__name"></td>'
    return [f"<thead>{_forms(found)}<tr>{name}{years}</tr><tr>{name}{days}</tr></thead>"]


def _forms(found: Grid) -> str:
    """Above everything, where not all visits asked the same items."""
    if len(found.forms) < 2:
        return ""
    heads = "".join(
        f'<th scope="colgroup" class="care-grid__form" colspan="{count}">{escape(words)}</th>'
        for words, count in found.forms
    )
    return f'<tr><th scope="row" class="care-grid__name care-grid__forms">Items for</th>{heads}</tr>'


def _day(column: Column) -> str:
    year = HIDDEN.format(f" {column.on.year}")
    inner = f"<span>{column.day}</span> <span>{column.month}</span>{year}"
    return (
        f'<th scope="col"><a href="{escape(column.href)}">{inner}</a></th>'
        if column.href
        else f'<th scope="col">{inner}</th>'
    )


def _group(instrument: Instrument, group: RowGroup, written: Written) -> list[str]:
    rows = "".join([_row(row, written) for row in group.rows])
    if len(group.rows) == 1:
        return [f'<tbody class="care-grid__alone">{rows}</tbody>']
    key = escape(group.key)
    down = zip(*(row.cells for row in group.rows), strict=True)
    sums = "".join([_sum(instrument, cells, written) for cells in down])
    fold = (
        f'<label class="care-grid__fold" for="fold-{key}"><input type="checkbox" id="fold-{key}">'
        f"<span>{escape(group.title)}{HIDDEN.format(': show only the worst grade')}</span></label>"
    )
    return [
        '<tbody class="care-grid__group"><tr class="care-grid__sum">'
        f'<th scope="rowgroup" class="care-grid__name">{fold}</th>{sums}</tr>{rows}</tbody>'
    ]


def _row(row: Row, written: Written) -> str:
    cells = "".join([written[cell.kind if cell.value is None else cell.value] for cell in row.cells])
    return f'<tr><th scope="row" class="care-grid__name">{escape(row.title)}</th>{cells}</tr>'


def _sum(instrument: Instrument, cells: Sequence[Cell], written: Written) -> str:
    """The worst of a sub-area at one visit, seen when its items are folded away."""
    graded = [cell.value for cell in cells if cell.value is not None]
    return written[instrument.worst_of(graded)] if graded else written["none"]


def _written(found: Grid) -> dict[int | CellKind, str]:
    """Each kind of cell as HTML, once."""
    rows = (row for section in found.sections for group in section.groups for row in group.rows)
    kinds = {cell.kind if cell.value is None else cell.value: cell for row in rows for cell in row.cells}
    return {"none": "<td></td>", **{key: _cell(cell) for key, cell in kinds.items()}}


def _cell(cell: Cell) -> str:
    if cell.kind == "graded":
        return f'<td class="{cell.shade}">{cell.shown}</td>'
    if cell.kind == "none":
        return "<td></td>"
    shown = f'<span aria-hidden="true">{cell.shown}</span>' if cell.shown else ""
    return f'<td class="{CLASSES[cell.kind]}">{shown}{HIDDEN.format(cell.words)}</td>'
