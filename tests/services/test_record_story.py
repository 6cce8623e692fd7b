"""What the child’s page knows: only visits that stand, one home at a time, facts with their dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children.details import EpisodeDetails, HomeDetails
from gcp_tracker.children.service import hand_over, move_child_home, open_household, start_episode
from gcp_tracker.models import Meeting, User
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.record import facts
from gcp_tracker.record.care import care_over_time
from gcp_tracker.record.chronology import chronology
from gcp_tracker.record.comparison import chosen_profiles, compare, profiles_in, side_of_profile, sides_of_visits
from gcp_tracker.record.findings import findings
from gcp_tracker.record.queries import child_standing, child_story, not_applicable_in_profiles, standing_in
from gcp_tracker.record.story import Series, Story, chosen_series, series_of
from gcp_tracker.record.voices import child_voices, latest_day
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind, NoteKind, SafeTonight, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import AnswerDetails, save_answers
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.builders import all_grades, draft_visit, many_visits, missed_visit, noon_of, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.conftest import counted_queries

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


def sentences(items: tuple[facts.Told, ...]) -> list[str]:
    return [item.sentence for item in items]


def tags(story: Story, series: Series | None, today: date = TODAY) -> list[str]:
    return [finding.tag for finding in findings(story, series, today)]


def test_the_facts_name_what_moved_with_both_grades_and_the_day(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MARCH, {FOOD: 4, ROADS: 3, TUNING: 2})
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 2, ROADS: 5, TUNING: 2})
    story, series = told(session, cast)
    since_first, since_plan = (
        facts.changes_since(series, story, TODAY)[:1],
        facts.changes_since(series, story, TODAY)[1:],
    )
    assert sentences(since_first[0].worse) == ["On and near roads is 5, was 3 on 12 March 2026"]
    assert sentences(since_first[0].better) == ["Enough food is 2, was 4 on 12 March 2026"]
    assert since_first[0].sums == "1 item worse, 1 better, 1 the same"
    assert since_plan == [], "the plan began before the first grades, so it says nothing of its own"


def test_what_changed_since_the_plan_stands_beside_what_changed_since_the_first_grades(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, date(2025, 11, 3), {FOOD: 5})
        signed_visit(uow, cast.leo, MARCH, {FOOD: 3})
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 4})
    story, series = told(session, cast)
    first, plan = facts.changes_since(series, story, TODAY)
    assert sentences(first.better) == ["Enough food is 4, was 5 on 3 November 2025"]
    assert sentences(plan.worse) == ["Enough food is 4, was 3 on 12 March 2026"]
    assert plan.title == "Since this child protection plan began, 20 February 2026"


def test_every_item_at_concern_is_told_with_the_day_since_when(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, date(2025, 11, 3), {FOOD: 4, ROADS: 4, TUNING: 2})
        signed_visit(uow, cast.leo, MARCH, {FOOD: 5, ROADS: 3})
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 4, ROADS: 4, TUNING: 2})
    _, series = told(session, cast)
    concerns = facts.concerns_of(series)
    assert concerns.title == "At 4 or 5"
    assert [(item.title, item.since) for item in concerns.now] == [
        ("Enough food", "at 4 or 5 since 3 November 2025: 11 months, graded 3 times to 2 November 2026"),
        ("On and near roads", "at 4 or 5 since 2 November 2026, graded once"),
    ]
    assert [(item.title, item.now.value) for item in facts.latest_going_well(series)] == [("Tuning in", 2)]


def test_withdrawn_and_replaced_visits_never_count(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MARCH, {FOOD: 3})
        wrong = signed_visit(uow, cast.leo, MAY, {FOOD: 5})
        amended = signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 1})
    with writing_as(cast.amira) as uow:
        withdraw_visit(uow, wrong, "Wrong child")
        again = amend_visit(uow, amended, "Misread the card")
        uow.session.flush()
        save_answers(
            uow, again, base=1, operation="", answers=[AnswerDetails(FOOD, again.grades[0].answer, 2, evidence="Lunch")]
        )
        sign_visit(uow, again)
    story, series = told(session, cast)
    assert [visit.graded.grades for visit in series.visits] == [{FOOD: 3}, {FOOD: 2}]
    assert [visit.is_amended for visit in story.visits] == [False, True]


def test_an_amendment_that_is_not_signed_leaves_the_signed_version_standing(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 3})
        amend_visit(uow, visit, "Misread the card")
    story, series = told(session, cast)
    assert [visit.graded.grades for visit in series.visits] == [{FOOD: 3}]
    assert "is amending" in findings(story, series, TODAY)[0].sentence


def test_two_homes_are_two_series_and_the_one_graded_last_is_shown(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.ben) as uow:
        signed_visit(uow, cast.kai, MARCH, {FOOD: 5}, household=cast.kais_mums)
        signed_visit(uow, cast.kai, MAY, {FOOD: 1}, household=cast.kais_dads)
    story = child_story(session, cast.kai)
    found = series_of(story.visits)
    assert [(series.name, len(series.visits)) for series in found] == [("Dad’s flat", 1), ("Mum’s house", 1)]
    assert chosen_series(found, "", None) is found[0]
    assert chosen_series(found, found[1].key, None) is found[1]
    assert chosen_series(found, "", story.visits[0]) is found[1], "whoever comes from signing a visit sees its home"
    assert chosen_series(found, "household-999999", None) is found[0]
    assert facts.concerns_of(found[0]).now == ()


def test_a_visit_tells_what_it_changed(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MARCH, {FOOD: 4, ROADS: 2, TUNING: 3})
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 2, ROADS: 5, TUNING: 3, "absence": 2})
    story, series = told(session, cast)
    change = facts.visit_change(series, story.visits[-1])
    assert sentences(change.worse) == ["On and near roads is 5, was 2 on 12 March 2026"]
    assert sentences(change.better) == ["Enough food is 2, was 4 on 12 March 2026"]
    assert [item.title for item in change.first_time] == ["When left"]
    assert change.sentence == "1 item worse than before, 1 better, 1 the same, 1 graded for the first time"
    assert change.safety.startswith("Safe tonight? Asked by On and near roads. Yes, safe tonight. Told: The manager.")
    assert not change.safety_is_worry


def test_findings_come_gravest_first_and_are_silent_when_all_is_looked_at(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 2})
    assert tags(*told(session, cast)) == []
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, NOVEMBER + timedelta(days=1), {ROADS: 5}, safe=SafeTonight.NO)
        draft_visit(uow, cast.leo, TODAY, {"absence": 5}, safe=None)
    story, series = told(session, cast)
    assert tags(story, series) == ["Safe tonight?", "Safe tonight?", "Not signed"]
    said = [finding.sentence for finding in findings(story, series, TODAY)]
    assert "is not answered" in said[0]
    assert "No. Agreed: Gran stays." in said[1]


def test_what_nobody_has_looked_at_is_said_with_its_date(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        for number in range(4):
            unseen = {"child_seen_alone": False, "bedroom_seen": False} if number else {}
            signed_visit(uow, cast.leo, MARCH + timedelta(days=40 * number), {FOOD: 4}, **unseen)
    story, series = told(session, cast)
    assert tags(story, series) == ["Not seen alone", "Home not seen", "Not graded", "One worker"]
    said = {finding.tag: finding.sentence for finding in findings(story, series, TODAY)}
    assert said["Not seen alone"] == "Leo has not been seen alone since 12 March 2026 (249 days)."
    assert said["One worker"] == "All 4 visits were graded by Amira Khan alone."


def test_six_months_at_concern_is_a_dated_fact(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MAY, {FOOD: 4, ROADS: 4})
        signed_visit(uow, cast.leo, date(2026, 8, 1), {ROADS: 3})
        signed_visit(uow, cast.leo, TODAY, {FOOD: 4, ROADS: 4})
    assert "Six months" not in tags(*told(session, cast)), "five months and some days"
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, date(2026, 5, 16), {FOOD: 5})
    story, series = told(session, cast)
    assert findings(story, series, TODAY)[0].sentence == (
        "1 item has been at 4 or 5 at every grading for six months or more: Enough food."
    )


def test_a_change_of_worker_is_said_and_marked(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MAY, {FOOD: 4})
    with writing_as(cast.chloe) as uow:
        hand_over(uow, cast.leo.allocations[0], cast.ben, date(2026, 9, 1))
    with writing_as(cast.ben) as uow:
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 2})
    story, series = told(session, cast)
    said = next(finding for finding in findings(story, series, TODAY) if finding.tag == "Change of worker")
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
        signed_visit(uow, cast.leo, date(2025, 9, 1), {FOOD: 3})
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
        ("gap", date(2025, 9, 1)),
    ]
    assert care.spans[-1].words == "Nothing graded for 441 days, from 1 September 2025"
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
    apart = not_applicable_in_profiles(session, pair)
    assert apart[own[0].id] == {"health_condition"}
    found = compare(instrument, *(side_of_profile(profile, apart[profile.id]) for profile in pair))
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
    entries = chronology(child_story(session, cast.leo))
    assert [entry.on for entry in entries] == sorted((entry.on for entry in entries), reverse=True)
    assert [entry.words for entry in entries if entry.kind == "Missed visit"] == [
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


@pytest.mark.parametrize("count", [2, 30])
def test_a_long_story_takes_no_more_queries_than_a_short_one(session: Session, cast: Cast, count: int) -> None:
    many_visits(session, cast.leo, cast.amira, TODAY, count)
    session.expire_all()
    assert cast.leo.id
    with counted_queries() as seen:
        child_story(session, cast.leo)
    assert len(seen) == 8


def test_the_second_instrument_tells_its_own_words(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    wellbeing = instruments.newest("wellbeing-0-10")
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MARCH, all_grades(cast.leo, MARCH, 8, wellbeing), instrument=wellbeing)
        signed_visit(
            uow, cast.leo, MAY, all_grades(cast.leo, MAY, 1, wellbeing), instrument=wellbeing, safe=SafeTonight.YES
        )
        signed_visit(uow, cast.leo, MAY, {FOOD: 2})
    story = child_story(session, cast.leo)
    found = series_of(story.visits)
    assert {series.instrument.key for series in found} == {"wellbeing-0-10", "graded-care"}
    assert len({series.key for series in found}) == 2
    series = next(series for series in found if series.instrument is wellbeing)
    change = facts.changes_since(series, story, TODAY)[0]
    assert change.better == ()
    assert all("is 1, was 8" in sentence for sentence in sentences(change.worse))
    assert facts.concerns_of(series).title.startswith(f"At {wellbeing.concern_from}")
    care = care_over_time(story, series, TODAY, address)
    assert [chart.points[-1].worst for chart in care.charts if chart.points] == [1] * len(wellbeing.domains)
