"""Whom a try to sign in counts for: the account, or the device that its person has signed in on before, and the
address that it came from.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass

from flask import Response, after_this_request, current_app, g, request
from itsdangerous import BadData, URLSafeSerializer

from gcp_tracker.accounts.service import forget_tries, note_failed_try, seconds_to_wait
from gcp_tracker.accounts.service.tries import Buckets
from gcp_tracker.models import User
from gcp_tracker.rules.throttling import Counted, wait_words
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, unit_of_work
from gcp_tracker.web.person import derived_key, person_tag

DEVICE_FOR = 180 * 24 * 3600
# A tablet can have several workers; who has not signed in on it for longest is forgotten.
PEOPLE_ON_DEVICE = 8


@dataclass(frozen=True, slots=True)
class Tries:
    """The tries that the next one is counted with."""

    buckets: Buckets

    def refusal(self) -> str:
        """A sentence for whoever has to wait first; empty when the try is heard. The answer says so in its status."""
        seconds = seconds_to_wait(reading(), self.buckets, clock.now())
        if not seconds:
            return ""

        @after_this_request
        def say_so(response: Response) -> Response:
            response.status_code = 429
            response.headers["Retry-After"] = str(seconds)
            return response

        g.refusal = wait_words(seconds)
        return str(g.refusal)

    def note_failure(self, user: User | None, what: str) -> None:
        with unit_of_work() as uow:
            note_failed_try(uow, self.buckets, user, what)

    def forget(self) -> None:
        """Those of the account and the device. The address goes on being counted: one right guess among many there
        would otherwise open the way for the next.
        """
        with unit_of_work() as uow:
            forget_tries(uow, [bucket for bucket, counted in self.buckets.items() if counted is not Counted.ADDRESS])


def tries_of_account(email: str, user: User | None) -> Tries:
    """Of a password for that account, whether there is one or not."""
    device = known_device()
    if user is not None and person_tag(user.id) in device.people:
        return Tries({_bucket("device", device.token, person_tag(user.id)): Counted.DEVICE})
    return Tries({_bucket("account", email.strip().lower()): Counted.ACCOUNT, _address(): Counted.ADDRESS})


def tries_of_second_factor(user: User) -> Tries:
    """Of a code, by somebody who has shown the password."""
    device = known_device()
    if person_tag(user.id) in device.people:
        return Tries({_bucket("code on device", device.token, person_tag(user.id)): Counted.SECOND_FACTOR})
    return Tries({_bucket("code", person_tag(user.id)): Counted.SECOND_FACTOR, _address(): Counted.ADDRESS})


def tries_of_link(email: str) -> Tries:
    """Of asking for a link to a mailbox."""
    return Tries({_bucket("link", email.strip().lower()): Counted.ACCOUNT, _address(): Counted.ADDRESS})


def tries_of_passkey() -> Tries:
    """A passkey cannot be guessed; whoever tries is only counted where they come from."""
    return Tries({_address(): Counted.ADDRESS})


def finish_tries(user: User) -> None:
    """That person has signed in: nothing that failed before slows them, and this browser is known to be theirs."""
    buckets = tries_of_account(user.email, user).buckets | tries_of_second_factor(user).buckets
    Tries(buckets).forget()
    after_this_request(lambda response: remember_device(response, user))


def tries_of_calendar() -> Tries:
    """Of an address that no calendar has. Counted apart: a program that asks for an ended one slows no sign-in."""
    return Tries({_bucket("calendar", request.remote_addr or ""): Counted.ADDRESS})


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser that somebody has signed in on before says of itself: a random word, and for whom (in words that
    say nothing). It opens nothing.
    """

    token: str
    people: tuple[str, ...]


def known_device() -> Device:
    """Without people where the browser is new, or its cookie is not ours."""
    try:
        held = json.loads(_signer().loads(request.cookies.get(_cookie_name(), "")))
        return Device(str(held["token"]), tuple(str(one) for one in held["people"]))
    except (BadData, ValueError, KeyError, TypeError):
        return Device("", ())


def remember_device(response: Response, user: User) -> Response:
    """After a sign-in of that person."""
    device, own = known_device(), person_tag(user.id)
    people = [own, *(one for one in device.people if one != own)][:PEOPLE_ON_DEVICE]
    held = json.dumps({"token": device.token or secrets.token_urlsafe(32), "people": people})
    response.set_cookie(
        _cookie_name(),
        str(_signer().dumps(held)),
        max_age=DEVICE_FOR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _cookie_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(derived_key(str(current_app.secret_key), "gcp-tracker device"))


def _address() -> str:
    return _bucket("address", request.remote_addr or "")


def _bucket(*parts: str) -> str:
    key = derived_key(str(current_app.secret_key), "gcp-tracker tries")
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()
