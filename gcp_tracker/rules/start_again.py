"""“Start again” made visible: the help that this child had before, and the plans of brothers and sisters, in one line.

A new plan reads as a beginning. For the child it is the second or the third time, and what did not last then is the
first thing to know now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.dates import MONTHS
from gcp_tracker.rules.number_words import number_words, ordinal_words
from gcp_tracker.rules.sentences import begun_large
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, Pronoun

# A case that is merely open is no help that began again.
KINDS = (
    HelpKind.EARLY_HELP,
    HelpKind.CHILD_IN_NEED,
    HelpKind.CHILD_PROTECTION,
    HelpKind.PRE_PROCEEDINGS,
    HelpKind.LOOKED_AFTER,
)
# The help that is told of brothers and sisters: what was grave enough to be on a child’s record for life.
OF_SIBLINGS = (HelpKind.CHILD_PROTECTION, HelpKind.PRE_PROCEEDINGS, HelpKind.LOOKED_AFTER)
# Ended so lately it went over into what follows it: a step, and no new start.
GOES_OVER_DAYS = 28


@dataclass(frozen=True, slots=True)
class EarlierHelp:
    """`previous`: how many plans of the kind a return says there were before this one."""

    kind: HelpKind
    started_on: date
    ended_on: date | None
    category: AbuseCategory | None = None
    previous: int | None = None


@dataclass(frozen=True, slots=True)
class SiblingHelp:
    """`word`: "brother", "sister", or "brother or sister"."""

    name: str
    word: str
    help: EarlierHelp


def start_again_words(own: Sequence[EarlierHelp], siblings: Sequence[SiblingHelp], their: str) -> str:
    """ "Third child protection plan; the first was for neglect in 2023; her brother Leo’s ended in May 2025."

    `own` as it stands, what runs now among it. Empty where nothing of the kind was there before: a first plan is not
    made to look like a second.
    """
    told = _own_words(own) + _sibling_words([one for one in siblings if not _is_shared(one.help, own)], their)
    return f"{begun_large('; '.join(told))}." if told else ""


def before_starting_words(
    own: Sequence[EarlierHelp], siblings: Sequence[SiblingHelp], name: str, their: str
) -> list[str]:
    """What somebody should read before they begin help or a plan: a sentence for each spell, the latest first."""
    known = [one for one in own if one.kind in KINDS]
    told = [_spell_words(one, f"{name}’s") for one in sorted(known, key=lambda one: one.started_on, reverse=True)]
    latest = sorted(siblings, key=lambda one: one.help.started_on, reverse=True)
    told += [_spell_words(one.help, f"{begun_large(their)} {one.word} {one.name}’s") for one in latest]
    return [*told, *(words for kind in KINDS if (words := _unseen_words([one for one in known if one.kind is kind])))]


def sibling_word(pronoun: Pronoun) -> str:
    return {Pronoun.HE: "brother", Pronoun.SHE: "sister"}.get(pronoun, "brother or sister")


def _own_words(own: Sequence[EarlierHelp]) -> list[str]:
    """Of the kind that runs now, or of the latest that ran, where it was not the first of its kind."""
    known = sorted((one for one in own if one.kind in KINDS), key=lambda one: one.started_on)
    if not known:
        return []
    now = max(known, key=lambda one: (one.ended_on is None, KINDS.index(one.kind), one.started_on))
    same = [one for one in known if one.kind is now.kind]
    count = max(len(same), (now.previous or 0) + 1)
    if count > 1:
        ended = f", ended in {_month(now.ended_on)}" if now.ended_on else ""
        told = [f"{ordinal_words(count)} {now.kind.inside}{ended}"]
        if len(same) > 1:
            first = "the first" if len(same) == count else "the first on this record"
            told.append(f"{first} was{_for_words(same[0])} in {same[0].started_on.year}")
        return told
    earlier = [one for one in known if _is_over(one, now)]
    if not earlier:
        return []
    was = earlier[-1]
    when = f"ended in {_month(was.ended_on)}" if was.ended_on else ""
    return [f"there was help before this {now.kind.inside}: the last, {was.kind.inside}, {when}"]


def _is_over(one: EarlierHelp, now: EarlierHelp) -> bool:
    return one is not now and one.ended_on is not None and (now.started_on - one.ended_on).days > GOES_OVER_DAYS


def _is_shared(one: EarlierHelp, own: Sequence[EarlierHelp]) -> bool:
    """Begun for brothers and sisters together: the child’s own line says it already."""
    return any(
        own_one.kind is one.kind and abs((own_one.started_on - one.started_on).days) <= GOES_OVER_DAYS
        for own_one in own
    )


def _sibling_words(siblings: Sequence[SiblingHelp], their: str) -> list[str]:
    """One for each brother or sister, about the latest."""
    latest: dict[str, SiblingHelp] = {}
    for one in sorted(siblings, key=lambda one: one.help.started_on):
        latest[one.name] = one
    return [
        f"{their} {one.word} {one.name}’s {one.help.kind.inside} "
        + (
            f"ended in {_month(one.help.ended_on)}"
            if one.help.ended_on
            else f"has run since {_month(one.help.started_on)}"
        )
        for one in latest.values()
    ]


def _spell_words(one: EarlierHelp, whose: str) -> str:
    until = f"ended in {_month(one.ended_on)}" if one.ended_on else "has not ended"
    return f"{whose} {one.kind.inside}{_for_words(one)} began in {_month(one.started_on)} and {until}."


def _unseen_words(same: Sequence[EarlierHelp]) -> str:
    """Of plans of one kind that a return counts, and that are not on this record."""
    starts = sorted(one.started_on for one in same)
    missing = max(((one.previous or 0) - starts.index(one.started_on) for one in same), default=0)
    if missing <= 0:
        return ""
    plans = f"{number_words(missing)} earlier {same[0].kind.inside}{'' if missing == 1 else 's'}"
    return f"The return counts {plans} that this record does not hold."


def _for_words(one: EarlierHelp) -> str:
    return f" for {one.category.words}" if one.category else ""


def _month(day: date | None) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}" if day else ""
