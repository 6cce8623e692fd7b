"""What neither of two who grade a visit apart sees of the other until both have signed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gcp_tracker.change.kept import inputs_hash
from gcp_tracker.models import GradedApart, Profile, Reading, User
from gcp_tracker.readings.grades import graded_children
from gcp_tracker.rules.vocabulary import ApartState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.apart import ask_second_worker, begin_second_grading
from gcp_tracker.visits.drafts import save_answers
from gcp_tracker.visits.service import sign_visit
from tests.builders import all_grades, draft_visit, graded
from tests.cast import TODAY, Cast
from tests.packs import begin, newest_pack, step
from tests.page_client import PageClient
from tests.taken import take
from tests.web.graded_apart import (
    EVIDENCE,
    OWN_WORDS,
    SECRETS,
    ask_and_write,
    every_page,
    known_ids,
    profile_of_leo,
    sign_second,
    signed_by_amira,
    text_of,
)

pytestmark = pytest.mark.each_database

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]


def test_a_pack_waits_for_whoever_still_grades_apart(
    as_: As, told: Cast, writing_as: Writing, session: Session
) -> None:
    """It was drawn for the first of the two, and is kept as it was drawn."""
    with writing_as(told.amira) as uow:
        apart = signed_by_amira(uow, told)
    begin(as_(told.amira), told.leo)
    assert step(as_(told.amira), newest_pack(session), "prepare") == ""
    pack = newest_pack(session)
    address = f"/children/{told.leo.id}/packs"
    assert as_(told.amira).get(f"{address}/{pack.id}").status_code == 200
    ben = as_(told.ben)
    assert ben.get(f"{address}/{pack.id}").status_code == 404
    assert str(pack.id) not in ben.get(address).text
    assert "apart" in ben.get(address).text
    day = ["1", "12", "2026"]
    asked = {"made_for": "carers", "conference": "review_conference", "for_on": day}
    assert "until both have signed" in ben.post(f"{address}/new", data=asked).text
    with writing_as(told.ben) as uow:
        sign_second(uow, uow.session.get_one(GradedApart, apart.id))
    assert as_(told.ben).get(f"{address}/{pack.id}").status_code == 200


def walked(as_: As, reader: User, addresses: Iterable[str], query: str = "") -> Iterator[tuple[str, TestResponse]]:
    """Signed in for each of them: a page of signing in may end what was there before it."""
    client = as_(reader)
    for address in sorted(addresses):
        reply = client.get(address + query)
        yield address, reply
        if str(reply.location).startswith("/sign-in"):
            client = as_(reader)


@pytest.mark.parametrize("begun", [False, True])
def test_no_page_of_any_address_shows_the_second_worker_what_the_first_wrote(
    app: Flask, as_: As, told: Cast, writing_as: Writing, session: Session, begun: bool
) -> None:
    with writing_as(told.amira) as uow:
        apart = signed_by_amira(uow, told)
    profile_ids = session.scalars(select(Profile.id)).all()
    if begun:
        with writing_as(told.ben) as uow:
            begin_second_grading(uow, apart)
    addresses = {
        address
        for known in known_ids(told, apart)
        for profile_id in profile_ids
        for address in every_page(app, known | {"profile_id": profile_id})
    }
    seen = 0
    for address, reply in walked(as_, told.ben, addresses, f"?words=y&visit={apart.first_id}"):
        seen += reply.status_code == 200
        body = reply.get_data(as_text=True)
        assert not [secret for secret in SECRETS if secret in body], address
        assert str(apart.first_id) not in body.replace(f"visit={apart.first_id}", ""), address
    assert seen > 20
    # The same walk finds all of it for the manager, so it does look where it stands.
    client = as_(told.chloe)
    answers = [client.get(f"/visits/{apart.first_id}"), client.get(f"/children/{told.leo.id}")]
    answers.append(take(client, f"/children/{told.leo.id}/grades/file"))
    found = "".join(answer.get_data(as_text=True) for answer in answers)
    assert [secret for secret in SECRETS if secret not in found] == []


NUMBER = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
TAKEN = ("/print", "/care-over-time/file", "/grades/file")
PAGES = ("", "/print", "/how", "/charts", "/care-over-time/file", "/grades/file", "/visits", "/profiles")


def test_for_the_second_worker_the_childs_pages_stand_as_before_the_visit(
    as_: As, told: Cast, writing_as: Writing
) -> None:
    def pages_of(reader: User) -> dict[str, str]:
        found = {}
        for page in PAGES:
            address = f"/children/{told.leo.id}{page}"
            reply = take(as_(reader), address) if page in TAKEN else as_(reader).get(address)
            assert reply.status_code == 200, page
            body = reply.get_data(as_text=True)
            # No two copies have the same number.
            found[page] = NUMBER.sub("", body if page.endswith("/file") else text_of(body))
        return found

    before, managers = pages_of(told.ben), pages_of(told.chloe)
    with writing_as(told.amira) as uow:
        signed_by_amira(uow, told)
    assert pages_of(told.ben) == before
    after = pages_of(told.chloe)
    assert [page for page in PAGES if after[page] == managers[page]] == []


def test_the_list_of_children_shows_the_domains_as_before_and_still_asks_about_safety(
    as_: As, told: Cast, writing_as: Writing
) -> None:
    def domains() -> str:
        page = BeautifulSoup(as_(told.ben).get("/my-children").get_data(as_text=True), "html.parser")
        return " ".join(part.get_text(" ", strip=True) for part in page.select(".domains-now"))

    before = domains()
    with writing_as(told.amira) as uow:
        signed_by_amira(uow, told)
    assert domains() == before
    page = as_(told.ben).get("/my-children").get_data(as_text=True)
    assert "Amira Khan asks you to grade the visit of 16 November 2026 too" in page
    assert "Told: Chloe Adeyemi, 16:10. Agreed: Leo stays with Gran." in page
    assert "presence_roads" not in page
    assert "On and near roads" not in page


def test_a_trigger_that_stands_on_a_hidden_visit_is_not_told_before_both_have_signed(
    as_: As, told: Cast, writing_as: Writing
) -> None:
    with writing_as(told.amira) as uow:
        apart = signed_by_amira(uow, told)
    pages = ("/my-children", f"/children/{told.leo.id}")
    for page in pages:
        assert "A child is not kept safe" in as_(told.amira).get(page).get_data(as_text=True)
        assert "A child is not kept safe" not in as_(told.ben).get(page).get_data(as_text=True)
    with writing_as(told.ben) as uow:
        sign_second(uow, apart)
    for page in pages:
        assert "A child is not kept safe" in as_(told.ben).get(page).get_data(as_text=True)


def test_an_open_question_of_safety_reaches_the_second_worker_without_the_grade(
    as_: As, told: Cast, writing_as: Writing
) -> None:
    with writing_as(told.amira) as uow:
        visit = draft_visit(uow, told.leo, TODAY, {"presence_roads": 5}, safe=None)
        ask_second_worker(uow, visit, told.ben)
    for page in ("/my-children", f"/children/{told.leo.id}"):
        said = as_(told.ben).get(page).get_data(as_text=True)
        assert "nobody has answered yet" in said
        assert str(visit.id) not in said


def test_the_first_worker_does_not_see_the_second_either_while_the_own_draft_is_open(
    app: Flask, as_: As, told: Cast, writing_as: Writing
) -> None:
    before = text_of(as_(told.amira).get(f"/children/{told.leo.id}").get_data(as_text=True))
    with writing_as(told.amira) as uow:
        apart = ask_second_worker(uow, draft_visit(uow, told.leo, TODAY, {"hygiene": 2}), told.ben)
    with writing_as(told.ben) as uow:
        second = begin_second_grading(uow, apart)
        answers = [graded("online", 4, EVIDENCE, child_words=OWN_WORDS)]
        save_answers(uow, second, base=second.version, operation="", answers=answers)
        sign_visit(uow, second)
    addresses = {address for known in known_ids(told, apart) for address in every_page(app, known)}
    for address, reply in walked(as_, told.amira, addresses):
        body = reply.get_data(as_text=True)
        assert not [secret for secret in SECRETS if secret in body], address
    page = as_(told.amira).get(f"/children/{told.leo.id}").get_data(as_text=True)
    assert "Ben Lowe has signed. On 21 November 2026 it is shown" in page
    # The own draft is told of, and nothing else has changed.
    begun = " Not signed Amira Khan has begun"
    assert text_of(page).split(begun)[0].split("Before you")[0][:60] == before[:60]
    assert EVIDENCE in as_(told.chloe).get(f"/visits/{second.id}").get_data(as_text=True)


def test_a_hidden_visit_and_profile_lead_to_the_page_that_says_why(as_: As, told: Cast, writing_as: Writing) -> None:
    with writing_as(told.amira) as uow:
        apart = signed_by_amira(uow, told)
    client = as_(told.ben)
    reply = client.get(f"/visits/{apart.first_id}")
    assert (reply.status_code, reply.location) == (302, f"/graded-apart/{apart.id}")
    why = client.get(reply.location).get_data(as_text=True)
    assert "Until both have signed you see nothing of what Amira Khan graded or wrote at it" in why
    assert "On 21 November 2026 it is shown, whether you have signed or not" in why
    assert as_(told.ben).post(f"/visits/{apart.first_id}/amend", data={"reason": "x"}).status_code == 404
    assert as_(told.dev).get(f"/graded-apart/{apart.id}").status_code == 404
    assert as_(told.chloe).get(f"/visits/{apart.first_id}").status_code == 200


def test_a_profile_that_rests_on_a_hidden_visit_is_not_completed_without_it(
    as_: As, told: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(told.amira) as uow:
        apart = ask_and_write(uow, told)
        sign_visit(uow, apart.first)
        profile = profile_of_leo(uow, told, TODAY)
    page = as_(told.ben).post(f"/profiles/{profile.id}/complete").get_data(as_text=True)
    assert "Complete the profile once both have signed" in page
    assert not [secret for secret in SECRETS if secret in page]
    assert as_(told.amira).post(f"/profiles/{profile.id}/complete").status_code == 303


def test_a_second_workers_signature_keeps_a_reading_of_both(
    as_: As, told: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(told.amira) as uow:
        apart = signed_by_amira(uow, told)
    as_(told.ben).post(f"/graded-apart/{apart.id}/begin")
    second = session.get_one(GradedApart, apart.id, populate_existing=True).second
    assert second is not None
    with writing_as(told.ben) as uow:
        answer = [graded("hygiene", 3, "Nails")]
        save_answers(uow, second, base=second.version, operation="", answers=answer)
    page = as_(told.ben).get(f"/visits/{second.id}/before-signing").get_data(as_text=True)
    version = BeautifulSoup(page, "html.parser").select_one("input[name=version]")["value"]  # type: ignore[index]
    reply = as_(told.ben).post(f"/visits/{second.id}/before-signing", data={"version": version})
    assert reply.status_code == 303
    found = next(iter(graded_children(session, told.leo).values()))
    newest = session.scalars(select(Reading).order_by(Reading.id.desc()).limit(1)).one()
    assert newest.inputs_hash == inputs_hash(found)
    assert session.get_one(GradedApart, apart.id, populate_existing=True).state is ApartState.BOTH_SIGNED


def test_two_gradings_of_one_day_are_two_rows_of_one_visit_for_the_engine(
    session: Session, told: Cast, writing_as: Writing
) -> None:
    with writing_as(told.amira) as uow:
        apart = ask_second_worker(uow, draft_visit(uow, told.leo, TODAY, all_grades(told.leo, TODAY, 2)), told.ben)
        sign_visit(uow, apart.first)
    with writing_as(told.ben) as uow:
        second = begin_second_grading(uow, apart)
        answers = [graded(key, 3, "") for key in all_grades(told.leo, TODAY, 3)]
        save_answers(uow, second, base=second.version, operation="", answers=answers)
        sign_visit(uow, second)
    for series in next(iter(graded_children(session, told.leo).values())).series:
        assert series.days.tolist().count(TODAY.toordinal()) == 2
        assert len(set(series.workers[-2:].tolist())) == 2
