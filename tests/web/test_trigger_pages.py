"""A trigger point on the child’s page, answered by whom its rule names; the early-help tracker beside the profile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import HelpEpisode, TriggerAnswer, TriggerFiring, User, Visit
from gcp_tracker.rules.vocabulary import HelpKind, VisitState
from gcp_tracker.trigger_points import FOLDER
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import withdraw_visit
from tests.builders import EVIDENCE, events, noon_of, signed_visit, visit_form
from tests.cast import TODAY, Cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]
SAFETY, TRACKER = "presence_noticing", "early-help-tracker"


def words_of(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(BeautifulSoup(response.get_data(as_text=True), "html.parser").get_text(" ").split())


def fired(session: Session, cast: Cast, days_ago: int = 3) -> tuple[Visit, TriggerFiring]:
    on = TODAY - timedelta(days=days_ago)
    with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
        visit = signed_visit(uow, cast.leo, on, {SAFETY: 5})
    return visit, session.scalars(select(TriggerFiring)).one()


def test_a_trigger_is_shown_with_its_rule_and_a_manager_answers_it(as_: As, cast: Cast, session: Session) -> None:
    _, firing = fired(session, cast)
    leo = f"/children/{cast.leo.id}"
    address = f"{leo}/trigger-points/{firing.id}"
    worker = words_of(as_(cast.amira), leo)
    for said in ("A child is not kept safe", "Any item of Safety at 5", "To be answered by", "a strategy discussion"):
        assert said in worker
    assert "Answer : A child" not in worker
    assert as_(cast.amira).get(address).status_code == 404
    assert "A child is not kept safe" in words_of(as_(cast.chloe), "/trigger-points")
    manager = as_(cast.chloe)
    assert "Noticing danger" in words_of(manager, address)
    empty = manager.post(address, data={"answer": "not_done"})
    assert "Say why nothing is done" in empty.get_data(as_text=True)
    done = {"answer": "done", "steps": ["strategy"], "who": "Chloe, manager", "done_on": ["16", "11", "2026"]}
    assert manager.post(address, data=done).status_code == 303
    told = words_of(manager, f"{leo}/trigger-points")
    assert "Done on 16 November 2026, by Chloe, manager: a strategy discussion." in told
    assert f"Answered by {cast.chloe.name}" in told
    assert "A child is not kept safe" not in words_of(manager, leo).split("Chronology")[0]
    assert session.scalars(select(TriggerAnswer)).one().is_done
    again = manager.post(address, data=done)
    assert f"{cast.chloe.name} has answered this already" in again.get_data(as_text=True)
    assert manager.get(address).status_code == 303
    assert "Nothing waits for an answer" in words_of(manager, "/trigger-points")
    assert "trigger_points:list" in events(session)


def test_the_grade_of_a_withdrawn_visit_is_not_told(as_: As, cast: Cast, session: Session) -> None:
    visit, _ = fired(session, cast)
    with UnitOfWork(session, cast.amira, noon_of(TODAY)) as uow:
        withdraw_visit(uow, visit, "Written under the wrong child")
    told = words_of(as_(cast.chloe), f"/children/{cast.leo.id}/trigger-points")
    assert "Its evidence was taken back" in told
    assert "the visit was withdrawn" in told
    assert "Noticing danger" not in told


def test_the_rules_in_force_are_read_and_an_authoritys_own_come_in_by_command(
    app: Flask, as_: As, cast: Cast, tmp_path: Path
) -> None:
    assert "A child is not kept safe" in words_of(as_(cast.amira), "/trigger-points/rules")
    own = tmp_path / "own.yaml"
    text = next(FOLDER.glob("*.yaml")).read_text("utf-8")
    own.write_text(text.replace('"A child is not kept safe"', '"Threshold 4.1"').replace('"1.0"', '"2026"'), "utf-8")
    run = app.test_cli_runner().invoke
    name = cast.authority.name
    assert (
        "No faults: Default trigger points, version 2026, 6 rules" in run(args=["triggers", "check", str(own)]).output
    )
    load = ["triggers", "load", str(own), "--authority", name, "--reason", "Agreed by the board in May"]
    assert f"is in force in {name}" in run(args=load).output
    told = words_of(as_(cast.amira), "/trigger-points/rules")
    assert "Default trigger points, version 2026, from" in told
    assert "Agreed by the board in May" in told
    own.write_text(text.replace("kind: items_at", "kind: anything"), "utf-8")
    refused = run(args=["triggers", "check", str(own)])
    assert refused.exit_code == 1
    assert "line 13: the kind of rule “safety_not_met” must be one of" in refused.output


def under_early_help(session: Session, cast: Cast) -> None:
    with UnitOfWork(session, cast.chloe, noon_of(TODAY)) as uow:
        began = date(2026, 6, 1)
        uow.session.add(HelpEpisode(child=cast.leo, kind=HelpKind.EARLY_HELP, started_on=began, detail=""))


def test_a_visit_is_graded_with_the_tracker_and_the_familys_own_goals(as_: As, cast: Cast, session: Session) -> None:
    amira, leo = as_(cast.amira), f"/children/{cast.leo.id}"
    assert "Early-help tracker" not in words_of(amira, f"{leo}/visits/new")
    under_early_help(session, cast)
    assert "Early-help tracker" in words_of(amira, f"{leo}/visits/new")
    goals = f"{leo}/goals/{TRACKER}"
    assert "Nothing is different yet" in amira.post(goals, data={}).get_data(as_text=True)
    for words in ("Bed by eight", "Bed by half past eight"):
        assert amira.post(goals, data={"et_goal_1": words}).status_code == 303
    assert "“Bed by eight”" in words_of(amira, goals)
    begun = amira.post(f"{leo}/visits/new?with={TRACKER}", data=visit_form(cast.leos_home))
    assert begun.status_code == 303
    draft = session.scalars(select(Visit).where(Visit.state == VisitState.DRAFT)).one()
    assert draft.instrument.key == TRACKER
    assert "First goal: Bed by half past eight" in words_of(amira, begun.location)


def test_scores_before_help_and_now_stand_side_by_side(as_: As, cast: Cast, session: Session) -> None:
    under_early_help(session, cast)
    tracker = instruments.newest(TRACKER)
    amira = as_(cast.amira)
    amira.post(f"/children/{cast.leo.id}/goals/{TRACKER}", data={"et_goal_1": "Bed by eight"})
    for days, score in ((90, 1), (10, 7)):
        on = TODAY - timedelta(days=days)
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            signed_visit(uow, cast.leo, on, {"et_goal_1": score, "et_safe": 8}, instrument=tracker)
    told = words_of(amira, f"/children/{cast.leo.id}")
    for said in ("Before help and now", "Before help, visit of", "So far, visit of", "First goal: Bed by eight"):
        assert said in told
    assert EVIDENCE not in told
