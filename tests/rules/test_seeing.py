"""For how long, with what reason, and who decides who may see a child."""

from __future__ import annotations

from datetime import date

import pytest

from gcp_tracker.rules import seeing
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.rules.errors import RuleBroken


@pytest.mark.parametrize("reason", ["", "urgent", "police " * 2, "   a   b   c   d   e   f "])
def test_a_word_is_no_reason(reason: str) -> None:
    with pytest.raises(RuleBroken, match="at least 20 characters") as broken:
        seeing.check_reason(reason)
    assert broken.value.field == "reason"


def test_a_sentence_is_a_reason() -> None:
    seeing.check_reason("Police at the door, child alone")


@pytest.mark.parametrize(
    ("broken_on", "due_on"),
    [
        (date(2026, 11, 16), date(2026, 11, 17)),
        (date(2026, 11, 20), date(2026, 11, 23)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        # Thursday; then Good Friday, the weekend, Easter Monday
        (date(2026, 4, 2), date(2026, 4, 7)),
        (date(2026, 12, 24), date(2026, 12, 29)),
    ],
)
def test_broken_glass_is_reviewed_on_the_next_working_day(broken_on: date, due_on: date) -> None:
    assert seeing.working_days_after(broken_on, LOCAL["glass_review_within"].usual) == due_on


def test_a_restriction_asked_for_before_a_long_weekend_leaves_three_working_days_to_confirm_it() -> None:
    assert seeing.working_days_after(date(2026, 4, 2), LOCAL["restriction_confirmed_within"].usual) == date(2026, 4, 9)


def test_who_asked_or_broke_the_glass_does_not_decide() -> None:
    with pytest.raises(RuleBroken):
        seeing.check_second_person(1, 1)
    with pytest.raises(RuleBroken):
        seeing.check_reviewer(1, 1)
    seeing.check_second_person(1, 2)
    seeing.check_reviewer(1, 2)


@pytest.mark.parametrize(("keepers", "is_enough"), [(0, False), (1, False), (2, True), (5, True)])
def test_at_least_two_managers_are_named(keepers: int, is_enough: bool) -> None:
    if is_enough:
        seeing.check_keepers(keepers)
    else:
        with pytest.raises(RuleBroken, match="at least two managers"):
            seeing.check_keepers(keepers)


@pytest.mark.parametrize(
    ("from_on", "to_on", "field"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), "to_on"),
        (date(2026, 11, 10), date(2026, 11, 16), "to_on"),
        (date(2026, 11, 20), date(2027, 12, 20), "to_on"),
        (date(2026, 12, 3), date(2026, 12, 8), "from_on"),
        (date(1990, 1, 1), date(2026, 12, 8), "from_on"),
    ],
)
def test_a_time_away_that_cannot_be(from_on: date, to_on: date, field: str) -> None:
    held = [(date(2026, 12, 1), date(2026, 12, 5))]
    with pytest.raises(RuleBroken) as broken:
        seeing.check_standing_in(1, 2, from_on, to_on, date(2026, 11, 16), held)
    assert broken.value.field == field


def test_a_time_away_that_touches_another_is_right() -> None:
    held = [(date(2026, 12, 1), date(2026, 12, 5))]
    seeing.check_standing_in(1, 2, date(2026, 12, 5), date(2026, 12, 8), date(2026, 11, 16), held)
    with pytest.raises(RuleBroken, match="themselves"):
        seeing.check_standing_in(1, 1, date(2026, 12, 5), date(2026, 12, 8), date(2026, 11, 16), held)


@pytest.mark.parametrize(("days", "is_right"), [(-1, False), (0, True), (60, True), (61, False)])
def test_a_handover_has_an_end(days: int, is_right: bool) -> None:
    if is_right:
        seeing.check_handover_days(days)
    else:
        with pytest.raises(RuleBroken):
            seeing.check_handover_days(days)


def test_a_chair_reads_before_and_after_the_conference() -> None:
    seeing.check_chair_days(date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 21))
    with pytest.raises(RuleBroken):
        seeing.check_chair_days(date(2026, 11, 21), date(2026, 11, 20), date(2026, 11, 30))
    with pytest.raises(RuleBroken):
        seeing.check_chair_days(date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 20))
