"""The pages of a visit by several practitioners, and of a child with two homes."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.models import Grade, User, Visit
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import save_answer, visit_form
from tests.cast import TODAY, Cast
from tests.page_client import PageClient, soup_of

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
HOME = "housing_repair"


# Several practitioners


def test_a_colleague_opens_grades_and_reads_the_draft_and_does_not_sign_it(
    as_: As, cast: Cast, with_ben: Visit, session: Session
) -> None:
    client = as_(cast.ben)
    assert "Go on with" in client.get("/my-children").get_data(as_text=True)
    save_answer(client, with_ben, HOME, "3", "The step is broken")
    assert session.scalars(select(Grade.by_id)).all() == [cast.ben.id]
    page = client.get(f"/visits/{with_ben.id}/before-signing").get_data(as_text=True)
    assert "Amira Khan signs this visit" in page
    assert "Sign this visit" not in page
    assert client.post(f"/visits/{with_ben.id}/before-signing", data={"version": "2"}).status_code == 404
    for ending in ("details", "put-aside", "siblings"):
        assert client.get(f"/visits/{with_ben.id}/{ending}").status_code == 404, ending
    session.refresh(with_ben)
    assert with_ben.state is VisitState.DRAFT


def test_who_gave_which_answer_is_shown_once_more_than_one_did(as_: As, cast: Cast, with_ben: Visit) -> None:
    save_answer(as_(cast.ben), with_ben, HOME, "3")
    client = as_(cast.amira)
    save_answer(client, with_ben, "nutrition_quality", "2")
    assert client.post(f"/visits/{with_ben.id}/before-signing", data={"version": "3"}).status_code == 303
    words = " ".join(soup_of(client, f"/visits/{with_ben.id}").text.split())
    assert "Amira Khan with Ben Lowe" in words
    assert "Graded by" in words
    assert "Graded by Ben Lowe" in words
    record = client.get(f"/children/{cast.leo.id}").get_data(as_text=True)
    assert "Amira Khan (with Ben Lowe at 1 visit)" in record
    assert "; Amira Khan with Ben Lowe" in record


def test_being_named_opens_no_child_and_ends_with_the_right(
    as_: As, cast: Cast, with_ben: Visit, writing_as: Writing
) -> None:
    client = as_(cast.ben)
    assert client.get(f"/visits/{with_ben.id}/grade").status_code == 200
    with writing_as(None):
        for allocation in cast.leo.allocations:
            if allocation.user_id == cast.ben.id:
                allocation.to_on = TODAY
    assert client.get(f"/visits/{with_ben.id}/grade").status_code == 404
    assert client.post(f"/visits/{with_ben.id}/answers", json={"base": 1, "operation": "a"}).status_code == 404
    assert "Go on with" not in client.get("/my-children").get_data(as_text=True)


def test_only_who_works_with_the_child_can_be_sent_as_a_colleague(as_: As, cast: Cast, session: Session) -> None:
    client = as_(cast.amira)
    page = soup_of(client, f"/children/{cast.leo.id}/visits/new")
    assert [label.text.strip() for label in page.find(id="colleagues").find_all("label")] == ["Chloe Adeyemi"]
    reply = client.post(
        f"/children/{cast.leo.id}/visits/new", data=visit_form(cast.leos_home, colleagues=str(cast.dev.id))
    )
    assert reply.status_code == 200
    assert session.scalars(select(Visit)).all() == []


# Two homes


def test_a_child_with_two_homes_is_graded_in_each_on_one_day_and_the_worker_says_which(
    as_: As, cast: Cast, session: Session
) -> None:
    client = as_(cast.ben)
    page = soup_of(client, f"/children/{cast.kai.id}/visits/new")
    assert page.find(id="care_of").find("input", checked=True) is None
    assert "graded by itself" in page.find(id="care_of").text
    missing = client.post(f"/children/{cast.kai.id}/visits/new", data=visit_form(None))
    assert "Choose whose care this visit is about" in missing.get_data(as_text=True)
    for home in (cast.kais_mums, cast.kais_dads):
        client.post(f"/children/{cast.kai.id}/visits/new", data=visit_form(home))
    assert {visit.household_id for visit in session.scalars(select(Visit))} == {cast.kais_mums.id, cast.kais_dads.id}
    again = client.get(f"/children/{cast.kai.id}/visits/new").get_data(as_text=True)
    assert "about Mum’s house" in again
    assert "about Dad’s flat" in again
    mine = client.get("/my-children").get_data(as_text=True)
    assert "Mum’s house" in mine
    assert "Dad’s flat" in mine


def test_a_wrong_home_is_mended_while_the_visit_is_a_draft(as_: As, cast: Cast, session: Session) -> None:
    client = as_(cast.ben)
    client.post(f"/children/{cast.kai.id}/visits/new", data=visit_form(cast.kais_mums))
    visit = session.scalars(select(Visit)).one()
    right = visit_form(cast.kais_dads)
    assert client.post(f"/visits/{visit.id}/details", data=right).status_code == 303
    session.refresh(visit)
    assert visit.household == cast.kais_dads
