"""The way in for the first administrator: an address that the server says, until there is an account."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.accounts.first import let_first_in
from gcp_tracker.models import Authority, User
from tests.cast import Cast
from tests.page_client import PageClient

pytestmark = pytest.mark.each_database

OFFICE = {
    "authority": "Northmere Council",
    "emergency_numbers": "999 · out of hours 01632 960 100",
    "name": "Grace Bell",
    "email": "grace@northmere.example",
}


def test_it_leads_from_the_office_to_the_password_and_opens_nothing_afterwards(
    app: Flask, client: PageClient, session: Session
) -> None:
    path = f"/first-administrator/{let_first_in(app)}"
    assert "You become the first administrator" in client.get(path).get_data(as_text=True)
    wrong = client.post(path, data=OFFICE | {"email": "grace"}).get_data(as_text=True)
    assert "Enter an e-mail address" in wrong
    assert "Northmere Council" in wrong
    welcome = client.post(path, data=OFFICE).headers["Location"]
    assert "/welcome/" in welcome
    assert session.scalars(select(Authority.name)).all() == ["Northmere Council"]
    assert client.get(path).status_code == 404
    assert client.post(path, data=OFFICE | {"email": "other@northmere.example"}).status_code == 404
    assert client.post(welcome, data={"password": "seven grey geese land"}).headers["Location"] == "/"
    assert "Grace Bell" in client.get("/people").get_data(as_text=True)
    assert "There is only one administrator" in client.get("/people").get_data(as_text=True)


def test_another_word_opens_nothing(app: Flask, client: PageClient, session: Session) -> None:
    let_first_in(app)
    assert client.get("/first-administrator/guessed").status_code == 404
    assert client.post("/first-administrator/guessed", data=OFFICE).status_code == 404
    assert session.scalars(select(User)).all() == []


def test_where_somebody_has_an_account_the_right_word_opens_nothing(app: Flask, client: PageClient, cast: Cast) -> None:
    assert client.get(f"/first-administrator/{let_first_in(app)}").status_code == 404


def test_a_newer_address_ends_the_one_before(app: Flask, client: PageClient) -> None:
    old, new = let_first_in(app), let_first_in(app)
    assert client.get(f"/first-administrator/{old}").status_code == 404
    assert client.get(f"/first-administrator/{new}").status_code == 200
