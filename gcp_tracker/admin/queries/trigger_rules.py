"""A file of trigger points as it is looked over: what is wrong line by line, or what it would have asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gcp_tracker.models import Authority
from gcp_tracker.readings.trigger_trial import Trial, try_rules
from gcp_tracker.rules.instrument_lines import FORBIDDEN, LINE_END, Fault
from gcp_tracker.rules.triggers import TriggerRules
from gcp_tracker.triggers.in_force import RuleTold, rules_told
from gcp_tracker.unit_of_work import AnySession

FEWEST_TOLD = 5
LONGEST_LINE_SHOWN = 160


@dataclass(frozen=True, slots=True)
class FaultyLine:
    number: int
    text: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleTried:
    told: RuleTold
    words: str


@dataclass(frozen=True, slots=True)
class RulesTried:
    trial: Trial
    rules: tuple[RuleTried, ...]


def faulty_lines(data: bytes, faults: Iterable[Fault]) -> list[FaultyLine]:
    """Each line that something is wrong with, as it stands in the file."""
    lines = [
        FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", line.decode("utf-8", "replace")) for line in LINE_END.split(data)
    ]
    by_line: dict[int, list[str]] = {}
    for fault in sorted(faults):
        by_line.setdefault(fault.line, []).append(fault.sentence)
    return [
        FaultyLine(number, "".join(lines[number - 1 : number])[:LONGEST_LINE_SHOWN], tuple(sentences))
        for number, sentences in by_line.items()
    ]


def rules_tried(session: AnySession, authority: Authority, rules: TriggerRules, today: date) -> RulesTried:
    """Counts for whoever sees no case: no child is named, and few are not counted out."""
    trial = try_rules(session, authority.id, rules, today)
    return RulesTried(
        trial, tuple(RuleTried(told, _asked_words(trial.asked[told.rule.key])) for told in rules_told(rules.rules))
    )


def _asked_words(count: int) -> str:
    if count == 0:
        return "It would have asked about no child."
    if count < FEWEST_TOLD:
        return f"It would have asked about fewer than {FEWEST_TOLD} children."
    return f"It would have asked about {count:,} children."
