"""A list of children as a table to take away: what My children and My team say of each, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gcp_tracker.children.queries import ChildList, DomainNow, ListedChild
from gcp_tracker.spreadsheets import Cell

HEAD = ("Child’s number", "Name", "Age", "Why it presses", "Last seen", "Seen alone", "Last profile", "Next profile")


def my_children_rows(found: ChildList) -> Iterator[Sequence[Cell]]:
    """The head, then a row for each child, most pressing first; each domain with its worst grade now and its items."""
    titles = list(dict.fromkeys(domain.title for row in found.rows for domain in row.domains))
    yield (*HEAD, *(head for title in titles for head in (title, f"{title}: items", f"{title}: graded before")))
    for row in found.rows:
        domains = {domain.title: domain for domain in row.domains}
        yield (*_cells(row), *(cell for title in titles for cell in _domain_cells(domains.get(title))))


def my_team_rows(found: ChildList) -> Iterator[Sequence[Cell]]:
    """The same with help and workers, and without the domains, which the team’s page does not tell either."""
    yield (*HEAD, "Help", "Since", "Workers")
    for row in found.rows:
        workers = "; ".join(worker.words for worker in row.workers)
        help_now = (row.help.kind.words, row.help.started_on) if row.help else (None, None)
        yield (*_cells(row), *help_now, workers)


def _cells(row: ListedChild) -> tuple[Cell, ...]:
    return (
        row.child.la_child_id,
        row.child.full_name,
        row.age,
        row.sentence,
        row.seen.seen_on,
        row.seen.seen_alone_on,
        row.profile_on,
        row.profile_due_on,
    )


def _domain_cells(now: DomainNow | None) -> tuple[Cell, ...]:
    """Grade, the items at it, and its day where later visits graded others of the domain."""
    if now is None or now.grade is None:
        return (None, None, None)
    items = "; ".join(now.worst_items)
    return (now.grade, f"{items} ({now.home})" if now.home else items, now.from_on)
