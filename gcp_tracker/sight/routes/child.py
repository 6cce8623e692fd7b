"""Who may see one child, conflicts of interest, the conference's chair, and moving the child to another team."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children.service import transfer_child
from gcp_tracker.models import Child, Conflict
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import RoleName, SightKind
from gcp_tracker.sight import queries, service
from gcp_tracker.sight.forms import ChairForm, ConflictForm, EndForm, TransferForm
from gcp_tracker.sight.routes.blueprint import bp
from gcp_tracker.web import clock
from gcp_tracker.web.access import brothers_and_sisters_who_may, child_page, may, reading, signed_in_user
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.templating import page


@bp.get("/children/<uuid:child_id>/who-may-see")
@child_page("child:read")
def who_may_see(child: Child) -> ResponseReturnValue:
    session, now = reading(), clock.now()
    return page(
        "sight/who_may_see.html",
        child=child,
        workers=queries.workers_of_child(session, child, now),
        managers=queries.managers_of(session, child, now),
        former_until=queries.handed_over_words(session, child, now),
        sights=queries.sights_of(session, child, now),
        until_words=queries.until_words,
        restriction=queries.restriction_of(session, child, now),
        conflicts=queries.open_conflicts(session, child) if may("conflict:end", child) else [],
        broken=queries.glass_of(session, child, now) if may("glass:review", child) else [],
        form=Form(),
    )


@bp.route("/children/<uuid:child_id>/conflict", methods=["GET", "POST"])
@child_page("conflict:declare")
def declare(child: Child) -> ResponseReturnValue:
    me, manages = signed_in_user(), may("conflict:end", child)
    form = ConflictForm()
    if manages:
        people = queries.colleagues_of_authority(reading(), child)
        form.for_manager(people, [one for one in people if one.is_a(RoleName.MANAGER)])
    else:
        form.for_oneself(me)
    if form.validate_on_submit():
        with writing(form) as uow:
            conflict = service.declare_conflict(uow, child, form.details(me))
            if conflict.user is me:
                return redirect(url_for("sight.declared"), 303)
            return redirect(url_for("sight.who_may_see", child_id=child.id), 303)
    return page("sight/declare.html", form=form, child=child, manages=manages)


@bp.route("/children/<uuid:child_id>/conflicts/<int:number>/end", methods=["GET", "POST"])
@child_page("conflict:end")
def end_conflict(child: Child, number: int) -> ResponseReturnValue:
    conflict = _conflict(child, number)
    form = EndForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.end_conflict(uow, child, conflict, form.reason.data)
            return redirect(url_for("sight.who_may_see", child_id=child.id), 303)
    return page("sight/end_conflict.html", form=form, child=child, conflict=conflict)


@bp.route("/children/<uuid:child_id>/chair", methods=["GET", "POST"])
@child_page("chair:name")
def chair(child: Child) -> ResponseReturnValue:
    form = ChairForm().for_chairs(queries.chairs(reading()))
    if form.validate_on_submit():
        with writing(form) as uow:
            chosen = form.chosen(form.chair_id.data)
            if chosen is None:
                raise RuleBroken("Choose a chair", "chair_id")
            service.name_chair(uow, child, form.details(chosen))
            return redirect(url_for("sight.who_may_see", child_id=child.id), 303)
    if request.method == "GET":
        form.from_on.data = clock.today()
    return page("sight/chair.html", form=form, child=child)


@bp.post("/children/<uuid:child_id>/chairs/<int:number>/end")
@child_page("chair:name")
def end_chair(child: Child, number: int) -> ResponseReturnValue:
    sights = queries.sights_of(reading(), child, clock.now())
    sight = next((one for one in sights if one.id == number and one.kind is SightKind.CHAIR), None)
    if sight is None:
        abort(404)
    form = Form()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.end_chair(uow, sight)
    return redirect(url_for("sight.who_may_see", child_id=child.id), 303)


@bp.route("/children/<uuid:child_id>/another-team", methods=["GET", "POST"])
@child_page("child:transfer")
def transfer(child: Child) -> ResponseReturnValue:
    siblings = [
        one
        for one in brothers_and_sisters_who_may("child:transfer", child)
        if one is not child and one.team_id == child.team_id
    ]
    form = TransferForm().for_child(queries.other_teams(reading(), child), siblings)
    if form.validate_on_submit():
        with writing(form) as uow:
            team = form.teams.get(form.team_id.data)
            if team is None:
                raise RuleBroken("Choose a team", "team_id")
            for one in (child, *form.going()):
                transfer_child(uow, one, team, form.days.data or 0)
            return redirect(url_for("sight.open_to_me"), 303)
    if request.method == "GET" and siblings:
        form.siblings.data = list(form.children)
    return page("sight/transfer.html", form=form, child=child)


def _conflict(child: Child, number: int) -> Conflict:
    found = next((one for one in queries.open_conflicts(reading(), child) if one.id == number), None)
    return found or abort(404)
