"""A visit that two grade apart, on its own pages: asked for, begun, declined, side by side, agreed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gcp_tracker.models import GradedApart, User
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.rules.vocabulary import ApartState
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import draft_visit
from tests.cast import TODAY, Cast
from tests.page_client import PageClient
from tests.taken import take
from tests.web.graded_apart import (
    EVIDENCE,
    sign_second,
    signed_by_amira,
)

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]


def test_once_both_have_signed_both_stand_side_by_side_for_whoever_reads_the_child(
    as_: As, told: Cast, writing_as: Writing
) -> None:
    with writing_as(told.amira) as uow:
        apart = signed_by_amira(uow, told)
    assert as_(told.ben).post(f"/graded-apart/{apart.id}/begin").status_code == 303
    with writing_as(told.ben) as uow:
        second = sign_second(uow, uow.session.get_one(GradedApart, apart.id))
    for reader in (told.ben, told.amira, told.chloe):
        page = as_(reader).get(f"/graded-apart/{apart.id}").get_data(as_text=True)
        assert "gave 1 of 1 items a different grade" in page
        assert "Graded by one of the two" in page
        assert as_(reader).get(f"/visits/{apart.first_id}").status_code == 200
        assert as_(reader).get(f"/visits/{second.id}").status_code == 200
    assert EVIDENCE in take(as_(told.ben), f"/children/{told.leo.id}/grades/file").get_data(as_text=True)


def test_the_blind_ends_by_itself_after_some_days(
    app: Flask, as_: As, told: Cast, writing_as: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing_as(told.amira) as uow:
        apart = signed_by_amira(uow, told)

    def at(days: int) -> Callable[[], datetime]:
        then = datetime(2026, 11, 16, 15, 30, tzinfo=UTC) + timedelta(days=days)
        return lambda: then

    for days, status in ((LOCAL["apart_for"].usual - 1, 302), (LOCAL["apart_for"].usual, 200)):
        monkeypatch.setitem(app.config, "GCP_CLOCK", at(days))
        assert as_(told.ben).get(f"/visits/{apart.first_id}").status_code == status
    page = as_(told.ben).get(f"/graded-apart/{apart.id}").get_data(as_text=True)
    assert "Begin to grade it" in page


def test_declining_is_one_tap_and_shows_everything(as_: As, told: Cast, writing_as: Writing, session: Session) -> None:
    with writing_as(told.amira) as uow:
        apart = signed_by_amira(uow, told)
    reply = as_(told.ben).post(f"/graded-apart/{apart.id}/decline")
    assert reply.location == f"/children/{told.leo.id}"
    assert EVIDENCE in as_(told.ben).get(f"/visits/{apart.first_id}").get_data(as_text=True)
    assert session.get_one(GradedApart, apart.id, populate_existing=True).state is ApartState.ENDED
    assert "The second worker is not grading it" in as_(told.amira).get(f"/graded-apart/{apart.id}").get_data(
        as_text=True
    )


def test_the_author_asks_from_the_draft_and_only_the_author(as_: As, told: Cast, writing_as: Writing) -> None:
    with writing_as(told.amira) as uow:
        visit = draft_visit(uow, told.leo, TODAY, {"hygiene": 2})
    where = f"/visits/{visit.id}/graded-apart"
    assert as_(told.ben).get(where).status_code == 404
    page = as_(told.amira).get(where).get_data(as_text=True)
    assert "Ben Lowe" in page
    assert "Chloe Adeyemi" not in page
    assert as_(told.amira).post(where, data={}).status_code == 200
    reply = as_(told.amira).post(where, data={"second": str(told.ben.id)})
    assert reply.location == f"/visits/{visit.id}/grade"
    assert "Graded apart" in as_(told.amira).get(reply.location).get_data(as_text=True)
    assert as_(told.amira).get(where).location.startswith("/graded-apart/")


def test_only_the_two_begin_decline_agree_and_the_manager_may_call_it_off(
    as_: As, told: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(told.amira) as uow:
        apart = signed_by_amira(uow, told)
    for person in (told.amira, told.chloe, told.dev):
        for what in ("begin", "decline"):
            assert as_(person).post(f"/graded-apart/{apart.id}/{what}").status_code == 404
    for person in (told.chloe, told.dev):
        assert as_(person).get(f"/graded-apart/{apart.id}/agreed").status_code == 404
    assert as_(told.ben).get(f"/graded-apart/{apart.id}/call-off").status_code == 404
    reply = as_(told.chloe).post(f"/graded-apart/{apart.id}/call-off", data={"reason": "Ben is ill."})
    assert reply.status_code == 303
    assert "Ben is ill." in as_(told.ben).get(f"/graded-apart/{apart.id}").get_data(as_text=True)


def test_what_they_agree_on_is_written_and_shown(as_: As, told: Cast, writing_as: Writing) -> None:
    with writing_as(told.amira) as uow:
        apart = signed_by_amira(uow, told)
    with writing_as(told.ben) as uow:
        sign_second(uow, apart)
    where = f"/graded-apart/{apart.id}/agreed"
    assert "Left open" in as_(told.ben).get(where).get_data(as_text=True)
    refused = as_(told.ben).post(where, data={"grade_hygiene": "", "words": "We talked."}).get_data(as_text=True)
    assert "Choose the grade of at least one item" in refused
    assert "We talked." in refused
    reply = as_(told.ben).post(where, data={"grade_hygiene": "3", "words": "The nails were seen by both."})
    assert reply.status_code == 303
    page = as_(told.chloe).get(f"/graded-apart/{apart.id}").get_data(as_text=True)
    assert "as Ben Lowe wrote it on 16 November 2026: The nails were seen by both." in page
    assert "Agreed afterwards:" in page
