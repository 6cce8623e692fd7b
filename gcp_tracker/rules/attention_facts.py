"""What is looked at to say whether a child needs attention: plain facts of one child, from rows and kept readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.ages import LifeStage
from gcp_tracker.rules.clock_facts import ClockFacts
from gcp_tracker.rules.vocabulary import HelpKind, SafeTonight


@dataclass(frozen=True, slots=True)
class SafetyFact:
    """*Safe tonight?* as the visit of that day asked it; `answer` is None while nobody has answered."""

    visited_on: date
    answer: SafeTonight | None = None
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class SeenFact:
    """When last, by signed visits. `visited_on` is of any outcome."""

    visited_on: date | None = None
    seen_on: date | None = None
    alone_on: date | None = None
    home_on: date | None = None
    bedroom_on: date | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """The latest visits that did not take place, with none after them that did."""

    count: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class CareFacts:
    """What the kept reading says on the day that is asked about, in words.

    `newly` and `drift` are told item by item (“Roads since 3 May 2026”), each with the day since when; their marks
    change with every item that joins, leaves or gets worse. `worse` names domains. `against_a_step` is the verdict in
    words where it speaks against doing less, else empty. `one_worker_visits`: how many visits count, where one worker
    alone made those of the last six months; else 0.
    """

    at_concern: str = "at 4 or 5"
    newly: tuple[str, ...] = ()
    newly_since: date | None = None
    newly_mark: str = ""
    drift: tuple[str, ...] = ()
    drift_since: date | None = None
    drift_mark: str = ""
    worse: tuple[str, ...] = ()
    worse_since: date | None = None
    against_a_step: str = ""
    one_worker_visits: int = 0


@dataclass(frozen=True, slots=True)
class GradedAtStep:
    """A domain that was at concern when a spell of help ended: its worst grade of the weeks before."""

    kind: HelpKind
    ended_on: date
    domain: str
    grade: int
    graded_on: date


@dataclass(frozen=True, slots=True)
class ActionsOverdue:
    count: int
    since: date


@dataclass(frozen=True, slots=True)
class NoEvidence:
    """Grades of concern in a visit that is begun, without a word of what was seen or heard."""

    count: int
    visited_on: date


@dataclass(frozen=True, slots=True)
class ViewsApart:
    """One visit graded by two apart: how many items they see differently, by so many grades, and have not agreed on."""

    visited_on: date
    items: int
    names: tuple[str, str]


@dataclass(frozen=True, slots=True)
class AttentionFacts:
    """One child. `closed_on`: the last day of work with a child under no help today; `gone`: workers who have the child
    on paper only; `talks`: of an age to be talked with alone; `triggers`: title and day of each that nobody answered.
    """

    name: str
    clocks: ClockFacts
    stage: LifeStage = LifeStage.CHILD
    is_named: bool = True
    is_allocated: bool = True
    gone: tuple[str, ...] = ()
    talks: bool = True
    expected_on: date | None = None
    closed_on: date | None = None
    safety: tuple[SafetyFact, ...] = ()
    draft_on: date | None = None
    seen: SeenFact = SeenFact()
    missed: Missed | None = None
    care: CareFacts | None = None
    at_step: tuple[GradedAtStep, ...] = ()
    actions: ActionsOverdue | None = None
    evidence: NoEvidence | None = None
    views: ViewsApart | None = None
    has_father: bool = True
    triggers: tuple[tuple[str, date], ...] = ()
