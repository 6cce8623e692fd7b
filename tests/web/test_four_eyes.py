"""No administrator alone comes to read a case: whatever opens an account waits for somebody else, who alone gets the
link; and the person concerned is told. On both databases, since two may answer at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.accounts.changes import waiting_for, waiting_for_manager
from gcp_tracker.models import AccountChange, AuditEvent, Authority, OneTimeLink, Role, Team, User
from gcp_tracker.rules.four_eyes import WAITS_FOR
from gcp_tracker.rules.vocabulary import RoleName
from tests.cast import NOW, PASSWORD, Cast, person
from tests.confirmed import answer_as, last_asked
from tests.page_client import PageClient
from tests.web.second_factors import type_password

As = Callable[[User], PageClient]
GOOD = "seven grey geese land"
NIA = {"name": "Nia Pugh", "email": "nia@riverside.example", "profession": "", "role": "practitioner"}


def links_in(markup: str) -> list[str]:
    return re.findall(r"/welcome/[\w-]+", markup)


@pytest.mark.parametrize("kind", ["new_password", "start_again"])
def test_an_administrator_gets_no_link_for_somebody_else(cast: Cast, as_: As, session: Session, kind: str) -> None:
    for who in (cast.amira, cast.chloe, cast.ewa, cast.farid):
        grace = as_(cast.grace)
        reply = grace.post(f"/people/{who.id}/link", data={"kind": kind})
        shown = reply.get_data(as_text=True) + grace.get(f"/people/{who.id}").get_data(as_text=True)
        assert not links_in(shown)
        assert session.scalar(select(OneTimeLink.id).where(OneTimeLink.user_id == who.id)) is None


def test_nor_confirms_what_they_asked_for_themselves(cast: Cast, as_: As, session: Session) -> None:
    as_(cast.grace).post(f"/people/{cast.amira.id}/link", data={"kind": "new_password"})
    assert answer_as(as_(cast.grace), cast.grace).status_code == 404
    assert session.scalar(select(OneTimeLink.id)) is None


@pytest.mark.parametrize("role", ["practitioner", "manager", "chair", "administrator", "data_officer"])
def test_nobody_made_up_is_invited_by_one_person(cast: Cast, as_: As, session: Session, role: str) -> None:
    """A practitioner of a team reads its children, a manager or administrator could confirm the next."""
    team = cast.riverside.id if role in ("practitioner", "manager", "data_officer") else 0
    reply = as_(cast.grace).post("/people/new", data=NIA | {"role": role, "team": team})
    assert not links_in(reply.get_data(as_text=True))
    assert session.scalar(select(User.id).where(User.email == NIA["email"])) is None


def test_a_button_that_is_pressed_twice_asks_once(cast: Cast, as_: As, session: Session) -> None:
    for kind in ("new_password", "new_password", "start_again"):
        as_(cast.grace).post(f"/people/{cast.amira.id}/link", data={"kind": kind})
    assert len(session.scalars(select(AccountChange.id)).all()) == 2


def test_another_role_or_team_waits_for_a_manager(cast: Cast, as_: As, session: Session) -> None:
    new = {"role": "manager", "team": str(cast.riverside.id), "profession": ""}
    as_(cast.grace).post(f"/people/{cast.dev.id}/work", data=new)
    session.refresh(cast.dev)
    assert not cast.dev.is_a(RoleName.MANAGER)
    assert cast.dev.team is cast.hillside
    shown = as_(cast.grace).get(f"/people/{cast.dev.id}").get_data(as_text=True)
    assert "Dev Patel is to work here as manager in Riverside" in shown
    assert "waits for Chloe Adeyemi" in shown


def test_another_profession_does_not_wait(cast: Cast, as_: As, session: Session) -> None:
    same = {"role": "practitioner", "team": str(cast.riverside.id), "profession": "health visitor"}
    as_(cast.grace).post(f"/people/{cast.amira.id}/work", data=same)
    session.refresh(cast.amira)
    assert cast.amira.profession == "health visitor"


def test_another_address_waits_and_ends_links_on_their_way_to_the_old_one(
    cast: Cast, as_: As, client: PageClient, session: Session
) -> None:
    as_(cast.grace).post(f"/people/{cast.amira.id}/link", data={"kind": "new_password"})
    [link] = links_in(answer_as(client, cast.chloe).get_data(as_text=True))
    moved = {"name": cast.amira.name, "email": "grace.two@elsewhere.example"}
    as_(cast.grace).post(f"/people/{cast.amira.id}/name", data=moved)
    session.refresh(cast.amira)
    assert cast.amira.email == "amira@riverside.example"
    assert answer_as(client, cast.chloe).location == "/to-decide"
    session.refresh(cast.amira)
    assert cast.amira.email == "grace.two@elsewhere.example"
    assert client.get(link).status_code == 404


def test_the_manager_gets_the_link_once_and_the_person_is_told_by_whom(
    cast: Cast, as_: As, client: PageClient, session: Session
) -> None:
    as_(cast.grace).post(f"/people/{cast.amira.id}/link", data={"kind": "new_password"})
    assert "1 to look at: who may see which child" in as_(cast.chloe).get("/my-team").get_data(as_text=True)
    assert "A link for a new password for Amira Khan" in client.get("/to-decide").get_data(as_text=True)
    asked = client.get(f"/accounts-to-confirm/{last_asked(client).id}").get_data(as_text=True)
    assert "Grace Bell asked for it on 16 November 2026" in asked
    [link] = links_in(answer_as(client, cast.chloe).get_data(as_text=True))
    assert answer_as(client, cast.chloe).status_code == 404
    assert "Nothing waits for you" in client.get("/to-decide").get_data(as_text=True)

    client.post("/sign-out")
    client.post(link, data={"password": GOOD})
    told = "asked for by Grace Bell, confirmed by Chloe Adeyemi"
    assert "Something was done with your account" in client.get("/my-children").get_data(as_text=True)
    shown = client.get("/account").get_data(as_text=True)
    assert "A link for a new password was made for you" in shown
    assert told in shown
    assert client.post("/account/known").location == "/account"
    assert "Something was done" not in client.get("/my-children").get_data(as_text=True)
    assert told in client.get("/account").get_data(as_text=True)
    events = as_(cast.grace).get("/security-events").get_data(as_text=True)
    assert "asked for a change that somebody else confirms" in events
    assert "confirmed what an administrator asked for" in events
    kept = set(session.scalars(select(AuditEvent.action).where(AuditEvent.subject_id == str(cast.amira.id))))
    assert {"account:ask", "account:confirm", "link:make", "link:use", "account:know"} <= kept


def test_it_is_said_until_the_person_has_read_it(cast: Cast, as_: As, client: PageClient) -> None:
    as_(cast.grace).post(f"/people/{cast.amira.id}/name", data={"name": "Amira Khan", "email": "ak@riverside.example"})
    answer_as(client, cast.chloe)
    for _ in range(2):
        client.post("/sign-out")
        client.post("/sign-in", data={"email": "ak@riverside.example", "password": PASSWORD})
        assert "Something was done with your account" in client.get("/my-children").get_data(as_text=True)


def test_what_is_refused_does_not_come_to_be(cast: Cast, as_: As, client: PageClient, session: Session) -> None:
    as_(cast.grace).post("/people/new", data=NIA | {"team": cast.riverside.id})
    assert answer_as(client, cast.chloe, "no").location == "/to-decide"
    assert session.scalar(select(User.id).where(User.email == NIA["email"])) is None
    assert "Nia Pugh" not in as_(cast.grace).get("/people").get_data(as_text=True)


def test_what_nobody_answered_for_a_week_is_asked_for_again(
    cast: Cast, as_: As, client: PageClient, move_clock: Callable[[timedelta], None]
) -> None:
    as_(cast.grace).post("/people/new", data=NIA | {"team": cast.riverside.id})
    move_clock(timedelta(days=7))
    assert answer_as(client, cast.chloe).status_code == 404
    assert "Nothing waits for you" in client.get("/to-decide").get_data(as_text=True)


def test_starting_again_shuts_out_at_once_and_opens_only_once_it_is_confirmed(
    cast: Cast, as_: As, client: PageClient
) -> None:
    as_(cast.grace).post(f"/people/{cast.amira.id}/link", data={"kind": "start_again"})
    client.post("/sign-out")
    assert type_password(client, cast.amira).status_code == 200
    assert len(links_in(answer_as(client, cast.chloe).get_data(as_text=True))) == 1


def test_of_the_only_manager_another_administrator_confirms_and_never_the_same_one(
    cast: Cast, as_: As, client: PageClient, session: Session
) -> None:
    alone = as_(cast.grace).post(f"/people/{cast.chloe.id}/link", data={"kind": "new_password"})
    assert "there is neither" in alone.get_data(as_text=True)
    hana = person("Hana Ito", cast.roles[RoleName.ADMINISTRATOR], None, cast.amira.password)
    session.add(hana)
    session.commit()
    as_(cast.grace).post(f"/people/{cast.chloe.id}/link", data={"kind": "new_password"})
    assert "Waits for your answer" in as_(hana).get("/people").get_data(as_text=True)
    assert "Waits for your answer" not in as_(cast.grace).get("/people").get_data(as_text=True)
    assert answer_as(client, cast.chloe).status_code == 404
    assert len(links_in(answer_as(client, hana).get_data(as_text=True))) == 1


def test_nobody_is_left_to_confirm_by_disabling_them(cast: Cast, as_: As, session: Session) -> None:
    grace = as_(cast.grace)
    grace.post(f"/people/{cast.chloe.id}/disable")
    shown = grace.post(f"/people/{cast.amira.id}/link", data={"kind": "start_again"}).get_data(as_text=True)
    assert not links_in(shown)
    assert "make-link" in shown
    session.refresh(cast.amira)
    assert cast.amira.password


def test_an_office_without_a_child_is_set_up_by_one_person(client: PageClient, session: Session) -> None:
    authority = Authority(name="Northmere Council", emergency_numbers="999")
    riverside = Team(authority=authority, name="Riverside")
    grace = person("Grace Bell", Role(RoleName.ADMINISTRATOR.value), None, "x")
    session.add_all([authority, riverside, grace, Role(RoleName.MANAGER.value)])
    session.commit()
    shown = client.sign_in(grace).post("/people/new", data=NIA | {"role": "manager", "team": riverside.id})
    assert len(links_in(shown.get_data(as_text=True))) == 1


def test_the_count_and_the_list_of_a_manager_agree_and_stay_in_the_authority(
    cast: Cast, as_: As, session: Session
) -> None:
    for path, data in (
        ("/people/new", NIA | {"team": cast.hillside.id}),
        (f"/people/{cast.chloe.id}/link", {"kind": "new_password"}),
        (f"/people/{cast.ewa.id}/link", {"kind": "new_password"}),
        (f"/people/{cast.dev.id}/link", {"kind": "new_password"}),
    ):
        as_(cast.grace).post(path, data=data)
    counted = session.scalars(waiting_for_manager(cast.chloe, NOW - WAITS_FOR)).all()
    listed = [one.change.id for one in waiting_for(session, cast.chloe, NOW)]
    assert sorted(counted) == sorted(listed)
    assert len(listed) == 3
    assert len(session.scalars(select(AccountChange.id)).all()) == 3
