"""Which items a visit asks: by its date, by a worker's choice, by the version; and what is said where they change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.paths import INSTRUMENTS
from gcp_tracker.rules.ages import LifeStage, birthday_words, day_of_age, is_adult, life_stage, stage_sentence
from gcp_tracker.rules.bands import BEFORE_BIRTH, form_of, turn, turn_sentence
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument_file import load_instrument
from gcp_tracker.rules.instrument_versions import as_one, end_of_line, key_in
from gcp_tracker.rules.visiting import band_of_visit, band_turn_sentence
from tests.instruments import FIVE_GRADES, FIVE_GRADES_FILE, FIVE_GRADES_NEXT

OURS = load_instrument(INSTRUMENTS / "graded-care-1.0.yaml")
BIRTHS = st.dates(date(1998, 1, 1), date(2032, 12, 31)) | st.sampled_from([date(2008, 2, 29), date(2012, 2, 29)])
TODAY = date(2026, 11, 16)


@given(BIRTHS, st.integers(0, 7000))
def test_every_day_from_the_birth_to_18_has_exactly_one_band_and_no_day_after_it_has_one(
    born_on: date, days: int
) -> None:
    on = born_on + timedelta(days=days)
    holding = [
        band for band in OURS.bands if day_of_age(born_on, band.from_months) <= on < day_of_age(born_on, band.to_months)
    ]
    band = OURS.band_at(born_on, on)
    if is_adult(born_on, on):
        assert (band, holding) == (None, [])
    else:
        assert holding == [band]


@given(BIRTHS, st.sampled_from(OURS.bands[1:]))
def test_the_band_changes_on_the_birthday_itself_and_not_a_day_earlier(born_on: date, band: object) -> None:
    birthday = day_of_age(born_on, band.from_months)  # type: ignore[attr-defined]  # hypothesis loses the type
    earlier = OURS.band_at(born_on, birthday - timedelta(days=1))
    assert OURS.band_at(born_on, birthday) == band
    assert earlier is not None
    assert earlier.to_months == band.from_months  # type: ignore[attr-defined]


def test_born_on_29_february_the_band_changes_on_1_march() -> None:
    leap = date(2020, 2, 29)
    assert day_of_age(leap, 60) == date(2025, 3, 1)
    assert [OURS.band_at(leap, date(2025, 2, 28)), OURS.band_at(leap, date(2025, 3, 1))] == [
        OURS.band("2-4"),
        OURS.band("5-10"),
    ]
    assert day_of_age(leap, 48) == date(2024, 2, 29)
    assert day_of_age(date(2020, 12, 31), 18) == date(2022, 7, 1)


def test_the_band_is_that_of_the_day_of_the_visit_whenever_it_is_opened() -> None:
    def band(on: date) -> str:
        return band_of_visit(
            "Leo", OURS, born_on=date(2020, 7, 24), expected_on=None, visited_on=on, chosen=None, reason=""
        )

    assert [band(date(2025, 7, 23)), band(date(2025, 7, 24))] == ["2-4", "5-10"]
    assert band(date(2020, 7, 23)) == BEFORE_BIRTH
    with pytest.raises(RuleBroken, match="grading ends at 18"):
        band(date(2038, 7, 24))


def test_before_the_birth_there_is_no_band_and_without_any_date_no_visit() -> None:
    def band(expected_on: date | None, chosen: str | None = None) -> str:
        return band_of_visit(
            "Baby", OURS, born_on=None, expected_on=expected_on, visited_on=TODAY, chosen=chosen, reason=""
        )

    assert band(date(2027, 2, 1)) == band(date(2026, 11, 1)) == BEFORE_BIRTH
    assert band(date(2027, 2, 1), "2-4") == BEFORE_BIRTH
    with pytest.raises(RuleBroken, match="date of birth is not recorded"):
        band(None)


def test_a_birthday_is_said_with_what_is_new_and_what_is_no_longer_asked() -> None:
    young, older = form_of(OURS, "2-4"), form_of(OURS, "5-10")
    on, words = turn_sentence(young, older, on=date(2026, 6, 1), born_on=date(2021, 5, 3), earlier_on=date(2026, 4, 1))
    new, dropped = len(older.keys - young.keys), len(young.keys - older.keys)
    assert on == date(2026, 5, 3)
    assert (new, dropped) != (0, 0)
    assert words == (
        f"From here: items for 5 to 10 (fifth birthday 3 May 2026): {new} new items, {dropped} no longer asked"
    )


def test_a_choice_and_a_new_version_are_said_on_the_day_of_the_visit() -> None:
    days = {"on": date(2026, 6, 1), "born_on": date(2015, 1, 1), "earlier_on": date(2026, 4, 1)}
    assert turn_sentence(form_of(OURS, "11-15"), form_of(OURS, "5-10"), chosen_by="Amira Khan", **days) == (
        date(2026, 6, 1),
        "From here: items for 5 to 10 (chosen by Amira Khan, 1 June 2026): "
        + turn(form_of(OURS, "11-15"), form_of(OURS, "5-10")).words,
    )
    before, after = form_of(FIVE_GRADES, "2-17"), form_of(FIVE_GRADES_NEXT, "2-17")
    assert turn_sentence(before, after, **days) == (
        date(2026, 6, 1),
        "From here: items of version 1.1 (1 June 2026): 1 new item, 1 no longer asked",
    )


def test_an_item_that_continues_is_neither_new_nor_gone_in_either_direction() -> None:
    one, two = form_of(FIVE_GRADES, "2-17"), form_of(FIVE_GRADES_NEXT, "2-17")
    assert (turn(one, two).new, turn(one, two).dropped) == (("roads",), ("nutrition_meals",))
    assert (turn(two, one).new, turn(two, one).dropped) == (("nutrition_meals",), ("roads",))
    ages = turn(form_of(FIVE_GRADES, "under-2"), one)
    assert "stimulation_toys" not in ages.new
    assert "stimulation_play" not in ages.dropped
    assert turn(one, one).words == "the same items, described for that age"


def test_a_third_version_knows_what_the_first_called_an_item(tmp_path: object) -> None:
    text = FIVE_GRADES_FILE.with_name("five-grades-1.1.yaml").read_text()
    renamed = text.replace('version: "1.1"', 'version: "1.10"').replace(
        'key: hygiene_daily\n            title: "Clean every day"\n            continues: hygiene',
        'key: hygiene_always\n            title: "Always clean"\n            continues: hygiene_daily',
    )
    same = text.replace('version: "1.1"', 'version: "1.10"').replace("            continues: hygiene\n", "")
    for body, key in ((renamed, "hygiene_always"), (same, "hygiene_daily")):
        path = tmp_path / "five-grades-1.10.yaml"  # type: ignore[operator]  # a Path
        path.write_text(body)
        third = load_instrument(path, previous=FIVE_GRADES_NEXT)
        assert third.line_of_descent(key)[-1] == "hygiene"
        assert key_in(third, "hygiene") == key
        assert end_of_line(third, "hygiene") == key
        # Asked at different ages, both stand in the file: each is itself, and the story of one.
        assert key_in(third, "stimulation_play") == "stimulation_play"
        assert end_of_line(third, "stimulation_play") == end_of_line(third, "stimulation_toys") == "stimulation_toys"


def test_several_versions_are_read_as_the_newest_with_what_only_older_ones_ask() -> None:
    merged = as_one(frozenset({FIVE_GRADES, FIVE_GRADES_NEXT}))
    assert merged.version == "1.1"
    assert merged != FIVE_GRADES_NEXT
    assert merged.item("nutrition_meals").title == "Mealtimes"
    assert merged.item("nutrition_meals").area_key == "nutrition"
    assert not merged.has_item("hygiene"), "it goes on as hygiene_daily"
    assert key_in(merged, "hygiene") == "hygiene_daily"
    for band in FIVE_GRADES_NEXT.bands:
        assert [item.key for item in merged.items_for(band.key)] == [
            item.key for item in FIVE_GRADES_NEXT.items_for(band.key)
        ]
    assert as_one(frozenset({FIVE_GRADES})) is FIVE_GRADES


def test_what_happens_to_the_answers_of_a_draft_is_said_exactly() -> None:
    young, older = form_of(FIVE_GRADES, "under-2"), form_of(FIVE_GRADES, "2-17")
    assert band_turn_sentence("Leo", older, young, ["hygiene", "online"]) == (
        f"The visit then asks the items for under 2: {turn(older, young).words}. 1 answer stays; look at it again,"
        " since the descriptions are for another age. 1 answer is set aside: Online. It comes back if the age does;"
        " when you sign, its grade is left out and its words stay with the visit."
    )
    before = form_of(FIVE_GRADES, BEFORE_BIRTH)
    assert band_turn_sentence("Leo", older, before, ["hygiene", "online"]) == (
        "Leo was not yet born on that day, so the visit has no grades. 2 answers are set aside. They come back if the"
        " date does; when you sign, their grades are left out and their words stay with the visit. What was written"
        " about the day stays."
    )
    assert band_turn_sentence("Leo", before, young, []).endswith("What was written before the birth stays.")


@pytest.mark.parametrize(
    ("born_on", "expected_on", "stage"),
    [
        (None, None, LifeStage.UNKNOWN),
        (None, TODAY, LifeStage.EXPECTED),
        (None, date(2026, 11, 15), LifeStage.OVERDUE),
        (TODAY, date(2026, 11, 1), LifeStage.CHILD),
        (date(2026, 11, 17), None, LifeStage.EXPECTED),
        (date(2008, 11, 17), None, LifeStage.CHILD),
        (date(2008, 11, 16), None, LifeStage.ADULT),
    ],
)
def test_what_can_be_done_for_a_child_follows_from_the_day(
    born_on: date | None, expected_on: date | None, stage: LifeStage
) -> None:
    assert life_stage(born_on, expected_on, TODAY) is stage


def test_what_comes_and_what_has_ended_is_said() -> None:
    assert stage_sentence("Baby", None, date(2026, 11, 1), TODAY).startswith(
        "Baby was expected on 1 November 2026 (15 days ago), and no birth is recorded."
    )
    assert stage_sentence("Kai", date(2008, 12, 10), None, TODAY) == (
        "Kai turns 18 on 10 December 2026 (in 24 days). Grading ends on that day."
    )
    assert stage_sentence("Kai", date(2009, 1, 12), None, TODAY) == ""
    assert stage_sentence("Kai", date(2008, 11, 16), None, TODAY).startswith("Kai turned 18 on 16 November 2026")
    assert stage_sentence("Baby", None, date(2027, 2, 1), TODAY) == ""
    assert [birthday_words(24), birthday_words(216), birthday_words(18)] == [
        "second birthday",
        "eighteenth birthday",
        "18 months old",
    ]
