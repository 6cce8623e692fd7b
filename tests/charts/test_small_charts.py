"""Sparkline, then and now, legend, palette."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gcp_tracker.change.verdict import Verdict
from gcp_tracker.charts.care import Scale
from gcp_tracker.charts.legend import legend
from gcp_tracker.charts.palette import PALETTE
from gcp_tracker.charts.sparkline import HEIGHT, WIDTH, sparkline_svg
from gcp_tracker.charts.then_now import ThenNow, then_now_svg
from gcp_tracker.charts.verdict_mark import verdict_mark
from tests.charts.examples import ELEVEN, FIVE, care_with, leo
from tests.instruments import FIVE_GRADES, WELLBEING

MAY, NOVEMBER = date(2026, 5, 18), date(2026, 11, 16)


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_grade_can_be_read_on_its_colour() -> None:
    for shade in PALETTE.grades.values():
        lighter, darker = sorted((luminance(shade.fill), luminance(shade.ink)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_no_two_verdicts_that_differ_in_direction_have_one_mark() -> None:
    paths = {verdict: etree.fromstring(verdict_mark(verdict)).find("path").get("d") for verdict in Verdict}
    assert len(set(paths.values())) == 5
    assert {verdict for verdict in Verdict if paths[verdict] == paths[Verdict.IMPROVING_SUSTAINED]} == {
        Verdict.IMPROVING_SUSTAINED,
        Verdict.IMPROVING_NOT_YET,
        Verdict.BETTER_IN_PART,
    }


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_mark_is_drawn_in_ink_that_can_be_seen_and_is_not_read_out(verdict: Verdict) -> None:
    svg = etree.fromstring(verdict_mark(verdict))
    assert svg.get("aria-hidden") == "true"
    pair = (svg.find("rect").get("fill"), svg.find("path").get("stroke"))
    lighter, darker = sorted(map(luminance, pair), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize("instrument", [FIVE_GRADES, WELLBEING])
def test_a_scale_is_the_instruments_own(instrument) -> None:
    scale = Scale.of(instrument)
    assert (scale.best, scale.worst) == (instrument.best, instrument.worst)
    assert scale.best_first == instrument.values
    assert scale.depth(scale.best) == 0
    assert scale.depth(scale.worst) == 1
    for value in scale.values:
        assert scale.shade(value) is PALETTE.grades[instrument.point(value).shade]
        assert scale.graded(value) == f"{value} {instrument.point(value).word}"


class TestSparkline:
    def test_the_last_dot_is_whole_and_has_the_colour_of_the_worst_item(self) -> None:
        svg = etree.fromstring(sparkline_svg(FIVE, [(MAY, 2.0, 3), (NOVEMBER, 4.2, 5)], title="Love"))
        dot = svg.find("circle")
        assert dot.get("fill") == PALETTE.grades["worst"].fill
        x, y, r = (float(dot.get(name)) for name in ("cx", "cy", "r"))
        assert r < x < WIDTH - r
        assert r < y < HEIGHT - r
        assert svg.find("title").text == (
            "Love: worst item 5 not met, mean 4.2, on 16 November 2026; was 3 patchy on 18 May 2026; 2 visits"
        )

    def test_worse_is_lower_down_in_both_directions_of_the_scale(self) -> None:
        for scale, better, worse in ((FIVE, 1, 5), (ELEVEN, 10, 0)):
            heights = [
                float(etree.fromstring(sparkline_svg(scale, [(MAY, float(grade), grade)])).find("circle").get("cy"))
                for grade in (better, worse)
            ]
            assert heights[0] < heights[1]

    def test_without_grades_it_says_so(self) -> None:
        svg = etree.fromstring(sparkline_svg(FIVE, [], title="Love"))
        assert svg.find("title").text == "Love: no grades yet"
        assert svg.find("text").text == "No grades yet"

    def test_several_stand_on_one_axis_of_time(self) -> None:
        span = (date(2026, 1, 1), date(2026, 12, 31))
        early, late = (
            float(etree.fromstring(sparkline_svg(FIVE, [(on, 3.0, 3)], span=span)).find("circle").get("cx"))
            for on in (MAY, NOVEMBER)
        )
        assert 0 < early < late < WIDTH
        whole = etree.fromstring(sparkline_svg(FIVE, [(MAY, 3.0, 3), (NOVEMBER, 3.0, 3)], span=span))
        assert whole.find("path").get("d").startswith(f"M{early:.2f}".rstrip("0"))

    @given(st.lists(st.tuples(st.dates(), st.floats(1, 5), st.integers(1, 5)), max_size=20), st.text())
    def test_any_visits_make_a_whole_drawing(self, points: list[tuple[date, float, int]], title: str) -> None:
        markup = sparkline_svg(FIVE, points, title=title)
        svg = etree.fromstring(markup)
        path = svg.find("path")
        if path is not None:
            assert "nan" not in path.get("d")
            assert "-" not in path.get("d")


class TestThenAndNow:
    ROWS = (
        ThenNow("Comforting", 3, MAY, 5, NOVEMBER),
        ThenNow("Roads <b>", 4, MAY, 4, NOVEMBER),
        ThenNow("Enough food", 5, MAY, 2, NOVEMBER),
    )

    def test_then_is_hollow_now_is_filled_and_both_have_their_number(self) -> None:
        svg = etree.fromstring(then_now_svg(FIVE, self.ROWS))
        fills = [circle.get("fill") for circle in svg.iter("circle")]
        worst, poor, good = (PALETTE.grades[shade].fill for shade in ("worst", "poor", "good"))
        assert fills == ["#ffffff", worst, poor, "#ffffff", good]
        numbers = [text.text for text in svg.iter("text") if text.get("font-weight")]
        assert numbers == ["3", "5", "4", "5", "2"]

    def test_it_says_which_way_each_item_went(self) -> None:
        said = etree.fromstring(then_now_svg(FIVE, self.ROWS)).find("title").text
        assert "Comforting: 3 patchy on 18 May 2026, 5 not met on 16 November 2026, worse" in said
        assert "Roads <b>: 4 often missed on 18 May 2026, 4 often missed on 16 November 2026, the same" in said
        assert said.endswith("2 good enough on 16 November 2026, better")

    def test_higher_is_better_turns_the_words_and_the_axis(self) -> None:
        svg = etree.fromstring(then_now_svg(ELEVEN, [ThenNow("Friends", 2, MAY, 9, NOVEMBER)]))
        assert svg.find("title").text.endswith("better")
        assert [text.text for text in svg.iter("text")][:2] == ["10 all I hope for", "0 as bad as it gets"]

    def test_a_long_title_takes_two_lines_and_pushes_the_rest_down(self) -> None:
        long = ThenNow("Answering in time, and what is done about it at night", 3, MAY, 4, NOVEMBER)
        one, two = (float(etree.fromstring(then_now_svg(FIVE, [row])).get("height")) for row in (self.ROWS[0], long))
        assert two > one

    def test_a_cell_of_a_table_has_the_dots_alone(self) -> None:
        svg = etree.fromstring(then_now_svg(FIVE, self.ROWS[:1], titles=False))
        assert [text.text for text in svg.iter("text")] == ["3", "5"]
        assert svg.get("height") == "28"

    def test_nothing_graded_on_both_days_is_said(self) -> None:
        assert "Nothing graded on both days" in then_now_svg(FIVE, [])


class TestLegend:
    def test_it_explains_only_what_is_drawn(self) -> None:
        assert [entry.words for entry in legend(leo())] == [
            "dot: mean of the items graded; whisker: the worst item",
            "hollow: under half of the items graded",
            "Amira Khan",
            "Ben Okafor",
            "child in need plan",
            "child protection plan",
            "nothing graded",
            "conference",
            "change of worker",
            "move",
            "From here: items for 5 to 10",
            "From here: items of version 1.1",
        ]
        assert legend(care_with()) == ()

    def test_its_pictures_are_hidden_from_those_who_hear_the_words(self) -> None:
        for entry in legend(leo()):
            assert etree.fromstring(entry.picture).get("aria-hidden") == "true"
