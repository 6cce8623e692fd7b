"""What an authority sets for itself: one change is one row, and acts from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from gcp_tracker.authority_settings import forget_version, settings_of
from gcp_tracker.models import Authority, AuthoritySetting, DaysOff
from gcp_tracker.rules.authority_settings import Setting, check_change
from gcp_tracker.rules.days_off import Span, check_span
from gcp_tracker.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ChangeDetails:
    """`value` is a whole number of the setting’s unit."""

    value: int
    from_on: date
    reason: str


def change_setting(uow: UnitOfWork, authority: Authority, setting: Setting, details: ChangeDetails) -> AuthoritySetting:
    """Raises RuleBroken beside `value`, `from_on` or `reason`."""
    # Two who set at once are compared one after the other.
    uow.session.execute(select(Authority.id).where(Authority.id == authority.id).with_for_update())
    forget_version(uow.session)
    settings = settings_of(uow.session, authority.id, uow.today)
    check_change(setting, details.value, details.from_on, details.reason, settings, uow.today)
    change = AuthoritySetting(
        authority=authority,
        key=setting.key,
        value=details.value,
        from_on=details.from_on,
        reason=details.reason,
        set_at=uow.now,
        set_by=uow.actor,
    )
    uow.session.add(change)
    uow.record("setting:change", subject=change, reason=details.reason, changed=(setting.key,))
    forget_version(uow.session)
    return change


def set_days_off(uow: UnitOfWork, authority: Authority, span: Span, reason: str) -> DaysOff:
    """Local periods leave these days out from now on, or count them again. Raises RuleBroken beside its field."""
    uow.session.execute(select(Authority.id).where(Authority.id == authority.id).with_for_update())
    forget_version(uow.session)
    check_span(span, reason, settings_of(uow.session, authority.id, uow.today).days_off, uow.today)
    days = DaysOff(
        authority=authority,
        first_on=span.first_on,
        last_on=span.last_on,
        is_closed=span.is_closed,
        reason=reason,
        set_at=uow.now,
        set_by=uow.actor,
    )
    uow.session.add(days)
    uow.record("days_off:set", subject=days, reason=reason)
    forget_version(uow.session)
    return days
