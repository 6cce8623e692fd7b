"""Events through the service, on both databases: added, amended, withdrawn, and never altered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children.service import MergeDetails, merge_children, part_children
from gcp_tracker.chronology.details import ForChild
from gcp_tracker.chronology.queries import standing_events, together_with, versions_of
from gcp_tracker.chronology.service import add_event, amend_event, withdraw_event
from gcp_tracker.models import Child, Event, User
from gcp_tracker.plans.queries import plans_by_day
from gcp_tracker.record.chronology.adding_up import adds_up
from gcp_tracker.record.chronology.asked import Asked, filtered
from gcp_tracker.record.chronology.entries import Entry, OnFile, chronology
from gcp_tracker.record.chronology.verdicts import verdict_changes
from gcp_tracker.record.queries import child_story
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.event_vocabulary import EntryKind, EventSource, EventState, Shows
from gcp_tracker.rules.vocabulary import VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events, history, missed_visit, noon_of, signed_visit
from tests.cast import TODAY, Cast
from tests.events import HUNGRY, NO_LUNCH, added, details_of
from tests.plans import outcome, plan_for

Writing = Callable[[User | None], UnitOfWork]
ON = TODAY - timedelta(days=40)


def line(session: Session, child: Child) -> list[Entry]:
    ours = instruments.OURS
    on_file = OnFile(
        child_story(session, child),
        standing_events(session, child),
        plans_by_day(session, child),
        verdict_changes(session, child, ours),
    )
    return chronology(on_file)


def test_one_event_stands_with_brother_and_sister_each_with_what_it_meant(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        told = [ForChild(cast.leo, "Stayed up to look after Ruby"), ForChild(cast.ruby, "Woke and cried")]
        leos, rubys = add_event(uow, details_of(ON, "Both alone at home at ten", EventSource.POLICE), told)
    assert leos.occasion_id == rubys.occasion_id
    assert [one.so_what for one in together_with(session, leos, [cast.ruby.id])] == ["Woke and cried"]
    assert events(session)[-2:] == ["event:add", "event:add"]


def test_what_it_meant_is_asked_for_each_child_beside_its_field(cast: Cast, writing_as: Writing) -> None:
    with pytest.raises(RuleBroken) as broken, writing_as(cast.amira) as uow:
        add_event(uow, details_of(ON), [ForChild(cast.leo, HUNGRY), ForChild(cast.ruby, NO_LUNCH)])
    assert broken.value.field == f"so_what_{cast.ruby.id}"


def test_the_same_event_is_not_told_twice(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON)
    with pytest.raises(RuleBroken, match="has this already: Amira Khan wrote it"), writing_as(cast.ben) as uow:
        added(uow, cast.leo, ON, NO_LUNCH.upper(), "Something else")


def test_an_amendment_is_a_new_version_with_its_reason(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        event = added(uow, cast.leo, ON)
        with pytest.raises(RuleBroken, match="Say why it is changed"):
            amend_event(uow, event, details_of(ON), HUNGRY, "")
        later = amend_event(uow, event, details_of(ON - timedelta(days=1)), HUNGRY, "It was the day before")
    assert [(one.number, one.state) for one in versions_of(session, later)] == [
        (2, EventState.STANDS),
        (1, EventState.REPLACED),
    ]
    assert standing_events(session, cast.leo) == [later]
    with pytest.raises(RuleBroken, match="cannot be changed any more"), writing_as(cast.amira) as uow:
        amend_event(uow, event, details_of(ON, "Other"), HUNGRY, "again")


def test_what_is_withdrawn_goes_with_all_its_versions(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        event = added(uow, cast.leo, ON)
        later = amend_event(uow, event, details_of(ON, "Other words"), HUNGRY, "Clearer")
    with pytest.raises(RuleBroken, match="Say why"), writing_as(cast.chloe) as uow:
        withdraw_event(uow, later, "")
    with writing_as(cast.chloe) as uow:
        withdraw_event(uow, later, "It was another child")
    assert {one.state for one in versions_of(session, later)} == {EventState.WITHDRAWN}
    assert standing_events(session, cast.leo) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET what = 'Nothing'",
        "UPDATE event SET child_id = (SELECT id FROM child WHERE given_name = 'Ruby')",
        "DELETE FROM event",
    ],
)
def test_the_database_itself_keeps_what_was_written(
    session: Session, cast: Cast, writing_as: Writing, statement: str
) -> None:
    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON)
    with pytest.raises(DatabaseError, match="never edited"), writing_as(None) as uow:
        uow.session.execute(text(statement))


def test_a_merge_takes_events_along_and_gives_them_back(
    session: Session, cast: Cast, again: Child, writing_as: Writing
) -> None:
    with writing_as(cast.ben) as uow:
        own = added(uow, again, ON, "Found asleep in class")
        added(uow, again, ON)
    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON)
    with writing_as(cast.chloe) as uow:
        merge = merge_children(uow, cast.leo, again, MergeDetails("One birth certificate"))
    assert [one.what for one in standing_events(session, cast.leo)].count(NO_LUNCH) == 1, "what both had counts once"
    assert own.child_id == cast.leo.id
    with writing_as(cast.chloe) as uow:
        part_children(uow, merge, "Two children after all")
    session.expire_all()
    assert own.child_id == again.id


# The line, and what it adds up to


def test_everything_on_file_stands_in_one_line(session: Session, cast: Cast, writing_as: Writing) -> None:
    for days in (200, 100):
        on = TODAY - timedelta(days=days)
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            signed_visit(uow, cast.leo, on, {"nutrition_quantity": 4, "hygiene": 2})
    with writing_as(cast.chloe) as uow:
        plan_for(uow, cast.leo, [outcome("Leo has a cooked meal every evening", "nutrition_quantity", aim=3)])
        missed_visit(uow, cast.leo, TODAY - timedelta(days=9), VisitOutcome.NO_ACCESS)
        added(uow, cast.leo, ON)
        added(uow, cast.leo, ON, "Ate two helpings that his mum had cooked", "Was full", shows=Shows.WELL)
    found = line(session, cast.leo)
    assert {entry.kind for entry in found} >= {
        EntryKind.EVENT, EntryKind.VISIT, EntryKind.MISSED, EntryKind.PLAN, EntryKind.HELP, EntryKind.WORKER,
        EntryKind.HOME, EntryKind.VERDICT,
    }  # fmt: skip
    assert [entry.on for entry in found] == sorted((entry.on for entry in found), reverse=True)
    ours = instruments.newest(instruments.OURS)
    (food,) = adds_up(child_story(session, cast.leo), found, Asked(), ours)
    assert food.lead.startswith("Three times in "), "what was going well is not added up"
    assert (food.visits, food.events, food.graded) == (2, 1, 2)
    assert adds_up(child_story(session, cast.leo), found, Asked(since=ON), ours) == []


def test_a_line_is_filtered_by_source_kind_domain_day_and_words(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        added(uow, cast.leo, ON)
        added(
            uow,
            cast.leo,
            ON + timedelta(days=3),
            "Seen alone in the street",
            "Was cold",
            source=EventSource.POLICE,
            items=(),
        )
    found, ours = line(session, cast.leo), instruments.newest(instruments.OURS)

    def shown(**asked: object) -> list[str]:
        return [entry.words for entry in filtered(found, Asked(**asked), ours)]  # type: ignore[arg-type]  # tests

    assert shown(source="police") == ["Seen alone in the street"]
    assert shown(about="physical") == shown(about="nutrition_quantity") == shown(words="another BAG") == [NO_LUNCH]
    assert shown(kind="event", until=ON) == [NO_LUNCH]
    assert all(entry.source is None for entry in filtered(found, Asked(source="own"), ours))
    assert shown(words="dragon") == []


def test_a_change_of_verdict_is_told_on_its_day_and_once(session: Session, cast: Cast, writing_as: Writing) -> None:
    last = date(2026, 11, 2)
    levels = [4, 4, 4, 2, 2, 2, 2]
    for place in range(len(levels)):
        on = last - timedelta(days=60 * (len(levels) - 1 - place))
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            history(uow, cast.leo, [levels[place]], last_on=on)
    changes = verdict_changes(session, cast.leo, instruments.OURS)
    assert changes[0].words == "Not enough to tell"
    assert len(changes) > 1
    assert all("; before: " in change.words for change in changes[1:])
    assert len({change.on for change in changes}) == len(changes)


def test_five_hundred_events_are_read_in_one_query(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        for number in range(20):
            added(uow, cast.leo, ON - timedelta(days=number), f"{NO_LUNCH} {number}")
    from tests.conftest import counted_queries

    session.expire_all()
    with counted_queries() as seen:
        assert len(standing_events(session, cast.leo)) == 20
    assert len([one for one in seen if "FROM event" in one]) == 1
    assert isinstance(standing_events(session, cast.leo)[0], Event)
