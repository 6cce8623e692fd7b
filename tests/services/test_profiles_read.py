"""Reading completed profiles: rolled up by the rule, and as cheaply whatever their number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import Child, User
from gcp_tracker.profiles.queries import (
    completed_profiles,
    not_applicable_in,
    roll_up_profile,
)
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.conftest import counted_queries
from tests.services.test_profiles_made import OTHER, OURS, begin, firsts, made, profile_grades

Writing = Callable[[User | None], UnitOfWork]


@pytest.mark.parametrize(
    ("key", "grades", "domain", "grade", "driven_by", "graded"),
    [
        (
            OURS,
            {"nutrition_quality": 2, "nutrition_quantity": 4, "hygiene": 2},
            "physical",
            4,
            ("nutrition_quantity",),
            3,
        ),
        (OTHER, {"rest_sleep": 3, "moving": 9}, "body", 3, ("rest_sleep",), 2),
    ],
)
def test_the_rule_rolls_up_what_was_kept_whatever_the_scale(
    cast: Cast,
    writing_as: Writing,
    key: str,
    grades: dict[str, int],
    domain: str,
    grade: int,
    driven_by: tuple[str, ...],
    graded: int,
) -> None:
    instrument = instruments.newest(key)
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, grades, instrument=instrument)
        profile = begin(uow, cast.leo, cast.leos_home, key=key)
        complete_profile(uow, profile)
        rolled_up = {row.domain_key: row for row in roll_up_profile(profile)}[domain]
    of = len(instrument.domain(domain).items_for(profile.band))
    assert (rolled_up.grade, rolled_up.driven_by, rolled_up.graded, rolled_up.of) == (grade, driven_by, graded, of)


def test_an_item_that_does_not_apply_is_not_counted_as_ungraded(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        profile = made(uow, cast.leo, cast.leos_home, {"health_help": 2}, not_applicable=["health_condition"])
    not_applicable = not_applicable_in(session, [profile])
    assert not_applicable == {profile.id: {"health_condition"}}
    with_it, without = (roll_up_profile(profile, items)[0].of for items in (not_applicable[profile.id], frozenset()))
    assert with_it == without - 1


def test_completed_profiles_come_oldest_first_in_as_many_queries_whatever_their_number(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    counts = []
    for number in range(4):
        with UnitOfWork(session, cast.amira, NOW + timedelta(days=40 * number)) as uow:
            day = uow.today
            visit = signed_visit(uow, cast.leo, day, {"hygiene": 2 + number % 2}, household=cast.leos_home)
            profile = open_profile(uow, cast.leo, instruments.newest(OURS), opened_on=day, household=cast.leos_home)
            assert firsts(profile) == {visit.first_id}
            complete_profile(uow, profile)
        session.expire_all()
        leo = session.get_one(Child, cast.leo.id)
        with counted_queries() as seen:
            found = completed_profiles(session, leo)
            not_applicable_in(session, found)
            assert [profile_grades(one)["hygiene"][1] for one in found] == sorted(
                one.completed_on for one in found if one.completed_on
            )
            assert all(one.household and one.completed_by for one in found)
        counts.append(len(seen))
    assert counts[0] == counts[-1]
    assert counts[-1] <= 7
