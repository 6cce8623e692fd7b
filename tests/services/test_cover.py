"""Ordinary days: somebody is on leave, has left, a child changes teams, a conference has a chair."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from gcp_tracker.children import queries as children_read
from gcp_tracker.children import service as children
from gcp_tracker.models import User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.sight import queries, service
from gcp_tracker.sight.service import ChairDetails, StandInDetails
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.queries import colleagues_for
from tests.builders import events
from tests.cast import NOW, TODAY, Cast
from tests.guarded import Guarded
from tests.services.test_opening import may
from tests.services.test_restrictions import reads

WritingAs = Callable[[User | None], UnitOfWork]
FRIDAY = date(2026, 11, 20)


def leave(writing_as: WritingAs, away: User, stand_in: User, from_on: date = TODAY, to_on: date = FRIDAY) -> None:
    with writing_as(away) as uow:
        service.name_stand_in(uow, StandInDetails(away, stand_in, from_on, to_on))


def test_a_stand_in_has_the_children_meanwhile_and_it_is_said_for_whom(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    leave(writing_as, cast.amira, cast.ben)
    rows = {row.child: row.for_whom for row in children_read.my_children(session, cast.ben, NOW, TODAY).rows}
    assert rows == {cast.kai: "", cast.leo: "Amira Khan"}, "Tess’s neighbour does not get Tess"
    assert may(session, cast.ben, cast.leo, "visit:record")
    assert not may(session, cast.ben, cast.leo, "visit:record", timedelta(days=4))
    assert not may(session, cast.ben, guarded.tess, "child:read")
    assert cast.ben in colleagues_for(session, cast.leo, NOW)
    (leos,) = [
        row for row in children_read.my_team(session, cast.chloe, NOW, TODAY).found.rows if row.child is cast.leo
    ]
    assert [worker.words for worker in leos.workers] == ["Amira Khan (away; Ben Lowe stands in)"]


def test_a_stand_in_who_is_not_named_gets_no_restricted_child(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    leave(writing_as, cast.dev, guarded.hana)
    assert {row.child for row in children_read.my_children(session, guarded.hana, NOW, TODAY).rows} == {cast.zoe}
    assert not may(session, guarded.hana, guarded.noor, "child:read")


def test_back_earlier_it_is_over_at_once(session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs) -> None:
    leave(writing_as, cast.amira, cast.ben)
    (held,) = queries.stand_ins(session, cast.chloe, TODAY)
    with writing_as(cast.amira) as uow:
        service.end_stand_in(uow, held)
    assert not may(session, cast.ben, cast.leo, "visit:record")
    leave(writing_as, cast.amira, cast.ben)
    assert may(session, cast.ben, cast.leo, "visit:record")


def test_a_stand_in_is_a_colleague_of_the_team_who_is_there(
    cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    for stand_in, words in (
        (cast.dev, "in another team"),
        (cast.chloe, "practitioner"),
        (cast.amira, "stands in for themselves"),
    ):
        with pytest.raises(RuleBroken, match=words) as broken:
            leave(writing_as, cast.amira, stand_in)
        assert broken.value.field == "stand_in_id"
    leave(writing_as, cast.amira, cast.ben)
    with pytest.raises(RuleBroken, match="part of this time already"):
        leave(writing_as, cast.amira, cast.ben, from_on=date(2026, 11, 19), to_on=date(2026, 11, 30))


def test_in_a_handover_both_managers_read_and_the_worker_keeps_the_child(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        children.transfer_child(uow, cast.leo, cast.hillside, 14)
    session.commit()
    assert may(session, guarded.marta, cast.leo, "child:allocate")
    assert may(session, cast.chloe, cast.leo, "child:print")
    assert not may(session, cast.chloe, cast.leo, "child:describe")
    assert not may(session, cast.chloe, cast.leo, "child:read", timedelta(days=14))
    assert may(session, cast.amira, cast.leo, "visit:record"), "until the new manager hands over"
    assert reads(session, cast.chloe, cast.leo)
    assert cast.leo in [one.child for one in queries.open_to(session, cast.chloe, NOW)]
    assert not may(session, cast.ben, cast.leo, "child:read"), "no colleague in the team any more"
    with writing_as(guarded.marta) as uow:
        children.hand_over(uow, cast.leo.allocations[0], cast.dev, TODAY)
    assert not may(session, cast.amira, cast.leo, "visit:record")
    assert may(session, cast.dev, cast.leo, "visit:record")
    assert "child:transfer" in events(session)


@pytest.mark.parametrize(("team", "days", "field"), [("riverside", 14, "team_id"), ("hillside", 61, "days")])
def test_a_move_that_cannot_be(cast: Cast, writing_as: WritingAs, team: str, days: int, field: str) -> None:
    with pytest.raises(RuleBroken) as broken, writing_as(cast.chloe) as uow:
        children.transfer_child(uow, cast.leo, getattr(cast, team), days)
    assert broken.value.field == field


def test_a_chair_reads_this_child_for_these_days(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        days = ChairDetails(cast.ewa, TODAY, FRIDAY, date(2026, 11, 27))
        sight = service.name_chair(uow, cast.leo, days)
    assert reads(session, cast.ewa, cast.leo)
    assert not reads(session, cast.ewa, cast.ruby)
    assert may(session, cast.ewa, cast.leo, "child:print")
    assert not may(session, cast.ewa, cast.leo, "visit:record")
    assert may(session, cast.ewa, cast.leo, "child:read", timedelta(days=10))
    assert not may(session, cast.ewa, cast.leo, "child:read", timedelta(days=11))
    with writing_as(cast.chloe) as uow:
        service.end_chair(uow, sight)
    assert not reads(session, cast.ewa, cast.leo)


def test_only_a_chair_chairs_and_a_restricted_child_only_one_who_is_named(
    cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with pytest.raises(RuleBroken, match="Choose a conference chair"), writing_as(cast.chloe) as uow:
        service.name_chair(uow, cast.leo, ChairDetails(cast.ben, TODAY, FRIDAY, date(2026, 11, 27)))
    with pytest.raises(RuleBroken, match="may not know of Noor"), writing_as(guarded.marta) as uow:
        service.name_chair(uow, guarded.noor, ChairDetails(cast.ewa, TODAY, FRIDAY, date(2026, 11, 27)))


def test_what_a_worker_had_who_left_is_seen_and_goes_to_another_in_one_step(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    with writing_as(cast.grace):
        cast.amira.active = False
    rows = {row.child: row for row in children_read.my_team(session, cast.chloe, NOW, TODAY).found.rows}
    first = rows[cast.leo].first
    assert first is not None
    assert first.sentence == "Amira Khan had Leo and can work with Leo no longer: hand Leo over"
    assert [worker.words for worker in rows[cast.leo].workers] == ["Amira Khan (has left)"]
    assert cast.amira in queries.workers_with_children(session, cast.chloe, NOW)
    with writing_as(cast.chloe) as uow:
        held = [one for one in queries.allocations_of(session, cast.chloe, cast.amira, NOW) if one.child is cast.leo]
        children.replace_worker(uow, held, cast.ben, TODAY)
    assert {row.child for row in children_read.my_children(session, cast.ben, NOW, TODAY).rows} == {cast.leo, cast.kai}
