"""How words are put into a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def begun_small(words: str) -> str:
    """With a small first letter, to stand inside a sentence; an “I” further on stays."""
    return words[:1].lower() + words[1:]


def begun_large(words: str) -> str:
    """With a large first letter, to begin a sentence."""
    return words[:1].upper() + words[1:]


def listed_words(words: Sequence[str]) -> str:
    """Roads; Roads and When left; Roads, When left and Online."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
