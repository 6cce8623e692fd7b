"""What may become of a meeting, when enough came, and cancellations in a row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.meeting_vocabulary import MEETING_MOVES, Agency, CancelledBy, MeetingState
from gcp_tracker.rules.meetings import (
    PastMeeting,
    can_become,
    cancelled_in_a_row,
    cancelled_words,
    check_can_become,
    check_held_on,
    check_may_be_invited,
    quorum,
)
from gcp_tracker.rules.vocabulary import MeetingKind

TODAY = date(2026, 11, 16)
CORE = MeetingKind.CORE_GROUP


def test_only_a_planned_meeting_is_held_or_cancelled() -> None:
    allowed = {(state, to) for state in MeetingState for to in MeetingState if can_become(state, to)}
    assert allowed == {
        (MeetingState.DUE, MeetingState.PLANNED),
        (MeetingState.PLANNED, MeetingState.HELD),
        (MeetingState.PLANNED, MeetingState.CANCELLED),
        (MeetingState.CANCELLED, MeetingState.DUE),
    }
    assert set(MEETING_MOVES) == set(MeetingState)
    with pytest.raises(RuleBroken, match="This meeting is held already: it cannot become cancelled"):
        check_can_become(MeetingState.HELD, MeetingState.CANCELLED)


def test_nobody_is_invited_who_is_not_to_be_contacted() -> None:
    check_may_be_invited(CORE, [("Tara Marsh", False)], child=True)
    with pytest.raises(RuleBroken, match="Dean Marsh is not to be contacted, so cannot be invited") as broken:
        check_may_be_invited(CORE, [("Tara Marsh", False), ("Dean Marsh", True)], child=False)
    assert broken.value.field == "adults"


@pytest.mark.parametrize("kind", [MeetingKind.STRATEGY_DISCUSSION, MeetingKind.SUPERVISION])
def test_the_family_is_not_at_a_meeting_of_professionals(kind: MeetingKind) -> None:
    check_may_be_invited(kind, [], child=False)
    for adults, child in (([("Tara Marsh", False)], False), ([], True)):
        with pytest.raises(RuleBroken, match=f"The family is not invited to a {kind.inside}"):
            check_may_be_invited(kind, adults, child=child)


def test_a_meeting_was_held_today_or_earlier() -> None:
    check_held_on(TODAY, TODAY)
    with pytest.raises(RuleBroken, match="Date of the meeting must be today or in the past"):
        check_held_on(TODAY + timedelta(days=1), TODAY)


@pytest.mark.parametrize(
    ("kind", "came", "is_met", "words"),
    [
        (CORE, {Agency.SOCIAL_CARE, Agency.SCHOOL}, True,
         "Quorate: School or nursery beside children’s social care; one other agency needed"),
        (CORE, {Agency.SOCIAL_CARE}, False,
         "Not quorate: nobody else came beside children’s social care; one other agency needed"),
        (CORE, {Agency.SCHOOL, Agency.GP}, False,
         "Not quorate: children’s social care did not come; it and one other agency are needed"),
        (MeetingKind.REVIEW_CONFERENCE, {Agency.SOCIAL_CARE, Agency.POLICE}, False,
         "Not quorate: Police came beside children’s social care; two other agencies needed"),
        (MeetingKind.INITIAL_CONFERENCE, {Agency.SOCIAL_CARE, Agency.POLICE, Agency.SCHOOL}, True,
         "Quorate: School or nursery and Police beside children’s social care; two other agencies needed"),
        (MeetingKind.STRATEGY_DISCUSSION, {Agency.SOCIAL_CARE, Agency.SCHOOL}, False,
         "Not quorate: without the police and health; children’s social care, the police and health are needed"),
        (MeetingKind.STRATEGY_DISCUSSION, {Agency.SOCIAL_CARE, Agency.POLICE, Agency.MIDWIFE}, True,
         "Quorate: children’s social care, the police and health are needed, and came"),
    ],
)  # fmt: skip
def test_whether_enough_came_explains_itself(kind: MeetingKind, came: set[Agency], is_met: bool, words: str) -> None:
    found = quorum(kind, came)
    assert found is not None
    assert (found.is_met, found.words) == (is_met, words)
    assert found.is_national == (kind is MeetingKind.STRATEGY_DISCUSSION)


def test_a_network_meeting_needs_nobody_in_particular() -> None:
    assert quorum(MeetingKind.NETWORK_MEETING, set()) is None


def past(*became: CancelledBy | None, kind: MeetingKind = CORE) -> list[PastMeeting]:
    """One a month, the last a month ago; None was held."""
    return [PastMeeting(kind, TODAY - timedelta(days=30 * n), what) for n, what in enumerate(reversed(became), 1)]


WORKER, FAMILY, FEW = CancelledBy.SOCIAL_WORKER, CancelledBy.FAMILY, CancelledBy.TOO_FEW


@pytest.mark.parametrize(
    ("became", "words"),
    [
        ((None, WORKER), ""),
        ((WORKER, WORKER, None), ""),
        ((None, WORKER, WORKER), "The last two core groups were cancelled, both by the social worker"),
        ((WORKER, FAMILY, WORKER),
         "The last three core groups were cancelled, twice by the social worker and once by the family"),
        ((FEW,) * 4, "The last four core groups were cancelled, all because too few could come"),
        ((None, WORKER, CancelledBy.MISTAKE, FAMILY),
         "The last two core groups were cancelled, once by the family and once by the social worker"),
        ((WORKER, WORKER, None, CancelledBy.NOT_NEEDED), ""),
    ],
)  # fmt: skip
def test_cancellations_in_a_row_are_said_as_such(became: tuple[CancelledBy | None, ...], words: str) -> None:
    assert cancelled_words(cancelled_in_a_row(past(*became), CORE)) == words


def test_kinds_of_meeting_are_not_mixed() -> None:
    reviews = past(FAMILY, FAMILY, kind=MeetingKind.REVIEW_CONFERENCE)
    both = [*past(WORKER, WORKER, None), *reviews]
    assert cancelled_in_a_row(both, CORE) == []
    assert cancelled_words(cancelled_in_a_row(both, MeetingKind.REVIEW_CONFERENCE)) == (
        "The last two review conferences were cancelled, both by the family"
    )
