"""What the clocks of one child look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.meeting_vocabulary import CancelledBy, MeetingState
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind


@dataclass(frozen=True, slots=True)
class HelpSpell:
    kind: HelpKind
    started_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class MeetingFact:
    """`on`: the day it was held, or for which it is or was planned. `is_kept_here`: recorded by its people and not by
    a return, which says nothing of minutes.
    """

    number: int
    kind: MeetingKind
    state: MeetingState
    on: date
    cancelled_by: CancelledBy | None = None
    minutes_sent_on: date | None = None
    is_kept_here: bool = True
    enquiry_begun: bool = False
    report_sent: bool = False


@dataclass(frozen=True, slots=True)
class ChallengeFact:
    """A challenge that waits for an answer, at the stage that it was taken to `on` that day. `of`: whom it was put to,
    as an agency and never by name.
    """

    stage: int
    on: date
    of: str


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """One child. `on_file_on`: what was due before that day is not known, and not called late. `seen_on`: the last
    visit at which the child was seen; of an unborn child, the last visit. `is_open`: born or expected, under 18, and
    somebody’s work.
    """

    name: str
    on_file_on: date
    spells: tuple[HelpSpell, ...] = ()
    meetings: tuple[MeetingFact, ...] = ()
    seen_on: date | None = None
    profile_on: date | None = None
    challenges: tuple[ChallengeFact, ...] = ()
    has_worker: bool = False
    is_open: bool = True
