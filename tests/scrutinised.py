"""Conferences and their scrutiny for tests, held, written and signed through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from gcp_tracker.meetings.details import HeldDetails, PlanDetails
from gcp_tracker.meetings.service import hold_meeting, plan_meeting
from gcp_tracker.models import Child, Meeting, Scrutiny, User
from gcp_tracker.rules.scrutiny import Challenged, Decided, Threshold, Working
from gcp_tracker.rules.vocabulary import AbuseCategory, MeetingKind
from gcp_tracker.scrutiny.details import ScrutinyDetails
from gcp_tracker.scrutiny.service import open_scrutiny, sign_scrutiny, write_scrutiny
from gcp_tracker.sight.service import ChairDetails, name_chair
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import noon_of
from tests.cast import TODAY

TEXTS = {
    "reason": "He still goes to school hungry, four days of five.",
    "working_why": "The school keeps a list, and the cupboard was bare on 9 November.",
    "why_so_long": "Three workers in a year; none of them met his father.",
    "if_nothing_changes": "A legal planning meeting is called within ten days.",
}
GOES_ON = ScrutinyDetails(
    TEXTS,
    decided=Decided.GOES_ON,
    threshold=Threshold.MET,
    category=AbuseCategory.NEGLECT,
    working=Working.NO,
    challenged=Challenged.NOTHING,
    core_group_on=TODAY + timedelta(days=20),
    review_on=TODAY + timedelta(days=120),
)


def held(uow: UnitOfWork, child: Child, on: date, kind: MeetingKind = MeetingKind.REVIEW_CONFERENCE) -> Meeting:
    """That was planned for that day, and was held on it."""
    with UnitOfWork(uow.session, uow.actor, noon_of(on)) as earlier:
        meetings = plan_meeting(earlier, [child], PlanDetails(kind, on))
        earlier.session.flush()
        hold_meeting(earlier, meetings, HeldDetails(on))
    return meetings[0]


def chairs(uow: UnitOfWork, child: Child, chair: User, on: date) -> None:
    """From two weeks ago until a week after today."""
    with UnitOfWork(uow.session, uow.actor, noon_of(TODAY - timedelta(days=14))) as earlier:
        from_on, to_on = TODAY - timedelta(days=14), TODAY + timedelta(days=30)
        name_chair(earlier, child, ChairDetails(chair, from_on, on, to_on))


def draft_scrutiny(uow: UnitOfWork, meeting: Meeting, details: ScrutinyDetails = GOES_ON, **more: Any) -> Scrutiny:
    one = open_scrutiny(uow, meeting)
    uow.session.flush()
    write_scrutiny(uow, one, replace(details, **more), one.version)
    uow.session.flush()
    return one


def signed_scrutiny(uow: UnitOfWork, meeting: Meeting, because: str = "", **more: Any) -> Scrutiny:
    one = draft_scrutiny(uow, meeting, **more)
    sign_scrutiny(uow, one, one.version, because)
    uow.session.flush()
    return one
