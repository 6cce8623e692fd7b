"""A plan for Leo in two agreed versions and a draft, and the address of every page of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gcp_tracker.models import Child, User
from gcp_tracker.plans.details import ActionDetails, OutcomeDetails, Who
from gcp_tracker.plans.service import agree_plan
from gcp_tracker.rules.plan_vocabulary import WhoKind
from tests.browser.site import Site
from tests.cast import TODAY
from tests.plans import outcome, plan_for, written_draft


@dataclass(frozen=True, slots=True)
class Planned:
    """`action` is of the version that holds; `draft_outcome` and `draft_action` are of the one being written."""

    before: UUID
    agreed: UUID
    draft: UUID
    action: int
    draft_outcome: int
    draft_action: int


def plan_for_leo(site: Site) -> Planned:
    """The draft lacks much, so that its page says so."""
    cast = site.cast
    with site.writing_as(cast.chloe) as uow:
        leo, amira = uow.session.get_one(Child, cast.leo.id), uow.session.get_one(User, cast.amira.id)
        own = ActionDetails("Rings the school on Fridays", (Who(WhoKind.WORKER, amira.name, user=amira),), TODAY)
        before = plan_for(uow, leo, actions=[own])
        roads = outcome("Leo gets to school alive & unhurt", "presence_roads", aim=2, by=TODAY)
        agreed = written_draft(uow, leo, [roads], why="The roads came up at the conference.", actions=[own])
        agree_plan(uow, agreed, agreed.version)
        uow.session.flush()
        draft = written_draft(uow, leo, [OutcomeDetails("Mum will attend her appointments")], why="To look anew.")
        first = draft.outcomes[0]
        return Planned(before.id, agreed.id, draft.id, agreed.outcomes[0].actions[0].id, first.id, first.actions[0].id)


def plan_addresses(planned: Planned, leo: str) -> list[tuple[str, str, str]]:
    """Endpoint, who opens it, and where."""
    draft, agreed = f"{leo}/plans/{planned.draft}", f"{leo}/plans/{planned.agreed}"
    return [
        ("plans.current", "amira", f"{leo}/plan"),
        ("plans.version", "amira", draft),
        ("plans.version", "amira", f"{leo}/plans/{planned.before}"),
        ("plans.version", "chloe", draft),
        ("plans.new", "amira", f"{leo}/plans/new"),
        ("plans.details", "amira", f"{draft}/details"),
        ("plans.new_outcome", "amira", f"{draft}/outcomes/new"),
        ("plans.outcome", "amira", f"{draft}/outcomes/{planned.draft_outcome}"),
        ("plans.new_action", "amira", f"{draft}/outcomes/{planned.draft_outcome}/actions/new"),
        ("plans.action", "amira", f"{draft}/actions/{planned.draft_action}"),
        ("plans.put_aside", "amira", f"{draft}/put-aside"),
        ("plans.changes", "amira", f"{agreed}/changes"),
        ("plans.paper", "amira", f"{agreed}/print"),
        ("plans.drop_action", "amira", f"{agreed}/actions/{planned.action}/drop"),
        ("plans.end", "chloe", f"{agreed}/end"),
        ("plans.my_actions", "amira", "/my-actions"),
    ]
