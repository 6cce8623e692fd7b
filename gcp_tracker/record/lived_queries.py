"""Who worked with a child, where the child lived, and what supervision, judgements and scrutiny left: one statement,
since each is a few rows that every story needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, literal, select, union_all

from gcp_tracker.models import Allocation, Child, Household, Residence, User
from gcp_tracker.record.story import LivedAt, WorkedWith
from gcp_tracker.scrutiny.queries import Scrutinised, scrutinised_in, scrutiny_part
from gcp_tracker.supervision.queries import NO_WORD, Footprint, footprint_from, footprint_part, footprint_parts
from gcp_tracker.unit_of_work import AnySession

_WORKER = "worker"
_HOME = "home"
_LEAD = "lead"
# Built once: to build it takes as long as to ask it.
_LIVED_AND_DECIDED = union_all(
    *footprint_parts(),
    scrutiny_part(),
    select(
        *footprint_part(
            _WORKER,
            Allocation.id,
            case((Allocation.is_lead, literal(_LEAD)), else_=NO_WORD),
            Allocation.from_on,
            NO_WORD,
            NO_WORD,
            NO_WORD,
            User.name,
            Allocation.to_on,
        )
    )
    .join(User, User.id == Allocation.user_id)
    .where(Allocation.child_id == bindparam("child")),
    select(
        *footprint_part(
            _HOME,
            Residence.id,
            NO_WORD,
            Residence.from_on,
            NO_WORD,
            NO_WORD,
            NO_WORD,
            Household.name,
            Residence.to_on,
        )
    )
    .join(Household, Household.id == Residence.household_id)
    .where(Residence.child_id == bindparam("child")),
)


@dataclass(frozen=True, slots=True)
class Lived:
    """`workers` and `homes`: the first first."""

    workers: tuple[WorkedWith, ...]
    homes: tuple[LivedAt, ...]
    footprint: Footprint
    scrutinised: tuple[Scrutinised, ...]


def lived_and_decided(session: AnySession, child: Child) -> Lived:
    rows: list[Any] = list(session.execute(_LIVED_AND_DECIDED, {"child": child.id}))
    spells = sorted((row for row in rows if row.kind in (_WORKER, _HOME)), key=lambda row: (row.on, row.number))
    return Lived(
        workers=tuple(
            WorkedWith(row.who, row.key == _LEAD, row.on, row.until) for row in spells if row.kind == _WORKER
        ),
        homes=tuple(LivedAt(row.who, row.on, row.until) for row in spells if row.kind == _HOME),
        footprint=footprint_from(rows),
        scrutinised=scrutinised_in(rows),
    )
