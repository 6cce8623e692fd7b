"""Spells count from their first day up to the day they end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.spells import Spell, check_can_end, check_no_overlap, is_current, overlaps

MAY = date(2026, 5, 1)
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 2, 10))
SPELLS = st.builds(
    lambda start, length: Spell(start, None if length is None else start + timedelta(days=length)),
    DAYS,
    st.none() | st.integers(min_value=1, max_value=30),
)


def test_on_the_day_it_ends_a_spell_is_over() -> None:
    assert is_current(MAY, None, MAY)
    assert not is_current(MAY, None, MAY - timedelta(days=1))
    assert not is_current(MAY, MAY, MAY)
    assert is_current(MAY, MAY + timedelta(days=1), MAY)


@given(SPELLS, SPELLS)
def test_spells_overlap_exactly_when_they_share_a_day(one: Spell, other: Spell) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(90)]
    share = any(is_current(*one, day) and is_current(*other, day) for day in days)
    assert overlaps(one, other) is overlaps(other, one) is share


def test_the_refusals_say_why() -> None:
    with pytest.raises(RuleBroken, match="taken"):
        check_no_overlap([Spell(MAY, None)], Spell(MAY, None), "taken")
    with pytest.raises(RuleBroken, match="ended already"):
        check_can_end(MAY, MAY, MAY, "its start", "End", "to_on")
    with pytest.raises(RuleBroken, match="End must be on or after its start, 1 May 2026"):
        check_can_end(MAY, None, MAY - timedelta(days=1), "its start", "End", "to_on")
