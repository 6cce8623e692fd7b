"""Writing that somebody talked: with one worker, or a group across agencies."""

from __future__ import annotations

from sqlalchemy import or_, select

from gcp_tracker.models import SupervisionAttender, SupervisionRecord, SupervisionSession, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.supervision import SessionKind, check_group, check_held_on
from gcp_tracker.supervision.details import SessionDetails
from gcp_tracker.unit_of_work import UnitOfWork


def open_session(uow: UnitOfWork, details: SessionDetails) -> SupervisionSession:
    """Led by whoever writes it; the one of that day that is there already, as long as nothing is written in it. Raises
    RuleBroken beside its field.
    """
    check_held_on(details.held_on, uow.today)
    check_group(details.kind, len(details.there))
    if details.kind is SessionKind.ONE_TO_ONE and details.worker is None:
        raise RuleBroken("Choose who the supervision was with", "worker")
    worker = details.worker if details.kind is SessionKind.ONE_TO_ONE else None
    if (there := _same_session(uow, details, worker)) is not None:
        return there
    session = SupervisionSession(
        kind=details.kind, held_on=details.held_on, led_by=uow.author, worker=worker, opened_at=uow.now
    )
    if details.kind is SessionKind.GROUP:
        session.attenders = [
            SupervisionAttender(words=one.words, agency=one.agency, user_id=one.user.id if one.user else None)
            for one in details.there
        ]
    uow.session.add(session)
    uow.record("supervision_session:open", subject=session)
    return session


def _same_session(uow: UnitOfWork, details: SessionDetails, worker: User | None) -> SupervisionSession | None:
    # Two presses of one button wait for each other here.
    uow.session.execute(select(User.id).where(User.id == uow.author.id).with_for_update(key_share=True))
    written = select(SupervisionRecord.session_id).where(
        SupervisionRecord.session_id.is_not(None),
        or_(SupervisionRecord.state != RecordState.DRAFT, SupervisionRecord.version != 1),
    )
    led = select(SupervisionSession).where(
        SupervisionSession.led_by_id == uow.author.id,
        SupervisionSession.kind == details.kind,
        SupervisionSession.held_on == details.held_on,
        SupervisionSession.worker_id == (worker.id if worker else None),
        SupervisionSession.id.not_in(written),
    )
    wanted = [(one.words, one.agency, one.user.id if one.user else None) for one in details.there]
    for one in uow.session.scalars(led.order_by(SupervisionSession.opened_at)):
        if one.worker_id or [(who.words, who.agency, who.user_id) for who in one.attenders] == wanted:
            return one
    return None
