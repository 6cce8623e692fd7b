"""What a family's story can say. `story_files` reads families/*.yaml into these.

Days count from today: -700 is 700 days ago. In `grades` an item's row has one sign per visit: a grade, `x` not seen
this visit, `-` does not apply, `.` nothing said. Texts hang on the number of a visit (1 is the first).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gcp_tracker.demo.dealings import (
    AppointmentStory,
    AttendanceStory,
    ChallengeStory,
    EventStory,
    MeetingStory,
    NotMetStory,
    PutOffStory,
    ScrutinyStory,
    SupervisionStory,
)
from gcp_tracker.rules.vocabulary import Answer, Source

SIGNS = {"x": Answer.NOT_SEEN, "-": Answer.NOT_APPLICABLE}
FIRST_TEAM = "meadow_lane"
TRACKER = "early-help-tracker"


@dataclass(frozen=True, slots=True)
class Evidence:
    source: Source
    text: str
    words: str = ""
    changed: str = ""
    # What the carer says instead, where it differs from what was seen.
    carer: str = ""


@dataclass(frozen=True, slots=True)
class AdultStory:
    """`to` says what the adult is to each child, by key; `lives` is a home's key, empty for somebody not resident.

    `known` is the day on which the adult came on file, where that was later than the child.
    """

    name: str
    to: dict[str, str]
    lives: str = ""
    carer: bool = True
    responsible: bool = True
    phone: str = ""
    language: str = ""
    interpreter: bool = False
    no_contact: str = ""
    known: int | None = None


@dataclass(frozen=True, slots=True)
class HomeStory:
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class SafeTonightStory:
    answer: str
    told: str
    at: str
    agreed: str


@dataclass(frozen=True, slots=True)
class SecondStory:
    """A colleague who graded the same visit apart, in all but `differs` as its worker did; `says` is what the colleague
    wrote. Without a day later on which they talked there is nothing `agreed`. `open` where it is not begun yet.
    """

    by: str
    differs: dict[str, int] = field(default_factory=dict)
    says: dict[str, Evidence] = field(default_factory=dict)
    agreed: dict[str, int] = field(default_factory=dict)
    words: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class VisitStory:
    """`seen`: no, yes or alone. `home` is a home's key; the first home when left out.

    `band` is the worker's choice of another age's items, with its `band_reason`.
    """

    day: int
    by: str
    at: str = "15:30"
    home: str = ""
    place: str = "home"
    outcome: str = "held"
    what: str = ""
    announced: bool = True
    seen: str = "yes"
    bedroom: bool = False
    adults: tuple[str, ...] = ()
    came: str = ""
    interpreter: str = ""
    draft: bool = False
    band: str = ""
    band_reason: str = ""


@dataclass(frozen=True, slots=True)
class ProfileStory:
    opened: int
    by: str
    home: str = ""
    completed: int | None = None
    shared: int | None = None
    shared_with: str = ""
    agrees: str = ""
    comment: str = ""
    not_shared: str = ""


@dataclass(frozen=True, slots=True)
class ActionStory:
    """`who`: adults and staff by their keys, agencies by theirs, "child", or anybody else by name and work.

    `started`, `done` and `dropped` are days; `reason` is why it was dropped.
    """

    what: str
    who: tuple[str, ...] = ()
    by: int | None = None
    started: int | None = None
    done: int | None = None
    dropped: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeStory:
    """`key` is the same in every version that has it. `items` gives for each its grade aimed at, and by which day."""

    key: str
    says: str
    known: str = ""
    if_not: str = ""
    items: dict[str, list[int]] = field(default_factory=dict)
    actions: list[ActionStory] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlanStory:
    """One version, written by a worker and agreed by the team’s manager on the same day. What it does not name any more
    is taken out. `ended` is the day on which nothing followed it, `ending` why; `draft` where nobody has agreed yet.
    """

    day: int
    by: str
    kind: str
    outcomes: list[OutcomeStory]
    why: str = ""
    ended: int | None = None
    ending: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class TrackedStory:
    """A visit graded with the early-help tracker. `scores` and `says` by item; `goals`: what the family wants from that
    day on, in its own words.
    """

    day: int
    by: str
    scores: dict[str, int]
    at: str = "15:00"
    place: str = "home"
    home: str = ""
    says: dict[str, str] = field(default_factory=dict)
    goals: dict[str, str] = field(default_factory=dict)
    going_well: str = ""
    child_words: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeStory:
    kind: str
    day: int
    until: int | None = None
    category: str = ""
    # Why it ended all the same, where the grades said otherwise.
    because: str = ""


@dataclass(frozen=True, slots=True)
class AllocationStory:
    """`until` where nobody took over."""

    to: str
    day: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class ChildStory:
    """`added` is the day on which the child came on file; `born` may be far before it.

    A child who is `expected` has no `born` and no visits. `homes` says since when the child lives there, a day after
    `added` being a move, and `left` on which day a home ended.
    """

    given: str
    family: str
    pronoun: str
    added: int
    number: str
    homes: dict[str, int]
    allocations: list[AllocationStory]
    born: int | None = None
    expected: int | None = None
    sex: str = ""
    left: dict[str, int] = field(default_factory=dict)
    ethnicity: str = ""
    language: str = ""
    known_as: str = ""
    disability: str = ""
    episodes: list[EpisodeStory] = field(default_factory=list)
    conferences: list[int] = field(default_factory=list)
    # Where it names any meeting of a kind, these are all there were of that kind; else they were held as they should.
    meetings: list[MeetingStory] = field(default_factory=list)
    visits: list[VisitStory] = field(default_factory=list)
    grades: dict[str, list[str]] = field(default_factory=dict)
    evidence: dict[str, dict[int, Evidence]] = field(default_factory=dict)
    notes: dict[int, dict[str, str]] = field(default_factory=dict)
    safe_tonight: dict[int, SafeTonightStory] = field(default_factory=dict)
    profiles: list[ProfileStory] = field(default_factory=list)
    second: dict[int, SecondStory] = field(default_factory=dict)
    plans: list[PlanStory] = field(default_factory=list)
    supervision: list[SupervisionStory] = field(default_factory=list)
    challenges: list[ChallengeStory] = field(default_factory=list)
    scrutiny: list[ScrutinyStory] = field(default_factory=list)
    events: list[EventStory] = field(default_factory=list)
    appointments: list[AppointmentStory] = field(default_factory=list)
    not_met: list[NotMetStory] = field(default_factory=list)
    attendance: list[AttendanceStory] = field(default_factory=list)
    tracked: list[TrackedStory] = field(default_factory=list)
    put_off: list[PutOffStory] = field(default_factory=list)

    def answers_of(self, number: int) -> Iterator[tuple[str, str]]:
        """(item, sign) of what was said at one visit."""
        for item, row in self.grades.items():
            if row[number - 1] != ".":
                yield item, row[number - 1]


@dataclass(frozen=True, slots=True)
class FamilyStory:
    key: str
    homes: dict[str, HomeStory]
    adults: dict[str, AdultStory]
    children: dict[str, ChildStory]
    team: str = FIRST_TEAM

    def home_of(self, visit: VisitStory) -> str:
        """The first home, where the story names none."""
        return visit.home or next(iter(self.homes))
