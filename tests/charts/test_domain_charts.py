"""One domain in three shapes: SVG, figure and table say the same, whatever comes in."""

from __future__ import annotations

import csv
import math
import re
from datetime import timedelta

import html5lib
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from lxml import etree

from gcp_tracker.charts.care import CareOverTime
from gcp_tracker.charts.domain_svg import domain_svg
from gcp_tracker.charts.figure import domain_figure
from gcp_tracker.charts.frame import DEEP, TOP
from gcp_tracker.charts.tables import domain_csv_rows, domain_table
from gcp_tracker.rules.dates import long_date
from gcp_tracker.spreadsheets import csv_lines
from tests.charts.examples import ELEVEN, START, a_point, any_care, care_with, leo

DRAWN = {"svg", "g", "a", "title", "desc", "defs", "pattern", "rect", "line", "path", "circle", "polygon", "text"}
HOSTILE = "<script>alert(1)</script> & \"Anna\" 'O’Neill' </title></svg><b>"


def drawing(care: CareOverTime, **how: object) -> etree._Element:
    return etree.fromstring(str(domain_svg(care, care.charts[0], **how)))  # type: ignore[arg-type]


def visits_in(svg: etree._Element) -> list[etree._Element]:
    return [element for element in svg.iter() if element.get("class") == "care-chart__visit"]


def height_of_dot(visit: etree._Element) -> float:
    """The middle of the dot, in pixels from the top."""
    dot = next(element for element in visit.iter() if element.get("class") == "care-chart__dot")
    if dot.tag == "circle":
        return float(dot.get("cy"))
    heights = [float(corner.split(",")[1]) for corner in dot.get("points").split()]
    return (min(heights) + max(heights)) / 2


def dots_in(figure: dict[str, object]) -> list[tuple[str, float, int, int, int]]:
    """(day, mean, worst, graded, of) of every dot, in the order of the table."""
    traces = [trace for trace in figure["data"] if "customdata" in trace]  # type: ignore[attr-defined]
    return sorted(
        (day, mean, facts[4], facts[2], facts[3])
        for trace in traces
        for day, mean, facts in zip(trace["x"], trace["y"], trace["customdata"], strict=True)
    )


class TestNumbersAgree:
    def test_a_visit_reads_the_same_in_drawing_figure_table_and_file(self) -> None:
        care = leo()
        for chart in care.charts:
            facts = sorted((p.on.isoformat(), p.mean, p.worst, p.graded, p.of) for p in chart.points)
            assert dots_in(domain_figure(care, chart)) == facts
            rows = domain_table(care, chart).rows
            assert sorted(row[1:3] for row in rows) == sorted((f"{f[3]} of {f[4]}", f"{f[1]:.1f}") for f in facts)
            assert [row[0] for row in rows] == [long_date(p.on) for p in chart.points]
            in_file = domain_csv_rows(care, chart)
            assert sorted((r[1], float(r[4]), int(r[5]), int(r[2]), int(r[3])) for r in in_file) == facts

    @given(any_care())
    def test_every_dot_stands_at_the_height_of_its_mean(self, care: CareOverTime) -> None:
        points = sorted(care.charts[0].points, key=lambda point: point.on)
        drawn = visits_in(drawing(care))
        # Links are drawn after what cannot be followed.
        expected = [p for p in points if p.href is None] + [p for p in points if p.href is not None]
        assert [visit.get("data-worst") for visit in drawn] == [str(point.worst) for point in expected]
        for visit, point in zip(drawn, expected, strict=True):
            if point.worker == 0:
                assert height_of_dot(visit) == pytest.approx(TOP + DEEP * care.scale.depth(point.mean), abs=0.01)
            assert float(visit.get("data-mean")) == pytest.approx(point.mean, abs=0.0501)

    def test_the_whisker_reaches_the_worst_item_in_its_colour(self) -> None:
        visit = visits_in(drawing(care_with(a_point(5, 2.0, 5))))[0]
        whiskers = [element for element in visit.iter("path")]
        assert [whisker.get("stroke") for whisker in whiskers] == ["#16262e", "#8c1d22"]
        assert {re.search(r"V(\d+)", whisker.get("d"))[1] for whisker in whiskers} == {str(int(TOP + DEEP))}

    def test_the_table_names_the_worst_item_and_the_worker(self) -> None:
        care = care_with(a_point(5, 3.5, 4, worker=1, worst_items=("Roads", "When left")))
        assert domain_table(care, care.charts[0]).rows == (
            ("13 January 2024", "5 of 6", "3.5", "4 often missed (Roads, When left)", "Ben Okafor"),
        )


class TestBestIsAtTheTop:
    def test_where_lower_is_better(self) -> None:
        care = care_with(a_point(1, 1.0, 1), a_point(9, 5.0, 5))
        best, worst = (height_of_dot(visit) for visit in visits_in(drawing(care)))
        assert (best, worst) == (TOP, TOP + DEEP)
        bottom, top = domain_figure(care, care.charts[0])["layout"]["yaxis"]["range"]
        assert top < 1
        assert bottom > 5

    def test_where_higher_is_better(self) -> None:
        care = care_with(a_point(1, 10.0, 10), a_point(9, 0.0, 0), scale=ELEVEN)
        best, worst = (height_of_dot(visit) for visit in visits_in(drawing(care)))
        assert (best, worst) == (TOP, TOP + DEEP)
        axis = domain_figure(care, care.charts[0])["layout"]["yaxis"]
        assert axis["range"][0] < 0
        assert axis["range"][1] > 10
        assert axis["ticktext"][0] == "10 all I hope for"
        assert axis["ticktext"][-1] == "0 as bad as it gets"


class TestHostileWords:
    def test_nothing_typed_becomes_markup(self) -> None:
        point = a_point(3, 3.0, 4, label=HOSTILE, href='/visits/"><script>', worst_items=(HOSTILE,))
        care = care_with(point, title=HOSTILE, workers=(HOSTILE,))
        page = html5lib.parse(f"<p>{domain_svg(care, care.charts[0])}</p>", namespaceHTMLElements=False)
        tags = {str(element.tag).removeprefix("{http://www.w3.org/2000/svg}") for element in page.iter()}
        assert tags <= DRAWN | {"html", "head", "body", "p"}
        assert visits_in(drawing(care))[0][0].text == HOSTILE
        figure = domain_figure(care, care.charts[0])
        for trace in figure["data"]:
            trace.pop("customdata", None)  # never shown as text
        assert "<" not in repr(figure)

    @given(any_care())
    def test_any_words_make_a_whole_drawing_without_style_or_script(self, care: CareOverTime) -> None:
        svg = drawing(care, axis=True)
        for element in svg.iter():
            assert element.tag in DRAWN
            assert not [name for name in element.attrib if name == "style" or name.startswith("on")]

    def test_a_point_links_to_this_site_only(self) -> None:
        for address in ("javascript:alert(1)", "https://example.org", "//example.org", ""):
            with pytest.raises(ValueError, match="this site"):
                a_point(1, 1.0, 1, href=address)

    def test_no_cell_of_the_file_is_a_formula(self) -> None:
        care = care_with(a_point(1, 2.0, 2, worst_items=("=1+1",)), title="@SUM(A1)", workers=(" -2+3",))
        row = list(csv.reader(list(csv_lines(domain_csv_rows(care, care.charts[0])))))[0]
        assert (row[0].lstrip("\ufeff"), row[6], row[7]) == ("'@SUM(A1)", "'=1+1", "' -2+3")


class TestWhatIsSaid:
    def test_the_drawing_is_an_image_that_says_first_latest_and_worst(self) -> None:
        care = leo()
        svg = drawing(care)
        image = svg[0]
        said = {element.get("id"): element.text for element in svg.iter() if element.get("id")}
        assert image.get("role") == "img"
        assert said[image.get("aria-labelledby")] == "Love: 7 visits, 8 January 2024 to 23 December 2024"
        description = said[image.get("aria-describedby")]
        assert description.startswith("Best at the top: 1 going well, 5 not met. What is known of Love.")
        for fact in (
            "Latest: 2024-12-23: mean 1.0, worst 1.",
            "First: 2024-01-08: mean 3.6, worst 4.",
            "Worst: 2024-01-29: mean 4.1, worst 5.",
            "Not seen for 120 days.",
            "Handed over to Ben Okafor, 27 April 2024.",
        ):
            assert fact in description

    def test_an_image_holds_nothing_to_follow(self) -> None:
        svg = drawing(leo())
        assert not list(svg[0].iter("a"))
        assert [link.get("href") for link in svg.iter("a")][0] == "/visits/0"

    def test_dots_can_be_left_out_of_the_tab_order(self) -> None:
        assert {link.get("tabindex") for link in drawing(leo(), keyboard=False).iter("a")} == {"-1"}
        assert {link.get("tabindex") for link in drawing(leo()).iter("a")} == {None}

    def test_ids_are_unique_on_a_page_with_each_chart_twice(self) -> None:
        care = leo()
        page = "".join(domain_svg(care, chart, prefix=prefix) for chart in care.charts for prefix in ("", "print-"))
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids)) == 4 * 2 * 3
        assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)

    def test_without_grades_it_says_so_in_every_shape(self) -> None:
        care = care_with()
        svg = drawing(care, axis=True)
        assert "No grades yet" in "".join(svg.itertext())
        assert svg[0][0].text == "Love: no grades yet"
        assert domain_figure(care, care.charts[0])["layout"]["annotations"][0]["text"] == "No grades yet"
        assert domain_table(care, care.charts[0]).rows == ()
        assert domain_csv_rows(care, care.charts[0]) == []

    def test_a_thin_visit_is_hollow_and_each_worker_has_a_shape(self) -> None:
        care = care_with(
            *(a_point(day, 3.0, 4, worker=day) for day in range(4)), a_point(9, 3.0, 4, graded=2, of=6), workers=()
        )
        dots = [element for element in drawing(care).iter() if element.get("class") == "care-chart__dot"]
        assert [dot.get("fill") for dot in dots] == ["#db8a3c"] * 4 + ["#ffffff"]
        assert len({(dot.tag, dot.get("points")) for dot in dots[:4]}) == 4
        symbols = [t["marker"]["symbol"] for t in domain_figure(care, care.charts[0])["data"] if "customdata" in t]
        assert symbols == ["circle", "square", "diamond", "triangle-up"]

    def test_two_visits_on_one_day_stand_side_by_side(self) -> None:
        first, second = visits_in(drawing(care_with(a_point(5, 3.0, 4), a_point(5, 2.0, 3, worker=1))))
        moves = [visit.find(".//g").get("transform") for visit in (first, second)]
        assert moves == ["translate(-6.6 0)", "translate(6.6 0)"]

    def test_only_marks_within_the_days_are_drawn(self) -> None:
        marks = [e for e in drawing(leo()).iter() if (e.get("class") or "").startswith("care-chart__mark ")]
        assert len(marks) == 5


class TestSizes:
    @given(any_care())
    def test_no_size_is_negative_and_every_place_is_in_the_picture(self, care: CareOverTime) -> None:
        for element in drawing(care, axis=True).iter():
            for name, value in element.attrib.items():
                is_a_name = name in ("id", "href") or "aria" in name or value.startswith("url(#")
                assert is_a_name or not re.search(r"\b(nan|inf)\b", value, re.I)
            for name in ("width", "height", "r"):
                size = element.get(name, "0").removesuffix("%")
                assert float(size) >= 0
            for name in ("x", "x1", "x2"):
                if element.get(name, "").endswith("%"):
                    assert 0 <= float(element.get(name)[:-1]) <= 100

    @settings(max_examples=25, deadline=None)
    @given(any_care())
    def test_plotly_accepts_every_figure_and_all_its_numbers_are_finite(self, care: CareOverTime) -> None:
        figure = domain_figure(care, care.charts[0])
        go.Figure(data=figure["data"], layout=figure["layout"])
        for trace in figure["data"]:
            assert all(value is None or math.isfinite(value) for value in trace["y"])

    def test_sixty_visits_in_three_years_are_all_drawn_and_smaller(self) -> None:
        care = care_with(
            *(a_point(day * 18, 3.0, 4) for day in range(60)), to_on=START + timedelta(days=60 * 18), workers=()
        )
        svg = drawing(care, axis=True)
        assert len(visits_in(svg)) == 60
        assert {e.get("r") for e in svg.iter() if e.get("class") == "care-chart__dot"} == {"4"}
