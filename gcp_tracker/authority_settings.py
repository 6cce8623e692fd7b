"""The settings of an authority, for pages and services: one object, kept by each process until one of them changes.

Whether one has changed is known by a count that the statement which finds the sign-in of a request brings along, so
that a request asks nothing more for its settings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Boolean, Date, Integer, ScalarSelect, cast, func, literal, null, select, union_all
from sqlalchemy.pool import Pool

from gcp_tracker.models import Authority, AuthoritySetting, DaysOff
from gcp_tracker.rules.authority_settings import LOCAL, Dated, Settings
from gcp_tracker.rules.days_off import Span, days_off_of
from gcp_tracker.rules.working_days import NO_DAYS
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, eq=False)
class Kept:
    """What one authority has set, whatever the day."""

    dated: Mapping[str, list[Dated]]
    days_off: frozenset[date]

    def on(self, today: date) -> Settings:
        """The same object for the same day: what was worked out with it can be known by it."""
        return _on(self, today)


@lru_cache(maxsize=64)
def _on(kept: Kept, today: date) -> Settings:
    return Settings(kept.dated, today, kept.days_off)


NOTHING_SET = Kept({}, NO_DAYS)
KNOWN = "settings_version"
# By the pool, which is new in a process that was forked, and for another database.
_KEPT: WeakKeyDictionary[Pool, tuple[int, Mapping[int, Kept]]] = WeakKeyDictionary()


def settings_version() -> ScalarSelect[int]:
    """Grows with every change: rows of these tables are never taken away."""
    changes = select(func.count(AuthoritySetting.id)).scalar_subquery()
    days = select(func.count(DaysOff.id)).scalar_subquery()
    return select(func.count(Authority.id) + changes + days).scalar_subquery()


def note_version(session: AnySession, version: int) -> None:
    """As found by a statement of this session; it holds until the session ends or changes a setting."""
    session.info[KNOWN] = version


def forget_version(session: AnySession) -> None:
    session.info.pop(KNOWN, None)


def settings_of(session: AnySession, authority_id: int, today: date) -> Settings:
    """As they are today; `on` asks for another day."""
    return _all(session).get(authority_id, NOTHING_SET).on(today)


def shortest(
    session: AnySession, authority_id: int | None, key: str, unit: Callable[[Settings, str], int], today: date
) -> int:
    """About a person: what their authority has set; for who is in no team, the shortest of all authorities.

    `shortest(session, None, "idle_at_desks", Settings.minutes, today)`
    """
    if authority_id is not None:
        return unit(settings_of(session, authority_id, today), key)
    everyone = [kept.on(today) for kept in _all(session).values()]
    return min((unit(one, key) for one in everyone), default=LOCAL[key].usual)


def _nothing(*kinds: Any) -> list[Any]:
    return [cast(null(), kind) for kind in kinds]


def _all(session: AnySession) -> Mapping[int, Kept]:
    if KNOWN not in session.info:
        note_version(session, session.execute(select(settings_version())).scalar_one())
    version: int = session.info[KNOWN]
    pool = session.get_bind().engine.pool
    known, settings = _KEPT.get(pool, (None, {}))
    if known != version:
        settings = _read(session)
        _KEPT[pool] = version, settings
    return settings


_DAYS_OFF = "days off"
# Rows of (authority, what, place, first day, value, last day, whether closed): every authority, its settings, its days.
_SETTINGS_AND_DAYS_OFF = union_all(
    select(Authority.id, literal(""), literal(0), *_nothing(Date, Integer, Date, Boolean)),
    select(
        AuthoritySetting.authority_id,
        AuthoritySetting.key,
        AuthoritySetting.id,
        AuthoritySetting.from_on,
        AuthoritySetting.value,
        *_nothing(Date, Boolean),
    ),
    select(
        DaysOff.authority_id,
        literal(_DAYS_OFF),
        DaysOff.id,
        DaysOff.first_on,
        *_nothing(Integer),
        DaysOff.last_on,
        DaysOff.is_closed,
    ),
)


def _read(session: AnySession) -> Mapping[int, Kept]:
    """In the order in which they were set."""
    found: dict[int, dict[str, list[Dated]]] = {}
    spans: dict[int, list[Span]] = {}
    rows = session.execute(_SETTINGS_AND_DAYS_OFF).all()
    for authority_id, what, _, from_on, value, last_on, is_closed in sorted(rows, key=itemgetter(2)):
        dated = found.setdefault(authority_id, {})
        if what == _DAYS_OFF:
            spans.setdefault(authority_id, []).append(Span(from_on, last_on, is_closed))
        elif what:
            dated.setdefault(what, []).append(Dated(from_on, value))
    return {one: Kept(dated, days_off_of(spans.get(one, ()))) for one, dated in found.items()}
