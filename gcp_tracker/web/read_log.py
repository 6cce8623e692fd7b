"""A look at one record, as the audit is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue

from gcp_tracker.models import Child
from gcp_tracker.rules.permissions import Relation
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.web.relations import Relations


def relation_to(child_id: UUID) -> str:
    """What the reader was found to be to that child: names of Relation, in its order."""
    known: Relations | None = g.get("relations")
    found = known.of.get(child_id, frozenset()) if known is not None else frozenset()
    return " ".join([relation.name.lower() for relation in Relation if relation in found])


def expect_look(name: str, record: Any, children: Iterable[Child]) -> None:
    """To be kept by `keep_looks`. `name`: "child", "family" … A family’s page tells of each child whom the reader may
    see.
    """
    g.setdefault("looks", []).append((name, record, list(children)))


def keep_looks(writing: UnitOfWork) -> None:
    """Those expected in this request and not kept yet."""
    looks = g.pop("looks", ())
    if not looks:
        return
    with writing as uow:
        for name, record, children in looks:
            for child in children:
                uow.record(f"{name}:read", subject=record, child=child)


def record_form_shown(
    writing: UnitOfWork, answer: ResponseReturnValue, name: str, record: Any, children: Iterable[Child]
) -> ResponseReturnValue:
    """A form that comes back with a mistake shows the record as a page does that was asked for."""
    if isinstance(answer, str):
        # What was typed is in the answer; nothing of it may be kept with the look.
        writing.session.rollback()
        expect_look(name, record, children)
        keep_looks(writing)
    return answer
