"""The child's page, put together: what its template shows, in the order in which it shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter

from markupsafe import Markup

from gcp_tracker.charts.axes import TimeAxis
from gcp_tracker.charts.care import CareOverTime
from gcp_tracker.charts.domain_svg import domain_svg
from gcp_tracker.charts.legend import LegendEntry, legend
from gcp_tracker.charts.tables import domain_table
from gcp_tracker.charts.then_now import then_now_svg
from gcp_tracker.children.queries.earlier_help import own_help
from gcp_tracker.record import facts, voices
from gcp_tracker.record.beside import Beside
from gcp_tracker.record.care import NOTHING_READ, Address, Targets
from gcp_tracker.record.childs_time import Lived, childs_time
from gcp_tracker.record.chronology.entries import Entry, OnFile, chronology
from gcp_tracker.record.comparison import Comparison, compare, profiles_in, side_of_profile, sides_of_visits
from gcp_tracker.record.due import due_findings, what_is_due
from gcp_tracker.record.engaged import NOTHING_KNOWN, Engaged
from gcp_tracker.record.finding import Finding
from gcp_tracker.record.findings import findings
from gcp_tracker.record.grid_table import grid_table
from gcp_tracker.record.numbers_table import numbers_table
from gcp_tracker.record.own_words import OwnWords, own_words
from gcp_tracker.record.read import Read, care_read, changes_read
from gcp_tracker.record.story import CompletedProfile, Series, Story, ToldVisit
from gcp_tracker.record.verdict import VerdictSince, VerdictTold, verdict_told
from gcp_tracker.rules.agenda import Item
from gcp_tracker.rules.ages import LifeStage, life_stage
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.instrument import ScalePoint
from gcp_tracker.rules.start_again import start_again_words

SHOWN_FIRST = 12
NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True)
class Drawn:
    """One domain: its words, its picture, and its numbers as a table."""

    key: str
    title: str
    verdict: str
    note: str
    picture: Markup
    table: Markup


@dataclass(frozen=True, slots=True)
class Care:
    """Everything that is said from the grades of one series; there is none before the first grade."""

    # Each with what a reading since then says, or None where there is none.
    changes: list[tuple[facts.Since, VerdictSince | None]]
    lived: tuple[Lived, ...]
    concerns: facts.Concerns
    going_well: tuple[facts.Told, ...]
    sources: str
    drawn: tuple[Drawn, ...]
    legend: tuple[LegendEntry, ...]
    grid: Markup
    order: tuple[str, ...]
    scale: tuple[ScalePoint, ...]
    # Not all visits asked the same items.
    is_turned: bool
    axis: TimeAxis


@dataclass(frozen=True, slots=True)
class ChildPage:
    visit_change: facts.VisitChange | None
    missed: ToldVisit | None
    verdict: VerdictTold | None
    findings: list[Finding]
    care: Care | None
    going_well_notes: list[voices.Voice]
    own_words: OwnWords
    day: voices.Day | None
    due: list[Item]
    entries: list[Entry]
    started_again: str
    nothing_yet: str


def child_page_of(
    story: Story,
    series: Series | None,
    signed: ToldVisit | None,
    today: date,
    address: Address,
    settings: Settings,
    read: Read | None = None,
    targets: Targets = NOTHING_READ,
    aside: Beside = NOTHING_BESIDE,
    engaged: Engaged = NOTHING_KNOWN,
) -> ChildPage:
    """`signed` is the visit that its worker comes from, if any; `read` what the grades say, where they are judged;
    `targets` what the plan aims at; `aside` what others told, and the help of brothers and sisters.
    """
    changed = None
    if signed is not None and series is not None and signed in series.visits:
        changed = facts.visit_change(series, signed)
    due = what_is_due(story, settings, today)
    told = findings(story, series, today, settings, read.today.reading if read else None, read.names if read else None)
    return ChildPage(
        visit_change=changed,
        missed=signed if changed is None else None,
        verdict=verdict_told(read.today, read.names) if read else None,
        findings=[*told, *engaged.findings, *due_findings(story, due, today)],
        care=_care(story, series, today, address, read, targets) if series is not None else None,
        going_well_notes=voices.going_well_notes(story.visits),
        own_words=own_words(voices.child_voices(story.visits), today, address),
        day=voices.latest_day(story.visits, today),
        due=due,
        entries=_latest(story, aside, today),
        started_again=start_again_words(own_help(story.episodes), aside.siblings, story.child.pronoun.their),
        nothing_yet=nothing_yet_words(story, today),
    )


def _latest(story: Story, aside: Beside, today: date) -> list[Entry]:
    """Nobody reads a story’s older visits here, so no entry is made of them."""
    newest = story.visits[-SHOWN_FIRST:]
    lately = tuple([visit for visit in story.visits if visit.on >= newest[0].on])
    entries = [*aside.events, *chronology(OnFile(replace(story, visits=lately), today=today))]
    return sorted(entries, key=attrgetter("on"), reverse=True)[:SHOWN_FIRST]


def _care(story: Story, series: Series, today: date, address: Address, read: Read | None, targets: Targets) -> Care:
    care = care_read(story, series, today, address, read, targets)
    order = tuple([chart.key for chart in care.charts])
    return Care(
        changes=changes_read(story, series, today, read),
        lived=childs_time(read.today.curves, read.names, f"{story.child.pronoun.their} life") if read else (),
        concerns=facts.concerns_of(series),
        going_well=facts.latest_going_well(series),
        sources=sources_words(series),
        drawn=drawn(care),
        legend=legend(care),
        grid=grid_table(series.instrument, series.graded, order, address),
        order=order,
        scale=series.instrument.scale,
        axis=TimeAxis.of(care),
        is_turned=len({visit.form for visit in series.graded}) > 1,
    )


# Drawings of the same care are the same, whoever looks; what they are drawn from is the key.
@lru_cache(maxsize=16)
def drawn(care: CareOverTime) -> tuple[Drawn, ...]:
    """The dots link to their visits, but the tab key passes them by: the grid below has the same links once each."""
    last = care.charts[-1] if care.charts else None
    return tuple(
        [
            Drawn(
                chart.key,
                chart.title,
                chart.verdict,
                chart.note,
                domain_svg(care, chart, axis=chart is last, keyboard=False),
                numbers_table(domain_table(care, chart)),
            )
            for chart in care.charts
        ]
    )


@dataclass(frozen=True, slots=True)
class CareChoice:
    """One of several homes or people whose care is graded; `words` tell what the choice would otherwise hide."""

    key: str
    name: str
    words: str


def care_choices(everything: Sequence[Series]) -> list[CareChoice]:
    choices = []
    for series in everything:
        concerns = sum(fact.still_asked for fact in series.concerns)
        words = f"last graded {long_date(series.last_on)}"
        if concerns:
            words += f", {counted(concerns, 'item')} {series.instrument.at_concern}"
        choices.append(CareChoice(series.key, series.name, words))
    return choices


def sources_words(series: Series) -> str:
    """14 visits by 2 workers from 3 November 2025 to 16 November 2026."""
    visits = series.visits
    workers = len({visit.graded.worker for visit in visits})
    words = f"{counted(len(visits), 'visit')} by {counted(workers, 'worker')}"
    if series.first_on == series.last_on:
        return f"{words} on {long_date(series.first_on)}"
    return f"{words} from {long_date(series.first_on)} to {long_date(series.last_on)}"


def comparison_of(
    series: Series, story: Story, pair: tuple[CompletedProfile, CompletedProfile] | None
) -> Comparison | None:
    if pair is not None:
        then, now = pair
        return compare(series.instrument, side_of_profile(then), side_of_profile(now))
    sides = sides_of_visits(series, help_ended(series, story))
    return compare(series.instrument, *sides) if sides is not None else None


def help_ended(series: Series, story: Story) -> bool | None:
    """Of an instrument that is offered under a kind of help: whether the last spell of it is over."""
    kinds = series.instrument.offered_under
    if not kinds:
        return None
    spells = [episode for episode in story.episodes if episode.kind in kinds]
    return bool(spells) and max(spells, key=lambda one: one.started_on).ended_on is not None


def comparison_pictures(comparison: Comparison) -> list[Markup]:
    """A picture for each row, for the cell beside its words."""
    return [then_now_svg(comparison.scale, [row], titles=False) for row in comparison.rows]


def profiles_words(series: Series, profiles: Sequence[CompletedProfile]) -> str:
    """Why two profiles cannot be set side by side yet; empty when they can."""
    own = profiles_in(series, profiles)
    if len(own) > 1:
        return ""
    if series.instrument.offered_under and not own:
        return "The scores before help and the latest stand here side by side."
    if not own:
        return "No profile has been completed yet. Two completed profiles stand here side by side."
    on = long_date(own[0].completed_on)
    return f"One profile has been completed, on {on}. With a second one the two stand here side by side."


def nothing_yet_words(story: Story, today: date) -> str:
    """What belongs on the page of a child of whom nothing has been graded; empty when something has."""
    if any(visit.has_grades for visit in story.visits):
        return ""
    child = story.child
    name = child.first_name
    if not child.is_named:
        return (
            f"{name} came in a return, under a number. Once the team’s manager has named and allocated this child,"
            " visits can begin."
        )
    if child.born_on is None and child.expected_on is None:
        return f"{name}’s date of birth is not recorded. Add it to the details; what is graded depends on age."
    before = sum(visit.is_before_birth for visit in story.held)
    stage = life_stage(child.born_on, child.expected_on, today)
    if stage.is_unborn:
        so_far = f" {counted(before, 'visit')} so far." if before else ""
        return (
            f"{name} is not born yet, so nothing is graded. A visit before the birth says who was seen, what is ready"
            f" and what must happen before the birth.{so_far}"
        )
    if stage is LifeStage.ADULT:
        return f"{name} is 18 or over, and grading ends at 18. No visit was graded before."
    if before and child.born_on is not None:
        return (
            f"{name} was born on {long_date(child.born_on)}, after {counted(before, 'visit')} before the birth. From"
            " the next visit on care is graded, and the first profile can begin."
        )
    return (
        f"Nothing has been graded yet. After the first visit this page shows how {name}’s care stands, and after each"
        " one what has changed."
    )
