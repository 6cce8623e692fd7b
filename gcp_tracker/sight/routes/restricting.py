"""The restriction of a child: asking for it, the names, what waits for a second manager."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.models import Child, RestrictionRequest
from gcp_tracker.rules.vocabulary import RequestKind
from gcp_tracker.sight import queries, service
from gcp_tracker.sight.forms import ChangeForm, DecisionForm, RestrictionForm
from gcp_tracker.sight.routes.blueprint import bp
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading, signed_in_user
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/restrict", methods=["GET", "POST"])
@child_page("restriction:ask")
def restrict(child: Child) -> ResponseReturnValue:
    if queries.restriction_of(reading(), child, clock.now()) is not None:
        return redirect(url_for("sight.restriction", child_id=child.id), 303)
    form = RestrictionForm().for_choices(queries.people_to_name(reading(), child, clock.now()), signed_in_user())
    if form.validate_on_submit():
        with writing(form) as uow:
            service.ask_restriction(uow, child, form.details())
            return redirect(url_for("sight.restriction", child_id=child.id), 303)
    if request.method == "GET":
        form.people.data = form.beforehand
    return page("sight/restrict.html", form=form, child=child)


@bp.get("/children/<uuid:child_id>/restriction")
@child_page("restriction:read")
def restriction(child: Child) -> ResponseReturnValue:
    found = queries.restriction_of(reading(), child, clock.now())
    if found is None:
        return redirect(url_for("sight.who_may_see", child_id=child.id), 303)
    return page("sight/restriction.html", child=child, restriction=found, me=signed_in_user(), SET=RequestKind.SET)


@bp.route("/children/<uuid:child_id>/restriction/change", methods=["GET", "POST"])
@child_page("restriction:decide")
def change_restriction(child: Child) -> ResponseReturnValue:
    found = queries.restriction_of(reading(), child, clock.now())
    if found is None:
        abort(404)
    choices = queries.people_to_name(reading(), child, clock.now())
    named = [one.user for one in found.people]
    others = [one for one in (*choices.near, *choices.others) if one not in named]
    form = ChangeForm().for_people(named, others)
    if form.validate_on_submit():
        with writing(form) as uow:
            kind = RequestKind(form.kind.data)
            person = None if kind is RequestKind.LIFT else form.chosen(form.person_id.data)
            service.ask_change(uow, child, found, kind, person, form.reason.data)
            return redirect(url_for("sight.restriction", child_id=child.id), 303)
    return page("sight/change_restriction.html", form=form, child=child)


@bp.route("/children/<uuid:child_id>/restriction/requests/<int:number>", methods=["GET", "POST"])
@child_page("restriction:decide")
def decide(child: Child, number: int) -> ResponseReturnValue:
    asked = _request(child, number)
    form = DecisionForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.decide_request(uow, child, asked, agree=form.answer.data == "yes", words=form.words.data)
            return redirect(url_for("sight.to_decide"), 303)
    return page("sight/decide.html", form=form, child=child, asked=asked, waiting=queries.Waiting(asked, child))


def _request(child: Child, number: int) -> RestrictionRequest:
    found = queries.restriction_of(reading(), child, clock.now())
    waiting = [one for one in found.requests if one.decided_at is None] if found else []
    return next((one for one in waiting if one.id == number), None) or abort(404)
