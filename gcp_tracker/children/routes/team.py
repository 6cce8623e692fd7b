"""My team: who needs attention, what each worker carries, a worker’s list as that worker sees it, and the paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue

from gcp_tracker.change.words import NO_PREDICTION
from gcp_tracker.children import queries
from gcp_tracker.children.caseload_sheet import my_team_table
from gcp_tracker.children.queries import ListedChild, Team
from gcp_tracker.children.routes import drawings
from gcp_tracker.children.routes.blueprint import bp
from gcp_tracker.children.routes.lists import page_number, sheet_of, told_in
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import Paper, leaves
from gcp_tracker.exports.sheets import Sheet
from gcp_tracker.rules.attention import MY_CHILDREN_ORDER, TEAM_ORDER
from gcp_tracker.rules.reason_kinds import MANAGERS_ORDER, WORKERS_ORDER
from gcp_tracker.sight.queries import count_to_decide
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.searching import Search, search_asked, show_found
from gcp_tracker.web.templating import page

# What the list was asked for; nothing that was typed is among it.
ASKED = ("worker", "reason")


@bp.get("/my-team")
@role_page("my_team:list")
def my_team() -> ResponseReturnValue:
    search, user = search_asked(), signed_in_user()
    team = _team(search, page_number())
    to_decide = count_to_decide(reading(), user, clock.now())
    doubles = queries.count_of_doubles(reading(), user, clock.now(), team.own)
    record_list("my_team", len(team.found.rows), search.words)
    return page(
        "children/my_team.html",
        team=team,
        found=team.found,
        search=search,
        asked=_asked(),
        of=user.team,
        to_decide=to_decide,
        doubles=doubles,
        order=TEAM_ORDER,
        kinds=MANAGERS_ORDER,
        team_row=drawings.team_row,
        no_prediction=NO_PREDICTION,
        nobody=queries.NOBODY,
        put_off=queries.PUT_OFF,
    )


@bp.post("/my-team/find")
@role_page("my_team:list")
def find_in_my_team() -> ResponseReturnValue:
    return show_found("children.my_team", **{name: request.form.get(name) or None for name in ASKED})


@bp.get("/my-team/workers/<int:worker_id>")
@role_page("my_team:list")
def workers_list(worker_id: int) -> ResponseReturnValue:
    """As that worker sees it, without what only the worker can do. Of somebody who has no child of the team there is
    nothing to see.
    """
    user = signed_in_user()
    worker = queries.worker_in_team(reading(), user, worker_id, clock.now())
    if worker is None:
        abort(404)
    found = queries.children_of_worker(reading(), worker, user, clock.now(), clock.today(), page_number())
    record_list("workers_list", len(found.rows))
    return page(
        "children/workers_list.html",
        worker=worker,
        found=found,
        search=Search(),
        order=MY_CHILDREN_ORDER,
        kinds=WORKERS_ORDER,
        drawings=drawings,
        no_prediction=NO_PREDICTION,
    )


@bp.route("/my-team/file", methods=["GET", "POST"])
@role_page("my_team:export")
@leaves("my_team", back="children.my_team")
def my_team_file(copy: Copy) -> Sheet:
    """The team’s children as the page beside it was asked for them."""
    return sheet_of("team", my_team_table(_left_in(_team(search_asked(), None, drawn=True), copy)), copy)


@bp.route("/my-team/paper", methods=["GET", "POST"])
@role_page("my_team:export")
@leaves("my_team_paper", back="children.my_team")
def my_team_paper(copy: Copy) -> Paper:
    team = _team(search_asked(), None)
    about = {"team": team, "rows": _left_in(team, copy), "of": signed_in_user().team, "order": TEAM_ORDER}
    return Paper("children/my_team_paper.html", about)


def _team(search: Search, number: int | None, *, drawn: bool = False) -> Team:
    return queries.my_team(
        reading(),
        signed_in_user(),
        clock.now(),
        clock.today(),
        **_asked(),
        asked=search.words,
        page=number,
        drawn=drawn,
    )


def _asked() -> dict[str, Any]:
    return {name: request.args.get(name, "") for name in ASKED}


def _left_in(team: Team, copy: Copy) -> Sequence[ListedChild]:
    return told_in(team.found.rows, copy)
