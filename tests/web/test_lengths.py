"""What is longer, more or deeper than it may be is answered in words, keeps what was typed, and writes nothing."""

from __future__ import annotations

import gc
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcp_tracker.models import Grade, Team, User, Visit
from gcp_tracker.rules.lengths import LONGEST_CODE, LONGEST_LINE, LONGEST_PASSWORD, LONGEST_REASON, LONGEST_TEXT
from gcp_tracker.visits.sent import MOST_AT_ONCE
from tests.builders import visit_form
from tests.cast import PASSWORD, Cast
from tests.page_client import PageClient, soup_of

As = Callable[[User], PageClient]
ITEM = "nutrition_quality"


@pytest.mark.parametrize(
    ("who", "page", "field", "longest"),
    [
        ("grace", "/authorities/1/teams/new", "name", LONGEST_LINE),
        ("grace", "/people/new", "email", LONGEST_LINE),
        ("amira", "/children/new", "given_name", LONGEST_LINE),
        ("amira", "/children/new", "disability", 4000),
        ("amira", "/children/LEO/visits/new", "came_with_me", LONGEST_LINE),
        ("amira", "/children/LEO/conflict", "words", LONGEST_LINE),
        ("chloe", "/children/LEO/restrict", "reason", LONGEST_REASON),
        ("amira", "/visits/DRAFT/put-aside", "reason", 2000),
    ],
)
def test_a_text_too_long_is_told_beside_its_field_and_kept(
    as_: As, with_ben: Visit, cast: Cast, session: Session, who: str, page: str, field: str, longest: int
) -> None:
    client = as_(getattr(cast, who))
    where = page.replace("LEO", str(cast.leo.id)).replace("DRAFT", str(with_ben.id))
    [shown] = soup_of(client, where).select(f"[name={field}]")
    assert shown["maxlength"] == str(longest)
    before = session.scalar(select(func.count()).select_from(Team)), with_ben.state
    typed = "é" * (longest + 1)
    reply = client.post(where, data={field: typed})
    assert reply.status_code == 200
    [again] = BeautifulSoup(reply.get_data(as_text=True), "html.parser").select(f"[name={field}]")
    beside = again.find_parent(class_=["govuk-form-group", "line-field", "fact"])
    assert f"at most {longest:,} characters" in beside.get_text()
    assert typed in (again.get("value"), again.get_text().strip())
    session.expire_all()
    assert (session.scalar(select(func.count()).select_from(Team)), with_ben.state) == before


def test_a_password_too_long_is_refused_as_any_other_that_is_wrong(client: PageClient, cast: Cast) -> None:
    assert soup_of(client, "/sign-in").select_one("[name=password]")["maxlength"] == str(LONGEST_PASSWORD)
    for typed in ({"password": "x" * (LONGEST_PASSWORD + 1)}, {"email": f"{'x' * 300}@riverside.example"}):
        reply = client.post("/sign-in", data={"email": cast.amira.email, "password": PASSWORD} | typed)
        assert reply.status_code == 200
        assert client.get("/my-children").status_code == 302
    assert len("ABCD-EFGH-IJKL-MNOP") < LONGEST_CODE


def test_a_date_with_more_than_a_date_is_told_and_not_cut(as_: As, cast: Cast) -> None:
    client = as_(cast.amira)
    boxes = soup_of(client, "/children/new").select("[name=born_on]")
    assert len(boxes) == 3
    assert min(int(str(box["maxlength"])) for box in boxes) >= len("24/07/2020")
    reply = client.post("/children/new", data={"born_on": ["24/07/2020", "9" * 5000, ""]})
    assert "Enter a real date" in reply.get_data(as_text=True)


def save(client: PageClient, visit: Visit, **sent: Any) -> int:
    body = {"base": visit.version, "operation": "one", "answers": [], "notes": []} | sent
    return client.post(f"/visits/{visit.id}/answers", json=body).status_code


def kept(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Grade)) or 0


def answer(evidence: str = "Soup", item: str = ITEM) -> dict[str, str]:
    return {"item": item, "answer": "3", "evidence": evidence}


def test_of_a_save_with_one_text_too_long_nothing_is_kept(
    as_: As, with_ben: Visit, cast: Cast, session: Session
) -> None:
    client = as_(cast.amira)
    long = answer("x" * (LONGEST_TEXT + 1), "nutrition_quantity")
    reply = client.post(
        f"/visits/{with_ben.id}/answers",
        json={"base": with_ben.version, "operation": "one", "answers": [answer(), long]},
    )
    assert reply.status_code in (400, 422)
    assert "at most 10,000 characters" in str(reply.get_json())
    assert kept(session) == 0
    assert save(client, with_ben, answers=[answer("x" * LONGEST_TEXT)]) == 200
    assert kept(session) == 1


@pytest.mark.parametrize("name", ["answers", "notes"])
def test_a_save_of_more_than_a_page_has_is_refused_whole(
    as_: As, with_ben: Visit, cast: Cast, session: Session, name: str
) -> None:
    one = answer() if name == "answers" else {"kind": "morning", "text": "He gets up"}
    assert save(as_(cast.amira), with_ben, **{name: [one] * (MOST_AT_ONCE + 1)}) == 400
    assert kept(session) == 0


def test_a_save_deeper_than_any_page_sends_is_refused(as_: As, with_ben: Visit, cast: Cast, session: Session) -> None:
    deep: Any = "x"
    for _ in range(30):
        deep = [deep]
    assert save(as_(cast.amira), with_ben, answers=[answer()], more=deep) == 400
    assert kept(session) == 0


# Of a form that breaks off, the library leaves the file it had begun to whoever collects it.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_more_fields_than_any_form_has_are_refused(as_: As, cast: Cast, app: Flask, kind: str) -> None:
    client, most = as_(cast.amira), app.config["MAX_FORM_PARTS"]
    for count, status in ((most - 10, 200), (most + 1, 413)):
        reply = client.post("/children/new", data={f"a{number}": "b" for number in range(count)}, content_type=kind)
        assert reply.status_code == status
    gc.collect()


LARGE = "x" * (2 * 1024 * 1024 + 1)
PART = f"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n{LARGE}\r\n--x--\r\n"


@pytest.mark.parametrize(
    "sent",
    [{"data": {"a": LARGE}}, {"json": {"a": LARGE}}, {"data": PART, "content_type": "multipart/form-data; boundary=x"}],
)
def test_a_form_as_large_as_a_file_is_refused_and_says_what_to_do(as_: As, cast: Cast, sent: dict[str, Any]) -> None:
    reply = as_(cast.amira).post("/children/new", **sent)
    assert reply.status_code == 413
    says = reply.get_data(as_text=True)
    assert "what you typed is still in the form" in says
    assert "stays there" in says


def test_a_file_larger_than_a_return_is_refused_before_it_is_read(as_: As, cast: Cast) -> None:
    declared = {"CONTENT_LENGTH": str(65 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    reply = as_(cast.farid).post("/returns", input_stream=BytesIO(b"--x\r\n"), environ_overrides=declared)
    assert reply.status_code == 413
    assert "a return 64 MB" in reply.get_data(as_text=True)


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"%PDF-1.7", b"MZ", b"<html></html>", b"\0" * 99]
)
def test_a_file_that_is_no_return_is_told_beside_the_field_whatever_it_is_called(
    as_: As, cast: Cast, content: bytes
) -> None:
    file = (BytesIO(content), "return.xml", "text/xml")
    reply = as_(cast.farid).post("/returns", data={"file": file}, content_type="multipart/form-data")
    assert reply.status_code == 200
    [field] = BeautifulSoup(reply.get_data(as_text=True), "html.parser").select("input[type=file]")
    assert field.find_parent(class_="govuk-form-group--error") is not None


def test_a_visit_begun_with_a_reason_too_long_is_not_begun(as_: As, cast: Cast, session: Session) -> None:
    form = visit_form(cast.leos_home, came_with_me="x" * (LONGEST_LINE + 1))
    assert as_(cast.amira).post(f"/children/{cast.leo.id}/visits/new", data=form).status_code == 200
    assert session.scalar(select(func.count()).select_from(Visit)) == 0
