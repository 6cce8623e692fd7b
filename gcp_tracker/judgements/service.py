"""Keeping that somebody decided otherwise than the grades say, and why."""

from __future__ import annotations

from datetime import date

from gcp_tracker.judgements.queries import said_against
from gcp_tracker.models import Child, Judgement, SupervisionRecord
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.unit_of_work import UnitOfWork


def record_judgement(
    uow: UnitOfWork,
    child: Child,
    occasion: Occasion,
    decided: str,
    reason: str,
    record: SupervisionRecord | None = None,
) -> Judgement | None:
    """What the grades say at this moment, beside what is decided; None where they do not say otherwise. Nothing is ever
    refused: without a reason it is kept that none was given.
    """
    says = said_against(uow.session, child, occasion, uow.today)
    if says is None:
        return None
    judgement = Judgement(
        child_id=child.id,
        occasion=occasion,
        decided=decided,
        verdict=says.verdict.value,
        said=says.said,
        engine=says.engine,
        as_of=date.fromordinal(says.as_of),
        reason=reason,
        record_id=record.id if record else None,
        at=uow.now,
        by_id=uow.author.id,
    )
    uow.session.add(judgement)
    uow.record("judgement:give", subject=judgement, child=child)
    return judgement
