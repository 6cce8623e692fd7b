"""What can become of a conference pack, and what is said of an issue against the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.packs import (
    PackState,
    can_become,
    changes_since,
    check_checked_by,
    check_for_on,
    check_sentences,
    number_of,
)
from tests.cast import TODAY


def test_nothing_is_issued_that_was_not_checked() -> None:
    assert [state for state in PackState if can_become(state, PackState.ISSUED)] == [PackState.CHECKED]
    assert [state for state in PackState if can_become(state, PackState.CHECKED)] == [PackState.PREPARED]


def test_what_was_issued_never_becomes_open_again() -> None:
    for state in PackState:
        if state.is_frozen:
            assert not [to for to in PackState if to.is_open and can_become(state, to)]


def test_two_people_look_at_a_pack() -> None:
    check_checked_by(1, 2)
    with pytest.raises(RuleBroken, match="prepared this pack yourself"):
        check_checked_by(1, 1)


def test_a_pack_is_for_a_conference_to_come() -> None:
    check_for_on(TODAY, TODAY)
    with pytest.raises(RuleBroken, match="today or later"):
        check_for_on(TODAY - timedelta(days=1), TODAY)


def test_every_sentence_is_decided_and_one_at_least_is_said() -> None:
    check_sentences(approved=1, undecided=0)
    with pytest.raises(RuleBroken, match="1 sentence is neither"):
        check_sentences(approved=3, undecided=1)
    with pytest.raises(RuleBroken, match="at least one"):
        check_sentences(approved=0, undecided=0)


def test_a_later_issue_says_what_is_new_and_what_is_gone() -> None:
    before = {"Visits": ["1 May: seen", "8 May: seen"], "Meetings": ["Core group"], "At 4 or 5": ["Roads: 4"]}
    now = {"Visits": ["1 May: seen", "9 May: not seen"], "Meetings": ["Core group"], "Words": ["“Hello”"]}
    assert changes_since(before, now) == [
        ("Visits", ["9 May: not seen"], ["8 May: seen"]),
        ("Words", ["“Hello”"], []),
        ("At 4 or 5", [], ["Roads: 4"]),
    ]


def test_a_number_can_be_read_out() -> None:
    assert number_of("7f3a91c20b4e55d1" + "0" * 48) == "7f3a 91c2 0b4e 55d1"
