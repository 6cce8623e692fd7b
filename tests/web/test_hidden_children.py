"""A restricted child does not exist for whoever is not named: the same words, status and statements, and no trace in
any list, search, count or file. A conflict of interest does the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gcp_tracker.children.details import AdultDetails, ChildDetails, RelationDetails
from gcp_tracker.children.service import add_family_with_child, record_adult
from gcp_tracker.models import AuditEvent, User, Visit
from gcp_tracker.rules.vocabulary import Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import draft_visit, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.conftest import counted_queries
from tests.guarded import Guarded
from tests.page_client import PageClient

pytestmark = pytest.mark.each_database

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
OF_A_CHILD = (
    "", "/visits", "/visits/new", "/profiles", "/charts", "/how", "/print", "/details", "/homes", "/help", "/workers",
    "/grades/file", "/care-over-time/file", "/who-may-see", "/restrict", "/restriction", "/conflict", "/chair",
    "/another-team", "/same-as", "/merged-records", "/brothers-and-sisters",
)  # fmt: skip
LISTS = (
    "/my-children", "/my-children noor", "/my-children/file", "/my-team", "/my-team haddad", "/my-team/file",
    "/team-children", "/team-children noor", "/possibly-the-same", "/open-to-me", "/to-decide", "/away",
    "/what-i-declared", "/my-team/hand-over", "/returns", "/people", "/on-this-tablet",
)  # fmt: skip


@pytest.fixture
def visit_id(cast: Cast, guarded: Guarded, writing_as: Writing) -> UUID:
    with writing_as(cast.dev) as uow:
        signed_visit(uow, guarded.noor, date(2026, 10, 5), {"online": 3})
        return draft_visit(uow, guarded.noor, TODAY, {"online": 4}).id


def open_list(client: PageClient, path: str) -> TestResponse:
    """One of LISTS; after the space stands what is looked for in it."""
    page, _, asked = path.partition(" ")
    return client.get(client.found(page, asked) if asked else page)


def outsiders(cast: Cast, guarded: Guarded) -> list[User]:
    return [cast.amira, cast.ben, cast.ewa, cast.farid, cast.grace, guarded.hana, guarded.imani]


def without_ids(markup: str) -> str:
    """What differs between any two answers: nonces and form tokens."""
    return re.sub(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"', "", markup)


def names_in(markup: str, names: Sequence[str]) -> list[str]:
    text = without_ids(markup)
    return [name for name in names if re.search(rf"\b{name}\b", text)]


def test_a_restricted_child_answers_like_one_that_is_not_there(
    as_: As, cast: Cast, guarded: Guarded, visit_id: UUID
) -> None:
    """The same words and status, and the same statements one after the other: the same time follows."""
    nobody = uuid4()
    pairs = [(f"/children/{guarded.noor.id}{rest}", f"/children/{nobody}{rest}") for rest in OF_A_CHILD]
    pairs += [(f"/visits/{visit_id}{rest}", f"/visits/{nobody}{rest}") for rest in ("", "/grade", "/before-signing")]
    pairs += [(f"/families/{guarded.noor.family_id}", f"/families/{nobody}")]
    for user in (cast.amira, guarded.hana):
        client = as_(user)
        for there, not_there in pairs:
            with counted_queries() as asked:
                one = client.get(there)
            with counted_queries() as asked_of_nobody:
                other = client.get(not_there)
            assert one.status_code == other.status_code == 404, there
            assert without_ids(one.get_data(as_text=True)) == without_ids(other.get_data(as_text=True)), there
            assert asked == asked_of_nobody, there


def test_writing_to_it_is_refused_alike(as_: As, cast: Cast, guarded: Guarded, visit_id: UUID) -> None:
    nobody = uuid4()
    for there, not_there in (
        (f"/visits/{visit_id}/save", f"/visits/{nobody}/save"),
        (f"/children/{guarded.noor.id}/restrict", f"/children/{nobody}/restrict"),
        (f"/children/{guarded.noor.id}/break-glass/end", f"/children/{nobody}/break-glass/end"),
    ):
        with counted_queries() as asked:
            one = as_(cast.amira).post(there)
        with counted_queries() as asked_of_nobody:
            other = as_(cast.amira).post(not_there)
        assert one.status_code == other.status_code == 404
        assert asked == asked_of_nobody, there


def test_no_list_search_count_or_file_has_a_trace_of_it(
    as_: As, cast: Cast, guarded: Guarded, visit_id: UUID, writing_as: Writing
) -> None:
    """Nor for a second manager of the very team, whose list has a child with Noor’s own number."""
    with writing_as(None) as uow:
        guarded.imani.roles, guarded.imani.team = list(guarded.marta.roles), cast.hillside
        guarded.noor.upn = "H801200001001"
        twin = add_family_with_child(uow, cast.hillside, ChildDetails("Una", "Twin", born_on=guarded.noor.born_on))
        twin.upn = guarded.noor.upn
    assert "Una Twin" in as_(guarded.imani).get("/my-team").get_data(as_text=True)
    assert "Una Twin" not in as_(guarded.imani).get("/possibly-the-same").get_data(as_text=True)
    assert "Una Twin" in as_(guarded.marta).get("/possibly-the-same").get_data(as_text=True)
    for user in outsiders(cast, guarded):
        for path in LISTS:
            reply = open_list(as_(user), path)
            if reply.status_code != 200:
                continue
            found = names_in(reply.get_data(as_text=True), guarded.names)
            assert not found, f"{user.name} at {path}: {found}"


def test_the_named_have_it_in_their_lists(as_: As, cast: Cast, guarded: Guarded) -> None:
    for user, path in ((cast.dev, "/my-children"), (guarded.marta, "/my-team"), (cast.chloe, "/open-to-me")):
        assert "Noor" in as_(user).get(path).get_data(as_text=True), user.name


def test_lists_and_counts_are_the_same_as_without_the_child(
    as_: As, app: Flask, session: Session, cast: Cast, guarded: Guarded, visit_id: UUID, writing_as: Writing
) -> None:
    """Byte for byte: with the child moved into a team of its own that nobody here is in, nothing changes."""

    def everything() -> list[str]:
        return [
            without_ids(open_list(as_(user), path).get_data(as_text=True))
            for user in (guarded.hana, cast.amira, cast.farid)
            for path in LISTS
        ]

    with_them = everything()
    with writing_as(None) as uow:
        for child in (guarded.noor, guarded.sami):
            child.team, child.given_name, child.born_on = cast.intake, "Nobody", date(2011, 1, 1)
        uow.session.flush()
    assert everything() == with_them


def test_a_relative_and_a_home_that_only_the_hidden_brother_has_are_not_there(
    as_: As, cast: Cast, guarded: Guarded, writing_as: Writing, session: Session
) -> None:
    """Ruby is restricted, Leo is not: Leo's family page has nothing of hers."""
    with writing_as(cast.chloe) as uow:
        relation = RelationDetails(cast.ruby, Relationship.FATHER)
        record_adult(uow, cast.leo.family, AdultDetails("Viktor Canary", relations=(relation,)))
        cast.ruby.restriction_id = guarded.restriction.id
    for path in (f"/families/{cast.leo.family_id}", f"/children/{cast.leo.id}", f"/children/{cast.leo.id}/visits/new"):
        text = as_(cast.amira).get(path).get_data(as_text=True)
        assert "Leo" in text
        assert "Ruby" not in text, path
        assert "Canary" not in text, path
    assert "Ruby" in as_(cast.chloe).get(f"/families/{cast.leo.family_id}").get_data(as_text=True)


def test_a_return_reports_a_restricted_child_as_any_other(
    as_: As, cast: Cast, guarded: Guarded, writing_as: Writing
) -> None:
    text = f"""<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year>
      <ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails>
      <Source><SourceLevel>L</SourceLevel><LEA>201</LEA></Source></Header><Children><Child><ChildIdentifiers>
      <LAchildID>{guarded.noor.la_child_id}</LAchildID><PersonBirthDate>2018-02-14</PersonBirthDate><Sex>F</Sex>
      </ChildIdentifiers><CINdetails><CINreferralDate>2025-11-03</CINreferralDate></CINdetails></Child></Children>
      </Message>"""

    def report() -> str:
        sent = {"file": (BytesIO(text.encode()), "return.xml"), "action": "look"}
        reply = as_(cast.farid).post("/returns", data=sent, content_type="multipart/form-data", follow_redirects=True)
        return re.sub(r'/returns/[^"]*', "", without_ids(reply.get_data(as_text=True)))

    restricted = report()
    assert "NM-7731" in restricted
    assert not [name for name in guarded.names if name in restricted]
    with writing_as(None):
        guarded.noor.restriction_id = None
    assert report() == restricted


def test_a_permission_that_was_lost_is_gone_at_the_next_request(
    as_: As, session: Session, cast: Cast, guarded: Guarded, visit_id: UUID, writing_as: Writing
) -> None:
    """The draft goes as it does for a worker who has left the case: it stays, and its writer cannot open it."""
    client = as_(cast.dev)
    assert client.get(f"/visits/{visit_id}/grade").status_code == 200
    with writing_as(guarded.marta) as uow:
        held = next(one for one in guarded.restriction.people if one.user is cast.dev)
        uow.session.delete(held)
    assert client.get(f"/visits/{visit_id}/grade").status_code == 404
    assert client.post(f"/visits/{visit_id}/save", json={}).status_code == 404
    assert session.get_one(Visit, visit_id).is_draft
    told = client.post("/on-this-tablet/keys", json={"visits": [str(visit_id)]}).get_json()["visits"][str(visit_id)]
    assert "You have no part in this visit any more" in told["words"]


def test_every_refusal_is_kept(as_: As, session: Session, cast: Cast, guarded: Guarded) -> None:
    as_(cast.amira).get(f"/children/{guarded.noor.id}")
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.child_id, event.at) == ("access:refused", guarded.noor.id, NOW)


def test_a_neighbour_finds_no_trace_of_the_child_next_door(as_: As, cast: Cast, guarded: Guarded) -> None:
    tess, nobody = guarded.tess.id, uuid4()
    # The first of all requests of a process reads the settings.
    as_(cast.ben)
    for rest in ("", "/visits", "/who-may-see", "/conflict"):
        with counted_queries() as asked:
            one = as_(cast.ben).get(f"/children/{tess}{rest}")
        with counted_queries() as asked_of_nobody:
            other = as_(cast.ben).get(f"/children/{nobody}{rest}")
        assert one.status_code == 404
        assert without_ids(one.get_data(as_text=True)) == without_ids(other.get_data(as_text=True))
        assert asked == asked_of_nobody
    for path in ("/team-children", "/my-children", "/open-to-me", "/what-i-declared"):
        text = as_(cast.ben).get(path).get_data(as_text=True)
        assert "Tess" not in text
        assert "Abara" not in text
    assert "They live next door" in as_(cast.ben).get("/what-i-declared").get_data(as_text=True)


def test_an_administrator_reads_no_case_by_any_address(
    as_: As, built_app: Flask, cast: Cast, guarded: Guarded, visit_id: UUID
) -> None:
    """Every page of the application with everybody's ids in it: no child's name comes back."""
    ids: dict[str, Any] = {
        "child_id": cast.leo.id,
        "other_id": cast.ruby.id,
        "family_id": cast.leo.family_id,
        "visit_id": visit_id,
    }
    ids["state"] = "done"
    names = ("Leo", "Ruby", "Marsh", "Kai", "Osei", "Zoë", *guarded.names, "Tess", "Abara")
    opened = []
    for rule in built_app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        values = {name: ids.get(name, 1 if name not in ("profile_id",) else uuid4()) for name in rule.arguments}
        with built_app.test_request_context():
            path = built_app.url_map.bind("localhost").build(rule.endpoint, values)
        reply = as_(cast.grace).get(path)
        assert reply.status_code in (200, 302, 303, 404), path
        found = names_in(reply.get_data(as_text=True), names)
        assert not found, f"{path} shows {found}"
        if reply.status_code == 200:
            opened.append(rule.endpoint)
    theirs = {"audit.own_looks", "audit.security_events", "violations.refused"}
    # Nothing of a child: the authority’s rules and its half terms, and whether a pack is one of ours.
    theirs |= {"triggers.rules", "imports.half_terms", "conference.known"}
    opened = [endpoint for endpoint in opened if endpoint not in theirs]
    assert not [endpoint for endpoint in opened if endpoint.split(".")[0] not in ("admin", "accounts", "security")]
