"""Writing that somebody talked: with one worker, or a group across agencies."""

from __future__ import annotations

from gcp_tracker.models import SupervisionAttender, SupervisionSession
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.supervision import SessionKind, check_group, check_held_on
from gcp_tracker.supervision.details import SessionDetails
from gcp_tracker.unit_of_work import UnitOfWork


def open_session(uow: UnitOfWork, details: SessionDetails) -> SupervisionSession:
    """Led by whoever writes it. Raises RuleBroken beside its field."""
    check_held_on(details.held_on, uow.today)
    check_group(details.kind, len(details.there))
    if details.kind is SessionKind.ONE_TO_ONE and details.worker is None:
        raise RuleBroken("Choose who the supervision was with", "worker")
    session = SupervisionSession(
        kind=details.kind,
        held_on=details.held_on,
        led_by=uow.author,
        worker=details.worker if details.kind is SessionKind.ONE_TO_ONE else None,
        opened_at=uow.now,
    )
    if details.kind is SessionKind.GROUP:
        session.attenders = [
            SupervisionAttender(words=one.words, agency=one.agency, user_id=one.user.id if one.user else None)
            for one in details.there
        ]
    uow.session.add(session)
    uow.record("supervision_session:open", subject=session)
    return session
