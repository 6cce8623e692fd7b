"""What a chronology adds up to, when help began again, and dates as people write them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcp_tracker.rules.chronology import Bearing, over_words, repeated, step_words
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.event_columns import column_of, source_of
from gcp_tracker.rules.event_vocabulary import EventSource, Exactness
from gcp_tracker.rules.events import check_event_day, check_event_words, content_key
from gcp_tracker.rules.number_words import number_words, ordinal_words, times_words
from gcp_tracker.rules.start_again import EarlierHelp, SiblingHelp, before_starting_words, start_again_words
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind
from gcp_tracker.rules.written_dates import day_of_number, read_day

TODAY = date(2026, 11, 16)
FIRST = date(2025, 5, 3)
TITLES = {"food": "Food, enough food"}


def told(*days: int, source: str = "") -> list[Bearing]:
    return [Bearing("food", FIRST + timedelta(days=day), source) for day in days]


def test_visits_and_events_are_added_up_and_told_apart() -> None:
    bearings = [*told(0, 100, 200, 420), *told(50, 260, source="School or nursery"), *told(300, source="Police")]
    (one,) = repeated(bearings, Counter(food=9), TITLES)
    assert one.lead == "Seven times in fourteen months, missing or harmful: Food, enough food"
    assert one.rest("at 4 or 5") == (
        "At 4 or 5 at four of nine visits that graded it; in three events, from school or nursery (2) and police (1)."
        " Between 3 May 2025 and 27 June 2026."
    )


def test_what_a_visit_and_the_police_told_of_one_day_is_one_time() -> None:
    (one,) = repeated([*told(0, 10), *told(0, source="Police")], Counter(food=2), TITLES)
    assert (one.times, one.visits, one.events) == (2, 2, 1)
    assert "all two visits that graded it; in one event, from police (1)" in one.rest("at 4 or 5")


def test_once_is_no_pattern() -> None:
    assert repeated([*told(0), *told(0, source="Police")], Counter(food=1), TITLES) == []


@given(st.lists(st.tuples(st.integers(0, 800), st.sampled_from(["", "Police", "GP"])), max_size=12))
@settings(max_examples=40)
def test_nothing_is_counted_twice_and_nothing_is_lost(tellings: list[tuple[int, str]]) -> None:
    bearings = [Bearing("food", FIRST + timedelta(days=day), source) for day, source in tellings]
    found = repeated(bearings, Counter(food=99), TITLES)
    days = {day for day, _ in tellings}
    assert bool(found) == (len(days) > 1)
    for one in found:
        assert one.times == len(days) <= one.visits + one.events == len(tellings)
        assert sum(count for _, count in one.by_source) == one.events


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "on one day"), (1, "in two days"), (21, "in three weeks"), (61, "in two months"), (423, "in fourteen months")],
)
def test_a_stretch_of_time_is_never_told_shorter_than_it_was(days: int, words: str) -> None:
    assert over_words(date(2025, 5, 3), date(2025, 5, 3) + timedelta(days=days)).replace("-", "") == words


def test_small_numbers_are_words() -> None:
    assert [number_words(n) for n in (0, 7, 20, 21)] == ["no", "seven", "twenty", "21"]
    assert [ordinal_words(n) for n in (1, 3, 11, 22)] == ["first", "third", "11th", "22nd"]
    assert [times_words(n) for n in (1, 2, 7)] == ["once", "twice", "seven times"]


def test_a_step_says_its_direction() -> None:
    assert step_words(HelpKind.CHILD_PROTECTION, HelpKind.CHILD_IN_NEED) == (
        "Stepped down from child protection plan to child in need plan"
    )
    assert step_words(HelpKind.EARLY_HELP, HelpKind.EARLY_HELP) == ""


# Start again


def plan(start: date, end: date | None = None, kind: HelpKind = HelpKind.CHILD_PROTECTION, **more: int) -> EarlierHelp:
    category = AbuseCategory.NEGLECT if kind is HelpKind.CHILD_PROTECTION else None
    return EarlierHelp(kind, start, end, category, more.get("previous"))


LEO = SiblingHelp("Leo", "brother", plan(date(2024, 2, 1), date(2025, 5, 20)))


def test_a_third_plan_says_that_it_is_the_third() -> None:
    own = [
        plan(date(2023, 1, 9), date(2023, 9, 1)),
        plan(date(2024, 6, 1), date(2025, 1, 10)),
        plan(date(2026, 2, 20)),
    ]
    assert start_again_words(own, [LEO], "her") == (
        "Third child protection plan; the first was for neglect in 2023; her brother Leo’s child protection plan ended"
        " in May 2025."
    )


def test_a_first_plan_is_not_made_to_look_like_a_second() -> None:
    assert start_again_words([plan(date(2026, 2, 20))], [], "her") == ""
    stepped = [plan(date(2025, 9, 1), date(2026, 2, 20), HelpKind.CHILD_IN_NEED), plan(date(2026, 2, 20))]
    assert start_again_words(stepped, [], "her") == "", "one help went over into the next"


def test_brothers_and_sisters_who_began_together_are_told_once() -> None:
    own = [plan(date(2024, 2, 3))]
    assert start_again_words(own, [LEO], "her") == ""


def test_help_that_ended_and_began_again_later_is_told() -> None:
    own = [plan(date(2024, 1, 8), date(2024, 7, 1), HelpKind.EARLY_HELP), plan(date(2026, 2, 20))]
    assert start_again_words(own, [], "his") == (
        "There was help before this child protection plan: the last, early help, ended in July 2024."
    )


def test_plans_that_only_a_return_counts_are_counted() -> None:
    assert start_again_words([plan(date(2026, 2, 20), previous=2)], [], "his") == "Third child protection plan."
    (own, unseen) = before_starting_words([plan(date(2026, 2, 20), previous=2)], [], "Kai", "their")
    assert own == "Kai’s child protection plan for neglect began in February 2026 and has not ended."
    assert unseen == "The return counts two earlier child protection plans that this record does not hold."


def test_whoever_begins_help_reads_the_latest_first() -> None:
    words = before_starting_words([plan(date(2023, 1, 9), date(2023, 9, 1))], [LEO], "Ruby", "her")
    assert words == [
        "Ruby’s child protection plan for neglect began in January 2023 and ended in September 2023.",
        "Her brother Leo’s child protection plan for neglect began in February 2024 and ended in May 2025.",
    ]


# Events


def test_a_day_that_cannot_be_is_refused() -> None:
    born = date(2020, 7, 24)
    with pytest.raises(RuleBroken, match="today or in the past"):
        check_event_day(TODAY + timedelta(days=1), None, Exactness.DAY, TODAY, born)
    with pytest.raises(RuleBroken, match="long before the child"):
        check_event_day(date(2018, 1, 1), None, Exactness.DAY, TODAY, born)
    with pytest.raises(RuleBroken, match="last day of that time"):
        check_event_day(FIRST, None, Exactness.PERIOD, TODAY, born)
    with pytest.raises(RuleBroken, match="on or after the first day"):
        check_event_day(FIRST, FIRST - timedelta(days=1), Exactness.PERIOD, TODAY, born)
    with pytest.raises(RuleBroken, match="has a last day"):
        check_event_day(FIRST, FIRST, Exactness.ABOUT, TODAY, born)


def test_what_it_meant_for_the_child_is_asked_and_is_no_repetition() -> None:
    with pytest.raises(RuleBroken, match="what it meant for this child"):
        check_event_words("Not collected from school", "")
    with pytest.raises(RuleBroken, match="repeats what happened"):
        check_event_words("Not collected from school.", "not collected, from school")


def test_an_event_is_known_again_however_it_is_spaced() -> None:
    one = content_key(FIRST, None, EventSource.SCHOOL, "Came without a coat.")
    assert one == content_key(FIRST, None, EventSource.SCHOOL, "came  without a\ncoat")
    assert one != content_key(FIRST, None, EventSource.POLICE, "Came without a coat.")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/5/2026", date(2026, 5, 3)), ("03.05.26", date(2026, 5, 3)), ("3-5-2026", date(2026, 5, 3)),
        ("3 May 2026", date(2026, 5, 3)), ("Sunday 3rd May 2026", date(2026, 5, 3)), ("3-May-26", date(2026, 5, 3)),
        ("2026-05-03", date(2026, 5, 3)), ("2026-05-03T00:00:00", date(2026, 5, 3)), ("1 Sept 98", date(1998, 9, 1)),
        ("03/05/2026 14:30", date(2026, 5, 3)),
    ],
)  # fmt: skip
def test_a_date_is_read_the_british_way(text: str, day: date) -> None:
    assert read_day(text, TODAY) == (day, None, Exactness.DAY)


def test_a_time_and_a_day_that_is_not_sure_are_read_as_such() -> None:
    assert read_day("about 3 May 2026", TODAY) == (date(2026, 5, 3), None, Exactness.ABOUT)
    assert read_day("May 2026", TODAY) == (date(2026, 5, 1), date(2026, 5, 31), Exactness.PERIOD)
    assert read_day("November 2026", TODAY).until == TODAY, "of a month that goes on, what there has been of it"
    assert read_day("3/5/2026 – 9/5/2026", TODAY) == (date(2026, 5, 3), date(2026, 5, 9), Exactness.PERIOD)
    assert read_day("3 May 2026 to 9 May 2026", TODAY).until == date(2026, 5, 9)


@pytest.mark.parametrize("text", ["5/13/2026", "31/2/2026", "last week", "", "2026", "3 Mai 2026", "12/2026/1"])
def test_what_is_no_british_date_is_refused_and_not_turned_round(text: str) -> None:
    with pytest.raises(RuleBroken):
        read_day(text, TODAY)


@given(st.dates(date(1999, 1, 1), date(2026, 11, 16)))
@settings(max_examples=40)
def test_every_day_is_read_from_each_way_of_writing_it(day: date) -> None:
    for text in (f"{day.day}/{day.month}/{day.year}", f"{day:%d.%m.%y}", day.isoformat()):
        assert read_day(text, TODAY).on == day
    assert day_of_number((day - date(1899, 12, 30)).days) == day
    assert day_of_number((day - date(1904, 1, 1)).days, from_1904=True) == day


def test_a_number_that_counts_no_days_is_refused() -> None:
    with pytest.raises(RuleBroken, match="2026 is no date"):
        day_of_number(2026)


def test_heads_and_sources_are_known_by_what_people_call_them() -> None:
    assert [column_of(head) for head in ("Child’s number", "DATE OF EVENT", "Source agency", "Surname")] == [
        "child", "on", "source", None,
    ]  # fmt: skip
    assert [source_of(words) for words in ("Health Visitor", "CAMHS", "A&E", "the milkman")] == [
        EventSource.HEALTH_VISITOR, EventSource.MENTAL_HEALTH, EventSource.HOSPITAL, None,
    ]  # fmt: skip
