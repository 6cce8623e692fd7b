"""What the forms of a plan hand to its service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gcp_tracker.models import Adult, User
from gcp_tracker.rules.plan_vocabulary import Agency, WhoKind
from gcp_tracker.rules.vocabulary import HelpKind


@dataclass(frozen=True, slots=True)
class PlanDetails:
    kind: HelpKind
    starts_on: date
    why: str = ""


@dataclass(frozen=True, slots=True)
class ItemDetails:
    item_key: str
    aim: int
    by_on: date | None = None


@dataclass(frozen=True, slots=True)
class OutcomeDetails:
    sentence: str
    how_known: str = ""
    if_not: str = ""
    items: tuple[ItemDetails, ...] = ()


@dataclass(frozen=True, slots=True)
class Who:
    """One who does an action; `words` is what they are called in it."""

    kind: WhoKind
    words: str
    agency: Agency | None = None
    adult: Adult | None = None
    user: User | None = None


@dataclass(frozen=True, slots=True)
class ActionDetails:
    what: str
    who: tuple[Who, ...] = ()
    by_on: date | None = None
