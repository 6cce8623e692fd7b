"""A list of children is a look at all of them, and a search says whom somebody is after: both leave a mark."""

from __future__ import annotations

from gcp_tracker.web.access import unit_of_work


def record_list(noun: str, found: int, asked: str = "") -> None:
    """`found`: how many children are on the page. The words that were asked for are committed to, and not kept."""
    many = "1 child" if found == 1 else f"{found} children"
    with unit_of_work() as uow:
        if asked:
            kind = "number" if any(letter.isdigit() for letter in asked) else "name"
            uow.record(f"{noun}:search", reason=f"by {kind}; {many}", values={"asked": asked})
        else:
            uow.record(f"{noun}:list", reason=many)
