"""What a young person is told of each item: whole sentences, to the child, easy to read and about nobody’s fault."""

from __future__ import annotations

import re

import pytest

from gcp_tracker import instruments
from gcp_tracker.rules.instrument import Item
from gcp_tracker.rules.told_to_children import OURS, going_well_words, wanted_words
from tests.rules.test_graded_care_texts import BLAMING, HARDEST_GRADE, reading_grade

instruments.load_folder()
PROFILE = instruments.newest(OURS)


@pytest.mark.parametrize("item", PROFILE.items, ids=lambda item: item.key)
def test_every_item_is_said_to_the_child_in_easy_words(item: Item) -> None:
    well, wanted = going_well_words(PROFILE, item), wanted_words(PROFILE, item)
    assert well.startswith("We think ")
    assert wanted.startswith("We want ")
    assert wanted.endswith(" It is for the grown-ups to change it, not for you.")
    for said in (well, wanted):
        assert item.title not in said, "a heading of a form is nothing to say to a child"
        assert re.search(r"\byour?\b", said)
        assert not BLAMING.search(said)
        assert reading_grade(said) <= HARDEST_GRADE


def test_an_item_of_another_instrument_is_called_by_its_title() -> None:
    tracker = instruments.newest("early-help-tracker")
    item = tracker.items[0]
    assert going_well_words(tracker, item) == f"{item.title}: we think this is going well for you."
    assert wanted_words(tracker, item).startswith(f"{item.title}: we want this to be better for you.")
