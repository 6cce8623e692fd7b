"""Chronologies of other agencies, as nasty as they come: looked over line by line, taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.chronology.queries import events_of_import, standing_events
from gcp_tracker.chronology.service import withdraw_event, withdraw_import
from gcp_tracker.imports.chronologies.queries import imports_seen_by
from gcp_tracker.imports.chronologies.report import LineOutcome
from gcp_tracker.imports.chronologies.service import NOBODY, SEVERAL
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.models import Event, ImportRun, User
from gcp_tracker.rules.event_vocabulary import EventSource, EventState, Exactness, Shows
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events
from tests.cast import NOW, Cast
from tests.tables import HEADS, LINE, TakeIn, as_csv, outcomes

Writing = Callable[[User | None], UnitOfWork]
ADDED, THERE, LEFT_OUT = LineOutcome.ADDED, LineOutcome.THERE, LineOutcome.LEFT_OUT


def test_a_dry_run_says_what_would_come_and_writes_nothing(session: Session, take: TakeIn) -> None:
    before = events(session)
    report = take(as_csv(HEADS, LINE, (*LINE[:4], "", "")), dry_run=True)
    assert report.summary() == "2 lines: 1 added, 0 there already, 0 passed over, 1 left out"
    assert outcomes(report)[1][2].startswith("Say what it meant for this child")
    assert session.scalar(select(func.count(Event.id))) == 0
    assert events(session) == before


def test_a_line_becomes_an_event_with_all_that_it_says(session: Session, cast: Cast, take: TakeIn) -> None:
    take(as_csv((*HEADS, "Until", "Told by", "Going well"), (*LINE, "9 May 2026", "Mrs Grant", "yes")))
    (event,) = standing_events(session, cast.leo)
    assert (event.happened_on, event.until_on) == (date(2026, 5, 3), date(2026, 5, 9))
    assert event.exactness is Exactness.PERIOD
    assert (event.source, event.who, event.shows) == (EventSource.SCHOOL, "Mrs Grant", Shows.WELL)
    assert (event.item_keys, event.instrument_key) == (("nutrition_quantity",), instruments.OURS)
    assert event.recorded_by is cast.amira
    assert events(session)[-2:] == ["chronology:import", "event:import"]


def test_the_same_file_twice_adds_nothing(session: Session, take: TakeIn) -> None:
    content = as_csv(HEADS, LINE, LINE)
    assert [one[1] for one in outcomes(take(content))] == [ADDED, THERE]
    again = take(content, dry_run=True)
    assert [one[1] for one in outcomes(again)] == [THERE, THERE]
    assert again.notes == ["You brought in this very file on 16 November 2026."]
    with pytest.raises(FileRefused, match="Nothing in this file"):
        take(content)
    assert session.scalar(select(func.count(Event.id))) == 1


def test_whose_a_line_is_is_told_by_numbers_of_the_readers_own_children_only(cast: Cast, take: TakeIn) -> None:
    def line(child: str, what: str) -> tuple[str, ...]:
        return (child, *LINE[1:3], what, *LINE[4:])

    report = take(
        as_csv(
            HEADS,
            line(" leo-1 ", "one"),
            line("A785293400154", "two"),
            line("ZOE-1", "three"),
            line("NOBODY-1", "four"),
            line("Leo Marsh", "five"),
            line("", "six"),
        )
    )
    assert [one[1] for one in outcomes(report)] == [ADDED, ADDED, LEFT_OUT, LEFT_OUT, LEFT_OUT, LEFT_OUT]
    assert outcomes(report)[2][2] == outcomes(report)[3][2] == outcomes(report)[4][2] == NOBODY, (
        "the same words for all"
    )


def test_a_number_that_two_have_is_nobodys(session: Session, cast: Cast, take: TakeIn) -> None:
    cast.ruby.la_child_id = "leo -1"
    session.commit()
    assert outcomes(take(as_csv(HEADS, LINE), dry_run=True)) == [(2, LEFT_OUT, SEVERAL)]


def test_what_a_manager_withdrew_is_not_brought_back_by_the_file(
    session: Session, cast: Cast, take: TakeIn, writing_as: Writing
) -> None:
    content = as_csv(HEADS, LINE)
    take(content)
    with writing_as(cast.chloe) as uow:
        withdraw_event(uow, standing_events(session, cast.leo)[0], "It was another Leo")
    ((_, outcome, why),) = outcomes(take(content, dry_run=True))
    assert (outcome, why) == (LEFT_OUT, "It was withdrawn on 16 November 2026: It was another Leo")


def test_an_import_is_taken_back_whole_and_can_come_again_put_right(
    session: Session, cast: Cast, take: TakeIn, writing_as: Writing
) -> None:
    content = as_csv(HEADS, LINE, ("A785293400154", *LINE[1:]))
    take(content)
    assert len({event.occasion_id for event in session.scalars(select(Event))} - {None}) == 1, "one for both"
    run = session.scalars(select(ImportRun)).one()
    seen = {
        user.name: [(one.run, one.standing) for one in imports_seen_by(session, user, NOW)]
        for user in (cast.chloe, cast.dev)
    }
    assert seen == {"Chloe Adeyemi": [(run, 2)], "Dev Patel": []}
    with writing_as(cast.chloe) as uow:
        withdraw_import(uow, run, events_of_import(session, run), "Dates of another family", is_whole=True)
    assert {event.state for event in session.scalars(select(Event))} == {EventState.WITHDRAWN}
    assert take(content).adds == 2
