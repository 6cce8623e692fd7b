"""Beginning a pack, and writing what a worker writes in it."""

from __future__ import annotations

from uuid import UUID

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker import instruments
from gcp_tracker.conference import queries, service
from gcp_tracker.conference.details import NewSentence, PackDetails
from gcp_tracker.conference.forms import NoteForm, PackForm, WhyForm, sentences_form
from gcp_tracker.conference.routes.blueprint import bp, pack_of, to_pack
from gcp_tracker.conference.sentences import meeting_sentence, proposed_sentences
from gcp_tracker.models import Child, Pack
from gcp_tracker.plans.queries import agreed_plan
from gcp_tracker.record.queries import child_story
from gcp_tracker.record.story import series_of
from gcp_tracker.rules.packs import PackPart
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading
from gcp_tracker.web.forms import writing
from gcp_tracker.web.templating import page


@bp.route("/children/<uuid:child_id>/packs/new", methods=["GET", "POST"])
@child_page("pack:prepare")
def new(child: Child) -> ResponseReturnValue:
    form = PackForm()
    if form.validate_on_submit():
        details = form.details()
        with writing(form) as uow:
            pack = service.open_pack(uow, child, details, _proposed(child, details))
            uow.session.flush()
            return redirect(url_for("conference.write", child_id=child.id, number=pack.id), 303)
    if request.method == "GET":
        form.fill_from(queries.next_conference(reading(), child, clock.today()), request.args.get("for", ""))
    return page("conference/new.html", form=form, child=child)


def _proposed(child: Child, details: PackDetails) -> list[NewSentence]:
    if not details.made_for.is_in_sentences:
        return []
    session = reading()
    story = child_story(session, child)
    series = series_of(story.visits)
    planned = queries.next_conference(session, child, clock.today())
    about_meeting = meeting_sentence(details, planned)
    proposed = proposed_sentences(
        details.made_for,
        child,
        story,
        series[0] if series else None,
        agreed_plan(session, child),
        queries.shared_profiles(session, child),
        about_meeting,
    )
    return [NewSentence(one.part, one.key, one.title, one.text) for one in proposed]


@bp.route("/children/<uuid:child_id>/packs/<uuid:number>/write", methods=["GET", "POST"])
@child_page("pack:prepare")
def write(child: Child, number: UUID) -> ResponseReturnValue:
    pack = pack_of(child, number)
    if not pack.state.can_be_written:
        return to_pack(pack)
    return _sentences_page(pack) if pack.made_for.is_in_sentences else _note_page(pack)


def _sentences_page(pack: Pack) -> ResponseReturnValue:
    form = sentences_form(pack)
    instrument = instruments.newest(current_app.config["GCP_INSTRUMENT"])
    if form.validate_on_submit():
        with writing(form) as uow:
            service.write_sentences(uow, pack, form.details(), instrument, form.seen_count())
            return to_pack(pack)
    if request.method == "GET":
        form.seen.data = str(pack.version)
    return page("conference/sentences.html", form=form, child=pack.child, pack=pack, parts=PackPart)


def _note_page(pack: Pack) -> ResponseReturnValue:
    form = NoteForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.write_note(uow, pack, form.note.data, form.seen_count())
            return to_pack(pack)
    if request.method == "GET":
        form.seen.data, form.note.data = str(pack.version), pack.note
    return page("conference/note.html", form=form, child=pack.child, pack=pack)


@bp.route("/children/<uuid:child_id>/packs/<uuid:number>/put-aside", methods=["GET", "POST"])
@child_page("pack:prepare")
def put_aside(child: Child, number: UUID) -> ResponseReturnValue:
    pack = pack_of(child, number)
    if not pack.state.can_be_written:
        abort(404)
    form = WhyForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.put_pack_aside(uow, pack, form.reason.data)
            return redirect(url_for("conference.packs", child_id=child.id), 303)
    return page("conference/put_aside.html", form=form, child=child, pack=pack)
