"""Who can have an account, and what an authority may set for itself."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import RoleName

# A team decides which children these people can reach; the others reach across teams, or reach no child.
IN_A_TEAM = frozenset({RoleName.PRACTITIONER, RoleName.DUTY_PRACTITIONER, RoleName.MANAGER, RoleName.DATA_OFFICER})
LEA_CODE = re.compile(r"[0-9]{3}")
# Local, not national. The bounds only catch slips of the pen.
RETENTION_YEARS = (1, 100)
PROFILE_DAYS = (14, 366)


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


def check_lea_code(text: str, field: str = "lea_code") -> str | None:
    """Three digits, or None where none is given. Raises RuleBroken."""
    if not text:
        return None
    if not LEA_CODE.fullmatch(text):
        raise RuleBroken("An LEA code has three digits, like 201", field)
    return text


def check_periods(retention_years: int, profile_every_days: int) -> None:
    """Raises RuleBroken beside the field that is out of bounds."""
    low, high = RETENTION_YEARS
    if not low <= retention_years <= high:
        raise RuleBroken(f"Years must be from {low} to {high}", "retention_years")
    low, high = PROFILE_DAYS
    if not low <= profile_every_days <= high:
        raise RuleBroken(f"Days must be from {low} to {high}", "profile_every_days")
