"""Looking for a child in a list: what was typed goes as a form, and comes back in the address sealed.

A name in an address would stay in the browser’s history and in the log of every server on the way. Sealed it opens for
nobody but this sign-in, and going back, reloading, the next page and the file work as they do for any other address.
docs/decisions/0015 says why it is kept nowhere.
"""

from __future__ import annotations

import base64
from typing import Any, NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.rules.lengths import LONGEST_SEARCH
from gcp_tracker.web.access import session_key
from gcp_tracker.web.person import derived_key

# Filled up to a multiple of so many bytes, so that the length does not tell a name either.
FILLED_TO = 64


class Search(NamedTuple):
    """`words` as they were typed, for the page itself; `sealed` for its links. Both empty where all are asked for."""

    words: str = ""
    sealed: str = ""


def search_asked() -> Search:
    """From the address of this page."""
    sealed = request.args.get("asked", "")
    try:
        opened = _seal().decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        return Search()
    whose, _, words = opened.partition("\n")
    return Search(words.rstrip(), sealed) if whose == session_key() else Search()


def show_found(endpoint: str, **values: Any) -> ResponseReturnValue:
    """To the list, with what was typed into its search box."""
    words = " ".join(request.form.get("q", "").split())[:LONGEST_SEARCH]
    return redirect(url_for(endpoint, asked=_sealed(words) if words else None, **values), 303)


def _sealed(words: str) -> str:
    plain = f"{session_key()}\n{words}".encode()
    return _seal().encrypt(plain.ljust(-(-len(plain) // FILLED_TO) * FILLED_TO)).decode()


def _seal() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key(str(current_app.secret_key), "gcp-tracker search")))
