"""The blueprint, and how its routes come to a pack: only through the child whom a loader let in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.conference import queries
from gcp_tracker.models import Child, Pack
from gcp_tracker.web.access import reading

bp = Blueprint("conference", __name__)


def pack_of(child: Child, number: UUID) -> Pack:
    pack = queries.pack_of(reading(), child, number)
    if pack is None:
        abort(404)
    return pack


def to_pack(pack: Pack) -> ResponseReturnValue:
    return redirect(url_for("conference.pack", child_id=pack.child_id, number=pack.id), 303)
