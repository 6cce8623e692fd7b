"""A child who is on record twice, and what a merge may not change."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children import service
from gcp_tracker.children.details import ChildDetails
from gcp_tracker.children.service import MergeDetails
from gcp_tracker.models import Base, Child, ChildMerge
from gcp_tracker.readings.queries import readings_on
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import TODAY

MARCH = date(2026, 3, 10)
LEO_AGAIN = ChildDetails(
    given_name="Léo", family_name="Marsh", born_on=date(2020, 7, 24), nhs_number="943 476 5919", la_child_id="LA-2",
    first_language="Polish", other_numbers=(("Court number", "AB 12"),),
)  # fmt: skip
# The counter of the details form counts every write, there and back; the rest is as it was, to the last cell.
# A reading is added at every change and never taken back; the test looks at the newest.
NOT_COMPARED = {"audit_event", "audit_head", "child_merge", "reading", "told_apart"}


def item_keys() -> list[str]:
    return [item.key for item in instruments.newest(instruments.OURS).items_for("5-10")][:2]


def dump(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the database has it."""
    session.expire_all()
    rows = {}
    for table in Base.metadata.sorted_tables:
        if table.name in NOT_COMPARED:
            continue
        columns = [column for column in table.columns if (table.name, column.name) != ("child", "version")]
        rows[table.name] = sorted((tuple(row) for row in session.execute(select(*columns))), key=repr)
    session.commit()
    return rows


def signed_words(session: Session) -> list[tuple[Any, ...]]:
    """What is signed, but for whose record it stands under."""
    rows = session.execute(
        text(
            "SELECT v.id, v.visited_on, v.author_id, v.band, v.signed_at, g.item_key, g.value, g.evidence FROM visit v"
            " JOIN grade g ON g.visit_id = v.id WHERE v.state <> 'draft' ORDER BY v.id, g.item_key"
        )
    )
    return [tuple(row) for row in rows]


def merged(uow: UnitOfWork, kept: Child, other: Child, **more: Any) -> ChildMerge:
    return service.merge_children(uow, kept, other, MergeDetails("Same mother, same school, asked her", **more))


def read_today(session: Session, *children: Child) -> list[tuple[str, str] | None]:
    """Each child’s newest reading: the verdict, and what it was made from."""
    found = readings_on(session, [child.id for child in children], TODAY, instruments.OURS)
    return [
        (found[child.id].reading.verdict.value, found[child.id].kept.inputs_hash) if child.id in found else None
        for child in children
    ]
