"""A child’s statement of change: on the screen, and as a file for somebody by name."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.conference.typesetting import MISSING, can_typeset
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import Written, leaves
from gcp_tracker.exports.screens import screen_of
from gcp_tracker.models import Child
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.recipients import EXPORTS, Format, Recipient, Terms
from gcp_tracker.statement.composing import check_as_at, statement_of
from gcp_tracker.statement.forms import AsAtForm
from gcp_tracker.statement.pdf import pdf_of
from gcp_tracker.statement.word_file import word_file_of
from gcp_tracker.web import clock
from gcp_tracker.web.access import brothers_and_sisters_who_may, child_page, reading, signed_in_user
from gcp_tracker.web.templating import page

bp = Blueprint("statement", __name__)


@bp.route("/children/<uuid:child_id>/statement", methods=["GET", "POST"])
@child_page("statement:export")
def statement(child: Child) -> ResponseReturnValue:
    """As our own record has it. The day that is typed goes into the address: it is no secret, and pages lead back."""
    form = AsAtForm()
    if form.validate_on_submit():
        try:
            check_as_at(form.as_at.data, clock.today())
            return redirect(url_for("statement.statement", child_id=child.id, as_at=form.as_at.data), 303)
        except RuleBroken as broken:
            form.as_at.errors = [*form.as_at.errors, broken.sentence]
    as_at = _as_at()
    if not form.is_submitted():
        form.as_at.data = as_at
    terms = Terms(EXPORTS["statement"], Recipient.OWN, signed_in_user().name, "Reading it")
    may_read = {one.id for one in brothers_and_sisters_who_may("child:read", child)}
    screen = screen_of(terms, child, may_read)
    return page(
        "statement/statement.html",
        child=child,
        form=form,
        as_at=as_at,
        told=statement_of(reading(), child, terms, screen, as_at, clock.now()),
        missing="" if can_typeset() else MISSING,
    )


@bp.route("/children/<uuid:child_id>/statement/file", methods=["GET", "POST"])
@child_page("statement:export")
@leaves("statement", back="statement.statement")
def statement_file(child: Child, copy: Copy) -> Written:
    """Drawn anew for whom it is for: what they are not given is not in it."""
    told = statement_of(reading(), child, copy.terms, copy.screen, _as_at(), copy.made_at)

    def write(form: Format) -> bytes:
        return word_file_of(told, copy) if form is Format.WORD else pdf_of(told, copy)

    return Written("statement-of-change", write)


def _as_at() -> date:
    """From the address; today where there is none, or none that could be."""
    today = clock.today()
    try:
        as_at = date.fromisoformat(request.args.get("as_at", ""))
        check_as_at(as_at, today)
    except (ValueError, RuleBroken):
        return today
    return as_at
