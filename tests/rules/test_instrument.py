from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.rules.instrument import Naming, Permission
from tests.instruments import FIVE_GRADES, WELLBEING

BOTH = pytest.mark.parametrize("instrument", [FIVE_GRADES, WELLBEING], ids=lambda instrument: instrument.label)
LEO = Naming("Leo", "his", "him")


@BOTH
def test_the_scale_runs_from_best_to_worst(instrument):
    assert instrument.values[0] == instrument.best == instrument.scale[0].value
    assert instrument.values[-1] == instrument.worst
    for better, worse in zip(instrument.values, instrument.values[1:], strict=False):
        assert instrument.is_worse(worse, better)
        assert instrument.is_better(better, worse)
        assert not instrument.is_worse(better, better)
        assert instrument.worst_of([better, worse, better]) == worse


def test_either_end_of_a_scale_can_be_the_better():
    assert (FIVE_GRADES.best, FIVE_GRADES.worst) == (1, 5)
    assert (WELLBEING.best, WELLBEING.worst) == (10, 0)
    assert FIVE_GRADES.judged
    assert not WELLBEING.judged


def test_shades_are_spread_from_best_to_worst():
    assert [point.shade for point in FIVE_GRADES.scale] == ["best", "good", "middle", "poor", "worst"]
    shades = [point.shade for point in WELLBEING.scale]
    assert shades == ["best"] * 2 + ["good"] * 2 + ["middle"] * 3 + ["poor"] * 2 + ["worst"] * 2


def test_a_grade_has_its_word_and_an_unknown_one_has_none():
    assert FIVE_GRADES.point(4).word == "often missed"
    assert WELLBEING.point(10).word == "always"
    with pytest.raises(KeyError):
        FIVE_GRADES.point(0)


def test_concern_is_on_the_bad_side_of_either_scale():
    assert [value for value in FIVE_GRADES.values if FIVE_GRADES.is_concern(value)] == [4, 5]
    assert [value for value in WELLBEING.values if WELLBEING.is_concern(value)] == [3, 2, 1, 0]


@pytest.mark.parametrize(
    ("value", "previous", "needed"),
    [(4, None, True), (5, 5, True), (3, None, False), (3, 3, False), (3, 4, True), (1, 5, True), (4, 1, True)],
)
def test_evidence_is_needed_for_a_bad_grade_and_for_a_better_one_after_it(value, previous, needed):
    assert FIVE_GRADES.needs_evidence(value, previous) is needed


def test_evidence_is_asked_on_a_scale_where_higher_is_better():
    assert WELLBEING.needs_evidence(3, None)
    assert WELLBEING.needs_evidence(8, 2)
    assert not WELLBEING.needs_evidence(4, 4)


@pytest.mark.parametrize(
    ("item", "value", "previous", "asks"),
    [
        ("hygiene", 5, None, True),
        ("hygiene", 5, 4, True),
        ("hygiene", 5, 5, False),
        ("hygiene", 4, 1, False),
        ("presence_watching", 5, 5, True),
        ("presence_watching", 5, None, True),
        ("presence_watching", 4, None, False),
    ],
)
def test_a_new_worst_grade_asks_whether_the_child_is_safe_tonight_and_in_safety_every_one(item, value, previous, asks):
    assert FIVE_GRADES.asks_safe_tonight(item, value, previous) is asks


def test_the_bars_for_safe_tonight_follow_the_direction_of_the_scale():
    assert WELLBEING.asks_safe_tonight("looking_ahead", 1, 2)
    assert not WELLBEING.asks_safe_tonight("looking_ahead", 1, 0)
    assert not WELLBEING.asks_safe_tonight("looking_ahead", 2, None)
    assert WELLBEING.asks_safe_tonight("rest_sleep", 0, 0)
    assert not WELLBEING.asks_safe_tonight("rest_sleep", 1, 1)


def test_a_jump_asks_what_changed():
    assert FIVE_GRADES.asks_what_changed(3, 1)
    assert FIVE_GRADES.asks_what_changed(1, 3)
    assert not FIVE_GRADES.asks_what_changed(2, 1)
    assert not FIVE_GRADES.asks_what_changed(5, None)
    assert not WELLBEING.asks_what_changed(5, 8)


@pytest.mark.parametrize(
    ("on", "band"),
    [
        (date(2024, 2, 28), None),
        (date(2024, 2, 29), "under-2"),
        (date(2026, 2, 28), "under-2"),
        (date(2026, 3, 1), "2-17"),
        (date(2042, 2, 28), "2-17"),
        (date(2042, 3, 1), None),
    ],
)
def test_the_band_is_the_one_of_the_day_and_there_is_none_before_birth_or_from_eighteen(on, band):
    found = FIVE_GRADES.band_at(date(2024, 2, 29), on)
    assert (found.key if found else None) == band


def test_there_is_no_band_from_eighteen_even_where_the_file_goes_on():
    last = replace(FIVE_GRADES.bands[-1], to_months=240)
    longer = replace(FIVE_GRADES, bands=(*FIVE_GRADES.bands[:-1], last))
    assert longer.band_at(date(2008, 5, 27), date(2026, 5, 26)) == last
    assert longer.band_at(date(2008, 5, 27), date(2026, 5, 27)) is None


def test_a_child_whose_birth_is_not_known_has_no_band():
    assert FIVE_GRADES.band_at(None, date(2026, 1, 1)) is None


@given(st.dates(date(2000, 1, 1), date(2020, 1, 1)), st.dates(date(1999, 1, 1), date(2040, 1, 1)))
def test_a_born_child_under_eighteen_always_has_exactly_one_band(born_on, on):
    months = (on.year - born_on.year) * 12 + on.month - born_on.month - (on.day < born_on.day)
    band = WELLBEING.band_at(born_on, on)
    assert (band is not None) == (on >= born_on and months < 216)
    if band is not None:
        assert band.from_months <= months < band.to_months


def test_items_are_found_by_key_by_band_and_by_domain():
    assert FIVE_GRADES.item("online").title == "Online"
    assert (FIVE_GRADES.item("online").area_key, FIVE_GRADES.item("online").domain_key) == ("online", "safety")
    assert "online" not in [item.key for item in FIVE_GRADES.items_for("under-2")]
    assert [item.key for item in FIVE_GRADES.domain("safety").items_for("2-17")] == ["presence_watching", "online"]
    assert len(FIVE_GRADES.items) == 8
    assert FIVE_GRADES.has_item("hygiene")
    assert not FIVE_GRADES.has_item("dirt")
    assert FIVE_GRADES.band("2-17").title == "2 to 17"


@pytest.mark.parametrize("find", [FIVE_GRADES.item, FIVE_GRADES.domain, FIVE_GRADES.band])
def test_an_unknown_key_is_an_error_of_the_caller(find):
    with pytest.raises(KeyError):
        find("nonsense")


def test_texts_speak_of_this_child():
    assert FIVE_GRADES.text("nutrition_enough", "2-17", 5, LEO) == "Leo goes to bed hungry. His ribs show."
    assert FIVE_GRADES.look_for("nutrition_enough", "under-2", LEO) == "See Leo’s red book."
    assert FIVE_GRADES.look_for("nutrition_enough", "2-17", LEO) == "Ask Leo about breakfast."
    assert FIVE_GRADES.disability("nutrition_quality", LEO) == "Ask how Leo is fed."
    assert FIVE_GRADES.disability("hygiene", LEO) is None


def test_ages_have_texts_of_their_own():
    assert FIVE_GRADES.text("nutrition_quality", "under-2", 5, LEO) == "Leo is hungry every day."
    assert FIVE_GRADES.text("nutrition_quality", "2-17", 5, LEO) == "Leo lives on crisps and sweets."
    with pytest.raises(KeyError):
        FIVE_GRADES.text("online", "under-2", 5, LEO)


def test_between_anchors_there_is_no_text():
    assert WELLBEING.text("rest_sleep", "0-10", 5, LEO) == "Leo is in bed in time on half the nights of the week."
    assert WELLBEING.text("rest_sleep", "0-10", 6, LEO) == ""


@pytest.mark.parametrize(
    ("naming", "said"),
    [
        (Naming("Leo", "his", "him"), "Leo’s: his, him, his. His. His."),
        (Naming("Mia", "her", "her"), "Mia’s: her, her, hers. Her. Hers."),
        (Naming("Sam"), "Sam’s: their, them, theirs. Their. Theirs."),
        (Naming("{their}", "his", "him"), "{their}’s: his, him, his. His. His."),
    ],
)
def test_every_placeholder_is_filled_once(naming, said):
    assert naming.fill("{child}’s: {their}, {them}, {theirs}. {Their}. {Theirs}.") == said


def test_permission_is_said_in_words():
    assert FIVE_GRADES.permission.words == "Our own words, MIT licence"
    lent = Permission(ours=False, holder="A Charity", granted_on=date(2026, 5, 3), reference="letter 12")
    assert lent.words == "With the permission of A Charity, given on 3 May 2026 (letter 12)"


def test_instruments_are_equal_by_their_content():
    assert FIVE_GRADES.label == "five-grades 1.0"
    assert FIVE_GRADES != WELLBEING
    assert len({FIVE_GRADES, WELLBEING, FIVE_GRADES}) == 2
