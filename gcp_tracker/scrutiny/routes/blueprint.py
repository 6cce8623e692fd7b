"""The blueprint, and how its routes come to scrutiny: only through the child whom a loader let in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort

from gcp_tracker.models import Child, Scrutiny
from gcp_tracker.rules.records import RecordState
from gcp_tracker.scrutiny import queries
from gcp_tracker.web.access import may, reading

bp = Blueprint("scrutiny", __name__)


def scrutiny_of(child: Child, number: UUID) -> Scrutiny:
    """Signed; a draft only for who may write it, and what was put aside for nobody."""
    one = queries.scrutiny_of(reading(), child, number)
    if one is None or one.state is RecordState.DISCARDED or (one.is_draft and not may("scrutiny:write", child)):
        abort(404)
    return one


def draft_of(child: Child, number: UUID) -> Scrutiny:
    one = scrutiny_of(child, number)
    if not one.is_draft:
        abort(404)
    return one
