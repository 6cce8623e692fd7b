"""What browsers refuse to run or load in a page of ours: what is kept of a report of it, and what it means in words.

A report may come from anybody, and its addresses may name a child: a directive, a keyword and the name of a host are
all that is taken from it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

KEPT_FOR = timedelta(days=92)
# In a day; what comes beyond is not counted, so that nobody can fill the database by sending reports.
MOST_REPORTS = 2000
MOST_KINDS = 50
LONGEST_HOST = 100

DIRECTIVES = frozenset(
    {
        "base-uri",
        "connect-src",
        "default-src",
        "font-src",
        "form-action",
        "frame-ancestors",
        "frame-src",
        "img-src",
        "manifest-src",
        "media-src",
        "object-src",
        "script-src",
        "style-src",
        "worker-src",
    }
)
KEYWORDS = frozenset({"inline", "eval", "wasm-eval", "data", "blob"})
OTHER = "other"
OWN = "self"
EXTENSION = "extension"
HOST = re.compile(r"[a-z0-9.:\[\]-]+")


class Violation(NamedTuple):
    """`route`: as the application calls the page, with … for whatever names a record; empty where it is none."""

    directive: str
    route: str
    blocked: str


# Where more kinds come in a day than are kept apart.
FURTHER = Violation(OTHER, "", OTHER)


class Meaning(NamedTuple):
    """`stands_out`: no extension of a browser does this by accident."""

    title: str
    what_to_do: str
    stands_out: bool = False


def directive_of(sent: str) -> str:
    """Of "script-src-elem", or of a whole directive with its sources: "script-src"."""
    name = re.sub(r"-(elem|attr)$", "", sent.strip().lower().partition(" ")[0])
    return name if name in DIRECTIVES else OTHER


def blocked_of(sent: str, own_host: str) -> str:
    """A keyword, or scheme and host of what was refused. Older browsers leave it empty for what stood in the page."""
    sent = sent.strip().lower() or "inline"
    if sent in KEYWORDS:
        return sent
    try:
        parts = urlsplit(sent)
    except ValueError:
        return OTHER
    if (parts.scheme or sent).endswith("extension"):
        return EXTENSION
    if parts.scheme in KEYWORDS:
        return parts.scheme
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme not in ("http", "https", "ws", "wss") or not HOST.fullmatch(host) or len(host) > LONGEST_HOST:
        return OTHER
    return OWN if host == own_host else f"{parts.scheme}://{host}"


def route_of(rule: str) -> str:
    """/children/… of /children/<uuid:child_id>."""
    return re.sub(r"<[^>]*>", "…", rule)


def meaning_of(violation: Violation) -> Meaning:
    """For the administrator: what a browser refused, whether that is a worry, and what to do."""
    directive, blocked = violation.directive, violation.blocked
    if violation == FURTHER:
        return Meaning(
            "Other things",
            f"More than {MOST_KINDS} kinds came on this day, which is what somebody does who sends made-up reports.",
        )
    if blocked == EXTENSION:
        return Meaning(
            "An extension of the browser wanted to change the page",
            "It could not. On a work tablet, ask whether that extension should be there.",
        )
    if directive == "form-action":
        return Meaning(
            f"A form was not sent to {_from(blocked)}",
            "No form of ours leads there. Tell whoever looks after this software today, and name the page.",
            stands_out=True,
        )
    if directive == "frame-ancestors":
        return Meaning(
            "Another site wanted to show this page inside its own",
            "It was not shown. Somebody may be trying to have a worker press a button unseen: tell whoever looks after"
            " this software.",
            stands_out=True,
        )
    if directive == "script-src":
        return _script(blocked)
    if directive == "style-src":
        return Meaning(
            "Something wanted to change how a page looks",
            "It could not. Nearly always an extension or a setting of the browser; there is nothing to do.",
        )
    return Meaning(
        f"Something from {_from(blocked)} was not loaded",
        "Nothing of ours comes from there. Nearly always an extension of the browser, or a web filter on the way.",
    )


def _script(blocked: str) -> Meaning:
    if blocked in ("inline", "eval", "wasm-eval"):
        return Meaning(
            "A script inside a page was not run",
            "Nearly always an extension of the browser. If it comes again on the same page, from more than one tablet,"
            " somebody may have typed a script into a form: tell whoever looks after this software, and name the page.",
        )
    return Meaning(
        f"A script from {_from(blocked)} was not run",
        "No script of ours comes from there. Nearly always an extension of the browser, or a web filter on the way;"
        " if neither is in use, tell whoever looks after this software.",
    )


def _from(blocked: str) -> str:
    if blocked in KEYWORDS:
        return "the page itself"
    named = {OWN: "this service itself", OTHER: "somewhere else"}
    return named.get(blocked) or blocked.partition("://")[2]
