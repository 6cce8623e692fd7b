"""The keys under which a tablet keeps what the server has not received: one for each person and draft.

They are made anew from the application’s secret whenever that person opens the page, and stored nowhere: text that a
tablet keeps opens only after its writer has signed in. With another secret it opens no more.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

from gcp_tracker.web.person import derived_key


def draft_key(secret: str, user_id: int, visit_id: UUID) -> str:
    """32 bytes for AES-GCM, in base64."""
    key = derived_key(secret, "gcp-tracker unsent text")
    return base64.b64encode(hmac.new(key, f"{user_id} {visit_id}".encode(), hashlib.sha256).digest()).decode()
