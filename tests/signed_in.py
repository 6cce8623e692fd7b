"""A sign-in without its pages, for tests that are about something else: the row, and what the cookie would hold."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, insert

from gcp_tracker.accounts.service import key_of, new_token
from gcp_tracker.models import SignIn, User


def held_after_sign_in(engine: Engine, user: User, now: datetime) -> dict[str, Any]:
    """As after a sign-in with everything that is needed, and just now."""
    token = new_token()
    row = {
        "name": uuid4().hex,
        "key": key_of(token),
        "user_id": user.id,
        "is_whole": True,
        "device": "Chrome on Android",
        "began_at": now,
        "last_seen_at": now,
        "ends_at": now + timedelta(hours=12),
    }
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(insert(SignIn).values(row))
    return {"_user_id": user.fs_uniquifier, "_fresh": True, "sign_in": token, "fs_paa": time.time()}
