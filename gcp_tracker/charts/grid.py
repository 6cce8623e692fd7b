"""Every grade: items down, visits across, the newest on the right. What a template needs to write it as one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Literal, Protocol

from gcp_tracker.charts.care import Scale
from gcp_tracker.rules.dates import MONTHS, long_date

if TYPE_CHECKING:
    from gcp_tracker.rules.bands import Form
    from gcp_tracker.rules.instrument import Instrument, Item

CellKind = Literal["graded", "not_seen", "not_applicable", "not_asked", "none"]
SHOWN: Mapping[CellKind, str] = {"not_seen": "", "not_applicable": "–", "not_asked": "", "none": ""}
SAID: Mapping[CellKind, str] = {
    "not_seen": "not seen",
    "not_applicable": "does not apply",
    "not_asked": "not asked then",
    "none": "not graded",
}


class Graded(Protocol):
    """The part of `change.histories.GradedVisit` that a grid reads."""

    @property
    def visit_id(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def band(self) -> str: ...
    @property
    def grades(self) -> Mapping[str, int]: ...
    @property
    def not_seen(self) -> frozenset[str]: ...
    @property
    def not_applicable(self) -> frozenset[str]: ...
    @property
    def form(self) -> Form | None: ...
    def asked(self, instrument: Instrument) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Column:
    """`day` and `month` ("3", "Nov") stand on two lines; `words` is the whole date, for everybody who hears it."""

    visit_id: str
    on: date
    day: str
    month: str
    words: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """`shown` is what is printed, `words` what is said; `shade` is the palette's key, empty unless graded."""

    kind: CellKind
    value: int | None
    shade: str
    shown: str
    words: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` stand under `Grid.columns`, one for one."""

    key: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A sub-area."""

    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A domain."""

    key: str
    title: str
    groups: tuple[RowGroup, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """`years` are (year, how many columns), for a head above the dates; `forms` likewise, which items were asked."""

    columns: tuple[Column, ...]
    years: tuple[tuple[int, int], ...]
    forms: tuple[tuple[str, int], ...]
    sections: tuple[Section, ...]


def grid(
    instrument: Instrument,
    visits: Iterable[Graded],
    *,
    href: Callable[[str, str | None], str | None] = lambda visit_id, item_key: None,
    order: Sequence[str] = (),
) -> Grid:
    """All visits, however many. Items that applied at none of them, and have no answer, are left out.

    `href(visit_id, item_key)` is the address of an item's evidence, or of the visit when `item_key` is None. `order`
    names the domains that come first, such as the worst; the others follow as in the instrument.
    """
    across = sorted(visits, key=lambda visit: visit.on)
    both = [(visit, visit.asked(instrument)) for visit in across]
    cells = _cells(Scale.of(instrument))
    columns = tuple(_column(visit, href(visit.visit_id, None)) for visit in across)
    years = tuple((year, len(list(same))) for year, same in groupby(column.on.year for column in columns))
    first = {key: place for place, key in enumerate(order)}
    sections = []
    for domain in sorted(instrument.domains, key=lambda domain: first.get(domain.key, len(first))):
        groups = []
        for area in domain.areas:
            rows = tuple(
                Row(item.key, item.title, tuple([_cell(cells, item, *one, href) for one in both]))
                for item in area.items
                if any(_concerns(item, *one) for one in both)
            )
            if rows:
                groups.append(RowGroup(area.key, area.title, rows))
        if groups:
            sections.append(Section(domain.key, domain.title, tuple(groups)))
    return Grid(columns, years, _forms(instrument, across), tuple(sections))


def _column(visit: Graded, href: str | None) -> Column:
    month = MONTHS[visit.on.month - 1][:3]
    return Column(visit.visit_id, visit.on, str(visit.on.day), month, long_date(visit.on), href)


def _forms(instrument: Instrument, across: Sequence[Graded]) -> tuple[tuple[str, int], ...]:
    """Which items, for each run of visits that asked the same: "2 to 4", and the version where there are two."""
    versions = {visit.form.instrument.version for visit in across if visit.form is not None}

    def words(visit: Graded) -> str:
        if visit.form is None:
            return instrument.band(visit.band).title
        version = f", version {visit.form.instrument.version}" if len(versions) > 1 else ""
        return f"{visit.form.title}{version}"

    return tuple((title, len(list(same))) for title, same in groupby(words(visit) for visit in across))


def _concerns(item: Item, visit: Graded, asked: frozenset[str]) -> bool:
    return item.key in asked or item.key in visit.grades or item.key in visit.not_seen


def _cells(scale: Scale) -> dict[int | CellKind, Cell]:
    """One cell for each grade and each reason that there is none: two thousand places of a long story share them."""
    reasons: tuple[CellKind, ...] = ("not_seen", "not_applicable", "not_asked", "none")
    found: dict[int | CellKind, Cell] = {kind: Cell(kind, None, "", SHOWN[kind], SAID[kind], None) for kind in reasons}
    for value in scale.values:
        found[value] = Cell("graded", value, scale.shade_of[value], str(value), scale.graded(value), None)
    return found


def _cell(
    cells: Mapping[int | CellKind, Cell],
    item: Item,
    visit: Graded,
    asked: frozenset[str],
    href: Callable[[str, str | None], str | None],
) -> Cell:
    value = visit.grades.get(item.key)
    if value is not None:
        address = href(visit.visit_id, item.key)
        return cells[value] if address is None else replace(cells[value], href=address)
    if item.key in visit.not_seen:
        return cells["not_seen"]
    if item.key in visit.not_applicable:
        return cells["not_applicable"]
    return cells["none" if item.key in asked else "not_asked"]
