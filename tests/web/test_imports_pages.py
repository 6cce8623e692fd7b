"""The data officer's pages: look over, import, look back. Nobody else's."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gcp_tracker.models import AuditEvent, Child, ImportRun, Team, User
from gcp_tracker.rules.vocabulary import RoleName
from tests.cast import Cast, person
from tests.page_client import PageClient
from tests.returns import LARGE, SMALL, census, child
from tests.taken import take

As = Callable[[User], PageClient]


def upload(client: PageClient, data: bytes, file_name: str = "census.xml") -> TestResponse:
    return client.post("/returns", data={"file": (io.BytesIO(data), file_name)}, content_type="multipart/form-data")


def words(response: TestResponse) -> str:
    return " ".join(BeautifulSoup(response.get_data(as_text=True), "html.parser").get_text(" ").split())


def arrived(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Child).where(Child.la_child_id.is_not(None))) or 0


def left_on_disk(app: Flask) -> list[str]:
    folder: Path = app.extensions["gcp_config"].instance / "uploads"
    return sorted(path.suffix for path in folder.glob("*"))


@pytest.fixture(autouse=True)
def no_uploads(app: Flask) -> None:
    for path in (app.extensions["gcp_config"].instance / "uploads").glob("*"):
        path.unlink()


def test_the_empty_page_says_what_belongs_there(as_: As, cast: Cast) -> None:
    page = words(as_(cast.farid).get("/returns"))
    assert "Children arrive in Northmere Council’s intake team" in page
    assert "Nothing yet." in page


def test_a_return_is_looked_over_and_then_imported(app: Flask, as_: As, cast: Cast, session: Session) -> None:
    officer = as_(cast.farid)
    looked = upload(officer, SMALL.read_bytes(), "census 2026.xml")
    assert looked.status_code == 303
    address = looked.location
    page = words(officer.get(address))
    assert "What would come of this return" in page
    assert "Nothing has been written yet." in page
    assert "2 created" in page
    assert arrived(session) == 0
    assert "census 2026.xml" in words(officer.get("/returns"))

    done = officer.post(address)
    assert (done.status_code, done.location) == (303, address)
    page = words(officer.get(address))
    assert "What came of the return" in page
    assert "Import this return" not in page
    assert arrived(session) == 2
    assert left_on_disk(app) == [".report"]
    assert re.search(
        r"census 2026\.xml 16 November 2026, 15:30, by Farid Aziz: 2 created", words(officer.get("/returns"))
    )

    again = officer.post(address)
    assert again.status_code == 303
    assert session.scalar(select(func.count()).select_from(ImportRun)) == 1


def test_what_is_done_is_in_the_audit_without_a_name(as_: As, cast: Cast, session: Session) -> None:
    officer = as_(cast.farid)
    address = upload(officer, SMALL.read_bytes()).location
    officer.get(address)
    take(officer, address.replace("/report?", "/report/file?"))
    officer.post(address)
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == cast.farid.id)).all()
    assert [action for action in actions if action.startswith("return:")] == [
        "return:check",
        "return:read_report",
        "return:download_report",
        "return:import",
    ]


def test_another_authority_s_return_needs_a_tick(as_: As, cast: Cast, session: Session) -> None:
    officer = as_(cast.farid)
    address = upload(officer, LARGE.read_bytes()).location
    assert "It would be refused: this return is of authority 975" in words(officer.get(address))
    refused = officer.post(address)
    assert refused.status_code == 200
    assert "This return is of authority 975; Northmere Council is 201. Nothing was written." in words(refused)
    assert arrived(session) == 0
    assert officer.post(address, data={"other_authority": "y"}).status_code == 303
    assert arrived(session) == 332


def test_a_file_that_is_refused_says_so_beside_its_field_and_is_not_kept(app: Flask, as_: As, cast: Cast) -> None:
    officer = as_(cast.farid)
    for data, sentence in (
        (b"", "The file is empty."),
        (b"a,b", "This is not an XML file."),
        (SMALL.read_bytes()[:2000], "The file is cut off at line"),
        (b"<!DOCTYPE Message>" + SMALL.read_bytes(), "The file has a DOCTYPE."),
    ):
        response = upload(officer, data)
        assert response.status_code == 200
        soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
        beside = soup.find(class_="govuk-error-message")
        assert beside is not None
        assert sentence in beside.get_text()
    assert left_on_disk(app) == []


def test_no_file_at_all_is_asked_for(as_: As, cast: Cast) -> None:
    response = as_(cast.farid).post("/returns", data={}, content_type="multipart/form-data")
    assert "Choose the return’s XML file" in words(response)


def test_the_lines_can_be_narrowed_and_paged(as_: As, cast: Cast) -> None:
    officer = as_(cast.farid)
    address = upload(officer, LARGE.read_bytes()).location
    soup = BeautifulSoup(officer.get(address + "&show=value+left+out&page=2").get_data(as_text=True), "html.parser")
    assert {tag.get_text() for tag in soup.select(".return-outcome")} == {"value left out"}
    assert len(soup.select(".return-lines tbody tr")) == 100
    assert "Page 2 of 4, 365 lines" in soup.get_text()
    for odd in ("&page=99999", "&page=-3", "&page=x", "&show=nonsense", "&show=updated"):
        assert officer.get(address + odd).status_code == 200
    assert "There is no line of this kind" in words(officer.get(address + "&show=updated"))


def test_markup_in_a_return_is_shown_as_text(as_: As, cast: Cast) -> None:
    officer = as_(cast.farid)
    data = census(child("&lt;script&gt;alert(1)&lt;/script&gt;", identifiers="<Sex>&lt;img src=x&gt;</Sex>"))
    response = officer.get(upload(officer, data, "<b>name</b>.xml").location)
    markup = response.get_data(as_text=True)
    assert "<script>alert" not in markup
    assert "<img" not in markup
    assert "&lt;script&gt;alert(1)" in markup


def test_the_table_for_a_spreadsheet_has_no_formula(as_: As, cast: Cast) -> None:
    officer = as_(cast.farid)
    address = upload(officer, census(child("=HYPERLINK(1)"))).location
    response = take(officer, address.replace("/report?", "/report/file?"))
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    text = response.get_data(as_text=True)
    assert text.startswith("\ufeffLine,")
    assert "'=HYPERLINK(1)" in text


def test_a_return_can_be_put_aside(app: Flask, as_: As, cast: Cast, session: Session) -> None:
    officer = as_(cast.farid)
    address = upload(officer, SMALL.read_bytes()).location
    assert officer.post(address.replace("/report?", "/report/put-aside?")).location == "/returns"
    assert left_on_disk(app) == []
    assert officer.get(address).status_code == 404
    assert officer.post(address).status_code == 404
    assert arrived(session) == 0


def test_a_return_that_went_missing_is_asked_for_again(app: Flask, as_: As, cast: Cast) -> None:
    officer = as_(cast.farid)
    address = upload(officer, SMALL.read_bytes()).location
    for path in (app.extensions["gcp_config"].instance / "uploads").glob("*.return"):
        path.unlink()
    assert "Upload it again" in words(officer.post(address))


def test_one_officer_does_not_reach_another_s_upload(as_: As, cast: Cast, session: Session) -> None:
    second = person("Fay Other", cast.roles[RoleName.DATA_OFFICER], session.get(Team, cast.intake.id), "x")
    session.add(second)
    session.commit()
    address = upload(as_(cast.farid), SMALL.read_bytes()).location
    other = as_(second)
    for page in (address, address.replace("/report?", "/report/file?")):
        assert other.get(page).status_code == 404
    assert other.post(address).status_code == 404
    assert "census.xml" not in words(other.get("/returns"))


@pytest.mark.parametrize("who", ["amira", "chloe", "dev", "ewa", "grace"])
def test_for_everybody_else_there_are_no_returns(as_: As, cast: Cast, who: str, session: Session) -> None:
    address = upload(as_(cast.farid), SMALL.read_bytes()).location
    client = as_(getattr(cast, who))
    pages = ["/returns", address, address.replace("/report?", "/report/file?")]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    posts = [*pages[:2], address.replace("/report?", "/report/put-aside?")]
    assert [client.post(page).status_code for page in posts] == [404, 404, 404]
    assert upload(client, SMALL.read_bytes()).status_code == 404
    assert arrived(session) == 0


def test_signed_out_one_is_sent_to_sign_in(client: PageClient, cast: Cast) -> None:
    for page in ("/returns", "/returns/report?file=x", "/returns/report/file?file=x"):
        response = client.get(page)
        assert response.status_code == 302
        assert "/sign-in" in response.location


def test_the_officer_reaches_no_child_that_arrived(as_: As, cast: Cast, session: Session) -> None:
    officer = as_(cast.farid)
    officer.post(upload(officer, SMALL.read_bytes()).location)
    found = session.scalars(select(Child).where(Child.la_child_id == "DfEX0000001")).one()
    assert officer.get(f"/children/{found.id}").status_code == 404
    assert officer.get(f"/families/{found.family_id}").status_code == 404
