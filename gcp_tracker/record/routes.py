"""The child's page, which looks at everything; its charts drawn large; its numbers to download."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.charts.care import TURNS, CareOverTime
from gcp_tracker.charts.figure import domain_figure
from gcp_tracker.charts.picture import picture_of
from gcp_tracker.charts.tables import DOMAIN_CSV_HEAD, domain_csv_rows
from gcp_tracker.engagement.queries import known_of_child
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import Paper, Picture, leaves
from gcp_tracker.exports.sheets import Column, Sheet
from gcp_tracker.models import Child, SupervisionRecord, Visit
from gcp_tracker.plans.queries import agreed_plan
from gcp_tracker.readings.grades import graded_children
from gcp_tracker.readings.queries import readings_on
from gcp_tracker.record import chronology_routes, grades_sheet, queries
from gcp_tracker.record.attention import attention_in, not_told_as_reasons
from gcp_tracker.record.beside import beside
from gcp_tracker.record.blueprint import bp
from gcp_tracker.record.chronology.addresses import entry_address
from gcp_tracker.record.comparison import chosen_profiles, profiles_in
from gcp_tracker.record.engaged import engaged_of, school_strip
from gcp_tracker.record.for_recipient import beside_without, known_without, story_without
from gcp_tracker.record.how import how_page_of
from gcp_tracker.record.page import (
    SHOWN_FIRST,
    care_choices,
    child_page_of,
    comparison_of,
    comparison_pictures,
    drawn,
    profiles_words,
)
from gcp_tracker.record.paper_grid import paper_grid
from gcp_tracker.record.plan import plan_told, targets_of
from gcp_tracker.record.read import Read, care_read, read_of
from gcp_tracker.record.story import Series, Story, ToldVisit, chosen_series, series_of
from gcp_tracker.record.verdict import verdict_told
from gcp_tracker.rules.grading import RULE_WORDS
from gcp_tracker.rules.recipients import Part, Terms
from gcp_tracker.supervision.forms import record_form
from gcp_tracker.supervision.routes.blueprint import draft_of
from gcp_tracker.supervision.service import write_record
from gcp_tracker.supervision.shown import decided_before, who_words
from gcp_tracker.triggers.shown import triggers_told, who_answers
from gcp_tracker.visits.queries import colleagues_for, drafts_beside
from gcp_tracker.visits.wordings import in_own_words
from gcp_tracker.web import access, clock
from gcp_tracker.web.access import reading, signed_in_user
from gcp_tracker.web.forms import writing
from gcp_tracker.web.local import settings_for
from gcp_tracker.web.templating import clock_time, page

__all__ = ["bp", "chronology_routes"]
CARE_COLUMNS = [Column(head, Part.WORKERS, "Worker") if head == "Worker" else Column(head) for head in DOMAIN_CSV_HEAD]


@dataclass(frozen=True, slots=True)
class VisitAddresses:
    """The page of any visit. A story links to its visits hundreds of times, and asking Flask each time is slow.

    Two with the same text are equal, so that what was drawn with one can be shown with another.
    """

    before: str
    after: str

    def __call__(self, visit_id: UUID) -> str:
        return f"{self.before}{visit_id}{self.after}"


@bp.get("/children/<uuid:child_id>")
@access.child_page("child:read")
def child_page(child: Child) -> ResponseReturnValue:
    about, session, settings, today = _everything_about(child), reading(), settings_for(child), clock.today()
    attention = attention_in(session, about["story"], about["read"], settings, today)
    triggers = triggers_told(session, child, settings, today) if attention.known.triggers else []
    return page(
        "record/child_page.html",
        **about,
        attention=attention,
        findings=not_told_as_reasons(about["shown"].findings, attention),
        triggers=triggers,
        answers_trigger=lambda one: access.may(who_answers(one.rule), child),
    )


@bp.route("/children/<uuid:child_id>/print", methods=["GET", "POST"])
@access.child_page("child:print")
@leaves("child_paper", back="record.child_page")
def paper(child: Child, copy: Copy) -> Paper:
    """The same for A4 in grey, as its recipient may have it."""
    about = _everything_about(child, copy.terms)
    series, care = about["series"], about["shown"].care
    sheet = paper_grid(series.instrument, series.graded, care.order) if series and care else None
    return Paper("record/paper.html", about | {"sheet": sheet})


@bp.route("/children/<uuid:child_id>/supervision/<uuid:number>/write", methods=["GET", "POST"])
@access.child_page("supervision:write")
def supervise(child: Child, number: UUID) -> ResponseReturnValue:
    """The record beside the child’s page; what was decided last, and whether it was done, comes first."""
    record = draft_of(child, number)
    form = record_form(record, child, colleagues_for(reading(), child, clock.now()))
    if form.validate_on_submit():
        with writing(form) as uow:
            write_record(uow, record, form.details(), form.seen_count())
            return redirect(_after_writing(record), 303)
    if request.method == "GET":
        form.fill_from(record)
    if request.method == "GET" or form.form_errors:
        form.seen.data = str(record.version)
    before = decided_before(reading(), child, clock.today())
    about = _everything_about(child)
    return page(
        "record/supervise.html", form=form, record=record, before=before, who=who_words(record.session), **about
    )


@bp.post("/children/<uuid:child_id>/supervision/<uuid:number>/keep")
@access.child_page("supervision:write")
def keep_supervised(child: Child, number: UUID) -> ResponseReturnValue:
    """The same page as it is typed, sent by its script: what is whole is kept, and what is not is said."""
    record = draft_of(child, number)
    form = record_form(record, child, colleagues_for(reading(), child, clock.now()))
    form.validate_on_submit()
    if too_long := [sentence for field in form.questions for sentence in field.errors]:
        return {"said": f"Not kept: {too_long[0]}"}, 422
    with writing(form) as uow:
        write_record(uow, record, form.details(), form.seen_count())
        return {"seen": record.version, "said": f"Received {clock_time(clock.now())}"}
    return {"said": form.form_errors[0]}, 409


def _after_writing(record: SupervisionRecord) -> str:
    """Where the button leads: one more decision, on to signing, or the child’s supervision."""
    child_id, number = record.child_id, record.id
    if request.form.get("next") == "more":
        return url_for("record.supervise", child_id=child_id, number=number, _anchor="decisions")
    if request.form.get("next") == "sign":
        return url_for("supervision.sign", child_id=child_id, number=number)
    return url_for("supervision.of_child", child_id=child_id)


def _everything_about(child: Child, terms: Terms | None = None) -> dict[str, Any]:
    left_out = terms.left_out if terms else ()
    session, today, address = reading(), clock.today(), _visit_addresses()
    story = story_without(queries.child_story(session, child), left_out)
    signed = story.visit(_asked_id("visit"))
    everything, series = _series(story, signed)
    pair, own, comparison, read = None, [], None, None
    if series is not None:
        read = _read(story, series)
        own = profiles_in(series, story.profiles)
        pair = chosen_profiles(own, _asked_id("then"), _asked_id("now"))
        comparison = comparison_of(series, story, pair)
    plan = agreed_plan(session, child)
    targets = targets_of(plan, series.instrument) if series else {}
    aside = beside_without(beside(session, child, signed_in_user(), clock.now(), SHOWN_FIRST), terms)
    settings, known = settings_for(child), known_without(known_of_child(session, child), left_out)
    engaged = engaged_of(story, known, settings, today)
    shown = child_page_of(story, series, signed, today, address, settings, read, targets, aside, engaged)
    return dict(
        child=child,
        story=story,
        read=read,
        standing=queries.standing_in(story, today),
        plan=plan_told(session, plan, today),
        footprint=story.footprint,
        series=series,
        choices=care_choices(everything),
        shown=shown,
        engaged=engaged,
        school=school_strip(child.first_name, known, shown.care.axis if shown.care else None),
        profiles=own,
        comparison=comparison,
        comparison_pictures=comparison_pictures(comparison) if comparison else [],
        profiles_missing=profiles_words(series, story.profiles) if series else "",
        others_drafts={draft.id for draft in story.drafts if not draft.is_open_to(signed_in_user().id)},
        own_drafts={draft.id for draft in story.drafts if draft.is_open_to(signed_in_user().id)},
        to_sign=_still_to_sign(signed),
        rule_words=RULE_WORDS,
        visit_address=address,
        entry_address=entry_address,
        left_out=left_out,
    )


@bp.get("/children/<uuid:child_id>/how")
@access.child_page("child:read")
def how(child: Child) -> ResponseReturnValue:
    """How the verdict is worked out, with this child’s own numbers."""
    story, today = queries.child_story(reading(), child), clock.today()
    _, series = _series(story, None)
    read = _read(story, series) if series else None
    grades = graded_children(reading(), child).get(series.instrument.key) if series and read else None
    return page(
        "record/how.html",
        child=child,
        standing=queries.standing_in(story, today),
        series=series,
        verdict=verdict_told(read.today, read.names) if read else None,
        how=how_page_of(read.today, read.names, grades, read.constants) if read and grades else None,
    )


@bp.get("/children/<uuid:child_id>/charts")
@access.child_page("child:read")
def charts(child: Child) -> ResponseReturnValue:
    """The same charts drawn by Plotly, to look closer and to save; without JavaScript the plain ones stand."""
    story, today = queries.child_story(reading(), child), clock.today()
    everything, series = _series(story, None)
    care = _care(story, series) if series else None
    return page(
        "record/charts.html",
        child=child,
        standing=queries.standing_in(story, today),
        series=series,
        choices=care_choices(everything),
        drawn=drawn(care) if care else (),
        turns=[mark.words for mark in care.marks if mark.kind in TURNS] if care else [],
        figures=[domain_figure(care, chart) for chart in care.charts] if care else [],
    )


@bp.route("/children/<uuid:child_id>/care-over-time/file", methods=["GET", "POST"])
@access.child_page("child:export")
@leaves("care", back="record.child_page")
def care_file(child: Child, copy: Copy) -> Sheet:
    """The numbers of the charts."""
    story = queries.child_story(reading(), child)
    _, series = _series(story, None)
    rows: list[tuple[str, ...]] = []
    if series is not None:
        care = _care(story, series)
        rows = [row for chart in care.charts for row in domain_csv_rows(care, chart)]
    return Sheet("care-over-time", CARE_COLUMNS, rows)


@bp.route("/children/<uuid:child_id>/care-over-time/<domain>/picture", methods=["GET", "POST"])
@access.child_page("child:export")
@leaves("picture", back="record.charts")
def picture(child: Child, domain: str, copy: Copy) -> Picture:
    """One chart for a report: its title, axis and day are inside."""
    story = queries.child_story(reading(), child)
    _, series = _series(story, None)
    care = _care(story, series) if series else None
    chart = next((one for one in care.charts if one.key == domain), None) if care else None
    if care is None or chart is None:
        abort(404)
    return Picture(f"{domain}-over-time", picture_of(care, chart, child.first_name, clock.today()))


@bp.route("/children/<uuid:child_id>/grades/file", methods=["GET", "POST"])
@access.child_page("child:export")
@leaves("grades", back="record.child_page")
def grades_file(child: Child, copy: Copy) -> Sheet:
    """Every grade, with what was seen, heard and said where its recipient gets that."""
    with_words = copy.terms.has(Part.SEEN) or copy.terms.has(Part.CHILD_WORDS)
    return Sheet("grades", grades_sheet.COLUMNS, grades_sheet.grade_rows(reading(), child, with_words=with_words))


def _series(story: Story, signed: ToldVisit | None) -> tuple[list[Series], Series | None]:
    """All series, and the one the page is about: homes are never mixed."""
    everything = [_in_own_words(story, series) for series in series_of(story.visits)]
    return everything, chosen_series(everything, request.args.get("care", ""), signed)


def _in_own_words(story: Story, series: Series) -> Series:
    """A family’s own goals stand under their own words."""
    if not series.instrument.items_in_own_words:
        return series
    return replace(series, instrument=in_own_words(reading(), story.child, series.instrument))


def _read(story: Story, series: Series) -> Read | None:
    today, key = clock.today(), series.instrument.key
    readings = readings_on(reading(), [story.child.id], today, key, with_curves=True)
    return read_of(story, series, readings, settings_for(story.child), today)


def _care(story: Story, series: Series) -> CareOverTime:
    """The charts and the plan’s targets on them, for the pages that show nothing else."""
    targets = targets_of(agreed_plan(reading(), story.child), series.instrument)
    return care_read(story, series, clock.today(), _visit_addresses(), _read(story, series), targets)


def _still_to_sign(signed: ToldVisit | None) -> list[Visit]:
    """The reader’s drafts for brothers and sisters who were visited with the child whose visit was just signed."""
    if signed is None:
        return []
    drafts = drafts_beside(reading(), signed.id, signed_in_user().id)
    access.know_relations(draft.child for draft in drafts)
    return [draft for draft in drafts if access.may("visit:sign", draft.child, draft)]


def _visit_addresses() -> VisitAddresses:
    nobody = UUID(int=0)
    before, _, after = url_for("visits.show", visit_id=nobody).partition(str(nobody))
    return VisitAddresses(before, after)


def _asked_id(name: str) -> UUID | None:
    """An id from the query string; whatever is not one counts as not asked."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None
