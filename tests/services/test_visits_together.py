"""Brothers and sisters visited together: one draft for each, joined by the occasion and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import Adult, CareRelation, Child, Grade, Household, Residence, User, Visit
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import Relationship, SafeTonight, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import VisitDetails, describe_visit, save_answers
from gcp_tracker.visits.occasions import (
    AlsoVisited,
    add_sibling,
    describe_also,
    details_of,
    field_of,
    open_visits_together,
)
from gcp_tracker.visits.queries import visits_of_occasion
from gcp_tracker.visits.safety import answer_safe_tonight, ask_about_sibling
from gcp_tracker.visits.service import amend_visit, discard_visit, offer_to_child, sign_visit, withdraw_visit
from tests.builders import draft_visit, events, graded
from tests.cast import TODAY, Cast, child_of

Writing = Callable[[User | None], UnitOfWork]
OURS = instruments.OURS


def details_for(cast: Cast, **more: object) -> VisitDetails:
    start = VisitDetails(TODAY, time(15, 30), household=cast.leos_home, child_seen=True, adults_seen=[cast.mum])
    return replace(start, **more)


@pytest.fixture
def together(cast: Cast, writing_as: Writing) -> tuple[Visit, Visit]:
    """Leo's draft and Ruby's, of one occasion."""
    with writing_as(cast.amira) as uow:
        leos, rubys = open_visits_together(
            uow,
            cast.leo,
            instruments.newest(OURS),
            details_for(cast),
            [AlsoVisited(cast.ruby, child_seen=True, child_seen_alone=True, bedroom_seen=True)],
        )
    return leos, rubys


def test_each_child_has_a_draft_with_the_shared_details_and_its_own(
    cast: Cast, together: tuple[Visit, Visit], session: Session
) -> None:
    leos, rubys = together
    assert leos.occasion_id is not None
    assert leos.occasion_id == rubys.occasion_id
    assert (rubys.visited_on, rubys.started_at, rubys.household) == (TODAY, time(15, 30), cast.leos_home)
    assert [row.adult for row in rubys.adults_seen] == [cast.mum]
    assert (leos.band, rubys.band) == ("5-10", "2-4")
    assert (leos.child_seen_alone, rubys.child_seen_alone, rubys.bedroom_seen) == (False, True, True)
    assert [one.child.first_name for one in visits_of_occasion(session, leos.occasion_id)] == ["Leo", "Ruby"]


def test_a_visit_to_one_child_is_no_occasion(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        (alone,) = open_visits_together(uow, cast.leo, instruments.newest(OURS), details_for(cast), [])
    assert alone.occasion_id is None


def test_what_is_graded_for_one_is_not_graded_for_the_other(
    cast: Cast, together: tuple[Visit, Visit], writing_as: Writing, session: Session, food: str
) -> None:
    leos, _ = together
    with writing_as(cast.amira) as uow:
        save_answers(uow, leos, base=1, operation="a", answers=[graded(food, 4, "Bread and nothing on it")])
    assert [(row.visit_id, row.value) for row in session.scalars(select(Grade))] == [(leos.id, 4)]


def test_each_is_signed_alone_amended_alone_and_withdrawn_alone(
    cast: Cast, together: tuple[Visit, Visit], writing_as: Writing
) -> None:
    leos, rubys = together
    with writing_as(cast.amira) as uow:
        sign_visit(uow, leos)
    assert (leos.state, rubys.state) == (VisitState.SIGNED, VisitState.DRAFT)
    with writing_as(cast.amira) as uow:
        amended = amend_visit(uow, leos, "The time was wrong")
    assert amended.occasion_id == leos.occasion_id
    with writing_as(cast.amira) as uow:
        withdraw_visit(uow, leos, "Wrong child")
    assert (leos.state, rubys.state) == (VisitState.WITHDRAWN, VisitState.DRAFT)
    with writing_as(cast.amira) as uow:
        sign_visit(uow, rubys)
    assert rubys.state is VisitState.SIGNED


def test_a_visit_that_did_not_take_place_is_recorded_for_each_child(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    missed = details_for(cast, outcome=VisitOutcome.NO_ACCESS, outcome_detail="Curtains drawn")
    with writing_as(cast.amira) as uow:
        open_visits_together(uow, cast.leo, instruments.newest(OURS), missed, [AlsoVisited(cast.ruby, child_seen=True)])
    kept = session.scalars(select(Visit)).all()
    assert {(one.state, one.outcome_detail, one.child_seen) for one in kept} == {
        (VisitState.SIGNED, "Curtains drawn", False)
    }
    assert len({one.occasion_id for one in kept}) == 1


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"child_seen_alone": True}, "child_seen_alone"),
        ({"band": "5-10"}, "band_reason"),
    ],
)
def test_what_is_wrong_with_one_child_stands_beside_that_childs_field_and_nothing_is_kept(
    cast: Cast, writing_as: Writing, session: Session, own: dict[str, object], field: str
) -> None:
    also = [AlsoVisited(cast.ruby, **own)]
    with pytest.raises(RuleBroken) as broken, writing_as(cast.amira) as uow:
        open_visits_together(uow, cast.leo, instruments.newest(OURS), details_for(cast), also)
    assert broken.value.field == field_of(cast.ruby, field)
    assert session.scalars(select(Visit)).all() == []


def test_a_day_before_the_younger_was_born_is_said_beside_the_date(cast: Cast, writing_as: Writing) -> None:
    early = details_for(cast, visited_on=date(2022, 3, 1))
    with pytest.raises(RuleBroken, match="Ruby|birth|born") as broken, writing_as(cast.amira) as uow:
        open_visits_together(uow, cast.leo, instruments.newest(OURS), early, [AlsoVisited(cast.ruby)])
    assert broken.value.field == "visited_on"


def test_a_sibling_can_be_added_later_once(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        leos = draft_visit(uow, cast.leo, TODAY)
    with writing_as(cast.amira) as uow:
        rubys = add_sibling(uow, leos, AlsoVisited(cast.ruby, child_seen=True))
    assert leos.occasion_id == rubys.occasion_id
    assert rubys.instrument == leos.instrument
    with pytest.raises(RuleBroken, match="part of this visit already"), writing_as(cast.amira) as uow:
        add_sibling(uow, leos, AlsoVisited(cast.ruby))
    with writing_as(cast.amira) as uow:
        sign_visit(uow, leos)
    with pytest.raises(RuleBroken, match="signed"), writing_as(cast.amira) as uow:
        add_sibling(uow, leos, AlsoVisited(cast.ruby))


def test_one_put_aside_harms_no_other_and_can_be_added_again(
    cast: Cast, together: tuple[Visit, Visit], writing_as: Writing
) -> None:
    leos, rubys = together
    with writing_as(cast.amira) as uow:
        discard_visit(uow, rubys, "She was at nursery")
    assert (leos.state, rubys.state) == (VisitState.DRAFT, VisitState.DISCARDED)
    with writing_as(cast.amira) as uow:
        again = add_sibling(uow, leos, AlsoVisited(cast.ruby))
    assert again.id != rubys.id


def test_the_same_care_needs_a_carer_who_is_one_of_the_siblings_too(cast: Cast, writing_as: Writing) -> None:
    with writing_as(None) as uow:
        dad = Adult(family=cast.leo.family, name="Sean Doyle")
        uow.session.add_all([dad, CareRelation(adult=dad, child=cast.leo, relationship_to_child=Relationship.FATHER)])
    his = details_for(cast, household=None, carer=dad, adults_seen=[dad, cast.mum])
    with pytest.raises(RuleBroken, match="Sean Doyle") as broken, writing_as(cast.amira) as uow:
        open_visits_together(uow, cast.leo, instruments.newest(OURS), his, [AlsoVisited(cast.ruby)])
    assert broken.value.field == field_of(cast.ruby, "care_of")
    with writing_as(cast.amira) as uow:
        also = [AlsoVisited(cast.ruby, household=cast.leos_home)]
        _, rubys = open_visits_together(uow, cast.leo, instruments.newest(OURS), his, also)
    assert rubys.household == cast.leos_home
    assert [row.adult.name for row in rubys.adults_seen] == ["Tara Marsh"]


def test_changed_details_go_to_a_sibling_only_when_asked_and_the_home_only_where_it_was_the_same(
    cast: Cast, together: tuple[Visit, Visit], writing_as: Writing, session: Session
) -> None:
    leos, rubys = together
    with writing_as(None) as uow:
        grans = Household(family=cast.leo.family, name="Gran’s")
        uow.session.add(grans)
    was = leos.care_of
    with writing_as(cast.amira) as uow:
        describe_visit(uow, leos, replace(details_of(leos), started_at=time(9, 0), household=grans))
    assert (rubys.started_at, rubys.household) == (time(15, 30), cast.leos_home)
    with writing_as(cast.amira) as uow:
        describe_also(uow, leos, was, [rubys])
    assert (rubys.started_at, rubys.household) == (time(9, 0), grans)
    assert (rubys.child_seen_alone, rubys.bedroom_seen) == (True, True)
    with writing_as(cast.amira) as uow:
        describe_visit(uow, rubys, replace(details_of(rubys), household=cast.leos_home))
        describe_visit(uow, leos, replace(details_of(leos), started_at=time(10, 0)))
        describe_also(uow, leos, leos.care_of, [rubys])
    assert (rubys.started_at, rubys.household) == (time(10, 0), cast.leos_home)


def test_a_visit_of_another_occasion_is_never_changed_along(
    cast: Cast, together: tuple[Visit, Visit], writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        other = draft_visit(uow, cast.ruby, TODAY)
    with pytest.raises(RuleBroken, match="not part"), writing_as(cast.amira) as uow:
        describe_also(uow, together[0], "", [other])


def test_safe_tonight_answered_for_one_is_asked_of_the_other_only_by_a_person(
    cast: Cast, together: tuple[Visit, Visit], writing_as: Writing, food: str, session: Session
) -> None:
    leos, rubys = together
    with writing_as(cast.amira) as uow:
        save_answers(uow, leos, base=1, operation="a", answers=[graded(food, 5, "No food in the home")])
    session.refresh(leos)
    with writing_as(cast.amira) as uow:
        answer_safe_tonight(uow, leos, SafeTonight.YES, who_was_told="Chloe", told_at="15:50", what_was_agreed="")
    assert rubys.safety_check is None
    with writing_as(cast.amira) as uow:
        check = ask_about_sibling(uow, rubys)
        assert ask_about_sibling(uow, rubys) is check
    assert not check.is_answered
    with pytest.raises(RuleBroken, match="safe tonight"), writing_as(cast.amira) as uow:
        sign_visit(uow, rubys)
    assert events(session).count("safety:ask") == 2


def test_a_withdrawn_visit_offered_to_a_sibling_joins_the_occasion_unless_the_sibling_has_one(
    cast: Cast, together: tuple[Visit, Visit], writing_as: Writing, session: Session
) -> None:
    leos, rubys = together
    with writing_as(None) as uow:
        mia: Child = child_of(cast.leo.family, cast.riverside, "Mia", date(2018, 5, 1), cast.ruby.pronoun)
        uow.session.add_all([mia, Residence(child=mia, household=cast.leos_home, from_on=date(2023, 3, 2))])
    with writing_as(cast.amira) as uow:
        sign_visit(uow, leos)
        withdraw_visit(uow, leos, "It was Mia")
        to_mia = offer_to_child(uow, leos, mia, cast.leos_home, "It was Mia")
        to_ruby = offer_to_child(uow, leos, cast.ruby, cast.leos_home, "Or Ruby")
        to_kai = offer_to_child(uow, leos, cast.kai, cast.kais_mums, "Or Kai")
    assert to_mia.occasion_id == rubys.occasion_id
    assert (to_ruby.occasion_id, to_kai.occasion_id) == (None, None)
