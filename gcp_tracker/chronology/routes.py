"""Pages of one event: add it, read it with its versions, amend it, withdraw it. The whole line is the record’s."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.chronology import queries, service
from gcp_tracker.chronology.forms import WhyForm, event_form
from gcp_tracker.chronology.items import items_to_choose
from gcp_tracker.instruments import newest
from gcp_tracker.models import Child, Event
from gcp_tracker.rules.events import event_day_words
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.web import clock
from gcp_tracker.web.access import brothers_and_sisters_who_may, child_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page

bp = Blueprint("chronology", __name__)


@bp.route("/children/<uuid:child_id>/events/new", methods=["GET", "POST"])
@child_page("event:add")
def new(child: Child) -> ResponseReturnValue:
    siblings, instrument = _siblings(child, "event:add"), _instrument()
    form = event_form(child, siblings, instrument, items_to_choose(instrument, child, clock.today()))
    if form.validate_on_submit():
        with writing(form) as uow:
            service.add_event(uow, form.details(), form.told_for())
            return redirect(url_for("record.chronology_page", child_id=child.id), 303)
    return page("chronology/event_form.html", form=form, child=child, event=None)


@bp.get("/children/<uuid:child_id>/events/<uuid:number>")
@child_page("event:read")
def event(child: Child, number: UUID) -> ResponseReturnValue:
    """With every version of it; of one that was withdrawn, that it was and why."""
    found = _event_of(child, number)
    instrument = _instrument()
    return page(
        "chronology/event.html",
        child=child,
        versions=queries.versions_of(reading(), found),
        together=queries.together_with(reading(), found, [one.id for one in _siblings(child, "event:read")]),
        when=event_day_words,
        item_titles=lambda one: [instrument.item(key).title for key in one.item_keys if instrument.has_item(key)],
    )


@bp.route("/children/<uuid:child_id>/events/<uuid:number>/amend", methods=["GET", "POST"])
@child_page("event:amend")
def amend(child: Child, number: UUID) -> ResponseReturnValue:
    held = _standing(child, number)
    instrument = _instrument()
    items = items_to_choose(instrument, child, clock.today(), held.item_keys)
    form = event_form(child, (), instrument, items, held)
    if form.validate_on_submit():
        with writing(form) as uow:
            later = service.amend_event(uow, held, form.details(), form.so_what.data, form.why.data)
            return redirect(url_for("chronology.event", child_id=child.id, number=later.id), 303)
    return page("chronology/event_form.html", form=form, child=child, event=held)


@bp.route("/children/<uuid:child_id>/events/<uuid:number>/withdraw", methods=["GET", "POST"])
@child_page("event:withdraw")
def withdraw(child: Child, number: UUID) -> ResponseReturnValue:
    held, form = _standing(child, number), WhyForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.withdraw_event(uow, held, form.reason.data)
            return redirect(url_for("chronology.event", child_id=child.id, number=held.id), 303)
    when = event_day_words(held.happened_on, held.until_on, held.exactness)
    return page("chronology/withdraw.html", form=form, child=child, event=held, when=when)


def _siblings(child: Child, permission: str) -> list[Child]:
    return [one for one in brothers_and_sisters_who_may(permission, child) if one is not child]


def _event_of(child: Child, number: UUID) -> Event:
    return queries.event_of_child(reading(), child, number) or abort(404)


def _standing(child: Child, number: UUID) -> Event:
    found = _event_of(child, number)
    return found if found.stands else abort(404)


def _instrument() -> Instrument:
    return newest(current_app.config["GCP_INSTRUMENT"])
