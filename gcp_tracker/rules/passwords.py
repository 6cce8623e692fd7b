"""Which passwords are too easily guessed. Length and guessing only: no composition rules, no forced change. Source:
OWASP ASVS 5.0, V6.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.lengths import LONGEST_PASSWORD, password_too_long_words

SHORTEST_PASSWORD = 12
# The estimator reads no more than this; what is safe so far is safe with more behind it.
ESTIMATED = 72
# As powers of ten. Below it a password is among lists of common ones, or is made of names and years.
FEWEST_GUESSES = 10
# What has to be left of a password once the person’s name and the service’s are taken out.
FEWEST_LETTERS = 6
SERVICE = ("GCP Tracker", "gcptracker", "gcp", "tracker", "graded care profile")


def check_password(password: str, about: Iterable[str] = (), field: str = "password") -> None:
    """`about`: what a guesser would try first for this person: name, e-mail address, employer. Raises RuleBroken."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(
            f"The password must have at least {SHORTEST_PASSWORD} characters; three or four words do well", field
        )
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(password_too_long_words(), field)
    if is_easily_guessed(password, about):
        raise RuleBroken(
            "This password would be guessed early: it is a common one, or made of names, years or keys in a row."
            " Three or four words that have nothing to do with each other do well",
            field,
        )


def is_easily_guessed(password: str, about: Iterable[str] = ()) -> bool:
    """By an estimate from lists of common passwords, words and names, and of patterns like years and keyboard rows."""
    # Its lists are 13 MB, which only a process that sets a password needs to hold.
    from zxcvbn import zxcvbn

    known = [*SERVICE, *about]
    parts = sorted({part.lower() for words in known for part in re.split(r"\W+", words) if len(part) > 2}, key=len)
    left = password.lower()
    for part in reversed(parts):
        left = left.replace(part, "")
    if len(left) < len(password) and sum(sign.isalpha() for sign in left) < FEWEST_LETTERS:
        return True
    estimate = zxcvbn(password[:ESTIMATED], user_inputs=[*known, *parts])
    return float(estimate["guesses_log10"]) < FEWEST_GUESSES
