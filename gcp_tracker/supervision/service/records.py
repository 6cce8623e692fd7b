"""Writing a record of supervision or a note of oversight: begun, saved as it is typed, signed, answered."""

from __future__ import annotations

from sqlalchemy import select

from gcp_tracker.children.service.locks import lock_child_alone, lock_draft, lock_record
from gcp_tracker.judgements.service import record_judgement
from gcp_tracker.meetings.details import HeldDetails, PlanDetails
from gcp_tracker.meetings.service import hold_meeting, plan_meeting
from gcp_tracker.models import (
    Child,
    Decision,
    Meeting,
    SupervisionAnswer,
    SupervisionRecord,
    SupervisionSession,
)
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.meeting_vocabulary import Agency, MeetingState
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.supervision import (
    RecordKind,
    check_can_be_signed,
    questions_of,
)
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.supervision.details import RecordDetails
from gcp_tracker.supervision.queries.records import answers_in, called_better, decided_in
from gcp_tracker.unit_of_work import UnitOfWork


def open_record(uow: UnitOfWork, session: SupervisionSession, child: Child) -> SupervisionRecord:
    """About this child in this session; the one that is there already, unless it was put aside."""
    lock_child_alone(uow, child)
    there = select(SupervisionRecord).where(
        SupervisionRecord.session_id == session.id,
        SupervisionRecord.child_id == child.id,
        SupervisionRecord.state != RecordState.DISCARDED,
    )
    return uow.session.scalar(there) or _begin(uow, child, RecordKind.SESSION, session)


def open_note(uow: UnitOfWork, child: Child) -> SupervisionRecord:
    """A note of oversight; of somebody who has begun one about the child already, that one."""
    lock_child_alone(uow, child)
    begun = select(SupervisionRecord).where(
        SupervisionRecord.child_id == child.id,
        SupervisionRecord.kind == RecordKind.NOTE,
        SupervisionRecord.state == RecordState.DRAFT,
        SupervisionRecord.author_id == uow.author.id,
    )
    return uow.session.scalar(begun) or _begin(uow, child, RecordKind.NOTE, None)


def write_record(uow: UnitOfWork, record: SupervisionRecord, details: RecordDetails, seen: int) -> None:
    """All that the page holds, complete or not. Raises RuleBroken where somebody else has saved meanwhile."""
    lock_draft(uow, record, seen)
    record.version += 1
    for one in questions_of(record.kind):
        setattr(record, one.field, details.texts.get(one.field, ""))
    if record.kind is RecordKind.SESSION:
        record.on_the_whole = details.on_the_whole
    record.decisions = [
        Decision(
            place=place, what=one.what, words=one.words, user_id=one.user.id if one.user else None, by_on=one.by_on
        )
        for place, one in enumerate(details.decisions, 1)
    ]
    uow.record(f"{_NOUNS[record.kind]}:write", subject=record, child=record.child)


def sign_record(uow: UnitOfWork, record: SupervisionRecord, seen: int, because: str = "") -> None:
    """From now on it never changes. A session is a meeting of that day, so that its clock stops; where life is called
    better against the grades, what they say and why is kept. Raises RuleBroken beside the field that lacks something.
    """
    lock_child_alone(uow, record.child)
    lock_draft(uow, record, seen)
    check_can_be_signed(record.kind, answers_in(record), record.on_the_whole, decided_in(record))
    meeting = _meeting_of_the_day(uow, record) if record.session else None
    uow.session.flush()
    record.state, record.closed_at, record.author = RecordState.SIGNED, uow.now, uow.author
    record.meeting_id = meeting.id if meeting else None
    uow.record(f"{_NOUNS[record.kind]}:sign", subject=record, child=record.child)
    if better := called_better(record):
        record_judgement(uow, record.child, Occasion.IMPROVING, better, because, record)


def discard_record(uow: UnitOfWork, record: SupervisionRecord, reason: str) -> None:
    if not reason:
        raise RuleBroken("Say why this is put aside", "reason")
    lock_record(uow, record, RecordState.DISCARDED)
    record.state, record.closed_at, record.closing_reason = RecordState.DISCARDED, uow.now, reason
    uow.record(f"{_NOUNS[record.kind]}:discard", subject=record, child=record.child, reason=reason)


def answer_record(uow: UnitOfWork, record: SupervisionRecord, words: str) -> SupervisionAnswer:
    """Signed by being saved; without words it says that the record was read. Said again in the same words, it is
    refused. Raises RuleBroken.
    """
    lock_child_alone(uow, record.child)
    if not record.is_signed:
        raise RuleBroken("This record is not signed yet")
    said = uow.session.scalar(
        select(SupervisionAnswer.words)
        .where(SupervisionAnswer.record_id == record.id, SupervisionAnswer.by_id == uow.author.id)
        .order_by(SupervisionAnswer.id.desc())
        .limit(1)
    )
    if said == words:
        raise RuleBroken("You have said this already" if words else "You have said already that you read it", "words")
    answer = SupervisionAnswer(record_id=record.id, words=words, at=uow.now, by_id=uow.author.id)
    uow.session.add(answer)
    uow.record(f"{_NOUNS[record.kind]}:answer", subject=answer, child=record.child)
    return answer


_NOUNS = {RecordKind.SESSION: "supervision", RecordKind.NOTE: "oversight"}


def _begin(uow: UnitOfWork, child: Child, kind: RecordKind, session: SupervisionSession | None) -> SupervisionRecord:
    record = SupervisionRecord(child=child, kind=kind, session=session, opened_at=uow.now, author=uow.author)
    uow.session.add(record)
    uow.record(f"{_NOUNS[kind]}:open", subject=record, child=child)
    return record


def _meeting_of_the_day(uow: UnitOfWork, record: SupervisionRecord) -> Meeting | None:
    """The meeting on record, or the one that was planned last for that day or before it, or a new one; held now."""
    session = record.session
    if session is None:
        return None
    of_kind = select(Meeting).where(Meeting.child_id == record.child_id, Meeting.kind == MeetingKind.SUPERVISION)
    held = uow.session.scalar(of_kind.where(Meeting.held_on == session.held_on))
    if held is not None:
        return held
    agencies = tuple(dict.fromkeys((Agency.SOCIAL_CARE, *(one.agency for one in session.attenders))))
    planned = uow.session.scalar(
        of_kind.where(Meeting.state == MeetingState.PLANNED, Meeting.planned_on <= session.held_on)
        .order_by(Meeting.planned_on.desc(), Meeting.id)
        .limit(1)
    )
    if planned is None:
        details = PlanDetails(MeetingKind.SUPERVISION, session.held_on, agencies=agencies)
        planned = plan_meeting(uow, [record.child], details)[0]
        uow.session.flush()
    came = frozenset(agency.value for agency in agencies)
    hold_meeting(uow, [planned], HeldDetails(session.held_on, came=came, also_came=agencies))
    return planned
