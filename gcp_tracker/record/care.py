"""One series of grades as the charts draw it: worst domain first; help, meetings, moves, workers and gaps in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from uuid import UUID

from gcp_tracker.change.histories import DomainPoint, GradedVisit, domain_points
from gcp_tracker.charts.care import (
    GAP,
    CareOverTime,
    Curve,
    DomainChart,
    Mark,
    Point,
    Scale,
    Span,
    TargetLine,
    mean_words,
)
from gcp_tracker.record.standing import episode_words
from gcp_tracker.record.story import Series, Story, ToldVisit, concerns_among
from gcp_tracker.rules.ages import day_of_age
from gcp_tracker.rules.bands import Form, birthday_sentence, form_of, turn_sentence
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.meeting_vocabulary import CONFERENCES, MeetingState

# Care is graded at least once a quarter; a longer silence is named, so that it is not read as calm.
GAP_AFTER = timedelta(days=92)

NOTHING_READ: Mapping[str, Any] = {}

Address = Callable[[UUID], str]
# What the plan aims at, by domain.
Targets = Mapping[str, tuple[TargetLine, ...]]


def care_over_time(
    story: Story,
    series: Series,
    today: date,
    address: Address,
    curves: Mapping[str, Curve] = NOTHING_READ,
    verdicts: Mapping[str, str] = NOTHING_READ,
    targets: Targets = NOTHING_READ,
) -> CareOverTime:
    """`address` gives the page of a visit; `curves`, `verdicts` (a few words each) and `targets` are by domain."""
    names = {visit.graded.worker: visit.author for visit in series.visits}
    return CareOverTime(
        scale=Scale.of(series.instrument),
        charts=tuple(
            replace(
                chart,
                curve=curves.get(chart.key, ()),
                verdict=verdicts.get(chart.key, ""),
                targets=targets.get(chart.key, ()),
            )
            for chart in _naming_colleagues(series, domain_charts(series.instrument, series.graded, address))
        ),
        spans=(*_help_spans(story), *_gaps(series.visits, today)),
        marks=tuple(sorted(_marks(story, series, today), key=lambda mark: mark.on)),
        from_on=series.first_on,
        to_on=today,
        workers=tuple(_worker_words(series, worker, names[worker]) for worker in _workers(series.graded)),
    )


def _worker_words(series: Series, worker: str, name: str) -> str:
    """For the legend: the author, who gives a dot its shape, and who came along on how many of those visits."""
    beside = Counter(
        colleague for visit in series.visits if visit.graded.worker == worker for colleague in visit.colleagues
    )
    if not beside:
        return name
    others = [f"with {other} at {counted(times, 'visit')}" for other, times in beside.items()]
    return f"{name} ({', '.join(others)})"


def _naming_colleagues(series: Series, charts: tuple[DomainChart, ...]) -> tuple[DomainChart, ...]:
    """A dot of a visit by several says who they were."""
    several = {str(visit.id): visit.workers for visit in series.visits if visit.colleagues}
    if not several:
        return charts
    return tuple(
        replace(
            chart,
            points=tuple(
                replace(point, label=f"{point.label}; {several[point.visit_id]}")
                if point.visit_id in several
                else point
                for point in chart.points
            ),
        )
        for chart in charts
    )


# The key is the grades themselves; see story.concerns_among.
@lru_cache(maxsize=32)
def domain_charts(instrument: Instrument, graded: tuple[GradedVisit, ...], address: Address) -> tuple[DomainChart, ...]:
    """The worst domain first."""
    workers = _workers(graded)
    addresses = {visit.visit_id: address(UUID(visit.visit_id)) for visit in graded}
    scale = Scale.of(instrument)
    concern = Counter(
        instrument.item(fact.item_key).domain_key for fact in concerns_among(instrument, graded) if fact.still_asked
    )
    charts = []
    for domain in instrument.domains:
        points = domain_points(instrument, graded, domain.key)
        drawn = tuple(
            [_point(instrument, point, addresses[point.visit_id], workers.index(point.worker)) for point in points]
        )
        charts.append(DomainChart(domain.key, domain.title, _note(instrument, points, concern[domain.key]), drawn))
    return tuple(sorted(charts, key=lambda chart: _worst_first(scale, chart)))


def _workers(graded: Iterable[GradedVisit]) -> list[str]:
    return list(dict.fromkeys(visit.worker for visit in graded))


def _worst_first(scale: Scale, chart: DomainChart) -> tuple[float, float]:
    if not chart.points:
        return 1.0, 1.0
    latest = chart.points[-1]
    return -scale.depth(latest.worst), -scale.depth(latest.mean)


def _titles(instrument: Instrument, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(instrument.item(key).title for key in keys if instrument.has_item(key))


def _point(instrument: Instrument, point: DomainPoint, href: str, worker: int) -> Point:
    titles = _titles(instrument, point.worst_items)
    which = f" ({', '.join(titles[:3])}{' and more' if len(titles) > 3 else ''})" if titles else ""
    label = (
        f"{long_date(point.on)}: graded {point.graded} of {counted(point.of, 'item')},"
        f" mean {mean_words(point.mean)}, worst {point.worst}{which}"
    )
    return Point(
        on=point.on,
        visit_id=point.visit_id,
        href=href,
        mean=point.mean,
        worst=point.worst,
        graded=point.graded,
        of=point.of,
        worker=worker,
        label=label,
        worst_items=titles,
    )


def _note(instrument: Instrument, points: Sequence[DomainPoint], concern: int) -> str:
    if not points:
        return "Nothing graded yet"
    latest = points[-1]
    titles = _titles(instrument, latest.worst_items)
    which = titles[0] if len(titles) == 1 else counted(len(titles), "item")
    worst = f"Worst on {long_date(latest.on)}: {latest.worst} ({which})"
    graded = f"graded {latest.graded} of {counted(latest.of, 'item')}"
    if not concern:
        return f"{worst}, {graded}."
    are = "is" if concern == 1 else "are"
    return f"{worst}, {graded}. {counted(concern, 'item')} {are} {instrument.at_concern}."


def _help_spans(story: Story) -> list[Span]:
    return [
        Span(episode.kind.value, episode.started_on, episode.ended_on, episode_words(episode))
        for episode in story.episodes
    ]


def _gaps(visits: Sequence[ToldVisit], today: date) -> list[Span]:
    days = [*(visit.on for visit in visits), today]
    return [
        Span(
            GAP,
            earlier,
            later,
            f"Nothing graded for {counted((later - earlier).days, 'day')}, from {long_date(earlier)}",
        )
        for earlier, later in zip(days, days[1:], strict=False)
        if later - earlier > GAP_AFTER
    ]


def _marks(story: Story, series: Series, today: date) -> list[Mark]:
    return [
        *(
            Mark("conference", meeting.on, meeting.kind.words)
            for meeting in story.meetings
            if meeting.kind in CONFERENCES and meeting.state is MeetingState.HELD
        ),
        *_handovers(story, series),
        *(
            Mark("move", home.from_on, f"Moved to {home.home}")
            for home in story.homes
            if home.from_on > series.first_on
        ),
        *_turns(story, series, today),
    ]


def _handovers(story: Story, series: Series) -> list[Mark]:
    """A new lead worker, and the first visit by somebody whose coming no allocation tells of."""
    marks, lead = [], ""
    for worker in story.workers:
        if worker.is_lead and lead and worker.name != lead:
            marks.append(Mark("handover", worker.from_on, f"{worker.name} took over from {lead}"))
        lead = worker.name if worker.is_lead else lead
    told = {worker.name for worker in story.workers}
    seen = {series.visits[0].author}
    for visit in series.visits:
        if visit.author not in seen and visit.author not in told:
            marks.append(Mark("handover", visit.on, f"First visit by {visit.author}"))
        seen.add(visit.author)
    return marks


def _turns(story: Story, series: Series, today: date) -> list[Mark]:
    """Where other items are asked from: a birthday between two visits, a worker's choice, a new version."""
    born_on, marks = story.child.born_on, []
    for earlier, later in pairwise(series.visits):
        before, after = _form(earlier), _form(later)
        if before == after:
            continue
        on, words = turn_sentence(
            before,
            after,
            on=later.on,
            born_on=born_on,
            earlier_on=earlier.on,
            chosen_by=later.author if later.band_reason else "",
        )
        marks.append(Mark("band" if before.instrument == after.instrument else "instrument", on, words))
    last = series.visits[-1]
    band = last.instrument.band_at(born_on, today)
    was_by_age = last.instrument.band_at(born_on, last.on)
    if born_on is not None and band is not None and was_by_age != band and not last.band_reason:
        on = day_of_age(born_on, band.from_months)
        marks.append(Mark("band", on, birthday_sentence(_form(last), band, born_on)))
    return marks


def _form(visit: ToldVisit) -> Form:
    return form_of(visit.instrument, visit.graded.band)
