"""Two records of one child on the screen: found, compared, merged, parted; and for whom none of it is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.children import service
from gcp_tracker.children.details import ChildDetails, HomeDetails
from gcp_tracker.models import AuditEvent, Child, ChildMerge, ToldApart, User, Visit
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import home_of, signed_visit
from tests.cast import TODAY, Cast
from tests.page_client import PageClient

SignIn = Callable[[User], PageClient]
WritingAs = Callable[[User | None], UnitOfWork]
LEO_AGAIN = ChildDetails("Léo", "Marsh", born_on=date(2020, 4, 24), first_language="Polish", la_child_id="LA-2")


def words(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())


def read(client: PageClient, where: str) -> str:
    reply = client.get(where)
    assert reply.status_code == 200
    return words(reply.get_data(as_text=True))


@pytest.fixture
def again(cast: Cast, writing_as: WritingAs) -> Child:
    with writing_as(cast.ben) as uow:
        details = HomeDetails("Tara’s", "4 Weir Court")
        child = service.add_family_with_child(uow, cast.riverside, LEO_AGAIN, details, allocate_to=cast.ben)
        uow.session.flush()
        uow.session.refresh(child)
        signed_visit(uow, child, date(2026, 3, 10), {"nutrition_quality": 3})
    return child


def pair(kept: Child, other: Child) -> str:
    return f"/children/{kept.id}/same-as/{other.id}"


def right_choices(page: str) -> dict[str, str]:
    """The form as it stands, with the first record right where nothing is chosen yet."""
    form = BeautifulSoup(page, "html.parser").select_one("form.sides")
    assert form is not None
    sent = {radio["name"]: "kept" for radio in form.select("input[type=radio]")}
    sent |= {radio["name"]: radio["value"] for radio in form.select("input[type=radio][checked]")}
    for listed in form.select("select"):
        chosen = listed.select_one("option[selected]")
        sent[listed["name"]] = chosen["value"] if chosen else ""
    return {str(name): str(value) for name, value in sent.items()}


def test_a_manager_finds_compares_merges_and_parts(session: Session, cast: Cast, as_: SignIn, again: Child) -> None:
    client = as_(cast.chloe)
    assert "1 record to compare: possibly the same child" in read(client, "/my-team")
    listed = read(client, "/possibly-the-same")
    assert "Léo Marsh , born 24 April 2020" in listed
    assert "The same name and dates of birth that differ in one digit" in listed
    page = client.get(pair(cast.leo, again)).get_data(as_text=True)
    assert "Léo’s age" not in words(page)
    assert "Ben Lowe will see the whole record, as a co-worker" in words(page)
    sent = right_choices(page)
    assert sent["field_first_language"] == "other"
    assert sent[f"home_{home_of(again).id}"] == str(cast.leos_home.id)
    unsaid = client.post(pair(cast.leo, again), data=sent)
    assert "Say how you know that they are one child" in words(unsaid.get_data(as_text=True))
    done = client.post(pair(cast.leo, again), data=sent | {"reason": "Asked Tara"})
    assert done.status_code == 303
    assert "Merged on 16 November 2026 by Chloe Adeyemi: Asked Tara" in read(client, done.location)
    session.expire_all()
    assert (again.merged_into_id, cast.leo.first_language) == (cast.leo.id, "Polish")
    assert "No two records look like one child" in read(client, "/possibly-the-same")
    merge = session.scalars(select(ChildMerge)).one()
    where = f"/children/{cast.leo.id}/merged-records/{merge.id}/part"
    assert "Nothing that is signed is changed" in read(client, where)
    assert "Say why they are two" in words(client.post(where, data={}).get_data(as_text=True))
    assert client.post(where, data={"reason": "Cousins"}).status_code == 303
    assert "Parted again on 16 November 2026 by Chloe Adeyemi: Cousins" in read(
        client, f"/children/{cast.leo.id}/merged-records"
    )
    session.expire_all()
    assert again.merged_into_id is None
    assert client.get(where).status_code == 404


def test_a_choice_that_was_not_made_is_asked_for(cast: Cast, as_: SignIn, again: Child) -> None:
    sent = right_choices(as_(cast.chloe).get(pair(cast.leo, again)).get_data(as_text=True))
    del sent["field_born_on"]
    reply = as_(cast.chloe).post(pair(cast.leo, again), data=sent | {"reason": "Asked"})
    assert "Choose what is right: Date of birth" in words(reply.get_data(as_text=True))


def test_old_addresses_lead_to_the_record_that_was_kept_through_its_lock(
    session: Session, cast: Cast, as_: SignIn, again: Child, writing_as: WritingAs
) -> None:
    visit = session.scalars(select(Visit).where(Visit.child_id == again.id)).one()
    old_family = again.family_id
    with writing_as(cast.chloe) as uow:
        service.merge_children(uow, cast.leo, again, service.MergeDetails("Asked"))
    for person in (cast.amira, cast.ben, cast.chloe):
        moved = as_(person).get(f"/children/{again.id}/visits?page=2")
        assert (moved.status_code, moved.location) == (302, f"/children/{cast.leo.id}/visits?page=2")
        assert as_(person).get(f"/families/{old_family}").location == f"/families/{cast.leo.family_id}"
        assert as_(person).get(f"/visits/{visit.id}").status_code == 200
    for person in (cast.dev, cast.ewa, cast.farid, cast.grace):
        assert as_(person).get(f"/children/{again.id}/visits").status_code == 404
        assert as_(person).get(f"/families/{old_family}").status_code == 404
    reads = session.scalars(select(AuditEvent).where(AuditEvent.action == "child:read")).all()
    assert again.id not in {event.child_id for event in reads}


def test_nobody_but_the_manager_of_both_compares_merges_or_parts(
    session: Session, cast: Cast, as_: SignIn, again: Child
) -> None:
    for person in (cast.amira, cast.ben, cast.dev, cast.ewa, cast.farid, cast.grace):
        assert as_(person).get(pair(cast.leo, again)).status_code == 404
        assert as_(person).post(pair(cast.leo, again), data={"reason": "Asked"}).status_code == 404
        assert as_(person).post(f"{pair(cast.leo, again)}/two-children", data={"why": "No"}).status_code == 404
        assert as_(person).get(f"/children/{cast.leo.id}/merged-records").status_code == 404
    for one, other in ((cast.leo, cast.zoe), (cast.zoe, cast.leo), (cast.leo, cast.leo)):
        assert as_(cast.chloe).get(pair(one, other)).status_code == 404
    assert as_(cast.chloe).get(f"/children/{cast.leo.id}/same-as/{cast.leo.family_id}").status_code == 404
    assert session.scalars(select(ChildMerge)).all() == []
    assert as_(cast.amira).get("/possibly-the-same").status_code == 404


def test_two_children_are_told_apart_for_good(session: Session, cast: Cast, as_: SignIn, again: Child) -> None:
    client = as_(cast.chloe)
    where = f"{pair(again, cast.leo)}/two-children"
    assert "Say how you know that they are two" in words(client.post(where, data={}).get_data(as_text=True))
    assert client.post(where, data={"why": "Two certificates"}).status_code == 303
    assert session.scalars(select(ToldApart)).one().reason == "Two certificates"
    assert "possibly the same child" not in read(client, "/my-team")


def test_a_second_record_that_looks_unlike_is_looked_for_by_name(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.chloe)
    where = f"/children/{cast.leo.id}/same-as"
    found = client.get(client.found(where, "kai")).get_data(as_text=True)
    assert pair(cast.leo, cast.kai) in found
    assert "No other child of your team" in read(client, client.found(where, "zoë"))


def test_the_data_officer_sees_numbers_and_teams_and_the_intake_manager_passes_the_child_on(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs, app: Flask
) -> None:
    zoe = ChildDetails("Zoe", "OQuinn", born_on=cast.zoe.born_on, la_child_id="LA-7")
    with writing_as(cast.farid) as uow:
        arrived = service.add_family_with_child(uow, cast.intake, zoe)
        cast.ben.roles, cast.ben.team = [cast.chloe.roles[0]], cast.intake
    officer = as_(cast.farid)
    assert "1 record to compare" in read(officer, "/returns")
    said = read(officer, "/possibly-the-same")
    assert "LA-7 may be on record with Hillside" in said
    assert "Zo" not in said
    where = f"/children/{arrived.id}/pass-to/{cast.hillside.id}"
    assert officer.post(where).status_code == 404
    manager = as_(cast.ben)
    assert "Zoe OQuinn may be on record with Hillside" in read(manager, "/possibly-the-same")
    assert "Zoë" not in read(manager, "/possibly-the-same")
    assert manager.post(f"/children/{arrived.id}/pass-to/{cast.riverside.id}").status_code == 404
    assert manager.post(where).status_code == 303
    session.expire_all()
    assert arrived.team is cast.hillside


def test_the_effects_of_another_date_of_birth_are_shown_before_it_is_saved(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, {"nutrition_quality": 2})
    where = f"/children/{cast.leo.id}/details"
    sent = {
        "given_name": "Leo",
        "family_name": "Marsh",
        "pronoun": "he",
        "sex": "",
        "ethnicity": "",
        "born_on": ["24", "7", "2022"],
        "version": str(cast.leo.version),
    }
    client = as_(cast.amira)
    reply = client.post(where, data=sent)
    page = reply.get_data(as_text=True)
    assert "Leo’s age is 4 by the new date, not 6." in words(page)
    assert "1 visit was graded with the items for 5 to 10; by the date of birth it belongs to 2 to 4." in words(page)
    shown = BeautifulSoup(page, "html.parser").select_one("input[name=birth_shown]")
    assert shown is not None
    sent["birth_shown"] = str(shown["value"])
    unsaid = words(client.post(where, data=sent).get_data(as_text=True))
    assert "Say how you know the right date of birth" in unsaid
    session.expire_all()
    assert cast.leo.born_on == date(2020, 7, 24)
    other = client.post(where, data=sent | {"birth_reason": "Certificate", "born_on": ["24", "7", "2021"]})
    assert other.status_code == 200
    assert client.post(where, data=sent | {"birth_reason": "Certificate"}).status_code == 303
    session.expire_all()
    assert cast.leo.born_on == date(2022, 7, 24)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "child:correct_birth")).one()
    assert event.reason == "Certificate"
    assert "graded with the items for 5 to 10" in read(client, f"/children/{cast.leo.id}")


def test_a_child_put_with_the_wrong_family_gets_one_of_their_own(session: Session, cast: Cast, as_: SignIn) -> None:
    where = f"/children/{cast.ruby.id}/brothers-and-sisters"
    assert "a family of the child’s own" in read(as_(cast.chloe), where)
    sent = {"sibling": "own", "reason": "Another Marsh family"}
    assert as_(cast.chloe).post(where, data=sent).status_code == 303
    session.expire_all()
    assert cast.ruby.family.children == [cast.ruby]
    assert cast.leo.family.children == [cast.leo]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "child:move_family")).one()
    assert event.reason == "Another Marsh family"
