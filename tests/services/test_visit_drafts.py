"""A visit while it is a draft: opened, graded at every tap, asked whether the child is safe tonight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Grade, Household, User, Visit
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import NoteKind, SafeTonight, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import (
    AnswerDetails,
    NoteDetails,
    VisitDetails,
    describe_visit,
    open_visit,
    save_answers,
)
from gcp_tracker.visits.earlier import earlier_grades, previous_value
from gcp_tracker.visits.safety import answer_safe_tonight
from gcp_tracker.visits.service import (
    sign_visit,
)
from tests.builders import draft_visit, events, graded, signed_visit
from tests.cast import TODAY, Cast
from tests.services.latest_known import is_known_to_signing

Writing = Callable[[User | None], UnitOfWork]


def test_a_visit_keeps_who_it_is_about_whose_care_and_the_band_of_the_childs_age(
    cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        details = VisitDetails(TODAY, time(15, 30), household=cast.leos_home, child_seen=True, adults_seen=[cast.mum])
        visit = open_visit(uow, cast.leo, instruments.newest("graded-care"), details)
    assert (visit.child, visit.household, visit.band, visit.state) == (
        cast.leo,
        cast.leos_home,
        "5-10",
        VisitState.DRAFT,
    )
    assert [row.adult for row in visit.adults_seen] == [cast.mum]
    assert visit.first_id == visit.id


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (VisitDetails(date(2026, 11, 17)), "visited_on"),
        (VisitDetails(date(2019, 1, 1)), "visited_on"),
        (VisitDetails(TODAY), "care_of"),
        (VisitDetails(TODAY, new_home=""), "new_home"),
        (VisitDetails(TODAY, new_home="Gran’s", child_seen_alone=True), "child_seen_alone"),
        (VisitDetails(TODAY, new_home="Gran’s", band="2-4"), "band_reason"),
        (VisitDetails(TODAY, new_home="Gran’s", outcome=VisitOutcome.NO_ACCESS), "outcome_detail"),
    ],
)
def test_what_is_wrong_with_a_visit_is_said_beside_its_field(
    cast: Cast, writing_as: Writing, session: Session, details: VisitDetails, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken, writing_as(cast.amira) as uow:
        open_visit(uow, cast.leo, instruments.newest("graded-care"), details)
    assert broken.value.field == field
    assert session.scalars(select(Visit)).all() == []
    assert session.scalars(select(Household.name).where(Household.name == "Gran’s")).all() == []


def test_a_young_person_of_eighteen_is_not_graded(cast: Cast, writing_as: Writing) -> None:
    with writing_as(None):
        cast.kai.born_on = date(2008, 11, 16)
    with pytest.raises(RuleBroken, match="grading ends at 18"), writing_as(cast.ben) as uow:
        open_visit(uow, cast.kai, instruments.newest("graded-care"), VisitDetails(TODAY, household=cast.kais_mums))


def test_each_save_is_kept_with_its_version_and_the_same_operation_is_kept_once(
    cast: Cast, writing_as: Writing, food: str
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
    with writing_as(cast.amira) as uow:
        first = save_answers(uow, visit, base=1, operation="tap-1", answers=[graded(food, 2)])
    with writing_as(cast.amira) as uow:
        again = save_answers(uow, visit, base=1, operation="tap-1", answers=[graded(food, 2)])
    assert first.version == again.version == 2
    assert not again.conflicts
    with writing_as(cast.amira) as uow:
        grades = list(uow.session.scalars(select(Grade)))
    assert [(grade.value, grade.version) for grade in grades] == [(2, 2)]


def test_two_devices_that_grade_different_items_keep_both_and_tell_each_other(
    cast: Cast, writing_as: Writing, food: str, roads: str
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
    with writing_as(cast.amira) as uow:
        save_answers(uow, visit, base=1, operation="a", answers=[graded(food, 2)])
    with writing_as(cast.amira) as uow:
        other = save_answers(uow, visit, base=1, operation="b", answers=[graded(roads, 3)])
    assert not other.conflicts
    assert [row.item_key for row in other.others if isinstance(row, Grade)] == [food]


def test_two_devices_that_grade_the_same_item_neither_overwrites_the_other(
    cast: Cast, writing_as: Writing, food: str, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
    with writing_as(cast.amira) as uow:
        save_answers(uow, visit, base=1, operation="a", answers=[graded(food, 2)])
    with writing_as(cast.amira) as uow:
        late = save_answers(uow, visit, base=1, operation="b", answers=[graded(food, 5)])
    assert [row.item_key for row in late.conflicts if isinstance(row, Grade)] == [food]
    assert session.scalar(select(Grade.value)) == 2
    with writing_as(cast.amira) as uow:
        chosen = save_answers(uow, visit, base=late.version, operation="c", answers=[graded(food, 5)])
    assert not chosen.conflicts
    assert session.scalar(select(Grade.value)) == 5


def test_an_answer_that_the_instrument_does_not_know_keeps_nothing_of_the_request(
    cast: Cast, writing_as: Writing, food: str, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
    for wrong in (graded("made_up", 2), graded(food, 6)):
        with pytest.raises(RuleBroken), writing_as(cast.amira) as uow:
            save_answers(uow, visit, base=1, operation="x", answers=[graded(food, 2), wrong])
    assert session.scalars(select(Grade)).all() == []


def test_a_five_asks_at_once_whether_the_child_is_safe_tonight_and_stops_the_signature_until_answered(
    cast: Cast, writing_as: Writing, food: str
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY, {food: 5}, safe=None)
    assert visit.safety_check is not None
    assert not visit.safety_check.is_answered
    with pytest.raises(RuleBroken, match="safe tonight"), writing_as(cast.amira) as uow:
        sign_visit(uow, visit)
    with pytest.raises(RuleBroken) as broken, writing_as(cast.amira) as uow:
        answer_safe_tonight(uow, visit, SafeTonight.NO, who_was_told="Chloe", told_at="now", what_was_agreed="")
    assert broken.value.field == "what_was_agreed"
    with writing_as(cast.amira) as uow:
        answer_safe_tonight(
            uow, visit, SafeTonight.YES_WITH_STEPS, who_was_told="Chloe", told_at="15:40", what_was_agreed="Gran stays"
        )
        sign_visit(uow, visit)
    assert visit.state is VisitState.SIGNED


def test_a_wrong_tap_on_five_taken_back_takes_the_question_back_and_the_audit_keeps_both(
    cast: Cast, writing_as: Writing, food: str, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
    with writing_as(cast.amira) as uow:
        save_answers(uow, visit, base=1, operation="a", answers=[graded(food, 5)])
    with writing_as(cast.amira) as uow:
        save_answers(uow, visit, base=2, operation="b", answers=[graded(food, 1)])
    assert visit.safety_check is None
    assert {"safety:ask", "safety:unask"} <= set(events(session))


def test_one_save_takes_the_question_back_and_asks_it_anew(cast: Cast, writing_as: Writing, food: str) -> None:
    """What waited on a tablet comes in one save: a five put right, and a five of another item."""
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY, {food: 5}, safe=None)
    later = [graded(food, 1), graded("presence_noticing", 5)]
    with writing_as(cast.amira) as uow:
        save_answers(uow, visit, base=visit.version, operation="both", answers=later)
    assert visit.safety_check is not None
    assert visit.safety_check.asked_by_items == "presence_noticing"


def test_earlier_grades_are_of_the_same_home_only(cast: Cast, writing_as: Writing, food: str, session: Session) -> None:
    with writing_as(cast.ben) as uow:
        signed_visit(uow, cast.kai, date(2026, 3, 2), {food: 4}, household=cast.kais_mums)
        signed_visit(uow, cast.kai, date(2026, 5, 4), {food: 3}, household=cast.kais_mums)
        signed_visit(uow, cast.kai, date(2026, 6, 1), {food: 1}, household=cast.kais_dads)
        signed_visit(uow, cast.kai, date(2026, 11, 16), {food: 5}, household=cast.kais_mums)
        now = draft_visit(uow, cast.kai, date(2026, 10, 5), household=cast.kais_mums)
    earlier = earlier_grades(session, now)[food]
    assert (earlier.last.value, earlier.last.on, earlier.first.value) == (3, date(2026, 5, 4), 4)
    assert is_known_to_signing(session, now)
    assert previous_value(session, now, food) == 3


def test_a_band_that_has_no_such_item_is_refused_while_its_answer_stands(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY, {"online": 2})
    younger = VisitDetails(TODAY, household=cast.leos_home, band="2-4", band_reason="Developmental age")
    with pytest.raises(RuleBroken, match="Online"), writing_as(cast.amira) as uow:
        describe_visit(uow, visit, younger)
    with writing_as(cast.amira) as uow:
        save_answers(uow, visit, base=visit.version, operation="a", answers=[AnswerDetails("online", None)])
        describe_visit(uow, visit, younger)
    assert (visit.band, visit.band_reason) == ("2-4", "Developmental age")


def test_a_note_is_kept_like_an_answer(cast: Cast, writing_as: Writing, session: Session) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
        save_answers(uow, visit, base=1, operation="n", notes=[NoteDetails(NoteKind.EVENING, "Bath, then a story")])
    with writing_as(cast.amira) as uow:
        late = save_answers(uow, visit, base=1, operation="m", notes=[NoteDetails(NoteKind.EVENING, "No bath")])
    assert len(late.conflicts) == 1
    assert events(session)[-1] == "note:record"


def test_a_second_five_asks_again_although_the_first_was_answered(
    cast: Cast, writing_as: Writing, food: str, roads: str
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY, {food: 5})
    check = visit.safety_check
    assert check is not None
    assert check.is_answered
    with writing_as(cast.amira) as uow:
        save_answers(uow, visit, base=visit.version, operation="b", answers=[graded(roads, 5)])
    assert check.answer is None
    assert check.asked_by_items.split() == [food, roads]


def test_a_used_operation_number_with_other_words_loses_nothing(cast: Cast, writing_as: Writing, food: str) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
        save_answers(uow, visit, base=1, operation="a", answers=[graded(food, 2)])
    with writing_as(cast.amira) as uow:
        again = save_answers(uow, visit, base=1, operation="a", answers=[graded(food, 3, "Other words")])
    assert [row.item_key for row in again.conflicts if isinstance(row, Grade)] == [food]


def test_the_same_item_twice_in_one_save_keeps_the_last(
    cast: Cast, writing_as: Writing, food: str, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
        save_answers(uow, visit, base=1, operation="a", answers=[graded(food, 2), graded(food, 3)])
    assert session.scalars(select(Grade.value)).all() == [3]


def test_another_instruments_grade_is_no_earlier_grade_of_this_one(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    other = instruments.newest("five-grades")
    band = other.band_at(cast.leo.born_on, TODAY)
    assert band is not None
    with writing_as(cast.amira) as uow:
        first = other.items_for(band.key)[0]
        signed_visit(uow, cast.leo, date(2026, 3, 2), {first.key: other.best}, instrument=other)
        now = draft_visit(uow, cast.leo, TODAY)
    assert earlier_grades(session, now) == {}
    assert is_known_to_signing(session, now)


def test_the_last_and_the_first_grade_are_found_wherever_they_stand(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    chance = Random(20)
    days = [TODAY - timedelta(days=10 * number) for number in range(40, 0, -1)]
    with writing_as(cast.amira) as uow:
        now = draft_visit(uow, cast.leo, TODAY)
        items = [item.key for item in instrument_of(now.instrument).items_for(now.band)][:12]
        given = {
            # The further down the list, the rarer: some stand only in the middle of the story, some nowhere.
            on: {key: chance.randint(1, 5) for place, key in enumerate(items) if chance.random() < 0.6 / (1 + place)}
            for on in days
        }
        for on, grades in given.items():
            signed_visit(uow, cast.leo, on, grades)
    found = earlier_grades(session, now)
    expected = {
        key: (graded_on[-1], graded_on[0]) for key in items if (graded_on := [on for on in days if key in given[on]])
    }
    assert {key: (one.last.on, one.first.on) for key, one in found.items()} == expected
    assert len(expected) > 6
    assert is_known_to_signing(session, now)
    for key, (last, first) in expected.items():
        assert (found[key].last.value, found[key].first.value) == (given[last][key], given[first][key])
