"""Scrutiny as its pages show it; the words come from the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gcp_tracker.models import Scrutiny
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.scrutiny import decided_words, length_words, questions_of
from gcp_tracker.rules.sentences import begun_large
from gcp_tracker.scrutiny.queries import spell_under


@dataclass(frozen=True, slots=True)
class Said:
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ScrutinyShown:
    """`said` in the order of the form; what this kind of meeting does not ask is not in it."""

    row: Scrutiny
    decided: str
    length: str
    said: tuple[Said, ...]
    left_open: tuple[str, ...]

    @property
    def on(self) -> date:
        return self.row.held_on

    @property
    def title(self) -> str:
        return f"{self.row.conference.words}, {long_date(self.row.held_on)}"


def scrutiny_shown(row: Scrutiny) -> ScrutinyShown:
    """Of a draft how it is so far, and how long the plan has run by now."""
    began_on = row.plan_began_on
    if row.is_draft:
        spell = spell_under(row.child, row.conference, row.held_on)
        began_on = spell.started_on if spell else None
    length = length_words(began_on, row.held_on) if began_on and began_on < row.held_on else ""
    return ScrutinyShown(
        row=row,
        decided=decided_words(row.decided, row.next_help, row.category),
        length=length,
        said=tuple(_said(row)),
        left_open=tuple(row.left_open.splitlines()),
    )


def _said(row: Scrutiny) -> list[Said]:
    name = row.child.first_name
    texts = {one.field: Said(one.asked_of(name), getattr(row, one.field)) for one in questions_of(row.conference)}
    found = [texts["reason"]]
    if row.threshold is not None:
        category = f", for {row.category.words}" if row.category else ""
        found.append(Said("The threshold for a child protection plan", f"{row.threshold.words}{category}"))
    if row.working is not None:
        found.append(Said(f"Is the plan working for {name}?", row.working.words))
    found += [said for field, said in texts.items() if field != "reason"]
    if row.challenged is not None:
        put = row.escalation.asked if row.escalation else None
        whom = f". Put to {put.whom_words}, {long_date(put.on)}: {put.escalation.about}" if put else ""
        found.append(Said("Is anything challenged?", f"{row.challenged.words}{whom}"))
    days = [("core group", row.core_group_on), ("review", row.review_on)]
    named = [f"{words} on {long_date(on)}" for words, on in days if on is not None]
    if named:
        found.append(Said("Next", begun_large("; ".join(named))))
    return found
