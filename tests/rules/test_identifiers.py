from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.identifiers import (
    NHS_EXAMPLE,
    UPN_LETTERS,
    check_nhs_number,
    check_upn,
    upn_check_letter,
)

UPN_BODIES = st.builds("{:011d}{}".format, st.integers(0, 10**11 - 1), st.sampled_from("0123456789" + UPN_LETTERS))


def nhs_check_digit(nine: str) -> int:
    return -sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11


# From 600 million on, so that no number looks like a Scottish one, whose first digits are a date.
NHS_NUMBERS = (
    st.integers(600_000_000, 799_999_999)
    .map(str)
    .filter(lambda nine: nhs_check_digit(nine) != 10)
    .map(lambda nine: f"{nine}{nhs_check_digit(nine)}")
    .filter(lambda number: len(set(number)) > 1)
)


@pytest.mark.parametrize("text", ["9434765919", "943 476 5919", " 943-476-5919 ", "943 476\u00a05919"])
def test_an_nhs_number_is_kept_without_spaces(text):
    assert check_nhs_number(text) == "9434765919"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "An NHS number has 10 digits, like 999 123 4578"),
        ("943476591", "An NHS number has 10 digits, like 999 123 4578"),
        ("94347659190", "An NHS number has 10 digits, like 999 123 4578"),
        ("943476591O", "An NHS number has 10 digits, like 999 123 4578"),
        ("９434765919", "An NHS number has 10 digits, like 999 123 4578"),
        ("9434765918", "This is not an NHS number: check each digit"),
        ("0000000000", "This is not an NHS number: check each digit"),
        ("1111111111", "This is not an NHS number: check each digit"),
    ],
)
def test_what_is_no_nhs_number_is_refused_beside_its_field(text, sentence):
    with pytest.raises(RuleBroken) as broken:
        check_nhs_number(text)
    assert (broken.value.sentence, broken.value.field) == (sentence, "nhs_number")


@given(NHS_NUMBERS)
def test_numbers_with_their_check_digit_are_taken(number):
    assert check_nhs_number(number) == number


@given(NHS_NUMBERS, st.integers(0, 9), st.sampled_from("0123456789"))
def test_one_wrong_digit_in_an_nhs_number_is_always_caught(number, place, digit):
    assume(number[place] != digit)
    with pytest.raises(RuleBroken):
        check_nhs_number(number[:place] + digit + number[place + 1 :])


@given(NHS_NUMBERS, st.integers(0, 8))
def test_two_neighbours_swapped_in_an_nhs_number_are_always_caught(number, place):
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    with pytest.raises(RuleBroken):
        check_nhs_number(swapped)


def test_a_upn_worked_by_hand():
    # 2x8 + 3x0 + 4x1 + 5x2 + 6x0 + 7x0 + 8x0 + 9x1 + 10x0 + 11x5 + 12x0 + 13x1 = 107; 107 - 4x23 = 15, the letter R
    assert check_upn("R801200010501") == "R801200010501"
    # The same with B, worth 1, in the last place.
    assert check_upn("r 8012 0001 050b") == "R80120001050B"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", "A UPN has 13 characters"),
        ("R80120001050", "A UPN has 13 characters"),
        ("R8012000105011", "A UPN has 13 characters"),
        ("1801200010501", "A UPN has 13 characters"),
        ("R80120001O501", "A UPN has 13 characters"),
        ("R80120001050I", "A UPN has 13 characters"),
        ("S801200010501", "A UPN has 13 characters"),
        ("A801200010501", "This is not a UPN: its first letter does not fit the rest"),
    ],
)
def test_what_is_no_upn_is_refused_beside_its_field(text, begins):
    with pytest.raises(RuleBroken) as broken:
        check_upn(text)
    assert broken.value.sentence.startswith(begins)
    assert broken.value.field == "upn"


@given(UPN_BODIES)
def test_upns_with_their_check_letter_are_taken_and_with_no_other(body):
    fits = upn_check_letter(body)
    assert check_upn(fits + body) == fits + body
    for letter in set(UPN_LETTERS) - {fits}:
        with pytest.raises(RuleBroken):
            check_upn(letter + body)


@given(UPN_BODIES, st.integers(0, 11), st.sampled_from("0123456789"))
def test_one_wrong_digit_in_a_upn_is_always_caught(body, place, digit):
    # In the last place a digit and a letter of a temporary UPN may be worth the same, so only digits are changed there.
    assume(body[place] != digit and body[place].isdigit())
    with pytest.raises(RuleBroken):
        check_upn(upn_check_letter(body) + body[:place] + digit + body[place + 1 :])


def test_the_number_shown_as_an_example_passes_its_own_check():
    assert check_nhs_number(NHS_EXAMPLE) == "9991234578"
    form = Path("gcp_tracker/children/forms/child.py")
    assert "like 999" not in (Path(__file__).parents[2] / form).read_text(), "the hint is the rule’s own example"
