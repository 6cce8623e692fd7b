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
from gcp_tracker.web.templating import page

LONGEST_SEARCH = 100


@bp.get("/my-children")
@role_page("my_children:list")
def my_children() -> ResponseReturnValue:
    asked = _asked("q")
    found = queries.my_children(reading(), signed_in_user(), clock.now(), clock.today(), asked, _page_number())
    return page(
        "children/my_children.html",
        found=found,
        asked=asked,
        order=MY_CHILDREN_ORDER,
        Press=Press,
        drawings=drawings,
        no_prediction=NO_PREDICTION,
    )


@bp.get("/my-team")
@role_page("my_team:list")
def my_team() -> ResponseReturnValue:
    asked, worker = _asked("q"), _asked("worker")
    user = signed_in_user()
    found = queries.my_team(
        reading(), user, clock.now(), clock.today(), worker=worker, asked=asked, page=_page_number()
    )
    return page(
        "children/my_team.html",
        found=found,
        asked=asked,
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
    asked, worker, user = _asked("q"), _asked("worker"), signed_in_user()
    found = queries.my_team(reading(), user, clock.now(), clock.today(), worker=worker, asked=asked, page=None)
    name = csv_name("team", user.team.name if user.team else "", clock.today().isoformat())
    return _logged_download("my_team:export", csv_file(name, my_team_rows(found)), len(found.rows))


def _logged_download(action: str, file: CsvFile, count: int) -> Response:
    with unit_of_work() as uow:
        uow.record(action, reason=f"{_children(count)}; sha256 {file.sha256}")
    return download(file)


def _children(count: int) -> str:
    return "1 child" if count == 1 else f"{count} children"


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:LONGEST_SEARCH]


def _page_number() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1
