"""Reasons on pages: in full and with their rule, put off by a form, filtered, carried by workers and on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from gcp_tracker.models import Child, User
from gcp_tracker.rules.vocabulary import VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import history, missed_visit
from tests.cast import NOW, TODAY, Cast
from tests.page_client import PageClient, soup_of
from tests.taken import take

SignIn = Callable[[User], PageClient]


def words(client: PageClient, address: str) -> str:
    return " ".join(soup_of(client, address).get_text(" ").split())


@pytest.fixture
def drifting(session: Session, cast: Cast) -> Child:
    """Leo, seven times at 4, twice missed since, and on file for two years."""
    cast.leo.created_at = NOW - timedelta(days=700)
    session.commit()
    with UnitOfWork(session, cast.amira, NOW) as uow:
        history(uow, cast.leo, [4] * 7, last_on=TODAY - timedelta(days=12))
        for days in (9, 2):
            missed_visit(uow, cast.leo, TODAY - timedelta(days=days), VisitOutcome.NO_ACCESS)
    return cast.leo


def put_off_address(client: PageClient, child: Child, kind: str) -> str:
    links = soup_of(client, f"/children/{child.id}/attention").select(".reason-away")
    return next(str(link["href"]) for link in links if f"/attention/{kind}-" in str(link["href"]))


def test_the_childs_page_tells_three_reasons_and_the_rest_below_a_fold(
    drifting: Child, cast: Cast, as_: SignIn
) -> None:
    section = soup_of(as_(cast.amira), f"/children/{drifting.id}").select_one(".attention")
    assert section is not None
    assert len(section.select(":scope > .reasons > li")) == 3
    more = section.select_one("details summary")
    assert more is not None
    assert more.get_text(strip=True) == f"and {len(section.select('details li'))} more"
    assert len(section.select(".reason-rule")) == len(section.select(".reason")), "each has its rule"


def test_a_reason_is_put_off_with_why_and_when_and_stands_with_who(drifting: Child, cast: Cast, as_: SignIn) -> None:
    client = as_(cast.chloe)
    address = put_off_address(client, drifting, "missed")
    day = TODAY + timedelta(days=90)
    far = {"why": "", "until_on": [str(day.day), str(day.month), str(day.year)]}
    refused = client.post(address, data=far)
    assert "Say why this can wait" in refused.text
    refused = client.post(address, data=far | {"why": "Amira is away"})
    assert "Choose a day within 28 days, 14 December 2026 at the latest" in refused.text
    day = TODAY + timedelta(days=10)
    near = {"why": "They are at Gran’s until Sunday", "until_on": [str(day.day), str(day.month), str(day.year)]}
    assert client.post(address, data=near).status_code == 303
    page = words(client, f"/children/{drifting.id}/attention")
    assert "Chloe Adeyemi on 16 November 2026: “They are at Gran’s until Sunday”" in page
    assert "Comes back on 26 November 2026, or as soon as it changes." in page
    for place in (f"/children/{drifting.id}", "/my-team?reason=put_off"):
        assert "Put off until 26 November 2026 by Chloe Adeyemi: The last 2 visits" in words(client, place)
    assert client.get(address).status_code == 303, "it does not stand any more"
    assert "They are at Gran’s" in words(as_(cast.amira), f"/children/{drifting.id}/attention")


def test_what_must_be_looked_at_now_has_no_button_and_no_address(
    session: Session, drifting: Child, cast: Cast, as_: SignIn
) -> None:
    with UnitOfWork(session, cast.amira, NOW) as uow:
        history(uow, drifting, [4], last_on=TODAY, at_last={"hygiene": 5})
    client = as_(cast.chloe)
    soup = soup_of(client, f"/children/{drifting.id}/attention")
    newly = next(one for one in soup.select(".reason") if "newly at 5" in one.get_text())
    assert newly.select_one(".reason-away") is None


def test_my_team_is_filtered_by_reason_and_each_chip_counts(drifting: Child, cast: Cast, as_: SignIn) -> None:
    client = as_(cast.chloe)
    soup = soup_of(client, "/my-team")
    chips = {" ".join(chip.get_text(" ").split()) for chip in soup.select("[data-filter=reason]")}
    assert {"All reasons", "Drift 1", "Visits missed 1", "Nobody allocated 1"} <= chips
    row = next(one for one in soup.select(".team-row") if "Leo Marsh" in one.get_text())
    assert {"drift", "missed"} <= set(str(row["data-reason"]).split())
    assert str(row["data-worker"]).split() == [str(cast.amira.id)]
    asked = words(client, "/my-team?reason=drift")
    assert "Leo Marsh" in asked
    assert "Kai Osei" not in asked
    assert "1 of 3 children" in asked
    assert "Leo Marsh" not in words(client, f"/my-team?reason=drift&worker={cast.ben.id}")


def test_what_a_worker_carries_is_counted_and_their_list_opens_as_they_see_it(
    drifting: Child, cast: Cast, as_: SignIn
) -> None:
    client = as_(cast.chloe)
    soup = soup_of(client, "/my-team")
    loads = {
        card.h3.get_text(strip=True): card.p.get_text(strip=True)
        for card in soup.select(".load-card")
        if card.h3 and card.p
    }
    assert loads == {"Amira Khan": "1 child · 1 visit due within a week", "Ben Lowe": "1 child"}
    page = words(client, f"/my-team/workers/{cast.amira.id}")
    assert "Leo , 6" in page
    assert "Start visit" not in page
    assert "Kai" not in page
    for user in (cast.dev, cast.grace):
        assert client.get(f"/my-team/workers/{user.id}").status_code == 404, user.name
    assert as_(cast.amira).get(f"/my-team/workers/{cast.amira.id}").status_code == 404


def test_the_team_on_paper_is_a_copy_for_somebody(drifting: Child, cast: Cast, as_: SignIn) -> None:
    client = as_(cast.chloe)
    paper = take(client, "/my-team/paper").text
    assert "Leo Marsh" in paper
    assert "have stayed at 4 or 5 without improvement" in paper
    assert "Who carries what" in paper
    assert "Leo Marsh" not in take(client, f"/my-team/paper?worker={cast.ben.id}").text
