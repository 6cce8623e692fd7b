"""Four eyes: no administrator alone makes a way to sign in as somebody else, or changes what an account opens."""

from __future__ import annotations

from datetime import timedelta

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import AccountChangeKind, RoleName

# What nobody has confirmed by then has to be asked for again.
WAITS_FOR = timedelta(days=7)
# How long the person concerned reads of it on their own page.
TOLD_FOR = timedelta(days=366)


def check_somebody_confirms(confirmers: int, *, is_anybody_recorded: bool) -> bool:
    """Whether it has to wait. Before the first child is recorded there is nothing to read, so an office can be set up
    by one person. Raises RuleBroken where it has to wait and there is nobody to wait for.
    """
    if confirmers:
        return True
    if is_anybody_recorded:
        raise RuleBroken(
            "A manager has to confirm this, or another administrator where there is no other manager, and there is"
            " neither. Whoever runs the server can make the link with the command make-link."
        )
    return False


def check_may_confirm(*, is_one_of_them: bool, is_waiting: bool) -> None:
    """Raises RuleBroken."""
    if not is_waiting:
        raise RuleBroken("This was answered already, or has waited for too long: the administrator can ask again.")
    if not is_one_of_them:
        raise RuleBroken("Somebody else has to confirm this.")


def asked_words(
    kind: AccountChangeKind, name: str, email: str, role: RoleName | None, team: str, profession: str
) -> str:
    """What an administrator has asked for, to whoever is to confirm it."""
    work = work_words(role, team, profession)
    return {
        AccountChangeKind.NEW_PERSON: f"An account for {name}, {email}: {work}",
        AccountChangeKind.NEW_PASSWORD: f"A link for a new password for {name}",
        AccountChangeKind.START_AGAIN: f"A link for a new password and second factor for {name}",
        AccountChangeKind.ADDRESS: f"{name} is to sign in as {email}",
        AccountChangeKind.WORK: f"{name} is to work here as {work}",
    }[kind]


def told_words(kind: AccountChangeKind, email: str, role: RoleName | None, team: str) -> str:
    """The same to the person concerned, once it has come to be."""
    return {
        AccountChangeKind.NEW_PERSON: "Your account was made",
        AccountChangeKind.NEW_PASSWORD: "A link for a new password was made for you",
        AccountChangeKind.START_AGAIN: "A link for a new password and second factor was made for you",
        AccountChangeKind.ADDRESS: f"What you sign in with was changed to {email}",
        AccountChangeKind.WORK: f"Your work here was changed to {work_words(role, team)}",
    }[kind]


def work_words(role: RoleName | None, team: str, profession: str = "") -> str:
    """ "practitioner in Riverside, health visitor"."""
    words = role.inside if role else "nothing"
    return ", ".join(part for part in (f"{words} in {team}" if team else words, profession) if part)
