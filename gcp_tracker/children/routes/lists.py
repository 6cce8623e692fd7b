"""My children: the page that practitioners begin from. What the team’s list shares with it stands below."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue

from gcp_tracker.change.words import NO_PREDICTION
from gcp_tracker.children import queries
from gcp_tracker.children.caseload_sheet import ListTable, my_children_table
from gcp_tracker.children.queries import ListedChild
from gcp_tracker.children.routes import drawings
from gcp_tracker.children.routes.blueprint import bp
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import leaves
from gcp_tracker.exports.queries import restricted_among, screens_of_families
from gcp_tracker.exports.sheets import Sheet
from gcp_tracker.rules.attention import MY_CHILDREN_ORDER
from gcp_tracker.rules.reason_kinds import WORKERS_ORDER
from gcp_tracker.rules.recipients import Part
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.searching import search_asked, show_found
from gcp_tracker.web.templating import page


@bp.get("/my-children")
@role_page("my_children:list")
def my_children() -> ResponseReturnValue:
    search = search_asked()
    found = queries.my_children(reading(), signed_in_user(), clock.now(), clock.today(), search.words, page_number())
    record_list("my_children", len(found.rows), search.words)
    return page(
        "children/my_children.html",
        found=found,
        search=search,
        order=MY_CHILDREN_ORDER,
        kinds=WORKERS_ORDER,
        drawings=drawings,
        no_prediction=NO_PREDICTION,
    )


@bp.post("/my-children/find")
@role_page("my_children:list")
def find_my_child() -> ResponseReturnValue:
    return show_found("children.my_children")


@bp.route("/my-children/file", methods=["GET", "POST"])
@role_page("my_children:export")
@leaves("my_children", back="children.my_children")
def my_children_file(copy: Copy) -> Sheet:
    """All of them, whatever the page beside it was asked for."""
    found = queries.my_children(reading(), signed_in_user(), clock.now(), clock.today(), page=None)
    return sheet_of("my-children", my_children_table(told_in(found.rows, copy)), copy)


def told_in(rows: Sequence[ListedChild], copy: Copy) -> list[ListedChild]:
    """Without the restricted ones, where this copy leaves them out."""
    if copy.terms.has(Part.RESTRICTED):
        return list(rows)
    restricted = restricted_among(reading(), (row.child for row in rows), clock.now())
    return [row for row in rows if row.child.id not in restricted]


def sheet_of(name: str, table: ListTable, copy: Copy) -> Sheet:
    screens = screens_of_families(reading(), table.families, copy.terms)
    return Sheet(name, table.columns, table.rows, table.families, screens)


def page_number() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1
