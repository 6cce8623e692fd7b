"""A child’s signed grades as the engine takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from gcp_tracker.change.gradings import ChildGrades, Sheet, child_of_sheets
from gcp_tracker.instruments import newest
from gcp_tracker.models import Child
from gcp_tracker.readings.signed import GradedRow, SignedRecord, signed_record
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_versions import end_of_line
from gcp_tracker.unit_of_work import AnySession

# The engine knows five grades, 1 the best. Another scale is laid over them, end to end.
BEST, WORST = 1.0, 5.0


def graded_children(session: AnySession, child: Child) -> dict[str, ChildGrades]:
    """For the reader of the session, by the key of the instrument; see `by_instrument`."""
    return by_instrument(signed_record(session, child))


def by_instrument(record: SignedRecord) -> dict[str, ChildGrades]:
    """By the key of each instrument whose change is judged and that the child was ever graded with. Where nothing that
    was read before stands any more, nothing is graded.
    """
    rows: dict[str, list[GradedRow]] = defaultdict(list)
    for visit in record.visits:
        rows[visit.graded.instrument.key].append(visit.graded)
    read = {key for key, some in rows.items() if newest(key).judged and any(row.values for row in some)}
    child_id = str(record.child_id)
    found = {key: grades_of(child_id, newest(key), rows[key], record.moved) for key in sorted(read)}
    nothing = {key: grades_of(child_id, newest(key), (), {}) for key in sorted(record.read_before - read)}
    return found | nothing


def grades_of(child_id: str, latest: Instrument, rows: Iterable[GradedRow], moved: Mapping[str, int]) -> ChildGrades:
    """As the engine takes them. `latest` is the newest version of the rows’ instrument, whose domains are judged."""
    found: list[Sheet] = []
    forms: dict[tuple[str, str, int], int] = {}
    for row in rows:
        day, levels, names = row.on.toordinal(), _levels(row.instrument), _names(row.instrument, latest)
        for domain_key, item_keys in _asked(row.instrument, row.band).items():
            asked = len(item_keys.difference(row.not_applicable))
            key = (row.care_of, domain_key, day)
            forms[key] = max(asked, forms.get(key, 0))
        cells: dict[str, dict[str, float]] = defaultdict(dict)
        for item_key, value in row.values:
            domain_key, item = names[item_key]
            some, level = cells[domain_key], levels[value]
            if level > some.setdefault(item, level):
                some[item] = level
        found += [Sheet(row.care_of, domain_key, day, row.worker, graded) for domain_key, graded in cells.items()]
    return child_of_sheets(child_id, found, [domain.key for domain in latest.domains], forms, {}, moved)


def level_of(instrument: Instrument, value: int) -> float:
    """A grade as the engine takes it."""
    return _levels(instrument)[value]


def grade_at(values: Sequence[int], level: float) -> float:
    """The engine’s level back on a scale of these grades, the best first; between two grades where it lies between."""
    place = min(1.0, max(0.0, (level - BEST) / (WORST - BEST))) * (len(values) - 1)
    below = min(int(place), max(0, len(values) - 2))
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def grades_at(values: Sequence[int], levels: Sequence[float]) -> list[float]:
    """`grade_at` of many levels at once: a page draws some thousands."""
    told: list[float] = np.interp(levels, np.linspace(BEST, WORST, len(values)), values).tolist()
    return told


@lru_cache(maxsize=32)
def _levels(instrument: Instrument) -> Mapping[int, float]:
    values = instrument.values
    return {value: BEST + (WORST - BEST) * place / max(1, len(values) - 1) for place, value in enumerate(values)}


@lru_cache(maxsize=100)
def _names(instrument: Instrument, latest: Instrument) -> Mapping[str, tuple[str, str]]:
    """By item: its domain, and the key under which the latest version goes on with it."""
    return {item.key: (item.domain_key, end_of_line(latest, item.key)) for item in instrument.items}


@lru_cache(maxsize=200)
def _asked(instrument: Instrument, band: str) -> Mapping[str, frozenset[str]]:
    """By domain: the items that its form asks at that age."""
    return {domain.key: frozenset(item.key for item in domain.items_for(band)) for domain in instrument.domains}
