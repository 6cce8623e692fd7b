"""The pages of meetings: what is due, planning, who came, cancelling, what was sent; and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.meetings.details import CancelDetails, HeldDetails, PlanDetails
from gcp_tracker.meetings.service import cancel_meeting, hold_meeting, plan_meeting
from gcp_tracker.models import Child, Meeting, User
from gcp_tracker.rules.meeting_vocabulary import Agency, CancelledBy, MeetingState
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events
from tests.cast import NOW, TODAY, Cast
from tests.conftest import counted_queries
from tests.guarded import Guarded
from tests.page_client import PageClient

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]


def words(page: Any) -> str:
    return " ".join(BeautifulSoup(page.data, "lxml").select_one("main").get_text(" ").split())


def address(child: Child, rest: str = "") -> str:
    return f"/children/{child.id}/meetings{rest}"


def planned(
    writing: UnitOfWork, *children: Child, days: int = 0, kind: MeetingKind = MeetingKind.CORE_GROUP
) -> Meeting:
    with writing as uow:
        agencies = (Agency.SOCIAL_CARE, Agency.SCHOOL)
        details = PlanDetails(kind, TODAY + timedelta(days=days), agencies=agencies)
        return plan_meeting(uow, children, details)[0]


def long_on_file(session: Session, cast: Cast) -> None:
    for child in (cast.leo, cast.ruby):
        child.created_at = NOW - timedelta(days=400)
    session.commit()


def test_what_is_due_explains_itself_and_offers_to_plan_it(session: Session, cast: Cast, as_: As) -> None:
    long_on_file(session, cast)
    page = as_(cast.amira).get(address(cast.leo))
    assert "First core group late by 176 working days National" in words(page)
    assert "10 working days after the plan began on 20 February 2026: 6 March 2026." in words(page)
    links = [link["href"] for link in BeautifulSoup(page.data, "lxml").select(".due-list a")]
    assert address(cast.leo, "/new?kind=core_group") in links
    child_page = words(as_(cast.amira).get(f"/children/{cast.leo.id}"))
    assert "First core group late by 176 working days; it was due on 6 March 2026. Rule: 10 working days" in child_page
    assert "What is due First core group late" in child_page


def test_a_meeting_is_planned_in_one_form_for_brothers_and_sisters(session: Session, cast: Cast, as_: As) -> None:
    client = as_(cast.amira)
    form = BeautifulSoup(client.get(address(cast.leo, "/new?kind=core_group")).data, "lxml")
    chosen = {(box["name"], box["value"]) for box in form.select("input[checked]")}
    assert ("kind", "core_group") in chosen
    assert ("adults", str(cast.mum.id)) in chosen
    assert ("also_for", str(cast.ruby.id)) in chosen
    sent = {
        "kind": "core_group", "planned_on": "2026-11-30", "planned_at": "14:00", "place": "Oak School",
        "also_for": [str(cast.ruby.id)], "adults": [str(cast.mum.id)], "invites_child": ["y"],
        "agencies": ["social_care", "school"],
    }  # fmt: skip
    answer = client.post(address(cast.leo, "/new"), data=sent)
    assert (answer.status_code, answer.location) == (303, address(cast.leo))
    assert "Core group 30 November 2026, 14:00, Oak School" in words(client.get(address(cast.ruby)))
    assert len(session.scalars(select(Meeting)).all()) == 2


def test_one_that_was_held_already_leads_on_to_who_came(session: Session, cast: Cast, as_: As) -> None:
    client = as_(cast.amira)
    sent = {"kind": "core_group", "planned_on": "2026-11-09", "agencies": ["social_care", "school"]}
    answer = client.post(address(cast.leo, "/new"), data=sent)
    (meeting,) = session.scalars(select(Meeting))
    assert answer.location == address(cast.leo, f"/{meeting.id}/held")
    came = {"held_on": "2026-11-09", "came": ["social_care", "school"], "reports": ["social_care"], "notes": "Shoes"}
    answer = client.post(answer.location, data=came)
    assert answer.location == address(cast.leo) + f"#meeting-{meeting.id}"
    shown = words(client.get(address(cast.leo)))
    assert "Quorate: School or nursery beside children’s social care; one other agency needed Local" in shown
    assert "Minutes of the core group of 9 November 2026 due in 21 days Local" in shown
    assert "Decided Shoes" in shown
    assert "Meeting Core group" in words(client.get(f"/children/{cast.leo.id}"))


def test_the_family_is_left_out_of_a_strategy_discussion_and_it_asks_for_an_enquiry(
    session: Session, cast: Cast, as_: As
) -> None:
    client = as_(cast.amira)
    sent = {"kind": "strategy_discussion", "planned_on": "2026-11-16", "adults": [str(cast.mum.id)]}
    held = client.post(address(cast.leo, "/new"), data=sent | {"agencies": ["police"]}).location
    (meeting,) = session.scalars(select(Meeting))
    assert [one.agency for one in meeting.people] == [Agency.POLICE]
    assert "Say whether an enquiry under section 47 began" in words(client.post(held, data={"held_on": "2026-11-16"}))
    assert client.post(held, data={"held_on": "2026-11-16", "enquiry_begun": "no"}).status_code == 303
    assert "An enquiry under section 47 did not begin" in words(client.get(address(cast.leo)))


def test_cancellations_in_a_row_stand_in_red_where_somebody_looks(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    for days in (40, 20):
        meeting = planned(writing_as(cast.amira), cast.leo, days=-days)
        with writing_as(cast.amira) as uow:
            cancel_meeting(uow, [meeting], CancelDetails(CancelledBy.SOCIAL_WORKER, "In court"))
    said = "The last two core groups were cancelled, both by the social worker"
    found = BeautifulSoup(as_(cast.amira).get(address(cast.leo)).data, "lxml").select(".finding--red")
    assert f"Cancelled {said}." in [" ".join(one.get_text(" ").split()) for one in found]
    assert said in words(as_(cast.amira).get(f"/children/{cast.leo.id}"))
    assert said in words(as_(cast.amira).get("/my-children"))
    assert said in words(as_(cast.chloe).get("/my-team"))


def test_a_meeting_is_moved_by_cancelling_it_and_naming_a_new_day(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    meeting = planned(writing_as(cast.amira), cast.leo, cast.ruby)
    client, path = as_(cast.amira), address(cast.leo, f"/{meeting.id}/cancel")
    assert "Say why it is cancelled" in words(client.post(path, data={"by": "family"}))
    said = {"by": "family", "reason": "Mum ill", "anew_on": "2026-11-23", "also_for": [str(cast.ruby.id)]}
    assert client.post(path, data=said).status_code == 303
    rows = session.execute(select(Meeting.child_id, Meeting.state)).all()
    assert sorted(state.value for _, state in rows) == ["cancelled", "cancelled", "planned", "planned"]
    assert client.get(path).status_code == 404


def test_what_was_sent_stops_the_clock_of_the_minutes(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    meeting = planned(writing_as(cast.amira), cast.leo, days=-14)
    with writing_as(cast.amira) as uow:
        hold_meeting(uow, [meeting], HeldDetails(TODAY - timedelta(days=14), frozenset({"school"})))
    client, path = as_(cast.amira), address(cast.leo, f"/{meeting.id}/sent")
    form = BeautifulSoup(client.get(path).data, "lxml")
    assert {box["value"] for box in form.select("input[name=to][checked]")} == {"social_care", "school"}
    client.post(path, data={"paper": "minutes", "sent_on": "2026-11-16", "to": ["school"]})
    shown = words(client.get(address(cast.leo)))
    assert "Minutes Sent 16 November 2026 to School or nursery; not to Children’s social care" in shown
    assert "Minutes of the" not in shown


def test_whoever_is_not_to_be_contacted_is_offered_nowhere(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    meeting = planned(writing_as(cast.amira), cast.leo, days=-1)
    cast.mum.not_to_be_contacted = True
    session.commit()
    for rest in ("/new", f"/{meeting.id}/held", ""):
        assert "Tara" not in words(as_(cast.amira).get(address(cast.leo, rest)))
    sent = {"kind": "core_group", "planned_on": "2026-11-30", "adults": [str(cast.mum.id)]}
    assert as_(cast.amira).post(address(cast.leo, "/new"), data=sent).status_code == 200
    assert len(session.scalars(select(Meeting)).all()) == 1


def test_a_colleague_reads_and_a_chair_records_and_nobody_else_comes_near(
    session: Session, cast: Cast, guarded: Guarded, as_: As, writing_as: Writing
) -> None:
    meeting = planned(writing_as(cast.amira), cast.leo)
    for person, seen, plan, hold in (
        (cast.amira, 200, 200, 200), (cast.chloe, 200, 200, 200), (cast.ben, 200, 404, 404),
        (cast.dev, 404, 404, 404), (cast.grace, 404, 404, 404), (cast.farid, 404, 404, 404),
    ):  # fmt: skip
        client = as_(person)
        answers = [client.get(address(cast.leo, rest)).status_code for rest in ("", "/new", f"/{meeting.id}/held")]
        assert answers == [seen, plan, hold], person.name
    assert as_(cast.amira).get(address(cast.ruby, f"/{meeting.id}/held")).status_code == 404, "another child’s"
    assert as_(cast.amira).get(address(cast.leo, "/999999/held")).status_code == 404


# What is due


@pytest.mark.parametrize(("who", "children"), [("amira", {"Leo"}), ("chloe", {"Leo", "Ruby"})])
def test_what_is_due_lists_a_workers_children_or_a_managers_team(
    session: Session, cast: Cast, as_: As, who: str, children: set[str]
) -> None:
    long_on_file(session, cast)
    page = as_(getattr(cast, who)).get("/what-is-due")
    named = BeautifulSoup(page.data, "lxml").select(".due-who > a")
    assert {link.get_text().split()[0].rstrip(":") for link in named} == children
    assert "First core group late by 176 working days" in words(page)
    assert events(session)[-1] == "due:list"
    assert as_(cast.grace).get("/what-is-due").status_code == 404


def test_what_is_due_takes_as_many_queries_for_many_children(
    session: Session, cast: Cast, as_: As, writing_as: Writing
) -> None:
    long_on_file(session, cast)
    client, counts = as_(cast.chloe), []
    for days in (0, 30):
        for place in range(days):
            planned(writing_as(cast.chloe), cast.leo, cast.ruby, days=place + 1)
        session.expire_all()
        session.rollback()
        with counted_queries() as statements:
            client.get("/what-is-due")
        counts.append(len(statements))
    assert counts[0] == counts[1], counts


def test_a_list_says_what_is_late(session: Session, cast: Cast, as_: As) -> None:
    long_on_file(session, cast)
    assert words(as_(cast.chloe).get("/my-team")).count("First core group late by 176 working days; it was due") == 2


def test_a_conference_that_was_held_stands_in_the_charts(
    session: Session, cast: Cast, told: Cast, as_: As, writing_as: Writing
) -> None:
    review = MeetingKind.REVIEW_CONFERENCE
    held = planned(writing_as(cast.amira), cast.leo, days=-40, kind=review)
    off = planned(writing_as(cast.amira), cast.leo, days=-60, kind=review)
    with writing_as(cast.amira) as uow:
        hold_meeting(uow, [held], HeldDetails(TODAY - timedelta(days=40)))
        cancel_meeting(uow, [off], CancelDetails(CancelledBy.CHAIR, "Ill"))
    drawn = BeautifulSoup(as_(cast.amira).get(f"/children/{cast.leo.id}").data, "lxml").select(".care-charts, svg")
    marks = {title.get_text() for svg in drawn for title in svg.select("title")}
    assert [text for text in marks if "Review child protection conference" in text]
    assert off.state is MeetingState.CANCELLED
    assert not [text for text in marks if "17 September 2026" in text]
