"""The pages of scrutiny: the chair’s list, two reviews, writing against the grades, and what everybody reads of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.models import Scrutiny, User
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, events, noon_of, signed_visit
from tests.cast import TODAY, Cast
from tests.conftest import counted_queries
from tests.page_client import PageClient
from tests.plans import plan_for
from tests.scrutinised import TEXTS, chairs, draft_scrutiny, held, signed_scrutiny
from tests.supervised import challenge_about
from tests.taken import take

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
LAST_WEEK, IN_SPRING = TODAY - timedelta(days=7), date(2026, 5, 18)
NEXT_WEEK, IN_MARCH = ["23", "11", "2026"], ["10", "3", "2027"]
SENT = TEXTS | {
    "working": "yes",
    "threshold": "met",
    "category": "NEG",
    "decided": "goes_on",
    "challenged": "nothing",
    "core_group_on": NEXT_WEEK,
    "review_on": IN_MARCH,
    "next": "sign",
}


def words_of(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(BeautifulSoup(response.get_data(as_text=True), "html.parser").get_text(" ").split())


def the_scrutiny(session: Session) -> Scrutiny:
    session.expire_all()
    return session.scalars(select(Scrutiny).order_by(Scrutiny.opened_at.desc()).limit(1)).one()


def graded_leo(session: Session, cast: Cast, *days_and_grades: tuple[date, int]) -> None:
    for on, grade in days_and_grades:
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            signed_visit(uow, cast.leo, on, all_grades(cast.leo, on, grade))


def test_a_chair_goes_from_her_list_to_a_signature_against_the_grades(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    graded_leo(session, cast, (IN_SPRING, 4), (LAST_WEEK, 4))
    with writing_as(cast.chloe) as uow:
        plan_for(uow, cast.leo)
        earlier, meeting = held(uow, cast.leo, IN_SPRING), held(uow, cast.leo, LAST_WEEK)
        chairs(uow, cast.leo, cast.ewa, LAST_WEEK)
    ewa, leo = as_(cast.ewa), f"/children/{cast.leo.id}"
    with counted_queries() as seen:
        listed = words_of(ewa, "/conferences")
    assert len(seen) <= 12, "however many children"
    assert "Scrutiny not written" in listed
    assert "held on 9 November 2026 (7 days ago); its scrutiny is not signed yet" in listed
    here = ewa.post(f"{leo}/meetings/{meeting.id}/scrutiny").location
    page = words_of(ewa, here)
    assert "8 months (262 days), since 20 February 2026" in page
    assert "What the grades say today" in page
    assert "6 months after the review child protection conference on 9 November 2026" in page
    form = BeautifulSoup(ewa.get(here).get_data(as_text=True), "html.parser").find("form", id="write")
    assert not form.find_all("input", checked=True), "nothing is filled in from a verdict"
    assert not [box.get_text().strip() for box in form.find_all("textarea") if box.get_text().strip()]
    one = the_scrutiny(session)
    refused = words_of(ewa, f"{leo}/scrutiny/{one.id}/sign")
    assert "It can be signed once it says" in refused
    assert "Sign, as Ewa" not in refused
    saved = ewa.post(here, data=SENT | {"seen": one.version})
    assert saved.location.endswith("/sign")
    signing = words_of(ewa, saved.location)
    assert "The grades say otherwise" in signing
    signed = ewa.post(saved.location, data={"seen": the_scrutiny(session).version, "because": "Gran cooks now."})
    assert signed.status_code == 303, BeautifulSoup(signed.get_data(as_text=True), "html.parser").get_text(" ")[:600]
    told = words_of(as_(cast.amira), signed.location)
    assert "Why all the same: Gran cooks now." in told
    assert "Core group on 23 November 2026; review on 10 March 2027" in told
    due = words_of(as_(cast.amira), f"{leo}/meetings")
    assert "planned for 23 November 2026" in due
    assert "planned for 10 March 2027" in due
    on_page = words_of(as_(cast.amira), leo)
    assert "Review child protection conference of 9 November 2026 (7 days ago): The plan goes on . Signed by" in on_page
    line = words_of(as_(cast.amira), f"{leo}/chronology")
    assert "Review child protection conference: the plan goes on. Signed by Ewa Nowak" in line
    assert "Scrutiny not written" not in words_of(as_(cast.ewa), "/conferences")
    assert {"conferences:list", "scrutiny:sign", "judgement:give", "meeting:plan"} <= set(events(session))
    assert earlier.id != meeting.id


def test_where_a_plan_ends_the_page_tells_what_is_open_and_a_challenge_can_be_named(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    graded_leo(session, cast, (LAST_WEEK, 4))
    with writing_as(cast.chloe) as uow:
        plan_for(uow, cast.leo)
        meeting = held(uow, cast.leo, LAST_WEEK)
        chairs(uow, cast.leo, cast.ewa, LAST_WEEK)
        raised = challenge_about(uow, cast.leo)
    ewa, leo = as_(cast.ewa), f"/children/{cast.leo.id}"
    here = ewa.post(f"{leo}/meetings/{meeting.id}/scrutiny").location
    ends = SENT | {"decided": "ends", "threshold": "not_met", "category": "", "next_help": "child_in_need"}
    ends |= {"challenged": "raised", "challenge": str(raised.id), "seen": the_scrutiny(session).version}
    raise_first = ewa.post(here, data=ends | {"next": "challenge"})
    assert raise_first.location.endswith("/challenges/new")
    signing_at = ewa.post(here, data=ends | {"seen": the_scrutiny(session).version}).location
    signing = words_of(ewa, signing_at)
    assert "The plan ends: is everything closed?" in signing
    assert "“There is a cooked meal for Leo every evening”" in signing
    assert "Put to Jo Bright, housing officer, 16 November 2026: The boiler has been broken since May" in signing
    signed = ewa.post(signing_at, data={"seen": the_scrutiny(session).version, "because": ""})
    told = words_of(as_(cast.amira), signed.location)
    assert "The plan ends; next: child in need plan" in told
    assert "Left open at the end" in told
    assert "1 challenge waits for an answer." in told


def test_what_is_typed_is_kept_and_a_second_writer_is_told(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        meeting = held(uow, cast.leo, LAST_WEEK)
        chairs(uow, cast.leo, cast.ewa, LAST_WEEK)
    with writing_as(cast.ewa) as uow:
        one = draft_scrutiny(uow, meeting)
    ewa, here = as_(cast.ewa), f"/children/{cast.leo.id}/scrutiny/{one.id}"
    typed = {"seen": one.version, "reason": "He is", "review_on": ["3", "", ""]}
    assert ewa.post(f"{here}/keep", data=typed).get_json() == {"seen": one.version + 1, "said": "Received 15:30"}
    session.refresh(one)
    assert (one.reason, one.review_on, one.decided) == ("He is", None, None)
    again = ewa.post(f"{here}/keep", data=typed)
    assert (again.status_code, "Somebody else changed" in again.get_json()["said"]) == (409, True)
    long = ewa.post(f"{here}/keep", data=typed | {"seen": one.version, "reason": "x" * 4001})
    assert (long.status_code, "Not kept" in long.get_json()["said"]) == (422, True)
    for who in (cast.amira, cast.chloe):
        assert as_(who).get(here).status_code == 404, who.name
    aside = as_(cast.ewa).post(f"{here}/put-aside", data={"reason": "Begun for the wrong meeting"})
    assert aside.status_code == 303
    assert as_(cast.ewa).get(here).status_code == 404


def test_two_reviews_are_chosen_and_printed_without_the_chairs_words_for_who_does_not_get_them(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    first, second = date(2026, 4, 6), date(2026, 10, 5)
    amira, leo = as_(cast.amira), f"/children/{cast.leo.id}"
    assert "No conference or review has been held yet" in words_of(amira, f"{leo}/reviews")
    with writing_as(cast.chloe) as uow:
        held(uow, cast.leo, first)
    assert "One review child protection conference has been held" in words_of(amira, f"{leo}/reviews")
    graded_leo(session, cast, (date(2026, 3, 30), 4), (date(2026, 9, 28), 2))
    with writing_as(cast.chloe) as uow:
        meeting = held(uow, cast.leo, second)
        held(uow, cast.leo, date(2026, 6, 1), MeetingKind.IN_NEED_REVIEW)
    with writing_as(cast.ewa) as uow:
        signed_scrutiny(uow, meeting)
    with counted_queries() as seen:
        told = words_of(amira, f"{leo}/reviews")
    assert len(seen) <= 40
    assert "1 June 2026, child in need review" in told
    assert "Then Child in need review, 1 June 2026" in told
    assert TEXTS["if_nothing_changes"] in told
    other = session.scalars(select(Scrutiny.meeting_id)).one()
    chosen = words_of(amira, f"{leo}/reviews?then={other}&now={other}")
    assert "Then Child in need review, 1 June 2026" in chosen, "one beside itself is the last two"
    paper = take(as_(cast.amira), f"{leo}/reviews/print", "professional", purpose="For the conference")
    assert TEXTS["reason"] not in paper.get_data(as_text=True)
    assert "The plan goes on, for neglect" in paper.get_data(as_text=True)
