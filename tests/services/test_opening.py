"""Reading with a reason for a time: on duty, and through broken glass, which a manager looks at afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from gcp_tracker.models import Child, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.permissions import PERMISSIONS, Relation, is_allowed
from gcp_tracker.rules.vocabulary import ReviewOutcome
from gcp_tracker.sight import queries, service
from gcp_tracker.sight.queries import Asked, Found
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.web.relations import Relations
from tests.builders import events
from tests.cast import NOW, Cast
from tests.conftest import counted_queries
from tests.guarded import NOORS_BIRTH, Guarded
from tests.services.test_restrictions import reads

WritingAs = Callable[[User | None], UnitOfWork]
WHY = "Police are at the door with her now"
NOOR = Asked("Noor", "Haddad", NOORS_BIRTH)
READ = "child visit profile plan meeting attention event engagement trigger pack supervision escalation scrutiny"
READING = {f"{part}:read" for part in READ.split()}


def may(session: Session, user: User, child: Child, permission: str, later: timedelta = timedelta(0)) -> bool:
    relations = Relations()
    relations.ask(session, user, child.family_id, [child], NOW + later)
    return is_allowed(permission, relations.of[child.id])


def find(session: Session, user: User, asked: Asked) -> list[Found]:
    return queries.found_exactly(session, user, asked, NOW)


@pytest.mark.parametrize(
    "asked",
    [
        Asked("Noo", "Haddad", NOORS_BIRTH),
        Asked("Noor", "Haddad", NOORS_BIRTH + timedelta(days=1)),
        Asked("Noor", "", NOORS_BIRTH),
        Asked("Noor", "Hadda", NOORS_BIRTH),
        Asked(number="NM-7731"),
        Asked(),
    ],
)
def test_a_restricted_child_is_found_by_the_whole_name_and_birth_alone(
    session: Session, cast: Cast, guarded: Guarded, asked: Asked
) -> None:
    assert find(session, guarded.hana, asked) == []
    (found,) = find(session, guarded.hana, Asked("noor", "HADDAD", NOORS_BIRTH))
    assert found.is_restricted
    assert [one.name for one in found.ring] == ["Chloe Adeyemi", "Marta Silva"]


def test_any_other_child_is_found_by_name_and_birth_or_by_a_whole_number(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe):
        cast.leo.nhs_number, cast.leo.known_as = "9434765919", "Lee"
    for asked in (
        Asked("Leo", "Marsh", cast.leo.born_on),
        Asked("lee", "marsh", cast.leo.born_on),
        Asked(number="943 476 5919"),
    ):
        (found,) = find(session, guarded.hana, asked)
        assert (found.child, found.is_restricted, found.is_readable) == (cast.leo, False, False)
    assert find(session, guarded.hana, Asked(number="943 476")) == []
    assert find(session, guarded.hana, Asked("Leo", "Marsh", date(2020, 7, 25))) == []


def test_a_child_kept_from_somebody_by_a_conflict_does_not_change_what_the_database_is_asked(
    session: Session, cast: Cast, guarded: Guarded
) -> None:
    asked = []
    assert cast.ben.team is not None
    for wanted in (Asked("Tess", "Abara", guarded.tess.born_on), Asked("Nobody", "Known", date(2019, 1, 1))):
        with counted_queries() as seen:
            assert find(session, cast.ben, wanted) == []
        asked.append(seen)
    assert asked[0] == asked[1]


def test_duty_opens_a_child_for_a_night_to_read(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    (found,) = find(session, guarded.hana, Asked("Leo", "Marsh", cast.leo.born_on))
    with writing_as(guarded.hana) as uow:
        service.open_on_duty(uow, found, WHY)
    assert reads(session, guarded.hana, cast.leo)
    assert not reads(session, guarded.hana, cast.ruby), "this child and no other"
    held = {name for name in PERMISSIONS if may(session, guarded.hana, cast.leo, name)}
    assert held == READING | {"conflict:declare"}
    assert not may(session, guarded.hana, cast.leo, "child:read", timedelta(hours=12))
    assert [one.child for one in queries.open_to(session, guarded.hana, NOW)] == [cast.leo]
    assert "duty:open" in events(session)


def test_duty_opens_no_restricted_child_and_glass_no_other(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    (leo,) = find(session, guarded.hana, Asked("Leo", "Marsh", cast.leo.born_on))
    (noor,) = find(session, guarded.hana, NOOR)
    with pytest.raises(RuleBroken, match="nothing to open"), writing_as(guarded.hana) as uow:
        service.open_on_duty(uow, noor, WHY)
    with pytest.raises(RuleBroken, match="nothing to open"), writing_as(guarded.hana) as uow:
        service.break_glass(uow, leo, WHY)
    with pytest.raises(RuleBroken, match="20 characters"), writing_as(guarded.hana) as uow:
        service.break_glass(uow, noor, "urgent")


@pytest.fixture
def broken(session: Session, guarded: Guarded, writing_as: WritingAs) -> int:
    with writing_as(guarded.hana) as uow:
        return service.break_glass(uow, find(session, guarded.hana, NOOR)[0], WHY).id


def test_broken_glass_lets_read_for_an_hour_and_into_no_list(
    session: Session, cast: Cast, guarded: Guarded, broken: int
) -> None:
    held = {name for name in PERMISSIONS if may(session, guarded.hana, guarded.noor, name)}
    assert held == READING | {"glass:end"}
    assert not may(session, guarded.hana, guarded.sami, "child:read")
    assert not may(session, guarded.hana, guarded.noor, "child:read", timedelta(minutes=60))
    assert may(session, guarded.hana, guarded.noor, "child:read", timedelta(minutes=59))
    assert not reads(session, guarded.hana, guarded.noor)
    assert queries.open_to(session, guarded.hana, NOW) == []
    assert queries.team_children(session, guarded.hana, NOW, "Noor") == []


def test_it_is_ended_early_by_who_broke_it(
    session: Session, guarded: Guarded, writing_as: WritingAs, broken: int
) -> None:
    with writing_as(guarded.hana) as uow:
        service.end_glass(uow, guarded.noor, queries.own_open_glass(session, guarded.noor, guarded.hana, NOW))
    assert not may(session, guarded.hana, guarded.noor, "child:read")
    assert events(session)[-1] == "glass:end"


def test_the_managers_named_see_it_at_once_until_one_has_reviewed_it(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs, broken: int
) -> None:
    for manager in (cast.chloe, guarded.marta):
        (one,) = queries.glass_to_review(session, manager, NOW)
        assert (one.sight.id, one.is_late, one.is_open) == (broken, False, True)
    (late,) = queries.glass_to_review(session, cast.chloe, NOW + timedelta(days=2))
    assert late.is_late
    with pytest.raises(RuleBroken, match="yourself"), writing_as(guarded.hana) as uow:
        service.review_glass(uow, late.sight, ReviewOutcome.RIGHT, WHY)
    with writing_as(guarded.marta) as uow:
        service.review_glass(uow, late.sight, ReviewOutcome.RIGHT, "Rang Hana; the police log agrees")
    assert queries.glass_to_review(session, cast.chloe, NOW) == []
    with pytest.raises(RuleBroken, match="already"), writing_as(cast.chloe) as uow:
        service.review_glass(uow, late.sight, ReviewOutcome.MISUSE, "Rang Hana; the police log agrees")


def test_a_manager_who_broke_the_glass_is_not_asked_to_review_it(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with writing_as(guarded.marta) as uow:
        details = service.RestrictionDetails((cast.dev, cast.chloe), "Her uncle looks for her")
        service.ask_restriction(uow, cast.zoe, details)
    cast.ewa.roles, cast.ewa.team = list(cast.chloe.roles), cast.intake
    session.commit()
    (found,) = find(session, cast.ewa, Asked("Zoë", "O’Quinn", cast.zoe.born_on))
    with writing_as(cast.ewa) as uow:
        service.break_glass(uow, found, WHY)
    assert queries.glass_to_review(session, cast.ewa, NOW) == []
    assert len(queries.glass_to_review(session, guarded.marta, NOW)) == 1


def test_glass_relation_is_the_only_thing_left_in_spite_of_a_restriction() -> None:
    everything = set(Relation) - {Relation.CONFLICT}
    allowed = {name for name in PERMISSIONS if is_allowed(name, everything)}
    assert allowed == READING | {"glass:end"}
    assert not [name for name in PERMISSIONS if is_allowed(name, set(Relation))]
