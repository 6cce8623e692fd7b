"""Numbers that stay: of sections, paragraphs, tables and figures; of visits; and of what was signed, by its hash."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

from markupsafe import Markup

from gcp_tracker.exports.screens import LEFT_OUT, Screen
from gcp_tracker.models import Visit
from gcp_tracker.rules.recipients import Part
from gcp_tracker.statement.document import (
    Block,
    Figure,
    Heading,
    Paragraph,
    Section,
    Statement,
    Table,
    numbered,
    screened,
)
from gcp_tracker.statement.visits import SignedVisit, Visits
from tests.cast import TODAY

TABLE = Table("Roads", ("Day", "Grade"), (("3 May 2026", "4"), ("9 Mill Row", "2")), (50, 50))
FIGURE = Figure("Safety", "Safety goes down", Markup("<svg><text>9 Mill Row</text></svg>"))


def numbers_of(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        yield section.number
        for block in section.blocks:
            yield "" if isinstance(block, Heading) else block.number


def test_paragraphs_are_counted_in_their_section_and_tables_through_the_whole() -> None:
    blocks: tuple[Block, ...] = (Paragraph("a"), TABLE, Heading("h"), Paragraph("b"), FIGURE)
    made = numbered([Section("One", blocks), Section("Empty", ()), Section("Two", (TABLE, Paragraph("c"), FIGURE))])
    assert list(numbers_of(made)) == [
        "1", "1.1", "Table 1", "", "1.2", "Figure 1", "2", "Table 2", "2.1", "Figure 2",
    ]  # fmt: skip


def test_what_is_left_out_leaves_its_number_and_every_other() -> None:
    sections = numbered(
        [Section("One", (Paragraph("He lives at 9 Mill Row\x0c", "V1"), Paragraph("b"), TABLE, FIGURE))]
    )
    whole = Statement("A statement", ("As at 3 May 2026",), sections)
    told = screened(whole, Screen({Part.PLACES: frozenset({"9 mill row", "mill row"})}))
    assert list(numbers_of(told.sections)) == list(numbers_of(sections))
    first, second, table, figure = cast(Any, told.sections[0].blocks)
    assert (first.text, first.reference, second.text) == (LEFT_OUT, "V1", "b")
    assert table.rows == (("3 May 2026", "4"), (LEFT_OUT, "2"))
    assert "Mill Row" not in figure.picture


def visits_of(count: int) -> tuple[Visits, list[UUID]]:
    ids = [uuid4() for _ in range(count)]
    by = SimpleNamespace(name="Amira Khan")
    signed = []
    for place, one in enumerate(ids, start=1):
        signed_at = SimpleNamespace(astimezone=lambda _: SimpleNamespace(date=lambda: date(2026, 5, 3)))
        fake = SimpleNamespace(id=one, visited_on=date(2026, 5, 3), signed_by=by, author=by, signed_at=signed_at)
        signed.append(SignedVisit(place, cast(Visit, fake), (), TODAY))
    return Visits(tuple(signed), (), {one.visit.id: one for one in signed}), ids


def test_a_reference_names_one_or_two_visits_and_counts_more() -> None:
    visits, ids = visits_of(9)
    assert visits.reference([ids[2]]) == "V3, visit of 3 May 2026, signed by Amira Khan"
    assert visits.reference([ids[4], ids[0], ids[4]]).count("visit of") == 2
    assert visits.reference([ids[0], ids[1], ids[2], ids[4], ids[7], ids[8]]) == "V1 to V3, V5, V8, V9"
    assert visits.reference([uuid4()]) == ""
