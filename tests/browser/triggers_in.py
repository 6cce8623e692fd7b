"""Trigger points on every page: the one that Leo’s visits made fire, and the addresses of their pages."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from gcp_tracker.models import TriggerFiring
from tests.browser.site import Site


def trigger_of(site: Site) -> dict[str, UUID]:
    """The first that fired for Leo and that a manager answers."""
    with site.writing_as(site.cast.amira) as uow:
        fired = select(TriggerFiring.id).where(TriggerFiring.child_id == site.cast.leo.id)
        return {"trigger": uow.session.scalars(fired.where(TriggerFiring.rule_key == "safety_not_met")).one()}


def trigger_addresses(trigger: UUID, leo: str) -> Iterator[tuple[str, str, str]]:
    """Endpoint, who opens it, where."""
    yield "triggers.triggers", "amira", f"{leo}/trigger-points"
    yield "triggers.answer", "chloe", f"{leo}/trigger-points/{trigger}"
    yield "triggers.told", "amira", "/trigger-points"
    yield "triggers.rules", "chloe", "/trigger-points/rules"
    yield "visits.goals", "amira", f"{leo}/goals/early-help-tracker"
