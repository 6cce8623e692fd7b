"""What is written about the audit itself: that a checkpoint was made, or could not be; that an older copy of the
database was put back; that salts were forgotten.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from gcp_tracker.audit.checkpoints import (
    Checkpoint,
    Place,
    append_checkpoint,
    held_alone,
    in_force,
    is_due,
    last_checkpoint,
    read_checkpoints,
)
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
            if last is not None and not _bears_out(session, last):
                raise CheckpointFailed(
                    f"Event {last.count} is not the one of the last checkpoint: an older copy of the database was put"
                    " back and written to, or events were written anew."
                )
            written = append_checkpoint(place, last, head, now)
    except OSError as error:
        raise _cannot_be_written(place, error) from error
    with UnitOfWork(session, None, now) as uow:
        uow.record("checkpoint:write", reason=f"{written.number} {written.line_hash}")
    return written


def put_back(session: AnySession, place: Place, said: str, now: datetime) -> Checkpoint:
    """Sign that this database is an older copy, put back in good faith: what later checkpoints counted is not in it,
    and the audit goes on from here. They stay in the file. `said`: who put it back and why. Raises CheckpointFailed.
    """
    try:
        with held_alone(place) as alone:
            if not alone:
                raise CheckpointFailed("A checkpoint is being written just now: try again.")
            known, fault = read_checkpoints(place.file, place.public_key)
            if fault:
                raise CheckpointFailed(fault)
            held = [one.number for one in in_force(known) if _bears_out(session, one)]
            if not known or known[-1].number in held:
                raise CheckpointFailed("This database bears out the last checkpoint: no older copy was put back.")
            written = append_checkpoint(
                place, known[-1], committed_head(session), now, holds_to=max(held, default=0), said=said
            )
    except OSError as error:
        raise _cannot_be_written(place, error) from error
    with UnitOfWork(session, None, now) as uow:
        uow.record("checkpoint:put_back", reason=f"{written.number} {written.line_hash} {said}")
    return written


def _bears_out(session: AnySession, one: Checkpoint) -> bool:
    return session.scalar(select(AuditEvent.hash).where(AuditEvent.id == one.count)) == one.head


def _cannot_be_written(place: Place, error: OSError) -> CheckpointFailed:
    return CheckpointFailed(f"No checkpoint could be written to {place.file}: {error.strerror}.")


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
