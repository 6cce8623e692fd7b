"""Two who grade one visit apart: who may, for how long, and what each is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gcp_tracker.rules.apart import (
    agreement_words,
    asked_words,
    check_agreed,
    check_apart_move,
    check_can_ask,
    check_second_worker,
    check_stays_one_visit,
    has_run_out,
    hidden_words,
    safety_words,
    seen_from,
    state_when_both_signed,
    waiting_words,
)
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import ApartState, SafeTonight
from tests.cast import USUAL

DAY = date(2026, 11, 16)
FITS = {"is_first_draft": True, "is_held": True, "is_before_birth": False, "is_manager": False}


def test_nothing_is_hidden_from_the_fifth_day_after_the_first_signature() -> None:
    assert seen_from(DAY, USUAL) == date(2026, 11, 21)
    assert not has_run_out(DAY, date(2026, 11, 20), USUAL)
    assert has_run_out(DAY, date(2026, 11, 21), USUAL)
    assert not has_run_out(None, DAY + timedelta(days=400), USUAL)


def test_a_second_signature_counts_as_apart_only_while_the_first_was_hidden() -> None:
    assert state_when_both_signed(DAY, DAY + timedelta(days=4), USUAL) is ApartState.BOTH_SIGNED
    assert state_when_both_signed(DAY, DAY + timedelta(days=5), USUAL) is ApartState.SIGNED_LATE


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"is_first_draft": False}, "before the visit is signed"),
        ({"is_held": False}, "did not take place"),
        ({"is_before_birth": True}, "nothing is graded"),
        ({"is_manager": True}, "see every grade at once"),
    ],
)
def test_when_nobody_can_be_asked(wrong: dict[str, bool], sentence: str) -> None:
    check_can_ask(**FITS)
    with pytest.raises(RuleBroken, match=sentence):
        check_can_ask(**{**FITS, **wrong})


def test_who_cannot_be_second_is_told_beside_the_field() -> None:
    check_second_worker("Ben", may_record=True, is_manager=False, came_along=False)
    for may_record, is_manager, came_along in ((False, False, False), (True, True, False), (True, False, True)):
        with pytest.raises(RuleBroken) as broken:
            check_second_worker("Ben", may_record=may_record, is_manager=is_manager, came_along=came_along)
        assert broken.value.field == "second"


@pytest.mark.parametrize(
    ("same", "field"),
    [((False, True, True), "visited_on"), ((True, False, True), "care_of"), ((True, True, False), "band")],
)
def test_two_gradings_of_one_visit_keep_day_home_and_items(same: tuple[bool, bool, bool], field: str) -> None:
    check_stays_one_visit("Ben", same_day=True, same_care=True, same_items=True)
    with pytest.raises(RuleBroken) as broken:
        check_stays_one_visit("Ben", **dict(zip(("same_day", "same_care", "same_items"), same, strict=True)))
    assert broken.value.field == field


def test_what_has_ended_does_not_begin_again() -> None:
    check_apart_move(ApartState.BOTH_SIGNED, ApartState.ENDED)
    with pytest.raises(RuleBroken):
        check_apart_move(ApartState.ENDED, ApartState.APART)


def test_what_is_agreed_is_a_grade_of_an_item_that_was_graded() -> None:
    check_agreed({"hygiene": 3}, range(1, 6), {"hygiene"})
    for grades in ({}, {"hygiene": 6}, {"roads": 2}):
        with pytest.raises(RuleBroken):
            check_agreed(grades, range(1, 6), {"hygiene"})


def test_what_each_of_the_two_is_told() -> None:
    assert asked_words("Amira", DAY) == "Amira asks you to grade the visit of 16 November 2026 too, apart from Amira."
    assert "has signed" not in hidden_words("Amira", None)
    assert "On 21 November 2026 it is shown, whether you have signed or not" in hidden_words(
        "Amira", seen_from(DAY, USUAL)
    )
    assert "does not see your grades before that, or before 21 November 2026" in waiting_words(
        "Ben", DAY, seen_from(DAY, USUAL)
    )


def test_safety_is_told_without_the_grade_that_asked() -> None:
    assert "nobody has answered yet" in safety_words(None, "", "", "")
    said = safety_words(SafeTonight.NO, "Chloe", "16:10", "Stays with Gran.")
    assert said == "It was asked whether the child is safe tonight: no. Told: Chloe, 16:10. Agreed: Stays with Gran."
    assert "Agreed" not in safety_words(SafeTonight.YES, "Nobody", "", "")


@pytest.mark.parametrize(
    ("kappa", "words"),
    [
        (0.9, "almost perfect"),
        (0.8, "substantial"),
        (0.5, "moderate"),
        (0.3, "fair"),
        (0.0, "slight"),
        (-0.1, "less than chance"),
    ],
)
def test_agreement_in_words(kappa: float, words: str) -> None:
    assert agreement_words(kappa) == words
