"""What a record of supervision must say, and the words and steps that are held against the grades."""

from __future__ import annotations

from datetime import date

import pytest

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.judgements import Occasion, help_step, improving_words, step_words
from gcp_tracker.rules.records import RECORD_MOVES, RecordState, check_record_move
from gcp_tracker.rules.supervision import (
    QUESTIONS,
    Decided,
    OnTheWhole,
    RecordKind,
    SessionKind,
    check_can_be_signed,
    check_group,
    check_held_on,
    lacking,
)
from gcp_tracker.rules.vocabulary import HelpKind

TODAY = date(2026, 11, 16)
ALL = ["said"] * 4
CP, CIN, OPEN, LAC = (
    HelpKind.CHILD_PROTECTION,
    HelpKind.CHILD_IN_NEED,
    HelpKind.OPEN_CASE,
    HelpKind.LOOKED_AFTER,
)


def test_a_record_answers_every_question_and_says_how_life_is_on_the_whole() -> None:
    found = lacking(RecordKind.SESSION, ["", "  ", "x", ""], None, [])
    assert [field for field, _ in found] == ["like_to_be", "what_changed", "whose_voice", "on_the_whole"]
    check_can_be_signed(RecordKind.SESSION, ALL, OnTheWhole.UNKNOWN, [])


def test_a_decision_has_what_who_and_by_when() -> None:
    whole = Decided("Ring the father", "Amira Khan", TODAY)
    check_can_be_signed(RecordKind.SESSION, ALL, OnTheWhole.SAME, [whole])
    for lacks, field in (
        (Decided("", "Amira Khan", TODAY), "what_2"),
        (Decided("Ring the father", "", TODAY), "who_2"),
        (Decided("Ring the father", "Amira Khan", None), "by_2"),
    ):
        with pytest.raises(RuleBroken) as broken:
            check_can_be_signed(RecordKind.SESSION, ALL, OnTheWhole.SAME, [whole, lacks])
        assert broken.value.field == field


def test_a_note_of_oversight_has_questions_of_its_own() -> None:
    assert [field for field, _ in lacking(RecordKind.NOTE, ["", ""], None, [])] == ["prompted_by", "note"]
    check_can_be_signed(RecordKind.NOTE, ["A call", "He is hungry"], None, [])


def test_what_is_signed_or_put_aside_goes_nowhere() -> None:
    assert RECORD_MOVES[RecordState.SIGNED] == RECORD_MOVES[RecordState.DISCARDED] == frozenset()
    with pytest.raises(RuleBroken, match="stays as it is"):
        check_record_move(RecordState.SIGNED, RecordState.DRAFT)


def test_a_supervision_was_held_today_or_before_and_a_group_had_somebody_there() -> None:
    check_held_on(date(2026, 11, 2), TODAY)
    for on in (date(2026, 11, 17), date(2025, 1, 1)):
        with pytest.raises(RuleBroken):
            check_held_on(on, TODAY)
    with pytest.raises(RuleBroken):
        check_group(SessionKind.GROUP, 0)


def test_the_questions_name_the_child() -> None:
    assert QUESTIONS[0].asked_of("Leo") == "What is it like to be Leo?"


@pytest.mark.parametrize(
    "text",
    [
        "Things have improved a lot.",
        "School rang. Mum is making good progress with the cooking.",
        "He seems settled now; we close in March.",
        "Nothing to add. There are no concerns.",
        "Agreed to step down.",
    ],
)
def test_improving_is_heard_in_its_own_sentence(text: str) -> None:
    assert improving_words([text])


@pytest.mark.parametrize(
    "text",
    [
        "Nothing has improved.",
        "It is not better than in May.",
        "If it gets better we look again.",
        "Life would be better with a working boiler.",
        "Warmth has not progressed.",
        "He is hungry in the mornings.",
    ],
)
def test_what_denies_doubts_or_hopes_is_not_taken_for_improving(text: str) -> None:
    assert improving_words([text]) == ""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([CP, OPEN], [CIN, OPEN], Occasion.STEP_DOWN),
        ([CP, OPEN], [OPEN], Occasion.CLOSING),
        ([CIN], [], Occasion.CLOSING),
        ([CIN, CP], [CP], None),
        ([OPEN], [], None),
        ([CIN], [CP], None),
        ([LAC, CIN], [CIN], Occasion.STEP_DOWN),
    ],
)
def test_less_help_is_a_step_down_or_a_closing(
    before: list[HelpKind], after: list[HelpKind], expected: Occasion | None
) -> None:
    assert help_step(before, after) is expected


def test_a_step_is_told_in_words() -> None:
    assert step_words(CP, [CIN], "Leo") == "Child protection plan ended, and child in need plan goes on"
    assert step_words(CP, [OPEN], "Leo") == "Child protection plan ended, and Leo is under no other help"
