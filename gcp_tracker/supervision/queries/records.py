"""The records of one child: drafts, signed ones with their decisions and answers, and what they say."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.models import (
    Child,
    Decision,
    Judgement,
    SupervisionAnswer,
    SupervisionRecord,
    SupervisionSession,
    User,
)
from gcp_tracker.rules.judgements import improving_words
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.supervision import Decided, OnTheWhole, RecordKind, questions_of
from gcp_tracker.unit_of_work import AnySession

WITH_SESSION = joinedload(SupervisionRecord.session).options(
    joinedload(SupervisionSession.led_by).lazyload(User.roles),
    joinedload(SupervisionSession.worker).lazyload(User.roles),
    selectinload(SupervisionSession.attenders),
)
WHOLE = (
    WITH_SESSION,
    joinedload(SupervisionRecord.author).lazyload(User.roles),
    selectinload(SupervisionRecord.decisions),
    selectinload(SupervisionRecord.answers).joinedload(SupervisionAnswer.by).lazyload(User.roles),
)


def records_of(session: AnySession, child: Child) -> list[SupervisionRecord]:
    """Those that are signed and those being written, the newest first; without what was put aside."""
    query = _of(child).where(SupervisionRecord.state != RecordState.DISCARDED)
    return list(session.scalars(query.order_by(SupervisionRecord.opened_at.desc())))


def record_of(session: AnySession, child: Child, record_id: UUID) -> SupervisionRecord | None:
    """That record, if it is this child’s."""
    return session.scalar(_of(child).where(SupervisionRecord.id == record_id))


def last_decided(session: AnySession, child: Child) -> list[Decision]:
    """All that the newest signed supervision decided, and what else is on record and may still be open: the caller asks
    `decision_states` which.
    """
    decisions = session.scalars(
        select(Decision)
        .join(SupervisionRecord, SupervisionRecord.id == Decision.record_id)
        .where(SupervisionRecord.child_id == child.id, SupervisionRecord.state == RecordState.SIGNED)
        .options(joinedload(Decision.record).options(WITH_SESSION))
        .order_by(SupervisionRecord.closed_at.desc(), Decision.place)
    )
    return list(decisions)


def judgements_of(session: AnySession, child: Child) -> list[Judgement]:
    """The newest first."""
    query = (
        select(Judgement).where(Judgement.child_id == child.id).options(joinedload(Judgement.by).lazyload(User.roles))
    )
    return list(session.scalars(query.order_by(Judgement.id.desc())))


def judgements_in(session: AnySession, record_ids: Collection[UUID]) -> dict[UUID, Judgement]:
    """By record: what was said there against the grades."""
    query = select(Judgement).where(Judgement.record_id.in_(record_ids))
    found = session.scalars(query.options(joinedload(Judgement.by).lazyload(User.roles)))
    return {one.record_id: one for one in found if one.record_id is not None}


def answers_in(record: SupervisionRecord) -> list[str]:
    """To its questions, in their order."""
    return [str(getattr(record, one.field)) for one in questions_of(record.kind)]


def decided_in(record: SupervisionRecord) -> list[Decided]:
    return [Decided(one.what, one.words, one.by_on) for one in record.decisions]


def called_better(record: SupervisionRecord) -> str:
    """In what words it calls the child’s life better, or empty."""
    name = record.child.first_name
    if record.on_the_whole is OnTheWhole.BETTER:
        return f"On the whole, life is better for {name}"
    texts = [record.what_changed] if record.kind is RecordKind.SESSION else [record.note]
    said = improving_words([*texts, *(one.what for one in record.decisions)])
    return f"“{said}”" if said else ""


def _of(child: Child) -> Select[SupervisionRecord]:
    return select(SupervisionRecord).where(SupervisionRecord.child_id == child.id).options(*WHOLE)
