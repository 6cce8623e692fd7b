"""Answering a trigger, once; loading an authority’s own rules, from a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from gcp_tracker.models import Authority, TriggerAnswer, TriggerFiring, TriggerVersion
from gcp_tracker.readings.trigger_rules import add_version, rules_in_force
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.seeing import check_reason
from gcp_tracker.rules.trigger_answers import AnswerDetails, check_answer
from gcp_tracker.rules.triggers import TriggerRules
from gcp_tracker.unit_of_work import UnitOfWork


def answer_trigger(uow: UnitOfWork, firing: TriggerFiring, details: AnswerDetails) -> TriggerAnswer:
    """Signed by the actor and never altered. Raises RuleBroken beside its field, or when it is answered already."""
    # Of two who answer at the same moment the second waits here, and is told of the first.
    uow.session.refresh(firing, ["lapsed_at"], with_for_update={"of": TriggerFiring})
    given = uow.session.scalar(select(TriggerAnswer).where(TriggerAnswer.firing_id == firing.id))
    if given is not None:
        raise RuleBroken(f"{given.answered_by.name} has answered this already.")
    if firing.lapsed_at is not None:
        raise RuleBroken("The grades behind this were taken back; there is nothing to answer any more.")
    check_answer(details, firing.fired_on, uow.today)
    done = details.is_done
    answer = TriggerAnswer(
        firing=firing,
        is_done=done,
        steps=[step.value for step in details.steps] if done else [],
        what=details.what if done else "",
        who=details.who if done else "",
        done_on=details.done_on if done else None,
        why="" if done else details.why,
        answered_at=uow.now,
        answered_by=uow.author,
    )
    uow.session.add(answer)
    uow.record("trigger:answer", subject=firing, child=firing.child, reason=answer.why)
    return answer


def load_trigger_rules(
    uow: UnitOfWork, authority: Authority, rules: TriggerRules, from_on: date, reason: str
) -> TriggerVersion:
    """The authority’s own, in place of those that are in force on that day. What fired before stays as it fired."""
    if from_on < uow.today:
        raise RuleBroken("Choose today or a later day: what fired before fired by the rules of its day", "from_on")
    check_reason(reason)
    held = rules_in_force(uow.session, authority.id, from_on)
    if held.own is not None and held.rules.content_hash == rules.content_hash:
        raise RuleBroken(f"On {long_date(from_on)} these rules are in force already")
    if held.own is not None and (held.rules.key, held.rules.version) == (rules.key, rules.version):
        raise RuleBroken(f"{rules.label} is loaded already, and differs. Give the new text a new version.")
    row = add_version(uow, rules, authority.id, from_on, reason)
    uow.record("trigger_rules:load", subject=row, reason=reason)
    return row
