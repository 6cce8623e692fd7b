"""The grid of every grade as HTML. Written here and not in a template: a long story has two thousand cells."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from markupsafe import Markup, escape

from gcp_tracker.charts.grid import Cell, Column, Grid, Row, RowGroup, grid
from gcp_tracker.record.care import Address
from gcp_tracker.record.story import Series
from gcp_tracker.rules.instrument import Instrument

HIDDEN = '<span class="govuk-visually-hidden">{}</span>'


def grid_table(series: Series, order: Sequence[str], address: Address) -> Markup:
    """The whole table, the domains in `order` first. Everything that people typed is escaped."""
    found = grid(
        series.instrument,
        series.graded,
        href=lambda visit_id, item_key: address(UUID(visit_id)) if item_key is None else None,
        order=order,
    )
    parts = ['<table><caption class="govuk-visually-hidden">Items down, visits across, the newest last</caption>']
    parts += _head(found)
    for section in found.sections:
        parts.append(
            '<tbody class="care-grid__section"><tr>'
            f'<th scope="rowgroup" class="care-grid__name">{escape(section.title)}</th>'
            f'<td colspan="{len(found.columns)}"></td></tr></tbody>'
        )
        for group in section.groups:
            parts += _group(series.instrument, group)
    parts.append("</table>")
    return Markup("".join(parts))  # noqa: S704 - every text in it was escaped above


def _head(found: Grid) -> list[str]:
    years = "".join(
        f'<th scope="colgroup" class="care-grid__year" colspan="{count}">{year}</th>' for year, count in found.years
    )
    days = "".join(_day(column) for column in found.columns)
    name = '<td class="care-grid__name"></td>'
    return [f"<thead><tr>{name}{years}</tr><tr>{name}{days}</tr></thead>"]


def _day(column: Column) -> str:
    year = HIDDEN.format(f" {column.on.year}")
    inner = f"<span>{column.day}</span> <span>{column.month}</span>{year}"
    return (
        f'<th scope="col"><a href="{escape(column.href)}">{inner}</a></th>'
        if column.href
        else f'<th scope="col">{inner}</th>'
    )


def _group(instrument: Instrument, group: RowGroup) -> list[str]:
    rows = "".join(_row(row) for row in group.rows)
    if len(group.rows) == 1:
        return [f'<tbody class="care-grid__alone">{rows}</tbody>']
    key = escape(group.key)
    sums = "".join(
        _sum(instrument, [row.cells[place] for row in group.rows]) for place in range(len(group.rows[0].cells))
    )
    fold = (
        f'<label class="care-grid__fold" for="fold-{key}"><input type="checkbox" id="fold-{key}">'
        f"<span>{escape(group.title)}{HIDDEN.format(': show only the worst grade')}</span></label>"
    )
    return [
        '<tbody class="care-grid__group"><tr class="care-grid__sum">'
        f'<th scope="rowgroup" class="care-grid__name">{fold}</th>{sums}</tr>{rows}</tbody>'
    ]


def _row(row: Row) -> str:
    cells = "".join([_cell(cell) for cell in row.cells])
    return f'<tr><th scope="row" class="care-grid__name">{escape(row.title)}</th>{cells}</tr>'


def _cell(cell: Cell) -> str:
    if cell.kind == "graded":
        return f'<td class="care-grid__cell care-grid__cell--{cell.shade}">{cell.shown}</td>'
    if cell.kind == "none":
        return '<td class="care-grid__cell"></td>'
    said = HIDDEN.format(cell.words)
    shown = f'<span aria-hidden="true">{cell.shown}</span>' if cell.shown else ""
    return f'<td class="care-grid__cell care-grid__cell--{cell.kind.replace("_", "-")}">{shown}{said}</td>'


def _sum(instrument: Instrument, cells: Sequence[Cell]) -> str:
    """The worst of a sub-area at one visit, seen when its items are folded away."""
    graded = {cell.value: cell for cell in cells if cell.value is not None}
    return _cell(graded[instrument.worst_of(graded)]) if graded else '<td class="care-grid__cell"></td>'
