"""Every reason is a sentence with its date and the rule behind it; whoever is calm has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcp_tracker.rules.ages import LifeStage
from gcp_tracker.rules.attention_facts import (
    ActionsOverdue,
    AttentionFacts,
    CareFacts,
    GradedAtStep,
    Missed,
    NoEvidence,
    SafetyFact,
    SeenFact,
    ViewsApart,
)
from gcp_tracker.rules.authority_settings import Dated, Settings
from gcp_tracker.rules.clock_facts import ChallengeFact, ClockFacts, HelpSpell, MeetingFact
from gcp_tracker.rules.clocks import Periods
from gcp_tracker.rules.duties import duties
from gcp_tracker.rules.meeting_vocabulary import CancelledBy, MeetingState
from gcp_tracker.rules.reason_kinds import Reason, ReasonKind
from gcp_tracker.rules.reasons import is_recent_worry, reasons_of
from gcp_tracker.rules.reasons_of_care import steps_down
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind, SafeTonight
from tests.cast import TODAY, USUAL

ON_FILE = date(2024, 1, 8)
LATELY = TODAY - timedelta(days=3)
SEEN = SeenFact(LATELY, LATELY, LATELY, LATELY, LATELY)
ON_CLOCKS = ClockFacts("Leo", ON_FILE, seen_on=LATELY, has_worker=True)
CALM = AttentionFacts(name="Leo", clocks=ON_CLOCKS, seen=SEEN)
CARE = CareFacts()


def found(facts: AttentionFacts, settings: Settings = USUAL, today: date = TODAY) -> list[Reason]:
    running = duties(facts.clocks, Periods(), today)
    return reasons_of(facts, running, settings, Periods(), today)


def with_clocks(**more: Any) -> AttentionFacts:
    return replace(CALM, clocks=replace(ON_CLOCKS, **more))


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def cancelled(days: int) -> MeetingFact:
    return MeetingFact(days, MeetingKind.CORE_GROUP, MeetingState.CANCELLED, days_ago(days), CancelledBy.FAMILY)


PROTECTION = HelpSpell(HelpKind.CHILD_PROTECTION, days_ago(500), None)
ENDED = replace(PROTECTION, ended_on=date(2026, 6, 12))
IN_NEED = HelpSpell(HelpKind.CHILD_IN_NEED, date(2026, 6, 15), None)
LOVE = GradedAtStep(HelpKind.CHILD_PROTECTION, date(2026, 6, 12), "Love", 4, date(2026, 6, 2))

TOLD: list[tuple[ReasonKind, AttentionFacts, str]] = [
    (
        ReasonKind.SAFETY_UNANSWERED,
        replace(CALM, safety=(SafetyFact(LATELY),)),
        "“Is Leo safe tonight?” is not answered, asked by the visit of 13 November 2026",
    ),
    (
        ReasonKind.SAFETY_ANSWERED,
        replace(CALM, safety=(SafetyFact(LATELY, SafeTonight.NO, LATELY),)),
        "“Is Leo safe tonight?” was answered at the visit of 13 November 2026: No",
    ),
    (
        ReasonKind.NEWLY_BAD,
        replace(CALM, care=replace(CARE, newly=("Roads newly at 5 on 2 November 2026",))),
        "Roads newly at 5 on 2 November 2026",
    ),
    (
        ReasonKind.TRIGGER,
        replace(CALM, triggers=(("Any Safety item at 5", LATELY),)),
        "Any Safety item at 5: nobody has answered since 13 November 2026",
    ),
    (
        ReasonKind.STEP,
        replace(with_clocks(spells=(ENDED, IN_NEED)), at_step=(LOVE,), care=CARE),
        "Stepped down to child in need plan on 12 June 2026 while Love was at 4",
    ),
    (ReasonKind.WORSE, replace(CALM, care=replace(CARE, worse=("Safety",))), "Worse than at the start in Safety"),
    (
        ReasonKind.DRIFT,
        replace(CALM, care=replace(CARE, drift=("Warmth since 2 March 2026",))),
        "1 item has stayed at 4 or 5 without improvement: Warmth since 2 March 2026",
    ),
    (ReasonKind.NOT_NAMED, replace(CALM, is_named=False), "Leo came in a return and has no name yet"),
    (
        ReasonKind.NOT_ALLOCATED,
        replace(CALM, is_allocated=False, gone=("Ben Lowe",)),
        "Ben Lowe had Leo and can work with Leo no longer: hand Leo over",
    ),
    (ReasonKind.DRAFT, replace(CALM, draft_on=LATELY), "The visit of 13 November 2026 is begun and not signed"),
    (
        ReasonKind.BIRTH,
        replace(CALM, stage=LifeStage.OVERDUE, expected_on=days_ago(5)),
        "Leo was expected on 11 November 2026 (5 days ago), and no birth is recorded",
    ),
    (
        ReasonKind.VISIT_LATE,
        with_clocks(spells=(PROTECTION,), seen_on=days_ago(30)),
        "Visit late by 11 working days; it was due on 30 October 2026",
    ),
    (
        ReasonKind.MISSED,
        replace(CALM, missed=Missed(2, days_ago(14), days_ago(7))),
        "The last 2 visits did not take place, from 2 November 2026 to 9 November 2026",
    ),
    (ReasonKind.NOT_SEEN, replace(CALM, seen=SeenFact()), "Leo has not been visited yet"),
    (
        ReasonKind.NOT_SEEN,
        replace(CALM, seen=replace(SEEN, seen_on=None)),
        "Leo has not been seen at any visit",
    ),
    (
        ReasonKind.NOT_ALONE,
        replace(CALM, seen=replace(SEEN, alone_on=days_ago(40))),
        "Leo has not been seen alone since 7 October 2026 (40 days ago)",
    ),
    (
        ReasonKind.HOME,
        replace(CALM, seen=replace(SEEN, home_on=days_ago(61), bedroom_on=None)),
        "Leo’s home has not been seen since 16 September 2026 (2 months ago)",
    ),
    (
        ReasonKind.HOME,
        replace(CALM, seen=replace(SEEN, bedroom_on=None)),
        "Where Leo sleeps has not been seen at any visit",
    ),
    (
        ReasonKind.REVIEW_LATE,
        with_clocks(spells=(HelpSpell(HelpKind.CHILD_IN_NEED, days_ago(120), None),)),
        "Child in need review late by 20 working days; it was due on 19 October 2026",
    ),
    (
        ReasonKind.CHALLENGE,
        with_clocks(challenges=(ChallengeFact(1, days_ago(20), "housing"),)),
        "Answer to a challenge (put to housing) late by ",
    ),
    (
        ReasonKind.CANCELLED,
        with_clocks(meetings=(cancelled(20), cancelled(50))),
        "The last two core groups were cancelled, both by the family",
    ),
    (
        ReasonKind.PROFILE,
        with_clocks(spells=(HelpSpell(HelpKind.EARLY_HELP, days_ago(20), None),), profile_on=days_ago(200)),
        "Graded profile late by ",
    ),
    (
        ReasonKind.PLAN_LONG,
        with_clocks(spells=(PROTECTION,)),
        "Leo has been on a child protection plan since 4 July 2025, 16 months",
    ),
    (
        ReasonKind.PLAN_AGAIN,
        with_clocks(spells=(replace(PROTECTION, started_on=days_ago(90)), replace(PROTECTION, ended_on=days_ago(200)))),
        "On a child protection plan again since 18 August 2026; the one before ended on 30 April 2026",
    ),
    (
        ReasonKind.ACTIONS,
        replace(CALM, actions=ActionsOverdue(2, days_ago(9))),
        "2 actions of the plan are overdue, the first since 7 November 2026 (9 days ago)",
    ),
    (
        ReasonKind.MINUTES,
        with_clocks(meetings=(MeetingFact(7, MeetingKind.CORE_GROUP, MeetingState.HELD, days_ago(60)),)),
        "Minutes of the core group of 17 September 2026 late by",
    ),
    (
        ReasonKind.EVIDENCE,
        replace(CALM, evidence=NoEvidence(2, LATELY)),
        "2 grades at 4 or 5 in the visit of 13 November 2026 without a word of what was seen or heard",
    ),
    (
        ReasonKind.VIEWS,
        replace(CALM, views=ViewsApart(LATELY, 3, ("Amira Khan", "Ben Lowe"))),
        "Amira Khan and Ben Lowe graded the visit of 13 November 2026 apart and see 3 items differently by 2 grades",
    ),
    (ReasonKind.NO_FATHER, replace(CALM, has_father=False), "No father is recorded for Leo"),
    (
        ReasonKind.ONE_WORKER,
        replace(CALM, care=replace(CARE, one_worker_visits=4)),
        "One worker made all graded visits",
    ),
    (
        ReasonKind.SUPERVISION,
        with_clocks(spells=(HelpSpell(HelpKind.EARLY_HELP, days_ago(60), None),)),
        "Supervision late by",
    ),
]


@pytest.mark.parametrize(
    ("kind", "facts", "words"), TOLD, ids=[f"{kind.value}-{place}" for place, (kind, *_) in enumerate(TOLD)]
)
def test_each_reason_is_told_with_its_rule(kind: ReasonKind, facts: AttentionFacts, words: str) -> None:
    told = [reason for reason in found(facts) if reason.kind is kind]
    assert [reason.sentence[: len(words)] for reason in told] == [words]
    assert all(reason.rule and not reason.rule.endswith(".") for reason in told)


def test_every_kind_is_told_by_some_facts_and_whoever_is_calm_has_none() -> None:
    assert {kind for kind, *_ in TOLD} == set(ReasonKind)
    assert found(CALM) == []


def test_only_what_was_left_undone_is_asked_once_help_has_ended_and_only_a_draft_of_an_adult() -> None:
    everything = replace(
        CALM, draft_on=LATELY, seen=SeenFact(), has_father=False, is_named=False, safety=(SafetyFact(LATELY),)
    )
    assert {one.kind for one in found(replace(everything, closed_on=LATELY))} == {ReasonKind.SAFETY_UNANSWERED}
    of_adult = {one.kind for one in found(replace(everything, stage=LifeStage.ADULT))}
    assert of_adult == {ReasonKind.SAFETY_UNANSWERED, ReasonKind.DRAFT}


def test_an_unborn_child_is_visited_and_not_asked_to_be_seen_alone() -> None:
    unborn = replace(CALM, stage=LifeStage.EXPECTED, seen=SeenFact(visited_on=LATELY))
    assert found(unborn) == []
    assert [one.kind for one in found(replace(unborn, seen=SeenFact()))] == [ReasonKind.NOT_SEEN]


def test_a_small_child_is_not_asked_to_be_seen_alone() -> None:
    assert found(replace(CALM, talks=False, seen=replace(SEEN, alone_on=None))) == []


@pytest.mark.parametrize(
    ("spells", "words"),
    [
        ((ENDED, IN_NEED), ["Stepped down to child in need plan on 12 June 2026"]),
        ((ENDED,), ["Child protection plan ended on 12 June 2026"]),
        ((ENDED, replace(PROTECTION, started_on=date(2026, 6, 12))), []),
        ((ENDED, HelpSpell(HelpKind.LOOKED_AFTER, date(2026, 6, 1), None)), []),
        ((ENDED, replace(IN_NEED, started_on=date(2026, 9, 1))), ["Child protection plan ended on 12 June 2026"]),
        ((HelpSpell(HelpKind.OPEN_CASE, days_ago(300), LATELY),), []),
    ],
)
def test_a_step_down_is_less_help_and_not_other_help(spells: tuple[HelpSpell, ...], words: list[str]) -> None:
    assert [step.words for step in steps_down(spells, date(2026, 1, 1), TODAY)] == words


def test_a_step_down_is_held_against_the_grades_of_its_weeks_and_else_against_the_verdict() -> None:
    stepped = replace(with_clocks(spells=(ENDED, IN_NEED)), care=replace(CARE, against_a_step="Up and down"))
    before = replace(stepped, at_step=(replace(LOVE, graded_on=date(2026, 1, 5)),))
    for facts in (stepped, before):
        (told,) = [one for one in found(facts) if one.kind is ReasonKind.STEP]
        assert told.sentence == "Stepped down to child in need plan on 12 June 2026; the grades say: up and down"
    safety = replace(LOVE, domain="Safety", grade=5)
    (told,) = [one for one in found(replace(stepped, at_step=(LOVE, safety))) if one.kind is ReasonKind.STEP]
    assert told.sentence.endswith("while Safety was at 5 and Love was at 4")
    assert told.rule == "less help within 84 days of a grade at 4 or 5 (local)"
    later = date(2027, 1, 11)
    assert all(one.kind is not ReasonKind.STEP for one in found(stepped, today=later)), "half a year on it is history"


def test_an_authority_sets_its_own_thresholds() -> None:
    strict = Settings(
        {"alone_within": [Dated(date(2026, 1, 1), 7)], "father_within": [Dated(date(2026, 1, 1), 92)]}, TODAY
    )
    unseen = replace(CALM, seen=replace(SEEN, alone_on=days_ago(10)))
    assert found(unseen) == []
    (told,) = found(unseen, strict)
    assert told.rule == "seen alone within 7 days (local)"
    new = replace(with_clocks(on_file_on=days_ago(40)), has_father=False)
    assert [one.kind for one in found(new)] == [ReasonKind.NO_FATHER]
    assert found(new, strict) == []


@pytest.mark.parametrize(
    ("answer", "days", "stays"),
    [
        (SafeTonight.NO, 0, True),
        (SafeTonight.YES_WITH_STEPS, 6, True),
        (SafeTonight.NO, 7, False),
        (SafeTonight.YES, 0, False),
        (None, 0, False),
    ],
)
def test_an_answer_that_was_no_plain_yes_stays_a_week(answer: SafeTonight | None, days: int, stays: bool) -> None:
    assert is_recent_worry(answer, TODAY - timedelta(days=days), TODAY, 7) is stays


@settings(max_examples=25)
@given(st.lists(st.sampled_from(TOLD), min_size=1, max_size=4), st.integers(0, 40))
def test_a_reason_that_is_there_stays_while_days_go_by_and_nothing_is_done(told: list[Any], days: int) -> None:
    """What is late does not get less late by waiting, but for what is only said for a time."""
    for_a_time = {ReasonKind.SAFETY_ANSWERED, ReasonKind.STEP}
    later = TODAY + timedelta(days=days)
    for kind, facts, _ in told:
        if kind not in for_a_time:
            first = {(one.kind, one.mark) for one in found(facts) if one.kind is kind}
            assert first <= {(one.kind, one.mark) for one in found(facts, today=later)}
