"""How long a sign-in lasts, what it is called in a list, and which second factors may go."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.lengths import LONGEST_KEY_NAME
from gcp_tracker.rules.vocabulary import RoleName

# Their work is at a family’s, where a talk can be long and a draft must not be signed out between two taps.
AT_VISITS = frozenset({RoleName.PRACTITIONER, RoleName.DUTY_PRACTITIONER})
# A link that somebody asked for themselves goes through a mailbox, and is opened at once or not at all.
ASKED_FOR_LASTS = timedelta(hours=1)

SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("ChromeOS", r"CrOS"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux"),
)
# The first that fits: most browsers also name those below them.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"(Firefox|FxiOS)/"),
    ("Chrome", r"(Chrome|CriOS|Chromium)/"),
    ("Safari", r"Safari/"),
)


def idle_limit(roles: Collection[str], at_visits: timedelta, at_desks: timedelta) -> timedelta:
    """How long nothing may be asked for before a sign-in ends. Somebody with both kinds of role has the shorter."""
    return at_visits if roles and all(role in AT_VISITS for role in roles) else at_desks


def device_words(agent: str) -> str:
    """ "Chrome on Android": what a browser says of itself, in the words of its owner."""
    browser = next((name for name, pattern in BROWSERS if re.search(pattern, agent)), "A browser")
    system = next((name for name, pattern in SYSTEMS if re.search(pattern, agent)), "")
    return f"{browser} on {system}" if system else browser


def check_factor_may_go(others: int, *, is_needed: bool) -> None:
    """`others`: how many second factors are left without it. Raises RuleBroken."""
    if is_needed and others < 1:
        raise RuleBroken("This is your only second factor: add another one first, then remove this one.")


def check_key_name(name: str, taken: Collection[str], field: str = "name") -> None:
    """Raises RuleBroken beside the field."""
    if not name:
        raise RuleBroken("Give the passkey a name, like “My tablet”", field)
    if len(name) > LONGEST_KEY_NAME:
        raise RuleBroken(f"The name must have at most {LONGEST_KEY_NAME} characters", field)
    if name.lower() in {other.lower() for other in taken}:
        raise RuleBroken("You have a passkey with this name already", field)
