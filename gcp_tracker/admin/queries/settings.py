"""An authority’s settings as its administrator reads them: what holds, what will, and what held before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.models import Authority, AuthoritySetting, DaysOff, User
from gcp_tracker.rules.authority_settings import LOCAL, NATIONAL, Group, National, Setting
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.days_off import Span
from gcp_tracker.rules.working_days import is_working_day, working_days_after
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class SettingNow:
    """`coming` is the next change, in words; empty where none is planned."""

    setting: Setting
    words: str
    usual: str
    is_usual: bool
    coming: str


@dataclass(frozen=True, slots=True)
class Change:
    row: AuthoritySetting
    words: str
    holds: str


def authority_with_id(session: AnySession, authority_id: int) -> Authority | None:
    return session.get(Authority, authority_id)


def settings_now(session: AnySession, authority: Authority, today: date) -> list[tuple[Group, list[SettingNow]]]:
    """By group, in the order of the table."""
    found: dict[Group, list[SettingNow]] = {group: [] for group in Group}
    for setting in LOCAL.values():
        found[setting.group].append(setting_now(session, authority, setting, today))
    return list(found.items())


def setting_now(session: AnySession, authority: Authority, setting: Setting, today: date) -> SettingNow:
    settings = settings_of(session, authority.id, today)
    words, usual = settings.words(setting.key), setting.unit.words(setting.usual)
    coming = settings.next_change(setting.key)
    planned = f"{setting.unit.words(coming.value)} from {long_date(coming.from_on)}" if coming else ""
    return SettingNow(setting, words, usual, words == usual, planned)


def national_settings() -> list[tuple[National, str]]:
    return [(one, one.unit.words(one.value)) for one in NATIONAL.values()]


def changes_of(session: AnySession, authority: Authority, setting: Setting, today: date) -> list[Change]:
    """Every change there was or will be, the latest to act first."""
    rows = session.scalars(
        select(AuthoritySetting)
        .where(AuthoritySetting.authority_id == authority.id, AuthoritySetting.key == setting.key)
        .order_by(AuthoritySetting.from_on.desc(), AuthoritySetting.id.desc())
        .options(joinedload(AuthoritySetting.set_by).lazyload(User.roles))
    ).all()
    acting = next((row.id for row in rows if row.from_on <= today), None)
    found = []
    for place, row in enumerate(rows):
        replaced = place > 0 and rows[place - 1].from_on == row.from_on
        holds = "Replaced on the same day" if replaced else "To come" if row.from_on > today else "Before"
        found.append(Change(row, setting.unit.words(row.value), "Now" if row.id == acting else holds))
    return found


def spans_to_come(session: AnySession, authority: Authority, today: date) -> list[Span]:
    """The authority’s own days off from today on, days on end told as one; weekends and bank holidays between do not
    part them.
    """
    found: list[Span] = []
    for day in sorted(settings_of(session, authority.id, today).days_off):
        if day < today or not is_working_day(day):
            continue
        if found and not working_days_after(found[-1].last_on, day) > 1:
            found[-1] = Span(found[-1].first_on, day, is_closed=True)
        else:
            found.append(Span(day, day, is_closed=True))
    return found


def days_off_set(session: AnySession, authority: Authority) -> list[tuple[DaysOff, Span]]:
    """Everything that was ever set, the newest first."""
    query = select(DaysOff).where(DaysOff.authority_id == authority.id).order_by(DaysOff.id.desc())
    rows = session.scalars(query.options(joinedload(DaysOff.set_by).lazyload(User.roles)))
    return [(row, Span(row.first_on, row.last_on, row.is_closed)) for row in rows]
