"""Before something grave: is it still the person who signed in?"""

from __future__ import annotations

from flask_security.utils import verify_password

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.web.access import signed_in_user


def confirm_it_is_you(password: str, field: str = "password") -> None:
    """Raises RuleBroken beside `field` unless it is the password of whoever is signed in."""
    if not password or not verify_password(password, signed_in_user().password):
        raise RuleBroken("That is not your password", field)
