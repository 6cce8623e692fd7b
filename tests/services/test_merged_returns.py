"""A return goes on naming a child by the number of a record that was merged into another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcp_tracker.children import queries, service
from gcp_tracker.children.details import ChildDetails
from gcp_tracker.children.service import MergeDetails
from gcp_tracker.imports.arrivals import SHARED_UPN
from gcp_tracker.imports.report import Outcome
from gcp_tracker.models import Child, ChildMerge, HelpEpisode, ReturnedChild, User
from gcp_tracker.rules.identifiers import upn_check_letter
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, Cast
from tests.returns import Import, case, census, child, lines, outcomes, protection, the_child

WritingAs = Callable[[User | None], UnitOfWork]
UPN = upn_check_letter("801200001001") + "801200001001"


@pytest.fixture
def pair(session: Session, cast: Cast, take_in: Import, writing_as: WritingAs) -> tuple[Child, ChildMerge]:
    """A1 and B2 came with one return; B2 was merged into A1."""
    take_in(census(child("A1", case(inside=protection())), child("B2", case("2025-03-03"))))
    with writing_as(cast.grace) as uow:
        merge = service.merge_children(
            uow, the_child(session, "A1"), the_child(session, "B2"), MergeDetails("One child")
        )
    return the_child(session, "A1"), merge


def test_the_next_return_of_the_merged_number_writes_on_the_record_that_was_kept(
    session: Session, take_in: Import, pair: tuple[Child, ChildMerge]
) -> None:
    kept, merge = pair
    newer = census(child("B2", case("2025-03-03", closed="2026-05-05"), case("2026-09-01")))
    planned = take_in(newer, dry_run=True)
    report = take_in(newer)
    assert planned.lines == report.lines
    assert outcomes(report) == {"updated": 1}
    session.expire_all()
    found = {str(one.started_on): str(one.ended_on) for one in kept.episodes}
    assert found == {"2024-01-10": "None", "2024-02-01": "None", "2025-03-03": "2026-05-05", "2026-09-01": "None"}
    assert session.scalar(select(func.count()).where(HelpEpisode.child_id == merge.merged_id)) == 0
    assert session.scalar(select(func.count()).select_from(Child).where(Child.la_child_id.in_(["A1", "B2"]))) == 2
    assert outcomes(take_in(newer)) == {"unchanged": 1}


def test_one_return_with_both_numbers_lets_neither_undo_the_other(
    session: Session, cast: Cast, take_in: Import, pair: tuple[Child, ChildMerge], writing_as: WritingAs
) -> None:
    kept, _ = pair
    both = census(
        child("A1", case(inside=protection()), identifiers=f"<UPN>{UPN}</UPN>"),
        child("B2", case("2025-03-03"), characteristics="<Ethnicity>WBRI</Ethnicity>"),
    )
    assert outcomes(take_in(both)) == {"updated": 1, "unchanged": 1}
    assert outcomes(take_in(both)) == {"unchanged": 2}
    with writing_as(cast.chloe):
        kept.ethnicity = "MWBC"
    report = take_in(both)
    assert len(lines(report, Outcome.DIFFERS)) == 2
    assert kept.ethnicity == "MWBC"


def test_a_upn_of_the_kept_record_is_no_other_childs_when_the_merged_number_comes_with_it(
    session: Session, take_in: Import, pair: tuple[Child, ChildMerge]
) -> None:
    kept, _ = pair
    take_in(census(child("A1", case(inside=protection()), identifiers=f"<UPN>{UPN}</UPN>")))
    report = take_in(census(child("B2", case("2025-03-03"), identifiers=f"<UPN>{UPN}</UPN>")))
    assert lines(report, Outcome.VALUE_LEFT_OUT) == []
    session.expire_all()
    assert kept.upn == UPN


def test_parted_again_each_number_has_its_own_record(
    session: Session, cast: Cast, take_in: Import, pair: tuple[Child, ChildMerge], writing_as: WritingAs
) -> None:
    _, merge = pair
    with writing_as(cast.grace) as uow:
        service.part_children(uow, merge, "Cousins")
    take_in(census(child("B2", case("2025-03-03", closed="2026-05-05"))))
    session.expire_all()
    assert [str(one.ended_on) for one in the_child(session, "B2").episodes] == ["2026-05-05"]


def test_a_child_typed_here_is_known_by_the_return_after_a_merge(
    session: Session, cast: Cast, take_in: Import, writing_as: WritingAs
) -> None:
    with writing_as(cast.dev) as uow:
        typed = service.add_family_with_child(
            uow, cast.intake, ChildDetails("Mara", "Field", born_on=date(2018, 5, 4), la_child_id="T9")
        )
        arrived = service.add_family_with_child(uow, cast.intake, ChildDetails("Mara", born_on=date(2018, 5, 4)))
        arrived.la_child_id = "A1"
    with writing_as(cast.grace) as uow:
        service.merge_children(uow, typed, arrived, MergeDetails("One child"))
    assert outcomes(take_in(census(child("A1", case())))) == {"updated": 1}
    assert outcomes(take_in(census(child("T9", case())))) == {"unchanged": 1}
    assert session.get(ReturnedChild, arrived.id) is not None
    assert session.get(ReturnedChild, typed.id) is not None
    assert len(typed.episodes) == 1


def test_an_arrival_with_a_upn_that_is_taken_is_offered_as_the_same_child(
    session: Session, cast: Cast, take_in: Import, writing_as: WritingAs
) -> None:
    with writing_as(cast.dev):
        cast.zoe.upn = UPN
    take_in(census(child("A1", case(), identifiers=f"<UPN>{UPN}</UPN>")))
    arrived = the_child(session, "A1")
    assert arrived.upn is None
    assert [(one.kind, one.value) for one in arrived.identifiers] == [(SHARED_UPN, UPN)]
    (found,) = queries.intake_children_elsewhere(session, cast.farid, NOW, cast.authority.id)
    assert (found.child, found.team, found.why) == (arrived, cast.hillside, "the same number")
