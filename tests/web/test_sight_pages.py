"""The pages on which people say who may see a child: a duty worker at night, two managers, a neighbour, a holiday."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gcp_tracker.models import AuditEvent, Child, Conflict, Restriction, Sight, StandIn, User
from gcp_tracker.rules.vocabulary import ReviewOutcome, SightKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events
from tests.cast import NOW, PASSWORD, TODAY, Cast
from tests.guarded import Guarded
from tests.page_client import PageClient

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
WHY = "Police are at the door with her now"
NOOR = {"given_name": "Noor", "family_name": "Haddad", "born_on": ["14", "2", "2018"]}
LEO = {"given_name": "Leo", "family_name": "Marsh", "born_on": ["24", "7", "2020"]}


def words(reply: object) -> str:
    return " ".join(reply.get_data(as_text=True).split())  # type: ignore[attr-defined]  # a response


def break_glass(client: PageClient, child: Child, reason: str = WHY) -> TestResponse:
    sent = {**NOOR, "child": str(child.id), "reason": reason}
    return client.post("/find-a-child/break-glass", data=sent)


def test_the_exact_search_names_whom_to_ring_and_nothing_else(as_: As, session: Session, guarded: Guarded) -> None:
    found = words(as_(guarded.hana).post("/find-a-child", data=NOOR))
    assert "Restricted: ring Chloe Adeyemi (Riverside) or Marta Silva (Hillside)" in found
    for kept in ("Dev Patel", "Sami", "Refuge", "NM-7731"):
        assert kept not in found
    nobody = words(as_(guarded.hana).post("/find-a-child", data={**NOOR, "born_on": ["15", "2", "2018"]}))
    assert "No child is found by exactly this" in nobody
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "child:find")).first()
    assert event is not None
    assert event.reason == "by name and birth: 1 found", "nothing about a person in the reason"


def test_the_search_asks_for_all_three_or_a_number(as_: As, guarded: Guarded) -> None:
    assert "all three; or a number" in words(as_(guarded.hana).post("/find-a-child", data={"given_name": "Noor"}))


@pytest.mark.parametrize("who", ["amira", "ewa", "farid", "grace"])
def test_only_duty_staff_and_managers_search_so(as_: As, cast: Cast, guarded: Guarded, who: str) -> None:
    for path in ("/find-a-child", "/find-a-child/open", "/find-a-child/break-glass"):
        assert as_(getattr(cast, who)).post(path, data=NOOR).status_code == 404


def test_the_glass_is_broken_with_a_reason_by_who_has_just_shown_who_they_are(
    as_: As, session: Session, guarded: Guarded
) -> None:
    client = as_(guarded.hana)
    asked = client.post("/find-a-child/break-glass", data={**NOOR, "child": str(guarded.noor.id)})
    assert "Chloe Adeyemi and Marta Silva see it at once" in words(asked)
    assert "Nothing is lost" not in words(asked), "the first page has no faults yet"
    with client.session_transaction() as held:
        held["fs_paa"] = time.time() - 16 * 60
    assert break_glass(client, guarded.noor).status_code == 401
    assert client.post("/confirm", data={"password": PASSWORD}).status_code == 302
    assert "at least 20 characters" in words(break_glass(client, guarded.noor, reason="urgent"))
    assert session.scalars(select(Sight)).all() == []
    done = break_glass(client, guarded.noor)
    assert done.location == f"/children/{guarded.noor.id}"
    assert [event for event in events(session) if event.startswith("glass")] == ["glass:break"]


def test_nothing_is_opened_for_an_id_that_the_search_does_not_find(
    as_: As, session: Session, cast: Cast, guarded: Guarded
) -> None:
    """The id of another child, sent with Noor’s name."""
    sent = {**NOOR, "child": str(guarded.sami.id), "reason": WHY}
    for path in ("/find-a-child/break-glass", "/find-a-child/open"):
        assert "Nothing was opened" in words(as_(guarded.hana).post(path, data=sent))
    sent["child"] = str(guarded.noor.id)
    assert "Nothing was opened" in words(as_(guarded.hana).post("/find-a-child/open", data=sent))
    assert "Nothing was opened" in words(as_(cast.chloe).post("/find-a-child/break-glass", data=sent)), "she is named"
    assert session.scalars(select(Sight)).all() == []


def test_the_banner_stands_on_every_page_of_that_child_until_it_is_ended(
    as_: As, app: Flask, session: Session, guarded: Guarded
) -> None:
    client = as_(guarded.hana)
    break_glass(client, guarded.noor)
    noor = f"/children/{guarded.noor.id}"
    for path in (noor, f"{noor}/visits", f"{noor}/charts", f"{noor}/profiles", f"/families/{guarded.noor.family_id}"):
        page = words(client.get(path))
        assert "You broke the glass for Noor." in page, path
        assert "until 16:30 (60 minutes left)" in page
        assert "Sami" not in page, path
    for path in (f"{noor}/visits/new", f"{noor}/print", f"{noor}/grades/file", f"{noor}/details"):
        assert client.get(path).status_code == 404, "to read only"
    app.config["GCP_CLOCK"] = lambda: NOW + timedelta(minutes=59, seconds=30)
    try:
        assert "(1 minute left)" in words(client.get(noor))
        app.config["GCP_CLOCK"] = lambda: NOW + timedelta(minutes=60)
        assert client.get(noor).status_code == 404
    finally:
        app.config["GCP_CLOCK"] = lambda: NOW
    assert client.post(f"{noor}/break-glass/end").location == "/find-a-child"
    assert client.get(noor).status_code == 404
    assert client.post(f"{noor}/break-glass/end").status_code == 404


def test_the_manager_hears_at_once_and_keeps_a_review(as_: As, session: Session, cast: Cast, guarded: Guarded) -> None:
    assert "to look at" not in words(as_(cast.chloe).get("/my-team"))
    break_glass(as_(guarded.hana), guarded.noor)
    assert "1 to look at: who may see which child" in words(as_(cast.chloe).get("/my-team"))
    listed = words(as_(cast.chloe).get("/to-decide"))
    assert "Hana Sato" in listed
    assert WHY in listed
    assert "Review by 17 November 2026" in listed
    sight = session.scalars(select(Sight)).one()
    where = f"/children/{guarded.noor.id}/break-glass/{sight.id}"
    sent = {"outcome": ReviewOutcome.RIGHT.value, "words": "I rang Hana; the police log agrees"}
    assert as_(guarded.hana).post(where, data=sent).status_code == 404
    assert as_(guarded.marta).post(where, data=sent).location == "/to-decide"
    assert "to look at" not in words(as_(cast.chloe).get("/my-team"))
    assert "the police log agrees" in words(as_(cast.chloe).get(f"/children/{guarded.noor.id}/who-may-see"))


def test_a_review_that_is_late_is_said(as_: As, app: Flask, cast: Cast, guarded: Guarded) -> None:
    break_glass(as_(guarded.hana), guarded.noor)
    app.config["GCP_CLOCK"] = lambda: NOW + timedelta(hours=40)
    try:
        page = words(as_(cast.chloe).get("/to-decide"))
    finally:
        app.config["GCP_CLOCK"] = lambda: NOW
    assert "Was to be reviewed by 17 November 2026" in page


def test_duty_opens_any_other_child_with_a_reason(as_: As, session: Session, cast: Cast, guarded: Guarded) -> None:
    client = as_(guarded.hana)
    assert "Leo Marsh, born 24 July 2020" in words(client.post("/find-a-child", data=LEO))
    assert client.get(f"/children/{cast.leo.id}").status_code == 404
    sent = {**LEO, "child": str(cast.leo.id), "reason": WHY}
    assert client.post("/find-a-child/open", data=sent).location == f"/children/{cast.leo.id}"
    assert client.get(f"/children/{cast.leo.id}").status_code == 200
    assert "Opened on duty, until 03:30 on 17 November 2026" in words(client.get("/open-to-me"))
    seen = words(as_(cast.amira).get(f"/children/{cast.leo.id}/who-may-see"))
    assert f"<strong>Hana Sato</strong>, on duty: until 03:30 on 17 November 2026. {WHY}" in seen


def test_a_child_is_restricted_and_confirmed_by_the_second_manager(
    as_: As, session: Session, cast: Cast, guarded: Guarded
) -> None:
    leo = f"/children/{cast.leo.id}"
    page = words(as_(cast.chloe).get(f"{leo}/restrict"))
    assert "Amira Khan, Riverside" in page
    assert "Grace Bell" not in page, "the administrator cannot be named"
    sent = {"people": [str(cast.amira.id), str(guarded.marta.id)], "another": "", "reason": "Her father looks for her"}
    assert as_(cast.chloe).post(f"{leo}/restrict", data=sent).location == f"{leo}/restriction"
    assert as_(cast.ben).get(leo).status_code == 404
    assert "Waits for another of the managers named" in words(as_(cast.chloe).get(f"{leo}/restriction"))
    assert "Waits for one of the managers named" in words(as_(cast.amira).get(f"{leo}/restriction"))
    listed = words(as_(guarded.marta).get("/to-decide"))
    assert "Restrict Leo Marsh" in listed
    request = session.scalars(select(Restriction).order_by(Restriction.id.desc())).first().requests[0].id  # type: ignore[union-attr]  # just made
    where = f"{leo}/restriction/requests/{request}"
    assert as_(cast.amira).post(where, data={"answer": "yes"}).status_code == 404
    assert "has to confirm it" in words(as_(cast.chloe).post(where, data={"answer": "yes"}))
    assert as_(guarded.marta).post(where, data={"answer": "yes"}).location == "/to-decide"
    assert "Confirmed by Marta Silva" in words(as_(cast.amira).get(f"{leo}/restriction"))
    assert as_(cast.amira).get(f"{leo}/restriction/change").status_code == 404


def test_a_manager_named_from_another_team_asks_to_lift_it(
    as_: As, session: Session, cast: Cast, guarded: Guarded
) -> None:
    noor = f"/children/{guarded.noor.id}"
    sent = {"kind": "lift", "person_id": "", "reason": "He has moved abroad for good"}
    assert as_(cast.chloe).post(f"{noor}/restriction/change", data=sent).location == f"{noor}/restriction"
    assert as_(guarded.hana).get(noor).status_code == 404
    where = f"{noor}/restriction/requests/{guarded.restriction.requests[0].id}"
    assert "Say why not" in words(as_(guarded.marta).post(where, data={"answer": "no"}))
    as_(guarded.marta).post(where, data={"answer": "yes"})
    assert as_(guarded.hana).get(noor).status_code == 200, "a colleague of the team"


def test_a_worker_says_that_she_knows_the_family_and_is_out(
    as_: As, session: Session, cast: Cast, guarded: Guarded
) -> None:
    leo = f"/children/{cast.leo.id}"
    assert "I know this family" in words(as_(cast.amira).get(f"{leo}/who-may-see"))
    sent = {"kind": "neighbour", "words": "We share a wall"}
    assert as_(cast.amira).post(f"{leo}/conflict", data=sent).location == "/what-i-declared"
    assert as_(cast.amira).get(leo).status_code == 404
    assert "We share a wall" in words(as_(cast.amira).get("/what-i-declared"))
    hers = session.scalars(select(Conflict).where(Conflict.user_id == cast.amira.id)).one()
    assert "Amira Khan" in words(as_(cast.chloe).get(f"{leo}/who-may-see"))
    where = f"{leo}/conflicts/{hers.id}/end"
    assert as_(cast.ben).post(where, data={"reason": "She has moved house since"}).status_code == 404
    as_(cast.chloe).post(where, data={"reason": "She has moved house since"})
    assert as_(cast.amira).get(leo).status_code == 200


def test_a_manager_says_it_for_a_colleague(as_: As, session: Session, cast: Cast, guarded: Guarded) -> None:
    leo = f"/children/{cast.leo.id}"
    sent = {"person_id": str(cast.ben.id), "kind": "friend", "words": "Plays football with him", "acting_id": ""}
    nobody = words(as_(cast.chloe).post(f"{leo}/conflict", data={**sent, "person_id": ""}))
    assert "Choose who knows the family" in nobody
    assert as_(cast.chloe).post(f"{leo}/conflict", data=sent).location == f"{leo}/who-may-see"
    assert as_(cast.ben).get(leo).status_code == 404
    assert "Plays football" not in words(as_(cast.ben).get("/what-i-declared"))


def test_a_worker_names_who_stands_in_and_the_manager_ends_it(
    as_: As, session: Session, cast: Cast, guarded: Guarded
) -> None:
    sent = {"stand_in_id": str(cast.ben.id), "from_on": ["16", "11", "2026"], "to_on": ["20", "11", "2026"]}
    assert as_(cast.amira).post("/away", data=sent).location == "/away"
    assert "for Amira Khan" in words(as_(cast.ben).get("/my-children"))
    assert as_(cast.ben).get(f"/children/{cast.leo.id}/visits/new").status_code == 200
    held = session.scalars(select(StandIn)).one()
    assert as_(cast.ben).post(f"/away/{held.id}/end").status_code == 404, "who stands in does not end it"
    assert as_(cast.dev).post(f"/away/{held.id}/end").status_code == 404
    as_(cast.chloe).post(f"/away/{held.id}/end")
    assert as_(cast.ben).get(f"/children/{cast.leo.id}/visits/new").status_code == 404


def test_a_manager_names_a_stand_in_for_a_worker_who_is_ill(
    as_: As, session: Session, cast: Cast, guarded: Guarded
) -> None:
    sent = {"from_on": ["16", "11", "2026"], "to_on": ["20", "11", "2026"], "stand_in_id": str(cast.ben.id)}
    assert "Choose a worker" in words(as_(cast.chloe).post("/away", data=sent))
    as_(cast.chloe).post("/away", data={**sent, "away_id": str(cast.amira.id)})
    assert session.scalars(select(StandIn)).one().away is cast.amira


def test_a_chair_is_named_and_begins_with_her_children(as_: As, session: Session, cast: Cast) -> None:
    leo = f"/children/{cast.leo.id}"
    sent = {
        "chair_id": str(cast.ewa.id),
        "conference_on": ["20", "11", "2026"],
        "from_on": ["16", "11", "2026"],
        "to_on": ["27", "11", "2026"],
    }
    assert as_(cast.ewa).get("/").location == "/conferences"
    assert "No child is open to you" in words(as_(cast.ewa).get("/open-to-me"))
    assert as_(cast.chloe).post(f"{leo}/chair", data=sent).location == f"{leo}/who-may-see"
    assert "You chair the conference on 20 November 2026" in words(as_(cast.ewa).get("/open-to-me"))
    assert as_(cast.ewa).get(leo).status_code == 200
    assert as_(cast.ewa).get(f"{leo}/visits/new").status_code == 404
    sight = session.scalars(select(Sight).where(Sight.kind == SightKind.CHAIR)).one()
    as_(cast.chloe).post(f"{leo}/chairs/{sight.id}/end")
    assert as_(cast.ewa).get(leo).status_code == 404


def test_brothers_and_sisters_move_to_another_team_together(
    as_: As, session: Session, cast: Cast, guarded: Guarded
) -> None:
    where = f"/children/{cast.leo.id}/another-team"
    assert "Choose a team" in words(as_(cast.chloe).post(where, data={"team_id": "", "days": "14"}))
    sent = {"team_id": str(cast.hillside.id), "siblings": [str(cast.ruby.id)], "days": "14"}
    assert as_(cast.chloe).post(where, data=sent).location == "/open-to-me"
    assert "With Hillside now; you read along until 30 November 2026" in words(as_(cast.chloe).get("/open-to-me"))
    team = words(as_(guarded.marta).get("/my-team"))
    assert "Leo Marsh" in team
    assert "Ruby Marsh" in team


def test_everything_goes_from_a_worker_who_has_left_to_another(
    as_: As, session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.grace):
        cast.amira.active = False
    assert "Amira Khan (has left)" in words(as_(cast.chloe).get("/my-team"))
    sent = {"from_id": str(cast.amira.id), "worker_id": str(cast.ben.id), "on": ["16", "11", "2026"]}
    assert as_(cast.chloe).post("/my-team/hand-over", data=sent).location == "/my-team"
    assert "Leo" in words(as_(cast.ben).get("/my-children"))
    session.expire_all()
    assert [held.to_on for held in cast.leo.allocations] == [TODAY, None]


def test_a_colleague_finds_a_child_of_the_team_by_part_of_a_name(as_: As, cast: Cast) -> None:
    client = as_(cast.ben)
    page = words(client.get(client.found("/team-children", "le")))
    assert "Leo Marsh" in page
    assert "Amira Khan" in page
    assert "Kai" not in page
