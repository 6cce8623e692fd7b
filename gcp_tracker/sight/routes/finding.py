"""Finding one child by full name and date of birth, or by number; opening the record on duty, or breaking the glass.

What was typed is sent as a form each time: nothing about a person stands in an address.
"""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.models import Child
from gcp_tracker.sight import queries, service
from gcp_tracker.sight.forms import FindForm, OpenForm
from gcp_tracker.sight.routes.blueprint import bp
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading, role_page, signed_in_user, unit_of_work
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.freshness import require_fresh
from gcp_tracker.web.local import settings_for
from gcp_tracker.web.templating import page

ALL_THREE = "Enter the first name, the last name and the date of birth, all three; or a number"


@bp.route("/find-a-child", methods=["GET", "POST"])
@role_page("child:find")
def find() -> ResponseReturnValue:
    form = FindForm()
    found: list[queries.Found] | None = None
    if form.validate_on_submit():
        if form.asked().is_by_name or form.number.data:
            found = _found(form)
            with unit_of_work() as uow:
                by = "name and birth" if form.asked().is_by_name else "number"
                uow.record("child:find", reason=f"by {by}: {len(found)} found")
        else:
            form.form_errors.append(ALL_THREE)
    return page("sight/find.html", form=form, found=found, asked=_asked_again())


@bp.post("/find-a-child/open")
@role_page("child:find")
def open_on_duty() -> ResponseReturnValue:
    form = OpenForm()
    one = _chosen(form, restricted=False)
    if one is not None and "reason" in request.form and form.validate_on_submit():
        with writing(form) as uow:
            service.open_on_duty(uow, one, form.reason.data)
            return redirect(url_for("record.child_page", child_id=one.child.id), 303)
    return page(
        "sight/open.html", form=form, one=one, asked=_asked_again(), settings=settings_for(one.child) if one else None
    )


@bp.post("/find-a-child/break-glass")
@role_page("child:find")
def break_glass() -> ResponseReturnValue:
    form = OpenForm()
    one = _chosen(form, restricted=True)
    if one is not None and "reason" in request.form and form.validate_on_submit():
        require_fresh()
        with writing(form) as uow:
            service.break_glass(uow, one, form.reason.data)
            return redirect(url_for("record.child_page", child_id=one.child.id), 303)
    return page(
        "sight/break_glass.html",
        form=form,
        one=one,
        asked=_asked_again(),
        settings=settings_for(one.child) if one else None,
    )


@bp.post("/children/<uuid:child_id>/break-glass/end")
@child_page("glass:end")
def end_glass(child: Child) -> ResponseReturnValue:
    form = Form()
    sights = queries.own_open_glass(reading(), child, signed_in_user(), clock.now())
    if form.validate_on_submit():
        with writing(form) as uow:
            service.end_glass(uow, child, sights)
    return redirect(url_for("sight.find"), 303)


def _found(form: FindForm) -> list[queries.Found]:
    return queries.found_exactly(reading(), signed_in_user(), form.asked(), clock.now())


def _chosen(form: FindForm, *, restricted: bool) -> queries.Found | None:
    """The one of those found again that the button stood beside."""
    for one in _found(form):
        if str(one.child.id) == request.form.get("child") and one.is_restricted == restricted and not one.is_readable:
            return one
    return None


def _reason_page(template: str, form: OpenForm, one: queries.Found | None) -> str:
    settings = settings_for(one.child) if one else None
    return page(template, form=form, one=one, asked=_asked_again(), settings=settings)


def _asked_again() -> list[tuple[str, str]]:
    """What was typed, for the next form."""
    names = ("given_name", "family_name", "born_on", "number")
    return [(name, value) for name, value in request.form.items(multi=True) if name in names]
