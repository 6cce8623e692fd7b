"""What is written about the audit itself: that a checkpoint was made, or could not be; that salts were forgotten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from gcp_tracker.audit.checkpoints import Checkpoint, Place, append_checkpoint, held_alone, is_due, last_checkpoint
from gcp_tracker.models import AuditEvent, AuditHead, Child
from gcp_tracker.models.audit import Head
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.unit_of_work import AnySession, UnitOfWork


class CheckpointFailed(Exception):
    """No checkpoint could be written; the message is one plain sentence."""


def write_checkpoint(session: AnySession, place: Place, now: datetime, *, at_once: bool = False) -> Checkpoint | None:
    """Sign where the committed chain ends, if it is time to; None when it is not, or another process does it now.

    Raises CheckpointFailed.
    """
    try:
        with held_alone(place) as alone:
            if not alone:
                return None
            last, head = last_checkpoint(place.file), committed_head(session)
            if last is not None and last.count > head.position:
                raise CheckpointFailed(
                    f"The last checkpoint counts {last.count} events, and there are {head.position}: an older copy of"
                    " the database was put back, or its end was cut off."
                )
            if not is_due(last, head, now) and not (at_once and head.position > (last.count if last else 0)):
                return None
            written = append_checkpoint(place, last, head, now)
    except OSError as error:
        raise CheckpointFailed(f"No checkpoint could be written to {place.file}: {error.strerror}.") from error
    with UnitOfWork(session, None, now) as uow:
        uow.record("checkpoint:write", reason=f"{written.number} {written.line_hash}")
    return written


def record_failed_checkpoint(session: AnySession, sentence: str, now: datetime) -> None:
    """For the administrator’s page of security events."""
    with UnitOfWork(session, None, now) as uow:
        uow.record("checkpoint:fail", reason=sentence)


def record_verdict(session: AnySession, sentence: str, now: datetime) -> None:
    """What verifying the audit found, for the administrator’s page."""
    with UnitOfWork(session, None, now) as uow:
        uow.record("audit:verify", reason=sentence)


def forget_salts(uow: UnitOfWork, child_id: UUID, reason: str) -> int:
    """Of every event about that child so far: nobody can find out any more what its commitments stand for. The events
    stay, and so does their chain. Returns how many there were; raises RuleBroken without a reason.
    """
    if not reason.strip():
        raise RuleBroken("Say why the salts are forgotten", field="reason")
    salted = AuditEvent.child_id == child_id, AuditEvent.salt.is_not(None)
    places = uow.session.scalars(select(AuditEvent.id).where(*salted)).all()
    uow.session.execute(update(AuditEvent).where(*salted).values(salt=None))
    if places:
        uow.record("salt:forget", child=Child(id=child_id), reason=reason)
    return len(places)


def committed_head(session: AnySession) -> Head:
    position, head_hash = session.execute(select(AuditHead.position, AuditHead.hash)).one()
    return Head(position, head_hash)
