"""Two records of one child become one, and two again, and nothing that was signed is another thing for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children import queries, service
from gcp_tracker.children.details import ChildDetails
from gcp_tracker.children.service import MergeDetails
from gcp_tracker.models import Child, HelpEpisode, Profile, User, Visit
from gcp_tracker.profiles.service import open_profile
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import HelpKind, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import amend_visit, sign_visit
from tests.builders import events, home_of, signed_visit, signed_visits
from tests.cast import NOW, TODAY, Cast
from tests.services.twice import MARCH, dump, item_keys, merged, read_today, signed_words

WritingAs = Callable[[User | None], UnitOfWork]


def test_the_record_kept_has_the_visits_of_both_and_nothing_signed_is_changed(
    session: Session, cast: Cast, visited: Child, again: Child, writing_as: WritingAs
) -> None:
    before = signed_words(session)
    session.commit()
    with writing_as(cast.chloe) as uow:
        merged(uow, visited, again, from_other=("first_language",), same_homes={home_of(again).id: cast.leos_home})
    assert signed_words(session) == before
    assert [visit.visited_on for visit in signed_visits(session, cast.leo)] == [
        MARCH,
        MARCH,
        date(2026, 3, 30),
    ]
    assert {visit.care_of for visit in signed_visits(session, cast.leo)} == {f"household-{cast.leos_home.id}"}
    assert signed_visits(session, again) == []
    assert cast.leo.first_language == "Polish"
    assert cast.leo.given_name == "Leo"
    assert cast.leo.la_child_id == "LA-2"
    draft = session.scalars(select(Visit).where(Visit.state == VisitState.DRAFT)).one()
    assert (draft.child, draft.author) == (cast.leo, cast.ben)
    assert session.scalars(select(Profile)).one().household is cast.leos_home
    assert {held.user.name: held.is_lead for held in cast.leo.allocations} == {"Amira Khan": True, "Ben Lowe": False}
    assert [episode.kind for episode in cast.leo.episodes] == [HelpKind.EARLY_HELP, HelpKind.CHILD_PROTECTION]
    assert [relation.adult for relation in cast.leo.relations] == [cast.mum]
    assert events(session).count("child:merge") == 2


def test_merged_and_parted_every_row_is_as_it_was(
    session: Session, cast: Cast, visited: Child, again: Child, writing_as: WritingAs
) -> None:
    before, read = dump(session), read_today(session, visited, again)
    with writing_as(cast.chloe) as uow:
        merge = merged(
            uow,
            visited,
            again,
            from_other=("given_name", "first_language", "nhs_number", "born_on"),
            same_homes={home_of(again).id: cast.leos_home},
        )
    assert dump(session) != before
    assert read_today(session, visited, again) != read
    with writing_as(cast.chloe) as uow:
        assert service.part_children(uow, merge, "Cousins: two birth certificates seen") == []
    assert dump(session) == before
    assert read_today(session, visited, again) == read
    assert merge.parted_by is cast.chloe
    assert queries.pairs_of_team(session, cast.chloe, NOW, cast.riverside.id) == []


@pytest.mark.parametrize("kept_first", [True, False])
def test_either_record_can_be_kept_and_parted(
    session: Session, cast: Cast, visited: Child, again: Child, writing_as: WritingAs, kept_first: bool
) -> None:
    kept, other = (visited, again) if kept_first else (again, visited)
    before = dump(session)
    with writing_as(cast.chloe) as uow:
        merge = merged(uow, kept, other, from_other=service.FIELDS)
    with writing_as(cast.chloe) as uow:
        service.part_children(uow, merge, "Two children")
    assert dump(session) == before


def test_what_is_written_after_the_merge_stays_and_the_manager_is_told(
    session: Session, cast: Cast, visited: Child, again: Child, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        merge = merged(uow, visited, again, same_homes={home_of(again).id: cast.leos_home})
    moved = next(visit for visit in signed_visits(session, cast.leo) if visit.author is cast.ben)
    first, _ = item_keys()
    with writing_as(cast.amira) as uow:
        new = signed_visit(uow, cast.leo, TODAY, {first: 2})
        amended = amend_visit(uow, moved, "The wrong tile")
        uow.session.flush()
        sign_visit(uow, amended)
        service.end_allocation(uow, next(held for held in cast.leo.allocations if held.user is cast.ben), TODAY)
    with writing_as(cast.chloe) as uow:
        told = " ".join(service.part_children(uow, merge, "Two children"))
    assert new.child is cast.leo
    assert amended.child is again
    assert amended.household_id == home_of(again).id
    assert "1 amendment of visits made since goes with the visit to Léo Marsh" in told
    assert "1 visit begun" in told
    assert [held.to_on for held in again.allocations] == [TODAY]


def test_a_value_changed_since_the_merge_is_left_and_told(
    session: Session, cast: Cast, again: Child, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        merge = merged(uow, cast.leo, again, from_other=("first_language",))
    with writing_as(cast.chloe):
        cast.leo.first_language = "Welsh"
    with writing_as(cast.chloe) as uow:
        told = " ".join(service.part_children(uow, merge, "Two children"))
    assert "the child’s first language" in told
    assert cast.leo.first_language == "Welsh"


def test_brothers_and_sisters_stay_where_they_are_and_the_lists_have_the_child_once(
    session: Session, cast: Cast, again: Child, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        sister = service.add_sibling(uow, again.family, cast.riverside, ChildDetails("Nell", born_on=date(2022, 1, 9)))
    with writing_as(cast.chloe) as uow:
        merged(uow, cast.leo, again)
    assert sister.family.children == [sister]
    assert cast.leo.family.children == [cast.leo, cast.ruby]
    now = uow.now
    names = [row.child.full_name for row in queries.my_team(session, cast.chloe, now, TODAY).found.rows]
    assert sorted(names) == ["Kai Osei", "Leo Marsh", "Nell", "Ruby Marsh"]
    mine = [row.child for row in queries.my_children(session, cast.ben, now, TODAY).rows]
    assert set(mine) == {cast.leo, cast.kai}
    found = queries.my_team(session, cast.chloe, now, TODAY, asked="943476 5919").found.rows
    assert [row.child for row in found] == [cast.leo]


def test_a_worker_of_both_is_allocated_once_from_the_earlier_day(
    session: Session, cast: Cast, again: Child, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        service.allocate_worker(uow, again, cast.amira, TODAY, is_lead=False)
        merged(uow, again, cast.leo)
    assert sorted((held.user.name, held.from_on) for held in again.allocations) == [
        ("Amira Khan", date(2026, 1, 5)),
        ("Ben Lowe", TODAY),
    ]
    assert [row.child for row in queries.my_children(session, cast.amira, uow.now, TODAY).rows] == [again]


def test_nobody_loses_a_draft(session: Session, cast: Cast, again: Child, writing_as: WritingAs) -> None:
    with writing_as(cast.chloe) as uow:
        service.end_allocation(uow, again.allocations[0], TODAY)
        sister = service.add_sibling(uow, again.family, cast.riverside, ChildDetails("Nell", born_on=date(2022, 1, 9)))
        service.allocate_worker(uow, sister, cast.ben, TODAY)
    with (
        pytest.raises(RuleBroken, match="Ben Lowe has an open visit of 16 November 2026"),
        writing_as(cast.chloe) as uow,
    ):
        merged(uow, cast.leo, again)


def test_two_open_profiles_of_one_home_are_not_thrown_together(cast: Cast, again: Child, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        open_profile(uow, cast.leo, instruments.newest(instruments.OURS), opened_on=TODAY, household=cast.leos_home)
    with pytest.raises(RuleBroken, match="open profile about Mum’s flat"), writing_as(cast.chloe) as uow:
        merged(uow, cast.leo, again, same_homes={home_of(again).id: cast.leos_home})
    with writing_as(cast.chloe) as uow:
        merged(uow, cast.leo, again)


def test_a_merge_needs_a_reason_one_team_and_two_records(cast: Cast, again: Child, writing_as: WritingAs) -> None:
    with pytest.raises(RuleBroken, match="how you know"), writing_as(cast.chloe) as uow:
        service.merge_children(uow, cast.leo, again, MergeDetails(""))
    for other in (cast.leo, cast.zoe):
        with pytest.raises(RuleBroken), writing_as(cast.chloe) as uow:
            merged(uow, cast.leo, other)
    with writing_as(cast.chloe) as uow:
        merge = merged(uow, cast.leo, again)
    with pytest.raises(RuleBroken, match="merged already"), writing_as(cast.chloe) as uow:
        merged(uow, cast.leo, again)
    with pytest.raises(RuleBroken, match="Say why"), writing_as(cast.chloe) as uow:
        service.part_children(uow, merge, "")


def test_three_records_of_one_child_are_parted_in_the_order_in_which_they_came(
    session: Session, cast: Cast, again: Child, writing_as: WritingAs
) -> None:
    before = dump(session)
    with writing_as(cast.chloe) as uow:
        first = merged(uow, cast.leo, again, from_other=("first_language",))
        second = merged(uow, cast.kai, cast.leo, from_other=("first_language",))
    with pytest.raises(RuleBroken, match="part that one first"), writing_as(cast.chloe) as uow:
        service.part_children(uow, first, "Two children")
    with writing_as(cast.chloe) as uow:
        service.part_children(uow, second, "Two children")
        service.part_children(uow, first, "Two children")
    assert dump(session) == before


def test_the_database_itself_lets_a_signed_visit_go_nowhere_else(
    session: Session, cast: Cast, visited: Child, again: Child, writing_as: WritingAs
) -> None:
    visit = signed_visits(session, again)[0]
    session.commit()

    def write_on(visit: Visit, column: str, value: object) -> None:
        with writing_as(cast.chloe):
            setattr(visit, column, value)
            session.flush()

    for column, value in (("child_id", cast.leo.id), ("household_id", cast.leos_home.id)):
        with pytest.raises(DatabaseError, match="never edited"):
            write_on(visit, column, value)
    with writing_as(cast.chloe) as uow:
        merged(uow, visited, again)
    for column, value in (("visited_on", TODAY), ("author_id", cast.amira.id), ("child_id", cast.ruby.id)):
        with pytest.raises(DatabaseError, match="never edited"):
            write_on(visit, column, value)


def test_twins_of_one_home_merged_one_after_the_other_are_parted_in_any_order(
    session: Session, cast: Cast, again: Child, writing_as: WritingAs
) -> None:
    first, _ = [item.key for item in instruments.newest(instruments.OURS).items_for("2-4")][:2]
    theirs = home_of(again)
    with writing_as(cast.ben) as uow:
        ruby = ChildDetails("Rubi", "Marsh", born_on=date(2023, 3, 2))
        ruby_again = service.add_sibling(uow, again.family, cast.riverside, ruby, theirs)
        uow.session.flush()
        uow.session.refresh(ruby_again)
        signed_visit(uow, ruby_again, TODAY, {first: 3})
    before = dump(session)
    with writing_as(cast.chloe) as uow:
        leo_merge = merged(uow, cast.leo, again, same_homes={theirs.id: cast.leos_home})
        ruby_merge = merged(uow, cast.ruby, ruby_again, same_homes={theirs.id: cast.leos_home})
    with writing_as(cast.chloe) as uow:
        service.part_children(uow, leo_merge, "Two children")
    with writing_as(cast.chloe) as uow:
        service.part_children(uow, ruby_merge, "Two children")
    assert dump(session) == before


def test_help_that_overlaps_comes_along_for_a_person_to_end(
    session: Session, cast: Cast, again: Child, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        uow.session.add(HelpEpisode(child_id=again.id, kind=HelpKind.CHILD_PROTECTION, started_on=date(2026, 3, 1)))
        uow.session.flush()
        merged(uow, cast.leo, again)
    starts = [episode.started_on for episode in cast.leo.episodes if episode.kind is HelpKind.CHILD_PROTECTION]
    assert starts == [date(2026, 2, 20), date(2026, 3, 1)]
