"""When what the grades say of a child became something else, from the readings that were kept at the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, true

from gcp_tracker.change.kept import kept_from
from gcp_tracker.change.reading import reading_as_at
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import SHORT
from gcp_tracker.models import Child, Reading
from gcp_tracker.rules.sentences import begun_small
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.unseen import left_out


@dataclass(frozen=True, slots=True)
class VerdictChange:
    on: date
    words: str
    verdict: Verdict
    engine: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What was said on one day, by the last reading of that day."""

    on: date
    engine: str
    verdict: Verdict


def verdict_changes(session: AnySession, child: Child, instrument_key: str) -> list[VerdictChange]:
    """As it was said at the time, the earliest first, in one query. To somebody who does not see all of a child’s
    grades yet nothing is told that rests on them.
    """
    hidden = [one.visited_on for one in left_out(session).aparts if one.child_id == child.id]
    rows = session.execute(
        select(Reading.as_of, Reading.engine, Reading.outputs)
        .where(Reading.child_id == child.id, Reading.instrument_key == instrument_key)
        .where(Reading.as_of < min(hidden) if hidden else true())
        .order_by(Reading.as_of, Reading.id)
    )
    # The last of a day is what was said then.
    latest = {row.as_of: row for row in rows}
    told = [_Read(row.as_of, row.engine, _verdict_of(str(child.id), row.as_of, row.outputs)) for row in latest.values()]
    return list(_changes(told))


def _verdict_of(child_id: str, as_of: date, outputs: Mapping[str, Any]) -> Verdict:
    kept = kept_from(outputs)
    series = [one.reading for one in kept.series]
    reading = reading_as_at(child_id, series, kept.domains, kept.moved, as_of.toordinal(), engine=kept.engine)
    return reading.verdict


def _changes(told: Iterable[_Read]) -> Iterator[VerdictChange]:
    before: _Read | None = None
    for now in told:
        if before is None or now.verdict is not before.verdict:
            was = f"; before: {begun_small(SHORT[before.verdict])}" if before is not None else ""
            # Another engine may say something else of the same grades: then nothing has changed for the child.
            anew = before is not None and now.engine != before.engine
            how = "; read by a newer version of the engine, so it may be no change for the child" if anew else ""
            yield VerdictChange(now.on, f"{SHORT[now.verdict]}{was}{how}", now.verdict, now.engine)
        before = now
