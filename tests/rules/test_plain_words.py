"""What the carer’s paper may say, and what it may never say."""

from __future__ import annotations

import pytest

from gcp_tracker import instruments
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Naming
from gcp_tracker.rules.plain_words import (
    check_can_be_printed,
    check_keeps_private,
    check_plain,
    good_enough,
    keeps_private,
    part_of,
    private_parts,
)
from gcp_tracker.rules.vocabulary import PlainPart
from tests.conftest import INSTRUMENTS

instruments.load_folder()
instruments.load_folder(INSTRUMENTS)
OURS = instruments.newest(instruments.OURS)


@pytest.mark.parametrize(
    "text",
    [
        "Mum is neglectful.",
        "This is Neglect",
        "Things are deteriorating.",
        "Dad was HOSTILE on Monday.",
        "Love: 4",
        "Love 4",
        "Safety – 5, which is not enough",
        "Leo’s food was graded 4.",
        "Food is at grade 5",
        "Meals: 3",
        "It is 4 often missed",
        "4/5 for food",
    ],
)
def test_a_word_that_judges_and_a_bare_grade_are_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_plain(text, OURS, "text_x")
    assert broken.value.field == "text_x"


@pytest.mark.parametrize(
    "text",
    [
        "Leo has breakfast on 4 days a week.",
        "Bedtime: 7.30 on school days",
        "Bedtime: 7 pm",
        "Gran cooks at 5 and Leo helps.",
        "There are 3 children and 2 beds.",
        "He loves the 4 kittens next door.",
    ],
)
def test_numbers_of_a_childs_day_are_words_like_others(text: str) -> None:
    check_plain(text, OURS)


def test_every_sentence_that_is_proposed_may_be_printed() -> None:
    naming = Naming("Leo", "his", "him")
    for item in OURS.items:
        for band, texts in item.descriptors.items():
            for value in texts:
                check_plain(OURS.text(item.key, band, value, naming), OURS)


@pytest.mark.parametrize(
    ("value", "part"), [(1, "GOING_WELL"), (2, "GOING_WELL"), (3, "WORRIED"), (4, "WORRIED"), (5, "WORRIED")]
)
def test_a_grade_is_told_as_going_well_or_as_a_worry(value: int, part: str) -> None:
    assert part_of(OURS, value) is PlainPart[part]


@pytest.mark.parametrize("key", ["graded-care", "wellbeing-0-10", "five-grades"])
def test_what_needs_to_change_is_said_by_a_grade_that_is_no_worry(key: str) -> None:
    instrument = instruments.newest(key)
    assert part_of(instrument, good_enough(instrument).value) is PlainPart.GOING_WELL


PRIVATE = private_parts(
    addresses=["Flat 4, Weir Court\nNorthmere NM4 2AB"],
    phones=["01632 960 100", "none"],
    names=["Darren Reed-Marsh"],
    may_be_named=["Leo Marsh", "Tara Marsh"],
)


@pytest.mark.parametrize(
    "text",
    [
        "Leo lives at weir court.",
        "near Weir-Court’s gate",
        "in NM4 2AB",
        "nm42ab",
        "Ring 01632 960100",
        "DARREN sees him",
        "Mr Reed’s dog",
    ],
)
def test_addresses_numbers_and_who_is_not_to_be_contacted_stay_off_the_paper(text: str) -> None:
    assert not keeps_private(text, PRIVATE)
    with pytest.raises(RuleBroken, match="must not be on this paper"):
        check_keeps_private(text, PRIVATE)


@pytest.mark.parametrize(
    "text", ["Leo Marsh eats well", "Tara reads to him", "A weir is near the court", "He reeds music"]
)
def test_other_names_and_words_are_let_through(text: str) -> None:
    assert keeps_private(text, PRIVATE)


@pytest.mark.parametrize(
    ("is_completed", "approved", "recipients", "sentence"),
    [
        (False, 3, ["Tara"], "Complete the profile first"),
        (True, 0, ["Tara"], "No sentence is approved yet"),
        (True, 3, [], "nobody recorded who cares for Leo"),
    ],
)
def test_why_there_is_no_paper_is_said(is_completed: bool, approved: int, recipients: list[str], sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        check_can_be_printed(is_completed=is_completed, approved=approved, recipients=recipients, name="Leo")
    check_can_be_printed(is_completed=True, approved=1, recipients=["Tara"], name="Leo")
