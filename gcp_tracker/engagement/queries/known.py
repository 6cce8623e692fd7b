"""What is known of engagement, of one child or of many, in one statement: appointments, adults and when they were met,
why not, and attendance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from gcp_tracker.models import (
    Adult,
    Appointment,
    CareRelation,
    Child,
    HalfTerm,
    Meeting,
    MeetingPerson,
    NotMet,
    SchoolAttendance,
    Visit,
    VisitAdult,
)
from gcp_tracker.models.base import plain_key
from gcp_tracker.rules.engagement import BECAME_OF_STATE, Offer, about_of
from gcp_tracker.rules.engagement_vocabulary import AppointmentState, HalfTermName, NotMetReason, Service
from gcp_tracker.rules.interpreting import Need
from gcp_tracker.rules.meeting_vocabulary import Attendance
from gcp_tracker.rules.schooling import Attended, Term, put_together
from gcp_tracker.rules.vocabulary import Relationship, VisitOutcome, VisitState
from gcp_tracker.rules.who_was_met import AdultKnown, WhyNot
from gcp_tracker.unit_of_work import AnySession

APPOINTMENT, ADULT, WHY_NOT, SCHOOL, UNKNOWN_TERM = "appointment", "adult", "why_not", "school", "unknown_term"
CHILDREN: BindParameter[Any] = bindparam("children", expanding=True)
NO_DAY, NO_WORD, NO_NUMBER, NO_TRUTH = (cast(null(), kind) for kind in (Date, String, Integer, Boolean))


@dataclass(slots=True)
class KnownOfEngagement:
    """`offers` are those of other services. `attended` oldest first, two schools of one half term put together;
    `unknown_terms`: half terms between them of which nothing is known. `needs`: carers who
    need an interpreter.
    """

    offers: list[Offer] = field(default_factory=list)
    adults: list[AdultKnown] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    no_father: WhyNot | None = None
    attended: list[Attended] = field(default_factory=list)
    unknown_terms: list[Term] = field(default_factory=list)


def known_of_engagement(session: AnySession, children: Sequence[UUID]) -> dict[UUID, KnownOfEngagement]:
    """By child, those of whom nothing is known left out. The caller has asked who may know of them."""
    found: dict[str, KnownOfEngagement] = defaultdict(KnownOfEngagement)
    whys: dict[tuple[str, int | None], WhyNot] = {}
    rows = sorted(session.execute(_statement(), {"children": children}), key=lambda row: row.place or 0)
    for row in rows:
        child = str(row.child)
        if row.what == WHY_NOT:
            # In the order in which they were said: the latest holds.
            whys[child, row.number] = WhyNot(NotMetReason(row.word), row.words or "", row.on)
        else:
            _READ[row.what](found[child], row)
    for (child, number), why in whys.items():
        known = found[child]
        if number is None:
            known.no_father = why
        known.adults = [replace(one, why=why) if one.id == number else one for one in known.adults]
    for known in found.values():
        known.attended = put_together(known.attended)
    return {UUID(child): known for child, known in found.items()}


def known_of_child(session: AnySession, child: Child) -> KnownOfEngagement:
    return known_of_engagement(session, [child.id]).get(child.id) or KnownOfEngagement()


def _read_appointment(known: KnownOfEngagement, row: Any) -> None:
    service = Service(row.word)
    state = AppointmentState(row.state)
    known.offers.append(
        Offer(about_of(service), _the(service, row.words), row.on, BECAME_OF_STATE[state], row.name or "", row.words)
    )


def _the(service: Service, words: str) -> str:
    """Another service goes by what was written of it."""
    return words if service is Service.OTHER and words else service.the


def _read_adult(known: KnownOfEngagement, row: Any) -> None:
    met = [day for day in (row.on, row.until) if day is not None]
    known.adults.append(
        AdultKnown(
            id=row.number,
            name=row.name,
            relationship=Relationship(row.word),
            not_to_be_contacted=bool(row.flag),
            met_on=max(met, default=None),
            met_times=row.one + row.two,
        )
    )
    if row.needs_one and not row.flag:
        known.needs.append(Need(row.name, row.state or ""))


def _read_school(known: KnownOfEngagement, row: Any) -> None:
    known.attended.append(Attended(_term(row), (row.name,), row.one, row.two, row.three))


def _read_unknown(known: KnownOfEngagement, row: Any) -> None:
    known.unknown_terms.append(_term(row))


def _term(row: Any) -> Term:
    return Term(HalfTermName(row.word), row.number, row.on, row.until)


_READ = {APPOINTMENT: _read_appointment, ADULT: _read_adult, SCHOOL: _read_school, UNKNOWN_TERM: _read_unknown}


def _row(what: str, child: Any, **columns: Any) -> Select[Any]:
    """One part of the union: the columns that it does not have are empty, in their order and of their kind."""
    empty = {
        "number": NO_NUMBER, "place": NO_NUMBER, "on": NO_DAY, "until": NO_DAY, "word": NO_WORD, "state": NO_WORD,
        "name": NO_WORD, "words": NO_WORD, "one": NO_NUMBER, "two": NO_NUMBER, "three": NO_NUMBER, "flag": NO_TRUTH,
        "needs_one": NO_TRUTH,
    }  # fmt: skip
    given = [(columns.get(name, nothing)).label(name) for name, nothing in empty.items()]
    return select(plain_key(child).label("child"), literal(what).label("what"), *given)


@cache
def _statement() -> Any:
    """Built once: to build it takes longer than to ask it."""
    return union_all(_appointments(), _adults(), _whys(), *_schooling())


def _appointments() -> Select[Any]:
    return (
        _row(
            APPOINTMENT,
            Appointment.child_id,
            on=Appointment.falls_on,
            word=type_coerce(Appointment.service, String),
            state=type_coerce(Appointment.state, String),
            name=Adult.name,
            words=Appointment.words,
        )
        .outerjoin(Adult, Adult.id == Appointment.adult_id)
        .where(
            Appointment.child_id.in_(CHILDREN),
            Appointment.state != AppointmentState.MISTAKE,
            or_(Appointment.adult_id.is_(None), Adult.not_to_be_contacted.is_(False)),
        )
    )


def _adults() -> Select[Any]:
    seen = (
        select(Visit)
        .join(VisitAdult, VisitAdult.visit_id == Visit.id)
        .where(
            VisitAdult.adult_id == CareRelation.adult_id,
            Visit.child_id == CareRelation.child_id,
            Visit.state == VisitState.SIGNED,
            Visit.outcome == VisitOutcome.HELD,
        )
        .correlate(CareRelation)
    )
    came = (
        select(Meeting)
        .join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
        .where(
            MeetingPerson.adult_id == CareRelation.adult_id,
            Meeting.child_id == CareRelation.child_id,
            MeetingPerson.attendance == Attendance.CAME,
        )
        .correlate(CareRelation)
    )
    return (
        _row(
            ADULT,
            CareRelation.child_id,
            number=Adult.id,
            place=CareRelation.id,
            on=seen.with_only_columns(func.max(Visit.visited_on)).scalar_subquery(),
            until=came.with_only_columns(func.max(Meeting.held_on)).scalar_subquery(),
            word=type_coerce(CareRelation.relationship_to_child, String),
            state=Adult.first_language,
            name=Adult.name,
            one=seen.with_only_columns(func.count(Visit.id)).scalar_subquery(),
            two=came.with_only_columns(func.count(Meeting.id)).scalar_subquery(),
            flag=Adult.not_to_be_contacted,
            needs_one=and_(Adult.interpreter_needed, CareRelation.is_carer),
        )
        .join(Adult, Adult.id == CareRelation.adult_id)
        .where(CareRelation.child_id.in_(CHILDREN))
    )


def _whys() -> Select[Any]:
    return _row(
        WHY_NOT,
        NotMet.child_id,
        number=NotMet.adult_id,
        place=NotMet.id,
        on=NotMet.said_on,
        word=type_coerce(NotMet.reason, String),
        words=NotMet.words,
    ).where(NotMet.child_id.in_(CHILDREN))


def _schooling() -> tuple[Select[Any], Select[Any]]:
    known = (
        _row(
            SCHOOL,
            SchoolAttendance.child_id,
            number=HalfTerm.school_year,
            on=HalfTerm.from_on,
            until=HalfTerm.to_on,
            word=type_coerce(HalfTerm.name, String),
            name=SchoolAttendance.school,
            one=SchoolAttendance.possible,
            two=SchoolAttendance.attended,
            three=SchoolAttendance.unauthorised,
        )
        .join(HalfTerm, HalfTerm.id == SchoolAttendance.half_term_id)
        .where(SchoolAttendance.child_id.in_(CHILDREN))
    )
    return known, _unknown_terms()


def _unknown_terms() -> Select[Any]:
    """Between the first and the last half term of which something is known, those of which nothing is."""
    own, between, there = aliased(HalfTerm), aliased(HalfTerm), aliased(SchoolAttendance)
    spans = (
        select(
            SchoolAttendance.child_id.label("child"),
            own.authority_id.label("authority"),
            func.min(own.from_on).label("first"),
            func.max(own.from_on).label("last"),
        )
        .join(own, own.id == SchoolAttendance.half_term_id)
        .where(SchoolAttendance.child_id.in_(CHILDREN))
        .group_by(SchoolAttendance.child_id, own.authority_id)
        .subquery()
    )
    has_figures = select(there.id).where(there.child_id == spans.c.child, there.half_term_id == between.id).exists()
    return (
        _row(
            UNKNOWN_TERM,
            spans.c.child,
            number=between.school_year,
            on=between.from_on,
            until=between.to_on,
            word=type_coerce(between.name, String),
        )
        .join(between, between.authority_id == spans.c.authority)
        .where(between.from_on > spans.c.first, between.from_on < spans.c.last, ~has_figures)
    )
