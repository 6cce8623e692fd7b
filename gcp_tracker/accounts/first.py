"""The way in for the first administrator of an empty database: an address that the server says at its start.

It is kept nowhere but in the memory of the server, and opens nothing once there is an account.
"""

from __future__ import annotations

import hmac

from flask import Flask

from gcp_tracker.accounts.service import key_of, new_token

KNOWN = "gcp_first_administrator"


def let_first_in(app: Flask) -> str:
    """What stands at the end of the address."""
    token = new_token()
    app.extensions[KNOWN] = key_of(token)
    return token


def is_let_in(app: Flask, token: str) -> bool:
    return hmac.compare_digest(str(app.extensions.get(KNOWN, "")), key_of(token))
