"""A challenge: its stages, its clock, and that nobody ends their own unanswered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gcp_tracker.rules.ages import LifeStage
from gcp_tracker.rules.attention_facts import AttentionFacts, SeenFact
from gcp_tracker.rules.authority_settings import Dated, Settings
from gcp_tracker.rules.clock_facts import ChallengeFact, ClockFacts
from gcp_tracker.rules.clocks import Periods
from gcp_tracker.rules.duties import duties
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.escalations import (
    ESCALATION_MOVES,
    STAGES,
    EscalationState,
    check_answer,
    check_escalation_move,
    check_set_aside,
    check_taken_further,
    stage_words,
    stages_of,
)
from gcp_tracker.rules.reason_kinds import ReasonKind
from gcp_tracker.rules.reasons import reasons_of

TODAY = date(2026, 11, 16)
ASKED, FURTHER, ANSWERED, CLOSED, ASIDE = EscalationState
FACTS = ClockFacts(
    name="Leo", on_file_on=date(2025, 1, 1), challenges=(ChallengeFact(1, date(2026, 11, 2), "housing"),)
)


def test_nothing_is_closed_that_was_not_answered() -> None:
    for state in (ASKED, FURTHER):
        with pytest.raises(RuleBroken, match="not been answered"):
            check_escalation_move(state, CLOSED)
    check_escalation_move(ANSWERED, CLOSED)
    assert ESCALATION_MOVES[CLOSED] == ESCALATION_MOVES[ASIDE] == frozenset()


def test_only_somebody_else_sets_a_challenge_aside() -> None:
    check_set_aside(raised_by=1, by=2)
    with pytest.raises(RuleBroken, match="stays open until it is answered"):
        check_set_aside(raised_by=1, by=1)


def test_who_asked_does_not_answer_for_a_colleague() -> None:
    monday = date(2026, 11, 9)
    check_answer(1, asked_of=None, by=1, asked_on=monday, on=TODAY, today=TODAY)
    check_answer(1, asked_of=2, by=2, asked_on=monday, on=TODAY, today=TODAY)
    check_answer(1, asked_of=2, by=3, asked_on=monday, on=TODAY, today=TODAY)
    with pytest.raises(RuleBroken):
        check_answer(1, asked_of=2, by=1, asked_on=monday, on=TODAY, today=TODAY)
    for on in (date(2026, 11, 8), date(2026, 11, 17)):
        with pytest.raises(RuleBroken):
            check_answer(1, asked_of=None, by=2, asked_on=monday, on=on, today=TODAY)


def test_taken_further_it_goes_up_and_at_the_last_stage_stays_there() -> None:
    check_taken_further(1, 2, 4)
    check_taken_further(1, 3, 4)
    check_taken_further(4, 4, 4)
    # The authority has given up stages since.
    check_taken_further(4, 2, 2)
    for stage, to in ((2, 2), (2, 1), (1, 5)):
        with pytest.raises(RuleBroken):
            check_taken_further(stage, to, 4)


def test_the_authority_sets_how_many_stages_there_are() -> None:
    assert stages_of(Settings({}, TODAY)) == STAGES
    two = Settings({"escalation_stages": [Dated(date(2026, 1, 1), 2)]}, TODAY)
    assert len(stages_of(two)) == 2
    assert stage_words(2) == "stage 2, between their managers"


def test_an_answer_is_due_in_working_days_and_late_is_told_to_lists() -> None:
    (duty,) = duties(FACTS, Periods(), TODAY)
    assert duty.title == "Answer to a challenge (put to housing)"
    assert duty.due.on == date(2026, 11, 9)
    assert duty.due.why.startswith("5 working days after it was put on 2 November 2026")
    facts = AttentionFacts("Leo", FACTS, seen=SeenFact(TODAY, TODAY, TODAY, TODAY, TODAY))
    told = reasons_of(facts, [duty], Settings({}, TODAY), Periods(), TODAY)
    late = "Answer to a challenge (put to housing) late by 5 working days; it was due on 9 November 2026"
    assert [(one.kind, one.sentence, one.since) for one in told] == [(ReasonKind.CHALLENGE, late, date(2026, 11, 9))]


def test_it_stays_due_when_the_help_has_ended() -> None:
    """A challenge may be about the very end, or about somebody who is 18 by now: lists go on telling of it, of nothing
    else that was late.
    """
    closed = replace(FACTS, is_open=False)
    running = duties(closed, Periods(), TODAY)
    for facts in (
        AttentionFacts("Leo", closed, closed_on=date(2026, 11, 1)),
        AttentionFacts("Leo", closed, stage=LifeStage.ADULT),
    ):
        told = reasons_of(facts, running, Settings({}, TODAY), Periods(), TODAY)
        assert [one.kind for one in told] == [ReasonKind.CHALLENGE]
        assert reasons_of(facts, [], Settings({}, TODAY), Periods(), TODAY) == []
