"""The help a child is under, and who works with the child."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children import queries, service
from gcp_tracker.children.details import EpisodeDetails
from gcp_tracker.children.forms.work import (
    AllocationEndForm,
    AllocationForm,
    EpisodeEndForm,
    EpisodeForm,
    HandOverForm,
    WorkerForm,
)
from gcp_tracker.children.queries.earlier_help import before_starting
from gcp_tracker.children.queries.steps import step_of
from gcp_tracker.children.routes.blueprint import bp, one_of_these
from gcp_tracker.judgements.queries import said_against
from gcp_tracker.models import Child, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import HelpKind
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading, signed_in_user
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/help", methods=["GET", "POST"])
@child_page("episode:record")
def help_episodes(child: Child) -> ResponseReturnValue:
    form = EpisodeForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.start_episode(uow, child, form.details())
            return redirect(url_for("children.help_episodes", child_id=child.id), 303)
    if request.method == "GET" and request.args.get("kind") in list(HelpKind):
        form.kind.data = HelpKind(request.args["kind"])
    earlier = before_starting(reading(), child, signed_in_user(), clock.now())
    return page("children/help.html", form=form, child=child, earlier=earlier)


@bp.route("/children/<uuid:child_id>/help/<int:number>/end", methods=["GET", "POST"])
@child_page("episode:record")
def end_help(child: Child, number: int) -> ResponseReturnValue:
    episode = one_of_these(child.episodes, number)
    running = [one.kind for one in child.episodes if is_current(one.started_on, one.ended_on, clock.today())]
    form = EpisodeEndForm().for_help(running)
    if form.validate_on_submit():
        with writing(form) as uow:
            following = form.next_kind()
            service.end_episode(uow, episode, form.ended_on.data, form.because.data, following)
            # A child protection plan has a category, which its own form asks for.
            if following is HelpKind.CHILD_PROTECTION:
                return redirect(url_for("children.help_episodes", child_id=child.id, kind=following.value), 303)
            if following is not None:
                service.start_episode(uow, child, EpisodeDetails(following, form.ended_on.data))
            return redirect(url_for("children.help_episodes", child_id=child.id), 303)
    step = step_of(episode, clock.today())
    against = said_against(reading(), child, step.occasion, clock.today()) if step else None
    return page("children/end_help.html", form=form, child=child, episode=episode, against=against)


@bp.route("/children/<uuid:child_id>/workers", methods=["GET", "POST"])
@child_page("child:allocate")
def workers(child: Child) -> ResponseReturnValue:
    form = AllocationForm().for_workers(queries.workers_for(reading(), child, clock.now()))
    if form.validate_on_submit():
        with writing(form) as uow:
            service.allocate_worker(uow, child, _chosen(form), form.from_on.data, is_lead=form["part"].data == "lead")
            return redirect(_after(child), 303)
    if request.method == "GET":
        form["from_on"].data = clock.today()
    return page("children/workers.html", form=form, child=child)


@bp.route("/children/<uuid:child_id>/workers/<int:number>/end", methods=["GET", "POST"])
@child_page("child:allocate")
def end_allocation(child: Child, number: int) -> ResponseReturnValue:
    allocation = one_of_these(child.allocations, number)
    form = AllocationEndForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.end_allocation(uow, allocation, form.to_on.data)
            return redirect(_after(child), 303)
    if request.method == "GET":
        form.to_on.data = clock.today()
    return page("children/end_allocation.html", form=form, child=child, allocation=allocation)


@bp.route("/children/<uuid:child_id>/workers/<int:number>/hand-over", methods=["GET", "POST"])
@child_page("child:allocate")
def hand_over(child: Child, number: int) -> ResponseReturnValue:
    """One step: on that day the one worker ends and the other begins."""
    allocation = one_of_these(child.allocations, number)
    others = [worker for worker in queries.workers_for(reading(), child, clock.now()) if worker is not allocation.user]
    form = HandOverForm().for_workers(others)
    if form.validate_on_submit():
        with writing(form) as uow:
            service.hand_over(uow, allocation, _chosen(form), form["on"].data)
            return redirect(_after(child), 303)
    if request.method == "GET":
        form["on"].data = clock.today()
    return page("children/hand_over.html", form=form, child=child, allocation=allocation)


def _chosen(form: WorkerForm) -> User:
    worker = form.worker()
    if worker is None:
        raise RuleBroken("Choose a worker", "worker_id")
    return worker


def _after(child: Child) -> str:
    """Back to the child's workers; one who left the intake team with a worker is no longer this manager's to open."""
    user = signed_in_user()
    if user.team_id != child.team_id:
        return url_for("children.my_team")
    return url_for("children.workers", child_id=child.id)
