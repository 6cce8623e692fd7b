"""Restricting a child to people who are named, and everything about it that two managers decide together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.children.service.locks import lock_families
from gcp_tracker.models import Child, NamedPerson, Restriction, RestrictionRequest, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.seeing import (
    FEWEST_KEEPERS,
    check_keepers,
    check_reason,
    check_second_person,
    working_days_after,
)
from gcp_tracker.rules.vocabulary import RequestKind, RoleName
from gcp_tracker.sight.queries.restrictions import can_be_named, restriction_of
from gcp_tracker.unit_of_work import LONDON, UnitOfWork
from gcp_tracker.visibility import without_conflict


@dataclass(frozen=True, slots=True)
class RestrictionDetails:
    """`whole_family`: brothers and sisters too, and those who come later."""

    people: tuple[User, ...]
    reason: str
    whole_family: bool = False


def ask_restriction(uow: UnitOfWork, child: Child, details: RestrictionDetails) -> Restriction:
    """It acts at once, for a child may be in danger now; it lapses unless another manager confirms it in time. Raises
    RuleBroken.
    """
    lock_families(uow, child.family)
    if restriction_of(uow.session, child, uow.now) is not None:
        raise RuleBroken(f"{child.first_name} is restricted already")
    check_reason(details.reason)
    people = list(dict.fromkeys((uow.author, *details.people)))
    for person in people:
        _check_can_be_named(uow, child, person)
    check_keepers(len(_keepers(people)))
    family = child.family.children if details.whole_family else [child]
    covered = [one for one in family if restriction_of(uow.session, one, uow.now) is None]
    settings = settings_of(uow.session, child.authority_id, uow.today)
    within = settings.working_days("restriction_confirmed_within")
    restriction = Restriction(
        family_id=child.family_id if details.whole_family else None,
        lapses_at=_end_of(working_days_after(uow.today, within)),
        people=[NamedPerson(user=person) for person in people],
    )
    uow.session.add(restriction)
    uow.session.flush()
    for one in covered:
        one.restriction_id = restriction.id
        uow.record(
            "restriction:ask", subject=restriction, child=one, reason=details.reason, changed=("restriction_id",)
        )
    _add_request(uow, restriction, RequestKind.SET, None, details.reason)
    return restriction


def ask_change(
    uow: UnitOfWork, child: Child, restriction: Restriction, kind: RequestKind, person: User | None, reason: str
) -> RestrictionRequest:
    """To lift the restriction, or to change the names. It waits for the second manager; only where no two managers are
    left does one name another alone, so that there are two again. Raises RuleBroken.
    """
    lock_families(uow, child.family)
    _check_is_keeper(restriction, uow.author)
    check_reason(reason)
    if not restriction.stands(uow.now):
        raise RuleBroken("This restriction has ended")
    if restriction.lapses_at is not None:
        raise RuleBroken("Another manager has to confirm the restriction first, or to say no to it")
    for held in restriction.requests:
        if held.decided_at is None and (held.kind, held.person) == (kind, person):
            raise RuleBroken(f"{held.asked_by.name} has asked for this already")
    named = [one.user for one in restriction.people]
    if kind is RequestKind.NAME:
        if person is None or person in named:
            raise RuleBroken("Choose somebody who is not named yet", "person_id")
        _check_can_be_named(uow, child, person)
    if kind is RequestKind.REMOVE:
        if person is None or person not in named:
            raise RuleBroken("Choose somebody who is named", "person_id")
        check_keepers(len(_keepers(one for one in named if one is not person)), "person_id")
    request = _add_request(uow, restriction, kind, person, reason)
    uow.record(f"restriction:ask_{kind.value}", subject=restriction, child=child, reason=reason)
    becomes_keeper = kind is RequestKind.NAME and person is not None and bool(_keepers([person]))
    if becomes_keeper and len(_keepers(named)) < FEWEST_KEEPERS:
        _settle(uow, child, request, agree=True, words="No second manager was left to confirm it.")
    return request


def decide_request(uow: UnitOfWork, child: Child, request: RestrictionRequest, *, agree: bool, words: str) -> None:
    """By another of the managers named. A restriction that is not agreed to ends at once. Raises RuleBroken."""
    lock_families(uow, child.family)
    uow.session.refresh(request)
    uow.session.refresh(request.restriction)
    _check_is_keeper(request.restriction, uow.author)
    check_second_person(request.asked_by_id, uow.author.id)
    if request.decided_at is not None:
        raise RuleBroken("This is decided already")
    if not request.restriction.stands(uow.now):
        raise RuleBroken("This restriction has ended")
    if not agree and not words:
        raise RuleBroken("Say why not", "words")
    _settle(uow, child, request, agree=agree, words=words)


def _settle(uow: UnitOfWork, child: Child, request: RestrictionRequest, *, agree: bool, words: str) -> None:
    restriction = request.restriction
    request.decided_by_id, request.decided_at = uow.author.id, uow.now
    request.is_agreed, request.decision_words = agree, words
    if request.kind is RequestKind.SET and agree:
        restriction.lapses_at = None
    elif request.kind is (RequestKind.LIFT if agree else RequestKind.SET):
        _end(uow, restriction)
    elif agree and request.person is not None:
        _change_names(uow, child, request, request.person)
    answer = "agree" if agree else "refuse"
    uow.record(f"restriction:{answer}_{request.kind.value}", subject=restriction, child=child, reason=words)


def _change_names(uow: UnitOfWork, child: Child, request: RestrictionRequest, person: User) -> None:
    restriction = request.restriction
    held = next((one for one in restriction.people if one.user is person), None)
    if request.kind is RequestKind.NAME and held is None:
        _check_can_be_named(uow, child, person)
        restriction.people.append(NamedPerson(user=person))
    if request.kind is RequestKind.REMOVE and held is not None:
        check_keepers(len(_keepers(one.user for one in restriction.people if one is not held)))
        restriction.people.remove(held)
        uow.session.delete(held)


def _end(uow: UnitOfWork, restriction: Restriction) -> None:
    restriction.ended_at = uow.now
    for child in uow.session.scalars(select(Child).where(Child.restriction_id == restriction.id)):
        child.restriction_id = None
        uow.record("restriction:end", subject=restriction, child=child, changed=("restriction_id",))


def _add_request(
    uow: UnitOfWork, restriction: Restriction, kind: RequestKind, person: User | None, reason: str
) -> RestrictionRequest:
    request = RestrictionRequest(
        kind=kind, person=person, reason=reason, asked_by=uow.author, asked_at=uow.now, decision_words=""
    )
    restriction.requests.append(request)
    uow.session.flush()
    return request


def _check_is_keeper(restriction: Restriction, user: User) -> None:
    if not any(one.user is user for one in restriction.people) or not user.is_a(RoleName.MANAGER):
        raise PermissionError("only a manager named for the restriction asks and decides")


def _check_can_be_named(uow: UnitOfWork, child: Child, person: User) -> None:
    if not can_be_named(person):
        raise RuleBroken("Choose practitioners, managers and chairs whose accounts are open", "people")
    if uow.session.scalar(select(User.id).where(User.id == person.id, without_conflict(child))) is None:
        raise RuleBroken(f"{person.name} has a conflict of interest and cannot be named", "people")


def _keepers(people: Iterable[User]) -> list[User]:
    return [one for one in people if one.active and one.is_a(RoleName.MANAGER)]


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), LONDON)
