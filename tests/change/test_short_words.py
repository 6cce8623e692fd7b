"""A reading in the lines of a list: what was recorded stands first, whatever the headline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.change.item_facts import FactKind
from gcp_tracker.change.reading import read_children
from gcp_tracker.change.recorded_words import first_of
from gcp_tracker.change.short_words import NAMED_AT_MOST, Gravity, in_short
from gcp_tracker.change.words import Names
from tests.change.histories_by_hand import SIZES, START, child, readings, visit

NAMES = Names({key: key.capitalize() for key in SIZES}, {"safety_02": "Keeping clean"}, {"home": "Mum’s flat"})
TAGS = {
    FactKind.NEWLY: "Newly bad",
    FactKind.DRIFT: "Drift",
    FactKind.NOT_GRADED_SINCE: "Not graded for 60 days",
}


@pytest.mark.parametrize("asked", readings(), ids=" ".join)
def test_no_fact_of_a_case_is_left_out_of_its_lines(asked: tuple[str, str]) -> None:
    reading = readings()[asked]
    told = in_short(reading, NAMES, "at 4 or 5")
    kinds = {fact.kind for fact in reading.facts}
    tags = [line.tag for line in told.recorded]
    assert {TAGS[kind] for kind in kinds if kind in TAGS} == set(tags) - {"At 4 or 5 now"}
    if FactKind.AT_4_5 in kinds:
        assert {"Newly bad", "Drift", "At 4 or 5 now"} & set(tags)
    order = ["Newly bad", "Drift", "At 4 or 5 now", "Not graded for 60 days"]
    assert tags == sorted(tags, key=order.index)
    assert told.headline.endswith((".", "!"))
    assert told.is_better is reading.verdict.is_improving


def test_a_new_5_that_drifts_too_is_in_both_lines_and_many_items_are_counted() -> None:
    grades = [one for on in (0, 30, 60, 90, 120, 150, 180, 210) for one in visit(on, {"safety": 4})]
    grades += [one._replace(value=5.0) if one.item == "safety_02" else one for one in visit(240, {"safety": 4})]
    (reading,) = read_children([(child(grades), START + 240)])
    newly, drift = in_short(reading, NAMES, "at 4 or 5").recorded
    assert newly.words == "Keeping clean newly at 5 on 28 August 2024."
    assert drift.words.startswith("at 4 or 5 without improvement: Keeping clean since 1 January 2024; safety_01 since")
    assert drift.words.endswith("and 3 more.")
    assert (newly.gravity, drift.gravity) == (Gravity.GRAVE, Gravity.GRAVE)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=9))
def test_what_is_not_named_is_counted(told: list[str]) -> None:
    said = first_of(told, NAMED_AT_MOST)
    assert said.startswith(told[0])
    left_out = len(told) - NAMED_AT_MOST
    assert said.endswith(f"; and {left_out} more" if left_out > 0 else told[-1])
