"""Meetings on every page: what was held, called off and planned, and the addresses of their pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from gcp_tracker.meetings.details import CancelDetails, HeldDetails, PlanDetails, SentDetails
from gcp_tracker.meetings.service import cancel_meeting, hold_meeting, plan_meeting, send_papers
from gcp_tracker.models import Adult, Child
from gcp_tracker.rules.meeting_vocabulary import Agency, CancelledBy, Paper
from gcp_tracker.rules.vocabulary import MeetingKind
from tests.browser.site import Site
from tests.cast import TODAY


def meetings_of(site: Site) -> dict[str, int]:
    """Of Leo and Ruby: a conference that was held, two core groups called off, and one that is planned."""
    cast = site.cast
    with site.writing_as(cast.amira) as uow:
        both = [uow.session.get_one(Child, cast.leo.id), uow.session.get_one(Child, cast.ruby.id)]
        both[0].created_at -= timedelta(days=300)
        table = (Agency.SOCIAL_CARE, Agency.SCHOOL, Agency.POLICE)
        on = TODAY - timedelta(days=40)
        mum = uow.session.get_one(Adult, cast.mum.id)
        plan = PlanDetails(MeetingKind.REVIEW_CONFERENCE, on, adults=(mum,), agencies=table, invites_child=True)
        held = plan_meeting(uow, both, plan)
        came = frozenset({"social_care", "school", f"adult-{mum.id}"})
        hold_meeting(
            uow, held, HeldDetails(on, came, frozenset({"police"}), notes="Breakfast every day before school.")
        )
        send_papers(uow, held, SentDetails(Paper.PLAN, on, frozenset({"school"})))
        for days in (30, 15):
            lost = plan_meeting(
                uow, both, replace(plan, kind=MeetingKind.CORE_GROUP, planned_on=TODAY - timedelta(days))
            )
            cancel_meeting(uow, lost, CancelDetails(CancelledBy.SOCIAL_WORKER, "In court"))
        ahead = plan_meeting(uow, both, replace(plan, kind=MeetingKind.CORE_GROUP, planned_on=TODAY))
        uow.session.flush()
        return {"held_meeting": held[0].id, "planned_meeting": ahead[0].id}


def meetings_addresses(held: int, planned: int, leo: str) -> Iterator[tuple[str, str, str]]:
    """Endpoint, who opens it, where."""
    yield "meetings.meetings", "amira", f"{leo}/meetings"
    yield "meetings.new", "amira", f"{leo}/meetings/new?kind=core_group"
    yield "meetings.held", "amira", f"{leo}/meetings/{planned}/held"
    yield "meetings.cancel", "amira", f"{leo}/meetings/{planned}/cancel"
    yield "meetings.sent", "amira", f"{leo}/meetings/{held}/sent"
    yield "meetings.what_is_due", "amira", "/what-is-due"
    yield "meetings.what_is_due", "chloe", "/what-is-due"
    yield "meetings.calendar", "amira", "/account/calendar"
