"""The forms of this slice: what they write, what they refuse, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.models import AuditEvent, Child, Family, User
from gcp_tracker.rules.vocabulary import HelpKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY, Cast
from tests.page_client import PageClient

WritingAs = Callable[[User | None], UnitOfWork]
SignIn = Callable[[User], PageClient]
NHS_NUMBER = "9434765919"
OMAR: dict[str, object] = {
    "given_name": "Omar",
    "family_name": "Said",
    "born_on": ["1", "4", "2019"],
    "pronoun": "he",
    "ethnicity": "WBRI",
    "sex": "M",
    "home_name": "Home",
    "carer_name": "Hana Said",
    "carer_relationship": "mother",
}


def words(markup: str) -> str:
    return " ".join(BeautifulSoup(markup, "html.parser").get_text(" ").split())


def address(child: Child, page: str) -> str:
    return f"/children/{child.id}/{page}"


def child_named(session: Session, given_name: str) -> Child:
    return session.scalars(select(Child).where(Child.given_name == given_name)).one()


@pytest.fixture
def unnamed(session: Session, cast: Cast) -> Child:
    child = Child(
        family=Family(name="Child 4711", created_at=NOW),
        team=cast.riverside,
        authority=cast.authority,
        la_child_id="4711",
        born_on=date(2015, 1, 1),
        created_at=NOW,
    )
    session.add(child)
    session.commit()
    return child


def test_a_practitioner_adds_a_child_and_has_the_child(session: Session, cast: Cast, as_: SignIn) -> None:
    assert as_(cast.amira).post("/children/new", data=OMAR).status_code == 303
    child = child_named(session, "Omar")
    assert (child.team, [held.user for held in child.allocations]) == (cast.riverside, [cast.amira])
    assert [relation.adult.name for relation in child.relations] == ["Hana Said"]
    assert as_(cast.amira).get(f"/families/{child.family_id}").status_code == 200


def test_a_manager_who_adds_a_child_chooses_a_worker_afterwards(session: Session, cast: Cast, as_: SignIn) -> None:
    assert as_(cast.chloe).post("/children/new", data=OMAR).status_code == 303
    assert child_named(session, "Omar").allocations == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"given_name": ""}, "Enter the child’s first name"),
        ({"born_on": ["", "4", "2019"]}, "Enter a real date, like 24 7 2020"),
        ({"born_on": ["31", "2", "2019"]}, "Enter a real date, like 24 7 2020"),
        ({"born_on": ["1"]}, "Enter a real date, like 24 7 2020"),
        ({"born_on": ["", "", ""]}, "Enter a date of birth, or the date on which the child is expected"),
        ({"born_on": ["17", "11", "2026"]}, "Date of birth must be today or in the past"),
        ({"nhs_number": "999 123 4561"}, "This is not an NHS number: check each digit"),
        ({"upn": "A123"}, "A UPN has 13 characters"),
        ({"other_numbers": "AB 12"}, "say what the number is, then a colon, then the number"),
        ({"ethnicity": "XXXX"}, "Not a valid choice"),
        ({"pronoun": ""}, "Choose how to speak of the child"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    session: Session, cast: Cast, as_: SignIn, typed: dict[str, object], sentence: str
) -> None:
    answer = as_(cast.amira).post("/children/new", data=OMAR | typed | {"disability": "Wears <hearing> aids"})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert sentence in words(page)
    assert "Wears &lt;hearing&gt; aids" in page
    assert session.scalars(select(Child).where(Child.family_name == "Said")).all() == []


def test_a_child_who_may_be_known_is_asked_about_once(session: Session, cast: Cast, as_: SignIn) -> None:
    leo = OMAR | {"given_name": "Leo", "family_name": "Marsh", "born_on": ["24", "7", "2020"]}
    first = words(as_(cast.amira).post("/children/new", data=leo).get_data(as_text=True))
    assert "Is it the same child?" in first
    assert "Leo Marsh , born 24 July 2020: the same name and the same date of birth" in first
    assert as_(cast.amira).post("/children/new", data=leo | {"another": "y"}).status_code == 303
    assert len(session.scalars(select(Child).where(Child.given_name == "Leo")).all()) == 2


def test_whoever_may_not_see_the_child_is_told_nothing_at_all(session: Session, cast: Cast, as_: SignIn) -> None:
    leo = OMAR | {"given_name": "Leo", "family_name": "Marsh", "born_on": ["24", "7", "2020"]}
    assert as_(cast.dev).post("/children/new", data=leo).status_code == 303
    assert len(session.scalars(select(Child).where(Child.given_name == "Leo")).all()) == 2


def test_a_number_of_a_child_who_may_be_seen_names_the_child_beside_the_field(
    session: Session, cast: Cast, as_: SignIn
) -> None:
    cast.leo.nhs_number = NHS_NUMBER
    session.commit()
    typed = OMAR | {"nhs_number": NHS_NUMBER, "another": "y"}
    answer = as_(cast.amira).post("/children/new", data=typed).get_data(as_text=True)
    beside = BeautifulSoup(answer, "html.parser").select_one("#nhs_number-error")
    assert beside is not None
    assert "Leo Marsh, born 24 July 2020, is on file with this number" in words(str(beside))


def test_an_nhs_number_on_file_is_refused_also_when_the_person_insists(
    session: Session, cast: Cast, as_: SignIn
) -> None:
    cast.zoe.nhs_number = NHS_NUMBER
    session.commit()
    for more in ({}, {"another": "y"}):
        answer = as_(cast.amira).post("/children/new", data=OMAR | {"nhs_number": NHS_NUMBER} | more)
        said = words(answer.get_data(as_text=True))
        assert "Ask your manager: this child may already be known" in said
        assert "Zoë" not in said
    assert session.scalars(select(Child).where(Child.given_name == "Omar")).all() == []


def test_details_changed_by_somebody_else_are_shown_and_what_was_typed_stays(
    session: Session, cast: Cast, as_: SignIn
) -> None:
    details = {
        "given_name": "Leo",
        "family_name": "Marsh",
        "born_on": ["24", "7", "2020"],
        "pronoun": "he",
        "sex": "",
        "ethnicity": "",
        "version": str(cast.leo.version),
    }
    where = address(cast.leo, "details")
    changed = details | {"first_language": "Welsh", "pronoun": "they"}
    assert as_(cast.chloe).post(where, data=changed).status_code == 303
    answer = as_(cast.amira).post(where, data=details | {"first_language": "Polish"})
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert "Somebody else saved this page while you had it open" in page.get_text()
    assert "First language Welsh" in " ".join(page.get_text(" ").split())
    assert "How to speak of the child they / them" in " ".join(page.get_text(" ").split())
    typed = page.find(id="first_language")
    version = page.find(id="version")
    assert typed is not None
    assert version is not None
    assert typed["value"] == "Polish"
    session.expire_all()
    assert cast.leo.first_language == "Welsh"
    again = details | {"first_language": "Polish", "version": str(version["value"])}
    assert as_(cast.amira).post(where, data=again).status_code == 303
    session.expire_all()
    assert cast.leo.first_language == "Polish"


def test_saving_details_unchanged_changes_nothing(session: Session, cast: Cast, as_: SignIn) -> None:
    where = address(cast.leo, "details")
    page = BeautifulSoup(as_(cast.amira).get(where).get_data(as_text=True), "html.parser")
    sent: dict[str, list[str]] = {}
    for field in page.select("main form [name]"):
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            assert chosen is not None
            sent.setdefault(str(field["name"]), []).append(str(chosen.get("value", "")))
        elif field.name == "textarea":
            sent.setdefault(str(field["name"]), []).append(field.get_text().strip())
        elif field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
            sent.setdefault(str(field["name"]), []).append(str(field.get("value", "")))
    before = cast.leo.version
    assert as_(cast.amira).post(where, data=sent).status_code == 303
    session.expire_all()
    assert cast.leo.version == before
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == "child:describe")).all() == []


def test_a_brother_is_added_on_the_familys_page(session: Session, cast: Cast, as_: SignIn) -> None:
    where = f"/families/{cast.leo.family_id}/children/new"
    assert as_(cast.dev).get(where).status_code == 404
    answer = as_(cast.amira).post(where, data=OMAR | {"household_id": str(cast.leos_home.id)})
    assert answer.status_code == 303
    child = child_named(session, "Omar")
    assert child.family is cast.leo.family
    assert [home.household for home in child.residences] == [cast.leos_home]


def test_a_manager_names_and_allocates_a_child_from_a_return(
    session: Session, cast: Cast, as_: SignIn, unnamed: Child
) -> None:
    where = address(unnamed, "name")
    for user in (cast.amira, cast.dev, cast.farid, cast.grace):
        assert as_(user).get(where).status_code == 404, user.name
    assert as_(cast.chloe).get(where).status_code == 200
    named = {
        "given_name": "Ada",
        "family_name": "Novak",
        "pronoun": "she",
        "home_name": "Mum’s house",
        "worker_id": str(cast.ben.id),
    }
    assert as_(cast.chloe).post(where, data=named).status_code == 303
    session.expire_all()
    assert (unnamed.full_name, [held.user for held in unnamed.allocations]) == ("Ada Novak", [cast.ben])
    assert [home.household.name for home in unnamed.residences] == ["Mum’s house"]
    assert as_(cast.chloe).get(where).status_code == 303


def test_a_child_is_put_with_a_sister_who_was_looked_for(
    session: Session, cast: Cast, as_: SignIn, unnamed: Child
) -> None:
    where = address(unnamed, "brothers-and-sisters")
    assert as_(cast.ben).get(where).status_code == 404
    client = as_(cast.chloe)
    ruby = client.found(where, "ruby")
    assert "Ruby Marsh, 3" in words(client.get(ruby).get_data(as_text=True))
    assert "No other child of your team" in words(client.get(client.found(where, "Zoë")).get_data(as_text=True))
    refused = client.post(ruby, data={"sibling": str(cast.zoe.id), "reason": "Same mother"})
    assert refused.status_code == 200
    without = client.post(ruby, data={"sibling": str(cast.ruby.id)})
    assert "Say why the child belongs there" in words(without.get_data(as_text=True))
    assert client.post(ruby, data={"sibling": str(cast.ruby.id), "reason": "Same mother"}).status_code == 303
    session.expire_all()
    assert unnamed.family is cast.ruby.family


def test_an_adult_is_added_with_what_they_are_to_each_child(session: Session, cast: Cast, as_: SignIn) -> None:
    where = f"/families/{cast.leo.family_id}/adults/new"
    page = BeautifulSoup(as_(cast.amira).get(f"{where}?as=father").get_data(as_text=True), "html.parser")
    chosen = [option["value"] for option in page.select("select[name^=relation_] option[selected]")]
    assert chosen == ["father", "father"]
    sent = {
        "name": "Gus Reed",
        "household_id": "",
        "relation_0": "step_parent",
        "relation_1": "father",
        "responsibility_1": "y",
        "not_to_be_contacted": "y",
    }
    refused = as_(cast.amira).post(where, data=sent)
    assert "Say why this person must not be contacted" in words(refused.get_data(as_text=True))
    assert as_(cast.amira).post(where, data=sent | {"no_contact_reason": "Court order"}).status_code == 303
    session.expire_all()
    gus = next(adult for adult in cast.leo.family.adults if adult.name == "Gus Reed")
    told = {one.child.first_name: (one.relationship_to_child.value, one.is_carer) for one in gus.relations}
    assert told == {"Leo": ("step_parent", False), "Ruby": ("father", False)}


def test_homes_are_added_moved_to_and_left(session: Session, cast: Cast, as_: SignIn) -> None:
    client = as_(cast.amira)
    assert client.post(f"/families/{cast.leo.family_id}/households/new", data={"name": "Gran’s"}).status_code == 303
    session.expire_all()
    grans = next(home for home in cast.leo.family.households if home.name == "Gran’s")
    first = cast.leo.residences[0]
    move = address(cast.leo, f"homes/{first.id}/move")
    sent = {"household_id": str(grans.id), "to_on": ["1", "11", "2026"]}
    assert client.get(move).status_code == 200
    assert client.post(move, data=sent).status_code == 303
    session.expire_all()
    assert [(home.household.name, home.to_on) for home in cast.leo.residences] == [
        ("Mum’s flat", date(2026, 11, 1)),
        ("Gran’s", None),
    ]
    assert "ended already" in words(client.post(move, data=sent).get_data(as_text=True))
    back = {"household_id": str(cast.leos_home.id), "from_on": ["2", "11", "2026"]}
    assert client.post(address(cast.leo, "homes"), data=back).status_code == 303
    left = address(cast.leo, f"homes/{cast.leo.residences[1].id}/left")
    assert client.post(left, data={"to_on": ["3", "11", "2026"]}).status_code == 303


def test_help_is_added_and_ended(session: Session, cast: Cast, as_: SignIn) -> None:
    client = as_(cast.amira)
    where = address(cast.leo, "help")
    sent = {"kind": "child_in_need", "started_on": ["5", "1", "2025"], "ended_on": ["20", "2", "2026"], "category": ""}
    assert client.post(where, data=sent).status_code == 303
    assert "is already recorded from 5 January 2025" in words(client.post(where, data=sent).get_data(as_text=True))
    plan = next(one for one in cast.leo.episodes if one.kind is HelpKind.CHILD_PROTECTION)
    assert client.post(f"{where}/{plan.id}/end", data={"ended_on": ["1", "11", "2026"]}).status_code == 303
    session.expire_all()
    assert plan.ended_on == date(2026, 11, 1)


def test_workers_are_allocated_handed_over_and_ended_by_the_manager_alone(
    session: Session, cast: Cast, as_: SignIn
) -> None:
    where = address(cast.leo, "workers")
    assert as_(cast.amira).get(where).status_code == 404
    client = as_(cast.chloe)
    day = ["16", "11", "2026"]
    assert "Choose a worker" in words(
        client.post(where, data={"worker_id": "", "part": "lead", "from_on": day}).get_data(as_text=True)
    )
    first = cast.leo.allocations[0]
    sent = {"worker_id": str(cast.ben.id), "on": day}
    assert client.post(f"{where}/{first.id}/hand-over", data=sent).status_code == 303
    session.expire_all()
    assert [(held.user, held.to_on) for held in cast.leo.allocations] == [(cast.amira, TODAY), (cast.ben, None)]
    assert as_(cast.amira).get(address(cast.leo, "details")).status_code == 404
    assert as_(cast.ben).get(address(cast.leo, "details")).status_code == 200
    last = cast.leo.allocations[1]
    assert as_(cast.chloe).post(f"{where}/{last.id}/end", data={"to_on": day}).status_code == 303
    session.expire_all()
    assert last.to_on == TODAY
