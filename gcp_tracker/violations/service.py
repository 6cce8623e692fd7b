"""Counting what browsers refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from gcp_tracker.models import PolicyViolation
from gcp_tracker.rules.violations import FURTHER, KEPT_FOR, MOST_KINDS, Violation
from gcp_tracker.unit_of_work import UnitOfWork


def count_violations(uow: UnitOfWork, found: Iterable[Violation]) -> None:
    """One row for a kind and a day, and no more than MOST_KINDS of them; the audit is told of the first of a day. What
    has been kept for long enough goes in the same write.
    """
    uow.session.execute(delete(PolicyViolation).where(PolicyViolation.on <= uow.today - KEPT_FOR))
    known = select(PolicyViolation.directive, PolicyViolation.route, PolicyViolation.blocked)
    kinds = {Violation(*row) for row in uow.session.execute(known.where(PolicyViolation.on == uow.today))}
    is_first = not kinds
    times: Counter[Violation] = Counter()
    for one in found:
        kind = one if one in kinds or len(kinds) < MOST_KINDS else FURTHER
        kinds.add(kind)
        times[kind] += 1
    insert: Any = postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # In one order, so that two who write at once do not wait for each other.
    rows = [{"on": uow.today, **kind._asdict(), "times": times[kind]} for kind in sorted(times)]
    added = insert(PolicyViolation).values(rows)
    uow.session.execute(
        added.on_conflict_do_update(
            index_elements=["on", "directive", "route", "blocked"],
            set_={"times": PolicyViolation.times + added.excluded.times},
        )
    )
    if is_first:
        uow.record("violation:report", reason=rows[0]["directive"])
