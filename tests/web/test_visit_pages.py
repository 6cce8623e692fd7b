"""The pages of a visit, as the client sees them; what needs a browser stands in tests/browser."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import AuditEvent, Grade, User, Visit
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import draft_visit, signed_visit, visit_form
from tests.cast import TODAY, Cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
FOOD = "nutrition_quality"


@pytest.fixture
def draft(cast: Cast, writing_as: Writing) -> Visit:
    with writing_as(cast.amira) as uow:
        return draft_visit(uow, cast.leo, TODAY)


def test_the_screen_before_is_filled_in_and_leads_to_grading(as_: As, cast: Cast, session: Session) -> None:
    client = as_(cast.amira)
    page = BeautifulSoup(client.get(f"/children/{cast.leo.id}/visits/new").data, "html.parser")
    assert page.find(id="visited_on")["value"] == "2026-11-16"
    reply = client.post(f"/children/{cast.leo.id}/visits/new", data=visit_form(cast.leos_home))
    visit = session.scalars(select(Visit)).one()
    assert reply.status_code == 303
    assert reply.location == f"/visits/{visit.id}/grade"
    again = client.get(f"/children/{cast.leo.id}/visits/new").get_data(as_text=True)
    assert "Go on with it" in again


def test_a_wrong_date_comes_back_beside_its_field_with_everything_still_typed(as_: As, cast: Cast) -> None:
    wrong = visit_form(cast.leos_home, visited_on="2026-12-24", came_with_me="Jo Lind")
    page = as_(cast.amira).post(f"/children/{cast.leo.id}/visits/new", data=wrong)
    soup = BeautifulSoup(page.data, "html.parser")
    assert "Date of visit must be today or in the past" in soup.find(id="visited_on-error").text
    assert soup.find(id="came_with_me")["value"] == "Jo Lind"


def test_no_access_is_signed_at_once(as_: As, cast: Cast, session: Session) -> None:
    missed = visit_form(cast.leos_home, outcome="no_access", outcome_detail="Curtains drawn")
    reply = as_(cast.amira).post(f"/children/{cast.leo.id}/visits/new", data=missed, follow_redirects=True)
    assert "Curtains drawn" in reply.get_data(as_text=True)
    assert session.scalars(select(Visit.state)).one() is VisitState.SIGNED


def test_the_grade_page_holds_every_item_of_the_childs_age_and_no_other_familys_name(
    as_: As, cast: Cast, draft: Visit
) -> None:
    words = as_(cast.amira).get(f"/visits/{draft.id}/grade").get_data(as_text=True)
    soup = BeautifulSoup(words, "html.parser")
    assert len(soup.find_all(class_="card")) == len(instruments.newest("graded-care").items_for("5-10"))
    assert "Osei" not in words
    assert "O’Quinn" not in words


def test_earlier_grades_are_not_in_sight_before_this_one_is_given(as_: As, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY.replace(month=3), {FOOD: 4})
        visit = draft_visit(uow, cast.leo, TODAY)
    client = as_(cast.amira)
    card = BeautifulSoup(client.get(f"/visits/{visit.id}/grade").data, "html.parser").find(id=f"item-{FOOD}")
    assert "Last time" not in card.text
    client.post(
        f"/visits/{visit.id}/answers",
        json={"base": visit.version, "operation": "a", "answers": [{"item": FOOD, "answer": "3"}]},
    )
    card = BeautifulSoup(client.get(f"/visits/{visit.id}/grade").data, "html.parser").find(id=f"item-{FOOD}")
    assert "Last time: 4 on 16 March 2026 (same worker)." in card.text


def test_a_tap_is_answered_with_the_version_kept(as_: As, cast: Cast, draft: Visit, session: Session) -> None:
    sent = {"base": 1, "operation": "tap", "answers": [{"item": FOOD, "answer": "2"}]}
    reply = as_(cast.amira).post(f"/visits/{draft.id}/answers", json=sent)
    assert reply.status_code == 200
    assert (reply.json["version"], reply.json["received"], reply.json["safe_tonight"]) == (2, "15:30", "none")
    assert session.scalar(select(Grade.value)) == 2


def test_a_second_device_is_told_and_overwrites_nothing(as_: As, cast: Cast, draft: Visit) -> None:
    client = as_(cast.amira)
    for operation, answer in (("one", "2"), ("two", "4")):
        reply = client.post(
            f"/visits/{draft.id}/answers",
            json={"base": 1, "operation": operation, "answers": [{"item": FOOD, "answer": answer}]},
        )
    assert reply.status_code == 409
    assert reply.json["conflicts"]["answers"][FOOD]["answer"] == "2"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        [],
        {"base": "x", "operation": "a"},
        {"base": 1, "operation": "a", "answers": [{"item": FOOD, "answer": "lots"}]},
        {"base": 1, "operation": "a", "answers": [{"answer": "2"}]},
        {"base": 1, "operation": "a", "notes": [{"kind": "no such part of the day", "text": ""}]},
        {"base": 1, "operation": "a", "answers": [5]},
        {"base": 1, "operation": "a", "answers": {"a": 1}},
        {"base": 1, "operation": "a", "answers": [{"item": FOOD, "answer": "graded"}]},
        {"base": 1, "operation": "a", "answers": [{"item": FOOD, "answer": "²"}]},
        {"base": 1, "operation": "a", "answers": [{"item": FOOD, "answer": "2", "source": "zz"}]},
        {"base": 1, "operation": "a", "answers": [{"item": FOOD, "answer": "2", "evidence": {"a": 1}}]},
        {"base": True, "operation": "a"},
        {"base": 1, "operation": "x" * 41},
    ],
)
def test_nonsense_from_a_tablet_is_refused_and_nothing_is_kept(
    as_: As, cast: Cast, draft: Visit, session: Session, sent: object
) -> None:
    assert as_(cast.amira).post(f"/visits/{draft.id}/answers", json=sent).status_code == 400
    assert session.scalars(select(Grade)).all() == []


def test_without_javascript_the_whole_form_is_kept_and_the_rest_can_be_marked_not_seen(
    as_: As, cast: Cast, draft: Visit, session: Session
) -> None:
    client = as_(cast.amira)
    form = {
        "base": "1",
        f"answer-{FOOD}": "3",
        f"evidence-{FOOD}": "Toast",
        "mark": "nutrition",
        "note-morning": "Up early",
    }
    assert client.post(f"/visits/{draft.id}/grade", data=form).status_code == 303
    kept = {key: answer for key, answer in session.execute(select(Grade.item_key, Grade.answer))}
    assert kept.pop(FOOD).value == "graded"
    assert len(kept) == 3
    assert {answer.value for answer in kept.values()} == {"not_seen"}
    late = client.post(f"/visits/{draft.id}/grade", data={"base": "1", f"answer-{FOOD}": "5"})
    assert late.status_code == 200
    assert "Another device changed Good food" in late.get_data(as_text=True)


def test_safe_tonight_is_asked_and_answered_on_the_page(as_: As, cast: Cast, draft: Visit) -> None:
    client = as_(cast.amira)
    sent = {"base": 1, "operation": "a", "answers": [{"item": FOOD, "answer": "5", "evidence": "No food"}]}
    assert client.post(f"/visits/{draft.id}/answers", json=sent).json["safe_tonight"] == "asked"
    page = client.get(f"/visits/{draft.id}/before-signing").get_data(as_text=True)
    assert "Is Leo safe tonight? Not answered yet." in page
    empty = client.post(f"/visits/{draft.id}/safe-tonight", data={"safe-answer": "no"})
    assert "Say who was told" in empty.get_data(as_text=True)
    full = {
        "safe-answer": "no",
        "safe-who_was_told": "Chloe",
        "safe-told_at": "15:50",
        "safe-what_was_agreed": "Staying with Gran",
    }
    assert client.post(f"/visits/{draft.id}/safe-tonight", data=full).status_code == 303


def test_a_visit_is_signed_only_as_it_was_read(as_: As, cast: Cast, draft: Visit, session: Session) -> None:
    client = as_(cast.amira)
    stale = client.post(f"/visits/{draft.id}/before-signing", data={"version": "7"})
    assert "changed on another device" in stale.get_data(as_text=True)
    done = client.post(f"/visits/{draft.id}/before-signing", data={"version": "1"})
    assert done.location == f"/children/{cast.leo.id}?visit={draft.id}"
    session.refresh(draft)
    assert draft.state is VisitState.SIGNED


def test_a_withdrawn_visit_is_hidden_from_all_but_its_author_and_the_manager(
    as_: As, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        visit = signed_visit(uow, cast.leo, TODAY, {FOOD: 2}, words={FOOD: "Nan made it"})
    as_(cast.chloe).post(f"/visits/{visit.id}/withdraw", data={"reason": "Wrong child", "right_child": "none"})
    seen = {
        person.name: "Nan made it" in as_(person).get(f"/visits/{visit.id}").get_data(as_text=True)
        for person in (cast.amira, cast.chloe)
    }
    assert seen == {"Amira Khan": False, "Chloe Adeyemi": True}


PAGES = ("", "/grade", "/details", "/before-signing", "/amend", "/withdraw", "/put-aside")


@pytest.mark.parametrize("ending", PAGES)
def test_who_has_no_part_in_the_child_meets_the_same_page_as_for_no_visit_at_all(
    as_: As, cast: Cast, draft: Visit, ending: str
) -> None:
    nothing = as_(cast.amira).get(f"/visits/{uuid4()}{ending}").get_data(as_text=True)
    for person in (cast.ben, cast.dev, cast.ewa, cast.farid, cast.grace):
        reply = as_(person).get(f"/visits/{draft.id}{ending}")
        assert reply.status_code == 404, person.name
        assert (
            reply.get_data(as_text=True).split("<main")[1].split("</main>")[0]
            == nothing.split("<main")[1].split("</main>")[0]
        )


def test_only_the_author_writes_in_a_draft(as_: As, cast: Cast, draft: Visit, session: Session) -> None:
    sent = {"base": 1, "operation": "a", "answers": [{"item": FOOD, "answer": "1"}]}
    assert as_(cast.chloe).post(f"/visits/{draft.id}/answers", json=sent).status_code == 404
    assert session.scalars(select(Grade)).all() == []


def test_every_look_at_a_visit_and_every_refusal_is_logged(as_: As, cast: Cast, draft: Visit, session: Session) -> None:
    as_(cast.amira).get(f"/visits/{draft.id}/grade")
    as_(cast.dev).get(f"/visits/{draft.id}/grade")
    seen = session.execute(select(AuditEvent.action, AuditEvent.actor_id).order_by(AuditEvent.id.desc()).limit(2)).all()
    assert [tuple(row) for row in seen] == [("access:refused", cast.dev.id), ("visit:read", cast.amira.id)]


def test_a_worker_taken_off_the_case_has_lost_the_draft_at_the_next_request(
    as_: As, cast: Cast, draft: Visit, writing_as: Writing
) -> None:
    with writing_as(cast.chloe):
        cast.leo.allocations[0].to_on = TODAY.replace(day=15)
    assert as_(cast.amira).get(f"/visits/{draft.id}/grade").status_code == 404


def test_signed_out_people_are_sent_to_sign_in_and_a_tablet_gets_an_answer_it_can_read(
    client: PageClient, draft: Visit
) -> None:
    assert client.get(f"/visits/{draft.id}/grade").location.startswith("/sign-in?next=")
    reply = client.post(f"/visits/{draft.id}/answers", json={}, headers={"Accept": "application/json"})
    assert reply.status_code == 401


def test_a_text_that_is_too_long_is_refused_in_words_and_never_cut(
    as_: As, cast: Cast, draft: Visit, session: Session
) -> None:
    long = {"base": 1, "operation": "a", "answers": [{"item": FOOD, "answer": "2", "evidence": "x" * 10_001}]}
    reply = as_(cast.amira).post(f"/visits/{draft.id}/answers", json=long)
    assert (reply.status_code, reply.json["field"]) == (422, FOOD)
    assert "at most 10,000 characters" in reply.json["error"]
    assert session.scalars(select(Grade)).all() == []


@pytest.mark.parametrize("field", [{f"answer-{FOOD}": "graded"}, {f"source-{FOOD}": "zz"}, {"base": "-1"}])
def test_a_form_that_the_page_cannot_send_is_refused(as_: As, cast: Cast, draft: Visit, field: dict[str, str]) -> None:
    assert as_(cast.amira).post(f"/visits/{draft.id}/grade", data={"base": "1"} | field).status_code == 400


def test_a_signed_visit_can_be_read_after_its_amendment_was_put_aside(as_: As, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, TODAY, {FOOD: 2})
    client = as_(cast.amira)
    amended = client.post(f"/visits/{visit.id}/amend", data={"reason": "Wrong"}).location.split("/")[2]
    client.post(f"/visits/{amended}/put-aside", data={"reason": "No need"})
    assert client.get(f"/visits/{visit.id}").status_code == 200


@pytest.mark.parametrize("ending", ["/amend", "/withdraw"])
def test_nobody_amends_or_withdraws_a_draft(as_: As, cast: Cast, draft: Visit, ending: str) -> None:
    assert as_(cast.chloe).post(f"/visits/{draft.id}{ending}", data={"reason": "Mine"}).status_code == 404
