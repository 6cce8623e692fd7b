"""A visit while it is written: before, grade, safe tonight. What closes it is in `closing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from gcp_tracker import instruments
from gcp_tracker.children.queries.care import homes_lived_in, interpreter_needs
from gcp_tracker.models import Child, Visit
from gcp_tracker.plans.queries import outcome_sentences
from gcp_tracker.rules.ages import LifeStage, life_stage, stage_sentence
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.interpreting import NEVER, need_sentence
from gcp_tracker.rules.visiting import BandTurns
from gcp_tracker.rules.vocabulary import Place, VisitOutcome
from gcp_tracker.unit_of_work import LONDON, UnitOfWork
from gcp_tracker.visits import grading, pairs, queries
from gcp_tracker.visits.also_form import form_with, who_may_come_along
from gcp_tracker.visits.begun import beside_the_cards, given_answers
from gcp_tracker.visits.drafts import Saved, describe_visit, save_answers
from gcp_tracker.visits.earlier import earlier_grades
from gcp_tracker.visits.forms import SafeTonightForm, VisitForm
from gcp_tracker.visits.occasions import describe_also, open_visits_together
from gcp_tracker.visits.operations import operations_behind
from gcp_tracker.visits.replies import saved_fields
from gcp_tracker.visits.routes.blueprint import bp
from gcp_tracker.visits.routes.offering import chosen_instrument, offered_to
from gcp_tracker.visits.routes.siblings import bands_of, other_drafts, siblings_of, workmates
from gcp_tracker.visits.safe_on_tablet import is_repeat, save_safe_tonight
from gcp_tracker.visits.safety import answer_safe_tonight, ask_safe_tonight_by_hand
from gcp_tracker.visits.sections import notes_markup, safe_markup, section_markup
from gcp_tracker.visits.sent import Unreadable, form_of, save_of
from gcp_tracker.visits.tablet_keys import draft_key
from gcp_tracker.visits.wordings import in_own_words
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading, signed_in_user, unit_of_work, visit_page
from gcp_tracker.web.forms import writing
from gcp_tracker.web.person import person_tag
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/visits/new", methods=["GET", "POST"])
@child_page("visit:record")
def before(child: Child) -> ResponseReturnValue:
    if life_stage(child.born_on, child.expected_on, clock.today()) is LifeStage.UNKNOWN:
        return page("visits/not_yet.html", child=child)
    offered = offered_to(child)
    instrument = chosen_instrument(child, offered)
    siblings = who_may_come_along(child, clock.today())
    form = form_with(VisitForm, siblings)().for_child(child, bands_of(instrument), workmates(child))
    form.for_siblings(child, siblings, bands_of(instrument))
    if form.validate_on_submit():
        with writing(form) as uow:
            visit, *_ = open_visits_together(uow, child, instrument, form.details(), form.also())
            to = "visits.grade" if visit.is_draft else "visits.show"
            return redirect(url_for(to, visit_id=visit.id), 303)
    drafts = queries.open_drafts(reading(), [child.id], current_user.id)
    last = queries.last_held_visit(reading(), child, instrument.key)
    # Told also beside an error; chosen only before anything was typed.
    chosen_before = last if last is not None and last.band_reason else None
    if request.method == "GET":
        _fill_defaults(form, child)
        chosen_before = form.offer_again(last)
    return _before_page(
        form, child, None, drafts=drafts, chosen_before=chosen_before, instrument=instrument, offered=offered
    )


@bp.route("/visits/<uuid:visit_id>/details", methods=["GET", "POST"])
@visit_page("visit:describe")
def details(visit: Visit) -> ResponseReturnValue:
    if not visit.is_draft:
        abort(404)
    instrument = instruments.instrument_of(visit.instrument)
    others = {str(other.id): other for other in other_drafts(visit)}
    form = VisitForm().for_child(visit.child, bands_of(instrument), workmates(visit.child, visit))
    form.for_draft(visit, instrument).also_for.choices = [(key, one.child.first_name) for key, one in others.items()]
    turn_words = ""
    if form.validate_on_submit():
        with writing(form) as uow:
            was_care_of = visit.care_of
            try:
                describe_visit(uow, visit, form.details(), form.agreed_band.data)
            except BandTurns as turns:
                form.agreed_band.data, turn_words = turns.band, turns.sentence
                raise
            describe_also(uow, visit, was_care_of, [others[key] for key in form.also_for.data or []])
            return redirect(url_for("visits.grade", visit_id=visit.id), 303)
        if turn_words:
            # A question and no mistake: it has a place of its own on the page.
            form.visited_on.errors = []
    if request.method == "GET":
        form.fill_from(visit)
    return _before_page(form, visit.child, visit, turn_words=turn_words)


@bp.route("/visits/<uuid:visit_id>/grade", methods=["GET", "POST"])
@visit_page("visit:grade")
def grade(visit: Visit) -> ResponseReturnValue:
    """The grade page. Its POST is the whole form, for a tablet without JavaScript."""
    if not visit.is_draft:
        return redirect(url_for("visits.show", visit_id=visit.id), 303)
    instrument = in_own_words(reading(), visit.child, instruments.instrument_of(visit.instrument))
    conflicts: list[str] = []
    error = None
    if request.method == "POST":
        try:
            with unit_of_work() as uow:
                saved = _save_form(uow, visit, instrument)
        except Unreadable:
            abort(400)
        except RuleBroken as broken:
            error = broken.sentence
        else:
            if not saved.conflicts:
                return redirect(_after_form(visit), 303)
            conflicts = [
                instrument.item(row.item_key).title for row in saved.conflicts if hasattr(row, "item_key")
            ] or ["The day"]
    earlier = earlier_grades(reading(), visit)
    given = given_answers(reading(), visit)
    beside = beside_the_cards(reading(), visit)
    return page(
        "visits/grade.html",
        form_words=grading.form_words(visit, instrument),
        visit=visit,
        child=visit.child,
        instrument=instrument,
        domains=grading.domain_cards(
            visit, instrument, earlier, given, grading.asked_by_plan(instrument, beside.sentences)
        ),
        state=grading.tablet_state(visit, instrument, earlier) | _who_writes(visit),
        sources=grading.source_choices(visit),
        section_markup=section_markup,
        notes_markup=notes_markup,
        safe_markup=safe_markup,
        together=siblings_of(visit),
        notes=beside.notes,
        note_kinds=(*grading.day_parts(visit), *grading.other_notes(visit)),
        interpreter_rule=NEVER,
        safe_form=_safe_form(visit),
        visit_line=grading.visit_line,
        conflicts=conflicts,
        error=error,
        apart_id=beside.apart_id,
    )


@bp.post("/visits/<uuid:visit_id>/answers")
@visit_page("visit:grade")
def save(visit: Visit) -> ResponseReturnValue:
    """One tap or more, from the tablet.

    200 with the version kept; 409 when something stands that the tablet had not seen.
    """
    try:
        base, operation, answers, notes, safe = save_of(request.get_json())
        stands = None
        with unit_of_work() as uow:
            if safe and not answers and not notes and is_repeat(uow, visit, safe):
                # Kept before, and perhaps signed since: as at first, and nothing else was looked at.
                saved = Saved(version=base)
            else:
                saved = save_answers(uow, visit, base=base, operation=operation, answers=answers, notes=notes)
                # After the grade of the same save that asks it.
                stands = save_safe_tonight(uow, visit, safe) if safe else None
    except Unreadable:
        abort(400)
    except RuleBroken as broken:
        closed = "" if visit.is_draft else visit.state.value
        return {"error": broken.sentence, "field": broken.field, "closed": closed}, 422
    behind = operations_behind(reading(), [*saved.conflicts, *saved.others])
    status = 409 if saved.conflicts or stands else 200
    return saved_fields(saved, visit, clock.now(), behind, stands), status


@bp.post("/visits/<uuid:visit_id>/safe-tonight")
@visit_page("visit:grade")
def safe_tonight(visit: Visit) -> ResponseReturnValue:
    if not visit.is_draft:
        abort(404)
    form = SafeTonightForm(prefix="safe")
    if form.validate_on_submit():
        with writing(form) as uow:
            answer_safe_tonight(
                uow,
                visit,
                form.answer.data,
                who_was_told=form.who_was_told.data,
                told_at=form.told_at.data,
                what_was_agreed=form.what_was_agreed.data,
            )
            return redirect(url_for("visits.grade", visit_id=visit.id), 303)
    return page("visits/safe_tonight.html", form=form, visit=visit, child=visit.child, safe_markup=safe_markup)


@bp.post("/visits/<uuid:visit_id>/ask-safe-tonight")
@visit_page("visit:grade")
def ask_safe_tonight(visit: Visit) -> ResponseReturnValue:
    """Before the birth, where no grade asks."""
    if not visit.is_draft or not visit.is_before_birth:
        abort(404)
    with unit_of_work() as uow:
        ask_safe_tonight_by_hand(uow, visit)
    return redirect(url_for("visits.grade", visit_id=visit.id, _anchor="safe-tonight"), 303)


def _before_page(
    form: VisitForm,
    child: Child,
    visit: Visit | None,
    *,
    drafts: Sequence[Visit] = (),
    chosen_before: Visit | None = None,
    turn_words: str = "",
    instrument: Instrument | None = None,
    offered: Sequence[Instrument] = (),
) -> str:
    today = clock.today()
    return page(
        "visits/before.html",
        instrument=instrument,
        offered=offered,
        form=form,
        child=child,
        drafts=drafts,
        visit=visit,
        apart=pairs.apart_of(reading(), visit) if visit else None,
        homes_count=len(homes_lived_in(child)),
        care_words=grading.care_words,
        chosen_before=chosen_before,
        turn_words=turn_words,
        chosen_title=_title_of_band(chosen_before) if chosen_before else "",
        interpreter_words=need_sentence(interpreter_needs(child)),
        is_unborn=life_stage(child.born_on, child.expected_on, visit.visited_on if visit else today).is_unborn,
        stage_words=stage_sentence(child.first_name, child.born_on, child.expected_on, today),
        is_adult=life_stage(child.born_on, child.expected_on, today) is LifeStage.ADULT,
        is_overdue=life_stage(child.born_on, child.expected_on, today) is LifeStage.OVERDUE,
    )


def _title_of_band(visit: Visit) -> str:
    return instruments.instrument_of(visit.instrument).band(visit.band).title


def _fill_defaults(form: VisitForm, child: Child) -> None:
    """A usual visit is two taps: today, now, at the child’s home, the child seen."""
    now = clock.now().astimezone(LONDON)
    # From the 18th birthday only a visit from before it can be recorded, on a day that nobody can guess.
    if life_stage(child.born_on, child.expected_on, now.date()) is not LifeStage.ADULT:
        form.visited_on.data = now.date()
        form.started_at.data = now.time().replace(second=0, microsecond=0)
    form.place.data = Place.HOME
    form.outcome.data = VisitOutcome.HELD
    form.announced.data = "yes"
    form.child_seen.data = True
    form.fill_siblings(child)
    form.interpreter_needed.data = bool(interpreter_needs(child))
    choices = [key for key, _ in form.care_of.choices]
    # A child with two homes is two series, and the wrong one is not noticed later: there the worker says which.
    if len(homes_lived_in(child)) > 1:
        return
    last = queries.last_visit_before(reading(), child)
    form.care_of.data = last.care_of if last and last.care_of in choices else choices[0]


def _who_writes(visit: Visit) -> dict[str, Any]:
    """For the text that waits on the tablet: whose it is, and the key that only this page’s memory holds."""
    user = signed_in_user()
    secret = str(current_app.secret_key)
    return {
        "visit": str(visit.id),
        "now": grading.milliseconds(clock.now()),
        "person": person_tag(user.id),
        "name": user.name,
        "email": user.email,
        "key": draft_key(secret, user.id, visit.id),
        "session": url_for("accounts.session_now"),
        "sign_in": url_for("security.login"),
        "code": url_for("security.two_factor_token_validation") if user.tf_primary_method else "",
    }


def _save_form(uow: UnitOfWork, visit: Visit, instrument: Instrument) -> Saved:
    of_plan = _asked_by_plan(visit, instrument) if request.form.get("mark") else ()
    base, answers, notes = form_of(request.form, visit, instrument, of_plan)
    return save_answers(uow, visit, base=base, operation=f"form-{uuid4().hex}", answers=answers, notes=notes)


def _asked_by_plan(visit: Visit, instrument: Instrument) -> Mapping[str, Sequence[str]]:
    return grading.asked_by_plan(instrument, outcome_sentences(reading(), visit.child_id))


def _after_form(visit: Visit) -> str:
    if request.form.get("next") == "sign":
        return url_for("visits.before_signing", visit_id=visit.id)
    return url_for(
        "visits.grade", visit_id=visit.id, _anchor=request.form.get("mark", "").removeprefix("domain-") or None
    )


def _safe_form(visit: Visit) -> SafeTonightForm | None:
    """None while nobody has asked."""
    check = visit.safety_check
    if check is None:
        return None
    form = SafeTonightForm(formdata=None, prefix="safe")
    # Asked again by another grade, it has no answer, and the words stay to go on from.
    form.answer.data = check.answer
    form.who_was_told.data = check.who_was_told
    form.told_at.data = check.told_at_words
    form.what_was_agreed.data = check.what_was_agreed
    return form
