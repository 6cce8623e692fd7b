"""Every grade as a table: nothing lost, newest on the right, every cell in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gcp_tracker.change.histories import GradedVisit
from gcp_tracker.charts.grid import Cell, Grid, grid
from gcp_tracker.charts.palette import PALETTE
from gcp_tracker.rules.instrument import Instrument
from tests.instruments import FIVE_GRADES, WELLBEING


def a_visit(number: int, on: date, band: str, grades: dict[str, int], **answers: frozenset[str]) -> GradedVisit:
    return GradedVisit(f"visit-{number}", on, "amira", "home", band, grades, **answers)


def cells(table: Grid, item_key: str) -> tuple[Cell, ...]:
    rows = [row for section in table.sections for group in section.groups for row in group.rows]
    return next(row.cells for row in rows if row.key == item_key)


def keys(table: Grid) -> set[str]:
    return {row.key for section in table.sections for group in section.groups for row in group.rows}


@pytest.mark.parametrize("instrument", [FIVE_GRADES, WELLBEING])
def test_every_grade_of_every_visit_is_in_its_cell(instrument: Instrument) -> None:
    band = instrument.bands[-1].key
    items = [item.key for item in instrument.items_for(band)]
    values = instrument.values
    visits = [
        a_visit(
            number,
            date(2023, 11, 20) + timedelta(days=18 * number),
            band,
            {key: values[(number + place) % len(values)] for place, key in enumerate(items)},
        )
        for number in range(60)
    ]
    table = grid(instrument, reversed(visits), href=lambda visit, item: f"/{visit}/{item or ''}")
    assert [column.visit_id for column in table.columns] == [visit.visit_id for visit in visits]
    assert keys(table) == set(items)
    for key in items:
        row = cells(table, key)
        assert [cell.value for cell in row] == [visit.grades[key] for visit in visits]
        for cell, visit in zip(row, visits, strict=True):
            assert cell.words == f"{cell.value} {instrument.point(visit.grades[key]).word}"
            assert cell.shade in PALETTE.grades
            assert cell.href == f"/{visit.visit_id}/{key}"


def test_what_was_not_graded_says_why() -> None:
    band = FIVE_GRADES.bands[-1].key
    seen, unseen, apart, silent = [item.key for item in FIVE_GRADES.items_for(band)][:4]
    visit = a_visit(
        1,
        date(2026, 5, 3),
        band,
        {seen: FIVE_GRADES.worst},
        not_seen=frozenset({unseen}),
        not_applicable=frozenset({apart}),
    )
    table = grid(FIVE_GRADES, [visit])
    kinds = {key: cells(table, key)[0] for key in (seen, unseen, apart, silent)}
    assert [cell.kind for cell in kinds.values()] == ["graded", "not_seen", "not_applicable", "none"]
    assert [cell.words for cell in kinds.values()] == ["5 not met", "not seen", "does not apply", "not graded"]
    assert [cell.shown for cell in kinds.values()] == ["5", "", "–", ""]


def test_an_item_of_another_age_was_not_asked_then_and_one_never_asked_is_left_out() -> None:
    young, older = FIVE_GRADES.bands[0].key, FIVE_GRADES.bands[-1].key
    only_older = [item.key for item in FIVE_GRADES.items_for(older) if not item.applies_to(young)]
    only_young = [item.key for item in FIVE_GRADES.items_for(young) if not item.applies_to(older)]
    assert only_older or only_young
    as_baby = grid(FIVE_GRADES, [a_visit(1, date(2024, 5, 3), young, {})])
    assert not keys(as_baby) & set(only_older)
    both = grid(FIVE_GRADES, [a_visit(1, date(2024, 5, 3), young, {}), a_visit(2, date(2026, 5, 3), older, {})])
    for key in only_older:
        assert [cell.kind for cell in cells(both, key)] == ["not_asked", "none"]


def test_years_span_their_columns_and_dates_are_words() -> None:
    band = FIVE_GRADES.bands[-1].key
    days = (date(2025, 11, 3), date(2025, 12, 22), date(2026, 1, 19))
    table = grid(FIVE_GRADES, [a_visit(number, on, band, {}) for number, on in enumerate(days)])
    assert table.years == ((2025, 2), (2026, 1))
    assert [(column.day, column.month, column.words) for column in table.columns][0] == ("3", "Nov", "3 November 2025")


def test_the_domains_named_first_come_first() -> None:
    band = FIVE_GRADES.bands[-1].key
    last = FIVE_GRADES.domains[-1].key
    table = grid(FIVE_GRADES, [a_visit(1, date(2026, 5, 3), band, {})], order=[last])
    assert [section.key for section in table.sections] == [
        last,
        *(domain.key for domain in FIVE_GRADES.domains[:-1]),
    ]


def test_without_visits_there_is_nothing() -> None:
    assert grid(FIVE_GRADES, []) == Grid((), (), (), ())
