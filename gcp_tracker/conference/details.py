"""What forms hand to the service of packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gcp_tracker.rules.packs import Facts, PackFor, PackPart
from gcp_tracker.rules.vocabulary import MeetingKind


@dataclass(frozen=True, slots=True)
class PackDetails:
    made_for: PackFor
    conference: MeetingKind
    for_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewSentence:
    """One that is proposed; nobody has approved it."""

    part: PackPart
    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SentenceDetails:
    text: str
    is_approved: bool
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What was drawn of a pack: its page, what it says line by line, and how many pages it has on paper."""

    body: str
    sha256: str
    facts: Facts
    engine: str
    core_pages: int
    pages: int


@dataclass(frozen=True, slots=True)
class Printed:
    """The PDF, and the instant of issue that stands in its margins."""

    pdf: bytes
    pages: int
    at: datetime


Sentences = Mapping[int, SentenceDetails]
