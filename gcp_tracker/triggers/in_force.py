"""The rules by which trigger points fire, as a page tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from gcp_tracker import trigger_points
from gcp_tracker.instruments import newest
from gcp_tracker.models import Authority, TriggerVersion, User
from gcp_tracker.readings.trigger_rules import rules_in_force, versions_of
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.sentences import begun_small, listed_words
from gcp_tracker.rules.trigger_words import condition_words, told_words
from gcp_tracker.rules.triggers import TriggerRule
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class RuleTold:
    rule: TriggerRule
    condition: str
    told: str
    consider: str


@dataclass(frozen=True, slots=True)
class FileInForce:
    """`versions`: what the authority has loaded itself, with the day from which each holds; none for the product’s."""

    label: str
    whose: str
    rules: tuple[RuleTold, ...]
    versions: Sequence[TriggerVersion] = ()


def files_in_force(session: AnySession, user: User, today: date) -> list[FileInForce]:
    """Of the reader’s authority, or of all for who is in no team; then those in the files of instruments."""
    found = []
    mine = user.team.authority_id if user.team is not None else None
    for authority in session.scalars(select(Authority).order_by(Authority.name)):
        if mine in (None, authority.id):
            in_force = rules_in_force(session, authority.id, today)
            since = f", in force since {long_date(in_force.own.from_on)}" if in_force.own else ""
            whose = f"{authority.name}{since or ', which has loaded none of its own'}"
            own = versions_of(session, authority.id)
            found.append(FileInForce(in_force.rules.label, whose, rules_told(in_force.rules.rules), own))
    for instrument in trigger_points.known_instruments().values():
        if instrument.triggers:
            rules = trigger_points.of_instrument(instrument)
            found.append(FileInForce(rules.label, "the instrument’s own file", rules_told(rules.rules)))
    return found


def rules_told(rules: Sequence[TriggerRule]) -> tuple[RuleTold, ...]:
    """In words, in the order of the file."""
    return tuple(
        RuleTold(
            rule,
            condition_words(rule.when, newest(rule.instrument_key)),
            told_words(rule),
            listed_words([begun_small(step.words) for step in rule.consider]),
        )
        for rule in rules
    )
