"""The scrutiny of one child: drafts, what was signed, and the meetings that it is about."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import Child, Escalation, HelpEpisode, Judgement, Meeting, Scrutiny, User
from gcp_tracker.rules.meeting_vocabulary import MeetingState
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.scrutiny import PLAN_OF, Written, questions_of
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import AnySession

WHOLE = (
    joinedload(Scrutiny.chair).lazyload(User.roles),
    joinedload(Scrutiny.judgement).joinedload(Judgement.by).lazyload(User.roles),
    joinedload(Scrutiny.escalation).selectinload(Escalation.steps),
)


def scrutiny_of_child(session: AnySession, child: Child) -> list[Scrutiny]:
    """Those that are signed and those being written, the latest meeting first; without what was put aside."""
    query = _of(child).where(Scrutiny.state != RecordState.DISCARDED)
    return list(session.scalars(query.order_by(Scrutiny.held_on.desc(), Scrutiny.opened_at.desc())))


def signed_of(session: AnySession, child: Child) -> list[Scrutiny]:
    """The latest meeting first, of one meeting the latest entry."""
    return [one for one in scrutiny_of_child(session, child) if one.is_signed]


def last_signed(session: AnySession, child: Child, until: date) -> Scrutiny | None:
    """Of the last meeting up to that day."""
    query = _of(child).where(Scrutiny.state == RecordState.SIGNED, Scrutiny.held_on <= until)
    return session.scalar(query.order_by(Scrutiny.held_on.desc(), Scrutiny.signed_at.desc()).limit(1))


def scrutiny_of(session: AnySession, child: Child, number: UUID) -> Scrutiny | None:
    """That one, if it is this child’s."""
    return session.scalar(_of(child).where(Scrutiny.id == number))


def held_reviews(session: AnySession, child: Child) -> list[Meeting]:
    """The conferences and reviews that were held, the latest first."""
    query = select(Meeting).where(
        Meeting.child_id == child.id, Meeting.state == MeetingState.HELD, Meeting.kind.in_(list(PLAN_OF))
    )
    return list(session.scalars(query.order_by(Meeting.held_on.desc(), Meeting.id.desc())))


def spell_under(child: Child, conference: MeetingKind, on: date) -> HelpEpisode | None:
    """The plan that this kind of meeting is about, as it ran when it was held; one that ended on that day counts."""
    kind = PLAN_OF[conference]
    spells = [one for one in child.episodes if one.kind is kind and one.started_on <= on]
    running = [one for one in spells if is_current(one.started_on, one.ended_on, on) or one.ended_on == on]
    return max(running, key=lambda one: one.started_on, default=None)


def written_in(session: AnySession, one: Scrutiny, today: date) -> Written:
    """As the rules look at it."""
    planned = select(Meeting.kind).where(
        Meeting.child_id == one.child_id, Meeting.state == MeetingState.PLANNED, Meeting.planned_on >= today
    )
    return Written(
        kind=one.conference,
        texts={question.field: str(getattr(one, question.field)) for question in questions_of(one.conference)},
        decided=one.decided,
        threshold=one.threshold,
        category=one.category,
        working=one.working,
        challenged=one.challenged,
        has_challenge=one.escalation_id is not None,
        next_help=one.next_help,
        core_group_on=one.core_group_on,
        review_on=one.review_on,
        planned=frozenset(session.scalars(planned)),
    )


def _of(child: Child) -> Select[Scrutiny]:
    return select(Scrutiny).where(Scrutiny.child_id == child.id).options(*WHOLE)
