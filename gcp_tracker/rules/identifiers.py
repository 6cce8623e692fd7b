"""Numbers by which services know a child, each guarded by its check character."""

import re

from nhs_number.validate import is_valid

from gcp_tracker.rules.errors import RuleBroken

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
UPN_SHAPE = re.compile(rf"[{UPN_LETTERS}][0-9]{{11}}[0-9{UPN_LETTERS}]")
NHS_SHAPE = re.compile(r"[0-9]{10}")
SEPARATORS = re.compile(r"[\s-]")
# Passes the check. Numbers that begin with 999 are kept for tests and never given to anybody.
NHS_EXAMPLE = "999 123 4578"


def check_nhs_number(text: str, field: str | None = "nhs_number") -> str:
    """The ten digits without spaces. Raises RuleBroken.

    Modulus 11 by the library. Ten equal digits pass that check and are typed as a placeholder, so they are refused.
    """
    digits = SEPARATORS.sub("", text)
    if not NHS_SHAPE.fullmatch(digits):
        raise RuleBroken(f"An NHS number has 10 digits, like {NHS_EXAMPLE}", field=field)
    if len(set(digits)) == 1 or not is_valid(digits):
        raise RuleBroken("This is not an NHS number: check each digit", field=field)
    return digits


def upn_check_letter(body: str) -> str:
    """The first character of a UPN, from the twelve that follow.

    Weights 2 to 13, remainder by 23, letters without I, O and S (the Department for Education's table). A temporary
    UPN ends in a letter; it takes the same weight, and its place in that table (A is 0) as its value.
    """
    values = (int(c) if c in "0123456789" else UPN_LETTERS.index(c) for c in body)
    return UPN_LETTERS[sum(weight * value for weight, value in enumerate(values, start=2)) % 23]


def check_upn(text: str, field: str | None = "upn") -> str:
    """The thirteen characters in capitals, without spaces; a temporary UPN ends in a letter. Raises RuleBroken."""
    upn = SEPARATORS.sub("", text).upper()
    if not UPN_SHAPE.fullmatch(upn):
        raise RuleBroken("A UPN has 13 characters: a letter, then 12 digits (a temporary one ends in a letter)", field)
    if upn[0] != upn_check_letter(upn[1:]):
        raise RuleBroken("This is not a UPN: its first letter does not fit the rest, so check each character", field)
    return upn
