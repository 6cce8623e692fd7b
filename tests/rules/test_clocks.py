"""The table of periods, worked by hand, and when a visit can have been."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.rules.clocks import PERIODS, Clock, Periods, check_visit_date, due, due_words, is_late
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.working_days import Length, Unit, is_working_day

TODAY = date(2026, 5, 27)


def test_a_visit_is_today_or_was_earlier():
    check_visit_date(TODAY, TODAY, date(2020, 1, 1))
    with pytest.raises(RuleBroken) as broken:
        check_visit_date(TODAY + timedelta(days=1), TODAY, date(2020, 1, 1))
    assert broken.value.sentence == "Date of visit must be today or in the past"
    assert broken.value.field == "visited_on"


def test_an_unborn_child_is_visited_but_not_before_the_pregnancy():
    check_visit_date(date(2026, 3, 1), TODAY, None)
    check_visit_date(date(2026, 3, 1), TODAY, date(2026, 5, 1))
    with pytest.raises(RuleBroken, match="more than 42 weeks before the child was born, on 1 May 2026") as broken:
        check_visit_date(date(2025, 7, 1), TODAY, date(2026, 5, 1))
    assert broken.value.field == "visited_on"


NONE = Periods()
# (clock, counted from, the event, the day, what is said after the day)
DUE_BY_HAND = [
    (Clock.REFERRAL_DECISION, date(2026, 4, 2), "the referral", date(2026, 4, 7),
     "1 working day after the referral on 2 April 2026: 7 April 2026; 3 April and 6 April are bank holidays"),
    (Clock.ASSESSMENT, date(2026, 7, 1), "the referral", date(2026, 9, 3),
     "45 working days after the referral on 1 July 2026: 3 September 2026; 31 August is a bank holiday"),
    (Clock.INITIAL_CONFERENCE, date(2026, 3, 20), "the strategy discussion", date(2026, 4, 14),
     "15 working days after the strategy discussion on 20 March 2026: 14 April 2026;"
     " 3 April and 6 April are bank holidays"),
    (Clock.FIRST_CORE_GROUP, date(2026, 5, 1), "the initial conference", date(2026, 5, 18),
     "10 working days after the initial conference on 1 May 2026: 18 May 2026; 4 May is a bank holiday"),
    (Clock.FIRST_CORE_GROUP, date(2026, 6, 1), "the initial conference", date(2026, 6, 15),
     "10 working days after the initial conference on 1 June 2026: 15 June 2026"),
    (Clock.FIRST_REVIEW, date(2025, 11, 28), "the initial conference", date(2026, 2, 27),
     "3 months after the initial conference on 28 November 2025: 28 February 2026, a Saturday,"
     " so by Friday 27 February 2026"),
    (Clock.FIRST_REVIEW, date(2025, 11, 30), "the initial conference", date(2026, 2, 27),
     "3 months after the initial conference on 30 November 2025: 28 February 2026, the last day of that month,"
     " which has no 30th, a Saturday, so by Friday 27 February 2026"),
    (Clock.FIRST_REVIEW, date(2023, 11, 30), "the initial conference", date(2024, 2, 29),
     "3 months after the initial conference on 30 November 2023: 29 February 2024, the last day of that month,"
     " which has no 30th"),
    (Clock.LATER_REVIEW, date(2026, 6, 25), "the review conference", date(2026, 12, 24),
     "6 months after the review conference on 25 June 2026: 25 December 2026, a bank holiday,"
     " so by Thursday 24 December 2026"),
    (Clock.CORE_GROUP, date(2026, 5, 18), "the core group", date(2026, 6, 29),
     "6 weeks after the core group on 18 May 2026: 29 June 2026"),
    (Clock.SUPERVISION, date(2026, 1, 31), "supervision", date(2026, 2, 27),
     "1 month after supervision on 31 January 2026: 28 February 2026, the last day of that month,"
     " which has no 31st, a Saturday, so by Friday 27 February 2026"),
    (Clock.REPORT_INITIAL, date(2026, 4, 8), "the conference", date(2026, 4, 2),
     "2 working days before the conference on 8 April 2026: 2 April 2026; 3 April and 6 April are bank holidays"),
    (Clock.REPORT_REVIEW, date(2026, 1, 5), "the conference", date(2025, 12, 24),
     "5 working days before the conference on 5 January 2026: 24 December 2025;"
     " 25 December, 26 December and 1 January are bank holidays"),
    (Clock.MINUTES, date(2026, 12, 1), "the core group", date(2026, 12, 31),
     "20 working days after the core group on 1 December 2026: 31 December 2026;"
     " 25 December and 28 December are bank holidays"),
    (Clock.LONG_PLAN, date(2024, 2, 29), "the plan began", date(2026, 2, 28),
     "24 months after the plan began on 29 February 2024: 28 February 2026, the last day of that month,"
     " which has no 29th"),
]  # fmt: skip


@pytest.mark.parametrize(("clock", "since", "event", "on", "why"), DUE_BY_HAND)
def test_each_day_explains_itself(clock: Clock, since: date, event: str, on: date, why: str) -> None:
    found = due(clock, since, event, NONE)
    assert (found.on, found.why) == (on, why)


def test_the_table_has_every_period_with_its_source() -> None:
    assert set(PERIODS) == set(Clock)
    national = {clock for clock, period in PERIODS.items() if period.source == "national"}
    assert national == {
        Clock.REFERRAL_DECISION,
        Clock.ASSESSMENT,
        Clock.INITIAL_CONFERENCE,
        Clock.FIRST_CORE_GROUP,
        Clock.FIRST_REVIEW,
        Clock.LATER_REVIEW,
        Clock.LONG_PLAN,
    }


def test_an_authority_sets_local_periods_and_no_national_ones() -> None:
    own = Periods({Clock.CORE_GROUP: Length(4, Unit.WEEK)}, frozenset({date(2026, 6, 15)}))
    found = due(Clock.CORE_GROUP, date(2026, 5, 18), "the core group", own)
    assert found.why == (
        "4 weeks after the core group on 18 May 2026: 15 June 2026, a day off here, so by Friday 12 June 2026"
    )
    visit = due(Clock.PROTECTION_VISIT, date(2026, 6, 5), "Leo was last seen", own)
    assert visit.why.endswith("on 5 June 2026: 22 June 2026; 15 June is a day off here")
    with pytest.raises(ValueError, match="not for an authority to set: first_core_group"):
        Periods({Clock.FIRST_CORE_GROUP: Length(20, Unit.WORKING_DAY)})


def test_many_days_off_are_counted_and_not_listed() -> None:
    found = due(Clock.ASSESSMENT, date(2026, 3, 20), "the referral", NONE)
    assert found.why.endswith("; 4 days between are bank holidays")


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 5, 10), "due in 8 days"),
        (date(2026, 5, 17), "due tomorrow"),
        (date(2026, 5, 18), "due today"),
        (date(2026, 5, 19), "late by 1 working day"),
        (date(2026, 5, 26), "late by 5 working days"),
    ],
)
def test_how_near_a_day_is(today: date, words: str) -> None:
    assert due_words(date(2026, 5, 18), today, NONE) == words


def test_over_a_weekend_no_working_day_has_passed() -> None:
    assert due_words(date(2026, 5, 15), date(2026, 5, 17), NONE) == "late since 15 May 2026"
    assert is_late(date(2026, 5, 15), date(2026, 5, 16))
    assert not is_late(date(2026, 5, 15), date(2026, 5, 15))


@given(st.sampled_from(sorted(Clock)), st.dates(date(2015, 1, 1), date(2032, 1, 1)), st.integers(0, 30))
def test_whatever_is_due_is_due_on_a_working_day_and_never_earlier_for_a_later_start(
    clock: Clock, since: date, later: int
) -> None:
    found = due(clock, since, "it", NONE)
    if not found.period.is_mark:
        assert is_working_day(found.on)
    assert (found.on < since) == found.period.is_before
    assert found.on <= due(clock, since + timedelta(days=later), "it", NONE).on
    assert found.why.startswith(f"{PERIODS[clock].length.words} {'before' if found.period.is_before else 'after'} it")
