"""A visit as it is closed and kept: before signing, signed; amended, withdrawn, put aside."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker import instruments
from gcp_tracker.models import Child, Visit
from gcp_tracker.record.queries import child_standing
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.sentences import begun_small
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.visits import grading, pairs, queries
from gcp_tracker.visits.earlier import earlier_grades
from gcp_tracker.visits.forms import ReasonForm, SignForm, WithdrawForm
from gcp_tracker.visits.routes.blueprint import bp
from gcp_tracker.visits.routes.siblings import other_drafts, siblings_of
from gcp_tracker.visits.service import (
    amend_visit,
    assess_readiness,
    discard_visit,
    offer_to_child,
    sign_visit,
    withdraw_visit,
)
from gcp_tracker.visits.wordings import in_own_words
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, may, reading, signed_in_user, visit_page
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.get("/visits/<uuid:visit_id>/before-signing")
@visit_page("visit:grade")
def before_signing(visit: Visit) -> ResponseReturnValue:
    """For a colleague who came along too, who reads it and does not sign."""
    if not visit.is_draft:
        return redirect(url_for("visits.show", visit_id=visit.id), 303)
    return _signing_page(visit, SignForm())


@bp.post("/visits/<uuid:visit_id>/before-signing")
@visit_page("visit:sign")
def sign(visit: Visit) -> ResponseReturnValue:
    if not visit.is_draft:
        return redirect(url_for("visits.show", visit_id=visit.id), 303)
    form = SignForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            if form.version.data != str(visit.version):
                raise RuleBroken(
                    "This visit was changed on another device while you read this. Read it again, then sign."
                )
            sign_visit(uow, visit)
            return redirect(url_for("record.child_page", child_id=visit.child_id, visit=visit.id), 303)
    return _signing_page(visit, form)


def _signing_page(visit: Visit, form: SignForm) -> str:
    form.version.data = str(visit.version)
    instrument = in_own_words(reading(), visit.child, instruments.instrument_of(visit.instrument))
    earlier = earlier_grades(reading(), visit)
    previous = {key: before.last.value for key, before in earlier.items()}
    return page(
        "visits/before_signing.html",
        form=form,
        visit=visit,
        child=visit.child,
        instrument=instrument,
        form_words=grading.form_words(visit, instrument),
        set_aside=grading.set_aside_lines(visit, instrument),
        groups=[]
        if visit.is_before_birth
        else grading.signing_groups(instrument, grading.domain_cards(visit, instrument, earlier, visit.grades)),
        sources=dict(grading.source_choices(visit)),
        unanswered_safe=visit.safety_check is not None and not visit.safety_check.is_answered,
        readiness=assess_readiness(visit, previous),
        notes=grading.note_texts(visit),
        day_parts=grading.DAY_PARTS,
        birth_notes=grading.BEFORE_BIRTH_NOTES,
        not_seen_people=_not_seen_people(visit),
        together=siblings_of(visit),
    )


@bp.get("/visits/<uuid:visit_id>")
@visit_page("visit:read")
def show(visit: Visit) -> ResponseReturnValue:
    if visit.is_draft and may("visit:grade", visit.child, visit):
        return redirect(url_for("visits.grade", visit_id=visit.id), 303)
    if visit.is_draft:
        abort(404)
    hidden = visit.state in (VisitState.WITHDRAWN, VisitState.DISCARDED) and not may(
        "visit:read_withdrawn", visit.child, visit
    )
    known = instruments.instrument_of(visit.instrument)
    instrument = in_own_words(reading(), visit.child, known, visit.signed_at)
    earlier = earlier_grades(reading(), visit)
    return page(
        "visits/show.html",
        visit=visit,
        child=visit.child,
        hidden=hidden,
        form_words=grading.form_words(visit, instrument),
        set_aside=grading.set_aside_lines(visit, instrument),
        instrument=instrument,
        domains=grading.domain_cards(visit, instrument, earlier, visit.grades),
        notes=grading.note_texts(visit),
        day_parts=grading.DAY_PARTS,
        birth_notes=grading.BEFORE_BIRTH_NOTES,
        sources=dict(grading.source_choices(visit)),
        visit_line=grading.visit_line,
        versions=[version for version in queries.visit_versions(reading(), visit) if version.signed_at is not None],
        not_seen_people=_not_seen_people(visit),
        together=siblings_of(visit),
        graded_by=grading.graded_by(visit),
        apart=pairs.apart_of(reading(), visit),
    )


@bp.get("/children/<uuid:child_id>/visits")
@child_page("visit:read")
def child_visits(child: Child) -> ResponseReturnValue:
    return page(
        "visits/child_visits.html",
        child=child,
        standing=child_standing(reading(), child, clock.today()),
        visits=queries.every_visit(reading(), child, signed_in_user().id),
        visit_line=grading.visit_line,
    )


@bp.route("/visits/<uuid:visit_id>/amend", methods=["GET", "POST"])
@visit_page("visit:amend")
def amend(visit: Visit) -> ResponseReturnValue:
    if visit.signed_at is None:
        abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            amended = amend_visit(uow, visit, form.reason.data)
            return redirect(url_for("visits.grade", visit_id=amended.id), 303)
    return page("visits/amend.html", form=form, visit=visit, child=visit.child)


@bp.route("/visits/<uuid:visit_id>/withdraw", methods=["GET", "POST"])
@visit_page("visit:withdraw")
def withdraw(visit: Visit) -> ResponseReturnValue:
    if visit.signed_at is None:
        abort(404)
    form = WithdrawForm()
    today = clock.today()
    homes = {
        f"{child.id} {home.household_id}": (child, home.household)
        for child in queries.right_children(reading(), visit.child, signed_in_user(), clock.now())
        for home in child.residences
        if is_current(home.from_on, home.to_on, today)
    }
    form.right_child.choices = [
        ("none", "No"),
        *((key, f"Yes: {child.full_name}, {home.name}") for key, (child, home) in homes.items()),
    ]
    if request.method == "GET":
        form.right_child.data = "none"
    if form.validate_on_submit():
        with writing(form) as uow:
            withdraw_visit(uow, visit, form.reason.data)
            if form.right_child.data not in homes:
                return redirect(url_for("visits.show", visit_id=visit.id), 303)
            child, home = homes[form.right_child.data]
            draft = offer_to_child(uow, visit, child, home, form.reason.data)
            return redirect(url_for("visits.grade", visit_id=draft.id), 303)
    return page("visits/withdraw.html", form=form, visit=visit, child=visit.child)


@bp.route("/visits/<uuid:visit_id>/put-aside", methods=["GET", "POST"])
@visit_page("visit:discard")
def discard(visit: Visit) -> ResponseReturnValue:
    if not visit.is_draft:
        abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            discard_visit(uow, visit, form.reason.data)
            for other in other_drafts(visit):
                return redirect(url_for("visits.grade", visit_id=other.id), 303)
            return redirect(url_for("record.child_page", child_id=visit.child_id), 303)
    return page("visits/put_aside.html", form=form, visit=visit, child=visit.child, together=siblings_of(visit))


def _not_seen_people(visit: Visit) -> list[str]:
    """Who was not seen, by name: the child (or not alone), and each carer who may be contacted."""
    names = []
    if visit.is_before_birth:
        pass
    elif not visit.child_seen:
        names.append(visit.child.first_name)
    elif not visit.child_seen_alone:
        names.append(f"{visit.child.first_name} alone")
    # By name: after two records of a child were merged, the same person can stand twice.
    seen = {row.adult.name for row in visit.adults_seen}
    names += [
        relation.adult.name
        for relation in visit.child.relations
        if relation.adult.name not in seen and relation.is_carer and not relation.adult.not_to_be_contacted
    ]
    if visit.interpreter_needed and not visit.interpreter_used:
        by = visit.interpreter_by
        names.append(f"an interpreter: needed, and {'not used' if by is None else begun_small(by.words) + ' spoke'}")
    if not visit.bedroom_seen:
        names.append("where the baby will sleep" if visit.is_before_birth else f"{visit.child.first_name}’s bedroom")
    return names
