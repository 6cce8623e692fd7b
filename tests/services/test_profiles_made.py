"""A profile is opened, contributed to by visits, and completed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import AuditEvent, Child, Household, Profile, User, Visit
from gcp_tracker.profiles.queries import open_profiles
from gcp_tracker.profiles.service import complete_profile, contribute_visit, leave_out_visit, open_profile
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.grading import RULE_VERSION
from gcp_tracker.rules.vocabulary import ProfileState, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.builders import draft_visit, missed_visit, signed_visit
from tests.cast import NOW, TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]
OURS, OTHER = "graded-care", "wellbeing-0-10"


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def begin(uow: UnitOfWork, child: Child, home: Household, days: int = 0, key: str = OURS) -> Profile:
    return open_profile(uow, child, instruments.newest(key), opened_on=days_ago(days), household=home)


def made(uow: UnitOfWork, child: Child, home: Household, *visits: Mapping[str, int], **more: Any) -> Profile:
    """A completed profile of visits a day apart, the last one today."""
    for number, grades in enumerate(visits):
        signed_visit(uow, child, days_ago(len(visits) - 1 - number), grades, household=home, **more)
    profile = begin(uow, child, home)
    complete_profile(uow, profile)
    return profile


def profile_grades(profile: Profile) -> dict[str, tuple[int, date]]:
    """By item: the grade as the profile was completed, and its day."""
    return {grade.item_key: (grade.value, grade.graded_on) for grade in profile.grades}


def firsts(profile: Profile) -> set[object]:
    return {row.visit_first_id for row in profile.contributions}


def test_the_visits_of_the_last_four_weeks_contribute_from_the_start(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, days_ago(29), {"hygiene": 3})
        inside = signed_visit(uow, cast.leo, days_ago(28), {"hygiene": 2})
        today = signed_visit(uow, cast.leo, TODAY, {"absence": 2})
        draft_visit(uow, cast.leo, TODAY, {"hygiene": 1})
        missed_visit(uow, cast.leo, days_ago(2), VisitOutcome.NO_ACCESS)
        profile = begin(uow, cast.leo, cast.leos_home)
        assert firsts(profile) == {inside.first_id, today.first_id}
        assert profile.state is ProfileState.OPEN


def test_a_sisters_visits_and_another_homes_visits_stay_out(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.ruby, TODAY, {"hygiene": 2}, household=cast.leos_home)
        assert firsts(begin(uow, cast.leo, cast.leos_home)) == set()
    with writing_as(cast.ben) as uow:
        mums = signed_visit(uow, cast.kai, TODAY, {"hygiene": 2}, household=cast.kais_mums)
        dads = signed_visit(uow, cast.kai, TODAY, {"hygiene": 5}, household=cast.kais_dads)
        at_dads = begin(uow, cast.kai, cast.kais_dads)
        assert firsts(at_dads) == {dads.first_id}
        with pytest.raises(RuleBroken, match="another home or person"):
            contribute_visit(uow, at_dads, mums)


def test_only_one_profile_of_a_home_is_open_at_a_time(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.ben) as uow:
        begin(uow, cast.kai, cast.kais_mums)
        with pytest.raises(RuleBroken, match="A profile of care at Mum’s house has been open since 16 November 2026"):
            begin(uow, cast.kai, cast.kais_mums)
        begin(uow, cast.kai, cast.kais_dads)
        assert len(open_profiles(uow.session, cast.kai)) == 2


def test_a_completed_one_makes_room_for_the_next(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        made(uow, cast.leo, cast.leos_home, {"hygiene": 3})
        assert begin(uow, cast.leo, cast.leos_home).state is ProfileState.OPEN


@pytest.mark.parametrize("whose", ["nobody", "both", "another family’s home"])
def test_it_is_about_one_home_or_one_carer_of_the_family(cast: Cast, writing_as: Writing, whose: str) -> None:
    choice = {
        "nobody": {},
        "both": {"household": cast.leos_home, "carer": cast.mum},
        "another family’s home": {"household": cast.kais_dads},
    }[whose]
    with writing_as(cast.amira) as uow, pytest.raises(RuleBroken, match="whose care") as broken:
        open_profile(uow, cast.leo, instruments.newest(OURS), opened_on=TODAY, **choice)
    assert broken.value.field == "care_of"


def test_it_is_not_opened_tomorrow_or_before_the_birth_or_for_a_grown_up(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        for day in (TODAY + timedelta(days=1), cast.leo.born_on - timedelta(days=1), date(2038, 7, 24)):  # type: ignore[operator]
            with pytest.raises(RuleBroken) as broken:
                open_profile(uow, cast.leo, instruments.newest(OURS), opened_on=day, household=cast.leos_home)
            assert broken.value.field == "opened_on"


def test_a_visit_signed_later_is_added_and_one_can_be_left_out(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = begin(uow, cast.leo, cast.leos_home, days=5)
        visit = signed_visit(uow, cast.leo, TODAY, {"hygiene": 2})
        contribute_visit(uow, profile, visit)
        contribute_visit(uow, profile, visit)
        assert firsts(profile) == {visit.first_id}
        leave_out_visit(uow, profile, visit)
        leave_out_visit(uow, profile, visit)
        assert firsts(profile) == set()
        contribute_visit(uow, profile, visit)
        assert firsts(profile) == {visit.first_id}
    profile_events = AuditEvent.action.startswith("profile")
    events = list(uow.session.scalars(select(AuditEvent.action).where(profile_events).order_by(AuditEvent.id)))
    assert events == ["profile:open", "profile:contribute", "profile:leave_out", "profile:contribute"]


def test_drafts_missed_visits_old_ones_and_other_instruments_do_not_contribute(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = begin(uow, cast.leo, cast.leos_home)
        draft = draft_visit(uow, cast.leo, TODAY, {"hygiene": 1})
        missed = missed_visit(uow, cast.leo, TODAY, VisitOutcome.DECLINED)
        old = signed_visit(uow, cast.leo, days_ago(29), {"hygiene": 2})
        other = signed_visit(uow, cast.leo, TODAY, {"moving": 7}, instrument=instruments.newest(OTHER))
        for visit, why in ((draft, "only a signed"), (missed, "take place"), (old, "28 days"), (other, "version")):
            with pytest.raises(RuleBroken, match=why):
                contribute_visit(uow, profile, visit)


def test_each_item_is_kept_at_its_latest_grade_with_its_day_and_visit(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        later = signed_visit(uow, cast.leo, days_ago(1), {"hygiene": 2, "absence": 3})
        earlier = signed_visit(uow, cast.leo, days_ago(9), {"hygiene": 4, "nutrition_quantity": 4})
        profile = begin(uow, cast.leo, cast.leos_home)
        complete_profile(uow, profile)
    assert profile_grades(profile) == {
        "hygiene": (2, days_ago(1)),
        "absence": (3, days_ago(1)),
        "nutrition_quantity": (4, days_ago(9)),
    }
    assert {row.item_key: row.visit_id for row in profile.grades} == {
        "hygiene": later.id,
        "absence": later.id,
        "nutrition_quantity": earlier.id,
    }
    assert (profile.completed_on, profile.completed_at, profile.completed_by) == (TODAY, NOW, cast.amira)
    assert profile.rule_version == RULE_VERSION


def test_of_two_gradings_on_one_day_the_worse_is_kept_whichever_end_is_better(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, {"hygiene": 4})
        signed_visit(uow, cast.leo, TODAY, {"hygiene": 2})
        profile = begin(uow, cast.leo, cast.leos_home)
        complete_profile(uow, profile)
        for value in (2, 8):
            signed_visit(uow, cast.ruby, TODAY, {"moving": value}, instrument=instruments.newest(OTHER))
        other = begin(uow, cast.ruby, cast.leos_home, key=OTHER)
        complete_profile(uow, other)
    assert profile_grades(profile) == {"hygiene": (4, TODAY)}
    assert profile_grades(other) == {"moving": (2, TODAY)}


def test_the_age_band_is_that_of_the_latest_visit(cast: Cast, writing_as: Writing) -> None:
    birthday = date(2031, 7, 24)
    now = NOW + (birthday + timedelta(days=1) - TODAY)
    with UnitOfWork(writing_as(None).session, cast.amira, now) as uow:
        signed_visit(uow, cast.leo, birthday - timedelta(days=3), {"hygiene": 3})
        profile = open_profile(
            uow,
            cast.leo,
            instruments.newest(OURS),
            opened_on=birthday - timedelta(days=3),
            household=cast.leos_home,
        )
        assert profile.band == "5-10"
        contribute_visit(uow, profile, signed_visit(uow, cast.leo, birthday, {"absence": 2}))
        complete_profile(uow, profile)
    assert profile.band == "11-15"
    assert set(profile_grades(profile)) == {"hygiene", "absence"}


def test_it_is_not_completed_without_a_single_grade(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = begin(uow, cast.leo, cast.leos_home)
        with pytest.raises(RuleBroken, match="at least one visit with a grade"):
            complete_profile(uow, profile)
        contribute_visit(uow, profile, signed_visit(uow, cast.leo, TODAY, not_seen=["hygiene"]))
        with pytest.raises(RuleBroken, match="at least one visit with a grade"):
            complete_profile(uow, profile)


def test_once_completed_nothing_moves_it(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = made(uow, cast.leo, cast.leos_home, {"hygiene": 3})
        visit = signed_visit(uow, cast.leo, TODAY, {"hygiene": 5, "absence": 4})
        for change in (contribute_visit, leave_out_visit):
            with pytest.raises(RuleBroken, match="completed already"):
                change(uow, profile, visit)
        with pytest.raises(RuleBroken, match="completed already"):
            complete_profile(uow, profile)
    assert profile_grades(profile) == {"hygiene": (3, TODAY)}


def amended(uow: UnitOfWork, visit: Visit, **values: int) -> Visit:
    draft = amend_visit(uow, visit, "A slip of the finger")
    for grade in draft.grades:
        grade.value = values.get(grade.item_key, grade.value)
    uow.session.flush()
    sign_visit(uow, draft)
    return draft


def test_an_amendment_counts_in_place_of_what_it_amends_until_the_profile_is_completed(
    cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, TODAY, {"hygiene": 4})
        profile = begin(uow, cast.leo, cast.leos_home)
        newer = amended(uow, visit, hygiene=3)
        complete_profile(uow, profile)
        assert profile_grades(profile) == {"hygiene": (3, TODAY)}
        assert profile.grades[0].visit_id == newer.id
    with UnitOfWork(uow.session, cast.amira, NOW + timedelta(days=1)) as uow:
        amended(uow, newer, hygiene=2)
    assert profile_grades(profile) == {"hygiene": (3, TODAY)}


def test_a_visit_withdrawn_before_completion_is_left_out(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        wrong = signed_visit(uow, cast.leo, TODAY, {"hygiene": 5})
        right = signed_visit(uow, cast.leo, days_ago(1), {"hygiene": 2})
        profile = begin(uow, cast.leo, cast.leos_home)
        withdraw_visit(uow, wrong, "Written under the wrong child")
        complete_profile(uow, profile)
    assert firsts(profile) == {right.first_id}
    assert profile_grades(profile) == {"hygiene": (2, days_ago(1))}


def test_every_step_says_who_and_when(cast: Cast, writing_as: Writing, session: Session) -> None:
    with writing_as(cast.chloe) as uow:
        profile = made(uow, cast.leo, cast.leos_home, {"hygiene": 3})
    steps = session.scalars(
        select(AuditEvent).where(AuditEvent.subject_id == str(profile.id)).order_by(AuditEvent.id)
    ).all()
    assert [step.action for step in steps] == ["profile:open", "profile:contribute", "profile:complete"]
    assert {(step.actor_id, step.at, step.child_id) for step in steps} == {(cast.chloe.id, NOW, cast.leo.id)}
