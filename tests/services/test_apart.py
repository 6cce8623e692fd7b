"""One visit graded by two workers apart: who may be asked, what each side is, and when both have signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from gcp_tracker.models import User
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import ApartState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.apart import (
    ask_second_worker,
    begin_second_grading,
)
from gcp_tracker.visits.drafts import describe_visit, save_answers
from gcp_tracker.visits.earlier import earlier_grades, previous_value
from gcp_tracker.visits.pairs import both_sides
from gcp_tracker.visits.service import amend_visit, sign_visit
from tests.builders import all_grades, draft_visit, events, graded, noon_of, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.services.latest_known import is_known_to_signing
from tests.services.two_graders import asked, details_with, second_of

Writing = Callable[[User | None], UnitOfWork]


def test_the_second_draft_is_of_the_same_visit_and_holds_nothing_that_was_written(
    session: Session, beside: Cast, writing_as: Writing
) -> None:
    with writing_as(beside.amira) as uow:
        apart = asked(uow, beside)
    with writing_as(beside.ben) as uow:
        second = begin_second_grading(uow, apart)
        again = begin_second_grading(uow, apart)
    first = apart.first
    assert again is second
    assert (second.visited_on, second.care_of, second.band, second.instrument_id) == (
        first.visited_on,
        first.care_of,
        first.band,
        first.instrument_id,
    )
    assert second.author is beside.ben
    assert second.first_id == second.id != first.first_id
    assert (second.grades, second.notes, second.adults_seen, second.came_with_me) == ([], [], [], "")
    assert events(session)[-3:] == ["apart:ask", "visit:open", "apart:begin"]


@pytest.mark.parametrize(
    ("second", "sentence"),
    [("chloe", "manages the child’s team"), ("dev", "does not work with"), ("amira", "does not work with")],
)
def test_who_cannot_be_asked(beside: Cast, writing_as: Writing, second: str, sentence: str) -> None:
    with writing_as(beside.amira) as uow:
        visit = draft_visit(uow, beside.leo, TODAY)
        with pytest.raises(RuleBroken, match=sentence):
            ask_second_worker(uow, visit, getattr(beside, second))


def test_a_manager_writes_no_visit_that_is_graded_apart(beside: Cast, writing_as: Writing) -> None:
    with writing_as(beside.chloe) as uow, pytest.raises(RuleBroken, match="has to see every grade at once"):
        asked(uow, beside)


def test_whoever_grades_in_the_same_draft_cannot_grade_apart_nor_the_other_way_round(
    beside: Cast, writing_as: Writing
) -> None:
    with writing_as(beside.amira) as uow:
        together = draft_visit(uow, beside.leo, TODAY, colleagues=[beside.ben])
        with pytest.raises(RuleBroken, match="grades in your draft already"):
            ask_second_worker(uow, together, beside.ben)
    with writing_as(beside.amira) as uow:
        apart = asked(uow, beside)
    with writing_as(beside.amira) as uow, pytest.raises(RuleBroken, match="grades this visit apart from you"):
        describe_visit(uow, apart.first, details_with(apart.first, colleagues=[beside.ben]))
    with writing_as(beside.ben) as uow:
        second = begin_second_grading(uow, apart)
        with pytest.raises(RuleBroken, match="grades this visit apart from you"):
            describe_visit(uow, second, details_with(second, colleagues=[beside.amira]))


def test_it_is_asked_before_the_visit_is_signed_and_once(beside: Cast, writing_as: Writing) -> None:
    with writing_as(beside.amira) as uow:
        apart = asked(uow, beside)
        with pytest.raises(RuleBroken, match="already"):
            ask_second_worker(uow, apart.first, beside.ben)
        sign_visit(uow, apart.first)
        amended = amend_visit(uow, apart.first, "The bath")
        uow.session.flush()
        with pytest.raises(RuleBroken, match="before the visit is signed"):
            ask_second_worker(uow, amended, beside.ben)


def test_day_home_and_items_of_two_gradings_stay_the_same(beside: Cast, writing_as: Writing) -> None:
    with writing_as(beside.amira) as uow:
        apart = asked(uow, beside)
        describe_visit(uow, apart.first, details_with(apart.first, visited_on=TODAY - timedelta(days=1)))
    with writing_as(beside.ben) as uow:
        second = begin_second_grading(uow, apart)
        assert second.visited_on == TODAY - timedelta(days=1)
        with pytest.raises(RuleBroken, match="Call that off first"):
            describe_visit(uow, second, details_with(second, visited_on=TODAY))
        describe_visit(uow, second, details_with(second, child_seen=True))
    with writing_as(beside.amira) as uow, pytest.raises(RuleBroken, match="Ben Lowe grades the same visit"):
        describe_visit(uow, apart.first, details_with(apart.first, visited_on=TODAY))


def test_a_grade_of_the_other_is_not_an_earlier_grade(session: Session, beside: Cast, writing_as: Writing) -> None:
    with writing_as(beside.amira) as uow:
        signed_visit(uow, beside.leo, TODAY - timedelta(days=20), {"hygiene": 4})
        apart = asked(uow, beside, grades={"hygiene": 1})
        sign_visit(uow, apart.first)
    with writing_as(beside.ben) as uow:
        second = begin_second_grading(uow, apart)
        assert previous_value(session, second, "hygiene") == 4
        assert earlier_grades(session, second)["hygiene"].last.worker == "Amira Khan"
        assert earlier_grades(session, second)["hygiene"].last.value == 4
        assert is_known_to_signing(session, second)
        save_answers(uow, second, base=second.version, operation="", answers=[graded("hygiene", 2, "Clean hands")])
        sign_visit(uow, second)
    # Nor once both are signed.
    assert previous_value(session, second, "hygiene") == previous_value(session, apart.first, "hygiene") == 4
    assert is_known_to_signing(session, second)
    assert is_known_to_signing(session, apart.first)


def test_both_signatures_end_it_whoever_signs_first(session: Session, beside: Cast, writing_as: Writing) -> None:
    with writing_as(beside.amira) as uow:
        apart = asked(uow, beside)
    with writing_as(beside.ben) as uow:
        second = second_of(uow, apart)
        sign_visit(uow, second)
    assert (apart.state, apart.first_signed_on, apart.both_signed_at) == (ApartState.APART, TODAY, None)
    assert both_sides(session, apart) is None
    with writing_as(beside.amira) as uow:
        sign_visit(uow, apart.first)
    assert (apart.state, apart.both_signed_at) == (ApartState.BOTH_SIGNED, NOW)
    sides = both_sides(session, apart)
    assert sides is not None
    assert (sides.first.author, sides.second.author) == (beside.amira, beside.ben)
    assert len(sides.differing) == sides.graded_by_both == len(all_grades(beside.leo, TODAY, 2))
    assert {one.gap for one in sides.differing} == {1}


def test_a_second_signature_after_the_days_are_over_is_not_apart(
    session: Session, beside: Cast, writing_as: Writing
) -> None:
    with writing_as(beside.amira) as uow:
        apart = asked(uow, beside)
        sign_visit(uow, apart.first)
    late = noon_of(TODAY + timedelta(days=LOCAL["apart_for"].usual))
    with UnitOfWork(session, beside.ben, late) as uow:
        sign_visit(uow, second_of(uow, apart))
    assert apart.state is ApartState.SIGNED_LATE
    assert both_sides(session, apart) is not None
