"""Records, decisions and challenges as their pages show them; the words come from the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.meetings.queries import periods_from
from gcp_tracker.models import (
    Child,
    Decision,
    Escalation,
    Judgement,
    SupervisionRecord,
    SupervisionSession,
)
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clocks import Due, due, due_words
from gcp_tracker.rules.escalations import stage_of, stage_words
from gcp_tracker.rules.plan_vocabulary import ACTION_MOVES, ActionState
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.rules.supervision import RecordKind, decision_due_words, questions_of
from gcp_tracker.supervision.queries.decisions import DecisionStanding, decision_states
from gcp_tracker.supervision.queries.records import judgements_in, last_decided
from gcp_tracker.unit_of_work import LONDON, AnySession

STEPS = {
    ActionState.STARTED: "Under way",
    ActionState.DONE: "Done",
    ActionState.DROPPED: "Not to be done",
    ActionState.TO_DO: "Not done after all",
}


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """`due` while it is open; `steps` what can be said of it next."""

    row: Decision
    standing: DecisionStanding
    due: str
    is_late: bool

    @property
    def steps(self) -> list[tuple[ActionState, str]]:
        moves = ACTION_MOVES[self.standing.state]
        return [(state, words) for state, words in STEPS.items() if state in moves]


@dataclass(frozen=True, slots=True)
class Said:
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class RecordShown:
    row: SupervisionRecord
    on: date
    title: str
    who: str
    said: tuple[Said, ...]
    on_the_whole: str
    decisions: tuple[DecisionShown, ...]
    judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class DecidedBefore:
    """`on` is None where nothing was signed yet; `earlier` are still open from before the last supervision."""

    on: date | None
    who: str
    last: tuple[DecisionShown, ...]
    earlier: tuple[DecisionShown, ...]


@dataclass(frozen=True, slots=True)
class ChallengeShown:
    """`due` while it waits for an answer."""

    row: Escalation
    stage: str
    due: Due | None
    due_words: str
    is_late: bool


def day_of(record: SupervisionRecord) -> date:
    """On which it was talked or, of a note, written."""
    if record.session is not None:
        return record.session.held_on
    return (record.closed_at or record.opened_at).astimezone(LONDON).date()


def who_words(session: SupervisionSession | None) -> str:
    """Chloe Adeyemi with Amira Khan; Chloe Adeyemi with Jo Bright (housing) and Amira Khan (children’s social care)."""
    if session is None:
        return ""
    if session.worker is not None:
        return f"{session.led_by.name} with {session.worker.name}"
    there = [f"{one.words} ({one.agency.inside})" for one in session.attenders]
    return f"{session.led_by.name} with {listed_words(there)}"


def records_shown(session: AnySession, records: Sequence[SupervisionRecord], today: date) -> list[RecordShown]:
    """The latest day first."""
    standing = decision_states(session, [one.id for record in records for one in record.decisions])
    judged = judgements_in(session, [record.id for record in records])
    shown = [
        RecordShown(
            row=record,
            on=day_of(record),
            title=record.kind.words,
            who=who_words(record.session) if record.kind is RecordKind.SESSION else record.author.name,
            said=tuple(
                Said(one.asked_of(record.child.first_name), getattr(record, one.field))
                for one in questions_of(record.kind)
            ),
            on_the_whole=record.on_the_whole.words if record.on_the_whole else "",
            decisions=tuple(_shown(one, standing[one.id], today) for one in record.decisions),
            judgement=judged.get(record.id),
        )
        for record in records
    ]
    return sorted(shown, key=lambda one: (one.on, one.row.opened_at), reverse=True)


def decided_before(session: AnySession, child: Child, today: date) -> DecidedBefore:
    """All that the last signed supervision decided, done or not; and what is still open from before or from a note."""
    decisions = last_decided(session, child)
    standing = decision_states(session, [one.id for one in decisions])
    shown = [_shown(one, standing[one.id], today) for one in decisions]
    of_session = [one.record for one in decisions if one.record.session is not None]
    last = max(of_session, key=lambda one: (day_of(one), one.opened_at), default=None)
    return DecidedBefore(
        on=day_of(last) if last else None,
        who=who_words(last.session) if last else "",
        last=tuple(one for one in shown if last is not None and one.row.record_id == last.id),
        earlier=tuple(
            one for one in shown if (last is None or one.row.record_id != last.id) and one.standing.state.is_open
        ),
    )


def challenges_shown(rows: Sequence[Escalation], settings: Settings, today: date) -> list[ChallengeShown]:
    """Those that are open first."""
    shown = [challenge_shown(one, settings, today) for one in rows]
    return sorted(shown, key=lambda one: not one.row.last.state.is_open)


def challenge_shown(row: Escalation, settings: Settings, today: date) -> ChallengeShown:
    stage = stage_words(row.last.stage)
    if not row.last.state.waits:
        return ChallengeShown(row, stage, None, "", is_late=False)
    periods = periods_from(settings)
    found = due(stage_of(row.last.stage).clock, row.last.on, "it was put", periods)
    return ChallengeShown(row, stage, found, due_words(found.on, today, periods), is_late=found.on < today)


def _shown(row: Decision, standing: DecisionStanding, today: date) -> DecisionShown:
    is_open = standing.state.is_open and row.by_on is not None
    return DecisionShown(
        row=row,
        standing=standing,
        due=decision_due_words(row.by_on, today) if is_open and row.by_on else "",
        is_late=is_open and row.by_on is not None and row.by_on < today,
    )
