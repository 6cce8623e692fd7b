"""The administrator's pages: people, teams, settings; and that they lead to no child."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gcp_tracker.accounts import letters
from gcp_tracker.models import ImportRun, SignIn, Team, User
from gcp_tracker.rules.vocabulary import RoleName
from tests.cast import NOW, TODAY, Cast, person
from tests.confirmed import answer_as
from tests.conftest import counted_queries
from tests.page_client import PageClient

As = Callable[[User], PageClient]
PERSON = {
    "name": "Nia Pugh",
    "email": "nia@riverside.example",
    "profession": "health visitor",
    "role": "practitioner",
}


def test_people_lists_everybody_with_their_team(cast: Cast, as_: As) -> None:
    shown = as_(cast.grace).get("/people").get_data(as_text=True)
    for one in (cast.amira, cast.chloe, cast.dev, cast.ewa, cast.farid):
        assert one.name in shown
        assert one.email in shown
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
    settings = f"/authorities/{authority}/settings"
    for path in ("/people", "/people/new", settings, f"{settings}/retention", "/teams", "/state-of-the-service"):
        assert client.get(path).status_code == 404
    assert client.post(f"/people/{cast.dev.id}/disable").status_code == 404


def test_signed_out_one_is_asked_to_sign_in(cast: Cast, client: PageClient) -> None:
    assert "/sign-in" in client.get("/people").headers["Location"]


def test_a_person_is_invited_and_the_link_is_shown_once(cast: Cast, as_: As, session: Session) -> None:
    assert as_(cast.grace).post("/people/new", data=PERSON | {"team": cast.riverside.id}).location == "/people"
    assert "Nia Pugh" in as_(cast.grace).get("/people").get_data(as_text=True)
    shown = answer_as(as_(cast.grace), cast.chloe).get_data(as_text=True)
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


@pytest.mark.parametrize(
    ("asked", "found", "left_out"),
    [
        ("khan", "Amira Khan", "Ben Lowe"),
        ("BEN riverside", "Ben Lowe", "Amira Khan"),
        ("role=manager", "Chloe Adeyemi", "Amira Khan"),
        ("team={hillside}", "Dev Patel", "Amira Khan"),
        ("state=open", "Amira Khan", "Ben Lowe"),
        ("state=disabled", "Ben Lowe", "Amira Khan"),
        ("state=ending", "Dev Patel", "Amira Khan"),
        ("role=nonsense&state=nonsense&team=x&page=-4", "Amira Khan", "Nobody here is like that"),
        ("%", "Nobody here is like that", "Amira Khan"),
    ],
)
def test_people_are_found_by_name_team_role_and_account(
    cast: Cast, as_: As, session: Session, asked: str, found: str, left_out: str
) -> None:
    cast.ben.active, cast.dev.ends_on = False, TODAY + timedelta(days=9)
    session.commit()
    client = as_(cast.grace)
    is_typed = "=" not in asked
    chosen = "/people?" + asked.format(hillside=cast.hillside.id)
    shown = client.get(client.found("/people", asked) if is_typed else chosen).get_data(as_text=True)
    rows = shown.partition("</form>")[2] if "</form>" in shown else shown
    assert found in rows
    assert left_out not in rows


def test_a_list_of_hundreds_has_pages_and_asks_as_often_as_a_short_one(cast: Cast, as_: As, session: Session) -> None:
    def shown(path: str) -> tuple[str, int]:
        client = as_(cast.grace)
        client.get("/people")
        with counted_queries() as statements:
            return client.get(path).get_data(as_text=True), len(statements)

    _, few = shown("/people")
    for number in range(120):
        session.add(person(f"Worker{number} Number", cast.roles[RoleName.PRACTITIONER], cast.riverside, "x"))
    session.commit()
    first, many = shown("/people")
    assert "1 of 3" in first
    assert "Worker99" not in first
    assert "Worker99" in shown("/people?page=3")[0]
    assert many == few


def test_when_somebody_was_last_seen_is_said(cast: Cast, as_: As, session: Session) -> None:
    def shown() -> str:
        client = as_(cast.grace)
        return client.get(client.found("/people", "khan")).get_data(as_text=True)

    assert "never signed in" in shown()
    as_(cast.amira)
    assert "last seen 16 November 2026 (today)" in shown()
    cast.amira.last_signed_in_at = NOW - timedelta(days=40)
    session.execute(delete(SignIn).where(SignIn.user_id == cast.amira.id))
    session.commit()
    assert "last seen 7 October 2026" in shown()


def test_before_an_account_is_closed_its_page_says_how_many_children_wait_and_names_none(
    cast: Cast, as_: As, session: Session
) -> None:
    grace = as_(cast.grace)
    for path in (f"/people/{cast.amira.id}", f"/people/{cast.amira.id}/disable", f"/people/{cast.amira.id}/work"):
        shown = grace.get(path).get_data(as_text=True)
        assert "1 child" in shown
        assert "Chloe Adeyemi can hand this child over" in shown
        assert "Leo" not in shown
    shown = grace.get(f"/people/{cast.dev.id}/disable").get_data(as_text=True)
    assert "Nobody manages Hillside" in shown
    assert grace.post(f"/people/{cast.amira.id}/disable").status_code == 303
    assert "Amira Khan had Leo and can work with Leo no longer" in as_(cast.chloe).get("/my-team").get_data(
        as_text=True
    )


def test_managers_are_written_to_without_a_child_s_name(cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[EmailMessage] = []
    monkeypatch.setattr(letters, "_send", lambda letter: sent.append(letter) or True)
    as_(cast.grace).post(f"/people/{cast.amira.id}/disable")
    [letter] = sent
    assert letter["To"] == cast.chloe.email
    text = letter.get_content()
    assert "Amira Khan’s account has been closed" in text
    assert "1 child of your team" in text
    assert "Leo" not in text


def test_a_person_is_renamed(cast: Cast, as_: As, session: Session) -> None:
    path = f"/people/{cast.ben.id}/name"
    taken = as_(cast.grace).post(path, data={"name": "Ben Lowe", "email": cast.amira.email})
    assert "Somebody has an account with this e-mail address" in taken.get_data(as_text=True)
    renamed = {"name": "Ben Lowe-Marsh", "email": "BEN.LM@riverside.example"}
    assert as_(cast.grace).post(path, data=renamed).status_code == 303
    session.refresh(cast.ben)
    assert (cast.ben.name, cast.ben.email) == ("Ben Lowe-Marsh", "ben@riverside.example")


def test_a_last_day_is_set_and_taken_back(cast: Cast, as_: As, session: Session) -> None:
    path = f"/people/{cast.ben.id}/end"
    today = as_(cast.grace).post(path, data={"ends_on": ["16", "11", "2026"]}).get_data(as_text=True)
    assert "Choose a day to come" in today
    assert as_(cast.grace).post(path, data={"ends_on": ["1", "12", "2026"]}).status_code == 303
    assert "Open until the day before 1 December 2026" in as_(cast.grace).get(f"/people/{cast.ben.id}").get_data(
        as_text=True
    )
    assert as_(cast.grace).post(path, data={"ends_on": ["", "", ""]}).status_code == 303
    session.refresh(cast.ben)
    assert cast.ben.ends_on is None


def test_on_the_last_day_what_is_open_ends_at_the_next_request(
    cast: Cast, as_: As, session: Session, move_clock: Callable[[timedelta], None]
) -> None:
    cast.ben.ends_on = TODAY + timedelta(days=1)
    session.commit()
    ben = as_(cast.ben)
    assert ben.get("/my-children").status_code == 200
    move_clock(timedelta(hours=8, minutes=29))
    ben = as_(cast.ben)
    assert ben.get("/my-children").status_code == 200
    move_clock(timedelta(hours=8, minutes=31))
    assert "/sign-in" in ben.get("/my-children").headers["Location"]


def test_what_an_authority_is_called_is_changed(cast: Cast, as_: As, session: Session) -> None:
    path = f"/authorities/{cast.authority.id}/describe"
    new = {"name": "Northmere", "lea_code": "20", "emergency_numbers": "999"}
    assert "three digits" in as_(cast.grace).post(path, data=new).get_data(as_text=True)
    assert as_(cast.grace).post(path, data=new | {"lea_code": "202"}).status_code == 303
    session.refresh(cast.authority)
    assert (cast.authority.name, cast.authority.lea_code) == ("Northmere", "202")


def test_a_setting_is_changed_with_a_day_and_a_reason(cast: Cast, as_: As) -> None:
    path = f"/authorities/{cast.authority.id}/settings"
    before = as_(cast.grace).get(path).get_data(as_text=True)
    # Of profiles, and of a father who has not been met.
    assert before.count("<strong>91 days</strong>") == 2
    assert "Working Together to Safeguard Children" in before
    one = f"{path}/profile_every"
    change = {"value": "60", "from_on": ["1", "1", "2027"], "reason": "Agreed by the safeguarding board"}
    for wrong, said in (
        ({"value": "2"}, "from 14 to 366 days"),
        ({"value": "x"}, "Not a valid integer value"),
        ({"reason": "because"}, "at least 20 characters"),
        ({"from_on": ["1", "1", "2026"]}, "stays as it was judged"),
    ):
        assert said in as_(cast.grace).post(one, data=change | wrong).get_data(as_text=True)
    assert as_(cast.grace).post(one, data=change).status_code == 303
    after = as_(cast.grace).get(path).get_data(as_text=True)
    assert "60 days from 1 January 2027" in after
    assert after.count("<strong>91 days</strong>") == 2
    told = as_(cast.grace).get(one).get_data(as_text=True)
    assert "To come. Set by Grace Bell on 16 November 2026: Agreed by the safeguarding board" in told


def test_an_idle_time_that_was_set_signs_out_by_it(
    cast: Cast, as_: As, move_clock: Callable[[timedelta], None]
) -> None:
    path = f"/authorities/{cast.authority.id}/settings/idle_at_desks"
    change = {"value": "5", "from_on": ["16", "11", "2026"], "reason": "Screens stood open in the corridor"}
    assert as_(cast.grace).post(path, data=change).status_code == 303
    chloe = as_(cast.chloe)
    move_clock(timedelta(minutes=4))
    assert chloe.get("/my-team").status_code == 200
    move_clock(timedelta(minutes=9, seconds=1))
    assert "/sign-in" in chloe.get("/my-team").headers["Location"]


def test_teams_are_added_renamed_and_closed_once_they_are_empty(cast: Cast, as_: As, session: Session) -> None:
    path = f"/authorities/{cast.authority.id}/teams/new"
    assert "already has a team" in as_(cast.grace).post(path, data={"name": "riverside"}).get_data(as_text=True)
    assert as_(cast.grace).post(path, data={"name": "Lakeside"}).status_code == 303
    lakeside = session.scalars(select(Team).where(Team.name == "Lakeside")).one()
    renamed = {"name": "Lakeside East", "is_intake": "y"}
    assert as_(cast.grace).post(f"/teams/{lakeside.id}/describe", data=renamed).status_code == 303
    shown = as_(cast.grace).get(f"/teams/{lakeside.id}").get_data(as_text=True)
    assert "Nobody manages this team" in shown
    full = as_(cast.grace).post(f"/teams/{cast.riverside.id}/close").get_data(as_text=True)
    assert "3 people work and 3 children are with Riverside" in full
    assert "Leo" not in full
    assert as_(cast.grace).post(f"/teams/{lakeside.id}/close").status_code == 303
    assert "Lakeside East" not in as_(cast.grace).get("/people/new").get_data(as_text=True)
    assert "Closed: " in as_(cast.grace).get("/teams").get_data(as_text=True)


def test_the_state_of_the_service_is_told_without_a_case(cast: Cast, as_: As, take_in_file: str, app: Flask) -> None:
    shown = as_(cast.grace).get("/state-of-the-service").get_data(as_text=True)
    assert "1 person on 1 device" in shown
    assert "Not yet. Whoever runs the server" in shown
    assert take_in_file in shown
    assert "by Farid Aziz" in shown
    assert "leos-return" not in shown
    done = app.test_cli_runner().invoke(args=["audit", "verify"])
    shown = as_(cast.grace).get("/state-of-the-service").get_data(as_text=True)
    assert done.output.strip().partition(",")[0] in shown
    assert as_(cast.chloe).get("/state-of-the-service").status_code == 404


@pytest.fixture
def take_in_file(cast: Cast, session: Session) -> str:
    """The hash of a return that Farid has imported, under a name that tells whose it is."""
    run = ImportRun(
        kind="cin_census",
        file_name="leos-return.xml",
        file_hash="ab" * 32,
        authority=cast.authority,
        at=NOW,
        by=cast.farid,
        counts={"children": {"created": 3}},
    )
    session.add(run)
    session.commit()
    return run.file_hash


def test_what_is_not_there_is_not_found(cast: Cast, as_: As) -> None:
    assert as_(cast.grace).get("/authorities/999/settings").status_code == 404
    assert as_(cast.grace).get(f"/authorities/{cast.authority.id}/settings/assessment").status_code == 404
    assert as_(cast.grace).get("/teams/999").status_code == 404
    assert as_(cast.grace).get("/people/99999").status_code == 404
    assert as_(cast.grace).post("/people/99999/disable").status_code == 404
