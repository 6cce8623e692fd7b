"""Who is offered as one child, and to whom: never somebody whom the reader may not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import event
from sqlalchemy.orm import Session

from gcp_tracker.children import queries, service
from gcp_tracker.children.details import ChildDetails
from gcp_tracker.db import db
from gcp_tracker.models import Child, User
from gcp_tracker.rules.doubles import NAMES_ALIKE, SAME_NAME, Dates, Known
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, Cast

WritingAs = Callable[[User | None], UnitOfWork]


def offered(session: Session, cast: Cast, user: User, wanted: Known) -> list[tuple[Child, str]]:
    found = queries.children_like(session, user, cast.authority.id, NOW, wanted)
    return [(alike.child, alike.why) for alike in found]


def test_a_child_is_offered_only_to_those_who_may_see_the_child(session: Session, cast: Cast) -> None:
    leo, zoe = Known("LEO", "marsh", born_on=cast.leo.born_on), Known("Zoe", "O'Quinn", born_on=cast.zoe.born_on)
    why = f"{SAME_NAME} and {Dates.SAME.value}"
    assert offered(session, cast, cast.amira, leo) == [(cast.leo, why)]
    assert offered(session, cast, cast.chloe, leo) == [(cast.leo, why)]
    assert offered(session, cast, cast.ben, leo) == [(cast.leo, why)]
    assert offered(session, cast, cast.dev, zoe) == [(cast.zoe, why)]
    for somebody in (cast.amira, cast.chloe, cast.ewa, cast.farid, cast.grace):
        assert offered(session, cast, somebody, zoe) == []
    for somebody in (cast.dev, cast.ewa, cast.farid, cast.grace):
        assert offered(session, cast, somebody, leo) == []


def test_a_child_out_of_sight_does_not_change_what_the_database_is_asked(session: Session, cast: Cast) -> None:
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    questions = []
    assert offered(session, cast, cast.amira, Known()) == []
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for wanted in (
            Known("Zoë", "O’Quinn", born_on=cast.zoe.born_on, numbers=frozenset({"4711"})),
            Known("Nobody", "Known", born_on=date(2019, 1, 1)),
        ):
            asked.clear()
            assert offered(session, cast, cast.amira, wanted) == []
            questions.append(list(asked))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert questions[0] == questions[1]


def test_a_slip_in_name_and_date_is_found_among_the_children_of_a_team(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    assert queries.pairs_of_team(session, cast.chloe, NOW, cast.riverside.id) == []
    with writing_as(cast.ben) as uow:
        turned = ChildDetails("Rubie", "Marsch", born_on=date(2023, 2, 3))
        again = service.add_family_with_child(uow, cast.riverside, turned)
        service.add_family_with_child(uow, cast.hillside, ChildDetails("Kai", "Osei", born_on=cast.kai.born_on))
        twin = ChildDetails("Nell", "Osei", born_on=cast.kai.born_on)
        service.add_sibling(uow, cast.kai.family, cast.riverside, twin)
    (pair,) = queries.pairs_of_team(session, cast.chloe, NOW, cast.riverside.id)
    assert {pair.one, pair.other} == {cast.ruby, again}
    assert pair.why == f"{NAMES_ALIKE} and {Dates.TURNED.value}"
    assert queries.pairs_of_team(session, cast.chloe, NOW, cast.hillside.id) == []
    with writing_as(cast.chloe) as uow:
        service.tell_apart(uow, cast.ruby, again, "Two birth certificates")
        service.tell_apart(uow, again, cast.ruby, "Said twice")
    assert queries.pairs_of_team(session, cast.chloe, NOW, cast.riverside.id) == []


def test_a_number_of_brothers_and_sisters_makes_no_pair(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.ben) as uow:
        for name in ("Ada", "Ida"):
            details = ChildDetails(name, born_on=date(2019, 1, len(name)), other_numbers=(("Court number", "AB 12"),))
            service.add_family_with_child(uow, cast.riverside, details)
    assert queries.pairs_of_team(session, cast.chloe, NOW, cast.riverside.id) == []


def test_the_intake_side_is_told_the_other_team_and_nothing_of_the_child(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.dev) as uow:
        zoe = ChildDetails("Zoe", "OQuinn", born_on=cast.zoe.born_on)
        arrived = service.add_family_with_child(uow, cast.intake, zoe)
        leo = service.add_family_with_child(uow, cast.hillside, ChildDetails("Leo", "Marsh", born_on=cast.leo.born_on))
    (found,) = queries.intake_children_elsewhere(session, cast.farid, NOW, cast.authority.id)
    assert (found.child, found.team) == (arrived, cast.hillside)
    assert queries.pairs_in_intake(session, cast.farid, NOW, cast.authority.id) == []
    assert leo.team is cast.hillside
    with writing_as(cast.dev) as uow:
        service.add_family_with_child(uow, cast.intake, zoe)
    assert len(queries.pairs_in_intake(session, cast.farid, NOW, cast.authority.id)) == 1
