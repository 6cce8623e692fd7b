"""Which homes are offered to whom: those of children about whom the reader may read, and no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from gcp_tracker.children import service
from gcp_tracker.children.details import ChildDetails, HomeDetails
from gcp_tracker.models import Child, Household, User
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import draft_visit, visit_form
from tests.cast import TODAY, Cast
from tests.page_client import PageClient

WritingAs = Callable[[User | None], UnitOfWork]
SignIn = Callable[[User], PageClient]


@pytest.fixture
def hidden_home(cast: Cast, writing_as: WritingAs) -> Household:
    """Of a brother who is with another team."""
    with writing_as(cast.chloe) as uow:
        milo = service.add_sibling(
            uow, cast.leo.family, cast.hillside, ChildDetails(given_name="Milo", born_on=date(2016, 1, 1))
        )
        home = service.open_household(uow, cast.leo.family, HomeDetails("Milo’s foster home"))
        service.start_residence(uow, milo, home, TODAY)
        return home


def shown(client: PageClient, child: Child, page: str) -> str:
    return client.get(f"/children/{child.id}/{page}").get_data(as_text=True)


def test_the_home_of_a_brother_whom_the_reader_may_not_read_is_not_offered_for_a_visit(
    cast: Cast, as_: SignIn, writing_as: WritingAs, hidden_home: Household
) -> None:
    assert "Mum’s flat" in shown(as_(cast.chloe), cast.leo, "visits/new")
    assert "Milo’s foster home" not in shown(as_(cast.chloe), cast.leo, "visits/new")
    refused = as_(cast.chloe).post(f"/children/{cast.leo.id}/visits/new", data=visit_form(hidden_home))
    assert refused.status_code == 200
    with writing_as(cast.chloe) as uow:
        draft = draft_visit(uow, cast.leo, TODAY, household=cast.leos_home)
    assert "Milo’s foster home" not in as_(cast.chloe).get(f"/visits/{draft.id}/before").get_data(as_text=True)
    # Whoever is allocated to a brother or sister reads about all of them.
    assert "Milo’s foster home" in shown(as_(cast.amira), cast.leo, "visits/new")


def test_a_brothers_own_home_is_offered_to_his_sister(
    cast: Cast, as_: SignIn, writing_as: WritingAs, hidden_home: Household
) -> None:
    with writing_as(cast.chloe) as uow:
        only_leo = service.open_household(uow, cast.leo.family, HomeDetails("Gran’s house"))
        service.move_child_home(uow, cast.leo.residences[0], only_leo, date(2026, 11, 1))
    for page in ("homes", f"homes/{cast.ruby.residences[0].id}/move", "visits/new"):
        offered = shown(as_(cast.chloe), cast.ruby, page)
        assert "Gran’s house" in offered, page
        assert "Milo’s foster home" not in offered, page
    moves = {"household_id": str(only_leo.id), "from_on": ["2", "11", "2026"]}
    assert as_(cast.chloe).post(f"/children/{cast.ruby.id}/homes", data=moves).status_code == 303


def test_a_child_put_with_another_family_keeps_the_shared_home_on_its_profile_form(
    cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        service.move_to_family(uow, cast.ruby, cast.kai.family)
    where = f"/children/{cast.ruby.id}/profiles/new"
    assert "Mum’s flat" in as_(cast.chloe).get(where).get_data(as_text=True)
    opened = {"care_of": f"household-{cast.leos_home.id}", "opened_on": ["16", "11", "2026"]}
    assert as_(cast.chloe).post(where, data=opened).status_code == 303
