"""The scrutiny of a story, by the authority’s chair, and whose conferences the chair has before her."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from functools import partial
from typing import TypeAlias

from sqlalchemy import select

from gcp_tracker.demo.dealings import ScrutinyStory
from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.demo.staff import Staff
from gcp_tracker.models import Child, Meeting, Scrutiny
from gcp_tracker.rules.meeting_vocabulary import CONFERENCES, MeetingState
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.scrutiny import Challenged, Decided, NextHelp, Threshold, Working
from gcp_tracker.rules.vocabulary import AbuseCategory, RoleName
from gcp_tracker.scrutiny import service
from gcp_tracker.scrutiny.details import ScrutinyDetails
from gcp_tracker.sight.service import ChairDetails, name_chair
from gcp_tracker.unit_of_work import UnitOfWork

CHAIR = "helen"
SIGNED_AT = time(19, 15)
CHAIRS_FROM, CHAIRS_UNTIL = timedelta(days=21), timedelta(days=14)
# Held so lately and not written up yet, or so soon to come: these are the chair’s.
LATELY, SOON = timedelta(days=50), timedelta(weeks=5)
Step: TypeAlias = tuple[int, time, str, Callable[[UnitOfWork], None]]


def scrutiny_steps(on_file: FamilyOnFile, key: str) -> Iterator[Step]:
    """Each on the evening of the day it is signed."""
    for one in on_file.story.children[key].scrutiny:
        yield one.signed, SIGNED_AT, CHAIR, partial(_sign, on_file, key, one)


def _sign(on_file: FamilyOnFile, key: str, story: ScrutinyStory, uow: UnitOfWork) -> None:
    child = on_file.children[key]
    of_child = select(Meeting).where(Meeting.child_id == child.id, Meeting.kind == story.kind)
    meeting = uow.session.scalars(of_child.where(Meeting.held_on == on_file.days.day(story.day))).one()
    one = service.open_scrutiny(uow, meeting)
    uow.session.flush()
    service.write_scrutiny(uow, one, _details(on_file, story), one.version)
    service.sign_scrutiny(uow, one, one.version, story.because)


def _details(on_file: FamilyOnFile, story: ScrutinyStory) -> ScrutinyDetails:
    return ScrutinyDetails(
        texts={
            "reason": story.reason,
            "working_why": story.how,
            "why_so_long": story.long,
            "if_nothing_changes": story.nothing,
        },
        decided=Decided(story.decided),
        threshold=Threshold.MET if story.category else Threshold.NOT_MET,
        category=AbuseCategory(story.category) if story.category else None,
        working=Working(story.working) if story.working else None,
        challenged=Challenged.NOTHING,
        next_help=NextHelp(story.next) if story.next else None,
        core_group_on=_day(on_file, story.core),
        review_on=_day(on_file, story.review),
    )


def _day(on_file: FamilyOnFile, day: int | None) -> date | None:
    return None if day is None else on_file.days.day(day)


def say_who_chairs(uow: UnitOfWork, staff: Staff, today: date) -> None:
    """For conferences of the next weeks, and for some of the last ones that are not written up. By the manager of the
    child’s team.
    """
    written = select(Scrutiny.meeting_id).where(Scrutiny.state == RecordState.SIGNED)
    coming = (Meeting.state == MeetingState.PLANNED) & Meeting.planned_on.between(today, today + SOON)
    lately = (Meeting.state == MeetingState.HELD) & Meeting.held_on.between(today - LATELY, today)
    query = (
        select(Meeting)
        .join(Child, Child.id == Meeting.child_id)
        .where(Meeting.kind.in_(CONFERENCES), coming | (lately & Meeting.id.not_in(written)))
        .where(Child.restriction_id.is_(None), Child.merged_into_id.is_(None))
        .order_by(Meeting.state, Meeting.id)
    )
    found = {meeting.child: meeting.on for meeting in uow.session.scalars(query)}
    for child, on in found.items():
        manages = [one for one in staff.people.values() if one.team is child.team and one.is_a(RoleName.MANAGER)]
        if manages:
            uow.actor = manages[0]
            days = min(on, today) - CHAIRS_FROM, on, max(on, today) + CHAIRS_UNTIL
            name_chair(uow, child, ChairDetails(staff.people[CHAIR], days[0], days[1], days[2]))
