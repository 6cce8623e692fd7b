"""Where somebody may be sent on to after signing in."""

from __future__ import annotations

import re

# One slash at the start, and nothing that a browser would read as another one, or not read at all.
LOCAL_PATH = re.compile(r"/(?!/)[^\\\x00-\x1f\x7f-\x9f]*")


def is_local(path: str) -> bool:
    """Whether a browser that is sent to `path` stays on this site."""
    return LOCAL_PATH.fullmatch(path) is not None
