"""Who is meant, in a word that says nothing: on a tablet, in a form’s token."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def person_tag(user_id: int) -> str:
    """The same for one person for ever; tells nobody who that is."""
    key = derived_key(str(current_app.secret_key), "gcp-tracker person")
    return hmac.new(key, str(user_id).encode(), hashlib.sha256).hexdigest()[:24]


@lru_cache(maxsize=16)
def derived_key(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose, made from the application’s secret."""
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret.encode())
