"""Why a parent or partner has not been met."""

from __future__ import annotations

from sqlalchemy import Select, select

from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.engagement.details import WhyNotDetails
from gcp_tracker.models import Adult, Child, NotMet
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.who_was_met import check_why_not
from gcp_tracker.unit_of_work import UnitOfWork


def say_why_not_met(uow: UnitOfWork, child: Child, details: WhyNotDetails) -> NotMet:
    """A row of its own: what was said before stays; on one day it is said once. Raises RuleBroken."""
    lock_child_alone(uow, child)
    adult = details.adult
    if adult is not None and all(relation.adult_id != adult.id for relation in child.relations):
        raise RuleBroken(f"{adult.name} is nothing to {child.first_name}")
    check_why_not(details.reason, details.words, not_to_be_contacted=adult is not None and adult.not_to_be_contacted)
    last = uow.session.scalar(_said_last(child, adult))
    if last is not None and (last.reason, last.words, last.said_on) == (details.reason, details.words, uow.today):
        raise RuleBroken(f"{last.recorded_by.name} has said so today already", "reason")
    said = NotMet(
        child=child,
        adult=adult,
        reason=details.reason,
        words=details.words,
        said_on=uow.today,
        recorded_by=uow.author,
    )
    uow.session.add(said)
    uow.record("not_met:say", subject=said, child=child, reason=details.reason.value)
    return said


def _said_last(child: Child, adult: Adult | None) -> Select[NotMet]:
    whom = NotMet.adult_id == (adult.id if adult else None)
    return select(NotMet).where(NotMet.child_id == child.id, whom).order_by(NotMet.id.desc()).limit(1)
