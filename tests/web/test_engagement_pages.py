"""The pages of engagement: an appointment in two taps, why nobody was met, attendance, a file of it; and who may."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.engagement.details import AppointmentDetails, SessionDetails, WhyNotDetails
from gcp_tracker.engagement.service import record_appointment, record_attendance, say_why_not_met, set_half_terms
from gcp_tracker.models import Adult, Appointment, CareRelation, Child, HalfTerm, NotMet, SchoolAttendance, User
from gcp_tracker.rules.engagement_vocabulary import (
    AppointmentState,
    CarerView,
    InterpreterBy,
    NotMetReason,
    Service,
)
from gcp_tracker.rules.vocabulary import Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import sign_visit
from tests.builders import draft_visit, events, save_answer, signed_visit, visit_form
from tests.cast import TODAY, Cast
from tests.conftest import counted_queries
from tests.page_client import PageClient
from tests.services.test_engagement import YEAR
from tests.taken import take

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
MOST_QUERIES = 20


def words(page: Any) -> str:
    return " ".join(BeautifulSoup(page.data, "lxml").select_one("main").get_text(" ").split())


def address(child: Child, rest: str) -> str:
    return f"/children/{child.id}/{rest}"


def missed(writing: UnitOfWork, child: Child, *days: int) -> None:
    with writing as uow:
        for ago in days:
            on = TODAY - timedelta(days=ago)
            record_appointment(uow, [child], AppointmentDetails(Service.DENTIST, on, AppointmentState.MISSED))


def with_terms(writing: UnitOfWork, cast: Cast) -> None:
    with writing as uow:
        set_half_terms(uow, cast.authority, 2025, YEAR)


def test_who_it_was_with_and_what_became_of_it_are_two_taps(session: Session, cast: Cast, as_: As) -> None:
    client = as_(cast.amira)
    form = BeautifulSoup(client.get(address(cast.leo, "appointments/new")).data, "lxml")
    # What a browser sends besides: the day and whom it is for are filled in, and the return key answers for nobody.
    first = form.select_one("main form button")
    assert first.has_attr("disabled")
    filled = {
        "falls_on": form.select_one("#falls_on")["value"],
        "whom": form.select_one("[name=whom][checked]")["value"],
    }
    assert filled == {"falls_on": "2026-11-16", "whom": "child"}
    answer = client.post(
        address(cast.leo, "appointments/new"), data={**filled, "service": "dentist", "state": "missed"}
    )
    assert (answer.status_code, answer.location) == (303, address(cast.leo, "engagement#appointments-heading"))
    page = words(client.get(address(cast.leo, "engagement")))
    assert "Leo was not brought to 1 of 1 health appointment since November 2026" in page
    assert "Dentist , 16 November 2026: was not brought." in page
    wrong = client.post(address(cast.leo, "appointments/new"), data={**filled, "service": "gp"})
    assert "Say what became of it" in words(wrong)
    kept = session.scalars(select(Appointment)).one()
    put_right = {**filled, "service": "dentist", "state": "kept", "words": "They were late"}
    assert client.post(address(cast.leo, f"appointments/{kept.id}"), data=put_right).status_code == 303
    assert "Leo was brought to the 1 health appointment" in words(client.get(address(cast.leo, "engagement")))
    assert client.get(address(cast.ruby, f"appointments/{kept.id}")).status_code == 404


def test_the_childs_page_says_what_was_missed_who_was_not_met_and_how_it_stands_at_school(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    missed(writing_as(cast.amira), cast.leo, 40, 12)
    with_terms(writing_as(cast.farid), cast)
    with writing_as(cast.amira) as uow:
        dean = Adult(family=cast.leo.family, name="Dean Marsh", no_contact_reason="")
        uow.session.add(dean)
        uow.session.add(CareRelation(adult=dean, child=cast.leo, relationship_to_child=Relationship.FATHER))
        cast.mum.interpreter_needed, cast.mum.first_language = True, "Romanian"
        uow.session.flush()
        say_why_not_met(uow, cast.leo, WhyNotDetails(dean, NotMetReason.AWAY, "in Hull"))
        terms = uow.session.scalars(select(HalfTerm).order_by(HalfTerm.from_on)).all()
        for term, attended in ((terms[4], 50), (terms[5], 30)):
            record_attendance(uow, cast.leo, term, SessionDetails("Oak School", 60, attended, 4))
        signed_visit(uow, cast.leo, TODAY - timedelta(days=9), {"hygiene": 2}, interpreter_needed=True,
                     interpreter_by=InterpreterBy.RELATIVE, adults_seen=[cast.mum])  # fmt: skip
        signed_visit(uow, cast.leo, TODAY - timedelta(days=200), {"hygiene": 3}, adults_seen=[cast.mum])
    client = as_(cast.amira)
    answer = client.get(f"/children/{cast.leo.id}")
    page = words(answer)
    for sentence in (
        "Not brought Leo was not brought to 2 of 2 health appointments since October 2026",
        "School Leo was in school for 50 % of sessions (30 of 60), 4 missed without leave in Summer 2 2025/26:"
        " severely absent; down from 83 % in Summer 1 2025/26.",
        "Not met Dean Marsh, Leo’s father, has not been met at any of 2 visits. 16 November 2026: works or lives away,"
        " in Hull.",
        "Interpreter An interpreter was needed and not used at the one visit where one was needed",
        "Tara Marsh (Romanian) needs an interpreter.",
    ):
        assert sentence in page
    # One strip, in the same frame as the charts, with its numbers in words beside it.
    soup = BeautifulSoup(answer.data, "lxml")
    assert len(soup.select(".care-charts svg .attendance-bar")) == 2
    assert "Summer 1 2025/26 Oak School 83 %, 50 of 60 4 Persistently absent" in page
    # A paper for somebody of another agency has the sums, and not what was written of why.
    paper = words(take(client, f"/children/{cast.leo.id}/print", recipient="professional", name="Oak School"))
    assert "Dean Marsh, Leo’s father, has not been met at any of 2 visits." in paper
    assert "in Hull" not in paper
    with writing_as(cast.chloe) as uow:
        dean.not_to_be_contacted = True
        uow.record("adult:describe", subject=dean)
    for path in ("", "/engagement"):
        assert "Dean" not in words(client.get(f"/children/{cast.leo.id}{path}"))
    # Nobody is asked why, in no form; a father who is on file is not asked for either.
    assert client.get(address(cast.leo, f"not-met?adult={dean.id}")).status_code == 404
    assert "No father is recorded" not in words(client.get(f"/children/{cast.leo.id}"))


def test_a_child_who_is_not_of_school_age_has_no_strip_and_one_without_care_graded_has_it_alone(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    assert "School attendance" not in words(as_(cast.amira).get(f"/children/{cast.ruby.id}"))
    with_terms(writing_as(cast.farid), cast)
    page = as_(cast.amira).get(address(cast.ruby, "attendance"))
    assert "No half term has been entered in which Ruby was of school age" in words(page)
    client = as_(cast.ben)
    term = session.scalars(select(HalfTerm).order_by(HalfTerm.from_on)).first()
    sent = {"half_term": str(term.id), "school": "Elm School", "possible": "70", "attended": "71"}
    assert "Attended must be from 0 to the 70" in words(client.post(address(cast.kai, "attendance"), data=sent))
    assert client.post(address(cast.kai, "attendance"), data=sent | {"attended": "66"}).status_code == 303
    soup = BeautifulSoup(client.get(f"/children/{cast.kai.id}").data, "lxml")
    assert len(soup.select("section[aria-labelledby=engaged-heading] svg .attendance-bar")) == 1
    row = session.scalars(select(SchoolAttendance)).one()
    assert "70" in str(client.get(address(cast.kai, f"attendance?row={row.id}")).data)
    assert client.post(address(cast.leo, f"attendance/{row.id}/remove")).status_code == 404
    assert client.post(address(cast.kai, f"attendance/{row.id}/remove")).status_code == 303
    assert session.scalars(select(SchoolAttendance)).all() == []


def test_why_no_father_is_recorded_is_asked_and_stands_with_its_day(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, {"hygiene": 2})
    client = as_(cast.amira)
    assert "No father is recorded for Leo." in words(client.get(address(cast.leo, "engagement")))
    assert "Choose why not" in words(client.post(address(cast.leo, "not-met"), data={}))
    assert client.post(address(cast.leo, "not-met"), data={"reason": "not_known"}).status_code == 303
    page = words(client.get(address(cast.leo, "engagement")))
    assert "No father is recorded for Leo. 16 November 2026: nobody says who it is." in page
    assert session.scalars(select(NotMet)).one().recorded_by is cast.amira


def test_the_carers_account_is_sent_with_the_grade_and_stands_beside_what_was_seen(
    cast: Cast, as_: As, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
    client = as_(cast.amira)
    save_answer(client, visit, "nutrition_quality", "4", "The cupboard was empty",
                carer_view=CarerView.DIFFERENT.value, carer_words="There is always bread")  # fmt: skip
    reply = client.post(
        f"/visits/{visit.id}/answers",
        json={"base": 99, "operation": "x", "answers": [{"item": "hygiene", "answer": "2", "carer_view": "maybe"}]},
    )
    assert reply.status_code == 400
    card = BeautifulSoup(client.get(f"/visits/{visit.id}/grade").data, "lxml").select_one("#item-nutrition_quality")
    assert card.select_one("[name=carer_words-nutrition_quality]").text == "There is always bread"
    assert card.select_one("[name=carer_view-nutrition_quality][checked]")["value"] == "different"
    with writing_as(cast.amira) as uow:
        sign_visit(uow, uow.session.get_one(type(visit), visit.id))
    assert "The carer says something else: There is always bread" in words(client.get(f"/visits/{visit.id}"))
    page = words(client.get(address(cast.leo, "engagement")))
    assert "The carer said There is always bread 4 What was seen The cupboard was empty" in page


def test_the_screen_before_grading_reminds_only_where_an_interpreter_is_needed(
    session: Session, cast: Cast, as_: As
) -> None:
    client = as_(cast.amira)
    assert "Never a child or a relative" not in words(client.get(address(cast.leo, "visits/new")))
    cast.mum.interpreter_needed = True
    session.commit()
    assert "Tara Marsh needs an interpreter. Never a child or a relative" in words(
        client.get(address(cast.leo, "visits/new"))
    )
    form = visit_form(cast.leos_home, interpreter_by="in_person")
    assert "Tick “Interpreter needed” too" in words(client.post(address(cast.leo, "visits/new"), data=form))
    assert client.post(address(cast.leo, "visits/new"), data=form | {"interpreter_needed": "y"}).status_code == 303


def test_a_file_is_looked_over_and_then_taken_in_by_the_data_officer(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        cast.kai.la_child_id = "K-1"
        uow.record("child:describe", subject=cast.kai, child=cast.kai)
    client = as_(cast.farid)
    half_terms = {"year": "2025"}
    for term in YEAR:
        half_terms |= {f"{term.name.value}_from": str(term.from_on), f"{term.name.value}_to": str(term.to_on)}
    assert "Enter the first day of Spring 2" in words(
        client.post("/half-terms", data=half_terms | {"spring_2_from": ""})
    )
    assert client.post("/half-terms", data=half_terms).status_code == 303
    content = (
        "Our number,School,Half term,Possible,Attended\nK-1,Oak,Summer 2 2025/26,60,20\nK-2,Oak,Summer 2 2025/26,60,20"
    )
    uploaded = client.post("/attendance-files", data={"file": (io.BytesIO(content.encode()), "oak.csv")})
    assert uploaded.status_code == 303
    page = words(client.get(uploaded.location))
    assert "Nothing has been written yet." in page
    assert "3 K-2 left out No child of your authority has this number" in page
    assert session.scalars(select(SchoolAttendance)).all() == []
    assert "oak.csv" in words(client.get("/attendance-files"))
    assert "oak.csv" not in words(client.get("/returns"))
    assert client.post(uploaded.location, data={}).status_code == 303
    assert "The attendance is in." in words(client.get(uploaded.location))
    session.expire_all()
    assert session.scalars(select(SchoolAttendance)).one().attended == 20
    assert events(session).count("attendance:import_file") == 1
    # Once more is no second time, and what cannot be read is said beside the field.
    assert client.post(uploaded.location, data={}).status_code == 303
    assert events(session).count("attendance:import_file") == 1
    broken = client.post("/attendance-files", data={"file": (io.BytesIO(b"\x00\x01"), "oak.bin")})
    assert "neither CSV nor an Excel workbook" in words(broken)
    put_aside = client.post("/attendance-files", data={"file": (io.BytesIO(b"UPN\n1"), "more.csv")}).location
    assert "has no column" in words(client.get(put_aside))
    assert client.post(put_aside.replace("report", "put-aside"), data={}).status_code == 303
    assert client.get(put_aside).status_code == 404


def test_the_page_asks_as_often_however_much_is_on_record(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    client = as_(cast.amira)
    asked = []
    for days in (range(1, 3), range(3, 40)):
        missed(writing_as(cast.amira), cast.leo, *days)
        session.expire_all()
        path = address(cast.leo, "engagement")
        with counted_queries() as seen:
            assert client.get(path).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1] <= MOST_QUERIES
