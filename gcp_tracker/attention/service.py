"""Putting a reason off: a row of its own, never altered."""

from __future__ import annotations

from datetime import date

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.models import AttentionPutOff, Child
from gcp_tracker.rules.putting_off import check_put_off
from gcp_tracker.rules.reason_kinds import Reason
from gcp_tracker.unit_of_work import UnitOfWork


def put_off_reason(uow: UnitOfWork, child: Child, reason: Reason, until_on: date, why: str) -> AttentionPutOff:
    """`reason` as it stands in this write. Raises RuleBroken beside `until_on` or `why`."""
    check_put_off(reason, until_on, why, settings_of(uow.session, child.authority_id, uow.today), uow.today)
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
