"""Sessions: begun with one worker or a group, with the agenda of whom to talk about."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.models import Child, SupervisionSession
from gcp_tracker.rules.supervision import SessionKind
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.supervision import queries, service
from gcp_tracker.supervision.agenda import agenda_of
from gcp_tracker.supervision.forms import SessionForm
from gcp_tracker.supervision.routes.blueprint import bp
from gcp_tracker.visits.queries import colleagues_for
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, know_relations, reading, role_page, signed_in_user
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.templating import page


@bp.get("/supervision")
@role_page("supervision:list")
def sessions() -> ResponseReturnValue:
    """Led by whoever looks, or with them; for those who work with children what they have not read yet."""
    session, user, now = reading(), signed_in_user(), clock.now()
    found = queries.own_sessions(session, user, now)
    to_read = queries.records_to_read(session, user, now)
    children = {record.child for one in found for record in one.records} | {record.child for record in to_read}
    know_relations(children)
    record_list("supervision", len(children))
    return page("supervision/sessions.html", found=found, to_read=to_read, leads=user.is_a(RoleName.MANAGER), user=user)


@bp.route("/supervision/new", methods=["GET", "POST"])
@role_page("supervision:hold")
def new_session() -> ResponseReturnValue:
    form = SessionForm().for_workers(queries.workers_of_team(reading(), signed_in_user()))
    if form.validate_on_submit():
        with writing(form) as uow:
            opened = service.open_session(uow, form.details())
            return redirect(url_for("supervision.session", number=opened.id), 303)
    if request.method == "GET":
        form.kind.data, form.held_on.data = SessionKind.ONE_TO_ONE, clock.today()
        form.worker.data = request.args.get("worker", "")
    return page("supervision/new_session.html", form=form, child=None)


@bp.get("/supervision/<uuid:number>")
@role_page("supervision:hold")
def session(number: UUID) -> ResponseReturnValue:
    """The agenda, made from what needs attention and from what was decided and is not done."""
    opened = _own(number)
    agenda = agenda_of(reading(), opened, signed_in_user(), clock.now(), clock.today())
    know_relations(item.child for item in agenda)
    record_list("supervision", len(agenda))
    return page("supervision/session.html", opened=opened, agenda=agenda)


@bp.route("/children/<uuid:child_id>/supervision/new", methods=["GET", "POST"])
@child_page("supervision:write")
def begin(child: Child) -> ResponseReturnValue:
    """A session about this child: a new one, or one of the last days to which the child is added."""
    form = SessionForm().for_workers(
        [one for one in colleagues_for(reading(), child, clock.now()) if one is not signed_in_user()]
    )
    if form.validate_on_submit():
        with writing(form) as uow:
            opened = service.open_session(uow, form.details())
            record = service.open_record(uow, opened, child)
            uow.session.flush()
            return redirect(url_for("record.supervise", child_id=child.id, number=record.id), 303)
    if request.method == "GET":
        form.held_on.data = clock.today()
        form.kind.data = SessionKind.ONE_TO_ONE
        if len(form.known) == 1:
            form.worker.data = next(iter(form.known))
    others = queries.sessions_open_to(reading(), signed_in_user(), child, clock.now())
    return page("supervision/new_session.html", form=form, child=child, opened=others)


@bp.post("/children/<uuid:child_id>/supervision/in/<uuid:number>")
@child_page("supervision:write")
def add_child(child: Child, number: UUID) -> ResponseReturnValue:
    """The child is talked about in that session too; whoever leads it goes on to the record."""
    opened, form = _own(number), Form()
    if form.validate_on_submit():
        with writing(form) as uow:
            record = service.open_record(uow, opened, child)
            uow.session.flush()
            return redirect(url_for("record.supervise", child_id=child.id, number=record.id), 303)
    return redirect(url_for("supervision.of_child", child_id=child.id), 303)


def _own(number: UUID) -> SupervisionSession:
    opened = queries.session_led_by(reading(), signed_in_user(), number)
    if opened is None:
        abort(404)
    return opened
