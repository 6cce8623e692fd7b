"""An authority’s own trigger points from a page: looked over line by line, tried on what was graded, put in force."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.models import AuditEvent, Restriction, TriggerFiring, TriggerVersion, User
from gcp_tracker.readings.trigger_rules import rules_in_force
from gcp_tracker.readings.trigger_trial import try_rules
from gcp_tracker.rules.trigger_file import triggers_in
from gcp_tracker.trigger_points import known_instruments, shipped
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, noon_of, signed_visit
from tests.cast import TODAY, Cast
from tests.page_client import PageClient
from tests.plans import outcome, plan_for
from tests.services.test_triggers import OWN

As = Callable[[User], PageClient]
SAFETY = "presence_noticing"
WRONG = OWN.replace("[housing_repair], at: 4", "[housing_roof], at: 9").replace(
    "answered_by: [worker]", "answerd_by: [worker]"
)
OURS = {"from_on": ["16", "11", "2026"], "reason": "Our threshold document of 2026, agreed in March"}


def send(client: PageClient, cast: Cast, text: str) -> str:
    """The page, or where it leads."""
    file = (io.BytesIO(text.encode()), "rules.yaml")
    answer = client.post(f"/authorities/{cast.authority.id}/trigger-points", data={"file": file})
    return answer.location or answer.get_data(as_text=True)


def test_what_is_wrong_stands_beside_each_line_and_nothing_is_kept(as_: As, cast: Cast, session: Session) -> None:
    shown = BeautifulSoup(send(as_(cast.grace), cast, WRONG), "html.parser")
    rows = [[" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")] for row in shown.select("tbody tr")]
    by_line = {int(number): (text, faults) for number, text, faults in rows}
    at_when = next(line for line, text in enumerate(WRONG.splitlines(), 1) if "housing_roof" in text)
    text, faults = by_line[at_when]
    assert text == WRONG.splitlines()[at_when - 1].strip()
    assert "“housing_roof”, which the instrument does not have" in faults
    assert "is 9, which is not on the scale" in faults
    assert any("answerd_by" in faults for _, faults in by_line.values())
    assert "stands beside each line" in shown.select_one(".govuk-error-message").get_text()  # type: ignore[union-attr]
    assert session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("trigger_rules:"))).all() == []
    # Neither bytes that are no text, nor an empty file, nor one YAML cannot hold, is more than a line told.
    for text in ("", "key: [", "key: \x00"):
        assert "What is wrong with it" in send(as_(cast.grace), cast, text)


def test_they_are_tried_by_numbers_alone_and_put_in_force_from_a_day(
    as_: As, cast: Cast, session: Session, writing_as: Callable[[User | None], UnitOfWork]
) -> None:
    for days, grade in ((400, 5), (20, 4)):
        on = TODAY - timedelta(days=days)
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            signed_visit(uow, cast.leo, on, {"housing_repair": grade})
    client = as_(cast.grace)
    address = send(client, cast, OWN)
    assert address.startswith(f"/authorities/{cast.authority.id}/trigger-points/try?file=")
    page = client.get(address).get_data(as_text=True)
    assert "It would have asked about fewer than 5 children." in page
    assert "Leo" not in page
    assert session.scalars(select(TriggerFiring).where(TriggerFiring.rule_key == "home_bad")).all() == []
    refused = client.post(address, data=OURS | {"from_on": ["15", "11", "2026"]}).get_data(as_text=True)
    assert "Choose today or a later day" in refused
    assert client.post(address, data=OURS).location == "/trigger-points/rules"
    row = session.scalars(select(TriggerVersion).where(TriggerVersion.authority_id == cast.authority.id)).one()
    assert (row.version, row.loaded_by_id, row.reason) == ("2026", cast.grace.id, OURS["reason"])
    assert rules_in_force(session, cast.authority.id, TODAY).rules.key == "northmere"
    told = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("trigger_rules:")))
    assert list(told) == ["trigger_rules:check", "trigger_rules:load"]
    assert client.get(address).status_code == 404, "what is in force is kept here no longer"
    assert "an authority’s own trigger points were put in force" in client.get("/security-events").get_data(
        as_text=True
    )


def test_only_an_administrator_loads_them_and_nobody_opens_anothers_file(as_: As, cast: Cast) -> None:
    address = send(as_(cast.grace), cast, OWN)
    for other in (cast.chloe, cast.amira, cast.ewa):
        assert as_(other).get(address).status_code == 404
        assert as_(other).get(f"/authorities/{cast.authority.id}/trigger-points").status_code == 404
    assert as_(cast.grace).get(address.rpartition("=")[0] + "=../../gcp-tracker").status_code == 404


def test_a_trial_counts_children_for_every_kind_of_rule(session: Session, cast: Cast) -> None:
    """Leo: harm twice in six weeks under a plan of seven months that has not helped. Ruby: long ago, so not counted."""
    for days in (240, 200, 30, 5):
        on = TODAY - timedelta(days=days)
        with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
            signed_visit(uow, cast.leo, on, all_grades(cast.leo, on, 4) | {SAFETY: 5})
        if days == 240:
            with UnitOfWork(session, cast.chloe, noon_of(on)) as uow:
                plan_for(uow, cast.leo, [outcome("There is a cooked meal", "nutrition_preparation")])
    with UnitOfWork(session, cast.amira, noon_of(TODAY - timedelta(days=120))) as uow:
        signed_visit(uow, cast.ruby, TODAY - timedelta(days=120), {SAFETY: 5})
    trial = try_rules(session, cast.authority.id, shipped(), TODAY)
    assert (trial.children, trial.is_all) == (1, True)
    assert trial.asked == {
        "safety_not_met": 1,
        "need_not_met": 0,
        "two_domains_twice": 1,
        "up_and_down": 0,
        "worse_for_months": 0,
        "plan_without_change": 1,
    }
    for_months = "verdict_for, verdict: not_enough_to_tell, months: 5"
    held = OWN.replace("items_at, items: [housing_repair], at: 4", for_months)
    rules = triggers_in(held.encode(), known_instruments())
    assert try_rules(session, cast.authority.id, rules, TODAY).asked == {"home_bad": 1}
    assert try_rules(session, cast.authority.id + 1, rules, TODAY).children == 0
    session.add(restriction := Restriction())
    session.flush()
    cast.leo.restriction_id = restriction.id
    session.commit()
    assert try_rules(session, cast.authority.id, rules, TODAY).children == 0
