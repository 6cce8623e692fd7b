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
from gcp_tracker.models import Child
from gcp_tracker.record.queries import child_standing
from gcp_tracker.rules.looks import SECURITY
from gcp_tracker.spreadsheets import csv_file, csv_name
from gcp_tracker.web import access, clock
from gcp_tracker.web.access import child_page, reading, role_page, signed_in_user, unit_of_work
from gcp_tracker.web.downloads import download
from gcp_tracker.web.templating import page

bp = Blueprint("audit", __name__)

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


@bp.get("/children/<uuid:child_id>/looks/print")
@child_page("child:read_audit")
def looks_on_paper(child: Child) -> ResponseReturnValue:
    chosen = _chosen()
    with unit_of_work() as uow:
        uow.record("child:print", subject=child, child=child, reason="who has looked")
    return page(
        "audit/looks_on_paper.html",
        child=child,
        standing=child_standing(reading(), child, clock.today()),
        found=queries.looks_at(reading(), child, chosen.asked, count=queries.ON_PAPER),
        chosen=chosen,
        most=queries.ON_PAPER,
    )


@bp.get("/children/<uuid:child_id>/looks.csv")
@child_page("child:read_audit")
def looks_csv(child: Child) -> ResponseReturnValue:
    found = queries.single_looks(reading(), child, _chosen().asked)
    head = ("day", "time", "person", "role", "looked", "what to the child", "stands out")
    rows = [
        (look.on, look.at.strftime("%H:%M:%S"), look.who, look.role, look.what, look.relation, ", ".join(look.facts))
        for look in found
    ]
    file = csv_file(csv_name("who-has-looked", child.la_child_id or "", clock.today().isoformat()), [head, *rows])
    with unit_of_work() as uow:
        uow.record("child:export", subject=child, child=child, reason=f"who has looked; sha256 {file.sha256}")
    return download(file)


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
