"""A child is restricted at once, by two managers in the end; lifted and changed by two from the start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.children import service as children
from gcp_tracker.children.details import ChildDetails
from gcp_tracker.children.service import MergeDetails
from gcp_tracker.models import Child, NamedPerson, Restriction, RestrictionRequest, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import RequestKind
from gcp_tracker.sight import queries, service
from gcp_tracker.sight.service import RestrictionDetails
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visibility import readable_by
from tests.builders import events
from tests.cast import NOW, TODAY, Cast
from tests.guarded import Guarded

WritingAs = Callable[[User | None], UnitOfWork]
WHY = "Her father looks for her new address"
LATER = NOW + timedelta(days=10)


def reads(session: Session, user: User, child: Child, now: datetime = NOW) -> bool:
    return session.scalar(select(Child.id).where(Child.id == child.id, readable_by(user, now))) is not None


def restrict(writing_as: WritingAs, cast: Cast, guarded: Guarded, **more: object) -> Restriction:
    """Leo, by Chloe; Marta is the second manager."""
    with writing_as(cast.chloe) as uow:
        details = RestrictionDetails((guarded.marta, cast.amira), WHY, **more)  # type: ignore[arg-type]
        return service.ask_restriction(uow, cast.leo, details)


def confirm(writing_as: WritingAs, who: User, child: Child, restriction: Restriction, *, agree: bool = True) -> None:
    with writing_as(who) as uow:
        request = next(one for one in restriction.requests if one.decided_at is None)
        service.decide_request(uow, child, request, agree=agree, words="" if agree else "She is safe where she is")


def test_it_acts_at_once_and_lapses_unless_confirmed(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    restriction = restrict(writing_as, cast, guarded)
    for user, may in ((cast.amira, True), (cast.chloe, True), (guarded.marta, True), (cast.ben, False)):
        assert reads(session, user, cast.leo) is may, user.name
    assert restriction.lapses_at == datetime.fromisoformat("2026-11-20T00:00+00:00")
    assert reads(session, cast.ben, cast.leo, LATER), "it was not confirmed in time"
    confirm(writing_as, guarded.marta, cast.leo, restriction)
    assert not reads(session, cast.ben, cast.leo, LATER)
    assert [event for event in events(session) if event.startswith("restriction")] == [
        "restriction:ask",
        "restriction:agree_set",
    ]


def test_the_second_manager_says_no_and_it_is_over(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    restriction = restrict(writing_as, cast, guarded)
    confirm(writing_as, guarded.marta, cast.leo, restriction, agree=False)
    assert reads(session, cast.ben, cast.leo)
    assert session.get_one(Child, cast.leo.id).restriction_id is None


def test_who_asked_does_not_confirm_and_nobody_else_can(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    restriction = restrict(writing_as, cast, guarded)
    (request,) = restriction.requests
    with pytest.raises(RuleBroken, match="another of the managers"), writing_as(cast.chloe) as uow:
        service.decide_request(uow, cast.leo, request, agree=True, words="")
    for outsider in (cast.amira, cast.grace, cast.dev):
        with pytest.raises(PermissionError), writing_as(outsider) as uow:
            service.decide_request(uow, cast.leo, request, agree=True, words="")
    assert queries.requests_waiting(session, cast.chloe, NOW) == []
    assert [one.request for one in queries.requests_waiting(session, guarded.marta, NOW)] == [request]


@pytest.mark.parametrize(
    ("people", "reason", "field"),
    [((), WHY, "people"), (("amira",), WHY, "people"), (("marta",), "Danger", "reason"), (("grace",), WHY, "people")],
)
def test_it_needs_two_managers_and_a_reason_and_no_administrator(
    cast: Cast, guarded: Guarded, writing_as: WritingAs, people: tuple[str, ...], reason: str, field: str
) -> None:
    named = tuple(getattr(guarded if name == "marta" else cast, name) for name in people)
    with pytest.raises(RuleBroken) as broken, writing_as(cast.chloe) as uow:
        service.ask_restriction(uow, cast.leo, RestrictionDetails(named, reason))
    assert broken.value.field == field


def test_lifting_waits_for_the_second_manager(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with writing_as(guarded.marta) as uow:
        service.ask_change(
            uow, guarded.noor, guarded.restriction, RequestKind.LIFT, None, "The father has moved abroad"
        )
    assert not reads(session, guarded.hana, guarded.noor)
    confirm(writing_as, cast.chloe, guarded.noor, guarded.restriction)
    assert reads(session, guarded.hana, guarded.noor)
    assert reads(session, guarded.hana, guarded.sami), "her brother was restricted with her"


def test_a_name_is_added_and_taken_off_by_two(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    noor, restriction = guarded.noor, guarded.restriction
    with writing_as(guarded.marta) as uow:
        service.ask_change(uow, noor, restriction, RequestKind.NAME, guarded.hana, "Hana visits at the weekend")
    assert not reads(session, guarded.hana, noor)
    confirm(writing_as, cast.chloe, noor, restriction)
    assert reads(session, guarded.hana, noor)
    with writing_as(cast.chloe) as uow:
        service.ask_change(uow, noor, restriction, RequestKind.REMOVE, guarded.hana, "The weekend visits are over")
    confirm(writing_as, guarded.marta, noor, restriction)
    assert not reads(session, guarded.hana, noor)


def test_the_last_two_managers_cannot_be_taken_off(cast: Cast, guarded: Guarded, writing_as: WritingAs) -> None:
    with pytest.raises(RuleBroken, match="at least two managers"), writing_as(guarded.marta) as uow:
        service.ask_change(uow, guarded.noor, guarded.restriction, RequestKind.REMOVE, cast.chloe, WHY)


def test_a_manager_who_is_left_alone_names_another_and_lifts_nothing_alone(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with writing_as(cast.grace):
        cast.chloe.active = False
        guarded.hana.roles = list(guarded.marta.roles)
    with writing_as(guarded.marta) as uow:
        service.ask_change(uow, guarded.noor, guarded.restriction, RequestKind.NAME, guarded.hana, WHY)
    assert reads(session, guarded.hana, guarded.noor)
    with writing_as(guarded.marta) as uow:
        lift = service.ask_change(uow, guarded.noor, guarded.restriction, RequestKind.LIFT, None, WHY)
    assert lift.decided_at is None


def test_a_brother_who_comes_later_is_restricted_with_the_family(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with writing_as(cast.dev) as uow:
        details = ChildDetails("Idris", "Haddad", born_on=date(2026, 11, 1))
        baby = children.add_sibling(uow, guarded.noor.family, cast.hillside, details, allocate_to=cast.dev)
    assert baby.restriction_id == guarded.restriction.id
    assert not reads(session, guarded.hana, baby)


def test_nobody_gets_a_restricted_child_without_being_named(
    cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with pytest.raises(RuleBroken, match="may not see Noor"), writing_as(guarded.marta) as uow:
        children.allocate_worker(uow, guarded.noor, guarded.hana, TODAY, is_lead=False)


def test_a_restricted_child_moves_only_to_a_team_that_will_see_the_child(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with pytest.raises(RuleBroken, match="nobody who manages Intake is named"), writing_as(guarded.marta) as uow:
        children.transfer_child(uow, guarded.noor, cast.intake, 14)
    with writing_as(guarded.marta) as uow:
        children.transfer_child(uow, guarded.noor, cast.riverside, 14)
    assert reads(session, cast.chloe, guarded.noor)
    assert not reads(session, cast.ben, guarded.noor)


def test_two_records_are_merged_only_under_one_restriction(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with writing_as(guarded.marta) as uow:
        details = ChildDetails("Noor", "Haddad", born_on=guarded.noor.born_on)
        again = children.add_family_with_child(uow, cast.hillside, details)
    with pytest.raises(RuleBroken, match="Only one of these records is restricted"), writing_as(guarded.marta) as uow:
        children.merge_children(uow, guarded.noor, again, MergeDetails("One birth certificate"))
    with writing_as(guarded.marta):
        again.restriction_id = guarded.restriction.id
    with writing_as(guarded.marta) as uow:
        children.merge_children(uow, guarded.noor, again, MergeDetails("One birth certificate"))
    assert not reads(session, guarded.hana, guarded.noor)


def test_nothing_can_be_asked_twice(session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs) -> None:
    with pytest.raises(RuleBroken, match="restricted already"), writing_as(guarded.marta) as uow:
        service.ask_restriction(uow, guarded.noor, RestrictionDetails((cast.chloe,), WHY))
    with writing_as(guarded.marta) as uow:
        service.ask_change(uow, guarded.noor, guarded.restriction, RequestKind.LIFT, None, WHY)
    with pytest.raises(RuleBroken, match="has asked for this already"), writing_as(cast.chloe) as uow:
        service.ask_change(uow, guarded.noor, guarded.restriction, RequestKind.LIFT, None, WHY)
    assert len(session.scalars(select(RestrictionRequest)).all()) == 1
    assert len(session.scalars(select(NamedPerson)).all()) == 3
