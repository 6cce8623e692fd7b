"""Packs that a command draws ahead: whose they are, what they show, and which are left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from gcp_tracker.conference import composing
from gcp_tracker.conference.drawing import draw_packs
from gcp_tracker.conference.pages import set_within
from gcp_tracker.conference.queries import conferences_without_pack
from gcp_tracker.models import AuditEvent, Child, User
from gcp_tracker.rules.packs import PackState
from gcp_tracker.rules.vocabulary import ConflictKind
from gcp_tracker.sight.service import ConflictDetails, declare_conflict
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.packs import conferences_of, newest_pack

IN_ONE_DATABASE = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)
Writing = Callable[[User | None], UnitOfWork]


@pytest.fixture
def planned(cast: Cast, writing_as: Writing, monkeypatch: pytest.MonkeyPatch) -> Child:
    monkeypatch.setattr(composing, "typeset_within", set_within)
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 2) | {"hygiene": 5})
        conferences_of(uow, cast.leo)
    return cast.leo


@IN_ONE_DATABASE
def test_each_conference_to_come_has_a_pack_that_its_worker_finds_drawn(
    session: Session, cast: Cast, planned: Child
) -> None:
    assert conferences_without_pack(session, NOW, 8) == []
    found = conferences_without_pack(session, NOW, 28)
    assert [number for _, number in found] == [cast.amira.id]
    pages = list(draw_packs(session, found, NOW))
    pack = newest_pack(session)
    assert pages == [pack.pages]
    assert (pack.state, pack.opened_by_id, pack.prepared_by_id) == (PackState.DRAFT, cast.amira.id, None)
    assert "Keeping clean" in pack.body
    said = session.query(AuditEvent).order_by(AuditEvent.id.desc()).limit(2).all()
    assert [(one.action, one.actor_id) for one in said] == [("pack:draw", None), ("pack:open", None)]
    assert conferences_without_pack(session, NOW, 28) == []


@IN_ONE_DATABASE
def test_a_child_who_is_hidden_from_the_worker_is_left_alone(
    session: Session, cast: Cast, planned: Child, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        declare_conflict(uow, planned, ConflictDetails(cast.amira, ConflictKind.OWN_FAMILY, "My sister’s child", None))
    assert list(draw_packs(session, conferences_without_pack(session, NOW, 28), NOW)) == []
