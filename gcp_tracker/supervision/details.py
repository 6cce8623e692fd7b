"""What the forms of supervision and of a challenge hand to their services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gcp_tracker.models import User
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.rules.supervision import OnTheWhole, SessionKind


@dataclass(frozen=True, slots=True)
class There:
    """Somebody who was in a group; `user` where they have an account here."""

    words: str
    agency: Agency
    user: User | None = None


@dataclass(frozen=True, slots=True)
class SessionDetails:
    kind: SessionKind
    held_on: date
    worker: User | None = None
    there: tuple[There, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionDetails:
    """In a draft any of them may be missing. `words` is what they are called, `user` where they have an account."""

    what: str = ""
    words: str = ""
    user: User | None = None
    by_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecordDetails:
    """`texts` by the field of each question."""

    texts: Mapping[str, str] = field(default_factory=dict)
    on_the_whole: OnTheWhole | None = None
    decisions: tuple[DecisionDetails, ...] = ()


@dataclass(frozen=True, slots=True)
class Whom:
    """To whom a challenge is put."""

    words: str
    agency: Agency
    user: User | None = None


@dataclass(frozen=True, slots=True)
class ChallengeDetails:
    from_words: str
    from_agency: Agency
    about: str
    asks: str
    whom: Whom
    stage: int = 1


@dataclass(frozen=True, slots=True)
class AnswerDetails:
    words: str
    on: date
