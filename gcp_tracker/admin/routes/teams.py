"""Teams: made, renamed, closed."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.accounts.queries import count_of_children
from gcp_tracker.accounts.service import close_team, create_team, describe_team
from gcp_tracker.admin.forms.teams import TeamForm
from gcp_tracker.admin.queries import teams as queries
from gcp_tracker.admin.queries.people import managers_of
from gcp_tracker.admin.routes.blueprint import bp
from gcp_tracker.admin.routes.settings import the_authority
from gcp_tracker.models import Team
from gcp_tracker.web.access import reading, role_page
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.freshness import fresh
from gcp_tracker.web.templating import page


@bp.get("/teams")
@role_page("accounts:administer")
def teams() -> ResponseReturnValue:
    return page("admin/teams.html", authorities=queries.teams_now(reading()))


@bp.route("/authorities/<int:authority_id>/teams/new", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def new_team(authority_id: int) -> ResponseReturnValue:
    authority = the_authority(authority_id)
    form = TeamForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            create_team(uow, authority, form.details())
            return redirect(url_for("admin.teams"), 303)
    return page("admin/new_team.html", form=form, authority=authority)


@bp.get("/teams/<int:team_id>")
@role_page("accounts:administer")
def team(team_id: int) -> ResponseReturnValue:
    return _team_page(_team(team_id), Form())


@bp.route("/teams/<int:team_id>/describe", methods=["GET", "POST"])
@role_page("accounts:administer")
@fresh
def describe_a_team(team_id: int) -> ResponseReturnValue:
    team = _team(team_id)
    form = TeamForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            describe_team(uow, team, form.details())
            return redirect(url_for("admin.team", team_id=team.id), 303)
    if request.method == "GET":
        form.fill_from(team)
    return page("admin/describe_team.html", form=form, team=team)


@bp.post("/teams/<int:team_id>/close")
@role_page("accounts:administer")
@fresh
def close_a_team(team_id: int) -> ResponseReturnValue:
    team, form = _team(team_id), Form()
    with writing(form) as uow:
        close_team(uow, team)
        return redirect(url_for("admin.teams"), 303)
    return _team_page(team, form)


def _team_page(team: Team, form: Form) -> str:
    return page(
        "admin/team.html",
        form=form,
        team=team,
        people=queries.people_of(reading(), team),
        children=count_of_children(reading(), team),
        managers=managers_of(reading(), [team.id]).get(team.id, []),
    )


def _team(team_id: int) -> Team:
    return queries.team_with_id(reading(), team_id) or abort(404)
