"""Whether the grades speak against what a person decides. It is told beside the decision, and never takes it."""

from __future__ import annotations

from dataclasses import dataclass

from gcp_tracker.change.headline_words import headline_said
from gcp_tracker.change.item_facts import FactKind
from gcp_tracker.change.reading import ChildReading
from gcp_tracker.change.recorded_words import at_concern_told, drift_told, first_of, newly_told
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import Names
from gcp_tracker.rules.judgements import Occasion

NAMED_AT_MOST = 3
OF_CONCERN = (FactKind.NEWLY, FactKind.DRIFT, FactKind.AT_4_5)


@dataclass(frozen=True, slots=True)
class GradesSay:
    """`lines`: the child’s sentence, then what was recorded; `said` keeps them."""

    verdict: Verdict
    lines: tuple[str, ...]
    engine: str
    as_of: int

    @property
    def said(self) -> str:
        return " ".join(self.lines)


def is_against(reading: ChildReading, occasion: Occasion) -> bool:
    """Help is taken away while care has not been better for long, or while something is at concern; life is called
    better while the verdict is not; or no plan is made while something is at concern, or care gets worse.
    """
    at_concern = any(fact.kind in OF_CONCERN for fact in reading.facts)
    if occasion is Occasion.NO_PLAN:
        return at_concern or reading.verdict is Verdict.DETERIORATING
    if not occasion.asks_that_it_lasted:
        return not reading.verdict.is_improving
    return reading.verdict is not Verdict.IMPROVING_SUSTAINED or at_concern


def grades_say(reading: ChildReading, names: Names, at_concern: str) -> GradesSay:
    """`at_concern` is “at 4 or 5” as the instrument has it."""
    said = headline_said(reading, names, {})
    lines = [" ".join(part for part in (said.lead, said.odds, said.rest) if part)]
    for tag, told in (
        ("Newly bad", newly_told(reading, names)),
        (f"{at_concern.capitalize()} without improvement", drift_told(reading, names)),
        (f"{at_concern.capitalize()} now", at_concern_told(reading, names)),
    ):
        if told:
            lines.append(f"{tag}: {first_of(told, NAMED_AT_MOST)}.")
    return GradesSay(reading.verdict, tuple(lines), reading.engine, reading.as_of)
