"""The blueprint, and how its routes come to a record: only through the child whom a loader let in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort

from gcp_tracker.models import Child, Decision, Escalation, SupervisionRecord
from gcp_tracker.rules.records import RecordState
from gcp_tracker.supervision import queries
from gcp_tracker.web.access import may, reading

bp = Blueprint("supervision", __name__)


def record_of(child: Child, number: UUID) -> SupervisionRecord:
    """Signed; a draft only for who may write it, and what was put aside for nobody."""
    record = queries.record_of(reading(), child, number)
    if record is None or record.state is RecordState.DISCARDED:
        abort(404)
    if record.is_draft and not may("supervision:write", child):
        abort(404)
    return record


def draft_of(child: Child, number: UUID) -> SupervisionRecord:
    record = record_of(child, number)
    if not record.is_draft:
        abort(404)
    return record


def decision_of(child: Child, number: int) -> Decision:
    decision = queries.decision_of(reading(), child, number)
    if decision is None:
        abort(404)
    return decision


def escalation_of(child: Child, number: UUID) -> Escalation:
    escalation = queries.escalation_of(reading(), child, number)
    if escalation is None:
        abort(404)
    return escalation
