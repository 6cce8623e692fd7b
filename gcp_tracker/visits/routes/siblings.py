"""Brothers and sisters of the same visit: their tabs, one who joins later, and *is this child safe too?*"""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker import instruments
from gcp_tracker.models import Child, User, Visit
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.visits import grading, queries
from gcp_tracker.visits.also_form import AlsoForm, form_with, who_may_come_along
from gcp_tracker.visits.occasions import add_sibling
from gcp_tracker.visits.routes.blueprint import bp
from gcp_tracker.visits.safety import ask_about_sibling
from gcp_tracker.visits.together import Together, together_of
from gcp_tracker.web import clock
from gcp_tracker.web.access import (
    brothers_and_sisters_who_may,
    may,
    reading,
    signed_in_user,
    unit_of_work,
    visit_page,
)
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/visits/<uuid:visit_id>/siblings", methods=["GET", "POST"])
@visit_page("visit:describe")
def siblings(visit: Visit) -> ResponseReturnValue:
    """A brother or sister joins the visit while it is written."""
    if not visit.is_draft:
        abort(404)
    instrument = instruments.instrument_of(visit.instrument)
    missing = _not_yet_here(visit)
    form = form_with(AlsoForm, missing)().for_siblings(visit.child, missing, bands_of(instrument))
    if form.validate_on_submit():
        also = form.also()
        if not also:
            form.form_errors.append("Choose who else was visited")
        else:
            with writing(form) as uow:
                added = [add_sibling(uow, visit, one) for one in also]
                return redirect(url_for("visits.grade", visit_id=added[0].id), 303)
    elif not form.is_submitted():
        form.fill_siblings(visit.child)
    return page("visits/add_sibling.html", form=form, visit=visit, child=visit.child, visit_line=grading.visit_line)


@bp.post("/visits/<uuid:visit_id>/safe-tonight/too")
@visit_page("visit:grade")
def ask_if_safe_too(visit: Visit) -> ResponseReturnValue:
    """The question was answered for a brother or sister; the worker asks it of this child too."""
    if not visit.is_draft:
        abort(404)
    with unit_of_work() as uow:
        ask_about_sibling(uow, visit)
    return redirect(url_for("visits.grade", visit_id=visit.id, _anchor="safe-tonight"), 303)


def siblings_of(visit: Visit) -> Together:
    """What the reader may know of the other visits of the occasion. A brother or sister who is other people’s work
    alone is not there.
    """
    here = _readable_visits(visit)
    can_add = visit.is_draft and may("visit:describe", visit.child, visit) and bool(_not_yet_here(visit, here))
    return together_of(visit, here, signed_in_user(), can_add=can_add)


def other_drafts(visit: Visit) -> list[Visit]:
    """Drafts of the same occasion whose details the reader may change."""
    return [
        other
        for other in _readable_visits(visit)
        if other.is_draft and other is not visit and may("visit:describe", other.child, other)
    ]


def workmates(child: Child, visit: Visit | None = None) -> list[User]:
    """Colleagues who may be named as having come along; those whom the visit names already stay to be chosen."""
    named = [row.user for row in visit.colleagues] if visit is not None else []
    author = visit.author if visit is not None else signed_in_user()
    found = [*queries.colleagues_for(reading(), child, clock.now()), *named]
    return [user for user in dict.fromkeys(found) if user.id != author.id]


def bands_of(instrument: Instrument) -> list[tuple[str, str]]:
    return [(band.key, band.title) for band in instrument.bands]


def _readable_visits(visit: Visit) -> list[Visit]:
    """One for each child whom the reader may read: the draft to go on with, or else what is signed."""
    if visit.occasion_id is None:
        return []
    readable = brothers_and_sisters_who_may("visit:read", visit.child)
    found: dict[object, Visit] = {}
    for other in queries.visits_of_occasion(reading(), visit.occasion_id):
        if other.child not in readable or (other.is_draft and not may("visit:grade", other.child, other)):
            continue
        held = found.get(other.child_id)
        if held is None or other.is_draft:
            found[other.child_id] = other
    return [visit if one.child_id == visit.child_id else one for one in found.values()]


def _not_yet_here(visit: Visit, here: list[Visit] | None = None) -> list[Child]:
    there = {visit.child_id} | {one.child_id for one in (_readable_visits(visit) if here is None else here)}
    return [child for child in who_may_come_along(visit.child, visit.visited_on) if child.id not in there]
