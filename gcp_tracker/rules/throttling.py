"""How long somebody waits after tries that failed. Throttling, not lock-out: nobody is shut out by the guesses of
another, and every wait ends by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Counted(StrEnum):
    """What failed tries are counted for."""

    ACCOUNT = "account"
    # Somebody who has signed in on this device before is counted by it alone, so that guesses from elsewhere do not
    # slow a worker at a doorstep.
    DEVICE = "device"
    # A whole council may stand behind one address.
    ADDRESS = "address"
    # A second factor is only asked for after a password that was right.
    SECOND_FACTOR = "second factor"


@dataclass(frozen=True, slots=True)
class Pace:
    """`free` tries cost no wait; each one after them doubles it, up to `longest`."""

    free: int
    longest: timedelta


PACES = {
    Counted.ACCOUNT: Pace(5, timedelta(minutes=1)),
    Counted.DEVICE: Pace(10, timedelta(minutes=1)),
    Counted.ADDRESS: Pace(50, timedelta(minutes=1)),
    Counted.SECOND_FACTOR: Pace(5, timedelta(minutes=15)),
}
# Tries are counted together until there was none for so long.
FORGOTTEN_AFTER = timedelta(hours=1)


def wait_until(counted: Counted, failures: int, last_at: datetime) -> datetime:
    """The instant from which the next try is heard; `last_at` where it is at once."""
    pace = PACES[counted]
    over = failures - pace.free
    if over < 0:
        return last_at
    return last_at + min(timedelta(seconds=2 ** min(over, 12)), pace.longest)


def wait_words(seconds: int) -> str:
    """One sentence for whoever has to wait."""
    if seconds < 60:
        return f"Too many tries. Wait {seconds} second{'s' if seconds != 1 else ''}, then try again."
    minutes = -(-seconds // 60)
    return f"Too many tries. Wait {minutes} minute{'s' if minutes != 1 else ''}, then try again."
