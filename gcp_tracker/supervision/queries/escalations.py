"""Challenges: those of one child, and which of many wait for an answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.models import Child, Escalation, EscalationStep, User
from gcp_tracker.rules.escalations import WAITING
from gcp_tracker.unit_of_work import AnySession


def escalations_of(session: AnySession, child: Child) -> list[Escalation]:
    """The newest first."""
    return list(session.scalars(_of(child).order_by(Escalation.raised_at.desc())))


def escalation_of(session: AnySession, child: Child, escalation_id: UUID) -> Escalation | None:
    return session.scalar(_of(child).where(Escalation.id == escalation_id))


def _of(child: Child) -> Select[Escalation]:
    return (
        select(Escalation)
        .where(Escalation.child_id == child.id)
        .options(
            joinedload(Escalation.raised_by).lazyload(User.roles),
            selectinload(Escalation.steps).joinedload(EscalationStep.by).lazyload(User.roles),
        )
    )


def waiting_challenges(*columns: Any) -> Select[Any]:
    """These columns of each challenge that waits for an answer, and of the step with which it was last put to
    somebody. To be narrowed by whoever asks, by `Escalation.child_id`.
    """
    newest = select(func.max(EscalationStep.id)).group_by(EscalationStep.escalation_id)
    return (
        select(*columns)
        .select_from(Escalation)
        .join(EscalationStep, EscalationStep.escalation_id == Escalation.id)
        .where(EscalationStep.id.in_(newest), EscalationStep.state.in_(WAITING))
    )
