"""The pages of a visit to brothers and sisters; refusals too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import Household, Residence, User, Visit
from gcp_tracker.rules.vocabulary import SafeTonight, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import VisitDetails, save_answers
from gcp_tracker.visits.occasions import AlsoVisited, open_visits_together
from gcp_tracker.visits.safety import answer_safe_tonight
from gcp_tracker.visits.service import sign_visit
from tests.builders import graded, save_answer, visit_form
from tests.cast import TODAY, Cast, child_of
from tests.conftest import counted_queries
from tests.page_client import PageClient, soup_of

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
HOME, MEALTIMES, HEALTH, WARMTH = "housing_repair", "nutrition_mealtimes", "health_advice", "response_tuning"


@pytest.fixture
def together(cast: Cast, writing_as: Writing) -> tuple[Visit, Visit]:
    """Leo's draft and Ruby's, of one occasion."""
    with writing_as(cast.amira) as uow:
        details = VisitDetails(TODAY, time(15, 30), household=cast.leos_home, child_seen=True)
        also = [AlsoVisited(cast.ruby, child_seen=True)]
        leos, rubys = open_visits_together(uow, cast.leo, instruments.newest(instruments.OURS), details, also)
    return leos, rubys


def rubys_own(cast: Cast, **own: str) -> dict[str, str]:
    return {f"{name.rstrip('_')}_{cast.ruby.id.hex}": value for name, value in own.items()}


# Before


def test_the_screen_before_offers_brothers_and_sisters_and_opens_a_draft_for_each(
    as_: As, cast: Cast, session: Session
) -> None:
    client = as_(cast.amira)
    page = soup_of(client, f"/children/{cast.leo.id}/visits/new")
    assert "Ruby, 3" in page.find(id="who-else").text
    assert page.find(id=f"with_{cast.ruby.id.hex}").get("checked") is None
    own = rubys_own(cast, with_="y", child_seen="y", child_seen_alone="y")
    reply = client.post(f"/children/{cast.leo.id}/visits/new", data=visit_form(cast.leos_home, **own))
    visits = {visit.child.first_name: visit for visit in session.scalars(select(Visit))}
    assert reply.location == f"/visits/{visits['Leo'].id}/grade"
    assert visits["Ruby"].child_seen_alone
    assert visits["Ruby"].occasion_id == visits["Leo"].occasion_id


def test_who_is_not_ticked_is_not_visited_whatever_else_was_sent(as_: As, cast: Cast, session: Session) -> None:
    as_(cast.amira).post(
        f"/children/{cast.leo.id}/visits/new",
        data=visit_form(cast.leos_home, **rubys_own(cast, child_seen="y", band="5-10")),
    )
    assert [visit.child.first_name for visit in session.scalars(select(Visit))] == ["Leo"]


def test_what_is_wrong_with_a_sibling_comes_back_beside_her_field(as_: As, cast: Cast, session: Session) -> None:
    wrong = rubys_own(cast, with_="y", child_seen_alone="y")
    reply = as_(cast.amira).post(f"/children/{cast.leo.id}/visits/new", data=visit_form(cast.leos_home, **wrong))
    assert reply.status_code == 200
    page = BeautifulSoup(reply.data, "html.parser")
    assert "Ruby cannot have been seen alone" in page.find(id=f"child_seen_alone_{cast.ruby.id.hex}-error").text
    assert session.scalars(select(Visit)).all() == []


def test_a_sibling_of_another_team_alone_never_appears_and_cannot_be_sent(
    as_: As, cast: Cast, writing_as: Writing, session: Session
) -> None:
    """Chloe manages Leo's team; Ruby's is another."""
    with writing_as(None):
        cast.ruby.team = cast.hillside
    client = as_(cast.chloe)
    assert "Ruby" not in client.get(f"/children/{cast.leo.id}/visits/new").get_data(as_text=True)
    sent = visit_form(cast.leos_home, **rubys_own(cast, with_="y", child_seen="y"))
    client.post(f"/children/{cast.leo.id}/visits/new", data=sent)
    visit = session.scalars(select(Visit)).one()
    assert visit.child_id == cast.leo.id
    assert "Ruby" not in client.get(f"/visits/{visit.id}/grade").get_data(as_text=True)
    reply = client.post(f"/visits/{visit.id}/siblings", data=rubys_own(cast, with_="y"))
    assert "Ruby" not in reply.get_data(as_text=True)
    assert len(session.scalars(select(Visit)).all()) == 1


def test_who_is_unborn_or_grown_up_or_has_no_name_is_not_offered(as_: As, cast: Cast, writing_as: Writing) -> None:
    with writing_as(None) as uow:
        cast.ruby.given_name = None
        cast.ruby.la_child_id = "4711"
        grown = child_of(cast.leo.family, cast.riverside, "Maya", date(2008, 1, 2), cast.ruby.pronoun)
        unborn = child_of(
            cast.leo.family, cast.riverside, "Bean", None, cast.ruby.pronoun, expected_on=date(2027, 2, 1)
        )
        uow.session.add_all([grown, unborn])
    assert soup_of(as_(cast.amira), f"/children/{cast.leo.id}/visits/new").find(id="who-else") is None


def test_a_sibling_with_a_home_apart_is_asked_whose_care(
    as_: As, cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(None) as uow:
        grans = Household(family=cast.leo.family, name="Gran’s")
        uow.session.add_all([grans, Residence(child=cast.ruby, household=grans, from_on=date(2026, 1, 2))])
        cast.ruby.residences[0].to_on = date(2026, 1, 2)
    client = as_(cast.amira)
    page = soup_of(client, f"/children/{cast.leo.id}/visits/new")
    care = page.find(id=f"care_of_{cast.ruby.id.hex}")
    assert "Whose care of Ruby?" in care.text
    assert care.find("input", checked=True)["value"] == f"household-{grans.id}"
    own = rubys_own(cast, with_="y", care_of=f"household-{grans.id}")
    client.post(f"/children/{cast.leo.id}/visits/new", data=visit_form(cast.leos_home, **own))
    homes = {visit.child.first_name: visit.household.name for visit in session.scalars(select(Visit))}
    assert homes == {"Leo": "Mum’s flat", "Ruby": "Gran’s"}


# The grade page


def test_the_grade_page_has_a_tab_for_each_child_with_what_is_answered(
    as_: As, cast: Cast, together: tuple[Visit, Visit], writing_as: Writing
) -> None:
    leos, rubys = together
    client = as_(cast.amira)
    save_answer(client, rubys, HOME, "2")
    tabs = soup_of(client, f"/visits/{leos.id}/grade").find(class_="sibling-tabs").find_all("a")
    assert [" ".join(tab.text.split()) for tab in tabs] == ["Leo 0 of 33", "Ruby 1 of 32"]
    assert [tab.get("aria-current") for tab in tabs] == ["page", None]
    assert tabs[1]["href"] == f"/visits/{rubys.id}/grade"
    with writing_as(cast.amira) as uow:
        sign_visit(uow, leos)
    tabs = soup_of(client, f"/visits/{rubys.id}/grade").find(class_="sibling-tabs").find_all("a")
    assert [" ".join(tab.text.split()) for tab in tabs] == ["Leo ✓ signed", "Ruby 1 of 32"]
    assert tabs[0]["href"] == f"/visits/{leos.id}"


def test_what_was_seen_of_the_home_may_be_looked_at_and_nothing_about_the_other_child_itself(
    as_: As, cast: Cast, together: tuple[Visit, Visit]
) -> None:
    leos, rubys = together
    client = as_(cast.amira)
    save_answer(client, leos, HOME, "4", "The bedroom window does not shut", child_words="It is cold")
    for key in (MEALTIMES, HEALTH, WARMTH):
        save_answer(client, leos, key, "4", f"Seen of {key}")
    page = soup_of(client, f"/visits/{rubys.id}/grade")
    offered = {one["data-same"]: " ".join(one.text.split()) for one in page.find_all(attrs={"data-same": True})}
    assert set(offered) == {HOME, MEALTIMES}
    assert "The bedroom window does not shut" in offered[HOME]
    assert "It is cold" not in page.text
    assert page.find("textarea", attrs={"name": f"evidence-{HOME}"}).text == ""
    assert page.find("input", attrs={"name": f"answer-{HOME}", "checked": True}) is None


def test_words_from_another_home_are_not_offered(
    as_: As, cast: Cast, together: tuple[Visit, Visit], writing_as: Writing
) -> None:
    leos, rubys = together
    with writing_as(None) as uow:
        leos.household = Household(family=cast.leo.family, name="Dad’s flat")
        uow.session.flush()
    client = as_(cast.amira)
    save_answer(client, leos, HOME, "4", "The bedroom window does not shut")
    assert "does not shut" not in client.get(f"/visits/{rubys.id}/grade").get_data(as_text=True)


def test_a_sibling_joins_later_and_is_taken_out_again_without_harm(
    as_: As, cast: Cast, together: tuple[Visit, Visit], session: Session
) -> None:
    leos, rubys = together
    client = as_(cast.amira)
    assert "Add a sibling" not in client.get(f"/visits/{leos.id}/grade").get_data(as_text=True)
    page = client.get(f"/visits/{rubys.id}/put-aside").get_data(as_text=True)
    assert "Nothing changes for Leo." in page
    gone = client.post(f"/visits/{rubys.id}/put-aside", data={"reason": "She was at nursery"})
    assert gone.location == f"/visits/{leos.id}/grade"
    assert "Add a sibling" in client.get(f"/visits/{leos.id}/grade").get_data(as_text=True)
    assert "Ruby, 3" in client.get(f"/visits/{leos.id}/siblings").get_data(as_text=True)
    nobody = client.post(f"/visits/{leos.id}/siblings", data={})
    assert "Choose who else was visited" in nobody.get_data(as_text=True)
    joined = client.post(f"/visits/{leos.id}/siblings", data=rubys_own(cast, with_="y", child_seen="y"))
    newest = session.scalars(select(Visit).where(Visit.child_id == cast.ruby.id, Visit.state == VisitState.DRAFT)).one()
    assert joined.location == f"/visits/{newest.id}/grade"
    session.refresh(leos)
    assert leos.state is VisitState.DRAFT


def test_changed_details_are_taken_over_for_a_sibling_who_is_ticked(
    as_: As, cast: Cast, together: tuple[Visit, Visit], session: Session
) -> None:
    leos, rubys = together
    client = as_(cast.amira)
    assert "Ruby" in soup_of(client, f"/visits/{leos.id}/details").find(id="also_for").text
    client.post(f"/visits/{leos.id}/details", data=visit_form(cast.leos_home, started_at="09:10"))
    session.refresh(rubys)
    assert rubys.started_at == time(15, 30)
    client.post(
        f"/visits/{leos.id}/details", data=visit_form(cast.leos_home, started_at="09:20", also_for=str(rubys.id))
    )
    session.refresh(rubys)
    assert rubys.started_at == time(9, 20)


def test_safe_tonight_answered_for_one_is_put_to_the_worker_for_the_other_and_answered_by_nobody_else(
    as_: As, cast: Cast, together: tuple[Visit, Visit], writing_as: Writing, session: Session
) -> None:
    leos, rubys = together
    client = as_(cast.amira)
    line = "You answered “safe tonight?” for Leo: is Ruby safe too?"
    save_answer(client, leos, HOME, "5", "No floor in the bathroom")
    assert line not in client.get(f"/visits/{rubys.id}/grade").get_data(as_text=True)
    with writing_as(cast.amira) as uow:
        answer_safe_tonight(uow, leos, SafeTonight.YES, who_was_told="Chloe", told_at="15:50", what_was_agreed="")
    assert line in client.get(f"/visits/{rubys.id}/grade").get_data(as_text=True)
    assert line in client.get(f"/visits/{rubys.id}/before-signing").get_data(as_text=True)
    session.refresh(rubys)
    assert rubys.safety_check is None
    asked = client.post(f"/visits/{rubys.id}/safe-tonight/too")
    assert asked.location.endswith("#safe-tonight")
    page = soup_of(client, f"/visits/{rubys.id}/grade")
    assert page.find(id="safe-tonight")["data-state"] == "asked"
    assert line not in page.text


# Signing


def test_before_signing_names_who_is_not_signed_and_the_last_page_leads_to_them(
    as_: As, cast: Cast, together: tuple[Visit, Visit]
) -> None:
    leos, rubys = together
    client = as_(cast.amira)
    words = " ".join(soup_of(client, f"/visits/{leos.id}/before-signing").text.split())
    assert "Also of this visit and not signed yet: Ruby (0 of 32). Each is signed alone." in words
    done = client.post(f"/visits/{leos.id}/before-signing", data={"version": "1"})
    last = soup_of(client, done.location).find(class_="just-signed")
    assert "Ruby was visited too, and is not signed yet." in " ".join(last.text.split())
    assert last.find("a", class_="govuk-button")["href"] == f"/visits/{rubys.id}/before-signing"
    assert "Visited together: Ruby (not signed)" in " ".join(soup_of(client, f"/visits/{leos.id}").text.split())


def test_a_draft_for_a_sister_who_is_in_no_list_stands_in_her_brothers_row(
    as_: As, cast: Cast, together: tuple[Visit, Visit]
) -> None:
    _, rubys = together
    page = soup_of(as_(cast.amira), "/my-children")
    links = {" ".join(a.text.split()): a["href"] for a in page.find_all("a") if "Go on with" in a.text}
    assert any(words.startswith("Go on with Ruby’s visit") for words in links)
    assert f"/visits/{rubys.id}/grade" in links.values()
    assert "Ruby" not in as_(cast.ben).get("/my-children").get_data(as_text=True)


@pytest.mark.parametrize("ending", ["siblings", "safe-tonight/too"])
def test_strangers_and_colleagues_who_did_not_come_have_no_way_in(
    as_: As, cast: Cast, together: tuple[Visit, Visit], session: Session, ending: str
) -> None:
    leos, _ = together
    for person in (cast.chloe, cast.ben, cast.dev, cast.ewa, cast.farid, cast.grace):
        assert as_(person).post(f"/visits/{leos.id}/{ending}", data={}).status_code == 404, person.name
    session.refresh(leos)
    assert leos.safety_check is None


def test_a_signed_visit_takes_no_sibling_and_no_question(
    as_: As, cast: Cast, together: tuple[Visit, Visit], writing_as: Writing
) -> None:
    leos, _ = together
    with writing_as(cast.amira) as uow:
        sign_visit(uow, leos)
    client = as_(cast.amira)
    assert client.get(f"/visits/{leos.id}/siblings").status_code == 404
    assert client.post(f"/visits/{leos.id}/safe-tonight/too").status_code == 404


def test_the_grade_page_takes_the_same_few_queries_however_many_words_there_are(
    as_: As, cast: Cast, together: tuple[Visit, Visit], writing_as: Writing
) -> None:
    leos, rubys = together
    client = as_(cast.amira)
    with counted_queries() as few:
        client.get(f"/visits/{rubys.id}/grade")
    with writing_as(cast.amira) as uow:
        keys = [item.key for item in instruments.newest(instruments.OURS).items_for("5-10")]
        answers = [graded(key, 2, f"Seen of {key}") for key in keys]
        save_answers(uow, leos, base=1, operation="all", answers=answers)
    with counted_queries() as many:
        client.get(f"/visits/{rubys.id}/grade")
    assert len(many) == len(few)
