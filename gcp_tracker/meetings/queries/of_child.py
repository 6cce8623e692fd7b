"""The meetings of one child, with who was invited and came."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.models import Child, Meeting, MeetingPerson
from gcp_tracker.unit_of_work import AnySession

WITH_PEOPLE = (
    selectinload(Meeting.people).joinedload(MeetingPerson.adult),
    joinedload(Meeting.recorded_by),
)


def meetings_of_child(session: AnySession, child: Child) -> list[Meeting]:
    """The latest day first."""
    query = (
        select(Meeting)
        .where(Meeting.child_id == child.id)
        .options(*WITH_PEOPLE)
        .order_by(func.coalesce(Meeting.held_on, Meeting.planned_on).desc(), Meeting.id.desc())
    )
    return list(session.scalars(query))


def meeting_of_child(session: AnySession, child: Child, number: int) -> Meeting | None:
    query = select(Meeting).where(Meeting.child_id == child.id, Meeting.id == number).options(*WITH_PEOPLE)
    return session.scalar(query)


def together_with(session: AnySession, meeting: Meeting, children: Collection[UUID]) -> list[Meeting]:
    """The same meeting as it stands with these brothers and sisters, who are for the caller to choose."""
    if meeting.occasion_id is None:
        return []
    query = (
        select(Meeting)
        .where(
            Meeting.occasion_id == meeting.occasion_id, Meeting.id != meeting.id, Meeting.child_id.in_(list(children))
        )
        .options(selectinload(Meeting.people), joinedload(Meeting.child))
        .order_by(Meeting.id)
    )
    return list(session.scalars(query))
