"""What a tablet sends again, and what becomes of text that a visit cannot take any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gcp_tracker.models import User, Visit
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import sign_visit
from tests.builders import draft_visit
from tests.cast import TODAY, Cast
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
    assert again.get_json()["conflicts"] == {"answers": {}, "notes": {}}
