"""Supervision for tests, written and signed through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from gcp_tracker.models import Child, Escalation, SupervisionRecord, User
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.rules.supervision import OnTheWhole, SessionKind
from gcp_tracker.supervision.details import (
    ChallengeDetails,
    DecisionDetails,
    RecordDetails,
    SessionDetails,
    There,
    Whom,
)
from gcp_tracker.supervision.service import (
    open_note,
    open_record,
    open_session,
    raise_escalation,
    sign_record,
    write_record,
)
from gcp_tracker.unit_of_work import UnitOfWork

THOUGHT = {
    "like_to_be": "He wakes alone and gets his sister up.",
    "what_changed": "Nothing that anybody has seen; the school still gives him breakfast.",
    "if_wrong": "There would be food in the cupboard on an unannounced visit.",
    "whose_voice": "His father has never been met.",
}
JO = Whom("Jo Bright, housing officer", Agency.HOUSING)


def decision(what: str, user: User, by_on: date) -> DecisionDetails:
    return DecisionDetails(what, user.name, user, by_on)


def draft_record(
    uow: UnitOfWork,
    child: Child,
    worker: User | None,
    *decisions: DecisionDetails,
    held_on: date | None = None,
    on_the_whole: OnTheWhole | None = OnTheWhole.SAME,
    **texts: str,
) -> SupervisionRecord:
    """With one worker, or with the school and housing where there is none."""
    there = () if worker else (There("Mrs Grant, head of year", Agency.SCHOOL), There("Jo Bright", Agency.HOUSING))
    kind = SessionKind.ONE_TO_ONE if worker else SessionKind.GROUP
    session = open_session(uow, SessionDetails(kind, held_on or uow.today, worker, there))
    record = open_record(uow, session, child)
    uow.session.flush()
    write_record(uow, record, RecordDetails(THOUGHT | texts, on_the_whole, decisions), record.version)
    return record


def signed_record(
    uow: UnitOfWork, child: Child, worker: User | None, *decisions: Any, **more: Any
) -> SupervisionRecord:
    because = more.pop("because", "")
    record = draft_record(uow, child, worker, *decisions, **more)
    sign_record(uow, record, record.version, because)
    uow.session.flush()
    return record


def signed_note(uow: UnitOfWork, child: Child, note: str, *decisions: DecisionDetails) -> SupervisionRecord:
    record = open_note(uow, child)
    uow.session.flush()
    texts = {"prompted_by": "The school rang.", "note": note}
    write_record(uow, record, RecordDetails(texts, None, decisions), record.version)
    sign_record(uow, record, record.version)
    uow.session.flush()
    return record


def challenge_about(
    uow: UnitOfWork, child: Child, whom: Whom = JO, stage: int = 1, asks: str = "A working boiler within a week."
) -> Escalation:
    details = ChallengeDetails(
        uow.author.name,
        Agency.SOCIAL_CARE,
        "The boiler has been broken since May, and the children sleep in their coats.",
        asks,
        whom,
        stage,
    )
    raised = raise_escalation(uow, child, details)
    uow.session.flush()
    return raised
