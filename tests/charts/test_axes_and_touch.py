"""Months on the axis, and where a finger may land."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.charts.axes import MOST_ON_PHONE, MOST_ON_TABLET, TimeAxis, named_grades
from gcp_tracker.charts.touch import REACH, touch_areas
from tests.charts.examples import ELEVEN, FIVE, START, a_point, care_with


def ticks(from_on: date, to_on: date) -> list[str]:
    return [tick.words for tick in TimeAxis(from_on, to_on).ticks() if tick.always]


def test_a_year_has_every_second_month() -> None:
    expected = ["Jan 26", "Mar 26", "May 26", "Jul 26", "Sep 26", "Nov 26"]
    assert ticks(date(2025, 11, 3), date(2026, 11, 22)) == expected


def test_three_years_have_half_years() -> None:
    expected = ["Jan 24", "Jul 24", "Jan 25", "Jul 25", "Jan 26", "Jul 26"]
    assert ticks(date(2023, 11, 20), date(2026, 11, 22)) == expected


def test_a_few_weeks_have_their_first_and_last_day() -> None:
    assert ticks(date(2026, 10, 1), date(2026, 11, 12)) == ["1 Oct 26", "12 Nov 26"]


def test_one_day_is_named_and_stands_in_the_middle() -> None:
    axis = TimeAxis(START, START)
    assert [tick.words for tick in axis.ticks()] == ["8 Jan 24"]
    assert axis.at(START) == 0.5


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 20 * 365))
def test_ticks_are_few_in_order_and_within_the_days(from_on: date, days: int) -> None:
    axis = TimeAxis(from_on, from_on + timedelta(days=days))
    named = axis.ticks()
    assert named
    assert sum(tick.always for tick in named) <= MOST_ON_PHONE
    assert len(named) <= MOST_ON_TABLET
    assert [tick.on for tick in named] == sorted({tick.on for tick in named})
    assert all(axis.covers(tick.on) for tick in named)


def test_the_axis_reaches_a_visit_outside_the_days_it_was_given() -> None:
    axis = TimeAxis.of(care_with(a_point(-40, 2.0, 2), a_point(900, 2.0, 2)))
    assert (axis.from_on, axis.to_on) == (START - timedelta(days=40), START + timedelta(days=900))


def test_grades_are_named_as_far_as_there_is_room_and_always_both_ends() -> None:
    assert named_grades(FIVE, 84) == (1, 2, 3, 4, 5)
    assert named_grades(ELEVEN, 84) == (10, 8, 6, 4, 2, 0)
    assert named_grades(ELEVEN, 20) == (10, 0)


@given(st.lists(st.floats(10.5, 97), min_size=1, max_size=60).map(sorted))
def test_touch_areas_hold_or_adjoin_their_dot_and_never_overlap(places: list[float]) -> None:
    areas = touch_areas(places)
    for (start, end), place in zip(areas, places, strict=True):
        assert 0 <= start <= end <= 100
        if places.count(place) == 1:
            assert start <= place <= end
    for (_, end), (start, _) in zip(areas, areas[1:], strict=False):
        assert end <= start + 1e-9


@pytest.mark.parametrize("place", [10.5, 50.0, 97.0])
def test_a_dot_alone_has_44_pixels_on_a_phone(place: float) -> None:
    ((start, end),) = touch_areas([place])
    assert end - start == pytest.approx(2 * REACH)
    assert (end - start) / 100 * 320 >= 44


def test_dots_on_one_day_share_its_area_from_left_to_right() -> None:
    assert touch_areas([50.0, 50.0]) == [(43.0, 50.0), (50.0, 57.0)]
