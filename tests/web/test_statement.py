"""The page of a statement, and the files that leave: for whom, as at which day, logged and known again."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from docx import Document
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.conference import typesetting
from gcp_tracker.models import AuditEvent, ExportedCopy, User
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import signed_visit
from tests.cast import Cast
from tests.page_client import PageClient, soup_of
from tests.taken import take

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
FOOD, ROADS = "nutrition_quantity", "presence_roads"
MARCH, NOVEMBER = date(2026, 3, 2), date(2026, 11, 2)


@pytest.fixture
def leos(cast: Cast, writing_as: Writing) -> str:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MARCH, {FOOD: 4})
        signed_visit(uow, cast.leo, NOVEMBER, {FOOD: 5, ROADS: 3})
    return f"/children/{cast.leo.id}/statement"


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split())


def lines_in(response: Any) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(response.get_data())).paragraphs]


def test_the_child_s_page_leads_to_it_and_it_is_read_before_it_is_taken(as_: As, cast: Cast, leos: str) -> None:
    client = as_(cast.amira)
    links = {link["href"]: words(link) for link in soup_of(client, f"/children/{cast.leo.id}").select("main a")}
    assert links[leos] == "For court"
    soup = soup_of(client, leos)
    assert soup.h1 is not None
    assert words(soup.h1) == "Statement of change: Leo Marsh"
    numbers = [words(number) for number in soup.select(".statement-section h2 .statement-number")]
    assert numbers == [f"{place}." for place in range(1, len(numbers) + 1)]
    assert len(numbers) == 13
    assert "1.1" in words(soup)
    assert soup.select(f'main a[href="{leos}/file?as_at=2026-11-16"]')


def test_as_at_another_day_the_page_and_the_file_are_of_that_day(as_: As, cast: Cast, leos: str) -> None:
    client = as_(cast.amira)
    sent = client.post(leos, data={"as_at": ["1", "6", "2026"]})
    assert sent.status_code == 303
    assert sent.location == f"{leos}?as_at=2026-06-01"
    soup = soup_of(client, sent.location)
    assert "As at 1 June 2026" not in words(soup), "the page says it in its own words"
    assert "As at which day?" in words(soup)
    assert "as at 1 June 2026" in words(soup)
    assert "visit of 2 November 2026" not in words(soup)
    (link,) = [one["href"] for one in soup.select("main a") if "/file" in one["href"]]
    told = "\n".join(lines_in(take(client, link, "court", "docx", name="The family court")))
    assert "As at 1 June 2026" in told
    assert "visit of 2 November 2026" not in told
    assert "visit of 2 March 2026" in told
    refused = client.post(leos, data={"as_at": ["1", "6", "2027"]})
    assert "The day must be today or in the past" in refused.get_data(as_text=True)
    assert "as at 16 November 2026" in words(soup_of(client, f"{leos}?as_at=2099-01-01"))


def test_the_file_for_word_is_for_a_court_by_name_is_logged_and_known_again(
    as_: As, cast: Cast, leos: str, session: Session
) -> None:
    response = take(as_(cast.amira), f"{leos}/file", "court", "docx", name="The family court at Northmere")
    assert response.mimetype.endswith("wordprocessingml.document")
    assert "Leo" not in response.headers["Content-Disposition"]
    content = response.get_data()
    assert "(a court or solicitor)" in lines_in(response)[3]
    made = session.scalars(select(ExportedCopy)).one()
    assert (made.export, made.format, made.sha256) == ("statement", "docx", hashlib.sha256(content).hexdigest())
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "statement:export")).one()
    assert made.sha256 in event.reason
    asked = as_(cast.chloe).post("/copies", data={"file": (io.BytesIO(content), "statement.docx")})
    told = words(BeautifulSoup(asked.data, "html.parser"))
    assert "The statement of change" in told
    assert "The family court at Northmere" in told
    assert "as a file for Word" in told


def test_whoever_neither_works_with_the_child_nor_answers_for_it_makes_none(as_: As, cast: Cast, leos: str) -> None:
    assert as_(cast.chloe).get(leos).status_code == 200
    for person in (cast.ben, cast.dev, cast.ewa, cast.grace):
        assert as_(person).get(leos).status_code == 404
        assert take(as_(person), f"{leos}/file", "court", "docx").status_code == 404
    offered = [box["value"] for box in soup_of(as_(cast.amira), f"{leos}/file").select("input[type=radio]")]
    assert offered == ["court", "own"]


def test_without_the_library_that_sets_pages_the_page_says_so_and_word_still_works(
    as_: As, cast: Cast, leos: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "find_library", lambda name: None)
    monkeypatch.setattr(typesetting, "FOUND", set())
    client = as_(cast.amira)
    assert "libpango" in words(soup_of(client, leos))
    assert take(client, f"{leos}/file", "court", "docx").status_code == 200
    refused = take(client, f"{leos}/file", "court", "pdf")
    assert "Content-Disposition" not in refused.headers
    assert "The PDF cannot be made" in refused.get_data(as_text=True)
