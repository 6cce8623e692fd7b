"""Interpreters: for whom one is needed, and at which visits there was one. A relative or a child is not one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.engagement_vocabulary import InterpreterBy
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.sentences import listed_words

NEVER = "Never a child or a relative: what must be said cannot be said through them."


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody who needs an interpreter; `language` may not be known."""

    who: str
    language: str = ""

    @property
    def words(self) -> str:
        return f"{self.who} ({self.language})" if self.language else self.who


@dataclass(frozen=True, slots=True)
class InterpretedVisit:
    """A visit that took place and at which an interpreter was needed. `used` is what older visits say, which were not
    asked who it was.
    """

    on: date
    used: bool
    by: InterpreterBy | None = None

    @property
    def had_one(self) -> bool:
        return self.by.counts if self.by is not None else self.used


def need_sentence(needs: Iterable[Need]) -> str:
    """Ana Petrescu (Romanian) needs an interpreter. Never a child or a relative: …; empty where nobody does."""
    named = [need.words for need in needs]
    if not named:
        return ""
    return f"{listed_words(named)} {'needs' if len(named) == 1 else 'need'} an interpreter. {NEVER}"


def not_used_sentence(visits: Sequence[InterpretedVisit]) -> str:
    """Needed and not there at the latest visit, and how often that was so; empty where the latest had one."""
    if not visits:
        return ""
    in_order = sorted(visits, key=lambda visit: visit.on)
    if in_order[-1].had_one:
        return ""
    without = [visit for visit in in_order if not visit.had_one]
    at = f"{len(without)} of {counted(len(in_order), 'visit')}" if len(in_order) > 1 else "the one visit"
    sentence = (
        f"An interpreter was needed and not used at {at} where one was needed, the last on {long_date(without[-1].on)}"
    )
    relatives = sum(visit.by is InterpreterBy.RELATIVE for visit in without)
    if relatives:
        sentence += f"; at {relatives} of them a relative, a friend or a child spoke for the family"
    return f"{sentence}."


def check_interpreter(*, needed: bool, by: InterpreterBy | None) -> None:
    """Raises RuleBroken beside `interpreter_by`."""
    if by is not None and by.counts and not needed:
        raise RuleBroken("Tick “Interpreter needed” too, or take the interpreter away", "interpreter_by")
