"""What can be a name: something that people can see in a list and read aloud."""

import unicodedata

from gcp_tracker.rules.errors import RuleBroken

# Line breaks and control characters, and marks that turn the direction of the rest of the line. Joiners stay: some
# scripts write names with them.
UNSEEN_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def check_name(text: str, sentence: str, field: str | None = None, *, digits_do: bool = False) -> None:
    """A name has a letter of some script (a home’s may have a digit instead) and nothing that hides or turns what
    follows. Raises RuleBroken; `sentence` asks for the name.
    """
    if not any(_is_letter(character) or (digits_do and character.isdecimal()) for character in text):
        raise RuleBroken(sentence, field)
    if any(character in TURNING or unicodedata.category(character) in UNSEEN_CATEGORIES for character in text):
        raise RuleBroken("This has a character that cannot be shown: type it anew, on one line", field)


def _is_letter(character: str) -> bool:
    return unicodedata.category(character).startswith("L")
