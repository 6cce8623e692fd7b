"""What the child’s page says of scrutiny: a part of the one statement that the child’s story asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, String, bindparam, cast, literal, select, type_coerce

from gcp_tracker.models import Scrutiny, User
from gcp_tracker.models.base import plain_key
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.scrutiny import Decided, NextHelp, decided_words
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.supervision.queries import footprint_part

SCRUTINY = "scrutiny"


@dataclass(frozen=True, slots=True)
class Scrutinised:
    """One signed entry; `on` is the day of the meeting."""

    id: UUID
    on: date
    conference: MeetingKind
    decided: str
    chair: str


def scrutiny_part() -> Select[Any]:
    """Of the bound `child`, as a part beside those of `footprint_parts`."""
    return (
        select(
            *footprint_part(
                SCRUTINY,
                cast(literal(0), Integer),
                cast(plain_key(Scrutiny.id), String),
                Scrutiny.held_on,
                type_coerce(Scrutiny.decided, String),
                type_coerce(Scrutiny.conference, String),
                type_coerce(Scrutiny.next_help, String),
                User.name,
            )
        )
        .join(User, User.id == Scrutiny.chair_id)
        .where(Scrutiny.child_id == bindparam("child"), Scrutiny.state == RecordState.SIGNED)
    )


def scrutinised_in(rows: Iterable[Any]) -> tuple[Scrutinised, ...]:
    """The latest meeting first; other rows are left alone."""
    found = [
        Scrutinised(
            id=UUID(row.key),
            on=row.on,
            conference=MeetingKind(row.more),
            decided=decided_words(Decided(row.words), NextHelp(row.reason) if row.reason else None),
            chair=row.who,
        )
        for row in rows
        if row.kind == SCRUTINY
    ]
    return tuple(sorted(found, key=lambda one: one.on, reverse=True))
