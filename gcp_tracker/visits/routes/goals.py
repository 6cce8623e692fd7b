"""The family’s own goals: how it words the items that an instrument leaves to it, now and before."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker import instruments
from gcp_tracker.models import Child
from gcp_tracker.record.queries import child_standing
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.lengths import LONGEST_GOAL
from gcp_tracker.visits.routes.blueprint import bp
from gcp_tracker.visits.wordings import all_wordings, word_items, wordings_of
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading
from gcp_tracker.web.forms import Form, line, writing
from gcp_tracker.web.templating import page


class GoalsForm(Form):
    """A field for each item in the family’s own words, added by `goals_form`."""

    def words(self) -> dict[str, str]:
        return {field.name: field.data for field in self if field.name != "csrf_token"}


def goals_form(instrument: Instrument) -> GoalsForm:
    fields = {
        item.key: line(item.title, longest=LONGEST_GOAL, hint="As the family says it, for example: bed by eight")
        for item in instrument.items_in_own_words
    }
    made: GoalsForm = type("GoalsForm", (GoalsForm,), fields)()
    return made


@bp.route("/children/<uuid:child_id>/goals/<key>", methods=["GET", "POST"])
@child_page("goal:word")
def goals(child: Child, key: str) -> ResponseReturnValue:
    if key not in instruments.known_keys() or not instruments.newest(key).items_in_own_words:
        abort(404)
    instrument = instruments.newest(key)
    form = goals_form(instrument)
    if form.validate_on_submit():
        with writing(form) as uow:
            word_items(uow, child, instrument, form.words())
            return redirect(url_for("visits.goals", child_id=child.id, key=key), 303)
    held = wordings_of(reading(), child, instrument)
    if request.method == "GET":
        for name, words in held.items():
            if name in form:
                form[name].data = words
    return page(
        "visits/goals.html",
        child=child,
        standing=child_standing(reading(), child, clock.today()),
        form=form,
        instrument=instrument,
        earlier=[row for row in all_wordings(reading(), child, instrument) if held.get(row.item_key) != row.words],
        titles={item.key: item.title for item in instrument.items_in_own_words},
    )
