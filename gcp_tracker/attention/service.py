"""Putting a reason off: a row of its own, never altered."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.models import AttentionPutOff, Child
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.putting_off import check_put_off
from gcp_tracker.rules.reason_kinds import Reason
from gcp_tracker.unit_of_work import UnitOfWork


def put_off_reason(uow: UnitOfWork, child: Child, reason: Reason, until_on: date, why: str) -> AttentionPutOff:
    """`reason` as it stands in this write. Raises RuleBroken beside `until_on` or `why`."""
    check_put_off(reason, until_on, why, settings_of(uow.session, child.authority_id, uow.today), uow.today)
    lock_child_alone(uow, child)
    standing = select(AttentionPutOff).where(AttentionPutOff.child_id == child.id, AttentionPutOff.kind == reason.kind)
    last = uow.session.scalar(standing.order_by(AttentionPutOff.id.desc()).limit(1))
    if last is not None and (last.mark, last.until_on, last.by_id) == (reason.mark, until_on, uow.author.id):
        raise RuleBroken(f"You have put this off until {long_date(until_on)} already", "until_on")
    put_off = AttentionPutOff(
        child=child,
        kind=reason.kind,
        mark=reason.mark,
        sentence=reason.sentence,
        until_on=until_on,
        reason=why,
        by=uow.author,
        at=uow.now,
    )
    uow.session.add(put_off)
    uow.record("attention:put_off", subject=put_off, child=child, reason=reason.kind.value)
    return put_off
