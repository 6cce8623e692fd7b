"""A conference pack from the worker’s first tap to the chair’s last, as its pages show it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.meetings.details import HeldDetails
from gcp_tracker.meetings.details import PlanDetails as MeetingDetails
from gcp_tracker.meetings.service import hold_meeting, plan_meeting
from gcp_tracker.models import Child, Pack, User
from gcp_tracker.rules.packs import PackFor, PackState
from gcp_tracker.rules.vocabulary import MeetingKind, NoteKind
from gcp_tracker.sight.service import name_chair
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.page_client import PageClient, soup_of
from tests.taken import take

Writing = Callable[[User | None], UnitOfWork]
As = Callable[[User], PageClient]
CONFERENCE = TODAY + timedelta(days=9)
LAST = TODAY - timedelta(days=150)


@pytest.fixture
def leo(cast: Cast, writing_as: Writing) -> Child:
    """Ten visits, a conference half a year ago, one planned, a worry at 5 and words of his own."""
    with writing_as(cast.amira) as uow:
        for weeks in (44, 40, 36, 30, 24, 18, 12, 8, 5, 2):
            on = TODAY - timedelta(weeks=weeks)
            grades = all_grades(cast.leo, on, 2 + weeks % 3 // 2) | {"nutrition_quality": 4, "absence": 5 if weeks < 20 else 3}
            signed_visit(
                uow,
                cast.leo,
                on,
                grades,
                words={"nutrition_quality": f"I make toast for Ruby and then I do my own coat {weeks}"},
                notes={NoteKind.GOING_WELL: "School every day"},
            )
        held = plan_meeting(uow, [cast.leo], MeetingDetails(MeetingKind.REVIEW_CONFERENCE, LAST))
        uow.session.flush()
        hold_meeting(uow, held, HeldDetails(LAST))
        plan_meeting(uow, [cast.leo], MeetingDetails(MeetingKind.REVIEW_CONFERENCE, CONFERENCE))
    return cast.leo


def only_pack(session: Session) -> Pack:
    session.rollback()
    return session.scalars(select(Pack).order_by(Pack.opened_at.desc()).limit(1)).one()


def begin(client: PageClient, child: Child, made_for: PackFor = PackFor.PROFESSIONALS) -> None:
    day = {f"for_on-{part}": "" for part in ()}
    sent = {"made_for": made_for.value, "conference": "review_conference", "for_on": [str(CONFERENCE.day), str(CONFERENCE.month), str(CONFERENCE.year)]}
    answer = client.post(f"/children/{child.id}/packs/new", data=sent | day)
    assert answer.status_code == 303, answer.get_data(as_text=True)


def step(client: PageClient, pack: Pack, name: str, **more: str) -> str:
    answer = client.post(f"/children/{pack.child_id}/packs/{pack.id}/{name}", data={"seen": str(pack.version)} | more)
    return "" if answer.status_code == 303 else answer.get_data(as_text=True)


def test_scratch(as_: As, leo: Child, cast: Cast, session: Session) -> None:
    begin(as_(cast.amira), leo)
    pack = only_pack(session)
    assert not step(as_(cast.amira), pack, "prepare")
    pack = only_pack(session)
    assert pack.state is PackState.PREPARED
    assert not step(as_(cast.chloe), pack, "check")
    assert not step(as_(cast.chloe), pack, "issue")
    pack = only_pack(session)
    open("/tmp/pack-scratch/pack.pdf", "wb").write(pack.pdf)
    open("/tmp/pack-scratch/pack.html", "w").write(pack.body)
    print(pack.core_pages, pack.pages)
    as_(cast.amira).get(f"/children/{leo.id}/packs/{pack.id}")
