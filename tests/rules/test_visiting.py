"""What must be said before a visit can be signed, as a property of any grades."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.paths import INSTRUMENTS
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument_file import load_instrument
from gcp_tracker.rules.visiting import (
    ItemAnswer,
    can_move,
    check_can_be_signed,
    check_move,
    choose_band,
    kept_until,
    missing_evidence,
    unexplained_changes,
)
from gcp_tracker.rules.vocabulary import VISIT_MOVES, VisitState

OURS = load_instrument(INSTRUMENTS / "graded-care-1.0.yaml")
grades = st.integers(1, 5)


@given(value=grades, before=st.none() | grades, has_evidence=st.booleans())
def test_evidence_is_missing_just_when_a_grade_or_the_one_before_is_four_or_five(
    value: int, before: int | None, has_evidence: bool
) -> None:
    answers = {"hygiene": ItemAnswer("hygiene", value, has_evidence, False)}
    previous = {} if before is None else {"hygiene": before}
    wanted = not has_evidence and (value >= 4 or (before or 0) >= 4)
    assert bool(missing_evidence(OURS, answers, previous)) is wanted


@given(value=grades, before=grades, told=st.booleans())
def test_a_jump_of_two_asks_what_changed_and_never_stops_a_signature(value: int, before: int, told: bool) -> None:
    answers = {"hygiene": ItemAnswer("hygiene", value, True, told)}
    asked = unexplained_changes(OURS, answers, {"hygiene": before})
    assert bool(asked) is (abs(value - before) >= 2 and not told)
    check_can_be_signed(missing_evidence(OURS, answers, {"hygiene": before}), safe_tonight_unanswered=False)


@given(st.sampled_from(VisitState), st.sampled_from(VisitState))
def test_a_button_and_its_action_never_disagree(state: VisitState, to: VisitState) -> None:
    if can_move(state, to):
        check_move(state, to)
    else:
        with pytest.raises(RuleBroken):
            check_move(state, to)


def test_nothing_leads_back_to_a_draft() -> None:
    assert all(VisitState.DRAFT not in moves for moves in VISIT_MOVES.values())


@given(st.dates(date(2000, 1, 1), date(2026, 1, 1)), st.integers(1, 60))
def test_a_signed_visit_is_kept_until_well_after_the_child_is_grown(born_on: date, years: int) -> None:
    last = kept_until(born_on, date(2026, 1, 1), years)
    assert last.year == born_on.year + 18 + years


def test_a_leap_day_child_and_an_unknown_birthday_have_a_retention_date_too() -> None:
    assert kept_until(date(2020, 2, 29), date(2026, 1, 1), 17) == date(2055, 3, 1)
    assert kept_until(None, date(2026, 1, 1), 17) == date(2051, 1, 1)


def test_another_age_needs_its_reason() -> None:
    leo = date(2020, 7, 24)
    assert choose_band(OURS, leo, date(2026, 11, 16), None, "").key == "5-10"
    assert choose_band(OURS, leo, date(2026, 11, 16), "5-10", "").key == "5-10"
    assert choose_band(OURS, leo, date(2026, 11, 16), "2-4", "Developmental age").key == "2-4"
    with pytest.raises(RuleBroken) as broken:
        choose_band(OURS, leo, date(2026, 11, 16), "2-4", "")
    assert broken.value.field == "band_reason"
