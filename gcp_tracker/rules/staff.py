"""Who can have an account, and what an authority is called by."""

from __future__ import annotations

import re
from datetime import date

from email_validator import EmailNotValidError, validate_email

from gcp_tracker.rules.dates import check_within_reach
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import RoleName

# A team decides which children these people can reach; the others reach across teams, or reach no child.
IN_A_TEAM = frozenset({RoleName.PRACTITIONER, RoleName.DUTY_PRACTITIONER, RoleName.MANAGER, RoleName.DATA_OFFICER})
LEA_CODE = re.compile(r"[0-9]{3}")


def check_email(text: str, field: str = "email") -> str:
    """The address in small letters, as it is compared at sign-in. Raises RuleBroken."""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise RuleBroken("Enter an e-mail address, like name@council.example", field) from error


def check_team_fits_role(role: RoleName, *, has_team: bool, field: str = "team") -> None:
    if role in IN_A_TEAM and not has_team:
        raise RuleBroken(f"Choose the team: a {role.words.lower()} works in one", field)
    if role not in IN_A_TEAM and has_team:
        raise RuleBroken(f"Leave the team out: a {role.words.lower()} belongs to none", field)


def check_team_is_empty(name: str, people: int, children: int) -> None:
    """Raises RuleBroken with what has to be moved before the team is closed."""
    held = []
    if people:
        held.append("1 person works" if people == 1 else f"{people} people work")
    if children:
        held.append("1 child is" if children == 1 else f"{children} children are")
    if held:
        raise RuleBroken(
            f"{' and '.join(held)} with {name}. An administrator moves people; its manager hands children over to"
            " another team."
        )


def check_administrators_left(others: int) -> None:
    """`others`: administrators whose accounts are open, without this one. Raises RuleBroken."""
    if others < 1:
        raise RuleBroken("This is the only administrator: make somebody else one first.")


def check_end(ends_on: date | None, today: date, field: str = "ends_on") -> None:
    """Of an account. Raises RuleBroken."""
    if ends_on is None:
        return
    if ends_on <= today:
        raise RuleBroken("Choose a day to come. To close the account now, disable it", field)
    check_within_reach(ends_on, today, "The first day without the account", field)


def check_lea_code(text: str, field: str = "lea_code") -> str | None:
    """Three digits, or None where none is given. Raises RuleBroken."""
    if not text:
        return None
    if not LEA_CODE.fullmatch(text):
        raise RuleBroken("An LEA code has three digits, like 201", field)
    return text
