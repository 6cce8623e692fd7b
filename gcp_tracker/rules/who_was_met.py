"""Fathers, mothers and partners: who has been met, who has not, and why not.

Somebody who is not to be contacted is in none of these answers: not asked for, not counted, not named. That one is on
file is enough for nobody to ask who the father is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gcp_tracker.rules.dates import counted, date_with_age, long_date
from gcp_tracker.rules.engagement_vocabulary import NotMetReason
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import Relationship

PARENTS = frozenset({Relationship.MOTHER, Relationship.FATHER, Relationship.STEP_PARENT, Relationship.PARTNER})


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What was last said of why somebody has not been met."""

    reason: NotMetReason
    words: str
    said_on: date

    @property
    def sentence(self) -> str:
        """12 May 2026: works or lives away, back in June."""
        more = f", {self.words.rstrip('.')}" if self.words else ""
        said = self.words.rstrip(".") if self.reason is NotMetReason.OTHER else f"{self.reason.inside}{more}"
        return f"{long_date(self.said_on)}: {said}."


@dataclass(frozen=True, slots=True)
class AdultKnown:
    """An adult of the child’s as this asks. `met_times`: visits at which they were seen, and meetings to which they
    came; `met_on` the last of them.
    """

    id: int
    name: str
    relationship: Relationship
    not_to_be_contacted: bool = False
    met_on: date | None = None
    met_times: int = 0
    why: WhyNot | None = None


@dataclass(frozen=True, slots=True)
class NotSeen:
    """`adult_id` is None where no father is on file. `since` is None where there never was a meeting."""

    adult_id: int | None
    sentence: str
    since: date | None
    why: WhyNot | None


def not_met(
    adults: Sequence[AdultKnown], no_father: WhyNot | None, child: str, visits: int, today: date, within: int
) -> list[NotSeen]:
    """Parents and partners who were never met, or not in the last `within` days; and that no father is on file.
    `no_father`: why not, where somebody has said so. `visits`: how many took place. Nothing before the first visit.
    """
    if not visits:
        return []
    found = [
        NotSeen(adult.id, _sentence(adult, child, visits, today), adult.met_on, adult.why)
        for adult in asked_for(adults)
        if adult.met_on is None or today - adult.met_on > timedelta(days=within)
    ]
    lacks = all(adult.relationship is not Relationship.FATHER for adult in adults)
    if lacks and not (no_father and no_father.reason.ends_the_question):
        found.append(NotSeen(None, _with_why(f"No father is recorded for {child}", no_father), None, no_father))
    return found


def asked_for(adults: Iterable[AdultKnown]) -> list[AdultKnown]:
    """Whose not being met is a question at all."""
    return [
        adult
        for adult in adults
        if adult.relationship in PARENTS
        and not adult.not_to_be_contacted
        and not (adult.why and adult.why.reason.ends_the_question)
    ]


def _sentence(adult: AdultKnown, child: str, visits: int, today: date) -> str:
    who = f"{adult.name}, {child}’s {_as_what(adult.relationship)},"
    if adult.met_on is not None:
        return _with_why(f"{who} has not been met since {date_with_age(adult.met_on, today)}", adult.why, adult.met_on)
    at = "at the one visit" if visits == 1 else f"at any of {counted(visits, 'visit')}"
    return _with_why(f"{who} has not been met {at}", adult.why)


def _with_why(sentence: str, why: WhyNot | None, since: date | None = None) -> str:
    """What was said before they were last met is over."""
    if why is None or (since is not None and why.said_on <= since):
        return f"{sentence}."
    return f"{sentence}. {why.sentence}"


def _as_what(relationship: Relationship) -> str:
    return "parent’s partner" if relationship is Relationship.PARTNER else relationship.inside


def check_why_not(reason: NotMetReason, words: str, *, not_to_be_contacted: bool) -> None:
    """Raises RuleBroken."""
    if not_to_be_contacted:
        raise RuleBroken("Nobody asks why this person has not been met")
    if reason is NotMetReason.OTHER and not words:
        raise RuleBroken("Say why", "words")
