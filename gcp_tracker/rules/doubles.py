"""When two records may be about one child: the same number, or names alike and dates of birth that a slip of the pen
could turn into each other.

A date alone is never enough: twins share it. Nothing here decides; a person looks at both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import ne

from jellyfish import jaro_winkler_similarity, match_rating_comparison, metaphone

# Letters that are letters of their own and come apart in no normal form.
OWN_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
})  # fmt: skip
BREAKS = re.compile(r"[\s\-‐‑–/,]+")
# Below these, two names that people tell apart begin to meet: Mia and Maya, Noah and Noel, Emma and Emily.
SOUNDS_ALIKE_FROM = 0.8
SPELT_ALIKE_FROM = 0.93
SHORTEST_TO_COMPARE = 4


class Dates(StrEnum):
    """How two dates of birth are alike, the surest first."""

    SAME = "the same date of birth"
    TURNED = "day and month of the birth the other way round"
    ONE_YEAR = "dates of birth a year apart"
    ONE_DIGIT = "dates of birth that differ in one digit"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a child for telling two records apart. `numbers`: every number but the NHS number's, tidied."""

    given_name: str = ""
    family_name: str = ""
    known_as: str = ""
    born_on: date | None = None
    sex: str = ""
    nhs_number: str = ""
    numbers: frozenset[str] = frozenset()


def likeness(one: Known, other: Known) -> str:
    """Why the two may be one child, in words that begin small; empty when nothing says so. Symmetric."""
    if one.nhs_number and one.nhs_number == other.nhs_number:
        return "the same NHS number"
    shared = one.numbers & other.numbers
    if shared:
        return "the same number"
    dates = alike_dates(one.born_on, other.born_on)
    if dates is None or not (names := alike_names(one, other)):
        return ""
    # Daniel and Daniela, one a boy and one a girl, are twins.
    if {one.sex, other.sex} == {"F", "M"} and names != SAME_NAME:
        return ""
    # The Spine gives each child one: two of them with a slip in name or date besides are two children.
    if one.nhs_number and other.nhs_number and (dates is not Dates.SAME or names != SAME_NAME):
        return ""
    return f"{names} and {dates.value}"


SAME_NAME = "the same name"
NAMES_ALIKE = "names alike"
NAMES_TURNED = "first and last name the other way round"


def alike_names(one: Known, other: Known) -> str:
    """SAME_NAME, NAMES_ALIKE or NAMES_TURNED; empty when they differ, or one has none. Symmetric."""
    firsts, others_firsts = (_first_names(known.given_name, known.known_as) for known in (one, other))
    if not firsts or not others_firsts:
        return ""
    last, others_last = folded_name(one.family_name), folded_name(other.family_name)
    if firsts & others_firsts and last == others_last:
        return SAME_NAME
    if _any_alike(firsts, others_firsts) and _lasts_alike(last, others_last):
        return NAMES_ALIKE
    if last and others_last and _any_alike(firsts, {others_last}) and _any_alike({last}, others_firsts):
        return NAMES_TURNED
    return ""


def alike_dates(one: date | None, other: date | None) -> Dates | None:
    """None when either is not known or no one slip makes them the same. Symmetric."""
    if one is None or other is None:
        return None
    if one == other:
        return Dates.SAME
    if (one.day, one.month, one.year) == (other.month, other.day, other.year):
        return Dates.TURNED
    if (one.day, one.month) == (other.day, other.month) and abs(one.year - other.year) == 1:
        return Dates.ONE_YEAR
    # Most pairs differ in more: they are not looked at digit by digit.
    if (one.day != other.day) + (one.month != other.month) + (one.year != other.year) > 1:
        return None
    return Dates.ONE_DIGIT if sum(map(ne, one.isoformat(), other.isoformat())) == 1 else None


def keys_of_date(born_on: date) -> tuple[tuple[str, int, int], ...]:
    """Two dates that `alike_dates` finds alike share one of these: only such pairs need a look."""
    low, high = sorted((born_on.day, born_on.month))
    return (
        ("year and month", born_on.year, born_on.month),
        ("month and day", born_on.month, born_on.day),
        ("year and day", born_on.year, born_on.day),
        (f"turned {low}", born_on.year, high),
    )


@lru_cache(maxsize=65_536)
def folded_name(text: str) -> str:
    """In small letters without accents, apostrophes and full stops; one blank where there were blanks or hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(OWN_LETTERS))
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "’'`´ʼ‘.")
    return " ".join(filter(None, BREAKS.split(kept)))


@lru_cache(maxsize=65_536)
def _first_names(given_name: str, known_as: str) -> frozenset[str]:
    return frozenset(filter(None, map(folded_name, (given_name, known_as))))


def _any_alike(some: Collection[str], others: Collection[str]) -> bool:
    return any(_alike(one, other) for one in some for other in others)


def _lasts_alike(one: str, other: str) -> bool:
    """A last name that one record leaves out, or has one half of, tells nothing against."""
    if not one or not other:
        return True
    parts, others_parts = set(one.split()), set(other.split())
    return parts <= others_parts or others_parts <= parts or _alike(one, other)


@lru_cache(maxsize=262_144)
def _alike(one: str, other: str) -> bool:
    """Spelt the same but for blanks, sounding alike, or one slip apart in a name long enough to show it."""
    one, other = sorted((one.replace(" ", ""), other.replace(" ", "")))
    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST_TO_COMPARE:
        return False
    near = jaro_winkler_similarity(one, other)
    return near >= SPELT_ALIKE_FROM or (near >= SOUNDS_ALIKE_FROM and _sound_alike(one, other))


def _sound_alike(one: str, other: str) -> bool:
    """Two ways of writing sounds down, since each is blind to some names: Sean and Shaun, Aisha and Ayesha."""
    sound = metaphone(one)
    return (bool(sound) and sound == metaphone(other)) or bool(match_rating_comparison(one, other))
