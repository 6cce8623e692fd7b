"""Both databases answer alike: every page of a lived-in place and its links, and then every form of those pages, sent
in turn and never put back, so that what one has written stands in the next answer.

Other tests of pages run on SQLite alone, but for those marked `each_database`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.fuzz.place import FuzzedPlace, fuzzed_place
from tests.postgres import create_database

# Tokens, hashes and recovery codes.
DRAWN = re.compile(r"[0-9a-f]{12,}|[\w-]{30,}|[A-Z0-9]{4}(-[A-Z0-9]{4}){5}")
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|=[^&]*")
ENDS_SIGN_IN = re.compile(r"/sign-out|/log-?out|sign-ins")


@pytest.fixture
def draw_from(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """`draw_from(7)`: from here on ids are drawn by this seed. Of two that are otherwise equal the smaller is first."""
    lot = Random()
    monkeypatch.setattr("uuid.os", SimpleNamespace(urandom=lot.randbytes))
    return lot.seed


def test_both_databases_answer_alike(tmp_path: Path, postgresql_url: str, draw_from: Callable[[int], None]) -> None:
    url = create_database(postgresql_url, f"alike_{uuid4().hex[:8]}")
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    draw_from(0)
    with fuzzed_place(tmp_path / "one") as one:
        draw_from(0)
        with fuzzed_place(tmp_path / "other", url) as other:
            assert asked_of(one) == asked_of(other)
            faults, answers = [], Counter[int]()
            for number, (mine, theirs) in enumerate(zip(asked(one), asked(other), strict=True), 1):
                draw_from(number)
                here = answer(one, mine)
                draw_from(number)
                there = answer(other, theirs)
                answers[here.status_code] += 1
                if told(here) != told(there) or here.status_code >= 500:
                    faults.append(f"{mine[:3]}: {unlike(here, there)}")
    assert not faults, "\n".join(faults[:20])
    assert answers[200] > 300, answers
    assert answers[303] > 20, answers


Asked = tuple[str, str, str, Any]


def asked(place: FuzzedPlace) -> list[Asked]:
    """Who, method, address, and what goes along: of addresses that differ in an id alone the first two of each person.
    Nobody signs out before the end.
    """
    alike = Counter[tuple[str, str]]()
    links: list[Asked] = []
    for who, path in place.paths:
        shape = who, IDS.sub("·", path)
        alike[shape] += 1
        if alike[shape] <= 2:
            links.append((who, "GET", path, {}))
    forms: list[Asked] = [
        (form.who, form.method, form.path, {"json": form.json} if form.json else {"data": MultiDict(form.fields)})
        for form in place.forms
        if form.method == "POST"
    ]
    return [one for one in links + forms if not ENDS_SIGN_IN.search(one[2])]


def asked_of(place: FuzzedPlace) -> list[tuple[str, str, str]]:
    return [(who, method, DRAWN.sub("·", path)) for who, method, path, _ in asked(place)]


def answer(place: FuzzedPlace, one: Asked) -> TestResponse:
    who, method, path, more = one
    cookies = {"Cookie": f"{place.app.config['SESSION_COOKIE_NAME']}={place.cookies[who]}"} if who else {}
    return place.app.test_client(use_cookies=False).open(path, method=method, headers=cookies, **more)


def told(response: TestResponse) -> tuple[int, str, Counter[str]]:
    """Its words, in whatever order: of two rows that stand equally high either may be first."""
    to = DRAWN.sub("·", response.headers.get("Location", ""))
    if response.mimetype != "text/html":
        return response.status_code, to, Counter([response.mimetype])
    page = BeautifulSoup(response.get_data(as_text=True), "lxml").get_text(" ")
    return response.status_code, to, Counter(DRAWN.sub("·", page).split())


def unlike(here: TestResponse, there: TestResponse) -> str:
    mine, theirs = told(here), told(there)
    return f"{mine[:2]} {dict(mine[2] - theirs[2])} and {theirs[:2]} {dict(theirs[2] - mine[2])}"
