"""What each of the seven children has of engagement: an appointment, why Gran was not met, a half term at school."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.engagement.details import AppointmentDetails, SessionDetails, WhyNotDetails
from gcp_tracker.engagement.service import record_appointment, record_attendance, say_why_not_met
from gcp_tracker.models import Adult, Child, HalfTerm, SchoolAttendance, User
from gcp_tracker.rules.engagement_vocabulary import AppointmentState, HalfTermName, NotMetReason, Service
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY

Addresses = dict[str, dict[str, Any]]
AUTUMN = (HalfTermName.AUTUMN_1, 2026, date(2026, 9, 2), date(2026, 10, 23))


def engagement_of(session: Session, child: Child, author: User, gran: Adult, word: str) -> Addresses:
    """What each of its routes takes, by endpoint."""
    name, year, from_on, to_on = AUTUMN
    term = session.scalar(select(HalfTerm).where(HalfTerm.authority_id == child.authority_id))
    if term is None:
        term = HalfTerm(authority_id=child.authority_id, school_year=year, name=name, from_on=from_on, to_on=to_on)
        session.add(term)
        session.commit()
    with UnitOfWork(session, author, NOW) as uow:
        details = AppointmentDetails(Service.DENTIST, TODAY, AppointmentState.MISSED, words=f"{word} was asleep")
        (missed,) = record_appointment(uow, [child], details)
        say_why_not_met(uow, child, WhyNotDetails(gran, NotMetReason.OTHER, f"{word} will not say"))
        record_attendance(uow, child, term, SessionDetails(f"{word} School", 70, 50, 10))
    row = session.scalars(select(SchoolAttendance.id).where(SchoolAttendance.child_id == child.id)).one()
    return {"engagement.appointment": {"number": missed.id}, "engagement.remove_attendance": {"number": row}}
