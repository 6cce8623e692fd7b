"""Packs drawn ahead, one after the other: for each conference to come one that its child’s lead worker finds begun."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.constants import VERSION
from gcp_tracker.conference import queries, service
from gcp_tracker.conference.composing import ROOMS, drawn_for_members, hash_of, pdf_source
from gcp_tracker.conference.contents import contents_of
from gcp_tracker.conference.details import PackDetails, Page
from gcp_tracker.conference.pages import Paper
from gcp_tracker.conference.typesetting import check_can_typeset, typeset_each_roomiest
from gcp_tracker.exports.screens import screen_of
from gcp_tracker.models import Meeting, Pack, User
from gcp_tracker.rules.packs import CORE_PAGES, Facts, PackFor
from gcp_tracker.rules.recipients import EXPORTS, Recipient, Terms
from gcp_tracker.unit_of_work import LONDON, AnySession, UnitOfWork
from gcp_tracker.unseen import everything_seen, look_as

Drawn = tuple[str, Facts]


def draw_packs(session: AnySession, planned: Iterable[tuple[int, int]], now: datetime) -> Iterator[int]:
    """For each conference and worker, by their ids, one is begun for that worker and drawn as they may read it; none
    where the child is hidden from them. Yields its pages. Raises RuleBroken; what was begun by then stays.
    """
    check_can_typeset()
    on_its_way: list[tuple[Pack, list[Drawn]]] = []

    def papers() -> Iterator[list[Paper]]:
        for meeting_id, worker_id in planned:
            meeting, worker = session.get_one(Meeting, meeting_id), session.get_one(User, worker_id)
            readable = queries.children_open_to(session, worker, meeting.child.family_id, now)
            if meeting.child_id not in readable:
                continue
            pack = _begun(session, meeting, worker, now)
            drawn = _as_read_by(session, worker, readable, pack, now)
            on_its_way.append((pack, drawn))
            yield [pdf_source(pack, pack.child, body) for body, _ in drawn]

    for place, made in typeset_each_roomiest(papers(), CORE_PAGES):
        pack, drawn = on_its_way.pop()
        body, facts = drawn[place]
        page = Page(body, hash_of(body), facts, VERSION, made.core_pages, made.pages)
        with UnitOfWork(session, None, now) as uow:
            service.draw_ahead(uow, pack, page, pack.version)
        # What was read of one child is not carried on to the next.
        session.expunge_all()
        yield made.pages


def _begun(session: AnySession, meeting: Meeting, worker: User, now: datetime) -> Pack:
    details = PackDetails(PackFor.PROFESSIONALS, meeting.kind, meeting.on)
    with UnitOfWork(session, None, now) as uow:
        return service.open_pack(uow, meeting.child, details, [], for_worker=worker)


def _as_read_by(
    session: AnySession, worker: User, readable: Collection[UUID], pack: Pack, now: datetime
) -> list[Drawn]:
    child, today = pack.child, now.astimezone(LONDON).date()
    # So that the session shows afterwards what it showed before.
    with everything_seen(session):
        look_as(session, worker, now)
        told = contents_of(session, child, settings_of(session, child.authority_id, today), today)
    screen = screen_of(Terms(EXPORTS["pack"], Recipient.PROFESSIONAL, "", ""), child, readable)
    return [drawn_for_members(pack, told, screen, room) for room in ROOMS]
