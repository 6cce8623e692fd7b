"""Challenges through their services: answered before they are closed, and late told to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.children.queries import my_children, my_team
from gcp_tracker.meetings.queries import known_of_clocks
from gcp_tracker.models import Escalation, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.escalations import EscalationState
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.supervision.details import AnswerDetails, Whom
from gcp_tracker.supervision.service import (
    answer_escalation,
    close_escalation,
    set_escalation_aside,
    take_escalation_further,
)
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import noon_of
from tests.cast import NOW, TODAY, Cast
from tests.services.footprints import footprint_of
from tests.supervised import JO, challenge_about

Writing = Callable[[User | None], UnitOfWork]


def test_a_challenge_is_answered_before_it_is_closed(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        raised = challenge_about(uow, cast.leo)
    with pytest.raises(RuleBroken, match="not been answered"), writing_as(cast.amira) as uow:
        close_escalation(uow, raised, "It is warm")
    with pytest.raises(RuleBroken, match="yourself"), writing_as(cast.amira) as uow:
        set_escalation_aside(uow, raised, "It is old")
    with writing_as(cast.amira) as uow:
        take_escalation_further(uow, raised, 2, Whom("Sam Lee, head of housing", Agency.HOUSING), "No answer")
    assert (raised.last.stage, raised.last.state) == (2, EscalationState.TAKEN_FURTHER)
    with pytest.raises(RuleBroken, match="not back"), writing_as(cast.amira) as uow:
        take_escalation_further(uow, raised, 1, JO, "Again")
    with writing_as(cast.amira) as uow:
        answer_escalation(uow, raised, AnswerDetails("A plumber comes on Monday", TODAY))
        close_escalation(uow, raised, "The flat is warm, and they sleep in pyjamas.")
    states = [step.state for step in raised.steps]
    assert states == [
        EscalationState.ASKED,
        EscalationState.TAKEN_FURTHER,
        EscalationState.ANSWERED,
        EscalationState.CLOSED,
    ]
    with pytest.raises(RuleBroken), writing_as(cast.chloe) as uow:
        take_escalation_further(uow, raised, 3, JO, "After all")
    assert footprint_of(session, cast.leo).challenges == ()


def test_a_manager_may_set_aside_what_somebody_else_raised(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        raised = challenge_about(uow, cast.leo, Whom(cast.ben.name, Agency.SOCIAL_CARE, cast.ben))
    with pytest.raises(RuleBroken, match="who answers it"), writing_as(cast.amira) as uow:
        answer_escalation(uow, raised, AnswerDetails("He says yes", TODAY))
    with writing_as(cast.chloe) as uow:
        set_escalation_aside(uow, raised, "Raised twice")
    assert raised.last.state is EscalationState.SET_ASIDE


def test_worker_and_manager_are_told_of_an_answer_that_is_late(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with UnitOfWork(session, cast.amira, noon_of(TODAY - timedelta(days=21))) as uow:
        challenge_about(uow, cast.leo)
        challenge_about(uow, cast.kai)
    with UnitOfWork(session, cast.amira, noon_of(TODAY - timedelta(days=1))) as uow:
        for raised in session.scalars(select(Escalation).where(Escalation.child_id == cast.kai.id)):
            answer_escalation(uow, raised, AnswerDetails("Done", uow.today))
    assert list(known_of_clocks(session, [cast.kai.id])) == []
    words = "Answer to a challenge (put to housing) late by"
    for found in (my_children(session, cast.amira, NOW, TODAY), my_team(session, cast.chloe, NOW, TODAY).found):
        told = {
            row.child.first_name: [reason.sentence.startswith(words) for reason in row.attention.standing]
            for row in found.rows
        }
        assert any(told["Leo"])
        assert not any(told.get("Kai", ()))
