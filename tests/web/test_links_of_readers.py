"""Whoever only reads is offered nothing that would be refused: every link on the pages of a child opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup

from gcp_tracker.models import User
from gcp_tracker.sight import service
from gcp_tracker.sight.queries import Asked, found_exactly
from gcp_tracker.sight.service import ChairDetails
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.guarded import NOORS_BIRTH, Guarded
from tests.page_client import PageClient

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
WHY = "Police are at the door with her now"


def open_for(writing_as: Writing, cast: Cast, guarded: Guarded, who: str) -> None:
    if who == "ewa":
        with writing_as(cast.chloe) as uow:
            days = ChairDetails(cast.ewa, TODAY, date(2026, 11, 20), date(2026, 11, 27))
            service.name_chair(uow, cast.leo, days)
    if who == "hana":
        with writing_as(guarded.hana) as uow:
            asked = Asked("Noor", "Haddad", NOORS_BIRTH)
            service.break_glass(uow, found_exactly(uow.session, guarded.hana, asked, NOW)[0], WHY)


@pytest.mark.parametrize("who", ["ben", "ewa", "hana", "chloe", "amira"])
def test_no_link_leads_to_a_refusal(as_: As, cast: Cast, guarded: Guarded, writing_as: Writing, who: str) -> None:
    child = guarded.noor if who == "hana" else cast.leo
    author = cast.dev if who == "hana" else cast.amira
    for on in (date(2026, 9, 14), date(2026, 10, 19)):
        with writing_as(author) as uow:
            signed_visit(uow, child, on, all_grades(child, on, 3))
    open_for(writing_as, cast, guarded, who)
    client = as_(getattr(guarded if who == "hana" else cast, who))
    seen: set[str] = set()
    waiting = [f"/children/{child.id}"]
    while waiting:
        path = waiting.pop()
        reply = client.get(path)
        assert reply.status_code in (200, 302, 303), f"{who} is led to {path}"
        if reply.mimetype != "text/html":
            continue
        for link in BeautifulSoup(reply.get_data(as_text=True), "html.parser").select("main a[href^='/']"):
            address = str(link["href"]).split("#")[0]
            if address not in seen and "/static/" not in address:
                seen.add(address)
                waiting.append(address)
    assert len(seen) >= 5
