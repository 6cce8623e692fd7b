"""The visits of one occasion side by side, as one of them shows the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import User, Visit
from gcp_tracker.rules.together import may_look_at_words
from gcp_tracker.visits.grading import source_choices


@dataclass(frozen=True, slots=True)
class SiblingTab:
    visit_id: UUID
    name: str
    is_here: bool
    is_draft: bool
    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class SiblingWords:
    """What was seen or heard for a brother or sister: to look at. Never a grade, never the child’s own words."""

    item_key: str
    title: str
    name: str
    said: str
    text: str


@dataclass(frozen=True, slots=True)
class Together:
    """`tabs` are empty for a visit to one child; `safe_too` are questions that only a person answers."""

    tabs: list[SiblingTab]
    words: list[SiblingWords]
    safe_too: list[str]
    can_add: bool

    @property
    def others(self) -> list[SiblingTab]:
        return [tab for tab in self.tabs if not tab.is_here]

    @property
    def unsigned(self) -> list[SiblingTab]:
        return [tab for tab in self.others if tab.is_draft]


def together_of(visit: Visit, visits: Sequence[Visit], reader: User, *, can_add: bool) -> Together:
    """`visits`: one for each child that the reader may know of, this one among them."""
    others = [one for one in visits if one.child_id != visit.child_id]
    return Together(
        tabs=[_tab(one, one.child_id == visit.child_id) for one in visits] if others else [],
        words=list(_words(visit, others)) if visit.is_draft else [],
        safe_too=list(_safe_too(visit, others, reader)) if visit.is_draft else [],
        can_add=can_add,
    )


def _tab(visit: Visit, is_here: bool) -> SiblingTab:
    applying = {item.key for item in instrument_of(visit.instrument).items_for(visit.band)}
    answered = sum(grade.answer is not None and grade.item_key in applying for grade in visit.grades)
    return SiblingTab(visit.id, visit.child.first_name, is_here, visit.is_draft, answered, len(applying))


def _words(visit: Visit, others: Sequence[Visit]) -> Iterator[SiblingWords]:
    instrument = instrument_of(visit.instrument)
    for other in others:
        # Another home is another kitchen.
        if other.care_of != visit.care_of:
            continue
        said = dict(source_choices(other))
        for grade in other.grades:
            if not grade.evidence or not instrument.has_item(grade.item_key):
                continue
            item = instrument.item(grade.item_key)
            if item.applies_to(visit.band) and may_look_at_words(item):
                source = said[grade.source.value] if grade.source else ""
                yield SiblingWords(item.key, item.title, other.child.first_name, source, grade.evidence)


def _safe_too(visit: Visit, others: Sequence[Visit], reader: User) -> Iterator[str]:
    if visit.safety_check is not None:
        return
    for other in others:
        check = other.safety_check
        if check is not None and check.answered_by is not None:
            who = "You" if check.answered_by_id == reader.id else check.answered_by.name
            yield f"{who} answered “safe tonight?” for {other.child.first_name}: is {visit.child.first_name} safe too?"
