"""Two people write the same new thing at the same moment: one is kept, the other is told, and has lost nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcp_tracker.children.service import children
from gcp_tracker.models import Child, User
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import Cast
from tests.page_client import PageClient
from tests.web.test_children_forms import OMAR

pytestmark = pytest.mark.each_database


def test_a_number_that_was_taken_a_moment_ago_is_said_and_what_was_typed_is_still_there(
    as_: Callable[[User], PageClient],
    cast: Cast,
    session: Session,
    writing_as: Callable[[User | None], UnitOfWork],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with writing_as(cast.amira) as uow:
        cast.leo.la_child_id = "LA-77"
        uow.record("child:describe", child=cast.leo)
    before = session.scalar(select(func.count()).select_from(Child))
    # The look whether the number is free came before the other’s save.
    monkeypatch.setattr(children, "_check_number_is_free", lambda *_rest, **_numbers: None)
    page = as_(cast.amira).post("/children/new", data={**OMAR, "la_child_id": "LA-77"})
    assert page.status_code == 200
    assert "Somebody else saved the same thing at the same moment" in page.text
    assert 'value="LA-77"' in page.text
    assert 'value="Omar"' in page.text
    assert session.scalar(select(func.count()).select_from(Child)) == before
