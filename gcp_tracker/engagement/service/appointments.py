"""Appointments with other services, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.engagement.details import AppointmentDetails
from gcp_tracker.models import Adult, Appointment, Child
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.engagement import check_appointment, check_appointment_can_become
from gcp_tracker.rules.engagement_vocabulary import AppointmentState, Service
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.unit_of_work import UnitOfWork


def record_appointment(uow: UnitOfWork, children: Sequence[Child], details: AppointmentDetails) -> list[Appointment]:
    """One row for each of these brothers and sisters, in their order. Raises RuleBroken."""
    check_appointment(details.service, details.state, details.falls_on, details.words, uow.today)
    _check_may_be_named(details.adult)
    made = {}
    for child in sorted(children, key=lambda one: one.id):
        lock_child_alone(uow, child)
        _check_not_there(uow, child, details, None)
        appointment = Appointment(child=child, recorded_at=uow.now, recorded_by=uow.author, **_columns(details))
        uow.session.add(appointment)
        uow.record("appointment:record", subject=appointment, child=child, reason=details.state.value)
        made[child.id] = appointment
    return [made[child.id] for child in children]


def change_appointment(uow: UnitOfWork, appointment: Appointment, details: AppointmentDetails) -> None:
    """What became of it, or what was entered wrong. Raises RuleBroken."""
    lock_child_alone(uow, appointment.child)
    uow.session.refresh(appointment)
    check_appointment_can_become(appointment.state, details.state)
    if appointment.state is AppointmentState.MISTAKE:
        raise RuleBroken("This appointment was entered by mistake: enter the right one anew", "state")
    check_appointment(details.service, details.state, details.falls_on, details.words, uow.today)
    if details.adult is not appointment.adult:
        _check_may_be_named(details.adult)
    if details.state is not AppointmentState.MISTAKE:
        _check_not_there(uow, appointment.child, details, appointment)
    columns = _columns(details)
    changed = [name for name, value in columns.items() if getattr(appointment, name) != value]
    for name in changed:
        setattr(appointment, name, columns[name])
    if changed:
        uow.record(
            "appointment:change",
            subject=appointment,
            child=appointment.child,
            reason=details.state.value,
            changed=changed,
        )


def _columns(details: AppointmentDetails) -> dict[str, object]:
    return {
        "adult": details.adult,
        "service": details.service,
        "falls_on": details.falls_on,
        "state": details.state,
        "words": details.words,
    }


def _check_may_be_named(adult: Adult | None) -> None:
    if adult is not None and adult.not_to_be_contacted:
        raise RuleBroken("Nothing is recorded here of somebody who is not to be contacted", "whom")


def _check_not_there(uow: UnitOfWork, child: Child, details: AppointmentDetails, own: Appointment | None) -> None:
    """Of services that nobody names twice a day; “another service” can be two."""
    if details.service is Service.OTHER:
        return
    same = select(Appointment.id).where(
        Appointment.child_id == child.id,
        Appointment.adult_id == (details.adult.id if details.adult else None),
        Appointment.service == details.service,
        Appointment.falls_on == details.falls_on,
        Appointment.state != AppointmentState.MISTAKE,
    )
    if own is not None:
        same = same.where(Appointment.id != own.id)
    if uow.session.scalar(same.limit(1)) is not None:
        raise RuleBroken(
            f"{details.service.the[:1].upper()}{details.service.the[1:]} on {long_date(details.falls_on)} is on"
            f" {child.first_name}’s record already: change it there",
            "falls_on",
        )
