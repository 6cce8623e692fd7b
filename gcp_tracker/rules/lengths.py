"""How long what somebody types may be, in characters: the one place that says so to pages and to what is sent."""

from __future__ import annotations

LONGEST_LINE = 200
LONGEST_TEXT = 10_000
LONGEST_SEARCH = 100
# A goal in a family’s words: it stands where the title of an item does.
LONGEST_GOAL = 80
LONGEST_REASON = 1000
# argon2 reads every character, and a request must not be a way to keep a processor busy.
LONGEST_PASSWORD = 200
LONGEST_KEY_NAME = 64
# An e-mail address cannot be longer.
LONGEST_EMAIL = 254
# A code of six digits or a recovery code, however it is spaced; a date or number typed with whatever stands round it.
LONGEST_CODE = 40
LONGEST_NUMBER = 20
# *Is the child safe tonight?*
LONGEST_OF_SAFE = {"who_was_told": LONGEST_LINE, "told_at": 60, "what_was_agreed": 4000}


def password_too_long_words() -> str:
    return f"The password must have at most {LONGEST_PASSWORD} characters"


def too_long_words(longest: int) -> str:
    return f"This must be at most {longest:,} characters"
