"""What a family's story says beside its visits: meetings, supervision, what others told, what was offered."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MeetingStory:
    """`cancelled` by whom, and `why`. `minutes`: how many days later they were sent; none where they were not."""

    kind: str
    day: int
    cancelled: str = ""
    why: str = ""
    minutes: int | None = 14
    apologies: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class DecisionStory:
    """`who` is a key of staff, or "manager"; `by` and `done` are days, `came` what came of it."""

    what: str
    who: str
    by: int
    done: int | None = None
    came: str = ""


@dataclass(frozen=True, slots=True)
class SupervisionStory:
    """The team’s manager talks with `by`. `because`: where life is called better and the grades say otherwise."""

    day: int
    by: str
    like: str
    changed: str
    wrong: str
    voice: str
    whole: str
    decisions: list[DecisionStory] = field(default_factory=list)
    answer: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class ChallengeStory:
    """Raised by a worker to somebody of another agency; `further`, `answered` and `closed` are days."""

    day: int
    by: str
    whom: str
    agency: str
    about: str
    asks: str
    further: int | None = None
    further_to: str = ""
    further_why: str = ""
    answered: int | None = None
    answer: str = ""
    closed: int | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ScrutinyStory:
    """After the conference of that `day`, by the chair. `category` is empty where the threshold is not met; `core` and
    `review` are the days of the next meetings. `because`: where it goes against the grades.
    """

    day: int
    signed: int
    decided: str
    reason: str
    how: str
    long: str
    nothing: str
    kind: str = "review_conference"
    working: str = ""
    category: str = ""
    next: str = ""
    core: int | None = None
    review: int | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class EventStory:
    """What somebody else told. `so`: what it meant for the child; `also`: the same for brothers and sisters, by key."""

    day: int
    source: str
    what: str
    so: str
    who: str = ""
    items: tuple[str, ...] = ()
    shows: str = "missing"
    until: int | None = None
    about: bool = False
    also: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AppointmentStory:
    """`became` is a state of an appointment; `also` are brothers and sisters who were offered the same."""

    service: str
    day: int
    by: str
    became: str
    words: str = ""
    adult: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotMetStory:
    """Without an `adult` it is about a father of whom nothing is on file."""

    day: int
    by: str
    reason: str
    words: str = ""
    adult: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceStory:
    """`per_cent` of the latest half terms, oldest first; `without_leave` is the share of what was missed."""

    school: str
    by: str
    per_cent: list[int]
    without_leave: float = 0.2


@dataclass(frozen=True, slots=True)
class PutOffStory:
    """A reason for attention, by its kind, that the team’s manager put off on that day until another, and why."""

    kind: str
    day: int
    until: int
    why: str
