"""Spells: times with a first day and, once they are over, an end. Residences, allocations and episodes of help are.

A spell counts from its first day up to, not with, the day it ends: on the day of a move or a handover the new one
counts, and an allocation that is ended today is over at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from gcp_tracker.rules.dates import check_in_order
from gcp_tracker.rules.errors import RuleBroken


class Spell(NamedTuple):
    from_on: date
    to_on: date | None


def is_current(from_on: date, to_on: date | None, today: date) -> bool:
    return from_on <= today and (to_on is None or to_on > today)


def overlaps(one: Spell, other: Spell) -> bool:
    """Two spells that touch on one day do not overlap."""
    return (other.to_on is None or one.from_on < other.to_on) and (one.to_on is None or other.from_on < one.to_on)


def check_no_overlap(earlier: Iterable[Spell], spell: Spell, sentence: str, field: str | None = None) -> None:
    """Raises RuleBroken with `sentence` when `spell` shares a day with one of `earlier`."""
    if any(overlaps(spell, other) for other in earlier):
        raise RuleBroken(sentence, field)


def check_can_end(from_on: date, to_on: date | None, on: date, start_name: str, end_name: str, field: str) -> None:
    """Only what is not over yet can end, and not before it began. `end_name` begins the sentence."""
    if to_on is not None:
        raise RuleBroken("This has been ended already", field)
    check_in_order(from_on, on, start_name, end_name, field)
