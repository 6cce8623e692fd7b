"""Writing a challenge: raised, answered, taken further, closed with what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.models import Child, Escalation, EscalationStep
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.escalations import (
    EscalationState,
    check_answer,
    check_escalation_move,
    check_set_aside,
    check_stage,
    check_taken_further,
    stages_of,
)
from gcp_tracker.supervision.details import AnswerDetails, ChallengeDetails, Whom
from gcp_tracker.unit_of_work import UnitOfWork


def raise_escalation(uow: UnitOfWork, child: Child, details: ChallengeDetails) -> Escalation:
    """At the first stage, or at a later one where the first were gone through elsewhere. Its clock begins today. The
    same one is kept once, however often its button was pressed. Raises RuleBroken.
    """
    check_stage(details.stage, _stages(uow, child))
    lock_child_alone(uow, child)
    if uow.session.scalar(_raised_today(uow, child, details)) is not None:
        raise RuleBroken("You have raised this already", "about")
    escalation = Escalation(
        child=child,
        from_words=details.from_words,
        from_agency=details.from_agency,
        about=details.about,
        asks=details.asks,
        raised_at=uow.now,
        raised_by=uow.author,
    )
    uow.session.add(escalation)
    uow.session.flush()
    _add(uow, escalation, EscalationState.ASKED, details.stage, uow.today, whom=details.whom)
    _record(uow, "raise", escalation)
    return escalation


def _raised_today(uow: UnitOfWork, child: Child, details: ChallengeDetails) -> Select[UUID]:
    return select(Escalation.id).where(
        Escalation.child_id == child.id,
        Escalation.raised_by_id == uow.author.id,
        Escalation.raised_at > uow.now - timedelta(days=1),
        Escalation.from_words == details.from_words,
        Escalation.from_agency == details.from_agency,
        Escalation.about == details.about,
        Escalation.asks == details.asks,
    )


def answer_escalation(uow: UnitOfWork, escalation: Escalation, details: AnswerDetails) -> None:
    """What they said, whoever writes it down. Raises RuleBroken beside its field."""
    _lock(uow, escalation)
    check_escalation_move(escalation.last.state, EscalationState.ANSWERED)
    asked = escalation.asked
    check_answer(escalation.raised_by_id, asked.whom_id, uow.author.id, asked.on, details.on, uow.today)
    _add(uow, escalation, EscalationState.ANSWERED, asked.stage, details.on, details.words)
    _record(uow, "answer", escalation)


def take_escalation_further(uow: UnitOfWork, escalation: Escalation, stage: int, whom: Whom, why: str) -> None:
    """To the next stage: unanswered, or answered so that it does not do for the child."""
    _lock(uow, escalation)
    check_escalation_move(escalation.last.state, EscalationState.TAKEN_FURTHER)
    check_taken_further(escalation.last.stage, stage, _stages(uow, escalation.child))
    _add(uow, escalation, EscalationState.TAKEN_FURTHER, stage, uow.today, why, whom)
    _record(uow, "take_further", escalation)


def close_escalation(uow: UnitOfWork, escalation: Escalation, outcome: str) -> None:
    """`outcome`: what came of it for the child."""
    if not outcome:
        raise RuleBroken("Say what came of it for the child", "outcome")
    _lock(uow, escalation)
    check_escalation_move(escalation.last.state, EscalationState.CLOSED)
    _add(uow, escalation, EscalationState.CLOSED, escalation.last.stage, uow.today, outcome)
    _record(uow, "close", escalation)


def set_escalation_aside(uow: UnitOfWork, escalation: Escalation, reason: str) -> None:
    """Unanswered, by somebody else than who raised it."""
    if not reason:
        raise RuleBroken("Say why it is set aside", "reason")
    _lock(uow, escalation)
    check_set_aside(escalation.raised_by_id, uow.author.id)
    check_escalation_move(escalation.last.state, EscalationState.SET_ASIDE)
    _add(uow, escalation, EscalationState.SET_ASIDE, escalation.last.stage, uow.today, reason)
    _record(uow, "set_aside", escalation)


def _lock(uow: UnitOfWork, escalation: Escalation) -> None:
    """Two who write at once wait for each other, and the second sees what the first has written."""
    uow.session.execute(select(Escalation.id).where(Escalation.id == escalation.id).with_for_update())
    uow.session.refresh(escalation, ["steps"])


def _add(
    uow: UnitOfWork,
    escalation: Escalation,
    state: EscalationState,
    stage: int,
    on: date,
    words: str = "",
    whom: Whom | None = None,
) -> None:
    step = EscalationStep(state=state, stage=stage, on=on, words=words, at=uow.now, by=uow.author)
    if whom is not None:
        step.whom_words, step.whom_agency = whom.words, whom.agency
        step.whom_id = whom.user.id if whom.user else None
    escalation.steps.append(step)


def _stages(uow: UnitOfWork, child: Child) -> int:
    return len(stages_of(settings_of(uow.session, child.authority_id, uow.today)))


def _record(uow: UnitOfWork, verb: str, escalation: Escalation) -> None:
    uow.record(f"escalation:{verb}", subject=escalation, child=escalation.child)
