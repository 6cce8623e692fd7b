"""A child’s grades as a table to take away: a row for each answer of each signed visit, under a number, not a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from gcp_tracker.exports.copies import reference_of
from gcp_tracker.exports.sheets import Column
from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Adult, Child, Grade, Household, InstrumentVersion, User, Visit
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.profiling import care_words
from gcp_tracker.rules.recipients import Part
from gcp_tracker.rules.vocabulary import Answer, Source, VisitState
from gcp_tracker.spreadsheets import Cell
from gcp_tracker.unit_of_work import AnySession

COLUMNS = (
    Column("Child", Part.NAMES, "Child"), Column("Visit"), Column("Version"),
    Column("Whose care", Part.NAMES, "Care"), Column("Age band"), Column("Domain"), Column("Sub-area"), Column("Item"),
    Column("Answer"), Column("Grade"), Column("In words"), Column("Source"),
    Column("Practitioner", Part.WORKERS, "Worker"), Column("Graded with"),
    Column("Seen or heard", Part.SEEN), Column("What changed", Part.SEEN),
    Column("In the child’s words", Part.CHILD_WORDS),
)  # fmt: skip
NOT_NAMED = "care by somebody who is not named here"
ROWS_AT_A_TIME = 500


def grade_rows(session: AnySession, child: Child, *, with_words: bool) -> Iterator[Sequence[Cell]]:
    """The rows below COLUMNS, oldest visit first, items as in the instrument; only versions that stand.

    Without `with_words` the last columns are empty. Addresses are in no column, and whoever is not to be contacted is
    in none by name.
    """
    reference = reference_of(child)
    known: dict[tuple[str, str], Instrument] = {}
    # An instrument’s own order is not the database’s, so the rows of one visit wait for each other.
    visit: list[Any] = []
    for row in session.execute(_rows(child)).yield_per(ROWS_AT_A_TIME):
        if visit and visit[0].id != row.id:
            yield from _visit_rows(reference, visit, known, with_words)
            visit = []
        visit.append(row)
    if visit:
        yield from _visit_rows(reference, visit, known, with_words)


def _rows(child: Child) -> Any:
    return (
        select(
            Visit.id, Visit.visited_on, Visit.number, Visit.band, User.name.label("worker"),
            Household.name.label("home"), Adult.name.label("carer"), Adult.not_to_be_contacted,
            InstrumentVersion.key, InstrumentVersion.version, InstrumentVersion.content_hash,
            Grade.item_key, Grade.answer, Grade.value, Grade.source, Grade.evidence, Grade.what_changed,
            Grade.child_words,
        )
        .join(Grade, Grade.visit_id == Visit.id)
        .join(User, User.id == Visit.author_id)
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_id)
        .outerjoin(Household, Household.id == Visit.household_id)
        .outerjoin(Adult, Adult.id == Visit.carer_id)
        .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED, Grade.answer.is_not(None))
        .order_by(Visit.visited_on, Visit.opened_at, Visit.id)
    )  # fmt: skip


def _visit_rows(
    reference: str, rows: list[Any], known: dict[tuple[str, str], Instrument], with_words: bool
) -> Iterator[Sequence[Cell]]:
    key = rows[0].key, rows[0].version
    if key not in known:
        known[key] = instrument_of(
            InstrumentVersion(key=rows[0].key, version=rows[0].version, content_hash=rows[0].content_hash)
        )
    instrument = known[key]
    place = {item.key: number for number, item in enumerate(instrument.items)}
    for row in sorted(rows, key=lambda row: place.get(row.item_key, len(place))):
        cells = _cells(reference, row, instrument)
        yield (*cells, row.evidence, row.what_changed, row.child_words) if with_words else (*cells, None, None, None)


def _cells(reference: str, row: Any, instrument: Instrument) -> tuple[Cell, ...]:
    domain, area, item = _titles(instrument, row.item_key)
    graded = row.answer is Answer.GRADED
    return (
        reference,
        row.visited_on,
        row.number,
        NOT_NAMED if row.not_to_be_contacted else care_words(row.home, row.carer),
        instrument.band(row.band).title,
        domain,
        area,
        item,
        row.answer.words,
        row.value,
        instrument.point(row.value).word if graded else None,
        _source_words(row.source) if graded else None,
        row.worker,
        instrument.label,
    )


def _titles(instrument: Instrument, item_key: str) -> tuple[str, str, str]:
    item = instrument.item(item_key)
    domain = instrument.domain(item.domain_key)
    area = next(area for area in domain.areas if area.key == item.area_key)
    return domain.title, area.title, item.title


def _source_words(source: Source | None) -> str | None:
    """Said without the child’s name, which is in no column."""
    return None if source is None else source.words.replace("{child}", "The child")
