"""What others told, and what a family was offered, brought over to the record that is kept: nothing twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from gcp_tracker.children.service.ledger import Ledger
from gcp_tracker.models import Appointment, Child, Event, NotMet, SchoolAttendance
from gcp_tracker.rules.event_vocabulary import EventState


def move_events(ledger: Ledger, kept: Child, other: Child) -> None:
    """Every version. An event that stands in both chronologies stays where it is, and counts once."""
    session = ledger.uow.session
    told = {
        event.content_key
        for event in session.scalars(select(Event).where(Event.child_id == kept.id))
        if event.state is EventState.STANDS
    }
    others = list(session.scalars(select(Event).where(Event.child_id == other.id).order_by(Event.number, Event.id)))
    twins = {event.line_id for event in others if event.state is EventState.STANDS and event.content_key in told}
    for event in others:
        if event.line_id not in twins:
            ledger.put(event, "child_id", kept.id)


def move_engagement(ledger: Ledger, kept: Child, other: Child) -> None:
    """Figures of a half term at a school that both records have stay where they are, and count once; so does an
    appointment of the same day with the same service.
    """
    session = ledger.uow.session
    rows: tuple[tuple[type[Appointment | NotMet | SchoolAttendance], tuple[str, ...]], ...] = (
        (Appointment, ("service", "falls_on", "adult_id")),
        (NotMet, ()),
        (SchoolAttendance, ("half_term_id", "school")),
    )
    for kind, same in rows:
        held = {tuple(getattr(row, name) for name in same) for row in session.scalars(_rows_of(kind, kept))}
        for row in session.scalars(_rows_of(kind, other)).all():
            if not same or tuple(getattr(row, name) for name in same) not in held:
                ledger.put(row, "child_id", kept.id)


def _rows_of(kind: type[Appointment | NotMet | SchoolAttendance], child: Child) -> Select[Any]:
    return select(kind).where(kind.child_id == child.id).order_by(kind.id)
