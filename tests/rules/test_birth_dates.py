"""What a corrected date of birth would change is said beforehand, and nothing that was graded changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.paths import INSTRUMENTS
from gcp_tracker.rules.birth_dates import (
    BandedVisit,
    Birth,
    check_reason_for_birth,
    effects_of_birth,
    other_band_sentences,
)
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument_file import load_instrument

OURS = load_instrument(INSTRUMENTS / "graded-care-1.0.yaml")
TODAY = date(2026, 11, 16)
RIGHT, WRONG = Birth(date(2024, 9, 3)), Birth(date(2023, 9, 3))


def visit(on: date, band: str, **more: bool) -> BandedVisit:
    return BandedVisit(on, OURS, band, **more)


def effects(visits: list[BandedVisit], before: Birth, after: Birth) -> list[str]:
    return effects_of_birth("Idil", visits, before, after, TODAY)


def test_visits_graded_with_the_items_of_another_age_are_counted_and_stay() -> None:
    visits = [visit(date(2025, 10, 1) + timedelta(days=40 * number), "2-4") for number in range(3)]
    said = effects(visits, WRONG, RIGHT)
    assert said == [
        "Idil’s age is 2 by the new date, not 3.",
        "3 visits were graded with the items for 2 to 4; by the date of birth they belong to under 2."
        " Nothing graded is changed; the charts will say so.",
    ]
    assert effects(visits[:1], WRONG, RIGHT)[1].startswith("1 visit was graded")


def test_a_band_that_the_worker_chose_is_not_called_wrong() -> None:
    assert other_band_sentences([visit(date(2025, 10, 1), "2-4", is_chosen=True)], RIGHT) == []


def test_an_open_visit_keeps_its_items() -> None:
    said = effects([visit(date(2025, 10, 1), "2-4", is_draft=True)], WRONG, RIGHT)
    assert "The open visit of 1 October 2025 keeps the items for 2 to 4, unless its worker changes them" in said[-1]


def test_visits_before_the_birth_and_after_eighteen_are_said() -> None:
    said = effects([visit(date(2024, 5, 1), "under-2")], WRONG, RIGHT)
    assert said[-1].startswith("1 signed visit is dated before the new date of birth.")
    old, older = Birth(date(2009, 1, 1)), Birth(date(2008, 1, 1))
    said = effects([visit(date(2026, 2, 1), "16-17"), visit(date(2026, 3, 1), "16-17")], old, older)
    assert said[-1].startswith("2 signed visits are dated on or after the eighteenth birthday")
    assert "Idil is 18 or over by the new date: only visits before the eighteenth birthday can be graded." in said
    assert "Idil is not yet 18 by the new date: visits can be graded again." in effects([], older, old)


def test_a_birth_and_a_birth_taken_back_are_said() -> None:
    waiting = Birth(None, date(2026, 12, 1))
    assert effects([], waiting, Birth(TODAY)) == ["Idil counts as born: visits from 16 November 2026 on can be graded."]
    assert "not yet born" in effects([], Birth(TODAY), waiting)[0]
    assert effects([], waiting, Birth(None, date(2026, 12, 8))) == []


def test_a_correction_needs_a_reason_and_a_birth_does_not() -> None:
    check_reason_for_birth(Birth(None, TODAY), RIGHT, "")
    check_reason_for_birth(RIGHT, RIGHT, "")
    check_reason_for_birth(WRONG, RIGHT, "Birth certificate")
    for after in (RIGHT, Birth(None, TODAY)):
        with pytest.raises(RuleBroken) as broken:
            check_reason_for_birth(WRONG, after, "")
        assert broken.value.field == "birth_reason"


@given(st.dates(date(2010, 1, 1), TODAY), st.dates(date(2010, 1, 1), TODAY))
def test_a_visit_graded_by_age_is_never_called_wrong_by_the_same_date(born_on: date, on: date) -> None:
    band = OURS.band_at(born_on, on)
    if band is not None:
        assert other_band_sentences([visit(on, band.key)], Birth(born_on)) == []
