"""The pages that people begin from: my children, my team."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from gcp_tracker.change.words import NO_PREDICTION
from gcp_tracker.children import queries
from gcp_tracker.children.caseload_sheet import my_children_rows, my_team_rows
from gcp_tracker.children.routes import drawings
from gcp_tracker.children.routes.blueprint import bp
from gcp_tracker.rules.attention import MY_CHILDREN_ORDER, TEAM_ORDER, Press
from gcp_tracker.sight.queries import count_to_decide
from gcp_tracker.spreadsheets import CsvFile, csv_file, csv_name
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user, unit_of_work
from gcp_tracker.web.downloads import download
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


@bp.get("/my-children.csv")
@role_page("my_children:export")
def my_children_csv() -> ResponseReturnValue:
    """All of them, whatever the page beside it was asked for."""
    found = queries.my_children(reading(), signed_in_user(), clock.now(), clock.today(), page=None)
    name = csv_name("my-children", clock.today().isoformat())
    return _logged_download("my_children:export", csv_file(name, my_children_rows(found)), len(found.rows))


@bp.get("/my-team.csv")
@role_page("my_team:export")
def my_team_csv() -> ResponseReturnValue:
    """The team’s children as the page beside it was asked for them."""
    search, worker, user = search_asked(), request.args.get("worker", ""), signed_in_user()
    found = queries.my_team(reading(), user, clock.now(), clock.today(), worker=worker, asked=search.words, page=None)
    name = csv_name("team", user.team.name if user.team else "", clock.today().isoformat())
    return _logged_download("my_team:export", csv_file(name, my_team_rows(found)), len(found.rows))


def _logged_download(action: str, file: CsvFile, count: int) -> Response:
    with unit_of_work() as uow:
        uow.record(action, reason=f"{_children(count)}; sha256 {file.sha256}")
    return download(file)


def _children(count: int) -> str:
    return "1 child" if count == 1 else f"{count} children"


def _page_number() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1
