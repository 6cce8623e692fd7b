"""Every route is locked by a loader or is one of the few that open nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gcp_tracker.models import User
from gcp_tracker.rules.permissions import PERMISSIONS, ROLE_PERMISSIONS
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import PASSWORD, Cast
from tests.guarded import Guarded
from tests.page_client import PageClient

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
# What anybody may ask for: the front door sends on, the session tells of itself alone, a calendar’s address is a secret
# itself (tests/web/test_calendar.py), the rest is signing in and out, and files without a person in them.
OPEN = {"accounts.front_door", "accounts.session_now", "meetings.feed", "static", "violations.report"}
SIGNING_IN = {
    "accounts.first_administrator",
    "accounts.welcome",
    "accounts.forgotten",
    "accounts.provider",
    "accounts.provider_answer",
    "security.login",
    "security.logout",
    "security.two_factor_token_validation",
    "security.mf_recovery",
    "security.wan_signin",
    "security.wan_signin_response",
}
# The library’s, which asks who it is by itself: the test below it.
OWN_ACCOUNT = {
    "security.verify",
    "security.wan_verify",
    "security.wan_verify_response",
    "security.change_password",
    "security.two_factor_setup",
    "security.two_factor_setup_validate",
    "security.mf_recovery_codes",
    "security.wan_register",
    "security.wan_register_response",
}
NOT_HERE = {"security.tf_select", "security.two_factor_rescue", "security.wan_delete"}


def test_no_route_dodges_the_loader(built_app: Flask) -> None:
    unlocked = {
        rule.endpoint
        for rule in built_app.url_map.iter_rules()
        if not hasattr(built_app.view_functions[rule.endpoint], "loads")
    }
    assert unlocked == OPEN | SIGNING_IN | OWN_ACCOUNT | NOT_HERE


@pytest.mark.parametrize("endpoint", sorted(OWN_ACCOUNT))
def test_the_librarys_own_pages_open_to_nobody_who_is_not_signed_in(
    app: Flask, client: PageClient, cast: Cast, endpoint: str
) -> None:
    [rule] = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    path = rule.rule.replace("<token>", "x")
    for method in ("GET", "POST"):
        if method in (rule.methods or ()):
            reply = client.open(path, method=method)
            assert "/sign-in" in reply.headers.get("Location", ""), method


@pytest.mark.parametrize("endpoint", sorted(NOT_HERE))
def test_pages_of_the_library_that_we_do_not_have_are_not_there(app: Flask, as_: As, cast: Cast, endpoint: str) -> None:
    [rule] = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    assert as_(cast.amira).get(rule.rule).status_code == 404
    assert as_(cast.amira).post(rule.rule).status_code == 404


def test_every_lock_names_a_row_of_the_table(built_app: Flask) -> None:
    named = {getattr(view, "loads", None) for view in built_app.view_functions.values()} - {None}
    assert named <= set(PERMISSIONS) | set(ROLE_PERMISSIONS)


@pytest.mark.parametrize(
    ("person", "child", "status"),
    [
        ("amira", "leo", 200),
        ("amira", "ruby", 200),
        ("amira", "kai", 200),
        ("amira", "zoe", 404),
        ("ben", "leo", 200),
        ("ben", "kai", 200),
        ("chloe", "leo", 200),
        ("chloe", "kai", 200),
        ("chloe", "zoe", 404),
        ("dev", "leo", 404),
        ("dev", "zoe", 200),
        ("ewa", "leo", 404),
        ("farid", "leo", 404),
        ("grace", "leo", 404),
    ],
)
def test_who_reaches_which_child(as_: As, cast: Cast, person: str, child: str, status: int) -> None:
    reply = as_(getattr(cast, person)).get(f"/children/{getattr(cast, child).id}/visits")
    assert reply.status_code == status


# Whoever is not in a row reaches none of these three.
REACH = {
    "noor": {"dev", "marta", "chloe"},
    "sami": {"dev", "marta", "chloe"},
    "tess": {"amira", "chloe"},
}


@pytest.mark.parametrize("child", REACH)
def test_a_restriction_and_a_conflict_beat_team_and_rank(as_: As, cast: Cast, guarded: Guarded, child: str) -> None:
    where = f"/children/{getattr(guarded, child).id}/visits"
    people = {name: user for who in (cast, guarded) for name, user in vars(who).items() if isinstance(user, User)}
    people.pop("jack")
    reached = {name for name, user in people.items() if as_(user).get(where).status_code == 200}
    assert reached == REACH[child]


def test_a_colleague_of_the_team_reads_and_writes_nothing(as_: As, cast: Cast) -> None:
    leo = f"/children/{cast.leo.id}"
    for path in ("", "/visits", "/profiles", "/charts"):
        assert as_(cast.ben).get(leo + path).status_code == 200, path
    for path in ("/visits/new", "/details", "/help", "/homes", "/print", "/grades/file", "/profiles/new", "/workers"):
        assert as_(cast.ben).get(leo + path).status_code == 404, path


def test_an_allocation_opens_nothing_before_its_first_day_and_from_the_day_it_ended(
    as_: As, cast: Cast, writing_as: Writing, session: Session
) -> None:
    where = f"/children/{cast.leo.id}/visits/new"
    for from_on, to_on, status in (
        (date(2026, 1, 1), date(2026, 11, 16), 404),
        (date(2026, 11, 17), None, 404),
        (date(2026, 1, 1), date(2026, 11, 17), 200),
        (date(2026, 11, 16), None, 200),
    ):
        with writing_as(cast.chloe):
            allocation = cast.leo.allocations[0]
            allocation.from_on, allocation.to_on = from_on, to_on
        assert as_(cast.amira).get(where).status_code == status


def test_somebody_signs_in_with_e_mail_and_password_and_out_again(client: PageClient, cast: Cast) -> None:
    wrong = client.post("/sign-in", data={"email": "amira@riverside.example", "password": "not this one"})
    nobody = client.post("/sign-in", data={"email": "nobody@riverside.example", "password": "not this one"})
    assert wrong.status_code == nobody.status_code == 200
    told = [reply.get_data(as_text=True).split("<form")[0].split("<main")[1] for reply in (wrong, nobody)]
    assert told[0] == told[1]
    done = client.post("/sign-in", data={"email": "amira@riverside.example", "password": PASSWORD})
    assert done.location == "/"
    assert client.get("/").location == "/my-children"
    assert client.post("/sign-out").status_code == 302
    assert client.get("/my-children").location.startswith("/sign-in")


def test_a_disabled_account_is_out_at_its_next_request(as_: As, cast: Cast, writing_as: Writing) -> None:
    client = as_(cast.amira)
    assert client.get("/my-children").status_code == 200
    with writing_as(cast.grace):
        cast.amira.active = False
    assert client.get("/my-children").location.startswith("/sign-in")


def test_a_form_from_another_site_is_refused(as_: As, cast: Cast) -> None:
    reply = as_(cast.amira).post(f"/children/{cast.leo.id}/visits/new", headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status_code == 403


def test_a_form_without_its_token_is_refused_in_words(app: Flask, as_: As, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        reply = as_(cast.amira).post(f"/children/{cast.leo.id}/visits/new")
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert reply.status_code == 400
    assert "This page was open for too long" in reply.get_data(as_text=True)
