"""One write: its session, who writes, what time it is, and what goes into the audit. The only place that commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

from gcp_tracker.models import AuditEvent, Base, Child, User

LONDON = ZoneInfo("Europe/London")
AnySession: TypeAlias = Session | scoped_session[Any]
EVENT = Base.metadata.tables[AuditEvent.__tablename__].insert()


@dataclass(slots=True)
class UnitOfWork:
    """`with UnitOfWork(session, actor, now) as uow:` commits at the end, or rolls everything back on an exception."""

    session: AnySession
    actor: User | None
    now: datetime
    session_key: str = ""

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
    ) -> None:
        """Add the audit event `noun:verb`. `changed` names fields, never their values."""
        if self.session.new:
            # What is new has its id only then.
            self.session.flush()
        # Not through the mapper: every look at a record writes one of these, and nobody holds it as an object.
        self.session.execute(
            EVENT,
            {
                "at": self.now,
                "actor_id": self.actor.id if self.actor else None,
                "session_key": self.session_key,
                "action": action,
                "subject_kind": subject.__tablename__ if subject is not None else "",
                "subject_id": str(getattr(subject, "id", "")) if subject is not None else "",
                "child_id": child.id if child is not None else None,
                "reason": reason,
                "changed_fields": list(changed) or None,
            },
        )

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
        here.commit()
        here.connection(execution_options={"writes": True})
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


@event.listens_for(Session, "after_transaction_end")
def _writing_has_ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("writing", None)
        session.info.pop("held", None)
