"""Every verdict in words: what it says, what it never says, and that its probability is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcp_tracker.change.gradings import ChildGrades
from gcp_tracker.change.headline_words import domain_said, headline_said
from gcp_tracker.change.kept import keep
from gcp_tracker.change.reading import ChildReading, SeriesAsAt, reading_as_at
from gcp_tracker.change.settling import MaySettle, NextVisit
from gcp_tracker.change.settling_words import settle_words
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import Names, Said, about_in_20, rests_on, series_said
from tests.change.histories_by_hand import SIZES, START, cases, child, day, everywhere, readings, visit

NAMES = Names({key: key.capitalize() for key in SIZES}, {"safety_02": "Keeping clean"}, {"home": "Mum’s flat"})
EVERY_30 = range(0, 331, 30)


def said_on(case: str, as_of: str) -> tuple[Said, dict[str, list[Said]], ChildReading]:
    reading = readings()[case, as_of]
    until = child(cases()[case], case)
    series = tuple(one.until(day(as_of)) for one in until.series)
    kept, _ = keep(ChildGrades(case, tuple(one for one in series if len(one.days)), until.domains), None)
    settles = {(one.reading.care_of, one.reading.domain): one.settles for one in kept.series if one.settles}
    domains = {
        one.domain: [home.said for home in domain_said(one, NAMES, settles, reading.as_of)] for one in reading.domains
    }
    return headline_said(reading, NAMES, settles), domains, reading


def test_an_improvement_that_lasted_says_both_probabilities() -> None:
    headline, domains, _ = said_on("quarterly_profiles", "2025-06-30")
    assert headline.lead == (
        "Better than at the start in Physical, Safety, Love and Esteem, and it has probably lasted six months."
    )
    for said in (said for homes in domains.values() for said in homes):
        assert said.lead == "Better than at the start, and it has probably lasted six months."
        assert re.fullmatch(r"\(about \d+ in 20; held, about \d+ in 20\)", said.odds)


def test_one_that_is_young_says_how_many_days_it_has_held() -> None:
    _, domains, _ = said_on("silence_after_two_good", "2024-04-30")
    assert domains["safety"][0].sentence == (
        "Better since about March 2024. (about 19 in 20)"
        " Too early to rely on: 60 of 180 days held, until the visit of 30 April 2024."
    )


@pytest.mark.parametrize("as_of", ["2025-05-15", "2025-06-03"])
def test_one_that_lasted_and_was_not_graded_since_says_until_when(as_of: str) -> None:
    _, domains, _ = said_on("sustained_then_silence", as_of)
    assert domains["love"][0].rest == "Held until 6 March 2025, not graded since."


def test_after_long_silence_nothing_good_is_left_to_read() -> None:
    headline, domains, _ = said_on("sustained_then_silence", "2025-06-09")
    for said in (headline, *(said for homes in domains.values() for said in homes)):
        assert said.lead.startswith("The grades recorded cannot settle this")
        assert "better" not in said.sentence.lower()
    assert domains["safety"][0].rest == "Not graded since 6 March 2025, and silence settles nothing."
    assert domains["safety"][0].settle == (
        "One more visit in which at least 3 of the 6 Safety items that were graded at the start are graded"
        " may settle it."
    )


def test_no_change_has_its_date_and_its_own_probability() -> None:
    headline, domains, reading = said_on("flat_for_years", "2025-12-21")
    assert headline.lead == "No clear change since 1 January 2024 in Physical, Safety, Love and Esteem."
    for one in reading.domains:
        shares = one.series[0].reading.shares
        assert shares is not None
        assert domains[one.domain][0].odds == f"({about_in_20(shares.unchanged)})"
        assert f"{NAMES.domain(one.domain)} {about_in_20(shares.unchanged)}" in headline.odds


def test_a_lost_gain_names_its_month() -> None:
    _, domains, _ = said_on("relapse", "2025-02-04")
    assert domains["love"][0].lead == "Up and down: earlier gains were lost in September 2024."


def test_an_item_newly_bad_stands_in_the_sentence_with_its_day() -> None:
    headline, _, _ = said_on("held_then_safety_4_once", "2025-03-21")
    assert headline.lead == "Better on the whole in Safety, but Keeping clean newly at 4 on 21 March 2025."
    assert headline.odds == "(better on the whole: about 19 in 20)"


def test_worse_names_the_domain() -> None:
    headline, _, _ = said_on("one_domain_worse", "2025-03-06")
    assert headline.sentence == "Worse than at the start in Safety. (about 19 in 20)"


def test_better_in_part_names_what_is_not_better_in_the_same_sentence() -> None:
    headline, _, _ = said_on("one_domain_unmoved", "2025-03-06")
    assert headline.lead == "Better in Physical, Love and Esteem; no clear change in Safety."


def test_a_domain_that_was_never_graded_says_so() -> None:
    headline, domains, _ = said_on("love_never_graded", "2025-03-06")
    assert headline.lead.startswith("The grades recorded cannot settle this")
    assert domains["love"][0].rest == "It has never been graded."


def test_of_two_homes_each_has_its_sentence_the_least_favourable_first() -> None:
    bad = [grade for on in EVERY_30 for grade in visit(on, everywhere(2 if on < 150 else 4), care_of="dad")]
    good = [grade for on in EVERY_30 for grade in visit(on, everywhere(4 if on < 150 else 2), care_of="home")]
    kept, _ = keep(child([*good, *bad]), None)
    reading = reading_as_at("child", [one.reading for one in kept.series], kept.domains, {}, START + 335)
    names = Names(NAMES.domains, {}, {"home": "Mum’s flat", "dad": "Dad’s house"})
    said = domain_said(reading.domains[0], names, {}, reading.as_of)
    assert [home.home for home in said] == ["Dad’s house", "Mum’s flat"]
    assert said[0].said.lead == "Worse than at the start."
    assert said[1].said.lead.startswith("Better")
    assert headline_said(reading, names, {}).lead == "Worse than at the start in Physical, Safety, Love and Esteem."


@pytest.mark.parametrize(
    ("settle", "words"),
    [
        (
            MaySettle(NextVisit.ANY, 1, 3, False, START + 9, None),
            "One more visit in which at least 3 of the 6 Safety items are graded, not before 10 January 2024,"
            " may settle it.",
        ),
        (
            MaySettle(NextVisit.ANY, 2, 3, False, START + 9, None),
            "Two more visits, each grading at least 3 of the 6 Safety items, the last not before 10 January 2024,"
            " may settle it.",
        ),
        (
            MaySettle(NextVisit.OTHER_WORKER, 1, 3, False, START, 0.7),
            "One more visit by another worker in which at least 3 of the 6 Safety items are graded may settle it.",
        ),
        (
            MaySettle(NextVisit.TWO_VISITS, 2, 3, False, START, 0.7),
            "Two more visits, one of them by another worker, each grading at least 3 of the 6 Safety items"
            " may settle it.",
        ),
    ],
)
def test_what_may_settle_it_is_a_visit_somebody_can_make(settle: MaySettle, words: str) -> None:
    assert settle_words(settle, "Safety", 6, START) == words


def test_it_says_what_it_rests_on() -> None:
    reading = readings()["one_domain_worse", "2025-03-06"].domains[0].series[0].reading
    assert rests_on(reading) == (
        "16 visits by 1 worker over 430 days, 6 of 6 items compared, until the visit of 6 March 2025"
    )


@pytest.mark.parametrize(
    ("probability", "words"), [(0.0, "about 1 in 20"), (0.7, "about 14 in 20"), (1.0, "about 19 in 20")]
)
def test_nothing_is_ever_certain(probability: float, words: str) -> None:
    assert about_in_20(probability) == words


def every_sentence(reading: ChildReading) -> Iterator[tuple[Verdict, Said, SeriesAsAt | None]]:
    yield reading.verdict, headline_said(reading, NAMES, {}), None
    for domain in reading.domains:
        for one in domain.series:
            yield one.verdict, series_said(one, NAMES), one


def check_words(reading: ChildReading) -> None:
    for verdict, said, one in every_sentence(reading):
        assert "improv" not in said.sentence
        assert "%" not in said.sentence
        claims = "better" in said.sentence.lower()
        if verdict.is_improving:
            assert claims
        elif verdict is Verdict.BETTER_IN_PART:
            assert "no clear change in" in said.lead
        elif verdict is Verdict.FLUCTUATING:
            assert not claims or re.search(r"Better on the whole.* but .* newly at [45] on", said.sentence)
        else:
            assert not claims, said.sentence
        if one is not None and one.reading.shares is None:
            assert not said.odds


def test_no_sentence_of_the_histories_made_by_hand_says_more_than_its_verdict() -> None:
    assert {reading.verdict for reading in readings().values()} == set(Verdict)
    for reading in readings().values():
        check_words(reading)


@given(
    levels=st.lists(st.integers(1, 5), min_size=1, max_size=8),
    gap=st.integers(10, 80),
    silent=st.integers(0, 200),
    worse=st.integers(0, 5),
)
@settings(max_examples=40, deadline=None)
def test_no_sentence_ever_says_better_when_the_verdict_is_not(
    levels: list[int], gap: int, silent: int, worse: int
) -> None:
    grades = [
        grade
        for place, level in enumerate(levels)
        for grade in visit(place * gap, {"safety": level, "love": max(1, level - (place == worse))})
    ]
    kept, _ = keep(child(grades), None)
    as_of = START + (len(levels) - 1) * gap + silent
    check_words(reading_as_at("child", [one.reading for one in kept.series], kept.domains, {}, as_of))
