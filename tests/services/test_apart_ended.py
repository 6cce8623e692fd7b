"""One visit graded by two workers apart, afterwards: what they agree on, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gcp_tracker.children.details import ChildDetails
from gcp_tracker.children.service import (
    MergeDetails,
    add_family_with_child,
    allocate_worker,
    merge_children,
    part_children,
)
from gcp_tracker.models import Agreement, Reading, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import ApartEnd, ApartState, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.apart import (
    ask_second_worker,
    begin_second_grading,
    call_off_grading_apart,
    decline_second_grading,
    record_agreement,
)
from gcp_tracker.visits.drafts import describe_visit, save_answers
from gcp_tracker.visits.pairs import both_sides
from gcp_tracker.visits.service import amend_visit, discard_visit, sign_visit, withdraw_visit
from tests.builders import graded
from tests.cast import NOW, TODAY, Cast
from tests.services.two_graders import asked, both_signed, details_with, second_of

Writing = Callable[[User | None], UnitOfWork]


def test_the_engine_takes_the_two_and_never_the_third(session: Session, beside: Cast, writing_as: Writing) -> None:
    apart = both_signed(session, beside, writing_as)
    newest = select(Reading).order_by(Reading.id.desc()).limit(1)
    before = session.scalars(newest).one()
    with writing_as(beside.amira) as uow:
        agreement = record_agreement(uow, apart, {"hygiene": 5}, "Both had seen the bath by then.")
        agreement = record_agreement(uow, apart, {"hygiene": 4, "online": 1}, "We looked again.")
    assert [grade.value for grade in agreement.grades] == [4, 1]
    sides = both_sides(session, apart)
    assert sides is not None
    assert sides.agreement is agreement
    assert {one.item.key: one.agreed for one in sides.differing if one.agreed} == {"hygiene": 4, "online": 1}
    assert session.scalar(select(func.count()).select_from(Agreement)) == 2
    assert session.scalars(newest).one().id == before.id
    with writing_as(beside.amira) as uow:
        amended = amend_visit(uow, apart.first, "A word")
        uow.session.flush()
        sign_visit(uow, amended)
    assert session.scalars(newest).one().inputs_hash == before.inputs_hash


@pytest.mark.parametrize(
    ("grades", "words", "sentence"),
    [
        ({"hygiene": 4}, "", "what made you agree"),
        ({}, "Something", "at least one item"),
        ({"hygiene": 9}, "Something", "not on the scale"),
        ({"no_such_item": 2}, "Something", "not on the scale"),
    ],
)
def test_what_is_agreed_needs_a_grade_of_the_scale_and_words(
    session: Session, beside: Cast, writing_as: Writing, grades: dict[str, int], words: str, sentence: str
) -> None:
    apart = both_signed(session, beside, writing_as)
    with writing_as(beside.ben) as uow, pytest.raises(RuleBroken, match=sentence):
        record_agreement(uow, apart, grades, words)


def test_nothing_is_agreed_before_both_have_signed(beside: Cast, writing_as: Writing) -> None:
    with writing_as(beside.amira) as uow:
        apart = asked(uow, beside)
        with pytest.raises(RuleBroken, match="once both have signed"):
            record_agreement(uow, apart, {"hygiene": 2}, "Too early")


def test_what_was_agreed_is_never_edited(session: Session, beside: Cast, writing_as: Writing) -> None:
    apart = both_signed(session, beside, writing_as)
    with writing_as(beside.ben) as uow:
        record_agreement(uow, apart, {"hygiene": 4}, "Both had seen the bath by then.")
    for statement in ("UPDATE agreement SET words = 'x'", "DELETE FROM agreed_grade"):
        with pytest.raises(DBAPIError, match="kept as it was said"):
            session.execute(text(statement))
        session.rollback()


def test_declining_ends_it_and_a_begun_draft_is_put_aside_instead(beside: Cast, writing_as: Writing) -> None:
    with writing_as(beside.amira) as uow:
        apart = asked(uow, beside)
    with writing_as(beside.ben) as uow:
        decline_second_grading(uow, apart)
    assert (apart.state, apart.ending, apart.ended_by) == (ApartState.ENDED, ApartEnd.DECLINED, beside.ben)
    with writing_as(beside.amira) as uow:
        again = ask_second_worker(uow, apart.first, beside.ben)
    with writing_as(beside.ben) as uow:
        second = begin_second_grading(uow, again)
        with pytest.raises(RuleBroken, match="put your draft aside"):
            decline_second_grading(uow, again)
        discard_visit(uow, second, "I was called away.")
    assert (again.state, again.ending) == (ApartState.ENDED, ApartEnd.PUT_ASIDE)
    with writing_as(beside.amira) as uow:
        sign_visit(uow, again.first)
    assert again.both_signed_at is None


def test_called_off_each_stands_by_itself(session: Session, beside: Cast, writing_as: Writing) -> None:
    with writing_as(beside.amira) as uow:
        apart = asked(uow, beside)
    with writing_as(beside.ben) as uow:
        second = second_of(uow, apart)
    with writing_as(beside.amira) as uow:
        with pytest.raises(RuleBroken, match="Say why"):
            call_off_grading_apart(uow, apart, "")
        call_off_grading_apart(uow, apart, "We had talked.")
    with writing_as(beside.ben) as uow:
        sign_visit(uow, second)
    assert (apart.state, apart.ending_reason, second.state) == (ApartState.ENDED, "We had talked.", VisitState.SIGNED)
    assert both_sides(session, apart) is None


def test_of_two_signed_the_one_that_is_not_withdrawn_stands_alone(
    session: Session, beside: Cast, writing_as: Writing
) -> None:
    apart = both_signed(session, beside, writing_as)
    with writing_as(beside.ben) as uow:
        assert apart.second is not None
        withdraw_visit(uow, apart.second, "Another child")
    assert (apart.state, apart.ending) == (ApartState.ENDED, ApartEnd.WITHDRAWN)
    assert both_sides(session, apart) is None
    assert apart.first.state is VisitState.SIGNED


def test_an_amendment_is_told_and_what_was_signed_apart_is_known(
    session: Session, beside: Cast, writing_as: Writing
) -> None:
    apart = both_signed(session, beside, writing_as)
    with UnitOfWork(session, beside.ben, NOW + timedelta(hours=1)) as uow:
        assert apart.second is not None
        amended = amend_visit(uow, apart.second, "Amira showed me the kitchen.")
        uow.session.flush()
        save_answers(uow, amended, base=amended.version, operation="", answers=[graded("hygiene", 2, "Clean")])
        sign_visit(uow, amended)
    sides = both_sides(session, apart)
    assert sides is not None
    assert (sides.second, sides.amended) == (amended, [amended])
    assert "hygiene" not in {one.item.key for one in sides.differing}
    assert apart.state is ApartState.BOTH_SIGNED


def test_an_amendment_that_is_put_aside_changes_nothing(session: Session, beside: Cast, writing_as: Writing) -> None:
    apart = both_signed(session, beside, writing_as)
    with writing_as(beside.amira) as uow:
        amended = amend_visit(uow, apart.first, "A word")
        uow.session.flush()
        discard_visit(uow, amended, "Not needed")
    assert apart.state is ApartState.BOTH_SIGNED


def test_a_visit_that_did_not_take_place_is_not_graded_apart(beside: Cast, writing_as: Writing) -> None:
    with writing_as(beside.amira) as uow:
        apart = asked(uow, beside, grades={})
        changed = details_with(apart.first, outcome=VisitOutcome.NO_ACCESS, outcome_detail="Nobody opened")
        describe_visit(uow, apart.first, changed)
        sign_visit(uow, apart.first)
    assert (apart.state, apart.ending) == (ApartState.ENDED, ApartEnd.NOT_HELD)


def test_two_gradings_go_with_the_child_when_records_are_merged_and_parted(
    session: Session, beside: Cast, writing_as: Writing
) -> None:
    with writing_as(beside.chloe) as uow:
        details = ChildDetails("Leo", "Marsh", born_on=beside.leo.born_on)
        kept = add_family_with_child(uow, beside.leo.team, details)
        for worker in (beside.amira, beside.ben):
            allocate_worker(uow, kept, worker, TODAY, is_lead=worker is beside.amira)
    apart = both_signed(session, beside, writing_as)
    with writing_as(beside.chloe) as uow:
        merge = merge_children(uow, kept, beside.leo, MergeDetails("One child"))
    sides = both_sides(session, apart)
    assert sides is not None
    assert {sides.first.child_id, sides.second.child_id} == {kept.id}
    with writing_as(beside.chloe) as uow:
        part_children(uow, merge, "Two after all")
    assert apart.first.child_id == beside.leo.id
    assert both_sides(session, apart) is not None
