"""Reading what browsers refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import func, select

from gcp_tracker.models import PolicyViolation
from gcp_tracker.rules.violations import KEPT_FOR, MOST_REPORTS, Meaning, Violation, meaning_of
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class Counted:
    meaning: Meaning
    route: str
    directive: str
    times: int


@dataclass(frozen=True, slots=True)
class Day:
    """`is_full`: what came later on that day was not counted."""

    on: date
    counted: list[Counted]
    is_full: bool


def refused_by_day(session: AnySession, today: date) -> list[Day]:
    """Newest first; of a day what stands out, then the most frequent."""
    query = (
        select(PolicyViolation)
        .where(PolicyViolation.on > today - KEPT_FOR)
        .order_by(PolicyViolation.on.desc(), PolicyViolation.times.desc(), PolicyViolation.route)
    )
    by_day = groupby(session.scalars(query), lambda row: row.on)
    return [_day(on, list(rows)) for on, rows in by_day]


def _day(on: date, rows: Sequence[PolicyViolation]) -> Day:
    counted = [
        Counted(meaning_of(Violation(row.directive, row.route, row.blocked)), row.route, row.directive, row.times)
        for row in rows
    ]
    counted.sort(key=lambda one: not one.meaning.stands_out)
    return Day(on, counted, sum(one.times for one in counted) >= MOST_REPORTS)


def is_full(session: AnySession, on: date) -> bool:
    """Whether so many were counted on that day that no more are."""
    counted = session.scalar(select(func.sum(PolicyViolation.times)).where(PolicyViolation.on == on))
    return (counted or 0) >= MOST_REPORTS
