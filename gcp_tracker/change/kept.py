"""A reading as it is kept: what the grades say with the curve to draw and the exposure, as plain JSON and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np

from gcp_tracker.change.care_curve import bands_of
from gcp_tracker.change.constants import STANDARD, VERSION, Constants
from gcp_tracker.change.evidence import Evidence
from gcp_tracker.change.exposure import DomainExposure, all_graded, exposures_of
from gcp_tracker.change.gradings import ChildGrades, Days, DomainSeries
from gcp_tracker.change.reading import reading_as_at
from gcp_tracker.change.series_reading import SeriesReading, read_with_evidence
from gcp_tracker.change.settling import MaySettle, may_settle
from gcp_tracker.change.verdict import Verdict

BAND_STEP_DAYS = 10
# How far the curve goes on into silence, where its band widens.
BAND_AFTER_DAYS = 180
# Two machines’ arithmetic may differ by this much.
TOLERANCE = 1e-5

Maker = Callable[[Any], Any]
_VALUE_OF = attrgetter("value")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class KeptSeries:
    """`settles` is told where the grades leave the question open: as at the latest visit."""

    reading: SeriesReading
    settles: MaySettle | None


@dataclass(frozen=True, slots=True)
class KeptCurve:
    """Care by day, in grades, and where four histories in five lie, for one domain in one home."""

    care_of: str
    domain: str
    days: tuple[int, ...]
    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    exposure: DomainExposure


@dataclass(frozen=True, slots=True)
class Kept:
    """What one child’s grades said. `domains` names all there are; `moved` says since when a home was left."""

    engine: str
    inputs_hash: str
    domains: tuple[str, ...]
    moved: Mapping[str, int]
    series: tuple[KeptSeries, ...]


def keep(child: ChildGrades, born: int | None, constants: Constants = STANDARD) -> tuple[Kept, tuple[KeptCurve, ...]]:
    """From all that is graded of the child. `born` is the day of birth."""
    found = read_with_evidence(child.series, constants)
    pairs = list(zip(child.series, found, strict=True))
    series = tuple(KeptSeries(reading, _settles(reading, evidence, constants)) for _, (reading, evidence) in pairs)
    settled = [(one, evidence) for one, (reading, evidence) in pairs if reading.lack is None]
    curves = _curves(settled, born, constants)
    return Kept(VERSION, inputs_hash(child), child.domains, dict(child.moved), series), curves


def headline_as_at(kept: Kept, on: int, constants: Constants) -> Verdict:
    """The child’s verdict on that day; see `reading_as_at`."""
    series = [one.reading for one in kept.series]
    return reading_as_at("", series, kept.domains, kept.moved, on, constants, kept.engine).verdict


def inputs_hash(child: ChildGrades) -> str:
    """Of every grade, form and move; the same whatever the order they came in, and whoever the workers are."""
    told = [
        [one.care_of, one.domain, one.items, one.days.tolist(), one.workers.tolist(), one.forms.tolist(), _cells(one)]
        for one in child.series
    ]
    text = json.dumps([told, sorted(child.moved.items()), child.domains], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def as_json(told: Any) -> Any:
    """A reading, or its curves, as JSON knows it."""
    if isinstance(told, tuple) and not hasattr(told, "_fields"):
        return [as_json(one) for one in told]
    kind: Any = type(told)
    return _teller(kind)(told)


def kept_from(told: Mapping[str, Any]) -> Kept:
    return made_of(Kept, told)


def made_of(kind: type[Made], told: Mapping[str, Any]) -> Made:
    """What `as_json` was made of; raises KeyError or TypeError for anything else."""
    made: Made = _maker(kind)(told)  # type: ignore[arg-type]  # a class can be hashed, whatever its instances
    return made


def curves_from(told: list[Mapping[str, Any]]) -> tuple[KeptCurve, ...]:
    make = _maker(KeptCurve)
    return tuple([make(one) for one in told])


def differences(one: Any, other: Any, where: str = "") -> list[str]:
    """Where two readings as JSON differ by more than TOLERANCE."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted({*one, *other})
        return [found for key in keys for found in differences(one.get(key), other.get(key), f"{where}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(_by_name(one), _by_name(other), strict=True))
        return [found for place, (a, b) in pairs for found in differences(a, b, f"{where}[{place}]")]
    if isinstance(one, float) and isinstance(other, float | int) and not isinstance(other, bool):
        return [] if abs(one - other) <= TOLERANCE else [f"{where}: {one} and {other}"]
    return [] if one == other else [f"{where}: {one} and {other}"]


def _by_name(told: list[Any]) -> list[Any]:
    """Items are kept in the order of their exposure, and among equals that hangs on a machine’s last digit."""
    is_named = all(isinstance(one, dict) and "name" in one for one in told)
    return sorted(told, key=lambda one: str(one["name"])) if is_named else told


def _settles(reading: SeriesReading, evidence: Evidence, constants: Constants) -> MaySettle | None:
    if reading.verdict is not Verdict.NOT_ENOUGH:
        return None
    return may_settle(evidence, reading.form, reading.last_graded, constants)


def _curves(
    read: Sequence[tuple[DomainSeries, Evidence]], born: int | None, constants: Constants
) -> tuple[KeptCurve, ...]:
    evidences = [evidence for _, evidence in read]
    all_of_them = [all_graded(series, evidence, constants) for series, evidence in read]
    # The curve to draw and that of the exposure, worked out together.
    bands = bands_of(
        [*evidences, *(one.evidence for one in all_of_them)],
        [*(_grid(one) for one in evidences), *(one.grid for one in all_of_them)],
        constants,
    )
    exposures = exposures_of(all_of_them, bands[len(evidences) :], born, constants)
    return tuple(
        KeptCurve(
            evidence.care_of,
            evidence.domain,
            tuple(band.days.tolist()),
            tuple(band.middle.tolist()),
            tuple(band.low.tolist()),
            tuple(band.high.tolist()),
            exposure,
        )
        for evidence, band, exposure in zip(evidences, bands[: len(evidences)], exposures, strict=True)
    )


def _grid(evidence: Evidence) -> Days:
    last = evidence.latest + BAND_AFTER_DAYS
    days = {*range(evidence.first, last, BAND_STEP_DAYS), *evidence.days.tolist(), last}
    return np.array(sorted(days))


def _cells(series: DomainSeries) -> list[list[float | None]]:
    values: list[list[float | None]] = series.values.tolist()
    if np.isfinite(series.values).all():
        return values
    return [[None if value != value else value for value in row] for row in values]


@cache
def _teller(kind: Any) -> Maker:
    """What makes JSON of a typed thing, by the annotations of its dataclass. A reading holds some thousands of numbers,
    so each kind is looked at once.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if kind is float:
        return lambda value: round(value, 6)
    if kind == tuple[float, ...]:
        # Most of it by far.
        return lambda value: np.round(value, 6).tolist()
    if origin is UnionType:
        tell = _teller(next(one for one in inner if one is not NoneType))
        return tell if tell is _as_told else lambda value: None if value is None else tell(value)
    if origin is tuple and inner[-1] is Ellipsis:
        each = _teller(inner[0])
        return list if each is _as_told else lambda value: [each(one) for one in value]
    if kind == tuple[int, float]:
        # A grading, of which there are hundreds.
        return lambda value: [value[0], round(value[1], 6)]
    if origin is tuple:
        tells = [_teller(one) for one in inner]
        return lambda value: [tell(one) for tell, one in zip(tells, value, strict=True)]
    if names := _names(kind):
        hints = get_type_hints(kind)
        tellers = [(name, _teller(hints[name])) for name in names]
        return lambda value: {name: tell(getattr(value, name)) for name, tell in tellers}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _VALUE_OF
    return _as_told


@cache
def _maker(kind: Any) -> Maker:
    """What makes the typed thing again from its JSON, by the annotations of its dataclass. A list of children makes
    some thousands, so each kind is looked at once.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        make = _maker(next(one for one in inner if one is not NoneType))
        return make if make is _as_told else lambda told: None if told is None else make(told)
    if origin is tuple:
        each = _maker(inner[0])
        return tuple if each is _as_told else lambda told: tuple([each(one) for one in told])
    if names := _names(kind):
        hints = get_type_hints(kind)
        makers = [(name, _maker(hints[name])) for name in names]
        return lambda told: kind(*[make(told[name]) for name, make in makers])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _as_told


def _names(kind: Any) -> Sequence[str]:
    """Of the fields of a dataclass or a named tuple; none of anything else."""
    return [one.name for one in fields(kind)] if is_dataclass(kind) else getattr(kind, "_fields", ())


def _as_told(told: Any) -> Any:
    return told
