"""The administrator's pages: people, teams, settings; and that they lead to no child."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.models import Team, User
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]
PERSON = {
    "name": "Nia Pugh",
    "email": "nia@riverside.example",
    "profession": "health visitor",
    "role": "practitioner",
}


def test_people_lists_everybody_under_their_team(cast: Cast, as_: As) -> None:
    shown = as_(cast.grace).get("/people").get_data(as_text=True)
    for person in (cast.amira, cast.chloe, cast.dev, cast.ewa, cast.farid):
        assert person.name in shown
        assert person.email in shown
    assert "Riverside" in shown
    assert "This is you" in shown


def test_an_administrator_sees_no_child_by_any_path(cast: Cast, as_: As) -> None:
    grace = as_(cast.grace)
    assert "Leo" not in grace.get("/people").get_data(as_text=True)
    for path in (f"/children/{cast.leo.id}", f"/families/{cast.leo.family_id}", "/my-children", "/my-team", "/returns"):
        assert grace.get(path).status_code == 404


@pytest.mark.parametrize("who", ["amira", "chloe", "dev", "ewa", "farid"])
def test_nobody_else_reaches_these_pages(cast: Cast, as_: As, who: str) -> None:
    client = as_(getattr(cast, who))
    authority = cast.authority.id
    for path in ("/people", "/people/new", f"/authorities/{authority}/settings", f"/authorities/{authority}/teams/new"):
        assert client.get(path).status_code == 404
    assert client.post(f"/people/{cast.dev.id}/disable").status_code == 404


def test_signed_out_one_is_asked_to_sign_in(cast: Cast, client: PageClient) -> None:
    assert "/sign-in" in client.get("/people").headers["Location"]


def test_a_person_is_invited_and_the_link_is_shown_once(cast: Cast, as_: As, session: Session) -> None:
    added = as_(cast.grace).post("/people/new", data=PERSON | {"team": cast.riverside.id})
    assert added.status_code == 200
    shown = added.get_data(as_text=True)
    assert "It is shown only now" in shown
    nia = session.scalars(select(User).where(User.email == PERSON["email"])).one()
    assert nia.password == ""
    again = as_(cast.grace).get(f"/people/{nia.id}").get_data(as_text=True)
    assert "A link is waiting to be opened" in again
    assert "/welcome/" not in again


def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(cast: Cast, as_: As) -> None:
    answer = as_(cast.grace).post("/people/new", data=PERSON | {"team": "0", "profession": "family support worker"})
    shown = answer.get_data(as_text=True)
    assert "Choose the team: a practitioner works in one" in shown
    assert "family support worker" in shown


def test_a_disabled_person_is_out_at_the_next_request(cast: Cast, as_: As, session: Session, app: object) -> None:
    colleague = as_(cast.chloe)
    assert colleague.get("/").headers["Location"] == "/my-team"
    cookie = colleague.get_cookie("gcp")
    assert cookie is not None
    assert as_(cast.grace).post(f"/people/{cast.chloe.id}/disable").status_code == 303
    colleague.set_cookie("gcp", cookie.value)
    assert "/sign-in" in colleague.get("/").headers["Location"]
    assert as_(cast.grace).post(f"/people/{cast.chloe.id}/enable").status_code == 303


def test_an_administrator_cannot_shut_themselves_out(cast: Cast, as_: As) -> None:
    answer = as_(cast.grace).post(f"/people/{cast.grace.id}/disable")
    assert "You cannot disable your own account" in answer.get_data(as_text=True)
    assert as_(cast.grace).get("/people").status_code == 200


def test_settings_are_changed_and_say_that_they_are_local(cast: Cast, as_: As, session: Session) -> None:
    path = f"/authorities/{cast.authority.id}/settings"
    shown = as_(cast.grace).get(path).get_data(as_text=True)
    assert shown.count("Local, not national") == 3
    new = {"name": "Northmere", "lea_code": "201", "emergency_numbers": "999", "profile_every_days": "80"}
    assert as_(cast.grace).post(path, data=new | {"retention_years": "x"}).status_code == 200
    assert as_(cast.grace).post(path, data=new | {"retention_years": "20"}).status_code == 303
    session.refresh(cast.authority)
    assert (cast.authority.name, cast.authority.profile_every_days) == ("Northmere", 80)


def test_a_team_is_added(cast: Cast, as_: As, session: Session) -> None:
    path = f"/authorities/{cast.authority.id}/teams/new"
    assert "Riverside" in as_(cast.grace).post(path, data={"name": "Riverside"}).get_data(as_text=True)
    assert as_(cast.grace).post(path, data={"name": "Lakeside", "is_intake": "y"}).status_code == 303
    assert session.scalars(select(Team).where(Team.name == "Lakeside")).one().is_intake


def test_what_is_not_there_is_not_found(cast: Cast, as_: As) -> None:
    assert as_(cast.grace).get("/authorities/999/settings").status_code == 404
    assert as_(cast.grace).get("/people/99999").status_code == 404
    assert as_(cast.grace).post("/people/99999/disable").status_code == 404
