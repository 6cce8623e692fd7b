"""The oracle itself: results that are made up, so that a loss would be seen, and what is no loss is not called one."""

from __future__ import annotations

import pytest

from tests.torture.promise import A_MOMENT, TYPING, Oracle, Place, says_kept

ANSWER: Place = ("housing_repair", "answer")
EVIDENCE: Place = ("housing_repair", "evidence")
RECEIVED = "✓ Received 14:02"


def told(*values: str, place: Place = EVIDENCE) -> Oracle:
    """Each typed in turn; all but the last have counted."""
    oracle = Oracle()
    for at, value in enumerate(values):
        oracle.read_line(1, RECEIVED, at * 10.0)
        oracle.did(place, value, tab=1, typed=True, at=at * 10.0)
    return oracle


def kinds(oracle: Oracle, **kept: str) -> list[str]:
    return [one.kind for one in oracle.judge({("housing_repair", name): value for name, value in kept.items()})]


def test_what_was_promised_and_is_gone_is_lost() -> None:
    assert kinds(told("Damp", "Mould")) == ["lost"]


def test_an_older_text_in_the_place_of_a_newer_promised_one_is_lost() -> None:
    oracle = told("Damp", "Mould")
    oracle.read_line(1, RECEIVED, 20.0)
    assert kinds(oracle, evidence="Damp") == ["lost"]
    assert kinds(oracle, evidence="Mould") == []


def test_what_was_typed_just_before_the_plug_was_pulled_may_stand_or_not() -> None:
    assert kinds(told("Damp", "Mould"), evidence="Damp") == []
    assert kinds(told("Damp", "Mould"), evidence="Mould") == []
    assert kinds(told("Damp")) == []


@pytest.mark.parametrize("text", ["DampDamp", "Da", "Somebody else’s"])
def test_a_text_doubled_cut_or_of_somebody_else_is_mangled(text: str) -> None:
    assert kinds(told("Damp", "Mould"), evidence=text) == ["mangled"]


def test_what_nobody_gave_is_mangled() -> None:
    assert kinds(told("Damp"), answer="4") == ["mangled"]


def test_a_promise_is_that_of_one_tab_and_of_what_is_old_enough() -> None:
    oracle = Oracle()
    oracle.did(ANSWER, "3", tab=1, typed=False, at=100.0)
    oracle.did(EVIDENCE, "Damp", tab=1, typed=True, at=100.0)
    oracle.read_line(2, RECEIVED, 200.0)
    oracle.read_line(1, RECEIVED, 100.0 + A_MOMENT / 2)
    assert oracle.promised == 0
    oracle.read_line(1, RECEIVED, 100.0 + A_MOMENT)
    assert oracle.promised == 1
    oracle.read_line(1, RECEIVED, 100.0 + 2 * A_MOMENT + TYPING)
    assert oracle.promised == 2


@pytest.mark.parametrize(
    ("line", "promises"),
    [
        ("✓ Received 14:02", True),
        ("Received 14:02", True),
        ("Saved on this tablet 14:02", True),
        ("No signal. Saved on this tablet 14:02: 2 answers to send", True),
        ("Signed out. Saved on this tablet 14:02: 1 answer to send", True),
        ("No signal. 2 answers only on this page: keep it open", False),
        ("No room on this tablet: only on this page until received", False),
        ("Not added to the visit. Only on this page: keep it open", False),
        ("Saving…", False),
        ("", False),
    ],
)
def test_only_some_words_of_the_line_promise(line: str, promises: bool) -> None:
    assert says_kept(line) is promises
