"""Packs for tests, made as people make them: each step by whoever may take it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from gcp_tracker.meetings.details import HeldDetails
from gcp_tracker.meetings.details import PlanDetails as MeetingDetails
from gcp_tracker.meetings.service import hold_meeting, plan_meeting
from gcp_tracker.models import Child, Pack
from gcp_tracker.rules.packs import PackFor
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import TODAY, Cast
from tests.page_client import PageClient

CONFERENCE = TODAY + timedelta(days=9)
LAST_CONFERENCE = TODAY - timedelta(days=150)


def conferences_of(uow: UnitOfWork, child: Child) -> None:
    """One that was held five months ago, and one in nine days."""
    held = plan_meeting(uow, [child], MeetingDetails(MeetingKind.REVIEW_CONFERENCE, LAST_CONFERENCE))
    uow.session.flush()
    hold_meeting(uow, held, HeldDetails(LAST_CONFERENCE))
    plan_meeting(uow, [child], MeetingDetails(MeetingKind.REVIEW_CONFERENCE, CONFERENCE))


def newest_pack(session: Session) -> Pack:
    session.rollback()
    query = select(Pack).order_by(Pack.opened_at.desc(), Pack.number.desc())
    return session.scalars(query.options(undefer(Pack.body), undefer(Pack.pdf)).limit(1)).one()


def begin(client: PageClient, child: Child, made_for: PackFor = PackFor.PROFESSIONALS) -> None:
    day = [str(CONFERENCE.day), str(CONFERENCE.month), str(CONFERENCE.year)]
    sent = {"made_for": made_for.value, "conference": MeetingKind.REVIEW_CONFERENCE.value, "for_on": day}
    assert client.post(f"/children/{child.id}/packs/new", data=sent).status_code == 303


def step(client: PageClient, pack: Pack, name: str, **more: str) -> str:
    """One button of its page. What the page then says, or nothing where it went on."""
    answer = client.post(f"/children/{pack.child_id}/packs/{pack.id}/{name}", data={"seen": str(pack.version)} | more)
    return "" if answer.status_code == 303 else answer.get_data(as_text=True)


def issue(client: PageClient, cast: Cast, session: Session) -> Pack:
    """The newest pack, which is being written, through every step."""
    for who, name in ((cast.amira, "prepare"), (cast.chloe, "check"), (cast.chloe, "issue")):
        said = step(client.sign_in(who), newest_pack(session), name)
        assert not said, BeautifulSoup(said, "html.parser").get_text(" ", strip=True)[:800]
    return newest_pack(session)


def decided(page: BeautifulSoup, **texts: str) -> Mapping[str, Any]:
    """The form of sentences with everything that says something approved; `texts` by number replace what is there."""
    sent: dict[str, Any] = {"seen": page.find(id="seen")["value"]}
    for box in page.find_all("textarea"):
        number = box["name"].removeprefix("text_")
        said = texts.get(number, box.get_text().strip())
        sent[box["name"]] = said
        if said:
            sent[f"approve_{number}"] = "y"
    return sent
