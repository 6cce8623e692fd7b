"""The care curve with its band: in the drawing, in words, in the table and in Plotly, from the same points."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.charts.care import CareOverTime, CurvePoint
from gcp_tracker.charts.curve import curve_on, likely_words, until
from gcp_tracker.charts.domain_svg import domain_svg
from gcp_tracker.charts.figure import domain_figure
from gcp_tracker.charts.legend import legend
from gcp_tracker.charts.tables import domain_csv_rows, domain_table
from gcp_tracker.charts.words import chart_description
from tests.charts.examples import ELEVEN, START, a_point, care_with


def a_curve(*levels: tuple[float, float, float], every: int = 30) -> tuple[CurvePoint, ...]:
    return tuple(CurvePoint(START + timedelta(days=every * place), *level) for place, level in enumerate(levels))


CURVE = a_curve((3.5, 3.0, 4.0), (3.0, 2.6, 3.4), (2.5, 2.1, 3.0))


def with_curve(**given_: object) -> CareOverTime:
    care = care_with(a_point(0, 3.6, 4), a_point(60, 2.4, 3), **given_)
    return replace(care, charts=(replace(care.charts[0], curve=CURVE),))


def paths(care: CareOverTime) -> list[str]:
    drawn = BeautifulSoup(str(domain_svg(care, care.charts[0])), "html.parser")
    return [path["d"] for path in drawn.select(".care-chart__curve path")]


def test_the_band_and_the_line_are_drawn_behind_the_dots() -> None:
    care = with_curve()
    svg = str(domain_svg(care, care.charts[0]))
    assert 0 < svg.index("care-chart__curve") < svg.index("care-chart__dot")
    band, edges, line = paths(care)
    assert band.endswith("Z")
    assert edges.count("M") == 2
    assert line.startswith("M0 ")


def test_where_there_is_no_curve_nothing_is_drawn_or_said() -> None:
    care = care_with(a_point(0, 3.6, 4))
    assert "care-chart__curve" not in str(domain_svg(care, care.charts[0]))
    assert "likely" not in chart_description(care, care.charts[0])
    assert "Likely between" not in domain_table(care, care.charts[0]).head
    assert "curve" not in " ".join(entry.words for entry in legend(care))


def test_it_is_said_in_the_description_the_table_the_file_and_the_legend() -> None:
    care = with_curve()
    chart = care.charts[0]
    assert "likely between 3.0 and 4.0 at the start, likely between 2.1 and 3.0 today" in chart_description(care, chart)
    assert [row[-1] for row in domain_table(care, chart).rows] == ["3.0 and 4.0", "2.1 and 3.0"]
    assert [row[8:11] for row in domain_csv_rows(care, chart)] == [("3.5", "3.0", "4.0"), ("2.5", "2.1", "3.0")]
    assert "curve: where care most likely was; band: four cases in five" in [entry.words for entry in legend(care)]


def test_plotly_draws_the_same_points() -> None:
    care = with_curve()
    low, high, middle = domain_figure(care, care.charts[0])["data"][:3]
    assert (low["y"], high["y"], middle["y"]) == ([3.0, 2.6, 2.1], [4.0, 3.4, 3.0], [3.5, 3.0, 2.5])
    assert high["fill"] == "tonexty"
    assert "likely between 2.6 and 3.4" in middle["hovertext"][1]


def test_the_best_is_at_the_top_whichever_way_the_scale_runs() -> None:
    upside = replace(with_curve(scale=ELEVEN), charts=(replace(with_curve().charts[0], curve=CURVE),))
    ends = [
        [float(y) for _, y in re.findall(r"(\S+) (\S+)", paths(care)[2].strip("M"))] for care in (with_curve(), upside)
    ]
    assert ends[0][0] > ends[0][-1], "grades fall, so care rises where 1 is best"
    assert ends[1][0] < ends[1][-1]
    assert likely_words(CurvePoint(START, 5, 6, 4)) == "likely between 4.0 and 6.0"


def test_it_ends_today_between_two_known_days() -> None:
    cut = until(CURVE, START + timedelta(days=45))
    assert [point.on for point in cut] == [START, START + timedelta(days=30), START + timedelta(days=45)]
    assert cut[-1].middle == 2.75
    assert until(CURVE, START - timedelta(days=1)) == ()
    assert until(CURVE, START + timedelta(days=400)) == CURVE
    assert curve_on(CURVE, START + timedelta(days=61)) is None


@given(st.lists(st.floats(1.2, 4.8), min_size=2, max_size=120))
def test_the_drawing_stays_small_and_within_half_a_pixel(middles: list[float]) -> None:
    curve = a_curve(*((one, one - 0.2, one + 0.2) for one in middles), every=10)
    care = care_with(a_point(0, 3, 3), to_on=curve[-1].on)
    care = replace(care, charts=(replace(care.charts[0], curve=curve),))
    line = paths(care)[2]
    places = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", line)]
    assert places[0][0] == 0
    assert places[-1][0] == 1000
    assert len(places) <= len(curve)
    smooth = a_curve(*((3 + place / 100, 2.5, 3.5) for place in range(100)), every=10)
    care = replace(care, to_on=smooth[-1].on, charts=(replace(care.charts[0], curve=smooth),))
    assert paths(care)[2].count(" ") <= 5, "a straight line needs its two ends"
