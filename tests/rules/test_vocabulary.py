"""Words for people, as they stand alone and inside a sentence."""

from __future__ import annotations

from gcp_tracker.rules.vocabulary import HelpKind, VisitOutcome


def test_inside_a_sentence_words_begin_small_and_an_i_further_on_stays() -> None:
    assert VisitOutcome.NO_ACCESS.inside == "no access: nobody opened, or I was not let in"
    assert HelpKind.CHILD_IN_NEED.inside == "child in need plan"
