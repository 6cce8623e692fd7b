"""Conference packs of the demo: of three conferences to come two are issued, and one waits to be checked."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.constants import VERSION
from gcp_tracker.conference import service
from gcp_tracker.conference.composing import ROOMS, drawn_for_members, hash_of, typeset_pack
from gcp_tracker.conference.contents import contents_of
from gcp_tracker.conference.details import PackDetails, Page, Printed
from gcp_tracker.conference.queries import next_conference
from gcp_tracker.conference.typesetting import can_typeset
from gcp_tracker.exports.screens import screen_of
from gcp_tracker.meetings.details import PlanDetails as MeetingDetails
from gcp_tracker.meetings.service import plan_meeting
from gcp_tracker.models import Child, HelpEpisode, Pack, User
from gcp_tracker.rules.packs import Facts, PackFor
from gcp_tracker.rules.recipients import EXPORTS, Recipient, Terms
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind, RoleName
from gcp_tracker.rules.working_days import add_working_days
from gcp_tracker.unit_of_work import UnitOfWork

PACKS, ISSUED = 3, 2
# Working days from today.
FIRST_IN = 6
NOTE = "What would have to be different by the next conference for this plan to be the right one?"


def make_packs(uow: UnitOfWork, today: date) -> None:
    """Nothing where this machine cannot set pages: the demo works without."""
    if not can_typeset():
        return
    drawn = [(pack, *_drawn(uow, pack, today)) for pack in _opened(uow, today)]
    for place, (pack, body, facts) in enumerate(drawn):
        made = typeset_pack(pack, pack.child, body, uow.now)
        page = Page(body, hash_of(body), facts, VERSION, made.core_pages, made.pages)
        uow.actor = pack.opened_by
        service.prepare_pack(uow, pack, page, pack.version)
        if place < ISSUED:
            uow.actor = _manager(uow, pack.child)
            service.check_pack(uow, pack)
            service.issue_pack(uow, pack, Printed(made.pdf, made.pages, uow.now), page.sha256)


def _opened(uow: UnitOfWork, today: date) -> list[Pack]:
    """One for each of three conferences, which the child’s lead worker plans where the chair has named no day."""
    protected = (
        select(Child)
        .join(HelpEpisode, HelpEpisode.child_id == Child.id)
        .where(
            HelpEpisode.kind == HelpKind.CHILD_PROTECTION,
            HelpEpisode.ended_on.is_(None),
            Child.restriction_id.is_(None),
            Child.merged_into_id.is_(None),
        )
        .order_by(HelpEpisode.started_on, Child.given_name)
    )
    packs: list[Pack] = []
    for child in uow.session.scalars(protected).all():
        lead = next((one.user for one in child.allocations if one.is_lead and one.to_on is None), None)
        if lead is None or len(packs) == PACKS:
            continue
        uow.actor = lead
        planned = next_conference(uow.session, child, today)
        on = planned.on if planned else add_working_days(today, FIRST_IN + len(packs))
        if planned is None:
            plan_meeting(uow, [child], MeetingDetails(MeetingKind.REVIEW_CONFERENCE, on))
        details = PackDetails(PackFor.PROFESSIONALS, MeetingKind.REVIEW_CONFERENCE, on, NOTE)
        packs.append(service.open_pack(uow, child, details, []))
    return packs


def _drawn(uow: UnitOfWork, pack: Pack, today: date) -> tuple[str, Facts]:
    child = pack.child
    told = contents_of(uow.session, child, settings_of(uow.session, child.authority_id, today), today)
    terms = Terms(EXPORTS["pack"], Recipient.PROFESSIONAL, "", "")
    known = {one.id for one in child.family.children if one.restriction_id is None}
    return drawn_for_members(pack, told, screen_of(terms, child, known), ROOMS[1])


def _manager(uow: UnitOfWork, child: Child) -> User:
    of_team = uow.session.scalars(select(User).where(User.team_id == child.team_id, User.active.is_(True)))
    return next(one for one in of_team if one.is_a(RoleName.MANAGER))
