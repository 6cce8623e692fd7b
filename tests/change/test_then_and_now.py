from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.change.histories import then_and_now
from gcp_tracker.change.then_and_now import OneSideRow, ThenNowRow
from tests.instruments import FIVE_GRADES, WELLBEING

THEN, LATER, NOW = date(2026, 1, 5), date(2026, 1, 20), date(2026, 4, 1)
SIDES = st.dictionaries(
    st.sampled_from([item.key for item in FIVE_GRADES.items]),
    st.tuples(st.integers(1, 5), st.sampled_from([THEN, NOW])),
)


def test_only_items_graded_in_both_are_compared_each_with_its_own_dates():
    then = {"hygiene": (4, THEN), "online": (2, LATER), "nutrition_meals": (1, THEN)}
    now = {"hygiene": (2, NOW), "online": (3, NOW), "nutrition_enough": (5, NOW)}
    compared = then_and_now(FIVE_GRADES, then, now)
    assert compared.rows == (ThenNowRow("online", 2, LATER, 3, NOW), ThenNowRow("hygiene", 4, THEN, 2, NOW))
    assert compared.only_then == (OneSideRow("nutrition_meals", 1, THEN),)
    assert compared.only_now == (OneSideRow("nutrition_enough", 5, NOW),)


def test_the_worst_change_comes_first_and_of_equal_ones_the_worst_now():
    then = {"nutrition_quality": 1, "nutrition_enough": 4, "nutrition_meals": 5, "hygiene": 2, "online": 3}
    now = {"nutrition_quality": 3, "nutrition_enough": 4, "nutrition_meals": 1, "hygiene": 4, "online": 3}
    rows = then_and_now(
        FIVE_GRADES,
        {key: (value, THEN) for key, value in then.items()},
        {key: (value, NOW) for key, value in now.items()},
    ).rows
    assert [row.item_key for row in rows] == [
        "hygiene",
        "nutrition_quality",
        "nutrition_enough",
        "online",
        "nutrition_meals",
    ]


def test_worst_first_is_downwards_where_higher_is_better():
    then = {"moving": (9, THEN), "rest_sleep": (2, THEN)}
    now = {"moving": (4, NOW), "rest_sleep": (8, NOW)}
    assert [row.item_key for row in then_and_now(WELLBEING, then, now).rows] == ["moving", "rest_sleep"]


def test_an_item_is_compared_with_the_one_that_it_continues():
    compared = then_and_now(FIVE_GRADES, {"stimulation_play": (4, THEN)}, {"stimulation_toys": (2, NOW)})
    assert compared.rows == (ThenNowRow("stimulation_toys", 4, THEN, 2, NOW),)
    assert compared.only_then == compared.only_now == ()


def test_an_item_graded_in_both_is_not_compared_a_second_time_through_its_successor():
    then = {"stimulation_play": (4, THEN)}
    compared = then_and_now(FIVE_GRADES, then, {"stimulation_play": (3, NOW), "stimulation_toys": (2, NOW)})
    assert compared.rows == (ThenNowRow("stimulation_play", 4, THEN, 3, NOW),)
    assert compared.only_now == (OneSideRow("stimulation_toys", 2, NOW),)


@given(SIDES, SIDES)
def test_every_grade_of_either_side_is_told_exactly_once(then, now):
    compared = then_and_now(FIVE_GRADES, then, now)
    assert sorted([row.item_key for row in compared.rows] + [row.item_key for row in compared.only_now]) == sorted(now)
    assert len(compared.rows) + len(compared.only_then) == len(then)
    changes = [row.now - row.then for row in compared.rows]
    assert changes == sorted(changes, reverse=True)
