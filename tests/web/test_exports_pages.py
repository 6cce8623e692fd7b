"""Who is this for? The page that asks, the copies that come of it, and the page that knows them again."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask, Response, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.exports import leaving
from gcp_tracker.exports.leaving import LeftUnasked
from gcp_tracker.models import AuditEvent, ExportedCopy, User
from gcp_tracker.rules.recipients import EXPORTS
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import signed_visit
from tests.cast import Cast
from tests.guarded import Guarded
from tests.house import PACKAGE, ROOT
from tests.page_client import PageClient, soup_of
from tests.taken import NAME, take

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
FOOD = "nutrition_quantity"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Of one’s own account, with nothing about anybody else on it.
PRINTED_BY_ITS_OWNER = {"accounts/recovery_codes.html"}


@pytest.fixture
def leos(cast: Cast, writing_as: Writing) -> str:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, date(2026, 11, 2), {FOOD: 4}, words={FOOD: "=1+1 is what he said"})
    return f"/children/{cast.leo.id}/grades/file"


def words(markup: str | BeautifulSoup) -> str:
    soup = BeautifulSoup(markup, "html.parser") if isinstance(markup, str) else markup
    return " ".join(soup.get_text(" ").split())


def made(session: Session) -> list[ExportedCopy]:
    return list(session.scalars(select(ExportedCopy).order_by(ExportedCopy.id)))


# Nothing leaves unasked


def test_every_way_out_goes_through_the_one_that_asks(built_app: Flask) -> None:
    """Of each row of the table one route, and of each route that makes a file or a paper a row of the table."""
    asking = [getattr(view, "leaves", None) for view in built_app.view_functions.values()]
    assert sorted(key for key in asking if key) == sorted(EXPORTS)
    for rule in built_app.url_map.iter_rules():
        if hasattr(built_app.view_functions[rule.endpoint], "leaves"):
            assert {"GET", "POST"} <= (rule.methods or set()), rule.rule


def test_no_address_gives_a_file_or_a_paper_away_at_once(app: Flask, as_: As, cast: Cast, leos: str) -> None:
    """Asked for by GET, each way out answers with the question; nothing else is an attachment or made for paper."""
    ids = {"child_id": cast.leo.id}
    opened = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or rule.arguments - set(ids) or "GET" not in (rule.methods or ()):
            continue
        path = rule.rule.replace("<uuid:child_id>", str(cast.leo.id))
        for person in (cast.amira, cast.chloe, cast.farid):
            reply = as_(person).get(path)
            opened += reply.status_code == 200
            assert "Content-Disposition" not in reply.headers, rule.rule
            assert b"paper-bar" not in reply.get_data(), rule.rule
    assert opened > 40


def test_a_file_that_is_sent_past_it_is_refused(
    app: Flask, as_: As, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def past() -> Response:
        return Response("Leo,4", headers={"Content-Disposition": "attachment"})

    monkeypatch.setitem(app.view_functions, "accounts.account", past)
    with pytest.raises(LeftUnasked, match="accounts.account sent a file outside"):
        as_(cast.amira).get("/account")


def test_the_way_back_keeps_what_was_asked_for_whatever_that_is(as_: As, cast: Cast, leos: str) -> None:
    soup = soup_of(as_(cast.amira), f"{leos}?care=household-1&endpoint=x&_external=1")
    assert [link["href"] for link in soup.select("main a, nav.way-back a")] == [
        f"/children/{cast.leo.id}?care=household-1&endpoint=x&_external=1"
    ] * 2


def test_a_page_for_paper_cannot_be_drawn_past_it(
    app: Flask, as_: As, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        app.view_functions, "accounts.account", lambda: render_template("layouts/paper.html", child=cast.leo)
    )
    with pytest.raises(LeftUnasked, match="a page for paper was made outside"):
        as_(cast.amira).get("/account")


def test_no_template_brings_its_own_button_to_print() -> None:
    printing = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in (ROOT / "templates").rglob("*.html")
        if "js/print.js" in path.read_text(encoding="utf-8")
    }
    assert printing == {"layouts/paper.html", *PRINTED_BY_ITS_OWNER}


def test_only_the_one_way_out_makes_a_download() -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"import download\b|send_file|attachment", path.read_text(encoding="utf-8"))
    }
    assert users == {"exports/leaving.py", "web/downloads.py"}
    assert Path(str(leaving.__file__)).name == "leaving.py"


# The page that asks


def test_the_page_says_for_each_kind_what_is_left_out(as_: As, cast: Cast, leos: str) -> None:
    soup = soup_of(as_(cast.amira), leos)
    assert soup.h1 is not None
    assert soup.h1.get_text() == "Who is this for?"
    told = {item.input["value"]: words(item.p) for item in soup.select(".who-for__kinds li")}  # type: ignore[index, arg-type]
    assert list(told) == ["own", "professional", f"carer-{cast.mum.id}", "young_person", "court", "analyst"]
    assert "addresses and telephone numbers" in told["professional"]
    assert "the child’s own words" in told["professional"]
    assert "the child’s own words" not in told["court"]
    assert "names of workers" in told["analyst"]
    assert [button.get_text() for button in soup.select("main button")] == ["Download for Excel", "Download as CSV"]


def test_a_carer_who_is_not_to_be_contacted_is_nobody_to_give_it_to(
    as_: As, cast: Cast, leos: str, session: Session
) -> None:
    cast.mum.not_to_be_contacted = True
    session.commit()
    assert "Tara Marsh" not in as_(cast.amira).get(leos).get_data(as_text=True)
    reply = take(as_(cast.amira), leos, f"carer-{cast.mum.id}")
    assert "Content-Disposition" not in reply.headers
    assert made(session) == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"recipient": ""}, "Choose who it is for"),
        ({"recipient": "nobody"}, "Not a valid choice"),
        ({"recipient": "professional", "name": " "}, "Enter who it is for"),
        ({"purpose": ""}, "Say what it is for, in a few words"),
        ({"recipient": "court", "put_in": ["places"]}, "Say why this is needed: addresses and telephone numbers"),
        ({"recipient": "analyst", "put_in": ["places"], "reason_places": "x"}, "This is never given to an analyst"),
    ],
)
def test_what_is_missing_is_said_and_nothing_leaves(
    as_: As, cast: Cast, leos: str, session: Session, sent: dict[str, object], said: str
) -> None:
    reply = take(as_(cast.amira), leos, **sent)  # type: ignore[arg-type]  # the fields of the form
    assert "Content-Disposition" not in reply.headers
    assert said in words(reply.get_data(as_text=True))
    assert made(session) == []


def test_the_last_choice_is_offered_again_in_this_sign_in_and_in_no_other(as_: As, cast: Cast, leos: str) -> None:
    client = as_(cast.amira)
    take(client, leos, "professional", purpose="Core group")
    soup = soup_of(client, f"/children/{cast.leo.id}/care-over-time/file")
    assert [box["value"] for box in soup.select("input[type=radio][checked]")] == ["professional"]
    assert [soup.select_one(f"#{name}")["value"] for name in ("name", "purpose")] == [NAME, "Core group"]  # type: ignore[index]
    again = soup_of(as_(cast.amira), leos)
    assert again.select("input[type=radio][checked]") == []
    assert "Core group" not in [box.get("value") for box in again.select("input")]


def test_a_carer_chosen_for_one_child_is_not_offered_for_another(as_: As, cast: Cast, leos: str) -> None:
    client = as_(cast.chloe)
    take(client, leos, f"carer-{cast.mum.id}")
    assert soup_of(client, leos).select("input[type=radio][checked]")
    other = soup_of(client, f"/children/{cast.ruby.id}/grades/file")
    assert other.select("input[type=radio][checked]") == []


# The copies


def test_a_workbook_has_no_formula_and_says_on_every_page_whom_it_is_for(as_: As, cast: Cast, leos: str) -> None:
    reply = take(as_(cast.amira), leos, "court", "xlsx", name="=Judge & Co", purpose="Hearing & review")
    assert reply.mimetype == EXCEL
    with zipfile.ZipFile(io.BytesIO(reply.get_data())) as parts:
        read = {name: parts.read(name).decode() for name in parts.namelist()}
    sheets = [text for name, text in read.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 2
    assert not [text for text in sheets if "<f>" in text or "hyperlink" in text]
    assert "=1+1 is what he said" in read["xl/sharedStrings.xml"]
    for text in sheets:
        assert "for =Judge &amp;&amp; Co (a court or solicitor). Made by Amira Khan, 16 November 2026, 15:30" in text
    assert "Hearing &amp; review" in read["xl/sharedStrings.xml"]


def test_rows_of_one_worker_belong_together_where_no_worker_is_named(as_: As, cast: Cast, leos: str) -> None:
    text = take(as_(cast.amira), leos, "analyst").get_data(as_text=True)
    assert "Child 1,2026-11-02,1,Care 1," in text
    assert ",Worker 1," in text
    assert "Amira" not in text


def test_each_row_of_a_file_says_which_copy_it_is(as_: As, cast: Cast, leos: str, session: Session) -> None:
    lines = take(as_(cast.amira), leos).get_data(as_text=True).splitlines()
    (copy,) = made(session)
    number = f"{copy.reference[:4]}-{copy.reference[4:]}"
    assert lines[0].endswith(",Copy")
    assert {line.rpartition(",")[2] for line in lines[1:]} == {number}


def test_a_family_reads_on_its_paper_whom_it_is_for_and_not_what_it_is_spared(as_: As, cast: Cast, leos: str) -> None:
    path = f"/children/{cast.leo.id}/print"
    hers = words(take(as_(cast.amira), path, f"carer-{cast.mum.id}").get_data(as_text=True))
    assert "For Tara Marsh (a carer). Supervision." in hers
    assert "Left out" not in hers
    theirs = words(take(as_(cast.amira), path, "professional").get_data(as_text=True))
    assert f"For {NAME} (a professional of another agency)." in theirs
    assert "Left out: what workers saw" in theirs


def test_what_leaves_asks_again_who_somebody_is(as_: As, cast: Cast, leos: str, session: Session) -> None:
    client = as_(cast.amira)
    with client.session_transaction() as held:
        held["fs_paa"] = 1.0
    assert client.get(leos).status_code == 302
    assert take(client, leos).status_code != 200 or made(session) == []
    assert made(session) == []


# Is this a file of ours?


@pytest.fixture
def astray(as_: As, cast: Cast, leos: str) -> bytes:
    return take(as_(cast.amira), leos, "professional").get_data()


def traced(client: PageClient, **sent: object) -> str:
    reply = client.post("/copies", data=sent, content_type="multipart/form-data")
    assert reply.status_code == 200
    return words(reply.get_data(as_text=True))


def ways(astray: bytes, session: Session) -> Iterator[dict[str, object]]:
    (copy,) = made(session)
    yield {"file": (io.BytesIO(astray), "found.csv")}
    yield {"number": f" copy {copy.reference[:4].lower()}-{copy.reference[4:].lower()} "}
    yield {"number": copy.reference}
    yield {"number": f"SHA256: {hashlib.sha256(astray).hexdigest().upper()}"}


def test_a_file_its_number_and_its_hash_are_known_again(as_: As, cast: Cast, astray: bytes, session: Session) -> None:
    for way in ways(astray, session):
        told = traced(as_(cast.chloe), **way)
        assert "Yes: copy" in told
        assert "Made by Amira Khan, Riverside" in told
        assert "16 November 2026, 15:30" in told
        assert f"For {NAME} (a professional of another agency)" in told
        assert "About Leo Marsh" in told
    events = session.scalars(select(AuditEvent.reason).where(AuditEvent.action == "copy:trace")).all()
    assert events == ["known"] * 4


def test_a_file_with_one_letter_changed_is_not_known(as_: As, cast: Cast, astray: bytes, session: Session) -> None:
    told = traced(as_(cast.chloe), file=(io.BytesIO(astray + b" "), "found.csv"))
    assert "Not known here" in told
    assert "Choose the file, or type the number" in traced(as_(cast.chloe), number=" ")


def test_a_manager_of_another_team_hears_whose_it_is_and_not_which_child(
    as_: As, cast: Cast, guarded: Guarded, astray: bytes
) -> None:
    told = traced(as_(guarded.marta), file=(io.BytesIO(astray), "found.csv"))
    assert "Made by Amira Khan, Riverside" in told
    assert "A child whose pages are not open to you" in told
    assert "Leo" not in told


def test_of_a_child_who_is_hidden_nothing_is_known(
    as_: As, cast: Cast, guarded: Guarded, session: Session, writing_as: Writing
) -> None:
    noors = take(as_(cast.dev), f"/children/{guarded.noor.id}/grades/file").get_data()
    with writing_as(None) as uow:
        uow.session.get_one(User, guarded.imani.id).team_id = cast.hillside.id
        uow.session.get_one(User, guarded.imani.id).roles = list(uow.session.get_one(User, guarded.marta.id).roles)
    assert "Yes: copy" in traced(as_(guarded.marta), file=(io.BytesIO(noors), "found.csv"))
    assert "Not known here" in traced(as_(guarded.imani), file=(io.BytesIO(noors), "found.csv"))


def test_only_managers_may_ask(as_: As, client: PageClient, cast: Cast) -> None:
    for person in (cast.amira, cast.ewa, cast.farid, cast.grace):
        assert as_(person).get("/copies").status_code == 404
        assert as_(person).post("/copies", data={"number": "K7QM3TXP"}).status_code == 404
