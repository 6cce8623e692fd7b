"""A trigger’s condition, and whom it tells, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.sentences import begun_large, listed_words
from gcp_tracker.rules.trigger_vocabulary import VERDICTS, Told
from gcp_tracker.rules.triggers import ItemsAt, SeveralAt, TriggerRule, VerdictFor, When


def condition_words(when: When, instrument: Instrument) -> str:
    """When it fires: "Any item of Safety at 5"."""
    if isinstance(when, ItemsAt):
        return f"{begun_large(_which(when, instrument, 'any', 'item'))} {_bar(when.at, instrument)}"
    if isinstance(when, SeveralAt):
        nouns = "domains" if when.of == "domains" else "items"
        if when.count == 1:
            nouns = nouns.removesuffix("s")
        which = _which(when, instrument, str(when.count), nouns)
        how_often = f", at {counted(when.visits, 'visit')} within {counted(when.weeks, 'week')}" * (when.visits > 1)
        return f"{begun_large(which)} {_bar(when.at, instrument)} at one visit{how_often}"
    if isinstance(when, VerdictFor):
        or_worse = "" if when.verdict == next(iter(VERDICTS)) else ", or worse,"
        return f"“{begun_large(VERDICTS[when.verdict])}”{or_worse} at every visit for {counted(when.months, 'month')}"
    kinds = f" ({listed_words([kind.inside for kind in when.plans])})" if when.plans else ""
    return f"A plan{kinds} has held for {counted(when.months, 'month')}, and none of its outcomes is better"


def told_words(rule: TriggerRule) -> str:
    """ "The child’s worker and the manager are told." """
    first, *more = rule.told
    words = listed_words([first.words, *(one.inside for one in more)])
    return f"{words} {'are' if more else 'is'} told. {answered_words(rule.answered_by)}"


def answered_words(answered_by: Sequence[Told]) -> str:
    if Told.WORKER in answered_by:
        return "The worker or the manager answers it."
    return "The manager answers it."


def _which(when: ItemsAt | SeveralAt, instrument: Instrument, many: str, nouns: str) -> str:
    if when.items:
        titles = [f"“{instrument.item(key).title}”" for key in when.items]
        return titles[0] if len(titles) == 1 else f"{many} of {listed_words(titles)}"
    if when.domains:
        return f"{many} {nouns} of {listed_words([instrument.domain(key).title for key in when.domains])}"
    return f"{many} {nouns}"


def _bar(at: int, instrument: Instrument) -> str:
    return f"at {at}" if at == instrument.worst else f"at {at} or worse"
