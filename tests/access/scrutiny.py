"""What each of the seven children has of scrutiny: one that is signed and one being written, of two conferences."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from gcp_tracker.meetings.details import HeldDetails, PlanDetails
from gcp_tracker.meetings.service import hold_meeting, plan_meeting
from gcp_tracker.models import Child, Meeting, User
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.access.plans_and_meetings import Addresses
from tests.builders import noon_of
from tests.cast import NOW, TODAY
from tests.scrutinised import GOES_ON, TEXTS, draft_scrutiny, signed_scrutiny

SOON = TODAY + timedelta(days=6)
# As in table.py, by hand: the children whose conference the chair of the matrix chairs.
LISTED = {("scrutiny.conferences", "chair"): {"allocated"}}
ROWS = """\
scrutiny.of_child            GET       reads
scrutiny.entry               GET       reads
scrutiny.reviews             GET       reads
scrutiny.reviews_paper       GET POST  prints
scrutiny.begin               POST      chairs
scrutiny.write               GET POST  chairs
scrutiny.keep                POST      chairs
scrutiny.sign                GET POST  chairs
scrutiny.put_aside           GET POST  chairs
"""


def scrutiny_of(session: Session, child: Child, chair: User, word: str) -> Addresses:
    """What each of its routes takes, by endpoint."""
    long_ago, lately = (_held(session, child, chair, days) for days in (170, 12))
    with UnitOfWork(session, chair, NOW) as uow:
        signed = signed_scrutiny(uow, long_ago, texts=TEXTS | {"reason": f"{word} is hungry"}, review_on=SOON)
        draft = draft_scrutiny(uow, lately, GOES_ON, texts=TEXTS | {"reason": f"{word} sleeps late"})
    found = {f"scrutiny.{name}": {"number": draft.id} for name in ("write", "keep", "sign", "put_aside")}
    return found | {"scrutiny.entry": {"number": signed.id}, "scrutiny.begin": {"number": lately.id}}


def _held(session: Session, child: Child, chair: User, days_ago: int) -> Meeting:
    on = TODAY - timedelta(days=days_ago)
    with UnitOfWork(session, chair, noon_of(on)) as uow:
        (meeting,) = plan_meeting(uow, [child], PlanDetails(MeetingKind.REVIEW_CONFERENCE, on))
        uow.session.flush()
        hold_meeting(uow, [meeting], HeldDetails(on))
    return meeting
