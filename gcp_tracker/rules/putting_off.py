"""Putting a reason off: only with why and until when, and never for long. It comes back by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.reason_kinds import Reason, ReasonKind

# Nobody may look away from these, with whatever reason.
NEVER = frozenset({ReasonKind.SAFETY_UNANSWERED, ReasonKind.SAFETY_ANSWERED, ReasonKind.NEWLY_BAD})


@dataclass(frozen=True, slots=True)
class PutOff:
    """What somebody wrote. `mark` is that of the reason as it stood then; `until_on` is the day on which it is back."""

    kind: ReasonKind
    mark: str
    sentence: str
    until_on: date
    why: str
    by: str
    at: datetime

    def holds(self, reason: Reason, today: date) -> bool:
        """Until its day, and while what it is about has not changed."""
        is_same = self.kind is reason.kind and self.mark == reason.mark
        return is_same and today < self.until_on and reason.kind not in NEVER


@dataclass(frozen=True, slots=True)
class Split:
    """`standing` are the reasons to look at now; each that was put off stands with who did so and why."""

    standing: tuple[Reason, ...]
    put_off: tuple[tuple[Reason, PutOff], ...]


def split(reasons: Sequence[Reason], put_offs: Iterable[PutOff], today: date) -> Split:
    newest_first = sorted(put_offs, key=lambda one: one.at, reverse=True)
    standing, waiting = [], []
    for reason in reasons:
        held = next((one for one in newest_first if one.holds(reason, today)), None)
        if held is None:
            standing.append(reason)
        else:
            waiting.append((reason, held))
    return Split(tuple(standing), tuple(waiting))


def check_may_be_put_off(reason: Reason) -> None:
    """Raises RuleBroken."""
    if reason.kind in NEVER:
        raise RuleBroken("This cannot be put off: it has to be looked at now")


def may_be_put_off(reason: Reason) -> bool:
    try:
        check_may_be_put_off(reason)
    except RuleBroken:
        return False
    return True


def check_put_off(reason: Reason, until_on: date, why: str, settings: Settings, today: date) -> None:
    """Raises RuleBroken beside `until_on` or `why`."""
    check_may_be_put_off(reason)
    if not why:
        raise RuleBroken("Say why this can wait", "why")
    if until_on <= today:
        raise RuleBroken("Choose the day on which it is to come back, after today", "until_on")
    if until_on > last_day(settings, today):
        most = counted(settings.days("put_off_at_most"), "day")
        latest = long_date(last_day(settings, today))
        raise RuleBroken(f"Choose a day within {most}, {latest} at the latest", "until_on")


def last_day(settings: Settings, today: date) -> date:
    return today + timedelta(days=settings.days("put_off_at_most"))
