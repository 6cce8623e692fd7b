"""What a tablet sends again, and what becomes of text that a visit cannot take any more."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from gcp_tracker.models import User, Visit
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import discard_visit, sign_visit
from gcp_tracker.visits.tablet_keys import draft_key
from gcp_tracker.web.person import person_tag
from tests.builders import draft_visit
from tests.cast import NOW, TODAY, Cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
FOOD = "nutrition_quality"


@pytest.fixture
def visit(cast: Cast, writing_as: Writing) -> Visit:
    with writing_as(cast.amira) as uow:
        return draft_visit(uow, cast.leo, TODAY)


def one(operation: str, answer: str, base: int = 1, follows: str = "", **words: str) -> dict[str, Any]:
    stamped = {"item": FOOD, "answer": answer, "operation": operation, "base": base, "follows": follows, **words}
    return {"base": base, "operation": operation, "answers": [stamped], "notes": []}


def test_a_closed_visit_takes_nothing_more_and_says_what_it_is(
    as_: As, cast: Cast, visit: Visit, writing_as: Writing
) -> None:
    client = as_(cast.amira)
    where = f"/visits/{visit.id}/answers"
    assert client.post(where, json=one("first", "2")).status_code == 200
    with writing_as(cast.amira) as uow:
        sign_visit(uow, uow.session.get_one(Visit, visit.id))
    late = client.post(where, json=one("late", "3", base=2))
    assert late.status_code == 422
    assert late.get_json()["closed"] == "signed"
    again = client.post(where, json=one("first", "2"))
    assert again.status_code == 200, "received before it was signed, so received"
    assert again.get_json()["conflicts"] == {"answers": {}, "notes": {}, "safe": {}}


def test_the_key_is_of_one_person_and_one_draft_and_the_same_at_every_opening(
    as_: As, cast: Cast, visit: Visit, writing_as: Writing, app: Flask
) -> None:
    state = state_of(as_(cast.amira), visit)
    assert state["key"] == state_of(as_(cast.amira), visit)["key"]
    assert len(base64.b64decode(state["key"])) == 32
    assert state["person"] == person_tag(cast.amira.id) != person_tag(cast.ben.id)
    with writing_as(cast.amira) as uow:
        other = draft_visit(uow, cast.leo, TODAY)
    assert state_of(as_(cast.amira), other)["key"] != state["key"]
    secret = str(app.secret_key)
    keys = {
        draft_key(secret, cast.amira.id, visit.id),
        draft_key(secret, cast.ben.id, visit.id),
        draft_key(secret, cast.amira.id, other.id),
        draft_key(secret + "x", cast.amira.id, visit.id),
    }
    assert len(keys) == 4
    assert state["key"] in keys


def state_of(client: PageClient, visit: Visit) -> dict[str, Any]:
    page = BeautifulSoup(client.get(f"/visits/{visit.id}/grade").get_data(as_text=True), "html.parser")
    block = page.select_one("#visit-state")
    assert block is not None
    return dict(json.loads(block.text))


def told(client: PageClient, *visits: object) -> dict[str, Any]:
    reply = client.post("/on-this-tablet/keys", json={"visits": [str(visit) for visit in visits]})
    assert reply.status_code == 200
    return dict(reply.get_json()["visits"])


def test_what_to_do_with_text_that_was_not_received(as_: As, cast: Cast, visit: Visit, writing_as: Writing) -> None:
    key = state_of(as_(cast.amira), visit)["key"]
    draft = told(as_(cast.amira), visit.id)[str(visit.id)]
    assert draft["key"] == key
    assert draft["link"] == f"/visits/{visit.id}"
    with writing_as(cast.amira) as uow:
        sign_visit(uow, uow.session.get_one(Visit, visit.id))
    signed = told(as_(cast.amira), visit.id)[str(visit.id)]
    assert "amend" in signed["words"]
    assert signed["link"] == f"/visits/{visit.id}/amend"


def test_a_visit_put_aside_says_so(as_: As, cast: Cast, visit: Visit, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        discard_visit(uow, uow.session.get_one(Visit, visit.id), "Wrong day")
    assert "put aside" in told(as_(cast.amira), visit.id)[str(visit.id)]["words"]


def test_a_visit_that_was_lost_looks_like_one_that_never_was_and_still_gives_its_key(
    as_: As, cast: Cast, visit: Visit, writing_as: Writing
) -> None:
    key = state_of(as_(cast.amira), visit)["key"]
    with writing_as(cast.chloe):
        cast.leo.allocations[0].to_on = TODAY
    nowhere = uuid4()
    found = told(as_(cast.amira), visit.id, nowhere)
    assert found[str(visit.id)].pop("key") == key
    del found[str(nowhere)]["key"]
    assert found[str(visit.id)] == found[str(nowhere)]


def test_another_person_gets_another_key_and_learns_nothing(as_: As, cast: Cast, visit: Visit) -> None:
    key = state_of(as_(cast.amira), visit)["key"]
    for person in (cast.ben, cast.chloe):
        nowhere = uuid4()
        found = told(as_(person), visit.id, nowhere)
        assert found[str(visit.id)].pop("key") != key
        del found[str(nowhere)]["key"]
        assert found[str(visit.id)] == found[str(nowhere)]


@pytest.mark.parametrize("sent", [[], {}, {"visits": "x"}, {"visits": ["x"]}, {"visits": [1]}, {"visits": [""] * 201}])
def test_what_no_page_of_ours_asks_is_refused(as_: As, cast: Cast, sent: object) -> None:
    assert as_(cast.amira).post("/on-this-tablet/keys", json=sent).status_code == 400


def test_whoever_writes_no_visits_has_no_such_page(as_: As, cast: Cast) -> None:
    for person in (cast.farid, cast.grace):
        assert as_(person).get("/on-this-tablet").status_code == 404


def test_the_session_tells_of_itself_alone(client: PageClient, as_: As, cast: Cast) -> None:
    assert client.get("/session").get_json()["person"] == ""
    now = as_(cast.amira).get("/session").get_json()
    assert set(now) == {"person", "csrf_token"}
    assert now["person"] == person_tag(cast.amira.id)


@pytest.mark.parametrize(
    "fault", [{"operation": ""}, {"operation": "x" * 41}, {"base": "1"}, {"base": True}, {"follows": 1}]
)
def test_a_stamp_that_cannot_be_read_is_refused(as_: As, cast: Cast, visit: Visit, fault: dict[str, Any]) -> None:
    sent = one("first", "2")
    sent["answers"][0] |= fault
    assert as_(cast.amira).post(f"/visits/{visit.id}/answers", json=sent).status_code == 400


def test_the_time_is_the_servers(as_: As, cast: Cast, visit: Visit) -> None:
    reply = as_(cast.amira).post(f"/visits/{visit.id}/answers", json=one("first", "2")).get_json()
    assert reply["received"] == "15:30"
    assert reply["now"] == NOW.timestamp() * 1000
