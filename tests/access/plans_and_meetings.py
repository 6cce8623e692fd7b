"""What each of the seven children has beside visits and profiles: a plan in three versions, meetings, and an event.
Everybody is named in an action of the plan, and has the address of a calendar, whatever their role is now.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from gcp_tracker.accounts.service.sign_ins import key_of
from gcp_tracker.chronology.details import ForChild
from gcp_tracker.chronology.service import add_event
from gcp_tracker.meetings.details import HeldDetails
from gcp_tracker.meetings.details import PlanDetails as MeetingDetails
from gcp_tracker.meetings.service import hold_meeting, plan_meeting
from gcp_tracker.models import Adult, CalendarFeed, Child, User
from gcp_tracker.plans.details import ActionDetails, Who
from gcp_tracker.plans.service import agree_plan
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.rules.plan_vocabulary import WhoKind
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.events import details_of
from tests.plans import outcome, plan_for, written_draft

Addresses = dict[str, dict[str, Any]]


def plan_of(session: Session, child: Child, author: User, named: list[User], gran: Adult, word: str) -> Addresses:
    """Two agreed versions and one that is being written, which protects by law: a manager agrees to it. What each of
    its routes takes, by endpoint.
    """
    doers = (Who(WhoKind.ADULT, gran.name, adult=gran), *(Who(WhoKind.WORKER, one.name, user=one) for one in named))
    rings = ActionDetails(f"Rings {word}’s school on Fridays", doers, TODAY)
    with UnitOfWork(session, author, NOW) as uow:
        plan_for(uow, child, [outcome(f"{word} sleeps in a warm bed", "hygiene", aim=2)], actions=[rings])
        agreed = written_draft(uow, child, (), why=f"{word} said so")
        agree_plan(uow, agreed, agreed.version)
        uow.session.flush()
        draft = written_draft(uow, child, (), why=f"{word} said more")
    written, wanted = {"number": draft.id}, draft.outcomes[0]
    taken = {"number": agreed.id, "place": agreed.outcomes[0].actions[0].id}
    of_outcome, of_action = written | {"place": wanted.id}, written | {"place": wanted.actions[0].id}
    found = {f"plans.{name}": written for name in ("version", "details", "new_outcome", "put_aside", "agree")}
    found |= {f"plans.{name}": of_outcome for name in ("outcome", "remove_outcome", "new_action")}
    found |= {f"plans.{name}": of_action for name in ("action", "remove_action")}
    found |= {f"plans.{name}": {"number": agreed.id} for name in ("changes", "paper", "end")}
    return found | {f"plans.{name}": taken for name in ("move_action", "drop_action")}


def meetings_of(session: Session, child: Child, twin: Child, author: User, gran: Adult, word: str) -> Addresses:
    """About the child and its sister: one that was held, of which nothing was sent yet, and one that is planned."""
    table = (Agency.SOCIAL_CARE, Agency.SCHOOL)
    on = TODAY - timedelta(days=30)

    def details(kind: MeetingKind, on: Any) -> MeetingDetails:
        return MeetingDetails(kind, on, place=f"{word} School", adults=(gran,), agencies=table, invites_child=True)

    with UnitOfWork(session, author, NOW) as uow:
        held = plan_meeting(uow, [child, twin], details(MeetingKind.REVIEW_CONFERENCE, on))
        uow.session.flush()
        hold_meeting(uow, held, HeldDetails(on, frozenset({"school"}), notes=f"{word} has breakfast at school"))
        planned = plan_meeting(uow, [child, twin], details(MeetingKind.CORE_GROUP, TODAY))
    found = {f"meetings.{name}": {"number": planned[0].id} for name in ("held", "cancel")}
    return found | {"meetings.sent": {"number": held[0].id}}


def event_of(session: Session, child: Child, twin: Child, author: User, word: str) -> Addresses:
    """Told of both."""
    told = [ForChild(one, f"{word} was cold until noon") for one in (child, twin)]
    with UnitOfWork(session, author, NOW) as uow:
        event = add_event(uow, details_of(TODAY - timedelta(days=5), f"{word} came without a coat"), told)[0]
        session.flush()
        number = event.id
    return {f"chronology.{name}": {"number": number} for name in ("event", "amend", "withdraw")}


def calendars_for(session: Session, people: dict[str, User]) -> None:
    for who, user in people.items():
        session.add(CalendarFeed(user_id=user.id, token_hash=key_of(calendar_token(who)), made_at=NOW))
    session.commit()


def calendar_token(who: str) -> str:
    return f"calendar-of-{who.replace(' ', '-')}"
