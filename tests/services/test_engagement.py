"""Engagement through the services: appointments, why somebody was not met, half terms, attendance, what carers say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.children.details import ChildDetails
from gcp_tracker.children.service import MergeDetails, add_family_with_child, merge_children
from gcp_tracker.engagement.details import AppointmentDetails, SessionDetails, WhyNotDetails
from gcp_tracker.engagement.queries import known_of_child, known_of_engagement, said_against_seen
from gcp_tracker.engagement.service import (
    Written,
    change_appointment,
    record_appointment,
    record_attendance,
    remove_attendance,
    say_why_not_met,
    set_half_terms,
)
from gcp_tracker.meetings.details import HeldDetails, PlanDetails
from gcp_tracker.meetings.service import hold_meeting, plan_meeting
from gcp_tracker.models import Adult, Appointment, CareRelation, Child, HalfTerm, SchoolAttendance, User
from gcp_tracker.rules.engagement_vocabulary import (
    AppointmentState,
    CarerView,
    HalfTermName,
    InterpreterBy,
    NotMetReason,
    Service,
)
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.schooling import Term
from gcp_tracker.rules.vocabulary import MeetingKind, Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import AnswerDetails, save_answers
from gcp_tracker.visits.service import amend_visit, sign_visit
from tests.builders import draft_visit, events, graded, signed_visit
from tests.cast import TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]
KEPT, MISSED = AppointmentState.KEPT, AppointmentState.MISSED
YEAR = [
    Term(HalfTermName.AUTUMN_1, 2025, date(2025, 9, 2), date(2025, 10, 24)),
    Term(HalfTermName.AUTUMN_2, 2025, date(2025, 11, 3), date(2025, 12, 19)),
    Term(HalfTermName.SPRING_1, 2025, date(2026, 1, 5), date(2026, 2, 13)),
    Term(HalfTermName.SPRING_2, 2025, date(2026, 2, 23), date(2026, 3, 27)),
    Term(HalfTermName.SUMMER_1, 2025, date(2026, 4, 13), date(2026, 5, 22)),
    Term(HalfTermName.SUMMER_2, 2025, date(2026, 6, 1), date(2026, 7, 21)),
]


def dentist(state: AppointmentState = MISSED, days: int = 0, adult: Adult | None = None) -> AppointmentDetails:
    return AppointmentDetails(Service.DENTIST, TODAY - timedelta(days=days), state, adult)


def a_father(uow: UnitOfWork, child: Child, *, silent: bool = False) -> Adult:
    dean = Adult(family=child.family, name="Dean Marsh", not_to_be_contacted=silent, no_contact_reason="")
    uow.session.add(dean)
    uow.session.add(CareRelation(adult=dean, child=child, relationship_to_child=Relationship.FATHER, is_carer=False))
    uow.session.flush()
    return dean


def half_terms(session: Session, cast: Cast, writing_as: Writing) -> dict[HalfTermName, HalfTerm]:
    with writing_as(cast.farid) as uow:
        set_half_terms(uow, cast.authority, 2025, YEAR)
    return {one.name: one for one in session.scalars(select(HalfTerm))}


def test_an_appointment_stands_with_each_child_and_is_put_right_once(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        leos, rubys = record_appointment(uow, [cast.leo, cast.ruby], dentist(AppointmentState.OFFERED))
    with writing_as(cast.amira) as uow:
        change_appointment(uow, leos, dentist(MISSED))
        change_appointment(uow, leos, dentist(MISSED))
    assert (leos.state, rubys.state) == (MISSED, AppointmentState.OFFERED)
    assert events(session)[-3:] == ["appointment:record", "appointment:record", "appointment:change"]
    with pytest.raises(RuleBroken, match="is on Leo’s record already"), writing_as(cast.amira) as uow:
        record_appointment(uow, [cast.leo], dentist(KEPT))
    with writing_as(cast.amira) as uow:
        change_appointment(uow, leos, dentist(AppointmentState.MISTAKE))
        record_appointment(uow, [cast.leo], dentist(KEPT))
    with pytest.raises(RuleBroken), writing_as(cast.amira) as uow:
        change_appointment(uow, leos, dentist(KEPT))
    assert [offer.became.value for offer in known_of_child(session, cast.leo).offers] == ["kept"]


def test_nothing_is_recorded_or_told_of_somebody_who_is_not_to_be_contacted(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        dean = a_father(uow, cast.leo)
        record_appointment(uow, [cast.leo], dentist(adult=dean))
        say_why_not_met(uow, cast.leo, WhyNotDetails(dean, NotMetReason.AWAY, "in Hull"))
    (offer,) = known_of_child(session, cast.leo).offers
    assert offer.adult == "Dean Marsh"
    with writing_as(cast.chloe) as uow:
        dean.not_to_be_contacted = True
        uow.record("adult:describe", subject=dean)
    known = known_of_child(session, cast.leo)
    assert known.offers == []
    for details in (dentist(adult=dean, days=3),):
        with pytest.raises(RuleBroken), writing_as(cast.amira) as uow:
            record_appointment(uow, [cast.leo], details)
    with pytest.raises(RuleBroken), writing_as(cast.amira) as uow:
        say_why_not_met(uow, cast.leo, WhyNotDetails(dean, NotMetReason.OUT))
    with pytest.raises(RuleBroken, match="is nothing to"), writing_as(cast.ben) as uow:
        say_why_not_met(uow, cast.kai, WhyNotDetails(cast.mum, NotMetReason.OUT))


def test_who_was_met_is_read_from_visits_and_meetings_of_this_child_alone(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        dean = a_father(uow, cast.leo)
        signed_visit(uow, cast.leo, date(2026, 5, 4), adults_seen=[cast.mum])
        signed_visit(uow, cast.leo, date(2026, 6, 4), adults_seen=[cast.mum, dean])
        signed_visit(uow, cast.ruby, date(2026, 7, 4), adults_seen=[cast.mum])
        plan = PlanDetails(MeetingKind.CORE_GROUP, date(2026, 8, 4), adults=(cast.mum, dean))
        (meeting,) = plan_meeting(uow, [cast.leo], plan)
        hold_meeting(uow, [meeting], HeldDetails(date(2026, 8, 4), frozenset({f"adult-{dean.id}"})))
        say_why_not_met(uow, cast.ruby, WhyNotDetails(None, NotMetReason.NOT_KNOWN))
        say_why_not_met(uow, cast.ruby, WhyNotDetails(None, NotMetReason.PRISON))
    known = known_of_engagement(session, [cast.leo.id, cast.ruby.id, cast.kai.id])
    met = {(one.name, one.met_times, one.met_on) for one in known[cast.leo.id].adults}
    assert met == {("Tara Marsh", 2, date(2026, 6, 4)), ("Dean Marsh", 2, date(2026, 8, 4))}
    assert [one.met_on for one in known[cast.ruby.id].adults] == [date(2026, 7, 4)]
    assert known[cast.ruby.id].no_father is not None
    assert known[cast.ruby.id].no_father.reason is NotMetReason.PRISON
    assert cast.kai.id not in known


def test_half_terms_are_entered_by_a_person_and_corrected_in_place(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    terms = half_terms(session, cast, writing_as)
    later = [*YEAR[:5], Term(HalfTermName.SUMMER_2, 2025, date(2026, 6, 2), date(2026, 7, 22))]
    with writing_as(cast.farid) as uow:
        set_half_terms(uow, cast.authority, 2025, later)
        set_half_terms(uow, cast.authority, 2025, later)
    session.refresh(terms[HalfTermName.SUMMER_2])
    assert terms[HalfTermName.SUMMER_2].from_on == date(2026, 6, 2)
    assert len(session.scalars(select(HalfTerm)).all()) == 6
    assert events(session).count("half_terms:set") == 2


def test_attendance_is_put_right_and_not_entered_twice_and_what_lies_between_is_said_to_be_unknown(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    terms = half_terms(session, cast, writing_as)
    first, last = terms[HalfTermName.SPRING_1], terms[HalfTermName.SUMMER_2]

    def write(term: HalfTerm, attended: int, school: str = "Oak School") -> Written:
        with writing_as(cast.ben) as uow:
            return record_attendance(uow, cast.kai, term, SessionDetails(school, 56, attended, 4))

    assert [write(first, 50), write(first, 50), write(first, 40), write(last, 20), write(first, 10, "Elm")] == [
        Written.NEW, Written.SAME, Written.CHANGED, Written.NEW, Written.NEW,
    ]  # fmt: skip
    known = known_of_child(session, cast.kai)
    assert [(one.term.name, one.attended, one.possible) for one in known.attended] == [
        (HalfTermName.SPRING_1, 50, 112), (HalfTermName.SUMMER_2, 20, 56),
    ]  # fmt: skip
    assert {term.name for term in known.unknown_terms} == {HalfTermName.SPRING_2, HalfTermName.SUMMER_1}
    with pytest.raises(RuleBroken, match="not of school age"), writing_as(cast.amira) as uow:
        record_attendance(uow, cast.ruby, first, SessionDetails("Oak School", 56, 50, 0))
    row = session.scalars(select(SchoolAttendance).where(SchoolAttendance.school == "Elm")).one()
    with writing_as(cast.ben) as uow:
        remove_attendance(uow, row)
    assert events(session)[-1] == "attendance:remove"
    assert len(known_of_child(session, cast.kai).attended) == 2


def test_what_a_carer_says_stands_beside_what_was_seen_and_stays_in_an_amendment(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    said = {"carer_view": CarerView.DIFFERENT, "carer_words": "There is always bread"}
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
        answers = [
            AnswerDetails(**{**_columns(graded("nutrition_quality", 4, "The cupboard was empty")), **said}),
            AnswerDetails(**{**_columns(graded("hygiene", 2)), "carer_view": CarerView.SAME}),
        ]
        save_answers(uow, visit, base=visit.version, operation="one", answers=answers)
        uow.session.refresh(visit)
        sign_visit(uow, visit)
    (item,) = said_against_seen(session, cast.leo)
    (pair,) = item.pairs
    assert (pair.said, pair.seen, pair.point.value if pair.point else None, item.same) == (
        "There is always bread", "The cupboard was empty", 4, 0,
    )  # fmt: skip
    with writing_as(cast.amira) as uow:
        sign_visit(uow, amend_visit(uow, visit, "Mum rang"))
    assert [one.pairs[0].said for one in said_against_seen(session, cast.leo)] == ["There is always bread"]


def _columns(answer: AnswerDetails) -> dict[str, object]:
    return {name: getattr(answer, name) for name in ("item_key", "answer", "value", "source", "evidence")}


def test_a_relative_who_spoke_is_kept_and_no_interpreter_was_used(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        relative = signed_visit(uow, cast.leo, TODAY, interpreter_needed=True, interpreter_by=InterpreterBy.RELATIVE)
        by_phone = signed_visit(
            uow, cast.ruby, TODAY, interpreter_needed=True, interpreter_by=InterpreterBy.AT_A_DISTANCE
        )
    assert (relative.interpreter_used, by_phone.interpreter_used) == (False, True)
    with pytest.raises(RuleBroken), writing_as(cast.amira) as uow:
        draft_visit(uow, cast.leo, TODAY, interpreter_by=InterpreterBy.COLLEAGUE)


def test_two_records_that_become_one_bring_what_was_offered_and_attended_once(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    terms = half_terms(session, cast, writing_as)
    with writing_as(cast.chloe) as uow:
        details = ChildDetails("Kai", "Osei", born_on=cast.kai.born_on)
        again = add_family_with_child(uow, cast.kai.team, details)
        uow.session.flush()
        for child, days in ((cast.kai, 9), (again, 9), (again, 20)):
            record_appointment(uow, [child], dentist(days=days))
        for child, name in (
            (cast.kai, HalfTermName.SPRING_1), (again, HalfTermName.SPRING_1), (again, HalfTermName.SPRING_2),
        ):  # fmt: skip
            record_attendance(uow, child, terms[name], SessionDetails("Oak School", 50, 40, 0))
        uow.session.flush()
        merge_children(uow, cast.kai, again, MergeDetails("One birth certificate"))
    known = known_of_child(session, cast.kai)
    assert len(known.offers) == 2
    assert [one.possible for one in known.attended] == [50, 50]
    assert len(session.scalars(select(Appointment)).all()) == 3
