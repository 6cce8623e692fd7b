"""While somebody is away or has left: stand-ins, everything from one worker to another; and what is open to oneself."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children.service import replace_worker
from gcp_tracker.conference.queries import issued_to_read
from gcp_tracker.models import StandIn, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.sight import queries, service
from gcp_tracker.sight.forms import PeopleForm, ReplaceForm, StandInForm
from gcp_tracker.sight.routes.blueprint import bp
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.searching import search_asked, show_found
from gcp_tracker.web.templating import page


@bp.get("/open-to-me")
@role_page("open_to_me:list")
def open_to_me() -> ResponseReturnValue:
    found = queries.open_to(reading(), signed_in_user(), clock.now())
    chairs = signed_in_user().is_a(RoleName.CHAIR)
    packs = issued_to_read(reading(), [one.child.id for one in found]) if chairs else {}
    return page("sight/open_to_me.html", found=found, chairs=chairs, packs=packs)


@bp.get("/team-children")
@role_page("team_children:list")
def team_children() -> ResponseReturnValue:
    search = search_asked()
    found = queries.team_children(reading(), signed_in_user(), clock.now(), search.words)
    return page("sight/team_children.html", found=found, search=search, team=signed_in_user().team)


@bp.post("/team-children/find")
@role_page("team_children:list")
def find_team_child() -> ResponseReturnValue:
    return show_found("sight.team_children")


@bp.route("/away", methods=["GET", "POST"])
@role_page("stand_in:name")
def away() -> ResponseReturnValue:
    me = signed_in_user()
    manages = me.is_a(RoleName.MANAGER)
    form = StandInForm().for_workers(queries.workers_of_team(reading(), me), None if manages else me)
    if form.validate_on_submit():
        with writing(form) as uow:
            person = _chosen(form, "away_id") if manages else me
            service.name_stand_in(uow, form.details(person, _chosen(form, "stand_in_id")))
            return redirect(url_for("sight.away"), 303)
    if request.method == "GET":
        form.from_on.data = clock.today()
    held = queries.stand_ins(reading(), me, clock.today())
    return page("sight/away.html", form=form, held=held, me=me, manages=manages)


@bp.post("/away/<int:number>/end")
@role_page("stand_in:name")
def end_stand_in(number: int) -> ResponseReturnValue:
    """By the person who is back, or by the team's manager."""
    me = signed_in_user()
    held = [one for one in queries.stand_ins(reading(), me, clock.today()) if _may_end(one, me)]
    stand_in = next((one for one in held if one.id == number), None)
    if stand_in is None:
        abort(404)
    form = Form()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.end_stand_in(uow, stand_in)
    return redirect(url_for("sight.away"), 303)


@bp.route("/my-team/hand-over", methods=["GET", "POST"])
@role_page("worker:replace")
def replace() -> ResponseReturnValue:
    """Everything that one worker has, to another: a worker who has left, or moves on."""
    me = signed_in_user()
    holders = queries.workers_with_children(reading(), me, clock.now())
    form = ReplaceForm().for_people(holders, queries.workers_of_team(reading(), me))
    if form.validate_on_submit():
        with writing(form) as uow:
            allocations = queries.allocations_of(reading(), me, _chosen(form, "from_id"), clock.now())
            replace_worker(uow, allocations, _chosen(form, "worker_id"), form["on"].data)
            return redirect(url_for("children.my_team"), 303)
    if request.method == "GET":
        form["on"].data = clock.today()
        form.from_id.data = request.args.get("worker", "")
    return page("sight/replace.html", form=form, holders=holders)


def _chosen(form: PeopleForm, field: str) -> User:
    found = form.chosen(form[field].data)
    if found is None:
        raise RuleBroken("Choose a worker", field)
    return found


def _may_end(stand_in: StandIn, me: User) -> bool:
    return stand_in.away is me or (me.is_a(RoleName.MANAGER) and stand_in.away.team_id == me.team_id)
