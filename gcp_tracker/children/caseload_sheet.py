"""A list of children as a table to take away: what My children and My team say of each, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from gcp_tracker.children.queries import ListedChild
from gcp_tracker.exports.sheets import Column
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.recipients import Part
from gcp_tracker.spreadsheets import Cell

COLUMNS = (
    Column("Child’s number", Part.NAMES, "Child"),
    Column("Name", Part.NAMES),
    Column("Age"),
    # Sentences may have the name of the child or of a home in them.
    Column("Why it presses", Part.NAMES),
    Column("Put off", Part.NAMES),
    Column("Recorded", Part.NAMES),
    Column("Verdict", Part.NAMES),
    Column("Last seen"),
    Column("Seen alone"),
    Column("Last profile"),
    Column("Next profile"),
)
TEAM_COLUMNS = (Column("Help"), Column("Since"), Column("Workers", Part.WORKERS, "Workers"))


@dataclass(frozen=True, slots=True)
class ListTable:
    """A row for each child, most pressing first; each domain with its verdict, its worst grade now and the items at
    it. `families`: of each row.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    families: Sequence[UUID]


def my_children_table(rows: Sequence[ListedChild]) -> ListTable:
    titles = _titles(rows)
    cells = [(*_cells(row), *_domain_cells(row, titles)) for row in rows]
    return ListTable((*COLUMNS, *_domain_columns(titles)), cells, _families(rows))


def my_team_table(rows: Sequence[ListedChild]) -> ListTable:
    """The same with help and workers."""
    titles = _titles(rows)
    cells = [(*_cells(row), *_team_cells(row), *_domain_cells(row, titles)) for row in rows]
    return ListTable((*COLUMNS, *TEAM_COLUMNS, *_domain_columns(titles)), cells, _families(rows))


def _families(rows: Sequence[ListedChild]) -> list[UUID]:
    return [row.child.family_id for row in rows]


def _titles(rows: Sequence[ListedChild]) -> list[str]:
    """In the order of the instrument, though each child’s own stand worst first."""
    return list(
        dict.fromkeys(domain.title for row in rows for now in row.domains[:1] for domain in now.instrument.domains)
    )


def _team_cells(row: ListedChild) -> tuple[Cell, ...]:
    help_now = (row.today.help.kind.words, row.today.help.started_on) if row.today.help else (None, None)
    return (*help_now, "; ".join(worker.words for worker in row.workers))


def _domain_columns(titles: Sequence[str]) -> list[Column]:
    return [
        column
        for title in titles
        for column in (
            Column(f"{title}: verdict"),
            Column(title),
            # With the home or the carer, where that is another one.
            Column(f"{title}: items", Part.NAMES),
            Column(f"{title}: graded before"),
        )
    ]


def _cells(row: ListedChild) -> tuple[Cell, ...]:
    return (
        row.child.la_child_id,
        row.child.full_name,
        row.age,
        "; ".join(reason.sentence for reason in row.attention.standing) or None,
        "; ".join(f"{reason.sentence}, until {long_date(held.until_on)}" for reason, held in row.attention.put_off)
        or None,
        " ".join(f"{line.tag}: {line.words}" for line in row.told.recorded) if row.told else None,
        (row.told.headline if row.told else row.today.headline) or None,
        row.seen.seen_on,
        row.seen.seen_alone_on,
        row.profile_on,
        row.profile_due_on,
    )


def _domain_cells(row: ListedChild, titles: Sequence[str]) -> Iterator[Cell]:
    """Verdict, worst grade, the items at it, and its day where later visits graded others of the domain."""
    domains = {domain.title: domain for domain in row.domains}
    for title in titles:
        now = domains.get(title)
        worst = now.worst if now else None
        yield now.verdict_words if now else None
        if worst is None:
            yield from (None, None, None)
            continue
        items = "; ".join(worst.worst_items)
        yield from (worst.grade, f"{items} ({worst.home})" if worst.home else items, worst.from_on)
