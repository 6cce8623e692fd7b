"""Whoever knows the family apart from work is kept out of it, whatever else would let them in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.children import queries as children_read
from gcp_tracker.children import service as children
from gcp_tracker.children.details import ChildDetails
from gcp_tracker.children.service import MergeDetails
from gcp_tracker.models import Child, Sight, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.permissions import is_allowed
from gcp_tracker.rules.vocabulary import ConflictKind, SightKind
from gcp_tracker.sight import queries, service
from gcp_tracker.sight.queries import Asked
from gcp_tracker.sight.service import ConflictDetails
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.web.relations import Relations
from tests.cast import NOW, TODAY, Cast
from tests.guarded import Guarded
from tests.services.test_restrictions import reads

WritingAs = Callable[[User | None], UnitOfWork]
WHY = "They have moved to another town"


def declare(writing_as: WritingAs, child: Child, person: User, acting: User | None = None) -> None:
    with writing_as(person) as uow:
        details = ConflictDetails(person, ConflictKind.OWN_FAMILY, "My sister’s child", acting)
        service.declare_conflict(uow, child, details)


def test_the_worker_is_out_at_once_and_so_for_brothers_and_sisters(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    declare(writing_as, cast.leo, cast.amira)
    for child in (cast.leo, cast.ruby):
        assert not reads(session, cast.amira, child)
    with writing_as(cast.chloe) as uow:
        details = ChildDetails("Ivy", "Marsh", born_on=date(2026, 11, 1))
        baby = children.add_sibling(uow, cast.leo.family, cast.riverside, details)
    assert not reads(session, cast.amira, baby), "who comes later is kept from her too"
    assert reads(session, cast.amira, cast.kai), "of other families she is a colleague as before"


def test_it_follows_the_child_to_another_family_and_another_record(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        children.move_to_family(uow, guarded.tess, cast.kai.family, "Half-sister of Kai")
    assert not reads(session, cast.ben, guarded.tess)
    with writing_as(cast.chloe) as uow:
        again = children.add_family_with_child(
            uow, cast.riverside, ChildDetails("Tess", "Abara", born_on=date(2021, 4, 4))
        )
    with writing_as(cast.chloe) as uow:
        children.merge_children(uow, again, guarded.tess, MergeDetails("One birth certificate"))
    assert not reads(session, cast.ben, again)


def test_a_worker_in_conflict_counts_as_nobody_and_cannot_be_given_the_child(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    declare(writing_as, cast.leo, cast.amira)
    (row,) = [one for one in children_read.my_team(session, cast.chloe, NOW, TODAY).found.rows if one.child is cast.leo]
    assert row.first is not None
    assert row.first.sentence == "Amira Khan had Leo and can work with Leo no longer: hand Leo over"
    assert cast.amira not in children_read.workers_for(session, cast.leo, NOW)
    with pytest.raises(RuleBroken, match="may not see Tess"), writing_as(cast.chloe) as uow:
        children.allocate_worker(uow, guarded.tess, cast.ben, TODAY, is_lead=False)


def test_the_only_manager_says_who_acts_instead(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with pytest.raises(RuleBroken) as broken:
        declare(writing_as, cast.leo, cast.chloe)
    assert broken.value.field == "acting_id"
    declare(writing_as, cast.leo, cast.chloe, acting=guarded.marta)
    assert not reads(session, cast.chloe, cast.leo)
    listed = {row.child for row in children_read.my_team(session, guarded.marta, NOW, TODAY).found.rows}
    assert {cast.leo, cast.ruby} <= listed
    with writing_as(guarded.marta) as uow:
        (allocation,) = cast.leo.allocations
        children.hand_over(uow, allocation, cast.ben, TODAY)
        service.end_conflict(uow, cast.leo, queries.open_conflicts(session, cast.leo)[0], WHY)
    assert reads(session, cast.chloe, cast.leo)
    assert not reads(session, guarded.marta, cast.leo)


def test_a_manager_ends_it_with_a_reason_and_never_their_own(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with pytest.raises(RuleBroken, match="Another manager"), writing_as(cast.ben) as uow:
        service.end_conflict(uow, guarded.tess, guarded.conflict, WHY)
    with pytest.raises(RuleBroken, match="20 characters"), writing_as(cast.chloe) as uow:
        service.end_conflict(uow, guarded.tess, guarded.conflict, "moved")
    with writing_as(cast.chloe) as uow:
        service.end_conflict(uow, guarded.tess, guarded.conflict, WHY)
    assert reads(session, cast.ben, guarded.tess)
    (own,) = queries.own_conflicts(session, cast.ben)
    assert own.ended_by is cast.chloe


def test_whoever_has_a_conflict_finds_nobody_and_breaks_no_glass(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    asked = Asked("Noor", "Haddad", guarded.noor.born_on)
    assert [one.is_restricted for one in queries.found_exactly(session, guarded.hana, asked, NOW)] == [True]
    with writing_as(guarded.marta) as uow:
        service.declare_conflict(
            uow, guarded.noor, ConflictDetails(guarded.hana, ConflictKind.FRIEND, "A friend of the mother")
        )
    assert queries.found_exactly(session, guarded.hana, asked, NOW) == []
    assert queries.own_conflicts(session, guarded.hana) == [], "a manager’s words about her would name the family"


def test_declared_after_the_glass_was_broken_it_closes_the_record(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    asked = Asked("Noor", "Haddad", guarded.noor.born_on)
    with writing_as(guarded.hana) as uow:
        (found,) = queries.found_exactly(session, guarded.hana, asked, NOW)
        service.break_glass(uow, found, "Police are at the door with her now")
    sight = session.scalars(select(Sight).where(Sight.kind == SightKind.GLASS)).one()
    assert sight.until_at == NOW + timedelta(minutes=60)
    declare(writing_as, guarded.noor, guarded.hana)
    relations = Relations()
    relations.ask(session, guarded.hana, guarded.noor.family_id, [guarded.noor], NOW)
    assert not is_allowed("child:read", relations.of[guarded.noor.id])
