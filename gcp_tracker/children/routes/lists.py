"""The pages that people begin from: my children, my team."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue

from gcp_tracker.change.words import NO_PREDICTION
from gcp_tracker.children import queries
from gcp_tracker.children.caseload_sheet import ListTable, my_children_table, my_team_table
from gcp_tracker.children.queries import ListedChild
from gcp_tracker.children.routes import drawings
from gcp_tracker.children.routes.blueprint import bp
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import leaves
from gcp_tracker.exports.queries import restricted_among, screens_of_families
from gcp_tracker.exports.sheets import Sheet
from gcp_tracker.rules.attention import MY_CHILDREN_ORDER, TEAM_ORDER, Press
from gcp_tracker.rules.recipients import Part
from gcp_tracker.sight.queries import count_to_decide
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.searching import search_asked, show_found
from gcp_tracker.web.templating import page


@bp.get("/my-children")
@role_page("my_children:list")
def my_children() -> ResponseReturnValue:
    search = search_asked()
    found = queries.my_children(reading(), signed_in_user(), clock.now(), clock.today(), search.words, _page_number())
    record_list("my_children", len(found.rows), search.words)
    return page(
        "children/my_children.html",
        found=found,
        search=search,
        order=MY_CHILDREN_ORDER,
        Press=Press,
        drawings=drawings,
        no_prediction=NO_PREDICTION,
    )


@bp.post("/my-children/find")
@role_page("my_children:list")
def find_my_child() -> ResponseReturnValue:
    return show_found("children.my_children")


@bp.get("/my-team")
@role_page("my_team:list")
def my_team() -> ResponseReturnValue:
    search, worker, user = search_asked(), request.args.get("worker", ""), signed_in_user()
    found = queries.my_team(
        reading(), user, clock.now(), clock.today(), worker=worker, asked=search.words, page=_page_number()
    )
    record_list("my_team", len(found.rows), search.words)
    return page(
        "children/my_team.html",
        found=found,
        search=search,
        worker=worker,
        team=user.team,
        to_decide=count_to_decide(reading(), user, clock.now()),
        doubles=queries.count_of_doubles(reading(), user, clock.now()),
        order=TEAM_ORDER,
        Press=Press,
        drawings=drawings,
        no_prediction=NO_PREDICTION,
        nobody=queries.NOBODY,
    )


@bp.post("/my-team/find")
@role_page("my_team:list")
def find_in_my_team() -> ResponseReturnValue:
    return show_found("children.my_team", worker=request.form.get("worker") or None)


@bp.route("/my-children/file", methods=["GET", "POST"])
@role_page("my_children:export")
@leaves("my_children", back="children.my_children")
def my_children_file(copy: Copy) -> Sheet:
    """All of them, whatever the page beside it was asked for."""
    found = queries.my_children(reading(), signed_in_user(), clock.now(), clock.today(), page=None)
    return _sheet("my-children", my_children_table(_told(found.rows, copy)), copy)


@bp.route("/my-team/file", methods=["GET", "POST"])
@role_page("my_team:export")
@leaves("my_team", back="children.my_team")
def my_team_file(copy: Copy) -> Sheet:
    """The team’s children as the page beside it was asked for them."""
    search, worker, user = search_asked(), request.args.get("worker", ""), signed_in_user()
    found = queries.my_team(reading(), user, clock.now(), clock.today(), worker=worker, asked=search.words, page=None)
    return _sheet("team", my_team_table(_told(found.rows, copy)), copy)


def _told(rows: Sequence[ListedChild], copy: Copy) -> list[ListedChild]:
    """Without the restricted ones, where this copy leaves them out."""
    if copy.terms.has(Part.RESTRICTED):
        return list(rows)
    restricted = restricted_among(reading(), (row.child for row in rows), clock.now())
    return [row for row in rows if row.child.id not in restricted]


def _sheet(name: str, table: ListTable, copy: Copy) -> Sheet:
    screens = screens_of_families(reading(), table.families, copy.terms)
    return Sheet(name, table.columns, table.rows, table.families, screens)


def _page_number() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1
