"""What a chart of care over time is drawn from: facts, already worded and already in order of display."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from gcp_tracker.charts.palette import PALETTE, Shade

if TYPE_CHECKING:
    from gcp_tracker.rules.instrument import Instrument

Better = Literal["lower", "higher"]
MarkKind = Literal["conference", "handover", "move", "band", "instrument"]

GAP = "gap"
# From these days on other items are asked. Their words say the day.
TURNS: tuple[MarkKind, ...] = ("band", "instrument")


@dataclass(frozen=True, slots=True)
class Scale:
    """An instrument's grades as an axis. `shade_of` and `words` are by grade; `words` may be empty."""

    values: tuple[int, ...]
    better: Better
    best_word: str
    worst_word: str
    # Compared, but not hashed: a mapping has no hash.
    shade_of: Mapping[int, str] = field(hash=False)
    words: Mapping[int, str] = field(default_factory=dict, hash=False)
    best: int = field(init=False, compare=False, repr=False)
    worst: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        ends = (min(self.values), max(self.values))
        best, worst = ends if self.better == "lower" else ends[::-1]
        object.__setattr__(self, "best", best)
        object.__setattr__(self, "worst", worst)

    @classmethod
    def of(cls, instrument: Instrument) -> Scale:
        points = sorted(instrument.scale, key=lambda point: point.value)
        best, worst = (points[0], points[-1]) if instrument.better == "lower" else (points[-1], points[0])
        return cls(
            values=tuple(point.value for point in points),
            better=instrument.better,
            best_word=best.word,
            worst_word=worst.word,
            shade_of={point.value: point.shade for point in points},
            words={point.value: point.word for point in points},
        )

    @property
    def best_first(self) -> tuple[int, ...]:
        return tuple(sorted(self.values, reverse=self.better == "higher"))

    def depth(self, value: float) -> float:
        """How far down the axis: 0 for the best grade, 1 for the worst."""
        if self.best == self.worst:
            return 0.0
        return (value - self.best) / (self.worst - self.best)

    def shade(self, value: int) -> Shade:
        return PALETTE.grades[self.shade_of[value]]

    def graded(self, value: int) -> str:
        """The grade with its word, "4 often missed"; the number alone where the scale has no word for it."""
        ends = {self.best: self.best_word, self.worst: self.worst_word}
        word = self.words.get(value) or ends.get(value)
        return f"{value} {word}" if word else str(value)


@dataclass(frozen=True, slots=True)
class Point:
    """One visit in one domain: the mean and the worst of the items it graded, `graded` of the `of` that applied.

    `worker` counts from 0 and chooses the shape. `href` is an address on this site.
    `worst_items` are the titles of the items at the worst grade.
    """

    on: date
    visit_id: str
    href: str | None
    mean: float
    worst: int
    graded: int
    of: int
    worker: int
    label: str
    worst_items: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.href is not None and (not self.href.startswith(("/", "#", "?")) or self.href.startswith("//")):
            raise ValueError("A point links to a page of this site only")

    @property
    def is_thin(self) -> bool:
        """Under half of the items were graded, so that the mean says little."""
        return self.graded * 2 < self.of


@dataclass(frozen=True, slots=True)
class Span:
    """A time with a name: the help the child was under, or a gap in which nobody graded. Open when `to_on` is None.

    `kind`: early_help, child_in_need, child_protection, pre_proceedings, looked_after, gap.
    """

    kind: str
    from_on: date
    to_on: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on which something happened that may change what the grades mean."""

    kind: MarkKind
    on: date
    words: str


class CurvePoint(NamedTuple):
    """Where care most likely was on a day, in the instrument’s grades, and between which two in four cases of five."""

    on: date
    middle: float
    low: float
    high: float


# By day, oldest first; empty where the grades are too few to say.
Curve = tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """What the plan aims at for one item, from the day it was agreed; `by_on` is None where it names no day.

    `grade_words` is the grade with its word.
    """

    title: str
    grade: int
    grade_words: str
    from_on: date
    by_on: date | None


@dataclass(frozen=True, slots=True)
class DomainChart:
    """`note` is the sentence of facts that stands under the title, `verdict` a few words before it, or empty."""

    key: str
    title: str
    note: str
    points: tuple[Point, ...]
    curve: Curve = ()
    verdict: str = ""
    targets: tuple[TargetLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CareOverTime:
    """The charts of one child, in order of display, with what they share. `workers` are the names for the legend."""

    scale: Scale
    charts: tuple[DomainChart, ...]
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    from_on: date
    to_on: date
    workers: tuple[str, ...]

    def worker_name(self, worker: int) -> str:
        return self.workers[worker] if worker < len(self.workers) else f"worker {worker + 1}"


def in_order(chart: DomainChart) -> tuple[Point, ...]:
    """Oldest first; two visits on one day keep the order they came in."""
    return tuple(sorted(chart.points, key=lambda point: point.on))


def mean_words(mean: float) -> str:
    """One decimal place, the same wherever a mean is read: 3.5. Never "-0.0"."""
    return f"{mean:.1f}".replace("-0.0", "0.0")
