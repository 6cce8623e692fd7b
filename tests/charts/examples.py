"""Invented care to draw: a child whose charts show everything at once, and any care that hypothesis can think of."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from gcp_tracker.charts.care import CareOverTime, DomainChart, Mark, Point, Scale, Span

FIVE = Scale(
    (1, 2, 3, 4, 5),
    "lower",
    "going well",
    "not met",
    {1: "best", 2: "good", 3: "middle", 4: "poor", 5: "worst"},
    {1: "going well", 2: "good enough", 3: "patchy", 4: "often missed", 5: "not met"},
)
ELEVEN = Scale(
    tuple(range(11)),
    "higher",
    "all I hope for",
    "as bad as it gets",
    {grade: ("worst", "poor", "middle", "good", "best", "best")[grade // 2] for grade in range(11)},
)

START = date(2024, 1, 8)


def a_point(day: int, mean: float, worst: int, **given: object) -> Point:
    on = START + timedelta(days=day)
    facts: dict[str, object] = {
        "visit_id": f"visit-{day}",
        "href": f"/visits/{day}",
        "graded": 5,
        "of": 6,
        "worker": 0,
        "label": f"{on}: mean {mean:.1f}, worst {worst}",
        "worst_items": ("Roads",),
    }
    return Point(on=on, mean=mean, worst=worst, **(facts | given))  # type: ignore[arg-type]


def care_with(*points: Point, scale: Scale = FIVE, title: str = "Love", **given: object) -> CareOverTime:
    facts: dict[str, object] = {
        "spans": (),
        "marks": (),
        "from_on": START,
        "to_on": START + timedelta(days=365),
        "workers": ("Amira Khan", "Ben Okafor"),
    }
    return CareOverTime(scale=scale, charts=(DomainChart("love", title, "A note", points),), **(facts | given))  # type: ignore[arg-type]


def leo() -> CareOverTime:
    """Four domains, two workers, a thin visit, a gap, a plan and every kind of mark."""
    facts = [(0, 3.6, 4), (21, 4.1, 5), (49, 3.3, 4), (133, 2.6, 3), (266, 1.8, 2), (266, 2.5, 3), (350, 1.0, 1)]
    charts = tuple(
        DomainChart(
            key,
            title,
            f"What is known of {title}",
            tuple(
                a_point(
                    day,
                    mean,
                    worst,
                    worker=int(day > 100),
                    graded=2 if day == 133 else 5,
                    visit_id=f"{key}-{place}",
                )
                for place, (day, mean, worst) in enumerate(facts)
            ),
        )
        for key, title in (("love", "Love"), ("safety", "Safety"), ("physical", "Physical care"), ("esteem", "Esteem"))
    )
    days = [START + timedelta(days=days) for days in (-30, 60, 140, 260)]
    return CareOverTime(
        FIVE,
        charts,
        (
            Span("child_in_need", days[0], days[1], "Child in need plan"),
            Span("child_protection", days[1], None, "Child protection plan for neglect"),
            Span("gap", days[2], days[3], "Not seen for 120 days"),
        ),
        (
            Mark("handover", START + timedelta(days=110), "Handed over to Ben Okafor"),
            Mark("conference", START + timedelta(days=90), "Review conference"),
            Mark("move", START + timedelta(days=280), "Moved to Gran’s"),
            Mark("band", START + timedelta(days=300), "From here: items for 5 to 10"),
            Mark("instrument", START + timedelta(days=310), "From here: items of version 1.1"),
            Mark("conference", START - timedelta(days=900), "Long before"),
        ),
        START,
        START + timedelta(days=365),
        ("Amira Khan", "Ben Okafor"),
    )


@st.composite
def points_on(draw: st.DrawFn, scale: Scale) -> Point:
    worst = draw(st.sampled_from(scale.values))
    best, other = sorted((float(scale.best), float(worst)))
    of = draw(st.integers(1, 15))
    return a_point(
        draw(st.integers(0, 2000)),
        draw(st.floats(best, other, allow_nan=False)),
        worst,
        of=of,
        graded=draw(st.integers(1, of)),
        worker=draw(st.integers(0, 8)),
        href=draw(st.sampled_from([None, "/visits/1?a=1&b=2"])),
        label=draw(st.text(max_size=40)),
        worst_items=tuple(draw(st.lists(st.text(max_size=12), max_size=2))),
    )


@st.composite
def any_care(draw: st.DrawFn) -> CareOverTime:
    """Also what should not come: spans that end before they start, days outside the chart, hostile words."""
    scale = draw(st.sampled_from([FIVE, ELEVEN]))
    days = st.integers(-400, 2500).map(lambda days: START + timedelta(days=days))
    kinds = st.sampled_from(["early_help", "child_in_need", "child_protection", "looked_after", "gap", "unheard of"])
    spans = st.builds(Span, kinds, days, st.none() | days, st.text(max_size=20))
    marks = st.builds(
        Mark, st.sampled_from(["conference", "handover", "move", "band", "instrument"]), days, st.text(max_size=20)
    )
    from_on, to_on = sorted((draw(days), draw(days)))
    return CareOverTime(
        scale,
        (
            DomainChart(
                draw(st.text(min_size=1, max_size=8)),
                draw(st.text(max_size=20)),
                draw(st.text(max_size=20)),
                tuple(draw(st.lists(points_on(scale), max_size=12))),
            ),
        ),
        tuple(draw(st.lists(spans, max_size=3))),
        tuple(draw(st.lists(marks, max_size=3))),
        from_on,
        to_on,
        tuple(draw(st.lists(st.text(max_size=10), max_size=3))),
    )
