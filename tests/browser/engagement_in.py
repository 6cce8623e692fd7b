"""Leo’s appointments, why his father is not recorded, and half terms at school; and the addresses of their pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from gcp_tracker.engagement.details import AppointmentDetails, SessionDetails, WhyNotDetails
from gcp_tracker.engagement.service import record_appointment, record_attendance, say_why_not_met
from gcp_tracker.models import Child, HalfTerm
from gcp_tracker.rules.engagement_vocabulary import AppointmentState, HalfTermName, NotMetReason, Service
from tests.browser.site import Site
from tests.cast import TODAY

TERMS = {
    HalfTermName.SUMMER_2: (2025, date(2026, 6, 1), date(2026, 7, 21)),
    HalfTermName.AUTUMN_1: (2026, date(2026, 9, 2), date(2026, 10, 23)),
}


def engagement_of(site: Site) -> dict[str, int]:
    with site.writing_as(site.cast.amira) as uow:
        leo = uow.session.get_one(Child, site.cast.leo.id)
        for days, state in ((90, AppointmentState.MISSED), (40, AppointmentState.KEPT), (12, AppointmentState.MISSED)):
            details = AppointmentDetails(Service.DENTIST, TODAY - timedelta(days), state, words="Check-up")
            (last,) = record_appointment(uow, [leo], details)
        say_why_not_met(uow, leo, WhyNotDetails(None, NotMetReason.NOT_KNOWN))
        for (name, (year, from_on, to_on)), attended in zip(TERMS.items(), (61, 30), strict=True):
            term = HalfTerm(authority_id=leo.authority_id, school_year=year, name=name, from_on=from_on, to_on=to_on)
            uow.session.add(term)
            uow.session.flush()
            record_attendance(uow, leo, term, SessionDetails("Oak School", 66, attended, 4))
        uow.session.flush()
        return {"appointment": last.id}


def engagement_addresses(appointment: int, leo: str) -> Iterator[tuple[str, str, str]]:
    """Endpoint, who opens it, where."""
    yield "engagement.account", "amira", f"{leo}/engagement"
    yield "engagement.new_appointment", "amira", f"{leo}/appointments/new"
    yield "engagement.appointment", "amira", f"{leo}/appointments/{appointment}"
    yield "engagement.why_not_met", "amira", f"{leo}/not-met"
    yield "engagement.attendance", "amira", f"{leo}/attendance"
    yield "imports.attendance_files", "farid", "/attendance-files"
    yield "imports.half_terms", "grace", "/half-terms"
