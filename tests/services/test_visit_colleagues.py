"""A visit by several practitioners: who may be named, what each gave, and that naming opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import AuditEvent, User, Visit
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import VisitDetails, describe_visit, open_visit, save_answers
from gcp_tracker.visits.grading import graded_by, visit_line
from gcp_tracker.visits.occasions import AlsoVisited, details_of, open_visits_together
from gcp_tracker.visits.queries import colleagues_for, every_visit, open_drafts
from gcp_tracker.visits.service import amend_visit, sign_visit
from tests.builders import graded
from tests.cast import NOW, TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]


def test_only_who_may_record_for_the_child_can_be_named(cast: Cast, writing_as: Writing, session: Session) -> None:
    assert [user.name for user in colleagues_for(session, cast.leo, NOW)] == ["Amira Khan", "Chloe Adeyemi"]
    assert [user.name for user in colleagues_for(session, cast.ruby, NOW)] == ["Amira Khan", "Chloe Adeyemi"]
    for person in (cast.ben, cast.dev, cast.grace, cast.ewa):
        details = VisitDetails(TODAY, household=cast.leos_home, colleagues=[person])
        with pytest.raises(RuleBroken, match="does not work with Leo") as broken, writing_as(cast.amira) as uow:
            open_visit(uow, cast.leo, instruments.newest(instruments.OURS), details)
        assert broken.value.field == "colleagues"
    assert session.scalars(select(Visit)).all() == []


def test_who_has_left_or_is_disabled_is_no_longer_offered(cast: Cast, writing_as: Writing, session: Session) -> None:
    with writing_as(None):
        cast.leo.allocations[0].to_on = TODAY
        cast.chloe.active = False
    assert colleagues_for(session, cast.leo, NOW) == []


def test_each_answer_remembers_who_gave_it_last(
    cast: Cast, with_ben: Visit, writing_as: Writing, food: str, roads: str, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        save_answers(uow, with_ben, base=1, operation="a", answers=[graded(food, 2), graded(roads, 2)])
    session.refresh(with_ben)
    assert graded_by(with_ben) == {}
    with writing_as(cast.ben) as uow:
        save_answers(uow, with_ben, base=2, operation="b", answers=[graded(roads, 3)])
    session.refresh(with_ben)
    session.expire_all()
    assert graded_by(with_ben) == {food: "Amira Khan", roads: "Ben Lowe"}


def test_the_line_of_the_visit_and_the_audit_name_everybody(
    cast: Cast, with_ben: Visit, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        sign_visit(uow, with_ben)
    assert "Amira Khan with Ben Lowe" in visit_line(with_ben)
    said = dict(session.execute(select(AuditEvent.action, AuditEvent.reason)).all())
    assert said["colleague:add"] == "Ben Lowe"
    assert said["visit:sign"] == "Visited with Ben Lowe"


def test_a_colleague_finds_the_draft_and_nobody_else_does(cast: Cast, with_ben: Visit, session: Session) -> None:
    for find in (
        lambda user: open_drafts(session, [cast.leo.id], user.id),
        lambda user: every_visit(session, cast.leo, user.id),
    ):
        assert [len(find(user)) for user in (cast.amira, cast.ben, cast.chloe, cast.dev)] == [1, 1, 0, 0]


def test_a_colleague_who_has_left_stays_named_and_can_be_taken_out(
    cast: Cast, with_ben: Visit, writing_as: Writing, session: Session
) -> None:
    with writing_as(None):
        for allocation in cast.leo.allocations:
            if allocation.user_id == cast.ben.id:
                allocation.to_on = TODAY
    with writing_as(cast.amira) as uow:
        describe_visit(uow, with_ben, replace(details_of(with_ben), came_with_me="Jo Lind"))
    assert [row.user.name for row in with_ben.colleagues] == ["Ben Lowe"]
    with writing_as(cast.amira) as uow:
        describe_visit(uow, with_ben, replace(details_of(with_ben), colleagues=[]))
    assert with_ben.colleagues == []
    assert "colleague:remove" in session.scalars(select(AuditEvent.action)).all()


def test_an_amendment_keeps_who_was_there_and_who_gave_what(
    cast: Cast, with_ben: Visit, writing_as: Writing, food: str, roads: str, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        save_answers(uow, with_ben, base=1, operation="a", answers=[graded(food, 2)])
    with writing_as(cast.ben) as uow:
        save_answers(uow, with_ben, base=2, operation="b", answers=[graded(roads, 3)])
    session.refresh(with_ben)
    with writing_as(cast.amira) as uow:
        sign_visit(uow, with_ben)
        amended = amend_visit(uow, with_ben, "The day was wrong")
    session.refresh(amended)
    assert [row.user.name for row in amended.colleagues] == ["Ben Lowe"]
    assert graded_by(amended) == {food: "Amira Khan", roads: "Ben Lowe"}


def test_a_colleague_who_may_not_record_for_the_sister_stays_there_by_name_only(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(None):
        cast.ruby.team = cast.hillside
    with writing_as(cast.amira) as uow:
        details = VisitDetails(TODAY, household=cast.leos_home, colleagues=[cast.chloe], came_with_me="Jo Lind")
        leos, rubys = open_visits_together(
            uow, cast.leo, instruments.newest(instruments.OURS), details, [AlsoVisited(cast.ruby)]
        )
    assert [row.user.name for row in leos.colleagues] == ["Chloe Adeyemi"]
    assert (rubys.colleagues, rubys.came_with_me) == ([], "Jo Lind; Chloe Adeyemi")
