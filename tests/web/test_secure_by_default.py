"""What the standard asks of pages and sign-ins that no other test is about; docs/asvs.md names these."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

import pytest
from bs4 import BeautifulSoup
from flask import Flask, request, request_started
from flask_security.utils import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.accounts.hashing import MOST_AT_ONCE, FewAtOnce
from gcp_tracker.models import AuditEvent, User
from gcp_tracker.rules.lengths import LONGEST_PASSWORD
from gcp_tracker.serve import WORKERS
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import PASSWORD, Cast
from tests.page_client import PageClient, soup_of
from tests.taken import take

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]


def test_no_other_site_is_let_in_by_a_header(as_: As, cast: Cast) -> None:
    for origin in ("https://elsewhere.example", "null"):
        for path in ("/session", "/my-children", "/no-such-page"):
            reply = as_(cast.amira).get(path, headers={"Origin": origin})
            assert not [name for name, _ in reply.headers if name.lower().startswith("access-control-")], path


def test_every_body_says_what_it_is_and_in_which_characters(as_: As, cast: Cast) -> None:
    leo = f"/children/{cast.leo.id}"
    kinds = {
        "/my-children": "text/html; charset=utf-8",
        "/no-such-page": "text/html; charset=utf-8",
        "/my-children/file": "text/html; charset=utf-8",
        "/session": "application/json",
    }
    for path, kind in kinds.items():
        assert as_(cast.amira).get(path).headers["Content-Type"] == kind, path
    for path in ("/my-children/file", f"{leo}/grades/file"):
        assert take(as_(cast.amira), path).headers["Content-Type"] == "text/csv; charset=utf-8", path
    elsewhere = as_(cast.amira).get("/", headers={"Host": "elsewhere.example"})
    assert elsewhere.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_visitors_own_word_for_the_address_is_not_believed(app: Flask, client: PageClient, cast: Cast) -> None:
    """Without a proxy in the settings; tries are counted by the address that the request came from."""
    seen: list[tuple[str | None, str]] = []

    def note(_app: Flask, **_rest: object) -> None:
        seen.append((request.remote_addr, request.scheme))

    claimed = {"X-Forwarded-For": "198.51.100.7", "X-Real-IP": "198.51.100.7", "X-Forwarded-Proto": "https"}
    with request_started.connected_to(note, app):
        client.get("/sign-in", headers=claimed)
    assert seen == [("127.0.0.1", "http")]


def test_passwords_are_hidden_can_be_pasted_and_are_known_to_a_keeper_of_passwords(as_: As, cast: Cast) -> None:
    known: dict[str, set[str]] = {}
    for path in ("/account/password", "/confirm"):
        known[path] = set()
        for field in soup_of(as_(cast.amira), path).select("input[name*=password]"):
            assert (field["type"], field.get("maxlength")) == ("password", str(LONGEST_PASSWORD)), path
            assert not [name for name in field.attrs if name.startswith("on")], path
            known[path].add(str(field["autocomplete"]))
    assert known == {"/account/password": {"current-password", "new-password"}, "/confirm": {"current-password"}}


def test_a_password_counts_as_it_was_typed_to_its_last_character(
    client: PageClient, cast: Cast, writing_as: Writing
) -> None:
    """Also one that is long and years old."""
    typed = "  Żółty Łoś " + "na rowerze " * 9 + "!"
    with writing_as(None):
        cast.amira.password = hash_password(typed)
    for wrong in (typed.lower(), typed.strip(), typed[:-1], typed[:72]):
        assert client.post("/sign-in", data={"email": cast.amira.email, "password": wrong}).location is None
    assert client.post("/sign-in", data={"email": cast.amira.email, "password": typed}).location == "/"


def test_signing_out_is_on_every_page(as_: As, cast: Cast) -> None:
    for path in ("/my-children", "/children/new", f"/children/{cast.leo.id}", "/account", "/no-such-page"):
        page = BeautifulSoup(as_(cast.amira).get(path).data, "html.parser")
        assert page.select_one("header form[action='/sign-out'] button"), path


def test_passwords_are_hashed_with_argon2id_of_this_strength(cast: Cast) -> None:
    assert cast.amira.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_few_passwords_are_hashed_at_once() -> None:
    running, most = [], []

    class Slow:
        def hash(self, password: str) -> str:
            running.append(password)
            most.append(len(running))
            time.sleep(0.02)
            running.remove(password)
            return password

    context = FewAtOnce(Slow())
    threads = [Thread(target=context.hash, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 8
    assert max(most) == MOST_AT_ONCE
    assert MOST_AT_ONCE * WORKERS <= 2


@pytest.mark.parametrize(("password", "action"), [(PASSWORD, "session:begin"), ("not this one", "session:refuse")])
def test_sign_ins_and_failed_ones_are_in_the_audit(
    client: PageClient, cast: Cast, session: Session, password: str, action: str
) -> None:
    client.post("/sign-in", data={"email": cast.amira.email, "password": password})
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.subject_kind) == (action, "user_account")
    assert password not in event.reason
