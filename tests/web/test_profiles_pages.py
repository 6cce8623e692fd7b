"""The pages of profiles: who reaches them, what they always say, and the whole way from opening to sharing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, url_for
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import Adult, CareRelation, Child, Household, Profile, User
from gcp_tracker.profiles.queries import open_profiles
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.rules.grading import RULE_WORDS
from gcp_tracker.rules.vocabulary import NoteKind, Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import withdraw_visit
from tests.builders import many_visits, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.conftest import counted_queries
from tests.page_client import PageClient

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]


def words_of(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(BeautifulSoup(response.get_data(as_text=True), "html.parser").get_text(" ").split())


def opened(uow: UnitOfWork, child: Child, home: Household, key: str = "graded-care") -> Profile:
    return open_profile(uow, child, instruments.newest(key), opened_on=uow.today, household=home)


@pytest.fixture
def done(cast: Cast, writing_as: Writing) -> Profile:
    """Leo’s completed profile: 4 for enough food, and two items of Safety."""
    with writing_as(cast.amira) as uow:
        grades = {"nutrition_quantity": 4, "nutrition_quality": 2, "absence": 2, "presence_roads": 1}
        notes = {NoteKind.GOING_WELL: "Gran reads at bedtime & <b>sings</b>"}
        signed_visit(uow, cast.leo, TODAY, grades, not_seen=["hygiene"], notes=notes)
        profile = opened(uow, cast.leo, cast.leos_home)
        complete_profile(uow, profile)
    return profile


def every_path(profile: Profile) -> list[str]:
    return [
        f"/children/{profile.child_id}/profiles",
        f"/children/{profile.child_id}/profiles/new",
        f"/profiles/{profile.id}",
        f"/profiles/{profile.id}/sharing",
    ]


def test_worker_and_manager_reach_every_page(cast: Cast, as_: As, done: Profile) -> None:
    for person in (cast.amira, cast.chloe):
        assert [as_(person).get(path).status_code for path in every_path(done)] == [200] * 4


def test_nobody_else_learns_that_there_is_a_profile(cast: Cast, as_: As, done: Profile) -> None:
    for person in (cast.dev, cast.ewa, cast.farid, cast.grace):
        client = as_(person)
        assert [client.get(path).status_code for path in every_path(done)] == [404] * 4
        sent = [client.post(f"/profiles/{done.id}/{step}").status_code for step in ("visits", "complete", "sharing")]
        assert sent == [404] * 3


def test_a_colleague_of_the_team_reads_a_profile_and_writes_nothing_in_it(cast: Cast, as_: As, done: Profile) -> None:
    client = as_(cast.ben)
    assert [client.get(path).status_code for path in every_path(done)] == [200, 404, 200, 404]
    sent = [client.post(f"/profiles/{done.id}/{step}").status_code for step in ("visits", "complete", "sharing")]
    assert sent == [404] * 3


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: PageClient, done: Profile) -> None:
    for path in every_path(done):
        response = client.get(path)
        assert response.status_code == 302
        assert "/sign-in" in response.location


def test_a_sisters_worker_may_open_one_and_leaves_completing_and_sharing_to_the_childs_own(
    cast: Cast, as_: As, session: Session, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.ruby, TODAY, {"hygiene": 2}, household=cast.leos_home)
        profile = opened(uow, cast.ruby, cast.leos_home)
    client = as_(cast.amira)
    assert "Ruby’s own worker or manager completes it." in words_of(client, f"/profiles/{profile.id}")
    assert client.post(f"/profiles/{profile.id}/complete").status_code == 404
    assert as_(cast.chloe).post(f"/profiles/{profile.id}/complete").status_code == 303
    assert as_(cast.amira).get(f"/profiles/{profile.id}/sharing").status_code == 404
    session.refresh(profile)
    assert profile.is_completed


def test_each_grade_says_what_drives_it_and_how_much_was_graded(cast: Cast, as_: As, done: Profile) -> None:
    words = words_of(as_(cast.amira), f"/profiles/{done.id}")
    enough = instruments.newest("graded-care").item("nutrition_quantity").title
    assert f"graded 2 of 4 items; driven by {enough}: 4 on 16 November 2026" in words
    assert "graded 2 of 6 items" in words
    assert "4 often missed" in words
    assert "not seen on 16 November 2026" in words
    assert RULE_WORDS in words
    assert "There is no total" in words


def test_what_is_going_well_stands_there_as_it_was_written(cast: Cast, as_: As, done: Profile) -> None:
    page = as_(cast.amira).get(f"/profiles/{done.id}").get_data(as_text=True)
    assert "Gran reads at bedtime &amp; &lt;b&gt;sings&lt;/b&gt;" in page


def test_every_item_links_to_the_visit_that_graded_it(cast: Cast, as_: As, done: Profile, app: Flask) -> None:
    soup = BeautifulSoup(as_(cast.amira).get(f"/profiles/{done.id}").get_data(as_text=True), "html.parser")
    with app.test_request_context():
        to_visit = url_for("visits.show", visit_id=done.grades[0].visit_id)
    links = [link["href"] for link in soup.select(".item-when")]
    assert links
    assert set(links) == {to_visit}
    assert as_(cast.amira).get(to_visit).status_code == 200


def open_form(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"care_of": f"household-{cast.leos_home.id}", "opened_on": ["16", "11", "2026"]} | more


def test_from_opening_to_sharing_by_forms_alone(cast: Cast, as_: As, session: Session, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        first = signed_visit(uow, cast.leo, TODAY - timedelta(days=4), {"hygiene": 4})
    client = as_(cast.amira)
    assert "There is no profile of care at Mum’s flat yet." in words_of(client, f"/children/{cast.leo.id}/profiles")
    response = client.post(f"/children/{cast.leo.id}/profiles/new", data=open_form(cast))
    assert response.status_code == 303
    path = response.location
    assert "graded 1 of" in words_of(client, path)
    with writing_as(cast.amira) as uow:
        second = signed_visit(uow, cast.leo, TODAY, {"absence": 5})
    assert "A signed visit does not count yet" in words_of(client, path)
    assert client.post(f"{path}/visits", data={"visit": str(second.first_id), "count": "yes"}).status_code == 303
    assert client.post(f"{path}/visits", data={"visit": str(first.first_id), "count": "no"}).status_code == 303
    words = words_of(client, path)
    assert "5 not met" in words
    assert "A signed visit does not count yet: 12 November 2026" in words
    assert client.post(f"{path}/visits", data={"visit": str(first.first_id), "count": "yes"}).status_code == 303
    assert "Still without a grade" in words_of(client, path)
    assert client.post(f"{path}/complete").status_code == 303
    words = words_of(client, path)
    assert "Completed 16 November 2026 (today) by Amira Khan" in words
    assert "It is not yet said whether this profile was gone through" in words
    shared = {
        "shared_with": str(cast.mum.id),
        "shared_on": ["16", "11", "2026"],
        "agrees": "no",
        "comment": "“I don’t see it that way.”",
    }
    assert client.post(f"{path}/sharing", data=shared).status_code == 303
    words = words_of(client, path)
    assert "Gone through with Tara Marsh on 16 November 2026 (today). Does not agree." in words
    assert "“I don’t see it that way.” Tara Marsh" in words
    listed = words_of(client, f"/children/{cast.leo.id}/profiles")
    assert "Completed 16 November 2026 (today) First profile" in listed
    assert "Next profile due 15 February 2027" in listed


def test_a_visit_of_another_child_cannot_be_slipped_in(cast: Cast, as_: As, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        rubys = signed_visit(uow, cast.ruby, TODAY, {"hygiene": 5}, household=cast.leos_home)
        profile = opened(uow, cast.leo, cast.leos_home)
    response = as_(cast.amira).post(f"/profiles/{profile.id}/visits", data={"visit": str(rubys.first_id)})
    assert response.status_code == 404


def test_completing_without_a_grade_says_why_not_on_the_same_page(cast: Cast, as_: As, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = opened(uow, cast.leo, cast.leos_home)
    response = as_(cast.amira).post(f"/profiles/{profile.id}/complete")
    assert response.status_code == 200
    assert "A profile needs at least one visit with a grade" in response.get_data(as_text=True)


def test_a_second_one_of_the_same_home_is_refused_beside_its_field(cast: Cast, as_: As, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        opened(uow, cast.leo, cast.leos_home)
    response = as_(cast.amira).post(f"/children/{cast.leo.id}/profiles/new", data=open_form(cast))
    soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    assert "has been open since 16 November 2026" in soup.select_one("#care_of-error").get_text()  # type: ignore[union-attr]


def test_an_impossible_date_and_another_familys_home_are_refused_and_what_was_typed_stays(cast: Cast, as_: As) -> None:
    form = open_form(cast, opened_on=["31", "2", "2026"], care_of=f"household-{cast.kais_dads.id}")
    response = as_(cast.amira).post(f"/children/{cast.leo.id}/profiles/new", data=form)
    assert response.status_code == 200
    soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    assert soup.select_one("#opened_on-error")
    assert soup.select_one("#care_of-error")
    assert [field.get("value") for field in soup.select("input.govuk-date-input__input")] == ["31", "2", "2026"]


def test_half_a_sharing_keeps_what_was_typed(cast: Cast, as_: As, done: Profile) -> None:
    form = {"shared_with": str(cast.mum.id), "comment": "“He eats at Gran’s.”", "shared_on": ["16", "11", "2026"]}
    response = as_(cast.amira).post(f"/profiles/{done.id}/sharing", data=form)
    soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    assert "Choose whether they agree" in soup.select_one("#agrees-error").get_text()  # type: ignore[union-attr]
    assert "“He eats at Gran’s.”" in soup.select_one("#comment").get_text()  # type: ignore[union-attr]


def test_whoever_is_not_to_be_contacted_is_not_offered_and_not_asked_about(
    cast: Cast, as_: As, session: Session, done: Profile
) -> None:
    with UnitOfWork(session, cast.chloe, NOW) as uow:
        feared = Adult(family=cast.leo.family, name="Darren Reed", not_to_be_contacted=True)
        uow.session.add(feared)
        uow.session.add(CareRelation(adult=feared, child=cast.leo, relationship_to_child=Relationship.FATHER))
    client = as_(cast.amira)
    assert "Darren" not in words_of(client, f"/profiles/{done.id}/sharing")
    chosen = {"shared_with": str(feared.id), "shared_on": ["16", "11", "2026"], "agrees": "yes"}
    response = client.post(f"/profiles/{done.id}/sharing", data=chosen)
    assert response.status_code == 200
    session.refresh(done)
    assert done.shared_on is None
    with UnitOfWork(session, cast.chloe, NOW) as uow:
        uow.session.get_one(Adult, cast.mum.id).not_to_be_contacted = True
    assert "not yet said" not in words_of(client, f"/profiles/{done.id}")
    assert "Say whether" not in words_of(client, f"/children/{cast.leo.id}/profiles")


def test_a_visit_withdrawn_after_completion_is_told_at_the_top_and_beside_its_grades(
    cast: Cast, as_: As, session: Session, done: Profile
) -> None:
    with UnitOfWork(session, cast.amira, NOW + timedelta(days=1)) as uow:
        withdraw_visit(uow, done.grades[0].visit, "It was about another child")
    words = words_of(as_(cast.amira), f"/profiles/{done.id}")
    assert "A visit was changed after this profile was completed." in words
    assert "This visit was withdrawn on 17 November 2026." in words
    assert "4 often missed" in words
    assert "sings" not in words
    assert "about another child" not in words


def test_the_other_instrument_runs_through_every_page(
    app: Flask, cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch, writing_as: Writing
) -> None:
    monkeypatch.setitem(app.config, "GCP_INSTRUMENT", "wellbeing-0-10")
    other = instruments.newest("wellbeing-0-10")
    with writing_as(cast.ben) as uow:
        grades = {"rest_sleep": 10, "rest_quiet": 2, "moving": 7}
        signed_visit(uow, cast.kai, TODAY, grades, instrument=other, household=cast.kais_dads)
    client = as_(cast.ben)
    form = {"care_of": f"household-{cast.kais_dads.id}", "opened_on": ["16", "11", "2026"]}
    path = client.post(f"/children/{cast.kai.id}/profiles/new", data=form).location
    client.post(f"{path}/complete")
    words = words_of(client, path)
    assert "2 rarely" in words
    assert "driven by A quiet place: 2 on 16 November 2026" in words
    assert "10 is best" in words
    listed = words_of(client, f"/children/{cast.kai.id}/profiles")
    assert "Profiles of care at Dad’s flat" in listed
    assert "There is no profile of care at Mum’s house yet" in listed


def test_each_page_asks_the_database_as_often_however_much_there_is(cast: Cast, as_: As, session: Session) -> None:
    counts = []
    for number in (1, 4):
        with UnitOfWork(session, cast.amira, NOW) as uow:
            for left_open in open_profiles(session, cast.leo):
                complete_profile(uow, left_open)
        many_visits(session, cast.leo, cast.amira, TODAY, number, every_days=5)
        with UnitOfWork(session, cast.amira, NOW) as uow:
            done = opened(uow, cast.leo, cast.leos_home)
            complete_profile(uow, done)
            still_open = opened(uow, cast.leo, cast.leos_home)
        client = as_(cast.amira)
        asked = []
        for path in (f"/children/{cast.leo.id}/profiles", f"/profiles/{done.id}", f"/profiles/{still_open.id}"):
            session.expire_all()
            with counted_queries() as seen:
                assert client.get(path).status_code == 200
            asked.append(len(seen))
        counts.append(asked)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 22
