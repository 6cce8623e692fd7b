"""Half terms, attendance in the Department’s terms, and who is of school age."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcp_tracker.rules.engagement_vocabulary import Absence, HalfTermName
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.schooling import (
    Attended,
    Term,
    attendance_sentence,
    check_half_terms,
    check_sessions,
    is_of_school_age,
    low_attendance,
    put_together,
    school_from,
)

TODAY = date(2026, 11, 16)
AUTUMN = Term(HalfTermName.AUTUMN_1, 2026, date(2026, 9, 2), date(2026, 10, 23))
SUMMER = Term(HalfTermName.SUMMER_2, 2025, date(2026, 6, 1), date(2026, 7, 21))
YEAR = [
    Term(HalfTermName.AUTUMN_1, 2026, date(2026, 9, 2), date(2026, 10, 23)),
    Term(HalfTermName.AUTUMN_2, 2026, date(2026, 11, 2), date(2026, 12, 18)),
    Term(HalfTermName.SPRING_1, 2026, date(2027, 1, 4), date(2027, 2, 12)),
    Term(HalfTermName.SPRING_2, 2026, date(2027, 2, 22), date(2027, 3, 25)),
    Term(HalfTermName.SUMMER_1, 2026, date(2027, 4, 12), date(2027, 5, 28)),
    Term(HalfTermName.SUMMER_2, 2026, date(2027, 6, 7), date(2027, 7, 21)),
]


def attended(
    attended: int, possible: int = 100, term: Term = AUTUMN, without: int = 0, school: str = "Oak"
) -> Attended:
    return Attended(term, (school,), possible, attended, without)


@pytest.mark.parametrize(
    ("present", "absence"),
    [
        (91, Absence.NEITHER),
        (90, Absence.PERSISTENT),
        (51, Absence.PERSISTENT),
        (50, Absence.SEVERE),
        (0, Absence.SEVERE),
    ],
)
def test_a_tenth_missed_is_persistent_and_half_is_severe(present: int, absence: Absence) -> None:
    assert attended(present).absence is absence


def test_the_sentence_says_the_latest_half_term_and_where_it_came_from() -> None:
    known = [attended(83, term=SUMMER), attended(28, 68, without=30)]
    assert attendance_sentence("Kai", known) == (
        "Kai was in school for 41 % of sessions (28 of 68), 30 missed without leave in Autumn 1 2026/27: severely"
        " absent; down from 83 % in Summer 2 2025/26."
    )
    assert low_attendance("Kai", [attended(95)]) == ""
    assert attendance_sentence("Kai", []) == ""


def test_two_schools_of_one_half_term_are_put_together() -> None:
    (one,) = put_together([attended(10, 20), attended(30, 40, school="Elm", without=4)])
    assert (one.schools, one.attended, one.possible, one.authorised) == (("Oak", "Elm"), 40, 60, 16)


@pytest.mark.parametrize(
    ("born", "begins"),
    [
        (date(2020, 8, 31), date(2024, 9, 1)),
        (date(2020, 9, 1), date(2025, 9, 1)),
        (date(2020, 2, 29), date(2024, 9, 1)),
        (date(2020, 12, 31), date(2025, 9, 1)),
    ],
)
def test_school_begins_in_the_september_after_the_fourth_birthday(born: date, begins: date) -> None:
    assert school_from(born) == begins


def test_nobody_is_of_school_age_too_early_at_18_or_without_a_date_of_birth() -> None:
    assert is_of_school_age(date(2022, 8, 31), AUTUMN)
    assert not is_of_school_age(date(2022, 9, 1), AUTUMN)
    assert not is_of_school_age(date(2008, 9, 2), AUTUMN)
    assert not is_of_school_age(None, AUTUMN)


@pytest.mark.parametrize(
    ("possible", "present", "without", "field"),
    [(0, 0, 0, "possible"), (77, 1, 0, "possible"), (70, 71, 0, "attended"), (70, 60, 11, "unauthorised")],
)
def test_sessions_that_cannot_be_are_refused_beside_their_field(
    possible: int, present: int, without: int, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_sessions("Leo", date(2018, 1, 1), AUTUMN, possible=possible, attended=present, unauthorised=without,
                       today=TODAY)  # fmt: skip
    assert broken.value.field == field


@settings(max_examples=40)
@given(st.integers(1, 76), st.data())
def test_sessions_that_add_up_are_never_refused(possible: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, possible))
    without = data.draw(st.integers(0, possible - present))
    check_sessions("Leo", date(2018, 1, 1), AUTUMN, possible=possible, attended=present, unauthorised=without,
                   today=TODAY)  # fmt: skip
    one = attended(present, possible, without=without)
    assert one.authorised >= 0
    assert (one.absence is Absence.NEITHER) == (one.share > 0.9)


def test_half_terms_stand_in_their_order_within_their_school_year() -> None:
    check_half_terms(2026, YEAR, TODAY)
    wrong = {
        "spring_1_from": [
            *YEAR[:2],
            Term(HalfTermName.SPRING_1, 2026, date(2026, 12, 18), date(2027, 1, 30)),
            *YEAR[3:],
        ],
        "autumn_1_to": [Term(HalfTermName.AUTUMN_1, 2026, date(2026, 9, 2), date(2026, 8, 31)), *YEAR[1:]],
        "autumn_1_from": [Term(HalfTermName.AUTUMN_1, 2026, date(2025, 9, 2), date(2025, 10, 23)), *YEAR[1:]],
        "summer_2_to": [*YEAR[:5], Term(HalfTermName.SUMMER_2, 2026, date(2027, 6, 7), date(2027, 8, 30))],
    }
    for field, terms in wrong.items():
        with pytest.raises(RuleBroken) as broken:
            check_half_terms(2026, terms, TODAY)
        assert broken.value.field == field
