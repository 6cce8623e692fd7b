"""Two records that may be one child: found by number, by names that sound alike, by a slip in the date of birth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.rules.doubles import (
    NAMES_ALIKE,
    NAMES_TURNED,
    SAME_NAME,
    Dates,
    Known,
    alike_dates,
    alike_names,
    folded_name,
    keys_of_date,
    likeness,
)

BORN = date(2020, 4, 3)
LEO = Known("Leo", "Marsh", born_on=BORN)
days = st.dates(date(1999, 1, 1), date(2028, 12, 31))
names = st.text(max_size=12) | st.sampled_from(
    ["Leo", "Zoë", "O’Brien", "Nguyễn", "Anne-Marie", "王伟", "Łukasz", "Ali"]
)
people = st.builds(
    Known,
    given_name=names,
    family_name=names,
    known_as=names,
    born_on=st.none() | days,
    sex=st.sampled_from(["", "F", "M", "U"]),
    nhs_number=st.sampled_from(["", "9434765919", "9000000009"]),
    numbers=st.frozensets(st.sampled_from(["4711", "A12"])),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Sean", "O’Brien"), ("Shaun", "Obrien")),
        (("Zoë", "O'Quinn"), ("Zoe", "O Quinn")),
        (("Eliška", "Nováková"), ("Eliska", "Novakova")),
        (("Łukasz", "Kowalczyk"), ("Lukasz", "Kowalczyk")),
        (("Mohammed", "Rahman"), ("Muhammad", "Rehman")),
        (("Aisha", "Begum"), ("Ayesha", "Begum")),
        (("Anne-Marie", "Smith-Jones"), ("Annemarie", "Smith")),
        (("Catherine", "Price"), ("Katherine", "Pryce")),
        (("Jayden", "McAllister"), ("Jaden", "Mc Allister")),
        (("Hussein", ""), ("Hussain", "Ali")),
        (("Matheus", "da Costa"), ("Matheus", "Costa")),
        (("Müge", "Yılmaz"), ("Muge", "Yilmaz")),
    ],
)
def test_names_of_many_origins_are_found_alike(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert alike_names(Known(*one), Known(*other))


def test_first_and_last_name_may_have_changed_places() -> None:
    assert alike_names(Known("Linh", "Nguyen"), Known("Nguyễn", "Linh")) == NAMES_TURNED


def test_the_name_a_child_goes_by_counts_as_a_first_name() -> None:
    assert alike_names(Known("William", "Marsh", "Billy"), Known("Billy", "Marsh")) == SAME_NAME


@pytest.mark.parametrize(
    ("one", "other"),
    [("Alfie", "Archie"), ("Mia", "Maya"), ("Noah", "Noel"), ("Emma", "Emily"), ("Leo", "Ruby"), ("Leo", "Leon")],
)
def test_twins_share_a_date_and_a_last_name_and_are_not_one_child(one: str, other: str) -> None:
    assert likeness(Known(one, "Turner", born_on=BORN), Known(other, "Turner", born_on=BORN)) == ""


def test_a_boy_and_a_girl_of_one_day_with_names_alike_are_twins() -> None:
    daniel, daniela = Known("Daniel", "Osei", born_on=BORN), Known("Daniela", "Osei", born_on=BORN)
    assert likeness(daniel, daniela) == f"{NAMES_ALIKE} and {Dates.SAME.value}"
    assert likeness(replace(daniel, sex="M"), replace(daniela, sex="F")) == ""


@pytest.mark.parametrize(
    ("other", "how"),
    [
        (date(2020, 4, 3), Dates.SAME),
        (date(2020, 3, 4), Dates.TURNED),
        (date(2019, 4, 3), Dates.ONE_YEAR),
        (date(2020, 4, 8), Dates.ONE_DIGIT),
        (date(2010, 4, 3), Dates.ONE_DIGIT),
        (date(2020, 4, 30), None),
        (date(2018, 4, 3), None),
        (date(2021, 4, 4), None),
        (None, None),
    ],
)
def test_one_slip_in_a_date_is_forgiven_and_two_are_not(other: date | None, how: Dates | None) -> None:
    assert alike_dates(BORN, other) is how


def test_a_number_is_enough_and_a_name_alone_is_not() -> None:
    assert likeness(Known(nhs_number="9434765919"), Known("Leo", nhs_number="9434765919")) == "the same NHS number"
    assert likeness(Known(numbers=frozenset({"4711"})), Known("Leo", numbers=frozenset({"4711"}))) == "the same number"
    assert likeness(LEO, replace(LEO, born_on=None)) == ""
    assert likeness(LEO, Known(born_on=BORN)) == ""


def test_two_nhs_numbers_are_two_children_unless_all_else_is_the_same() -> None:
    one, other = replace(LEO, nhs_number="9434765919"), replace(LEO, nhs_number="9000000009")
    assert likeness(one, other) == f"{SAME_NAME} and {Dates.SAME.value}"
    assert likeness(one, replace(other, born_on=date(2020, 3, 4))) == ""
    assert likeness(one, replace(other, given_name="Léo", family_name="March")) == ""


@given(people, people)
def test_likeness_does_not_depend_on_who_is_asked_first(one: Known, other: Known) -> None:
    assert likeness(one, other) == likeness(other, one)


@given(st.text(min_size=1, max_size=20, alphabet=st.characters(categories=["L", "Mn"])), days)
def test_a_child_is_always_like_itself_however_it_is_accented(name: str, born_on: date) -> None:
    if folded_name(name):
        shouted = Known(folded_name(name).upper(), "Marsh", born_on=born_on)
        assert likeness(Known(folded_name(name), "Marsh", born_on=born_on), shouted)
        assert likeness(Known(name, "Marsh", born_on=born_on), Known(name, "Marsh", born_on=born_on))


@given(days, days)
def test_dates_that_are_alike_share_a_key_so_that_no_pair_is_passed_over(one: date, other: date) -> None:
    if alike_dates(one, other) is not None:
        assert set(keys_of_date(one)) & set(keys_of_date(other))


@given(days)
def test_a_turned_date_shares_a_key_with_its_own(born_on: date) -> None:
    if born_on.day <= 12:
        turned = date(born_on.year, born_on.day, born_on.month)
        assert set(keys_of_date(born_on)) & set(keys_of_date(turned))
        assert alike_dates(born_on, turned) in (Dates.SAME, Dates.TURNED)
