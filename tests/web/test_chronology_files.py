"""A chronology that leaves and comes back; whose uploads are whose; what a manager takes back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.models import Event, User
from gcp_tracker.rules.event_vocabulary import EventSource, EventState, Exactness, Shows
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events
from tests.cast import TODAY, Cast
from tests.events import added
from tests.page_client import PageClient
from tests.tables import HEADS, LINE, as_csv
from tests.taken import take as take_away

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
ON = TODAY - timedelta(days=40)


def words(page: Any) -> str:
    return " ".join(BeautifulSoup(page.data, "lxml").select_one("main").get_text(" ").split())


def sent(client: PageClient, content: bytes, name: str = "school.csv") -> Any:
    return client.post("/chronologies", data={"file": (io.BytesIO(content), name)})


def test_a_file_is_looked_over_taken_in_and_taken_back(session: Session, numbered: Cast, as_: As) -> None:
    amira = as_(numbered.amira)
    looked = sent(amira, as_csv(HEADS, LINE, ("ZOE-1", *LINE[1:])))
    assert looked.status_code == 303
    report = looked.location
    assert "Nothing has been written yet" in words(amira.get(report))
    assert "No child with whom you work goes by this number" in words(amira.get(report))
    assert as_(numbered.ben).get(report).status_code == 404, "somebody else’s upload is not there"
    file = report.replace("/report?", "/report/file?")
    assert as_(numbered.ben).get(file).status_code == 404
    amira = as_(numbered.amira)
    rows = list(csv.reader(io.StringIO(take_away(amira, file).get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[0][:5] == ["Line", "Child’s number", "Outcome", "Given in the file", "What happened, and why"]
    assert [(row[1], row[2]) for row in rows[1:]] == [("LEO-1", "added"), ("ZOE-1", "left out")]
    assert "chronology:download_report" in events(session)
    assert amira.post(report).status_code == 303
    assert "The events stand in the chronologies" in words(amira.get(report))
    assert amira.post(report).status_code == 303, "sent again, nothing happens"
    event = session.scalars(select(Event)).one()
    assert amira.get(f"/chronologies/{event.import_run_id}/take-back").status_code == 404
    chloe = as_(numbered.chloe)
    assert "1 added, 1 of them stand" in words(chloe.get("/chronologies"))
    back = f"/chronologies/{event.import_run_id}/take-back"
    assert "1 event is withdrawn from the chronology of Leo" in words(chloe.get(back))
    assert chloe.post(back, data={"reason": ""}).status_code == 200
    assert chloe.post(back, data={"reason": "Another family’s list"}).status_code == 303
    session.expire_all()
    assert event.state is EventState.WITHDRAWN
    assert "taken back 16 November 2026: Another family’s list" in words(chloe.get("/chronologies"))
    told = events(session)
    assert {"chronology:check", "chronology:import", "event:import", "chronology:take_back"} <= set(told)


def test_a_file_that_cannot_be_read_is_said_so_and_not_kept(session: Session, numbered: Cast, as_: As) -> None:
    amira = as_(numbered.amira)
    refused = sent(amira, b"%PDF-1.7\x00", "list.pdf")
    assert refused.status_code == 200
    assert "This is no table" in words(refused)
    assert "Looked over" not in words(amira.get("/chronologies"))
    looked = sent(amira, as_csv(HEADS, LINE))
    name = looked.location.partition("file=")[2]
    assert amira.post(f"/chronologies/report/put-aside?file={name}").status_code == 303
    assert amira.get(looked.location).status_code == 404
    assert session.scalar(select(Event)) is None


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_taken_away_says_the_same_when_it_comes_back(
    session: Session, numbered: Cast, as_: As, writing_as: Writing, form: str
) -> None:
    with writing_as(numbered.amira) as uow:
        added(uow, numbered.leo, ON, "=1+1, said “Leo’s mum”", "-was, “cold”;\nhungry", who="@Mrs O’Neil")
        added(
            uow, numbered.leo, ON, "Ate well", "Was full", source=EventSource.GP, shows=Shows.WELL,
            until_on=ON + timedelta(days=3), exactness=Exactness.PERIOD, items=("hygiene", "absence"),
        )  # fmt: skip
        added(uow, numbered.leo, ON, "About then", "Slept badly", exactness=Exactness.ABOUT, items=())
    amira = as_(numbered.amira)
    file = take_away(amira, f"/children/{numbered.leo.id}/chronology/file", form=form).get_data()
    again = words(amira.get(sent(amira, file, f"c.{form}").location))
    assert "Nothing in this file is to be added" in again
    assert "3 there already" in again
    # Somewhere else: the same numbers, and nothing told yet.
    with writing_as(numbered.chloe) as uow:
        numbered.leo.la_child_id = None
        uow.session.flush()
        numbered.ruby.la_child_id = "LEO-1"
    report = sent(amira, file, f"c.{form}").location
    assert amira.post(report).status_code == 303

    def said(child_id: Any) -> list[Any]:
        rows = session.scalars(select(Event).where(Event.child_id == child_id).order_by(Event.what))
        return [
            (one.happened_on, one.until_on, one.exactness, one.source, one.who, one.what, one.so_what)
            + ((set(one.item_keys), one.shows) if one.items else ())
            for one in rows
        ]

    assert said(numbered.ruby.id) == said(numbered.leo.id)
