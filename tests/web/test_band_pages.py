"""The pages of a visit that does not simply ask the items of today's age: kept, chosen, moved, unborn, 18."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import Child, SafetyCheck, User, Visit, VisitNote
from gcp_tracker.rules.bands import BEFORE_BIRTH
from gcp_tracker.rules.vocabulary import NoteKind, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, draft_visit, signed_visit
from tests.cast import TODAY, Cast
from tests.page_client import PageClient, soup_of

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
FIVE = date(2025, 7, 24)
REASON = "Speaks as a three-year-old does."


def words_of(soup: BeautifulSoup) -> str:
    assert soup.main is not None
    return " ".join(soup.main.get_text(" ").split())


def sent_back(soup: BeautifulSoup, **changed: str) -> dict[str, str]:
    """The details form as a browser sends it."""
    form = soup.select_one("form.before-visit")
    assert form is not None
    fields = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            fields[field["name"]] = chosen["value"] if chosen else ""
        elif field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
            fields[field["name"]] = field.get("value", field.text.strip())
    return fields | changed


@pytest.fixture
def baby(cast: Cast, writing_as: Writing) -> Child:
    with writing_as(None):
        cast.leo.born_on, cast.leo.expected_on, cast.leo.given_name = None, date(2027, 2, 1), "Baby"
    return cast.leo


def test_the_page_of_a_draft_asks_the_items_of_its_own_version(
    app: Flask, as_: As, cast: Cast, writing_as: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before_it_came, writing_as(cast.amira) as uow:
        before_it_came.delitem(instruments._known, ("five-grades", "1.1"))
        visit = draft_visit(uow, cast.leo, TODAY, {"hygiene": 2}, instrument=instruments.newest("five-grades"))
    monkeypatch.setitem(app.config, "GCP_INSTRUMENT", "five-grades")
    client = as_(cast.amira)
    page = soup_of(client, f"/visits/{visit.id}/grade")
    assert page.find(id="item-nutrition_meals") is not None
    assert page.find(id="item-hygiene_daily") is None
    sent = {"base": str(visit.version), "answer-hygiene": "3", "answer-nutrition_meals": "2", "next": "sign"}
    assert client.post(f"/visits/{visit.id}/grade", data=sent).status_code == 303
    signing = soup_of(client, f"/visits/{visit.id}/before-signing")
    assert "Mealtimes" in words_of(signing)
    version = signing.find("input", id="version")
    assert version is not None
    assert client.post(f"/visits/{visit.id}/before-signing", data={"version": version["value"]}).status_code == 303
    reply = client.post(f"/visits/{visit.id}/amend", data={"reason": "A slip"})
    assert soup_of(client, reply.location).find(id="item-nutrition_meals") is not None
    assert soup_of(client, f"/children/{cast.leo.id}/visits/new") is not None


def test_a_date_moved_over_the_birthday_asks_first_and_says_what_happens(
    as_: As, cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, FIVE, all_grades(cast.leo, FIVE, 3))
    client = as_(cast.amira)
    address = f"/visits/{visit.id}/details"
    asked = BeautifulSoup(
        client.post(address, data=sent_back(soup_of(client, address), visited_on="2025-07-23")).data, "html.parser"
    )
    words = words_of(asked)
    assert "The visit then asks the items for 2 to 4: 4 new items, 5 no longer asked. 28 answers stay;" in words
    assert "5 answers are set aside: Online, School" in words
    assert "Nothing is changed yet." in words
    assert asked.select(".has-error") == []
    reply = client.post(address, data=sent_back(asked))
    assert (reply.status_code, reply.location) == (303, f"/visits/{visit.id}/grade")
    session.expire_all()
    assert (visit.visited_on, visit.band) == (date(2025, 7, 23), "2-4")
    signing = words_of(soup_of(client, f"/visits/{visit.id}/before-signing"))
    assert "Not asked at this age 5" in signing
    assert "Online (3): Seen and heard at the visit" in signing


def test_a_chosen_age_is_said_on_every_page_and_offered_again(
    as_: As, cast: Cast, writing_as: Writing, session: Session
) -> None:
    client = as_(cast.amira)
    first = soup_of(client, f"/children/{cast.leo.id}/visits/new")
    assert "chosen again" not in words_of(first)
    details = first.find("details")
    assert details is not None
    assert not details.has_attr("open"), "the choice is quiet"
    refused = client.post(f"/children/{cast.leo.id}/visits/new", data=sent_back(first, band="2-4"))
    assert "Say why another age’s descriptions fit this child better" in refused.get_data(as_text=True)
    reply = client.post(f"/children/{cast.leo.id}/visits/new", data=sent_back(first, band="2-4", band_reason=REASON))
    said = f"Graded with the items for 2 to 4, not Leo’s age: {REASON}"
    assert said in words_of(soup_of(client, reply.location))
    visit = session.scalars(select(Visit)).one()
    signing = soup_of(client, f"/visits/{visit.id}/before-signing")
    assert said in words_of(signing)
    version = signing.find("input", id="version")
    assert version is not None
    client.post(f"/visits/{visit.id}/before-signing", data={"version": version["value"]})
    assert said in words_of(soup_of(client, f"/visits/{visit.id}"))
    again = soup_of(client, f"/children/{cast.leo.id}/visits/new")
    assert f"On 16 November 2026 the items for 2 to 4 were used, not those of Leo’s age: {REASON}" in words_of(again)
    sent = sent_back(again)
    assert (sent["band"], sent["band_reason"]) == ("2-4", REASON)
    own = client.post(f"/children/{cast.leo.id}/visits/new", data=sent | {"band": ""})
    assert own.status_code == 303
    session.expire_all()
    newest = max(session.scalars(select(Visit)), key=lambda one: one.id != visit.id)
    assert (newest.band, newest.band_reason) == ("5-10", "")


def test_a_draft_whose_birth_date_was_corrected_says_so_and_is_not_moved_by_another_change(
    as_: As, cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, FIVE, {"nutrition_quality": 2})
    with writing_as(None):
        cast.leo.born_on = date(2021, 7, 24)
    client = as_(cast.amira)
    said = "Graded with the items for 5 to 10, as by the date of birth that was recorded then"
    assert said in words_of(soup_of(client, f"/visits/{visit.id}/grade"))
    address = f"/visits/{visit.id}/details"
    assert client.post(address, data=sent_back(soup_of(client, address), came_with_me="Jo")).status_code == 303
    session.expire_all()
    assert (visit.band, visit.came_with_me) == ("5-10", "Jo")


def test_a_visit_before_the_birth_is_begun_written_and_signed(
    as_: As, cast: Cast, baby: Child, session: Session
) -> None:
    client = as_(cast.amira)
    page = soup_of(client, f"/children/{baby.id}")
    assert "Start a visit before the birth" in words_of(page)
    before = soup_of(client, f"/children/{baby.id}/visits/new")
    assert before.find(id="child_seen") is None
    assert "Where the baby will sleep" in words_of(before)
    sent = sent_back(before, bedroom_seen="y", adults_seen=str(cast.mum.id))
    reply = client.post(f"/children/{baby.id}/visits/new", data=sent)
    visit = session.scalars(select(Visit)).one()
    assert visit.band == BEFORE_BIRTH
    grade = soup_of(client, reply.location)
    assert grade.select(".card") == []
    assert "What is ready for the baby, and what is not yet?" in words_of(grade)
    saved = client.post(
        f"/visits/{visit.id}/answers",
        json={"base": 1, "operation": "n", "answers": [], "notes": [{"kind": "ready", "text": "A cot"}]},
    )
    assert saved.status_code == 200
    assert client.post(f"/visits/{visit.id}/ask-safe-tonight").status_code == 303
    assert session.scalars(select(SafetyCheck)).one().asked_by_items == ""
    asked = words_of(soup_of(client, f"/visits/{visit.id}/grade"))
    assert "Asked by hand. Until it is answered it stays here" in asked
    answer = {"safe-answer": "yes", "safe-who_was_told": "Chloe", "safe-told_at": "15:50", "safe-what_was_agreed": ""}
    assert client.post(f"/visits/{visit.id}/safe-tonight", data=answer).status_code == 303
    signing = soup_of(client, f"/visits/{visit.id}/before-signing")
    assert "Nothing is graded as going well" not in words_of(signing)
    assert "Before the birth What is ready for the baby, and what is not yet? A cot" in words_of(signing)
    version = signing.find("input", id="version")
    assert version is not None
    reply = client.post(f"/visits/{visit.id}/before-signing", data={"version": version["value"]})
    assert "It was before the birth, so nothing was graded." in words_of(soup_of(client, reply.location))
    assert "before the birth · Mum’s flat" in words_of(soup_of(client, f"/visits/{visit.id}"))
    session.expire_all()
    assert visit.state is VisitState.SIGNED


def test_a_form_without_javascript_leaves_alone_the_texts_it_does_not_show(
    as_: As, cast: Cast, baby: Child, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, baby, TODAY, notes={NoteKind.READY: "A cot", NoteKind.MORNING: "From another page"})
    sent = {"base": str(visit.version), "note-ready": "A cot and a mattress", "next": ""}
    assert as_(cast.amira).post(f"/visits/{visit.id}/grade", data=sent).status_code == 303
    texts = {note.kind: note.text for note in session.scalars(select(VisitNote))}
    assert texts == {NoteKind.READY: "A cot and a mattress", NoteKind.MORNING: "From another page"}


def test_safe_tonight_is_asked_by_hand_only_before_the_birth(as_: As, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
    assert as_(cast.amira).post(f"/visits/{visit.id}/ask-safe-tonight").status_code == 404
    assert as_(cast.dev).post(f"/visits/{visit.id}/ask-safe-tonight").status_code == 404


def test_an_expected_birth_that_is_not_recorded_is_asked_for_everywhere(
    as_: As, cast: Cast, baby: Child, writing_as: Writing
) -> None:
    with writing_as(None):
        baby.expected_on = date(2026, 11, 1)
    client = as_(cast.amira)
    said = "Baby was expected on 1 November 2026 (15 days ago), and no birth is recorded."
    pages = (f"/children/{baby.id}", "/my-children", f"/families/{baby.family_id}", f"/children/{baby.id}/visits/new")
    for address in pages:
        assert said in words_of(soup_of(client, address)), address
    assert "The first profile can begin with the first visit after the birth." in words_of(
        soup_of(client, f"/children/{baby.id}/profiles")
    )
    with writing_as(None):
        baby.expected_on = None
    assert "cannot be visited here yet" in words_of(soup_of(client, f"/children/{baby.id}/visits/new"))


def test_at_18_the_pages_stay_readable_and_a_visit_from_before_can_be_recorded(
    as_: As, cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        cast.leo.born_on = date(2008, 11, 9)
        for on in (date(2026, 10, 1), date(2026, 10, 20)):
            signed_visit(uow, cast.leo, on, {"nutrition_quality": 3})
    client = as_(cast.amira)
    page = soup_of(client, f"/children/{cast.leo.id}")
    assert "Leo turned 18 on 9 November 2026, and grading ended." in words_of(page)
    assert page.select(f'a[href="/children/{cast.leo.id}/visits/new"]') == []
    mine = words_of(soup_of(client, "/my-children"))
    assert "Leo turned 18" in mine
    assert "Next profile" not in mine
    assert "no new profile begins" in words_of(soup_of(client, f"/children/{cast.leo.id}/profiles"))
    assert "Record a visit from before that day" in words_of(soup_of(client, f"/children/{cast.leo.id}/visits"))
    before = soup_of(client, f"/children/{cast.leo.id}/visits/new")
    sent = sent_back(before)
    assert sent["visited_on"] == ""
    address = f"/children/{cast.leo.id}/visits/new"
    late = client.post(address, data=sent | {"visited_on": "2026-11-09"}).get_data(as_text=True)
    assert "grading ends at 18" in late
    assert client.post(address, data=sent | {"visited_on": "2026-11-08"}).status_code == 303


def test_then_and_now_and_the_charts_say_where_the_items_changed(as_: As, cast: Cast, writing_as: Writing) -> None:
    days = [date(2025, 6, 1), date(2025, 9, 3)]
    assert all(earlier < FIVE <= later for earlier, later in pairwise(days))
    with writing_as(cast.amira) as uow:
        for on in days:
            signed_visit(uow, cast.leo, on, all_grades(cast.leo, on, 3))
    page = soup_of(as_(cast.amira), f"/children/{cast.leo.id}")
    words = words_of(page)
    assert "Then: items for 2 to 4. Now: items for 5 to 10. New: " in words
    line = "From here: items for 5 to 10 (fifth birthday 24 July 2025): 5 new items, 4 no longer asked"
    assert line in [" ".join(entry.text.split()) for entry in page.select(".care-legend li")]
    assert len(page.select(".numbers__turn")) == 4
    assert [head.text for head in page.select(".care-grid__form")] == ["2 to 4", "5 to 10"]
    assert "not asked then" in words
    assert line in words_of(soup_of(as_(cast.amira), f"/children/{cast.leo.id}/charts"))
