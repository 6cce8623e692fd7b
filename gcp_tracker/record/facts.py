"""What the grades say, as facts with their dates: what moved, what stands at concern and since when. No verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from gcp_tracker.change.histories import (
    GradedVisit,
    ItemFact,
    changed_items,
    latest_grades,
    previous_grade,
    read_with,
)
from gcp_tracker.record.standing import length_words
from gcp_tracker.record.story import Series, Story, ToldVisit
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.instrument import Instrument, ScalePoint
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import HelpKind, SafeTonight

# Of either side, so that what is better never stands before more readers than what is worse.
TOLD_AT_MOST = 3
GOING_WELL = ("best", "good")


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade as a chip: its number, its word, and the palette's key of its colour."""

    value: int
    word: str
    shade: str


@dataclass(frozen=True, slots=True)
class Told:
    """One item: what it is, what it was and when; `since` says how long it has been of concern."""

    item_key: str
    title: str
    now: Grade
    on: date
    was: Grade | None
    was_on: date | None
    since: str = ""

    @property
    def sentence(self) -> str:
        if self.was is None or self.was_on is None:
            return f"{self.title} is {self.now.value}"
        return f"{self.title} is {self.now.value}, was {self.was.value} on {long_date(self.was_on)}"


@dataclass(frozen=True, slots=True)
class Since:
    """What has moved since one day. `more` counts what is not told one by one; `sums` counts all."""

    title: str
    worse: tuple[Told, ...]
    better: tuple[Told, ...]
    sums: str
    is_empty: bool
    since_on: date


@dataclass(frozen=True, slots=True)
class Concerns:
    """Items whose latest grade is of concern: those still asked at this age, and those the child has outgrown."""

    title: str
    now: tuple[Told, ...]
    outgrown: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class VisitChange:
    """What one visit changed against the grades before it."""

    visit: ToldVisit
    worse: tuple[Told, ...]
    better: tuple[Told, ...]
    same: int
    first_time: tuple[Told, ...]
    sentence: str
    safety: str
    safety_is_worry: bool


def grade_of(instrument: Instrument, value: int) -> Grade:
    point: ScalePoint = instrument.point(value)
    return Grade(value, point.word, point.shade)


def changes_since(series: Series, story: Story, today: date) -> list[Since]:
    """Since the first grades, and since the plan that runs now where it began after them: of equal weight."""
    instrument, graded = series.instrument, series.graded
    found = [_since(instrument, graded, f"Since the first grades, {long_date(series.first_on)}", series.first_on)]
    plan = plan_now(story, today)
    if plan is not None and plan[1] > series.first_on:
        title = f"Since this {plan[0]} began, {long_date(plan[1])}"
        found.append(_since(instrument, _from(graded, plan[1]), title, plan[1]))
    return found


def _from(graded: Sequence[GradedVisit], day: date) -> tuple[GradedVisit, ...]:
    """The visits after that day, and of those up to it each item’s last grade: what held when the plan began."""
    held: list[GradedVisit] = []
    known: set[str] = set()
    for visit in reversed([visit for visit in graded if visit.on <= day]):
        still = {key: value for key, value in visit.grades.items() if key not in known}
        known |= still.keys()
        if still:
            held.append(replace(visit, grades=still))
    return (*reversed(held), *[visit for visit in graded if visit.on > day])


def plan_now(story: Story, today: date) -> tuple[str, date] | None:
    """The furthest help that runs today, as "child protection plan", and when it began."""
    steps = list(HelpKind)
    running = [
        episode
        for episode in story.episodes
        if episode.kind is not HelpKind.OPEN_CASE and is_current(episode.started_on, episode.ended_on, today)
    ]
    if not running:
        return None
    plan = max(running, key=lambda episode: (steps.index(episode.kind), episode.started_on))
    return plan.kind.inside, plan.started_on


# The key is the grades themselves; see story.concerns_among.
@lru_cache(maxsize=64)
def _since(instrument: Instrument, graded: tuple[GradedVisit, ...], title: str, since_on: date) -> Since:
    changed = changed_items(instrument, graded)
    repeated = graded_more_than_once(instrument, graded)
    worse, better = _worst_first(instrument, changed.worse), _worst_first(instrument, changed.better)
    same = max(0, repeated - len(worse) - len(better))
    sums = f"{counted(len(worse), 'item')} worse, {len(better)} better, {same} the same"
    return Since(
        title=title,
        worse=tuple(_told(instrument, fact) for fact in worse[:TOLD_AT_MOST]),
        better=tuple(_told(instrument, fact) for fact in better[:TOLD_AT_MOST]),
        sums=sums,
        is_empty=repeated == 0,
        since_on=since_on,
    )


def graded_more_than_once(instrument: Instrument, graded: Sequence[GradedVisit]) -> int:
    """How many items still asked were graded on at least two days, so that anything can be said of a change."""
    days: dict[str, set[date]] = {}
    for visit in graded:
        for key in visit.grades:
            days.setdefault(key, set()).add(visit.on)
    lines = (instrument.line_of_descent(key) for key in graded[-1].asked(instrument))
    return sum(len(set().union(*(days.get(key, ()) for key in line))) > 1 for line in lines)


def _worst_first(instrument: Instrument, facts: Sequence[ItemFact]) -> list[ItemFact]:
    """Those still asked at this age; the most moved first, as they come, and of equal moves the worst."""

    def place(fact: ItemFact) -> tuple[int, int]:
        moved = abs(fact.value - fact.was) if fact.was is not None else 0
        return -moved, -instrument.values.index(fact.value)

    return sorted((fact for fact in facts if fact.still_asked), key=place)


def _told(instrument: Instrument, fact: ItemFact, since: str = "") -> Told:
    return Told(
        item_key=fact.item_key,
        title=instrument.item(fact.item_key).title,
        now=grade_of(instrument, fact.value),
        on=fact.on,
        was=grade_of(instrument, fact.was) if fact.was is not None else None,
        was_on=fact.was_on,
        since=since,
    )


def concerns_of(series: Series) -> Concerns:
    """Every item at concern in its latest grade, however many, with the day since when."""
    instrument = series.instrument
    told = [(fact, _told(instrument, fact, concern_words(instrument, fact))) for fact in series.concerns]
    return Concerns(
        title=instrument.concern_title,
        now=tuple(words for fact, words in told if fact.still_asked),
        outgrown=tuple(words for fact, words in told if not fact.still_asked),
    )


def concern_words(instrument: Instrument, fact: ItemFact) -> str:
    """At 4 or 5 since 3 November 2025, 12 months; graded 9 times, last on 16 November 2026."""
    if fact.since is None:
        return ""
    times = "once" if fact.gradings == 1 else f"{fact.gradings} times"
    since = f"{instrument.at_concern} since {long_date(fact.since)}"
    if fact.since == fact.on:
        return f"{since}, graded {times}"
    return f"{since}: {length_words(fact.since, fact.on)}, graded {times} to {long_date(fact.on)}"


def latest_going_well(series: Series) -> tuple[Told, ...]:
    """Items whose latest grade is among the best of the scale, as far as they are still asked."""
    return _going_well(series.instrument, series.graded)


@lru_cache(maxsize=64)
def _going_well(instrument: Instrument, graded: tuple[GradedVisit, ...]) -> tuple[Told, ...]:
    asked = graded[-1].asked(instrument)
    going_well = [
        Told(key, instrument.item(key).title, grade, on, None, None)
        for key, (value, on) in latest_grades(graded, instrument).items()
        if key in asked
        for grade in [grade_of(instrument, value)]
        if grade.shade in GOING_WELL
    ]
    return tuple(sorted(going_well, key=lambda told: instrument.values.index(told.now.value)))


def visit_change(series: Series, visit: ToldVisit) -> VisitChange:
    """Against the last grade of each item before that day, in the same series."""
    instrument = series.instrument
    grades = read_with(instrument, visit.graded).grades
    worse: list[Told] = []
    better: list[Told] = []
    first_time: list[Told] = []
    same = 0
    for item in instrument.items:
        value = grades.get(item.key)
        if value is None:
            continue
        before = previous_grade(series.graded, item.key, visit.on, instrument)
        was = grade_of(instrument, before.value) if before else None
        told = Told(item.key, item.title, grade_of(instrument, value), visit.on, was, before.on if before else None)
        if before is None:
            first_time.append(told)
        elif before.value == value:
            same += 1
        else:
            (worse if instrument.is_worse(value, before.value) else better).append(told)
    for moved in (worse, better):
        moved.sort(key=lambda told: (-_size(told), -instrument.values.index(told.now.value)))
    return VisitChange(
        visit=visit,
        worse=tuple(worse),
        better=tuple(better),
        same=same,
        first_time=tuple(first_time),
        sentence=_sums(len(worse), len(better), same, len(first_time)),
        safety=safety_words(visit),
        safety_is_worry=visit.safety is not None and visit.safety.answer is not SafeTonight.YES,
    )


def _size(told: Told) -> int:
    return abs(told.now.value - told.was.value) if told.was else 0


def _sums(worse: int, better: int, same: int, first_time: int) -> str:
    if not worse + better + same:
        return f"{counted(first_time, 'item')} graded for the first time" if first_time else "Nothing was graded"
    counts = [f"{counted(worse, 'item')} worse than before", f"{better} better", f"{same} the same"]
    if first_time:
        counts.append(f"{first_time} graded for the first time")
    return ", ".join(counts)


def safety_words(visit: ToldVisit) -> str:
    """Empty when no grade of the visit asked."""
    if visit.safety is None:
        return ""
    asked = ", ".join(visit.title_of(key) for key in visit.safety.items)
    question = f"Safe tonight? Asked by {asked}" if asked else "Safe tonight?"
    if visit.safety.answer is None:
        return f"{question}. Not answered."
    told = f" Told: {visit.safety.who_was_told}." if visit.safety.who_was_told else ""
    agreed = f" Agreed: {visit.safety.what_was_agreed}." if visit.safety.what_was_agreed else ""
    return f"{question}. {visit.safety.answer.words}.{told}{agreed}".replace("..", ".")
