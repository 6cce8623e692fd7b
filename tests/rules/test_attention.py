"""Which child first, and why, in a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gcp_tracker.rules.attention import (
    Facts,
    Press,
    in_order_of_press,
    is_recent_worry,
    press_for_manager,
    press_for_worker,
    press_sentence,
)
from gcp_tracker.rules.duties import Pressing
from gcp_tracker.rules.vocabulary import SafeTonight

TODAY = date(2026, 11, 16)
CALM = Facts(
    name="Leo",
    is_named=True,
    is_allocated=True,
    safety_unanswered=False,
    safety_answer=None,
    safety_answered_on=None,
    draft_on=None,
    visited_on=date(2026, 11, 2),
    seen_on=date(2026, 11, 2),
)
UNSEEN = replace(CALM, seen_on=None)
UNVISITED = replace(UNSEEN, visited_on=None)
BEGUN = replace(CALM, draft_on=date(2026, 11, 14))
UNSAFE = replace(BEGUN, safety_unanswered=True)
SAID_NO = replace(CALM, safety_answer=SafeTonight.NO, safety_answered_on=TODAY)


def test_a_worker_sees_safety_first_then_begun_visits_then_never_visited_then_the_longest_unseen() -> None:
    expected = [
        replace(UNSAFE, name="0"),
        replace(SAID_NO, name="a", draft_on=date(2026, 11, 14)),
        replace(BEGUN, name="b", draft_on=date(2026, 11, 1)),
        replace(BEGUN, name="c"),
        replace(UNVISITED, name="d"),
        replace(UNVISITED, name="e"),
        replace(UNSEEN, name="f"),
        replace(CALM, name="g", seen_on=date(2026, 9, 1)),
        replace(CALM, name="h"),
        replace(CALM, name="I"),
    ]
    found = sorted(reversed(expected), key=lambda facts: in_order_of_press(press_for_worker(facts, TODAY), facts))
    assert [facts.name for facts in found] == list("0abcdefghI")


def test_a_manager_sees_safety_then_unnamed_then_unallocated_before_the_rest() -> None:
    unnamed, unallocated = replace(UNVISITED, is_named=False, is_allocated=False), replace(CALM, is_allocated=False)
    order = [press_for_manager(facts, TODAY) for facts in (UNSAFE, SAID_NO, unnamed, unallocated, BEGUN, CALM)]
    assert order == sorted(order)
    assert order == [
        Press.SAFETY_UNANSWERED,
        Press.SAFETY_ANSWERED,
        Press.NOT_NAMED,
        Press.NOT_ALLOCATED,
        Press.DRAFT_OPEN,
        Press.SEEN,
    ]


def test_a_child_whose_help_has_ended_stands_last_and_presses_for_nothing_but_safety() -> None:
    closed = replace(CALM, is_allocated=False, closed_on=date(2026, 7, 30))
    assert press_for_manager(closed, TODAY) is max(Press)
    assert press_sentence(Press.CLOSED, closed, TODAY) == "Closed on 30 July 2026"
    assert press_for_manager(replace(closed, safety_unanswered=True), TODAY) is Press.SAFETY_UNANSWERED


@pytest.mark.parametrize(
    ("answer", "days", "stays"),
    [
        (SafeTonight.NO, 0, True),
        (SafeTonight.YES_WITH_STEPS, 6, True),
        (SafeTonight.NO, 7, False),
        (SafeTonight.YES, 0, False),
        (None, 0, False),
    ],
)
def test_an_answer_that_was_no_plain_yes_stays_a_week(answer: SafeTonight | None, days: int, stays: bool) -> None:
    assert is_recent_worry(answer, TODAY - timedelta(days=days), TODAY, 7) is stays


def test_every_reason_is_a_sentence_about_the_child_and_calm_needs_none() -> None:
    pressing = [
        UNSAFE,
        SAID_NO,
        replace(CALM, is_named=False),
        replace(CALM, is_allocated=False),
        BEGUN,
        UNVISITED,
        UNSEEN,
    ]
    sentences = [press_sentence(press_for_manager(facts, TODAY), facts, TODAY) for facts in pressing]
    assert len(set(sentences)) == len(pressing)
    assert all(sentence for sentence in sentences)
    assert press_sentence(press_for_worker(CALM, TODAY), CALM, TODAY) == ""
    assert sentences[4] == "The visit of 14 November 2026 is begun and not signed (2 days ago)"


def test_what_is_late_comes_after_a_draft_and_before_whoever_was_never_visited_the_longest_first() -> None:
    late = Pressing(("Core group late by 6 working days",), date(2026, 11, 6))
    later = replace(late, since=date(2026, 10, 2))
    facts = replace(UNVISITED, clocks=late)
    assert press_for_worker(facts, TODAY) is press_for_manager(facts, TODAY) is Press.LATE
    assert press_for_worker(replace(facts, draft_on=TODAY), TODAY) is Press.DRAFT_OPEN
    assert press_sentence(Press.LATE, facts, TODAY) == ""
    ordered = sorted([facts, replace(facts, clocks=later)], key=lambda one: in_order_of_press(Press.LATE, one))
    assert [one.clocks for one in ordered] == [later, late]
