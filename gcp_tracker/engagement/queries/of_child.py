"""The rows of one child that the pages of this slice show and change, and the half terms they are chosen from."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import Adult, Appointment, Authority, Child, HalfTerm, SchoolAttendance
from gcp_tracker.rules.engagement_vocabulary import AppointmentState
from gcp_tracker.unit_of_work import AnySession

_NAMED = or_(Appointment.adult_id.is_(None), Adult.not_to_be_contacted.is_(False))


def appointments_of_child(session: AnySession, child: Child) -> list[Appointment]:
    """The latest day first, without those that were entered by mistake."""
    query = (
        select(Appointment)
        .outerjoin(Adult, Adult.id == Appointment.adult_id)
        .where(Appointment.child_id == child.id, Appointment.state != AppointmentState.MISTAKE, _NAMED)
        .options(joinedload(Appointment.adult), joinedload(Appointment.recorded_by))
        .order_by(Appointment.falls_on.desc(), Appointment.id.desc())
    )
    return list(session.scalars(query))


def appointment_of_child(session: AnySession, child: Child, number: int) -> Appointment | None:
    query = (
        select(Appointment)
        .outerjoin(Adult, Adult.id == Appointment.adult_id)
        .where(Appointment.child_id == child.id, Appointment.id == number, _NAMED)
    )
    return session.scalar(query)


def attendance_of_child(session: AnySession, child: Child) -> list[SchoolAttendance]:
    """The latest half term first."""
    query = (
        select(SchoolAttendance)
        .join(HalfTerm, HalfTerm.id == SchoolAttendance.half_term_id)
        .where(SchoolAttendance.child_id == child.id)
        .options(joinedload(SchoolAttendance.half_term), joinedload(SchoolAttendance.recorded_by))
        .order_by(HalfTerm.from_on.desc(), SchoolAttendance.id)
    )
    return list(session.scalars(query))


def attendance_row(session: AnySession, child: Child, number: int) -> SchoolAttendance | None:
    query = select(SchoolAttendance).where(SchoolAttendance.child_id == child.id, SchoolAttendance.id == number)
    return session.scalar(query.options(joinedload(SchoolAttendance.half_term)))


def half_terms(session: AnySession, authority: Authority) -> list[HalfTerm]:
    """The latest first."""
    query = select(HalfTerm).where(HalfTerm.authority_id == authority.id).order_by(HalfTerm.from_on.desc())
    return list(session.scalars(query))


def half_term(session: AnySession, authority: Authority, number: int) -> HalfTerm | None:
    return session.scalar(select(HalfTerm).where(HalfTerm.authority_id == authority.id, HalfTerm.id == number))
