"""The days of an authority’s half terms, one school year at a time."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.engagement.queries import half_terms as known_half_terms
from gcp_tracker.engagement.service import set_half_terms
from gcp_tracker.imports.forms import HalfTermsForm
from gcp_tracker.imports.routes.blueprint import bp
from gcp_tracker.imports.routes.officer import officers_authority
from gcp_tracker.rules.schooling import year_words
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/half-terms", methods=["GET", "POST"])
@role_page("half_terms:set")
def half_terms() -> ResponseReturnValue:
    """A year that is entered already (`year` in the address) fills the form; no days are ever guessed."""
    authority, form = officers_authority(), HalfTermsForm()
    known = known_half_terms(reading(), authority)
    if form.validate_on_submit():
        with writing(form) as uow:
            set_half_terms(uow, authority, form.year.data or 0, form.terms())
            return redirect(url_for("imports.half_terms", _anchor=f"year-{form.year.data}"), 303)
    elif request.method == "GET":
        form.fill_from(known, request.args.get("year", type=int), clock.today())
    years = sorted({one.school_year for one in known}, reverse=True)
    by_year = [(year, year_words(year), [one for one in reversed(known) if one.school_year == year]) for year in years]
    return page("imports/half_terms.html", form=form, authority=authority, by_year=by_year)
