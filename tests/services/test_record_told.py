"""What the child’s page tells over time: charts, then and now, the child’s words, the chronology, the head."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children.details import EpisodeDetails, HomeDetails
from gcp_tracker.children.service import hand_over, move_child_home, open_household, start_episode
from gcp_tracker.models import Meeting, User
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.record.care import care_over_time
from gcp_tracker.record.chronology.entries import OnFile, chronology
from gcp_tracker.record.comparison import chosen_profiles, compare, profiles_in, side_of_profile, sides_of_visits
from gcp_tracker.record.findings import findings
from gcp_tracker.record.queries import child_standing, child_story, standing_in
from gcp_tracker.record.story import Series, Story, chosen_series, series_of
from gcp_tracker.record.voices import child_voices, latest_day
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind, NoteKind, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import missed_visit, noon_of, signed_visit
from tests.cast import NOW, TODAY, USUAL, Cast

WritingAs = Callable[[User | None], UnitOfWork]
ROADS, FOOD, TUNING = "presence_roads", "nutrition_quantity", "response_tuning"
MARCH, MAY, NOVEMBER = date(2026, 3, 12), date(2026, 5, 18), date(2026, 11, 2)


def address(visit_id: object) -> str:
    return f"/visits/{visit_id}"


def told(session: Session, cast: Cast) -> tuple[Story, Series]:
    story = child_story(session, cast.leo)
    series = chosen_series(series_of(story.visits), "", None)
    assert series is not None
    return story, series


def test_a_change_of_worker_is_said_and_marked(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MAY, {FOOD: 4})
    with writing_as(cast.chloe) as uow:
        hand_over(uow, cast.leo.allocations[0], cast.ben, date(2026, 9, 1))
    with writing_as(cast.ben) as uow:
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 2})
    story, series = told(session, cast)
    said = next(finding for finding in findings(story, series, TODAY, USUAL) if finding.tag == "Change of worker")
    assert said.sentence.startswith("Grades before 2 November 2026 are Amira Khan’s, from then on Ben Lowe’s.")
    care = care_over_time(story, series, TODAY, address)
    assert [(mark.kind, mark.on) for mark in care.marks] == [("handover", date(2026, 9, 1))]
    assert care.workers == ("Amira Khan", "Ben Lowe")
    points = [point for chart in care.charts for point in chart.points]
    assert [point.worker for point in points] == [0, 1]


def test_the_charts_tell_help_meetings_moves_birthdays_and_gaps(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with UnitOfWork(session, cast.amira, NOW) as uow:
        signed_visit(uow, cast.leo, date(2025, 6, 1), {FOOD: 4})
        signed_visit(uow, cast.leo, date(2025, 9, 3), {FOOD: 3})
        start_episode(uow, cast.leo, EpisodeDetails(HelpKind.CHILD_IN_NEED, date(2025, 5, 1), date(2026, 2, 20)))
        session.add(Meeting(child=cast.leo, kind=MeetingKind.REVIEW_CONFERENCE, held_on=MAY))
        gran = open_household(uow, cast.leo.family, HomeDetails("Gran’s"))
        move_child_home(uow, cast.leo.residences[0], gran, date(2026, 1, 5))
    story, series = told(session, cast)
    care = care_over_time(story, series, TODAY, address)
    assert [(span.kind, span.from_on) for span in care.spans] == [
        ("child_in_need", date(2025, 5, 1)),
        ("child_protection", date(2026, 2, 20)),
        ("gap", date(2025, 6, 1)),
        ("gap", date(2025, 9, 3)),
    ]
    assert care.spans[-1].words == "Nothing graded for 439 days, from 3 September 2025"
    assert [(mark.kind, mark.on) for mark in care.marks] == [
        ("band", date(2025, 7, 24)),
        ("move", date(2026, 1, 5)),
        ("conference", MAY),
    ]


def test_the_worst_domain_is_drawn_first(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 2, ROADS: 4, TUNING: 4, "response_timing": 2})
    story, series = told(session, cast)
    care = care_over_time(story, series, TODAY, address)
    assert [chart.key for chart in care.charts] == ["safety", "love", "physical", "esteem"]
    assert (
        care.charts[0].note
        == "Worst on 2 November 2026: 4 (On and near roads), graded 1 of 6 items. 1 item is at 4 or 5."
    )
    assert care.charts[-1].note == "Nothing graded yet"


def test_then_and_now_compares_two_completed_profiles(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    instrument = instruments.newest(instruments.OURS)
    for on, grades in ((MARCH, {FOOD: 4, ROADS: 2, TUNING: 2}), (NOVEMBER, {FOOD: 2, ROADS: 3, "absence": 2})):
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            signed_visit(uow, cast.leo, on, grades, not_applicable=["health_condition"])
            profile = open_profile(uow, cast.leo, instrument, opened_on=on, household=cast.leos_home)
            uow.session.flush()
            complete_profile(uow, profile)
    story, series = told(session, cast)
    own = profiles_in(series, story.profiles)
    pair = chosen_profiles(own, None, None)
    assert pair == (own[0], own[1])
    assert chosen_profiles(own, own[1].id, own[0].id) == pair, "the older one is always then"
    assert own[0].not_applicable == {"health_condition"}
    found = compare(instrument, *(side_of_profile(profile) for profile in pair))
    assert [(row.title, row.then, row.now) for row in found.rows] == [
        ("On and near roads", 2, 3),
        ("Enough food", 4, 2),
    ]
    assert found.only_then == ("Tuning in (2)",)
    assert found.only_now == ("When left (2)",)
    physical = found.domains[0]
    assert physical.then.grade is not None
    assert (physical.then.grade.value, physical.then.graded_words) == (4, "graded 1 of 14 items")
    assert physical.then.driven_words == "Enough food"


def test_without_two_profiles_the_first_and_latest_visit_stand_in(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MARCH, {FOOD: 4})
    _, series = told(session, cast)
    assert sides_of_visits(series) is None
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 3})
    _, series = told(session, cast)
    sides = sides_of_visits(series)
    assert sides is not None
    assert [side.words for side in sides] == ["Visit of 12 March 2026", "Visit of 2 November 2026"]


def test_the_childs_words_are_newest_first_with_where_they_were_said(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MARCH, {ROADS: 3}, words={ROADS: "I hold Ruby’s hand"})
        signed_visit(
            uow,
            cast.leo,
            MAY,
            {ROADS: 3},
            child_seen_alone=False,
            notes={NoteKind.CHILD_WORDS: "Toast is best", NoteKind.MORNING: "Gets up alone"},
        )
    story, _ = told(session, cast)
    heard = child_voices(story.visits)
    assert [(voice.text, voice.about, voice.where) for voice in heard] == [
        ("Toast is best", "", "at home, not alone"),
        ("I hold Ruby’s hand", "On and near roads", "at home, alone"),
    ]
    day = latest_day(story.visits, TODAY)
    assert day is not None
    assert day.parts == (("Morning", "Gets up alone"),)


def test_the_chronology_keeps_missed_visits(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        missed_visit(uow, cast.leo, MAY, VisitOutcome.NO_ACCESS)
    entries = chronology(OnFile(child_story(session, cast.leo)))
    assert [entry.on for entry in entries] == sorted((entry.on for entry in entries), reverse=True)
    assert [entry.words for entry in entries if entry.kind.words == "Missed visit"] == [
        "Amira Khan: no access: nobody opened, or I was not let in (Rang twice)"
    ]


def test_the_head_says_the_same_whether_read_alone_or_with_the_story(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MAY, {FOOD: 3}, child_seen_alone=False)
    alone = child_standing(session, cast.leo, TODAY)
    assert alone == standing_in(child_story(session, cast.leo), TODAY)
    assert alone.sentence == (
        "Leo Marsh, 6",
        "child protection plan for neglect since 20 February 2026 (8 months)",
        "last seen 18 May 2026 (5 months ago), not alone",
        "allocated to Amira Khan",
    )
    assert alone.can_be_visited
