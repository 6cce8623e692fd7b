"""Small numbers as words, as a sentence says them."""

from __future__ import annotations

_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip


def number_words(number: int) -> str:
    """ "seven"; from 21 on in figures."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def ordinal_words(number: int) -> str:
    """ "third"; from the thirteenth on in figures."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if 1 <= number <= len(words):
        return words[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def times_words(number: int) -> str:
    """ "once", "twice", "seven times" """
    return {1: "once", 2: "twice"}.get(number, f"{number_words(number)} times")
