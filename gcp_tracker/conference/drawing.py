"""Packs drawn ahead, one after the other: for each conference to come one that its child’s lead worker finds begun."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.constants import VERSION
from gcp_tracker.conference import queries, service
from gcp_tracker.conference.composing import Composed, compose_for_members
from gcp_tracker.conference.contents import contents_of
from gcp_tracker.conference.details import PackDetails, Page
from gcp_tracker.conference.typesetting import check_can_typeset
from gcp_tracker.exports.screens import screen_of
from gcp_tracker.models import Meeting, Pack, User
from gcp_tracker.rules.packs import PackFor
from gcp_tracker.rules.recipients import EXPORTS, Recipient, Terms
from gcp_tracker.unit_of_work import LONDON, AnySession, UnitOfWork
from gcp_tracker.unseen import everything_seen, look_as


def draw_packs(session: AnySession, planned: Iterable[tuple[int, int]], now: datetime) -> Iterator[int]:
    """For each conference and worker, by their ids, one is begun for that worker and drawn as they may read it; none
    where the child is hidden from them. Yields its pages. Raises RuleBroken; what was begun by then stays.
    """
    check_can_typeset()
    for meeting_id, worker_id in planned:
        meeting, worker = session.get_one(Meeting, meeting_id), session.get_one(User, worker_id)
        readable = queries.children_open_to(session, worker, meeting.child.family_id, now)
        if meeting.child_id not in readable:
            continue
        pack = _begun(session, meeting, worker, now)
        drawn = _as_read_by(session, worker, readable, pack, now)
        page = Page(drawn.body, drawn.sha256, drawn.facts, VERSION, drawn.set_as.core_pages, drawn.set_as.pages)
        with UnitOfWork(session, None, now) as uow:
            service.draw_ahead(uow, pack, page, pack.version)
        # What was read of one child is not carried on to the next.
        session.expunge_all()
        yield page.pages


def _begun(session: AnySession, meeting: Meeting, worker: User, now: datetime) -> Pack:
    details = PackDetails(PackFor.PROFESSIONALS, meeting.kind, meeting.on)
    with UnitOfWork(session, None, now) as uow:
        return service.open_pack(uow, meeting.child, details, [], for_worker=worker)


def _as_read_by(session: AnySession, worker: User, readable: Collection[UUID], pack: Pack, now: datetime) -> Composed:
    child, today = pack.child, now.astimezone(LONDON).date()
    # So that the session shows afterwards what it showed before.
    with everything_seen(session):
        look_as(session, worker, now)
        told = contents_of(session, child, settings_of(session, child.authority_id, today), today)
    screen = screen_of(Terms(EXPORTS["pack"], Recipient.PROFESSIONAL, "", ""), child, readable)
    return compose_for_members(pack, told, screen)
