"""Brothers and sisters side by side: who is worse off, in which domain and home, and what is never said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.change.sibling_words import not_comparable_said, worse_off_said
from gcp_tracker.change.siblings import (
    LATELY_DAYS,
    LEAST_IN_COMMON,
    Latest,
    SiblingCare,
    Who,
    WorseOff,
    not_comparable,
    worse_off,
)
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import Names
from tests.change.histories_by_hand import day

TODAY = day("2026-11-16")
LATE = day("2026-11-02")
NAMES = Names(
    {"love": "Love", "safety": "Safety"},
    {"a": "Tuning in", "b": "Who begins", "c": "Praise", "d": "Limits", "e": "Belonging"},
    {"mum": "Mum’s house", "dad": "Dad’s flat"},
)
CHILDREN = {"leo": "Leo", "ruby": "Ruby", "kai": "Kai"}


def care(
    child: str,
    grades: Mapping[str, int],
    *,
    home: str = "mum",
    domain: str = "love",
    on: int = LATE,
    verdict: Verdict = Verdict.NO_CLEAR_CHANGE,
) -> SiblingCare:
    return SiblingCare(
        child, home, domain, {item: Latest(float(value), value, on) for item, value in grades.items()}, verdict
    )


def leads(found: list[WorseOff]) -> list[str]:
    return [said.lead for said in worse_off_said(found, CHILDREN, NAMES)]


def test_half_a_grade_over_what_both_were_graded_on_is_worse_off_and_says_over_what() -> None:
    found = worse_off([care("ruby", {"a": 4, "b": 3, "c": 3, "e": 5}), care("leo", {"a": 4, "b": 2, "c": 2})], TODAY)
    (said,) = worse_off_said(found, CHILDREN, NAMES)
    assert said.lead == "Ruby is worse off than Leo in Love."
    assert said.why == ("Mean of the 3 items graded for both: 3.3 for Ruby, 2.7 for Leo (2 November 2026).",)
    assert said.is_of_concern


def test_less_than_half_a_grade_or_fewer_than_three_items_in_common_say_nothing() -> None:
    assert worse_off([care("ruby", {"a": 3, "b": 3, "c": 2}), care("leo", {"a": 2, "b": 3, "c": 2})], TODAY) == []
    few = {item: 3 for item in list("abcde")[: LEAST_IN_COMMON - 1]}
    assert worse_off([care("ruby", few), care("leo", dict.fromkeys(few, 1))], TODAY) == []


def test_where_both_are_graded_well_the_words_are_softer() -> None:
    found = worse_off([care("ruby", dict.fromkeys("abc", 2)), care("leo", dict.fromkeys("abc", 1))], TODAY)
    (said,) = worse_off_said(found, CHILDREN, NAMES)
    assert (said.lead, said.is_of_concern) == ("Ruby is graded less well than Leo in Love.", False)


@pytest.mark.parametrize(
    ("ruby", "leo", "is_told"),
    [
        ({"a": 4}, {"a": 2}, True),
        ({"a": 4}, {"a": 3}, False),
        ({"a": 4, "b": 4}, {"a": 3, "b": 3}, True),
        ({"a": 5}, {"a": 3}, True),
        ({"a": 5}, {"a": 4}, False),
        ({"a": 5}, {"b": 1}, False),
    ],
    ids=["two grades", "one grade", "two items", "a 5", "both of concern", "not graded for both"],
)
def test_items_at_4_or_5_for_one_child_alone(ruby: dict[str, int], leo: dict[str, int], is_told: bool) -> None:
    assert bool(worse_off([care("ruby", ruby), care("leo", leo)], TODAY)) is is_told


def test_what_another_has_too_is_not_one_childs_alone() -> None:
    two = [care("ruby", {"a": 5}), care("leo", {"a": 1})]
    assert [one.who.child for one in worse_off(two, TODAY)] == ["ruby"]
    assert worse_off([*two, care("kai", {"a": 5})], TODAY) == []


def test_an_old_5_still_stands_and_an_old_1_no_longer_does() -> None:
    long_ago = TODAY - LATELY_DAYS - 1
    (told,) = worse_off([care("ruby", {"a": 5}, on=long_ago), care("leo", {"a": 1})], TODAY)
    (said,) = worse_off_said([told], CHILDREN, NAMES)
    assert said.why == ("At 4 or 5 for Ruby alone: Tuning in 5 on 17 August 2026 (Leo 1 on 2 November 2026).",)
    assert worse_off([care("ruby", {"a": 5}), care("leo", {"a": 1}, on=long_ago)], TODAY) == []


def test_alone_worse_than_at_the_start() -> None:
    ruby = care("ruby", {"a": 3}, verdict=Verdict.DETERIORATING)
    (told,) = worse_off([ruby, care("leo", {"a": 3}), care("kai", {"a": 3}, verdict=Verdict.NOT_ENOUGH)], TODAY)
    (said,) = worse_off_said([told], CHILDREN, NAMES)
    assert said.why == ("Worse than at the start for Ruby, and not for Leo.",), "not enough to tell is not “not worse”"
    assert worse_off([ruby, care("leo", {"a": 3}, verdict=Verdict.DETERIORATING)], TODAY) == []
    assert worse_off([ruby, care("leo", {"a": 3}, verdict=Verdict.NOT_ENOUGH)], TODAY) == []


def test_each_worse_off_in_something_is_said_of_both_as_a_part() -> None:
    ruby = care("ruby", {"a": 5, "b": 1, "c": 1})
    leo = care("leo", {"a": 3, "b": 3, "c": 3})
    assert leads(worse_off([ruby, leo], TODAY)) == [
        "Ruby is worse off than Leo in part of Love.",
        "Leo is worse off than Ruby in part of Love.",
    ]


def test_a_shared_home_is_compared_with_itself_and_named_where_there_are_two() -> None:
    at_mums = [care("ruby", dict.fromkeys("abc", 4)), care("leo", dict.fromkeys("abc", 2))]
    at_dads = [care("leo", dict.fromkeys("abc", 4), home="dad")]
    assert leads(worse_off([*at_mums, *at_dads], TODAY)) == ["Ruby is worse off than Leo in Love."]
    assert leads(worse_off([at_mums[1], care("ruby", dict.fromkeys("abc", 4), home="dad")], TODAY)) == [
        "Ruby is worse off than Leo in Mum’s house in Love (Dad’s flat)."
    ]


def test_who_was_not_graded_lately_is_named_with_the_day_and_only_while_another_was() -> None:
    long_ago = day("2026-03-03")
    graded = [care("leo", {"a": 1}), care("leo", {"a": 1}, domain="safety"), care("ruby", {"a": 1}, on=long_ago)]

    def said(*domains: str) -> list[str]:
        found = not_comparable(domains, CHILDREN, graded, TODAY)
        return not_comparable_said(found, CHILDREN, NAMES, len(domains))

    unknown = "compares is not known, and unknown is not good."
    assert said("love", "safety") == [
        f"Ruby has never been graded in Safety: how Ruby {unknown}",
        f"Ruby has not been graded in Love since 3 March 2026: how Ruby {unknown}",
        f"Kai has never been graded: how Kai {unknown}",
    ]
    assert list(not_comparable(["love"], CHILDREN, [care("ruby", {"a": 1}, on=long_ago)], TODAY)) == []


# Properties

VERDICTS = st.sampled_from([verdict for verdict in Verdict if verdict is not Verdict.BETTER_IN_PART])
ITEMS = st.dictionaries(
    st.sampled_from("abcde"),
    st.tuples(st.integers(1, 5), st.integers(TODAY - 200, TODAY)),
    min_size=1,
)


@st.composite
def families(draw: st.DrawFn) -> list[SiblingCare]:
    places = draw(
        st.lists(
            st.tuples(
                st.sampled_from(list(CHILDREN)), st.sampled_from(["mum", "dad"]), st.sampled_from(["love", "safety"])
            ),
            unique=True,
            max_size=8,
        )
    )
    return [
        SiblingCare(
            child,
            home,
            domain,
            {item: Latest(float(value), value, on) for item, (value, on) in draw(ITEMS).items()},
            draw(VERDICTS),
        )
        for child, home, domain in places
    ]


@given(families())
def test_nobody_is_worse_off_than_themselves_or_by_the_mean_both_ways(family: list[SiblingCare]) -> None:
    found = worse_off(family, TODAY)
    gaps = {(told.who, gap.other, told.domain) for told in found for gap in told.gaps}
    assert not any((other, who, domain) in gaps for who, other, domain in gaps)
    for told in found:
        assert told.than
        assert told.who.child not in {other.child for other in told.than}


@given(families(), st.randoms())
def test_the_order_in_which_children_come_changes_nothing(family: list[SiblingCare], random: Random) -> None:
    shuffled = list(family)
    random.shuffle(shuffled)

    def as_set(found: list[WorseOff]) -> set[tuple[Who, str, frozenset[Who], bool]]:
        return {(told.who, told.domain, frozenset(told.than), told.in_part) for told in found}

    assert as_set(worse_off(family, TODAY)) == as_set(worse_off(shuffled, TODAY))


@given(families(), st.integers(0, 400))
def test_what_is_silent_is_never_the_better_one_by_its_grades(family: list[SiblingCare], later: int) -> None:
    for told in worse_off(family, TODAY + later):
        for each in told.apart:
            assert all(TODAY + later - other.day <= LATELY_DAYS for _, other in each.others)
        for gap in told.gaps:
            assert TODAY + later - gap.other_day <= LATELY_DAYS


@given(families(), st.integers(1, 60))
def test_a_worse_grade_for_a_child_never_takes_a_finding_about_that_child_away(
    family: list[SiblingCare], seed: int
) -> None:
    found = worse_off(family, TODAY)
    for told in found:
        place = next(number for number, one in enumerate(family) if (one.who, one.domain) == (told.who, told.domain))
        own = family[place]
        item = sorted(own.items)[seed % len(own.items)]
        grade = own.items[item]
        worse = min(5, grade.value + 1)
        items = {**own.items, item: Latest(float(worse), worse, grade.day)}
        again = [*family[:place], replace(own, items=items), *family[place + 1 :]]
        assert any((one.who, one.domain) == (told.who, told.domain) for one in worse_off(again, TODAY))


@given(families())
def test_every_child_is_either_graded_lately_or_named_as_unknown_where_another_was(family: list[SiblingCare]) -> None:
    named = {(child, domain) for child, domain, _ in not_comparable(["love", "safety"], CHILDREN, family, TODAY)}
    for domain in ("love", "safety"):
        lately = {one.child for one in family if one.domain == domain and TODAY - one.last_graded <= LATELY_DAYS}
        unknown = {child for child, of in named if of == domain}
        assert unknown == (set(CHILDREN) - lately if lately else set())
