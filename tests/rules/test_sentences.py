"""Words put into a sentence."""

from __future__ import annotations

import pytest

from gcp_tracker.rules.sentences import listed_words


@pytest.mark.parametrize(
    ("words", "listed"),
    [([], ""), (["Roads"], "Roads"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_read_as_a_person_would_say_them(words: list[str], listed: str) -> None:
    assert listed_words(words) == listed
