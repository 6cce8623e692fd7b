"""One write: its session, who writes, what time it is, and what goes into the audit. The only place that commits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import TracebackType
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Update, bindparam, event
from sqlalchemy.orm import Session, SessionTransaction, scoped_session
from sqlalchemy.orm.attributes import set_committed_value

from gcp_tracker.audit_writing import Changes, commit_to, write_events
from gcp_tracker.models import Base, Child, User

LONDON = ZoneInfo("Europe/London")
AnySession: TypeAlias = Session | scoped_session[Any]


@dataclass(slots=True)
class UnitOfWork:
    """`with UnitOfWork(session, actor, now) as uow:` commits at the end, or rolls everything back on an exception."""

    session: AnySession
    actor: User | None
    now: datetime
    session_key: str = ""
    # What the actor is to a child, in names of rules.permissions.Relation, where somebody has worked it out.
    relation_to: Callable[[UUID], str] | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()

    @property
    def author(self) -> User:
        """The actor, where somebody must be signed in."""
        if self.actor is None:
            raise PermissionError("this write needs a signed-in person")
        return self.actor

    def record(
        self,
        action: str,
        *,
        subject: Base | None = None,
        child: Child | None = None,
        reason: str = "",
        changed: Sequence[str] = (),
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Add the audit event `noun:verb`. `changed` names fields, never their values.

        What has changed in the records of this write since the event before is committed to, salted, with what it was
        before; so is `values`, which no record holds. The event itself is written at the very end, right before the
        commit.
        """
        # What is new has its id only then, and what is changed is noted then.
        self.session.flush()
        info = self.session.info
        changes: Changes = info.pop("changes", None) or Changes()
        if values:
            changes.after.update(values)
        row = {
            "at": self.now,
            "actor_id": self.actor.id if self.actor else None,
            "actor_role": " ".join([role.name for role in self.actor.roles]) if self.actor else "",
            "relation": self.relation_to(child.id) if child is not None and self.relation_to else "",
            "session_key": self.session_key,
            "action": action,
            "subject_kind": subject.__tablename__ if subject is not None else "",
            "subject_id": str(getattr(subject, "id", "")) if subject is not None else "",
            "child_id": child.id if child is not None else None,
            "reason": reason,
            "changed_fields": list(changed) or None,
        }
        info.setdefault("events", []).append((row, changes))

    def set_columns(self, record: Base, **values: Any) -> None:
        """Change a record in a statement of its own, at once, and note it for the next event as a flush does. For what
        every tap changes: the mapper would first look through all that hangs together with the record.
        """
        changes: Changes = self.session.info.setdefault("changes", Changes())
        changes.note_columns(record, values)
        self.session.execute(_update_of(type(record), tuple(values)), {"of": record.id, **values})  # type: ignore[attr-defined]  # every record has one
        for name, value in values.items():
            set_committed_value(record, name, value)

    def __enter__(self) -> UnitOfWork:
        begin_writing(self.session)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.session.commit()
        else:
            self.session.rollback()


@cache
def _update_of(kind: type[Base], names: tuple[str, ...]) -> Update:
    table = Base.metadata.tables[kind.__tablename__]
    return table.update().where(table.c.id == bindparam("of")).values({name: bindparam(name) for name in names})


def begin_writing(session: AnySession) -> None:
    """Take the write lock before anything is read, so that what is read is still so when it is written.

    On SQLite a transaction that began by reading cannot safely become a writing one, so a reading transaction is
    ended first. PostgreSQL locks rows, when they are read to be written, and sees at every statement what stands then:
    there the same transaction goes on, which saves three journeys to the server.
    """
    here = session() if isinstance(session, scoped_session) else session
    if here.info.get("writing"):
        return
    if here.new or here.dirty or here.deleted:
        raise RuntimeError("something was changed outside a unit of work")
    if here.get_bind().dialect.name == "sqlite":
        if here.in_transaction():
            # On the same connection: to hand it back and take it again costs as much as a statement.
            connection = here.connection()
            try:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except BaseException:
                # The database is busy: nothing may go on as if a transaction were open.
                here.rollback()
                raise
        else:
            here.connection(execution_options={"writes": True})
    elif not here.in_transaction():
        # So that a rollback has something to end, and what is noted in this write goes with it.
        here.begin()
    here.info["writing"] = True


def hold(session: AnySession, record: Base) -> None:
    """Say that `record` was read under its lock in this write, so that nobody need read it again to be sure."""
    session.info.setdefault("held", []).append(record)


def is_held(session: AnySession, record: Base) -> bool:
    return record in session.info.get("held", ())


def commit_for_library(session: AnySession) -> None:
    """For a library that commits by itself (Flask-Security’s datastore): the same commit, at the end of its own
    write.
    """
    session.commit()


def now_utc() -> datetime:
    return datetime.now(UTC)


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, _context: object) -> None:
    if session.info.get("writing"):
        session.info.setdefault("changes", Changes()).note(session)


@event.listens_for(Session, "before_commit")
def _close_the_chain(session: Session) -> None:
    """Last of all, whoever commits: the head of the chain is held by one writer at a time, and only so long."""
    events = session.info.pop("events", None) if not session.in_nested_transaction() else None
    if not events:
        return
    session.flush()
    # What was changed after the last event belongs to it.
    events[-1][1].add(session.info.pop("changes", None))
    write_events(session.connection(), [row | commit_to(changes) for row, changes in events])


@event.listens_for(Session, "after_transaction_end")
def _writing_has_ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        for name in ("writing", "held", "changes", "events"):
            session.info.pop(name, None)
