"""Few passwords are hashed at once: each takes 19 MiB and a processor for some hundredths of a second, and a flood of
sign-ins must not starve the pages of those who are signed in: with the server's two processes, two at once in all.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Any

MOST_AT_ONCE = 1


class FewAtOnce:
    """Flask-Security’s own hashing, of which so many run at a time in this process; the next one waits its turn."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._turns = BoundedSemaphore(MOST_AT_ONCE)

    def hash(self, *arguments: Any, **more: Any) -> Any:
        with self._turns:
            return self._context.hash(*arguments, **more)

    def verify(self, *arguments: Any, **more: Any) -> Any:
        with self._turns:
            return self._context.verify(*arguments, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)
