"""Is this a file of ours? Who made it, when, and for whom: for a manager who was shown a sheet that went astray."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gcp_tracker.exports import queries
from gcp_tracker.exports.copies import reference_words
from gcp_tracker.exports.forms import OursForm
from gcp_tracker.models import Child, ExportedCopy
from gcp_tracker.rules.recipients import EXPORTS, Format, Part
from gcp_tracker.rules.sentences import begun_large
from gcp_tracker.web import access, clock
from gcp_tracker.web.access import reading, role_page, signed_in_user, unit_of_work
from gcp_tracker.web.templating import page

bp = Blueprint("exports", __name__)

FORM_WORDS = {Format.PAPER: "on paper", Format.CSV: "as a CSV file", Format.EXCEL: "as an Excel file"}
FORM_WORDS |= {Format.PDF: "as a PDF", Format.WORD: "as a file for Word"}
FORM_WORDS |= {Format.PNG: "as a picture, PNG", Format.SVG: "as a picture, SVG"}


@bp.route("/copies", methods=["GET", "POST"])
@role_page("copy:trace")
def ours() -> ResponseReturnValue:
    form = OursForm()
    if not form.validate_on_submit():
        return page("exports/ours.html", form=form, asked="", found=None)
    asked = form.asked()
    if not asked:
        form.number.errors = ["Choose the file, or type the number that stands on every page of it"]
        return page("exports/ours.html", form=form, asked="", found=None)
    with unit_of_work() as uow:
        found = queries.known_copy(uow.session, signed_in_user(), clock.now(), asked)
        uow.record("copy:trace", subject=found, reason="known" if found else "not known", values={"asked": asked})
    return page("exports/ours.html", form=form, asked=asked, **_told(found))


def _told(found: ExportedCopy | None) -> dict[str, object]:
    if found is None:
        return {"found": None}
    export = EXPORTS.get(found.export)
    return {
        "found": found,
        "number": reference_words(found.reference),
        "title": begun_large(export.title if export else found.export),
        "form_words": FORM_WORDS[Format(found.format)],
        "put_in": [(Part(part).words, reason) for part, reason in found.put_in.items()],
        "left_out": [Part(part).inside for part in found.left_out],
        "child": _child_of(found),
    }


def _child_of(found: ExportedCopy) -> Child | None:
    """Named only to whoever may open the child’s page today."""
    children = queries.children_of_copy(reading(), found)
    access.know_relations(children)
    return next((child for child in children if access.may("child:read", child)), None)
