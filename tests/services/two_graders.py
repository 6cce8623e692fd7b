"""Amira and Ben, who grade one visit to Leo apart, as the tests of it begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from gcp_tracker.models import GradedApart, User, Visit
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.apart import (
    ask_second_worker,
    begin_second_grading,
)
from gcp_tracker.visits.drafts import VisitDetails, save_answers
from gcp_tracker.visits.occasions import details_of
from gcp_tracker.visits.service import sign_visit
from tests.builders import all_grades, draft_visit, graded
from tests.cast import TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]


def asked(uow: UnitOfWork, cast: Cast, on: date = TODAY, grades: dict[str, int] | None = None) -> GradedApart:
    """Amira’s draft for Leo, with Ben asked."""
    visit = draft_visit(uow, cast.leo, on, all_grades(cast.leo, on, 2) if grades is None else grades)
    return ask_second_worker(uow, visit, cast.ben)


def second_of(uow: UnitOfWork, apart: GradedApart, value: int = 3) -> Visit:
    """The second worker's draft, graded."""
    visit = begin_second_grading(uow, apart)
    grades = all_grades(visit.child, visit.visited_on, value)
    answers = [graded(key, value, "Seen by me") for key, value in grades.items()]
    save_answers(uow, visit, base=visit.version, operation="", answers=answers)
    return visit


def both_signed(session: Session, cast: Cast, writing_as: Writing, second: int = 3) -> GradedApart:
    with writing_as(cast.amira) as uow:
        apart = asked(uow, cast)
        sign_visit(uow, apart.first)
    with writing_as(cast.ben) as uow:
        sign_visit(uow, second_of(uow, apart, second))
    return apart


def details_with(visit: Visit, **changed: Any) -> VisitDetails:
    """What the screen before grading says of the visit now, but for these."""
    return replace(details_of(visit), **changed)
