"""Somebody who is not to be contacted: no form is a way to the reason, the phone or the address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from gcp_tracker.children import service
from gcp_tracker.children.details import AdultDetails, ChildDetails, HomeDetails, RelationDetails
from gcp_tracker.models import Adult, Allocation, Child, User
from gcp_tracker.rules.vocabulary import Relationship, RoleName
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import Cast, person
from tests.page_client import PageClient

WritingAs = Callable[[User | None], UnitOfWork]
SignIn = Callable[[User], PageClient]
SECRETS = ("01632 960 222", "9 Hidden Row", "Court order until 2027")


@pytest.fixture
def hana(session: Session, cast: Cast, password_hash: str) -> User:
    """Allocated to Ruby; to Leo she is the worker of a sister."""
    hana = person("Hana Iqbal", cast.roles[RoleName.PRACTITIONER], cast.riverside, password_hash)
    session.add_all([hana, Allocation(child=cast.ruby, user=hana, from_on=date(2026, 1, 5))])
    session.commit()
    return hana


def marked(uow: UnitOfWork, *children: Child, **more: object) -> Adult:
    relations = tuple(RelationDetails(child, Relationship.FATHER, is_carer=False) for child in children)
    phone, address, reason = SECRETS
    kept = {"phone": phone, "address": address, "not_to_be_contacted": True, "no_contact_reason": reason}
    family = children[0].family
    return service.record_adult(uow, family, AdultDetails("Darren Reed", relations, **(kept | more)))  # type: ignore[arg-type]


def family_page(child: Child) -> str:
    return f"/families/{child.family_id}"


def page(client: PageClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def sent(cast: Cast, **relations: str) -> dict[str, str]:
    """The form about Darren, with what he is to each child as it would be posted."""
    order = {child.given_name: place for place, child in enumerate(cast.leo.family.children)}
    chosen = {f"relation_{place}": relations.get(str(name), "") for name, place in order.items()}
    return {"name": "Darren Reed", "household_id": ""} | chosen


@pytest.mark.parametrize("relations", [{"Leo": "father", "Ruby": "father"}, {"Ruby": "father"}, {}])
def test_a_siblings_worker_gives_herself_nothing_by_changing_the_relations(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs, hana: User, relations: dict[str, str]
) -> None:
    with writing_as(cast.chloe) as uow:
        darren = marked(uow, cast.leo)
    where = f"{family_page(cast.leo)}/adults/{darren.id}"
    assert as_(hana).get(where).status_code == 404
    assert as_(hana).post(where, data=sent(cast, **relations)).status_code == 404
    session.expire_all()
    assert [relation.child for relation in darren.relations] == [cast.leo]
    assert (darren.not_to_be_contacted, darren.no_contact_reason) == (True, SECRETS[2])
    shown = page(as_(hana), family_page(cast.leo))
    assert "Darren Reed" in shown
    assert "Not to be contacted" in shown
    assert where not in shown
    assert not any(secret in shown for secret in SECRETS)


def test_somebody_who_is_nothing_to_any_child_is_kept_as_for_all_of_them(
    cast: Cast, as_: SignIn, writing_as: WritingAs, hana: User
) -> None:
    with writing_as(cast.chloe) as uow:
        darren = marked(uow, cast.leo)
        service.describe_adult(uow, darren, AdultDetails("Darren Reed", (RelationDetails(cast.leo, None),)))
    for user in (hana, cast.amira):
        assert not any(secret in page(as_(user), family_page(cast.leo)) for secret in SECRETS), user.name
        assert as_(user).get(f"{family_page(cast.leo)}/adults/{darren.id}").status_code == 404
    assert all(secret in page(as_(cast.chloe), family_page(cast.leo)) for secret in SECRETS)


def test_the_permission_for_one_of_two_children_is_not_enough(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs, hana: User
) -> None:
    with writing_as(cast.chloe) as uow:
        darren = marked(uow, cast.leo, cast.ruby)
    where = f"{family_page(cast.leo)}/adults/{darren.id}"
    for user in (hana, cast.amira):
        assert as_(user).get(where).status_code == 404, user.name
        lifted = sent(cast, Leo="father", Ruby="father")
        assert as_(user).post(where, data=lifted).status_code == 404, user.name
        assert not any(secret in page(as_(user), family_page(cast.leo)) for secret in SECRETS), user.name
    assert as_(cast.chloe).post(where, data=sent(cast, Leo="father", Ruby="father")).status_code == 303
    session.expire_all()
    assert not darren.not_to_be_contacted


def test_his_own_workers_relation_to_a_sister_needs_the_permission_for_her_too(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        darren = marked(uow, cast.leo)
    where = f"{family_page(cast.leo)}/adults/{darren.id}"
    kept = {"phone": "1", "address": "", "not_to_be_contacted": "y", "no_contact_reason": "Court order"}
    refused = as_(cast.amira).post(where, data=sent(cast, Leo="father", Ruby="father") | kept)
    told = BeautifulSoup(refused.get_data(as_text=True), "html.parser").get_text()
    assert "for every child concerned can change" in told
    session.expire_all()
    assert ([relation.child for relation in darren.relations], darren.phone) == ([cast.leo], SECRETS[0])
    assert as_(cast.amira).post(where, data=sent(cast, Leo="father") | kept).status_code == 303
    session.expire_all()
    assert darren.phone == "1"


def test_a_child_of_another_family_to_whom_he_is_something_counts(
    cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        darren = marked(uow, cast.leo, cast.ruby)
        service.move_to_family(uow, cast.ruby, cast.kai.family)
    where = f"{family_page(cast.leo)}/adults/{darren.id}"
    assert as_(cast.amira).get(where).status_code == 404
    assert as_(cast.chloe).get(where).status_code == 200


def test_saying_that_a_child_lives_with_him_does_not_show_his_address(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs, hana: User
) -> None:
    with writing_as(cast.chloe) as uow:
        flat = service.open_household(uow, cast.leo.family, HomeDetails("Darren’s flat", SECRETS[1]))
        marked(uow, cast.leo, household=flat, address="")
    where = f"/children/{cast.ruby.id}/homes"
    assert "Darren’s flat" not in page(as_(hana), where)
    moves = {"household_id": str(flat.id), "from_on": ["16", "11", "2026"]}
    assert as_(hana).post(where, data=moves).status_code == 200
    sister = {"given_name": "Ada", "born_on": ["1", "4", "2019"], "pronoun": "she", "sex": "", "ethnicity": ""}
    added = as_(hana).post(f"{family_page(cast.leo)}/children/new", data=sister | {"household_id": str(flat.id)})
    assert added.status_code == 200
    assert SECRETS[1] not in page(as_(hana), family_page(cast.leo))
    assert as_(cast.chloe).post(where, data=moves).status_code == 303


def test_the_home_of_somebody_who_is_marked_for_a_hidden_child_keeps_its_address(
    cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        milo = service.add_sibling(
            uow, cast.leo.family, cast.hillside, ChildDetails(given_name="Milo", born_on=date(2016, 1, 1))
        )
        flat = service.open_household(uow, cast.leo.family, HomeDetails("Darren’s flat", SECRETS[1]))
        marked(uow, milo, household=flat, address="")
    assert SECRETS[1] not in page(as_(cast.chloe), family_page(cast.leo))


def test_everybody_who_describes_the_family_may_put_the_mark_there(
    session: Session, cast: Cast, as_: SignIn, hana: User
) -> None:
    new = sent(cast, Leo="father") | {"not_to_be_contacted": "y", "no_contact_reason": SECRETS[2], "phone": SECRETS[0]}
    assert as_(hana).post(f"{family_page(cast.leo)}/adults/new", data=new).status_code == 303
    session.expire_all()
    darren = next(adult for adult in cast.leo.family.adults if adult.name == "Darren Reed")
    assert darren.not_to_be_contacted
    assert not any(secret in page(as_(hana), family_page(cast.leo)) for secret in SECRETS)
