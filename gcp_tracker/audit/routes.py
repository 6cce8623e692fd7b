"""Who has looked at a child, what I have looked at, and what happened to accounts and to the audit itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from gcp_tracker.audit import queries
from gcp_tracker.audit.checkpoints import last_checkpoint
from gcp_tracker.audit.queries import Asked
from gcp_tracker.audit.watch import place_of
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import Paper, leaves
from gcp_tracker.exports.sheets import Column, Sheet
from gcp_tracker.models import Child
from gcp_tracker.record.queries import child_standing
from gcp_tracker.rules.looks import SECURITY
from gcp_tracker.web import access, clock
from gcp_tracker.web.access import child_page, reading, role_page, signed_in_user
from gcp_tracker.web.templating import page

bp = Blueprint("audit", __name__)

LOOKS_HEAD = ("day", "time", "person", "role", "looked", "what to the child", "stands out")
PERIODS = (("7", "A week"), ("31", "A month"), ("92", "Three months"), ("366", "A year"), ("", "Since the beginning"))


@bp.get("/children/<uuid:child_id>/looks")
@child_page("child:read_audit")
def looks(child: Child) -> ResponseReturnValue:
    chosen = _chosen()
    return page(
        "audit/looks.html",
        child=child,
        standing=child_standing(reading(), child, clock.today()),
        found=queries.looks_at(reading(), child, chosen.asked, _number("page") or 1),
        people=queries.people_who_looked(reading(), child),
        periods=PERIODS,
        chosen=chosen,
    )


@bp.route("/children/<uuid:child_id>/looks/print", methods=["GET", "POST"])
@child_page("child:read_audit")
@leaves("looks_paper", back="audit.looks")
def looks_on_paper(child: Child, copy: Copy) -> Paper:
    chosen = _chosen()
    context = {
        "child": child,
        "standing": child_standing(reading(), child, clock.today()),
        "found": queries.looks_at(reading(), child, chosen.asked, count=queries.ON_PAPER),
        "chosen": chosen,
        "most": queries.ON_PAPER,
    }
    return Paper("audit/looks_on_paper.html", context)


@bp.route("/children/<uuid:child_id>/looks/file", methods=["GET", "POST"])
@child_page("child:read_audit")
@leaves("looks", back="audit.looks")
def looks_file(child: Child, copy: Copy) -> Sheet:
    found = queries.single_looks(reading(), child, _chosen().asked)
    rows = [
        (look.on, look.at.strftime("%H:%M:%S"), look.who, look.role, look.what, look.relation, ", ".join(look.facts))
        for look in found
    ]
    return Sheet("who-has-looked", [Column(head) for head in LOOKS_HEAD], rows)


@bp.get("/what-i-have-looked-at")
@role_page("own_looks:read")
def own_looks() -> ResponseReturnValue:
    """Children are named only to somebody who may open their pages today."""
    found = queries.own_looks(reading(), signed_in_user(), _number("page") or 1)
    ids = {look.child_id for _, looks in found.days for look in looks if look.child_id is not None}
    children = queries.children_with_ids(reading(), ids)
    access.know_relations(children)
    named = {child.id: child for child in children if access.may("child:read", child)}
    return page("audit/own_looks.html", found=found, named=named)


@bp.get("/security-events")
@role_page("security:read")
def security_events() -> ResponseReturnValue:
    kind = request.args.get("kind", "")
    found = queries.security_events(reading(), kind, _number("before"))
    place = place_of(current_app.extensions["gcp_config"])
    return page(
        "audit/security_events.html",
        found=found,
        kind=kind if kind in SECURITY else "",
        kinds=SECURITY,
        checkpoint=last_checkpoint(place.file),
        public_key=place.public_key,
        failed=queries.failed_checkpoint(reading()),
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader asked for, as it stands in the address and as the query takes it."""

    person: str
    period: str
    since: date | None

    @property
    def asked(self) -> Asked:
        return Asked(int(self.person) if self.person else None, self.since)


def _chosen() -> Chosen:
    """Whatever is not offered counts as not asked."""
    period = request.args.get("period", "")
    if period not in dict(PERIODS):
        period = ""
    person = _number("person")
    since = clock.today() - timedelta(days=int(period)) if period else None
    return Chosen("" if person is None else str(person), period, since)


def _number(name: str) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None
