"""What the reader of this request does not see yet, of visits that two grade apart."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy import select

from gcp_tracker.db import db
from gcp_tracker.models import Child, Profile, Visit
from gcp_tracker.unseen import IN_FULL, Apart, left_out

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def not_shown_yet(child: Child | None = None) -> list[Apart]:
    """Of visits to this child, or of all."""
    return [apart for apart in left_out(db.session).aparts if child is None or apart.child_id == child.id]


def hidden_by(kind: type[Any], identifier: UUID) -> Apart | None:
    """Why a visit or a profile is not there for this reader, where that is only for a while."""
    unseen = left_out(db.session)
    if not unseen or request.method not in SAFE_METHODS:
        return None
    if kind is Visit:
        asked = select(Visit.first_id).where(Visit.id == identifier)
        first_id = db.session.scalar(asked, execution_options=IN_FULL)
        return next((apart for apart in unseen.aparts if apart.hidden_id == first_id), None)
    return unseen.aparts[0] if kind is Profile and identifier in unseen.profile_ids else None
