"""A look at one record, as the audit is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from gcp_tracker.models import Child
from gcp_tracker.rules.permissions import Relation
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.web.relations import Relations


def relation_to(child_id: UUID) -> str:
    """What the reader was found to be to that child: names of Relation, in its order."""
    known: Relations | None = g.get("relations")
    found = known.of.get(child_id, frozenset()) if known is not None else frozenset()
    return " ".join([relation.name.lower() for relation in Relation if relation in found])


def record_look(writing: UnitOfWork, name: str, record: Any, children: Iterable[Child]) -> None:
    """`name`: "child", "family" … A family’s page tells of each child whom the reader may see."""
    with writing as uow:
        for child in children:
            uow.record(f"{name}:read", subject=record, child=child)


def show_and_record_look(
    writing: UnitOfWork, show: Callable[[], ResponseReturnValue], name: str, record: Any, children: Iterable[Child]
) -> ResponseReturnValue:
    """The page, once the look at it is kept: nothing leaves before.

    After the page was made, so that all it reads is one transaction, from who asks to the last line. What the page
    does instead of being shown (it is not there, it leads on) is a look as well.
    """
    try:
        answer = show()
    except HTTPException:
        record_look(writing, name, record, children)
        raise
    record_look(writing, name, record, children)
    return answer


def record_form_shown(
    writing: UnitOfWork, answer: ResponseReturnValue, name: str, record: Any, children: Iterable[Child]
) -> ResponseReturnValue:
    """A form that comes back with a mistake shows the record as a page does that was asked for."""
    if isinstance(answer, str):
        # What was typed is in the answer; nothing of it may be kept with the look.
        writing.session.rollback()
        record_look(writing, name, record, children)
    return answer
