from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.change.histories import (
    GradedVisit,
    Grading,
    changed_items,
    domain_points,
    gradings_of,
    items_of_concern,
    latest_grades,
    previous_grade,
    series,
)
from tests.instruments import FIVE_GRADES, WELLBEING

START = date(2026, 1, 1)


def visit(day: int, grades: dict[str, int], **more) -> GradedVisit:
    """`day` counts from 1 January 2026."""
    details = {"visit_id": f"v{day:03}", "worker": "Amira", "care_of": "household-1", "band": "2-17"} | more
    return GradedVisit(on=on(day), grades=grades, **details)


def on(day: int) -> date:
    return START + timedelta(days=day)


VISITS = st.lists(
    st.builds(
        visit,
        st.integers(0, 30),
        st.dictionaries(st.sampled_from([item.key for item in FIVE_GRADES.items]), st.integers(1, 5)),
        worker=st.sampled_from(["Amira", "Ben"]),
        care_of=st.sampled_from(["household-1", "carer-2"]),
        band=st.sampled_from(["under-2", "2-17"]),
        visit_id=st.uuids().map(str),
        not_applicable=st.frozensets(st.sampled_from([item.key for item in FIVE_GRADES.items])),
    ),
    max_size=8,
    unique_by=lambda visit: visit.visit_id,
)


def test_latest_grades_each_have_their_own_date():
    visits = [visit(0, {"hygiene": 4, "online": 2}), visit(20, {"online": 3}), visit(10, {"hygiene": 2})]
    assert latest_grades(visits) == {"hygiene": (2, on(10)), "online": (3, on(20))}


def test_of_two_gradings_on_one_day_the_worse_counts():
    visits = [visit(0, {"hygiene": 4}, visit_id="a", worker="Ben"), visit(0, {"hygiene": 2}, visit_id="b")]
    assert latest_grades(visits, FIVE_GRADES) == {"hygiene": (4, on(0))}
    assert gradings_of(visits, "hygiene", FIVE_GRADES) == [Grading(4, on(0), "Ben", "a")]
    assert [grading.value for grading in gradings_of(visits, "hygiene")] == [4, 2]
    other = [visit(0, {"moving": 9}, visit_id="a"), visit(0, {"moving": 2}, visit_id="b")]
    assert latest_grades(other, WELLBEING) == {"moving": (2, on(0))}


def test_the_previous_grade_is_of_an_earlier_day_and_says_who_gave_it():
    visits = [
        visit(0, {"hygiene": 4}, worker="Ben"),
        visit(5, {"online": 1}),
        visit(10, {"hygiene": 2}, visit_id="a"),
        visit(10, {"hygiene": 3}, visit_id="b"),
    ]
    assert previous_grade(visits, "hygiene", before=on(10)) == Grading(4, on(0), "Ben", "v000")
    assert previous_grade(visits, "hygiene", before=on(11), instrument=FIVE_GRADES) == Grading(3, on(10), "Amira", "b")
    assert previous_grade(visits, "hygiene", before=on(0)) is None


def test_two_homes_are_two_series_each_in_order():
    visits = [visit(9, {}), visit(5, {}, care_of="carer-2"), visit(1, {}), visit(3, {}, care_of="carer-2")]
    grouped = series(visits)
    assert list(grouped) == ["household-1", "carer-2"]
    assert [[found.on for found in visits] for visits in grouped.values()] == [[on(1), on(9)], [on(3), on(5)]]


def test_an_item_of_concern_says_since_when_without_a_break():
    grades = [5, 3, 4, 4, 5]
    facts = items_of_concern(FIVE_GRADES, [visit(day, {"hygiene": grade}) for day, grade in enumerate(grades)])
    assert len(facts) == 1
    fact = facts[0]
    assert (fact.item_key, fact.value, fact.on) == ("hygiene", 5, on(4))
    assert (fact.since, fact.gradings) == (on(2), 3)
    assert (fact.was, fact.was_on) == (3, on(1))
    assert fact.still_asked


def test_an_item_of_concern_from_the_start_was_never_anything_else():
    fact = items_of_concern(FIVE_GRADES, [visit(0, {"hygiene": 4}), visit(30, {"hygiene": 4})])[0]
    assert (fact.since, fact.gradings, fact.was, fact.was_on) == (on(0), 2, None, None)


def test_items_that_have_got_better_are_no_longer_of_concern_and_a_visit_that_did_not_look_is_no_help():
    assert items_of_concern(FIVE_GRADES, [visit(0, {"hygiene": 5}), visit(1, {"hygiene": 3})]) == []
    facts = items_of_concern(FIVE_GRADES, [visit(0, {"hygiene": 5}), visit(1, {"online": 1})])
    assert [(fact.item_key, fact.on) for fact in facts] == [("hygiene", on(0))]


def test_items_of_concern_come_worst_first_and_then_longest():
    visits = [visit(0, {"hygiene": 4}), visit(1, {"online": 5, "nutrition_meals": 4, "hygiene": 4})]
    facts = items_of_concern(FIVE_GRADES, visits)
    assert [fact.item_key for fact in facts] == ["online", "hygiene", "nutrition_meals"]


def test_concern_is_on_the_low_side_where_higher_is_better():
    visits = [visit(0, {"moving": 3, "looking_ahead": 0, "rest_sleep": 4}, band="11-17")]
    assert [fact.item_key for fact in items_of_concern(WELLBEING, visits)] == ["looking_ahead", "moving"]


def test_an_item_goes_on_with_the_story_of_the_one_that_it_continues():
    visits = [visit(0, {"stimulation_play": 5}, band="under-2"), visit(100, {"stimulation_toys": 4})]
    facts = items_of_concern(FIVE_GRADES, visits)
    assert [(fact.item_key, fact.value, fact.since, fact.gradings) for fact in facts] == [
        ("stimulation_toys", 4, on(0), 2)
    ]
    assert [(fact.item_key, fact.was) for fact in changed_items(FIVE_GRADES, visits).better] == [
        ("stimulation_toys", 5)
    ]


def test_an_item_that_the_child_has_outgrown_is_still_told_and_says_so():
    visits = [visit(0, {"stimulation_play": 5}, band="under-2"), visit(100, {"hygiene": 1})]
    facts = items_of_concern(FIVE_GRADES, visits)
    assert [(fact.item_key, fact.still_asked) for fact in facts] == [("stimulation_play", False)]
    gone = [visit(0, {"hygiene": 5}), visit(1, {"online": 1}, not_applicable=frozenset({"hygiene"}))]
    assert [fact.still_asked for fact in items_of_concern(FIVE_GRADES, gone)] == [False]


def test_changes_are_between_first_and_latest_better_and_worse_apart_biggest_first():
    visits = [
        visit(0, {"hygiene": 2, "online": 3, "nutrition_meals": 4, "nutrition_enough": 5, "presence_watching": 3}),
        visit(9, {"hygiene": 5, "online": 4, "nutrition_meals": 3, "nutrition_enough": 1, "presence_watching": 3}),
    ]
    changed = changed_items(FIVE_GRADES, visits)
    assert [(fact.item_key, fact.was, fact.value) for fact in changed.worse] == [("hygiene", 2, 5), ("online", 3, 4)]
    assert [(fact.item_key, fact.was, fact.value) for fact in changed.better] == [
        ("nutrition_enough", 5, 1),
        ("nutrition_meals", 4, 3),
    ]
    assert (changed.worse[0].since, changed.better[0].since) == (on(9), None)


def test_better_is_upwards_where_higher_is_better():
    changed = changed_items(WELLBEING, [visit(0, {"moving": 2}, band="0-10"), visit(9, {"moving": 8}, band="0-10")])
    assert [fact.item_key for fact in changed.better] == ["moving"]
    assert changed.worse == ()


def test_a_point_has_the_mean_the_worst_and_how_much_was_graded():
    visits = [
        visit(9, {"nutrition_quality": 2, "nutrition_enough": 5, "hygiene": 4}),
        visit(3, {"online": 1}),
        visit(
            5, {"hygiene": 3}, not_applicable=frozenset({"nutrition_meals"}), not_seen=frozenset({"nutrition_enough"})
        ),
    ]
    early, late = domain_points(FIVE_GRADES, visits, "physical")
    assert (early.on, early.mean, early.worst, early.graded, early.of) == (on(5), 3, 3, 1, 3)
    assert (late.on, late.graded, late.of, late.visit_id, late.worker) == (on(9), 3, 4, "v009", "Amira")
    assert late.mean == pytest.approx(11 / 3)
    assert (late.worst, late.worst_items) == (5, ("nutrition_enough",))


def test_the_form_is_the_one_of_the_visit_s_age_band():
    young = visit(0, {"presence_watching": 2}, band="under-2")
    older = visit(1, {"presence_watching": 2})
    assert [point.of for point in domain_points(FIVE_GRADES, [young, older], "safety")] == [1, 2]


def test_an_unknown_domain_is_an_error_of_the_caller():
    with pytest.raises(KeyError):
        domain_points(FIVE_GRADES, [], "love")


def test_nothing_is_said_of_no_visits():
    assert latest_grades([]) == series([]) == {}
    assert items_of_concern(FIVE_GRADES, []) == []
    assert changed_items(FIVE_GRADES, []).better == ()
    assert domain_points(FIVE_GRADES, [], "physical") == []


def all_facts(visits: list[GradedVisit]) -> list[object]:
    return [
        latest_grades(visits, FIVE_GRADES),
        items_of_concern(FIVE_GRADES, visits),
        changed_items(FIVE_GRADES, visits),
        [domain_points(FIVE_GRADES, visits, domain.key) for domain in FIVE_GRADES.domains],
        list(series(visits)),
    ]


@given(VISITS, st.randoms(use_true_random=False))
def test_the_order_in_which_visits_come_changes_nothing(visits, random):
    shuffled = list(visits)
    random.shuffle(shuffled)
    assert all_facts(shuffled) == all_facts(visits)


@given(VISITS)
def test_points_never_say_more_than_was_graded(visits):
    for domain in FIVE_GRADES.domains:
        points = domain_points(FIVE_GRADES, visits, domain.key)
        keys = {item.key for area in domain.areas for item in area.items}
        assert sum(point.graded for point in points) == sum(len(keys & visit.grades.keys()) for visit in visits)
        for point in points:
            assert 1 <= point.graded <= point.of
            assert 1 <= point.mean <= point.worst <= 5


@given(VISITS)
def test_every_item_last_graded_at_concern_is_told_once_or_goes_on_in_another(visits):
    told = [fact.item_key for fact in items_of_concern(FIVE_GRADES, visits)]
    assert len(told) == len(set(told))
    latest = latest_grades(visits, FIVE_GRADES)
    linked = {"stimulation_play", "stimulation_toys"}
    expected = {item for item, (value, _) in latest.items() if value >= 4}
    assert set(told) - linked == expected - linked


@given(VISITS)
def test_a_run_of_concern_starts_no_later_than_it_is_known(visits):
    for fact in items_of_concern(FIVE_GRADES, visits):
        assert fact.since is not None
        assert fact.since <= fact.on
        assert fact.was_on is None or fact.was_on < fact.since
        assert fact.was is None or fact.was < 4
        assert fact.gradings >= 1
