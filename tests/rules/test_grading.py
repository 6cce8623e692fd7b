from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.rules.grading import RULE_NAME, RULE_VERSION, RULE_WORDS, combine, roll_up
from gcp_tracker.rules.instrument import Instrument
from tests.instruments import FIVE_GRADES, WELLBEING

BOTH = st.sampled_from([FIVE_GRADES, WELLBEING])
GRADES = BOTH.flatmap(
    lambda instrument: st.tuples(st.just(instrument), st.lists(st.sampled_from(instrument.values), min_size=1))
)


@pytest.mark.parametrize(
    ("grades", "grade"),
    [
        ([2, 2, 2, 4], 4),
        ([1, 2, 3], 3),
        ([2, 2, 3], 2),
        ([3, 3, 2, 2], 3),
        ([4, 5], 5),
        ([1], 1),
        ([3], 3),
        ([1, 1, 1, 1, 5], 5),
        ([1, 1, 2, 2, 3], 3),
        ([], None),
    ],
)
def test_the_worst_of_concern_counts_and_otherwise_the_most_common(grades, grade):
    assert combine(FIVE_GRADES, grades) == grade


@pytest.mark.parametrize(
    ("grades", "grade"), [([10, 10, 10, 3], 3), ([9, 8, 7], 7), ([8, 8, 4], 8), ([4, 4, 9, 9], 4), ([0, 3], 0)]
)
def test_where_higher_is_better_the_rule_is_the_same_upside_down(grades, grade):
    assert combine(WELLBEING, grades) == grade


@given(GRADES, st.randoms(use_true_random=False))
def test_the_order_of_the_grades_does_not_matter(given_grades, random):
    instrument, grades = given_grades
    shuffled = list(grades)
    random.shuffle(shuffled)
    assert combine(instrument, shuffled) == combine(instrument, grades)


@given(GRADES)
def test_the_grade_is_always_one_of_those_given(given_grades):
    instrument, grades = given_grades
    assert combine(instrument, grades) in grades


@given(GRADES)
def test_the_worst_item_of_concern_always_wins(given_grades):
    instrument, grades = given_grades
    worst = instrument.worst_of(grades)
    if instrument.is_concern(worst):
        assert combine(instrument, grades) == worst


@given(GRADES)
def test_the_grade_is_never_better_than_the_most_common(given_grades):
    instrument, grades = given_grades
    result = combine(instrument, grades)
    counts = Counter(grades)
    most = max(counts.values())
    for grade in (grade for grade, count in counts.items() if count == most):
        assert not instrument.is_better(result, grade)


@given(GRADES)
def test_no_good_grade_can_offset_one_of_concern(given_grades):
    instrument, grades = given_grades
    before = combine(instrument, grades)
    after = combine(instrument, [*grades, instrument.best])
    assert not instrument.is_concern(before) or after == before


def area_of(instrument: Instrument, grades: dict[str, int | None], band: str, area: str, not_applicable=()):
    return next(
        found
        for domain in roll_up(instrument, grades, band, not_applicable)
        for found in domain.areas
        if found.area_key == area
    )


def test_the_items_that_give_the_grade_are_named():
    grades = {"nutrition_quality": 2, "nutrition_enough": 5, "nutrition_meals": 5}
    food = area_of(FIVE_GRADES, grades, "2-17", "nutrition")
    assert (food.grade, food.driven_by) == (5, ("nutrition_enough", "nutrition_meals"))


def test_a_domain_names_the_items_behind_the_sub_area_that_gives_its_grade():
    grades = {"nutrition_quality": 2, "nutrition_enough": 4, "nutrition_meals": 2, "hygiene": 1}
    physical = roll_up(FIVE_GRADES, grades, "2-17")[0]
    assert (physical.domain_key, physical.grade, physical.driven_by) == ("physical", 4, ("nutrition_enough",))
    assert [(area.area_key, area.grade) for area in physical.areas] == [("nutrition", 4), ("hygiene", 1)]


def test_items_not_graded_are_left_out_and_counted():
    grades = {"nutrition_quality": 2, "nutrition_enough": None}
    physical, safety, esteem = roll_up(FIVE_GRADES, grades, "2-17")
    assert (physical.grade, physical.graded, physical.of) == (2, 1, 4)
    assert (safety.grade, safety.graded, safety.of, safety.driven_by) == (None, 0, 2, ())
    assert (esteem.grade, esteem.graded, esteem.of) == (None, 0, 1)


def test_items_that_do_not_apply_are_not_counted_unless_they_were_graded():
    grades = {"nutrition_quality": 2}
    food = area_of(FIVE_GRADES, grades, "2-17", "nutrition", {"nutrition_quality", "nutrition_meals"})
    assert (food.graded, food.of) == (1, 2)


def test_only_items_and_sub_areas_of_the_child_s_age_are_rolled_up():
    grades = {"presence_watching": 2, "online": 5, "stimulation_play": 3, "stimulation_toys": 1}
    _, safety, esteem = roll_up(FIVE_GRADES, grades, "under-2")
    assert (safety.grade, safety.of, [area.area_key for area in safety.areas]) == (2, 1, ["presence"])
    assert (esteem.grade, esteem.driven_by) == (3, ("stimulation_play",))


@given(st.dictionaries(st.sampled_from([item.key for item in FIVE_GRADES.items]), st.integers(1, 5) | st.none()))
def test_every_rolled_up_grade_stands_at_the_items_which_it_names(grades):
    for domain in roll_up(FIVE_GRADES, grades, "2-17"):
        for rolled in (domain, *domain.areas):
            assert {grades[key] for key in rolled.driven_by} == ({rolled.grade} if rolled.graded else set())
            assert rolled.graded <= rolled.of
            assert (rolled.grade is None) == (rolled.graded == 0)


def test_unknown_items_bands_and_grades_are_refused():
    with pytest.raises(KeyError):
        roll_up(FIVE_GRADES, {"nonsense": 1}, "2-17")
    with pytest.raises(KeyError):
        roll_up(FIVE_GRADES, {}, "5-10")
    with pytest.raises(ValueError, match="6 is not a grade of five-grades 1.0"):
        roll_up(FIVE_GRADES, {"hygiene": 6}, "2-17")


def test_the_rule_has_a_name_a_version_and_words_to_show():
    assert RULE_NAME == "Worst of concern, else most common"
    assert RULE_VERSION == "1"
    assert "worst item gives the grade" in RULE_WORDS
