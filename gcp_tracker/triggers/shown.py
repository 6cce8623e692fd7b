"""A trigger as a page tells it: the rule, the grades behind it, who is told, what is considered, what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gcp_tracker.instruments import newest
from gcp_tracker.models import Child, TriggerAnswer, TriggerFiring, TriggerGrade
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.instrument import Instrument, ScalePoint
from gcp_tracker.rules.sentences import begun_small, listed_words
from gcp_tracker.rules.trigger_answers import answer_due_on, state_of
from gcp_tracker.rules.trigger_kept import rule_from
from gcp_tracker.rules.trigger_vocabulary import Step, Told, TriggerState
from gcp_tracker.rules.trigger_words import condition_words, told_words
from gcp_tracker.rules.triggers import TriggerRule
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.triggers.queries import Unanswered, open_triggers
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class GradeBehind:
    """`gone` says what became of the visit since: the grade of a visit that was withdrawn is not told."""

    title: str
    grade: ScalePoint | None
    gone: str


@dataclass(frozen=True, slots=True)
class VisitBehind:
    """`visit_id` leads to it; None where it was withdrawn."""

    on: date
    visit_id: UUID | None
    grades: tuple[GradeBehind, ...]


@dataclass(frozen=True, slots=True)
class TriggerShown:
    id: UUID
    rule: TriggerRule
    label: str
    condition: str
    told: str
    consider: str
    fired_on: date
    due_on: date
    is_late: bool
    state: TriggerState
    visits: tuple[VisitBehind, ...]
    answer: TriggerAnswer | None
    answer_steps: str

    @property
    def is_open(self) -> bool:
        return self.state is TriggerState.OPEN


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the list of those that wait for an answer."""

    one: Unanswered
    told: str
    due_on: date
    is_late: bool


def waiting(one: Unanswered, settings: Settings, today: date) -> Waiting:
    due_on = answer_due_on(one.fired_on, settings.on(one.fired_on))
    return Waiting(one, told_words(one.rule), due_on, due_on < today)


def trigger_shown(firing: TriggerFiring, settings: Settings, today: date) -> TriggerShown:
    rule = rule_from(firing.rule)
    instrument = newest(rule.instrument_key)
    due_on = answer_due_on(firing.fired_on, settings.on(firing.fired_on))
    answer = firing.answer
    state = state_of(None if answer is None else answer.is_done, has_lapsed=firing.lapsed_at is not None)
    steps = [Step(one).inside for one in answer.steps] if answer else []
    return TriggerShown(
        id=firing.id,
        rule=rule,
        label=f"{firing.version.title}, version {firing.version.version}",
        condition=condition_words(rule.when, instrument),
        told=told_words(rule),
        consider=listed_words([begun_small(step.words) for step in rule.consider]),
        fired_on=firing.fired_on,
        due_on=due_on,
        is_late=state is TriggerState.OPEN and due_on < today,
        state=state,
        visits=_visits(firing.grades, instrument),
        answer=answer,
        answer_steps=listed_words(steps),
    )


def triggers_told(session: AnySession, child: Child, settings: Settings, today: date) -> list[TriggerShown]:
    """Those of the child that wait for an answer, the newest first; in one statement."""
    return [trigger_shown(firing, settings, today) for firing in open_triggers(session, child)]


def who_answers(rule: TriggerRule) -> str:
    """The permission: a manager may answer whatever a worker may."""
    return "trigger:answer" if Told.WORKER in rule.answered_by else "trigger:answer_as_manager"


def _visits(grades: Sequence[TriggerGrade], instrument: Instrument) -> tuple[VisitBehind, ...]:
    """The latest first."""
    by_visit: dict[UUID, list[TriggerGrade]] = {}
    for grade in grades:
        by_visit.setdefault(grade.visit_id, []).append(grade)
    found = []
    for own in by_visit.values():
        visit = own[0].visit
        withdrawn = visit.state is VisitState.WITHDRAWN
        told = tuple(_grade(one, instrument, withdrawn) for one in own)
        found.append(VisitBehind(visit.visited_on, None if withdrawn else visit.id, told))
    return tuple(sorted(found, key=lambda one: one.on, reverse=True))


def _grade(behind: TriggerGrade, instrument: Instrument, withdrawn: bool) -> GradeBehind:
    title = instrument.item(behind.item_key).title if instrument.has_item(behind.item_key) else behind.item_key
    if withdrawn:
        return GradeBehind(title, None, "the visit was withdrawn")
    amended = "the visit was amended since" if behind.visit.state is VisitState.REPLACED else ""
    return GradeBehind(title, instrument.point(behind.value), amended)
