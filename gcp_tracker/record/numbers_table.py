"""A chart’s numbers as an HTML table. Written here and not in a template: a long story has a thousand cells."""

from __future__ import annotations

from markupsafe import Markup, escape

from gcp_tracker.charts.tables import Table


def numbers_table(table: Table) -> Markup:
    """Everything in it is escaped here."""
    head = "".join([f'<th scope="col">{escape(cell)}</th>' for cell in table.head])
    written = [_row(*row) for row in table.rows]
    for place, words in reversed(table.turns):
        written.insert(place, _turn(words, len(table.head)))
    rows = "".join(written)
    caption = f'<caption class="numbers__caption">{escape(table.caption)}</caption>'
    return Markup(  # noqa: S704 - every text in it was escaped above
        f'<table class="numbers">{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _turn(words: str, across: int) -> str:
    return f'<tr class="numbers__turn"><td colspan="{across}">{escape(words)}</td></tr>'


def _row(name: str, *cells: str) -> str:
    return f'<tr><th scope="row">{escape(name)}</th>{"".join([f"<td>{escape(cell)}</td>" for cell in cells])}</tr>'
