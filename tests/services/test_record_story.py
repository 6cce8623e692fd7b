"""What the child’s page knows: only visits that stand, one home at a time, facts with their dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children.service import end_allocation, end_episode
from gcp_tracker.models import User
from gcp_tracker.record import facts
from gcp_tracker.record.care import care_over_time
from gcp_tracker.record.findings import findings
from gcp_tracker.record.queries import child_story
from gcp_tracker.record.story import Series, Story, chosen_series, series_of
from gcp_tracker.rules.vocabulary import SafeTonight, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import AnswerDetails, save_answers
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.builders import all_grades, draft_visit, many_visits, missed_visit, signed_visit
from tests.cast import TODAY, USUAL, Cast
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
    return [finding.tag for finding in findings(story, series, today, USUAL)]


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
    assert sentences(plan.better) == ["Enough food is 4, was 5 on 3 November 2025"], "a 5 held when the plan began"
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
    assert "is amending" in findings(story, series, TODAY, USUAL)[0].sentence


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
    said = [finding.sentence for finding in findings(story, series, TODAY, USUAL)]
    assert "is not answered" in said[0]
    assert "No. Agreed: Gran stays." in said[1]


def test_what_nobody_has_looked_at_is_said_with_its_date(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        for number in range(4):
            unseen = {"child_seen_alone": False, "bedroom_seen": False} if number else {}
            signed_visit(uow, cast.leo, MARCH + timedelta(days=40 * number), {FOOD: 4}, **unseen)
    story, series = told(session, cast)
    assert tags(story, series) == ["Not seen alone", "Bedroom not seen", "Not graded", "One worker"]
    said = {finding.tag: finding.sentence for finding in findings(story, series, TODAY, USUAL)}
    assert said["Not seen alone"] == "Leo has not been seen alone since 12 March 2026 (249 days)."
    assert said["One worker"] == "All 4 visits were graded by Amira Khan alone."


def test_visits_missed_one_after_another_are_counted_by_who_cancelled(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        missed_visit(uow, cast.leo, MARCH, VisitOutcome.DECLINED)
        signed_visit(uow, cast.leo, MAY, {FOOD: 3})
        missed_visit(uow, cast.leo, date(2026, 8, 4), VisitOutcome.CANCELLED_BY_US)
    assert "Visits missed" not in tags(*told(session, cast)), "one alone happens to everybody"
    with writing_as(cast.amira) as uow:
        missed_visit(uow, cast.leo, date(2026, 9, 2), VisitOutcome.CANCELLED_BY_FAMILY)
        missed_visit(uow, cast.leo, NOVEMBER, VisitOutcome.NO_ACCESS)
    story, series = told(session, cast)
    said = {finding.tag: finding.sentence for finding in findings(story, series, TODAY, USUAL)}
    assert said["Visits missed"] == (
        "The last 3 visits did not take place, from 4 August 2026 to 2 November 2026:"
        " 1 no access, 1 cancelled by the family and 1 cancelled by us."
    )


def test_visits_without_the_child_are_said(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    unseen = {"child_seen": False, "child_seen_alone": False}
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, date(2026, 8, 1), {FOOD: 3}, **unseen)
    story, series = told(session, cast)
    assert findings(story, series, TODAY, USUAL)[0].sentence == (
        "Leo has not been seen at any visit; 1 visit has taken place without him."
    )
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MAY, {FOOD: 3})
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 3}, **unseen)
    story, series = told(session, cast)
    said = {finding.tag: finding.sentence for finding in findings(story, series, TODAY, USUAL)}
    assert said["Not seen"] == (
        "Leo has not been seen since 18 May 2026 (182 days); 2 visits have taken place without him."
    )


def test_once_help_has_ended_nothing_is_chased(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MARCH, {FOOD: 2}, child_seen_alone=False, bedroom_seen=False)
        missed_visit(uow, cast.leo, MAY, VisitOutcome.DECLINED)
        missed_visit(uow, cast.leo, date(2026, 8, 4), VisitOutcome.DECLINED)
    assert tags(*told(session, cast)) == ["Visits missed", "Not seen alone", "Bedroom not seen", "Not graded"]
    with writing_as(cast.chloe) as uow:
        end_allocation(uow, cast.leo.allocations[0], TODAY)
        for episode in cast.leo.episodes:
            end_episode(uow, episode, TODAY)
    assert tags(*told(session, cast)) == []


def test_six_months_at_concern_is_a_dated_fact(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MAY, {FOOD: 4, ROADS: 4})
        signed_visit(uow, cast.leo, date(2026, 8, 1), {ROADS: 3})
        signed_visit(uow, cast.leo, TODAY, {FOOD: 4, ROADS: 4})
    assert "Six months or more" not in tags(*told(session, cast)), "five months and some days"
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, date(2026, 5, 16), {FOOD: 5})
    story, series = told(session, cast)
    assert findings(story, series, TODAY, USUAL)[0].sentence == (
        "1 item has been at 4 or 5 at every grading for six months or more: Enough food."
    )


@pytest.mark.parametrize("count", [2, 30])
def test_a_long_story_takes_no_more_queries_than_a_short_one(session: Session, cast: Cast, count: int) -> None:
    many_visits(session, cast.leo, cast.amira, TODAY, count)
    session.expire_all()
    assert cast.leo.id
    with counted_queries() as seen:
        child_story(session, cast.leo)
    assert len(seen) == 6


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
