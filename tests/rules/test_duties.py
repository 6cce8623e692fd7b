"""Which clocks run for a child, and what they say; the day is Monday 16 November 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gcp_tracker.rules.agenda import agenda, within
from gcp_tracker.rules.clock_facts import ClockFacts, HelpSpell, MeetingFact
from gcp_tracker.rules.clocks import Clock, Periods
from gcp_tracker.rules.duties import duties, lost_in_a_row
from gcp_tracker.rules.meeting_vocabulary import CancelledBy, MeetingState
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind

TODAY = date(2026, 11, 16)
NONE = Periods()
PROTECTED = HelpSpell(HelpKind.CHILD_PROTECTION, date(2026, 9, 1), None)
LEO = ClockFacts("Leo", date(2026, 8, 1), (PROTECTED,), seen_on=date(2026, 11, 10), has_worker=True)
INITIAL, REVIEW, CORE = MeetingKind.INITIAL_CONFERENCE, MeetingKind.REVIEW_CONFERENCE, MeetingKind.CORE_GROUP


def met(kind: MeetingKind, on: date, state: MeetingState = MeetingState.HELD, **more: object) -> MeetingFact:
    facts = MeetingFact(number=on.toordinal(), kind=kind, state=state, on=on, minutes_sent_on=on)
    return replace(facts, **more)


def with_meetings(*meetings: MeetingFact, facts: ClockFacts = LEO) -> ClockFacts:
    return replace(facts, meetings=meetings)


def days(facts: ClockFacts) -> dict[Clock, date]:
    return {duty.due.clock: duty.due.on for duty in duties(facts, NONE, TODAY)}


def why(facts: ClockFacts, clock: Clock) -> str:
    return next(duty.due.why for duty in duties(facts, NONE, TODAY) if duty.due.clock is clock)


def test_the_conference_starts_the_core_group_and_the_review() -> None:
    facts = with_meetings(met(INITIAL, date(2026, 9, 1)))
    assert days(facts) == {
        Clock.FIRST_CORE_GROUP: date(2026, 9, 15),
        Clock.SUPERVISION: date(2026, 10, 1),
        Clock.PROTECTION_VISIT: date(2026, 11, 24),
        Clock.FIRST_REVIEW: date(2026, 12, 1),
        Clock.LONG_PLAN_WARNING: date(2027, 12, 1),
    }
    assert why(facts, Clock.FIRST_CORE_GROUP) == (
        "10 working days after the initial conference on 1 September 2026: 15 September 2026"
    )


def test_without_a_conference_on_file_the_plan_itself_starts_them() -> None:
    assert why(LEO, Clock.FIRST_REVIEW).startswith("3 months after the plan began on 1 September 2026")


def test_after_the_first_ones_the_longer_periods_run() -> None:
    facts = with_meetings(
        met(INITIAL, date(2026, 9, 1)), met(CORE, date(2026, 9, 14)), met(CORE, date(2026, 10, 19)),
        met(REVIEW, date(2026, 11, 12)),
    )  # fmt: skip
    found = days(facts)
    assert found[Clock.CORE_GROUP] == date(2026, 11, 30)
    assert found[Clock.LATER_REVIEW] == date(2027, 5, 12)
    assert Clock.FIRST_CORE_GROUP not in found
    assert Clock.FIRST_REVIEW not in found


def test_meetings_of_an_earlier_plan_stop_no_clock_of_this_one() -> None:
    earlier = HelpSpell(HelpKind.CHILD_PROTECTION, date(2024, 1, 8), date(2025, 1, 8))
    facts = replace(
        with_meetings(met(INITIAL, date(2024, 1, 8)), met(CORE, date(2024, 11, 4)), met(REVIEW, date(2025, 1, 8))),
        spells=(earlier, PROTECTED),
    )
    assert Clock.FIRST_CORE_GROUP in days(facts)
    assert why(facts, Clock.FIRST_REVIEW).startswith("3 months after the plan began on 1 September 2026")


def test_a_cancelled_meeting_stops_no_clock() -> None:
    facts = with_meetings(
        met(INITIAL, date(2026, 9, 1)),
        met(CORE, date(2026, 9, 14), MeetingState.CANCELLED, cancelled_by=CancelledBy.CHAIR),
    )
    assert days(facts)[Clock.FIRST_CORE_GROUP] == date(2026, 9, 15)


def test_what_was_due_before_the_child_came_on_file_is_not_called_late() -> None:
    newly = replace(with_meetings(met(INITIAL, date(2026, 9, 1))), on_file_on=date(2026, 11, 13), seen_on=None)
    assert not any(duty.is_late(TODAY) for duty in duties(newly, NONE, TODAY))
    assert why(newly, Clock.FIRST_CORE_GROUP) == (
        "10 working days after Leo came on file here on 13 November 2026: 27 November 2026;"
        " an earlier one is not on file"
    )
    assert why(newly, Clock.PROTECTION_VISIT).startswith("10 working days after Leo came on file here")


def test_a_child_in_need_is_visited_and_reviewed_by_longer_periods() -> None:
    need = HelpSpell(HelpKind.CHILD_IN_NEED, date(2026, 10, 1), None)
    found = days(replace(LEO, spells=(need,)))
    # Three months end on New Year’s Day.
    assert (found[Clock.IN_NEED_VISIT], found[Clock.IN_NEED_REVIEW]) == (date(2026, 12, 8), date(2026, 12, 31))
    assert Clock.PROTECTION_VISIT not in found
    both = days(replace(LEO, spells=(need, PROTECTED)))
    assert Clock.IN_NEED_VISIT not in both
    assert Clock.PROTECTION_VISIT in both


def test_help_that_has_ended_starts_nothing() -> None:
    ended = replace(PROTECTED, ended_on=date(2026, 11, 1))
    assert days(replace(LEO, spells=(ended,))) == {}
    assert days(replace(LEO, is_open=False)) == {}


def test_a_referral_is_decided_and_assessed_until_help_begins() -> None:
    case = HelpSpell(HelpKind.OPEN_CASE, date(2026, 11, 13), None)
    new = replace(LEO, spells=(case,), has_worker=False, seen_on=None)
    assert days(new) == {Clock.REFERRAL_DECISION: date(2026, 11, 16), Clock.ASSESSMENT: date(2027, 1, 20)}
    assert days(replace(new, has_worker=True)) == {Clock.ASSESSMENT: date(2027, 1, 20)}
    need = HelpSpell(HelpKind.CHILD_IN_NEED, date(2026, 11, 14), None)
    assert Clock.ASSESSMENT not in days(replace(new, spells=(case, need)))


def test_an_enquiry_ends_in_a_conference_in_time_or_is_found_not_to_need_one() -> None:
    nobody = replace(LEO, spells=())
    strategy = met(MeetingKind.STRATEGY_DISCUSSION, date(2026, 11, 2), enquiry_begun=True)
    assert days(with_meetings(strategy, facts=nobody)) == {Clock.INITIAL_CONFERENCE: date(2026, 11, 23)}
    without = replace(strategy, enquiry_begun=False)
    assert days(with_meetings(without, facts=nobody)) == {}
    held = met(INITIAL, date(2026, 11, 12))
    assert days(with_meetings(strategy, held, facts=nobody)) == {}
    off = met(INITIAL, date(2026, 11, 20), MeetingState.CANCELLED, cancelled_by=CancelledBy.NOT_NEEDED)
    assert days(with_meetings(strategy, off, facts=nobody)) == {}
    lost = replace(off, cancelled_by=CancelledBy.CHAIR)
    assert Clock.INITIAL_CONFERENCE in days(with_meetings(strategy, lost, facts=nobody))


def test_minutes_are_due_until_they_are_sent_and_not_of_what_a_return_said() -> None:
    held = met(CORE, date(2026, 10, 5), minutes_sent_on=None)
    duty = next(one for one in duties(with_meetings(held), NONE, TODAY) if one.due.clock is Clock.MINUTES)
    assert duty.words(TODAY, NONE) == "Minutes of the core group of 5 October 2026 late by 10 working days"
    assert Clock.MINUTES not in days(with_meetings(replace(held, is_kept_here=False)))
    assert Clock.MINUTES not in days(with_meetings(replace(held, kind=MeetingKind.SUPERVISION)))


def test_before_a_planned_review_a_report_and_a_profile_are_due() -> None:
    review = met(REVIEW, date(2026, 12, 1), MeetingState.PLANNED)
    facts = replace(with_meetings(met(INITIAL, date(2026, 9, 1)), review), profile_on=date(2026, 8, 20))
    found = days(facts)
    assert found[Clock.REPORT_REVIEW] == found[Clock.PROFILE_BEFORE_REVIEW] == date(2026, 11, 24)
    assert found[Clock.PROFILE] == date(2026, 11, 20)
    again = days(replace(facts, profile_on=date(2026, 11, 2)))
    assert Clock.PROFILE_BEFORE_REVIEW not in again
    sent = replace(review, report_sent=True)
    assert Clock.REPORT_REVIEW not in days(with_meetings(sent))


def test_what_is_late_names_the_day_for_which_it_is_planned() -> None:
    planned = met(CORE, date(2026, 11, 20), MeetingState.PLANNED)
    facts = with_meetings(met(INITIAL, date(2026, 9, 1)), planned)
    item = next(one for one in agenda(facts, NONE, TODAY) if one.clock is Clock.FIRST_CORE_GROUP)
    assert item.words == "First core group late by 44 working days, planned for 20 November 2026"
    assert (item.is_late, item.meeting, item.planned_on) == (True, planned.number, planned.on)
    assert [one for one in agenda(facts, NONE, TODAY) if one.clock is None] == [], "it is not said twice"


def test_a_planned_day_that_passed_asks_what_became_of_it() -> None:
    planned = met(CORE, date(2026, 11, 9), MeetingState.PLANNED)
    item = agenda(with_meetings(planned), NONE, TODAY)[0]
    unsaid = next(one for one in agenda(with_meetings(planned), NONE, TODAY) if one.is_unsaid)
    assert unsaid.words == "Core group planned for 9 November 2026: say whether it was held"
    assert item.is_late


def test_a_meeting_without_a_clock_stands_by_its_day() -> None:
    network = met(MeetingKind.NETWORK_MEETING, date(2026, 11, 25), MeetingState.PLANNED)
    found = agenda(with_meetings(network, facts=replace(LEO, spells=())), NONE, TODAY)
    assert [(one.words, one.why) for one in found] == [("Network meeting planned for 25 November 2026", "In 9 days")]


def test_what_is_late_comes_first_then_the_days_and_a_long_plan_is_not_late() -> None:
    old = replace(PROTECTED, started_on=date(2024, 6, 3))
    facts = replace(LEO, spells=(old,), on_file_on=date(2024, 6, 3))
    found = agenda(facts, NONE, TODAY)
    assert [item.is_late for item in found] == sorted((item.is_late for item in found), reverse=True)
    long = next(item for item in found if item.clock is Clock.LONG_PLAN)
    assert (long.words, long.is_late) == ("Two years under the plan since 3 June 2026", False)
    assert long not in within(found, TODAY)


def test_a_list_shows_the_next_four_weeks() -> None:
    facts = with_meetings(met(INITIAL, date(2026, 9, 1)), met(CORE, date(2026, 11, 5)))
    shown = {item.clock for item in within(agenda(facts, NONE, TODAY), TODAY)}
    assert shown == {Clock.SUPERVISION, Clock.PROTECTION_VISIT, Clock.FIRST_REVIEW}


def test_what_is_late_and_what_was_lost_in_a_row_is_told_while_the_work_is_open() -> None:
    lost = [
        met(CORE, date(2026, 10, day), MeetingState.CANCELLED, cancelled_by=CancelledBy.SOCIAL_WORKER)
        for day in (5, 19)
    ]
    facts = with_meetings(met(INITIAL, date(2026, 9, 1)), *lost)
    late = [duty.words(TODAY, NONE) for duty in duties(facts, NONE, TODAY) if duty.is_late(TODAY)]
    assert late == ["First core group late by 44 working days", "Supervision late by 32 working days"]
    assert lost_in_a_row(facts) == ["The last two core groups were cancelled, both by the social worker"]
    assert duties(replace(facts, is_open=False), NONE, TODAY) == []
