"""A list of children as a table to take away: what My children and My team say of each, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gcp_tracker.children.queries import ChildList, ListedChild
from gcp_tracker.spreadsheets import Cell

HEAD = (
    "Child’s number",
    "Name",
    "Age",
    "Why it presses",
    "Recorded",
    "Verdict",
    "Last seen",
    "Seen alone",
    "Last profile",
    "Next profile",
)


def my_children_rows(found: ChildList) -> Iterator[Sequence[Cell]]:
    """The head, then a row for each child, most pressing first; each domain with its verdict, its worst grade now and
    the items at it.
    """
    titles = _titles(found)
    yield (*HEAD, *_domain_heads(titles))
    for row in found.rows:
        yield (*_cells(row), *_domain_cells(row, titles))


def my_team_rows(found: ChildList) -> Iterator[Sequence[Cell]]:
    """The same with help and workers."""
    titles = _titles(found)
    yield (*HEAD, "Help", "Since", "Workers", *_domain_heads(titles))
    for row in found.rows:
        workers = "; ".join(worker.words for worker in row.workers)
        help_now = (row.help.kind.words, row.help.started_on) if row.help else (None, None)
        yield (*_cells(row), *help_now, workers, *_domain_cells(row, titles))


def _titles(found: ChildList) -> list[str]:
    """In the order of the instrument, though each child’s own stand worst first."""
    return list(
        dict.fromkeys(
            domain.title for row in found.rows for now in row.domains[:1] for domain in now.instrument.domains
        )
    )


def _domain_heads(titles: Sequence[str]) -> list[str]:
    return [
        head for title in titles for head in (f"{title}: verdict", title, f"{title}: items", f"{title}: graded before")
    ]


def _cells(row: ListedChild) -> tuple[Cell, ...]:
    return (
        row.child.la_child_id,
        row.child.full_name,
        row.age,
        row.sentence,
        " ".join(f"{line.tag}: {line.words}" for line in row.told.recorded) if row.told else None,
        row.told.headline if row.told else None,
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
