"""My children, my team and the family's page, as each of the cast meets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.children import service
from gcp_tracker.children.details import AdultDetails, ChildDetails, RelationDetails
from gcp_tracker.models import Child, Family, User
from gcp_tracker.rules.vocabulary import Pronoun, Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, draft_visit, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.conftest import counted_queries
from tests.page_client import PageClient

pytestmark = pytest.mark.each_database

WritingAs = Callable[[User | None], UnitOfWork]
SignIn = Callable[[User], PageClient]


def words(client: PageClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(BeautifulSoup(answer.get_data(as_text=True), "html.parser").get_text(" ").split())


def family_of(child: Child) -> str:
    return f"/families/{child.family_id}"


def test_my_children_says_where_each_stands_and_offers_one_button(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    on = date(2026, 11, 2)
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, on, all_grades(cast.leo, on, 2), child_seen_alone=False)
        draft_visit(uow, cast.leo, TODAY)
    page = words(as_(cast.amira), "/my-children")
    assert "Leo , 6 Start visit" in page
    assert "Go on with the visit of 16 November 2026" in page
    assert "Physical care Not enough to tell" in page
    assert "Worst now 2 (15 items)" in page
    assert "Last seen 2 November 2026 (14 days ago) Seen alone not yet Next profile no profile yet" in page
    assert "Ruby" not in page
    assert "Kai" not in page
    soup = BeautifulSoup(as_(cast.amira).get("/my-children").get_data(as_text=True), "html.parser")
    assert len(soup.select(".child-row .govuk-button")) == 1
    assert len(soup.select(".child-row svg title")) == 4


def test_search_works_without_javascript_and_says_when_nobody_is_found(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.amira)
    assert "Leo" in words(client, client.found("/my-children", "MARSH"))
    nobody = words(client, client.found("/my-children", "<b>zzz"))
    assert "None of your children has “<b>zzz” in a name or number" in nobody
    assert "Leo" not in nobody


def test_an_empty_list_says_what_belongs_there(cast: Cast, as_: SignIn, writing_as: WritingAs) -> None:
    with writing_as(cast.chloe) as uow:
        service.end_allocation(uow, cast.leo.allocations[0], TODAY)
    assert "No child is allocated to you yet" in words(as_(cast.amira), "/my-children")


def test_an_allocation_that_ended_closes_the_record_to_writing_at_once(
    cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    client = as_(cast.amira)
    where = f"{family_of(cast.leo)}/adults/new"
    assert client.get(where).status_code == 200
    with writing_as(cast.chloe) as uow:
        service.end_allocation(uow, cast.leo.allocations[0], TODAY)
    assert client.get(where).status_code == 404


@pytest.mark.parametrize(("address", "most"), [("/my-children", 8), ("/my-team", 12)])
def test_both_lists_take_few_queries_whatever_the_number(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs, address: str, most: int
) -> None:
    user = cast.amira if address == "/my-children" else cast.chloe
    client = as_(user)
    counts = []
    for more in (0, 39):
        with writing_as(cast.amira) as uow:
            for place in range(more):
                details = ChildDetails(given_name=f"Omar {place}", born_on=date(2019, 4, 1), pronoun=Pronoun.HE)
                child = service.add_family_with_child(uow, cast.riverside, details, allocate_to=cast.amira)
                on = date(2026, 11, 16 - place % 5)
                signed_visit(uow, child, on, all_grades(child, on, 3))
        session.expire_all()
        session.rollback()
        with counted_queries() as statements:
            client.get(address)
        counts.append(len(statements))
    assert counts[0] == counts[1], counts
    assert counts[1] <= most, counts


def test_my_team_puts_what_needs_the_manager_first(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    session.add(
        Child(
            family=Family(name="Child 4711", created_at=NOW),
            team=cast.riverside,
            authority=cast.authority,
            la_child_id="4711",
            born_on=date(2015, 1, 1),
            created_at=NOW,
        )
    )
    session.commit()
    with writing_as(cast.ben) as uow:
        draft_visit(uow, cast.kai, TODAY, all_grades(cast.kai, TODAY, 5), household=cast.kais_dads, safe=None)
    page = words(as_(cast.chloe), "/my-team")
    told = ["Look at now", "Kai Osei", "Child 4711", "Ruby Marsh", "Needs attention", "Leo Marsh", "Who carries what"]
    places = [page.index(text) for text in told]
    assert places == sorted(places)
    assert "Is Kai safe tonight? Asked by the visit of 16 November 2026 (Ben Lowe), not answered." in page
    assert "Zoë" not in page
    assert "4 children, 2 workers. 3 need you now." in page


def test_my_team_is_filtered_by_worker(cast: Cast, as_: SignIn) -> None:
    client = as_(cast.chloe)
    of_ben = words(client, f"/my-team?worker={cast.ben.id}")
    assert "Kai Osei" in of_ben
    assert "Leo Marsh" not in of_ben
    of_nobody = words(client, "/my-team?worker=nobody")
    assert "Ruby Marsh" in of_nobody
    assert "Kai Osei" not in of_nobody
    assert "No child of the team is found so" in words(client, "/my-team?worker=999999")


def test_each_list_is_for_its_role_only(cast: Cast, as_: SignIn, client: PageClient) -> None:
    for user in (cast.ewa, cast.farid, cast.grace):
        for address in ("/my-children", "/my-team", "/children/new"):
            assert as_(user).get(address).status_code == 404, (user.name, address)
    assert as_(cast.amira).get("/my-team").status_code == 404
    assert as_(cast.chloe).get("/my-children").status_code == 404


def test_the_family_stands_side_by_side(cast: Cast, as_: SignIn) -> None:
    page = words(as_(cast.amira), family_of(cast.leo))
    assert "Leo Marsh , 6" in page
    assert "Ruby Marsh , 3" in page
    assert "Child protection plan for neglect since 20 February 2026" in page
    assert "Mother of Leo: cares for him, lives at Mum’s flat" in page
    assert "No father recorded for Leo. Add Leo’s father" in page
    assert "Mum’s flat 4 Weir Court Leo, Ruby, Tara Marsh" in page


def test_a_child_with_two_homes_lives_in_both(cast: Cast, as_: SignIn) -> None:
    assert "Lives at Mum’s house and Dad’s flat" in words(as_(cast.ben), family_of(cast.kai))


def test_who_must_not_be_contacted_is_tagged_for_all_and_explained_to_few(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        gus = service.record_adult(
            uow,
            cast.leo.family,
            AdultDetails(
                "Gus Reed",
                (RelationDetails(cast.ruby, Relationship.FATHER, is_carer=False),),
                phone="01632 960 222",
                address="9 Hidden Row",
                not_to_be_contacted=True,
                no_contact_reason="Court order until 2027",
            ),
        )
    secrets = ("01632 960 222", "9 Hidden Row", "Court order until 2027")
    # Amira is allocated to Leo; to Ruby she is the worker of a brother, and the table gives that no reason to know.
    siblings_worker = words(as_(cast.amira), family_of(cast.leo))
    assert "Gus Reed Not to be contacted" in siblings_worker
    assert not any(secret in siblings_worker for secret in secrets)
    address = f"{family_of(cast.leo)}/adults/{gus.id}"
    assert address not in as_(cast.amira).get(family_of(cast.leo)).get_data(as_text=True)
    assert as_(cast.amira).get(address).status_code == 404
    manager = words(as_(cast.chloe), family_of(cast.leo))
    assert all(secret in manager for secret in secrets)
    assert "No father recorded for Ruby" not in manager
    assert "No father recorded for Leo" in manager


def test_the_address_of_a_home_is_kept_with_the_person_who_must_not_be_found(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    from gcp_tracker.children.details import HomeDetails

    with writing_as(cast.chloe) as uow:
        flat = service.open_household(uow, cast.leo.family, HomeDetails("Gus’s flat", "9 Hidden Row"))
        service.record_adult(
            uow,
            cast.leo.family,
            AdultDetails(
                "Gus Reed",
                (RelationDetails(cast.ruby, Relationship.FATHER),),
                household=flat,
                not_to_be_contacted=True,
                no_contact_reason="Court order",
            ),
        )
    address = f"{family_of(cast.leo)}/households/{flat.id}"
    assert "9 Hidden Row" not in words(as_(cast.amira), family_of(cast.leo))
    assert "9 Hidden Row" not in as_(cast.amira).get(address).get_data(as_text=True)
    assert as_(cast.amira).post(address, data={"name": "Flat", "address": "gone"}).status_code == 303
    session.expire_all()
    assert (flat.name, flat.address) == ("Flat", "9 Hidden Row")
    assert "9 Hidden Row" in words(as_(cast.chloe), family_of(cast.leo))


def test_a_brother_whom_the_reader_may_not_read_is_not_named_nor_is_what_only_he_has(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    from gcp_tracker.children.details import HomeDetails

    with writing_as(cast.chloe) as uow:
        secret = service.add_sibling(
            uow,
            cast.leo.family,
            cast.hillside,
            ChildDetails(given_name="Milo", family_name="Marsh", born_on=date(2016, 1, 1)),
        )
        home = service.open_household(uow, cast.leo.family, HomeDetails("Milo’s foster home", "7 Far Away"))
        service.start_residence(uow, secret, home, TODAY)
        service.record_adult(
            uow, cast.leo.family, AdultDetails("Fay Carer", (RelationDetails(secret, Relationship.FOSTER_CARER),))
        )
    session.expire_all()
    managers = words(as_(cast.chloe), family_of(cast.leo))
    assert "Leo Marsh" in managers
    for hidden in ("Milo", "7 Far Away", "Fay Carer"):
        assert hidden not in managers, hidden
    assert as_(cast.chloe).get(f"{family_of(cast.leo)}/households/{home.id}").status_code == 404
    # Whoever is allocated to a brother or sister reads all of them.
    assert "Milo" in words(as_(cast.amira), family_of(cast.leo))


def test_strangers_get_the_same_answer_as_for_a_family_that_does_not_exist(
    session: Session, cast: Cast, as_: SignIn, client: PageClient
) -> None:
    from uuid import uuid4

    missing = as_(cast.dev).get(f"/families/{uuid4()}")
    for user in (cast.dev, cast.ewa, cast.farid, cast.grace):
        refused = as_(user).get(family_of(cast.leo))
        assert refused.status_code == 404
        assert "Leo" not in BeautifulSoup(refused.data, "html.parser").get_text()
    assert (
        BeautifulSoup(missing.data, "html.parser").main
        == BeautifulSoup(as_(cast.dev).get(family_of(cast.leo)).data, "html.parser").main
    )
    with client.session_transaction() as held:
        held.clear()
    for address in (family_of(cast.leo), "/my-children", "/my-team", "/children/new"):
        assert client.get(address).status_code == 302
    assert session.scalars(select(Child).where(Child.given_name == "Leo")).one() is cast.leo
