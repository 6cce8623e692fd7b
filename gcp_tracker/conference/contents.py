"""What a pack for the members of a conference holds, gathered once: its page, its PDF and what is compared with the
next issue are all made from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from markupsafe import Markup

from gcp_tracker.change.constants import VERSION
from gcp_tracker.charts.care import GAP, CareOverTime
from gcp_tracker.charts.domain_svg import domain_svg
from gcp_tracker.charts.legend import LegendEntry, legend
from gcp_tracker.charts.markup import tag, words
from gcp_tracker.charts.words import chart_description, chart_title
from gcp_tracker.conference import queries
from gcp_tracker.conference.grades_told import (
    ItemEvidence,
    ItemTold,
    concern_lines,
    evidence_at_concern,
    items_told,
    moved_words,
)
from gcp_tracker.conference.people_told import (
    CarerView,
    LastDecided,
    MeetingLine,
    SeenSums,
    VisitLine,
    carers_views,
    last_conference,
    last_decided,
    lost_words,
    meeting_lines,
    nobody_recorded,
    visit_lines,
    who_was_seen,
)
from gcp_tracker.conference.words_told import Quoted, quoted
from gcp_tracker.models import Child
from gcp_tracker.plans.queries import agreed_plan
from gcp_tracker.plans.shown import PlanShown
from gcp_tracker.readings.queries import readings_on
from gcp_tracker.record.childs_time import Lived, childs_time
from gcp_tracker.record.due import due_findings, what_is_due
from gcp_tracker.record.findings import findings
from gcp_tracker.record.plan import plan_told, targets_of
from gcp_tracker.record.queries import child_story, standing_in
from gcp_tracker.record.read import Read, care_read, changes_read, read_of
from gcp_tracker.record.standing import Standing
from gcp_tracker.record.story import Series, Story, series_of
from gcp_tracker.record.verdict import VerdictSince, VerdictTold, verdict_told
from gcp_tracker.record.voices import child_voices
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.dates import long_date
from gcp_tracker.scrutiny.queries import last_signed
from gcp_tracker.supervision.queries import Judged
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class ChartTold:
    """`picture` says in its title all that the chart says, for whoever hears it."""

    title: str
    verdict: str
    note: str
    picture: Markup


@dataclass(frozen=True, slots=True)
class HomeTold:
    """The care of one home or person: its charts, every item, and what was seen at 4 or 5."""

    name: str
    concern_title: str
    at_concern: str
    charts: tuple[ChartTold, ...]
    legend: tuple[LegendEntry, ...]
    items: tuple[ItemTold, ...]
    evidence: tuple[ItemEvidence, ...]
    lived: tuple[Lived, ...]
    sums: str

    @property
    def concerns(self) -> tuple[ItemTold, ...]:
        return tuple(one for one in self.items if one.is_concern)


@dataclass(frozen=True, slots=True)
class Contents:
    """`homes`: the one graded last first; none before the first grade. `since`: what two readings say side by side."""

    child: Child
    today: date
    standing: Standing
    conference_on: date | None
    verdict: VerdictTold | None
    since: tuple[tuple[str, VerdictSince | None], ...]
    homes: tuple[HomeTold, ...]
    decided: LastDecided | None
    plan: PlanShown | None
    judged: tuple[Judged, ...]
    own_words: tuple[Quoted, ...]
    seen: SeenSums
    visits: tuple[VisitLine, ...]
    meetings: tuple[MeetingLine, ...]
    meeting_sums: str
    carers: tuple[CarerView, ...]
    not_known: tuple[str, ...]
    engine: str = VERSION

    def facts(self) -> dict[str, list[str]]:
        """Line by line, so that a later issue can say what is different."""
        plan = self.plan
        outcomes = (
            [f"{one.row.sentence}: {one.state.inside if one.state else ''}" for one in plan.outcomes] if plan else []
        )
        said = [*([self.verdict.headline.sentence] if self.verdict else [])]
        said += [f"{line.who}: {line.said.sentence}" for line in (self.verdict.lines if self.verdict else ())]
        return {
            "Is life better?": said,
            "At 4 or 5": [line for home in self.homes for line in concern_lines(home.items)],
            "What was decided last": list(self.decided.lines) if self.decided else [],
            "What was promised": outcomes,
            "Decided against the grades": [f"{one.decided}, {long_date(one.on)}: {one.why}" for one in self.judged],
            "In the child’s words": [f"“{one.text}”, {long_date(one.on)}" for one in self.own_words],
            "Visits": [f"{long_date(one.on)}: {one.seen}" for one in self.visits],
            "Meetings": [f"{one.what}, {long_date(one.on)}: {one.became}" for one in self.meetings],
            "What carers say": [f"{one.who}, {long_date(one.on)}: {one.agrees or one.words}" for one in self.carers],
            "What is not known": list(self.not_known),
        }


def contents_of(session: AnySession, child: Child, settings: Settings, today: date) -> Contents:
    """As it stands today, for whoever asks: what the reader may not see yet is not in it."""
    story = child_story(session, child)
    everything = series_of(story.visits)
    evidence = queries.evidence_of(session, child)
    conference_on = last_conference(story, today)
    plan = agreed_plan(session, child)
    reads: list[tuple[Series, Read | None]] = []
    for series in everything:
        readings = readings_on(session, [child.id], today, series.instrument.key, with_curves=True)
        reads.append((series, read_of(story, series, readings, settings, today)))
    homes: list[HomeTold] = []
    for series, read in reads:
        care = care_read(story, series, today, _nowhere, read, targets_of(plan, series.instrument))
        curves = [one for one in read.today.curves if one.care_of == series.care_of] if read else []
        items = items_told(series, conference_on)
        homes.append(
            HomeTold(
                name=series.name,
                concern_title=series.instrument.concern_title,
                at_concern=series.instrument.at_concern,
                charts=_charts(care, f"h{len(homes)}-"),
                legend=tuple(_named_sign(entry) for entry in legend(care)),
                items=items,
                evidence=evidence_at_concern(series, evidence),
                lived=childs_time(curves, read.names, f"{child.pronoun.their} life") if read else (),
                sums=moved_words(items),
            )
        )
    main, read = reads[0] if reads else (None, None)
    meetings = meeting_lines(story, settings, conference_on, today)
    since = changes_read(story, main, today, read) if main else []
    return Contents(
        child=child,
        today=today,
        standing=standing_in(story, today),
        conference_on=conference_on,
        verdict=verdict_told(read.today, read.names) if read else None,
        since=tuple((one.title, said) for one, said in since if said is not None),
        homes=tuple(homes),
        decided=last_decided(last_signed(session, child, today)),
        plan=plan_told(session, plan, today),
        judged=story.footprint.judged,
        own_words=quoted(child_voices(story.visits)),
        seen=who_was_seen(story, queries.adults_seen(session, child), conference_on, today),
        visits=visit_lines(story),
        meetings=meetings,
        meeting_sums=lost_words(meetings),
        carers=carers_views(queries.shared_profiles(session, child)),
        not_known=tuple(not_known(story, main, read, settings, today)),
    )


def _nowhere(_visit_id: UUID) -> str:
    return "#"


def _charts(care: CareOverTime, prefix: str) -> tuple[ChartTold, ...]:
    """Nothing in a pack leads anywhere: its dots are no links."""
    still = tuple(
        replace(chart, points=tuple(replace(point, href=None) for point in chart.points)) for chart in care.charts
    )
    last = still[-1] if still else None
    drawn = []
    for chart in still:
        picture = domain_svg(care, chart, axis=chart is last, prefix=prefix, keyboard=False)
        told = f"{chart_title(chart)}. {chart_description(care, chart)}"
        deep = 154 if chart is last else 130
        drawn.append(ChartTold(chart.title, chart.verdict, chart.note, _told_whole(picture, told, deep)))
    return tuple(drawn)


def _named_sign(entry: LegendEntry) -> LegendEntry:
    """In a PDF no picture may be without words, and these stand beside theirs."""
    said = tag("title", words("Sign"))
    return LegendEntry(tag("svg", said, entry.picture, role="img", width=20, height=20), entry.words)


def _told_whole(picture: Markup, told: str, deep: int) -> Markup:
    """Its outermost title is what a PDF gives to whoever hears it."""
    return tag("svg", tag("title", words(told)), picture, class_="pack-chart", role="img", width="100%", height=deep)


def not_known(story: Story, series: Series | None, read: Read | None, settings: Settings, today: date) -> Sequence[str]:
    """What nobody has looked at, seen or written down, and what is overdue; then what the findings of the file say."""
    child = story.child
    said = []
    if series is not None:
        asked = series.graded[-1].asked(series.instrument)
        graded = {key for visit in series.graded for key in visit.grades}
        never = [
            item.title
            for item in series.instrument.items
            if item.key in asked and not graded & set(series.instrument.line_of_descent(item.key))
        ]
        if never:
            said.append(f"Never graded: {', '.join(never)}.")
        care = care_read(story, series, today, _nowhere, None, {})
        said += [f"{span.words}." for span in care.spans if span.kind == GAP]
    else:
        said.append(f"Nothing has been graded for {child.first_name} yet.")
    if nobody := nobody_recorded(child):
        said.append(nobody)
    reading, names = (read.today.reading, read.names) if read else (None, None)
    found = [*findings(story, series, today, settings, reading, names)]
    found += due_findings(story, what_is_due(story, settings, today), today)
    return list(dict.fromkeys([*said, *(one.sentence for one in found)]))
