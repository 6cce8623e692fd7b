"""What scrutiny must say before it is signed, and what is told where a plan ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gcp_tracker.rules.chairing import ChairedFacts, PackFact, chairs_told
from gcp_tracker.rules.clock_facts import HelpSpell, MeetingFact
from gcp_tracker.rules.clocks import Clock, Periods, due
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.meeting_vocabulary import MeetingState
from gcp_tracker.rules.plan_ends import AtTheEnd, checks_at_the_end, left_open
from gcp_tracker.rules.plan_vocabulary import OutcomeState
from gcp_tracker.rules.scrutiny import (
    DECISIONS,
    PLAN_OF,
    Challenged,
    Decided,
    NextHelp,
    Threshold,
    Working,
    Written,
    check_next_day,
    check_scrutinised,
    lacking,
    length_words,
    occasion_of,
    questions_of,
)
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, MeetingKind

TODAY = date(2026, 11, 16)
REVIEW = MeetingKind.REVIEW_CONFERENCE
WHOLE = Written(
    kind=REVIEW,
    texts={one.field: "Said" for one in questions_of(REVIEW)},
    decided=Decided.GOES_ON,
    threshold=Threshold.MET,
    category=AbuseCategory.NEGLECT,
    working=Working.NO,
    challenged=Challenged.NOTHING,
    core_group_on=TODAY,
    review_on=TODAY,
)


def test_scrutiny_that_says_everything_lacks_nothing_and_each_gap_is_named() -> None:
    assert lacking(WHOLE) == []
    for change, field in (
        ({"decided": None}, "decided"),
        ({"decided": Decided.PLAN_BEGINS}, "decided"),
        ({"texts": {}}, "reason"),
        ({"threshold": None}, "threshold"),
        ({"threshold": Threshold.NOT_MET}, "threshold"),
        ({"category": None}, "category"),
        ({"working": None}, "working"),
        ({"challenged": None}, "challenged"),
        ({"challenged": Challenged.RAISED}, "challenge"),
        ({"core_group_on": None}, "core_group_on"),
        ({"review_on": None}, "review_on"),
        ({"decided": Decided.ENDS}, "next_help"),
        ({"decided": Decided.ENDS, "next_help": NextHelp.CHILD_PROTECTION}, "next_help"),
        ({"decided": Decided.NOT_ENOUGH, "next_help": NextHelp.NONE}, "next_help"),
    ):
        assert [name for name, _ in lacking(replace(WHOLE, **change))][0] == field, change  # type: ignore[arg-type]
    assert lacking(replace(WHOLE, decided=Decided.ENDS, next_help=NextHelp.NONE, core_group_on=None)) == []
    assert lacking(replace(WHOLE, review_on=None, planned=frozenset({REVIEW}))) == []


def test_an_initial_conference_is_not_asked_about_a_plan_that_was_not_there() -> None:
    first = replace(WHOLE, kind=MeetingKind.INITIAL_CONFERENCE, decided=Decided.PLAN_BEGINS, working=None)
    assert lacking(first) == []
    in_need = replace(WHOLE, kind=MeetingKind.IN_NEED_REVIEW, threshold=None, category=None, core_group_on=None)
    assert lacking(in_need) == [], "no threshold, and no core group"
    assert set(DECISIONS) == set(PLAN_OF)


def test_what_is_held_against_the_grades() -> None:
    assert occasion_of(Decided.ENDS, Working.NO) is Occasion.PLAN_ENDED
    assert occasion_of(Decided.NO_PLAN, None) is Occasion.NO_PLAN
    assert occasion_of(Decided.GOES_ON, Working.YES) is Occasion.IMPROVING
    assert occasion_of(Decided.GOES_ON, Working.PARTLY) is None


def test_the_next_day_keeps_to_the_law_and_is_only_told_what_is_local() -> None:
    review = due(Clock.LATER_REVIEW, TODAY, "the review", Periods())
    group = due(Clock.CORE_GROUP, TODAY, "the review", Periods())
    check_next_day(review.on, review, TODAY, "review_on")
    with pytest.raises(RuleBroken, match="At the latest on"):
        check_next_day(review.on + timedelta(days=1), review, TODAY, "review_on")
    check_next_day(group.on + timedelta(days=30), group, TODAY, "core_group_on")
    with pytest.raises(RuleBroken, match="today or a day to come"):
        check_next_day(TODAY - timedelta(days=1), review, TODAY, "review_on")
    # Written up after the law’s last day, a late day is better than none.
    much_later = review.on + timedelta(days=10)
    check_next_day(much_later + timedelta(days=3), review, much_later, "review_on")
    with pytest.raises(RuleBroken, match="conference or review that was held"):
        check_scrutinised(MeetingKind.CORE_GROUP, TODAY)


def test_the_length_of_a_plan_is_worked_out() -> None:
    assert length_words(date(2025, 7, 16), TODAY) == "16 months (488 days), since 16 July 2025"
    assert length_words(date(2026, 11, 2), TODAY) == "14 days, since 2 November 2026"


def test_where_a_plan_ends_what_is_open_is_told_in_sentences() -> None:
    core_group = MeetingFact(1, MeetingKind.CORE_GROUP, MeetingState.PLANNED, TODAY + timedelta(days=9))
    held = MeetingFact(2, MeetingKind.CORE_GROUP, MeetingState.HELD, TODAY)
    at = AtTheEnd(
        name="Leo",
        has_plan=True,
        outcomes=[("There is a meal every evening.", OutcomeState.NOT_MOVING), ("He sleeps warm", OutcomeState.MET)],
        open_actions=["Cooks on Mondays.", "Rings the school", "Mends the boiler", "Buys a bed"],
        meetings=[core_group, held],
        triggers=1,
        written_by="Amira Khan",
    )
    assert left_open(checks_at_the_end(at, TODAY)) == [
        "“There is a meal every evening”: not moving.",
        "4 actions still to be done: Cooks on Mondays; Rings the school; Mends the boiler; and 1 more.",
        "Amira Khan is writing a new version of the plan, which is not put aside.",
        "Still planned: core group on 25 November 2026. Say of each whether it is held.",
        "1 trigger point waits for an answer.",
        "Nobody has said which help Leo is under next.",
    ]
    closed = AtTheEnd("Leo", True, [("He sleeps warm", OutcomeState.MET)], next_help="early help")
    assert left_open(checks_at_the_end(closed, TODAY)) == []
    assert left_open(checks_at_the_end(AtTheEnd("Leo", False, next_help="early help"), TODAY)) != []


def test_a_chair_is_told_of_packs_of_long_plans_and_of_what_is_not_written() -> None:
    coming, today = TODAY + timedelta(days=14), TODAY
    conference = MeetingFact(7, REVIEW, MeetingState.PLANNED, coming)
    facts = ChairedFacts("Leo", meetings=[conference])

    def kinds(**more: object) -> list[str]:
        return [one.kind.value for one in chairs_told(replace(facts, **more), Periods(), today)]  # type: ignore[arg-type]

    assert kinds() == ["no_pack", "conference"]
    assert kinds(packs=[PackFact(coming, "being written", False, False)]) == ["not_issued", "conference"]
    assert kinds(packs=[PackFact(coming, "issued", True, False)]) == ["to_read", "conference"]
    assert kinds(packs=[PackFact(coming, "read by the chair", True, True)]) == ["conference"]
    assert kinds(meetings=[replace(conference, on=TODAY + timedelta(days=29))]) == []
    over = replace(conference, state=MeetingState.HELD, on=TODAY - timedelta(days=3))
    assert kinds(meetings=[over]) == ["unwritten"]
    assert kinds(meetings=[over], written=frozenset({over.on})) == []
    assert kinds(meetings=[over], chairs_since=TODAY) == [], "that conference was another chair’s"
    for began, found in ((date(2025, 9, 1), []), (date(2025, 8, 1), ["long"]), (date(2024, 11, 1), ["very_long"])):
        spell = HelpSpell(HelpKind.CHILD_PROTECTION, began, None)
        assert kinds(meetings=[], spells=[spell]) == found
    (told,) = chairs_told(replace(facts, meetings=[], spells=[spell]), Periods(), today)
    assert told.sentence.startswith("Leo has been under a child protection plan for 24 months (745 days), since ")
    assert told.why == "24 months after the plan began on 1 November 2024: 1 November 2026 (national)."
