"""The child’s chronology: one line of everything, what it adds up to, on paper and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue

from gcp_tracker.children.queries.earlier_help import help_of_siblings, own_help
from gcp_tracker.chronology.queries import count_of_withdrawn, standing_events
from gcp_tracker.exports.copies import Copy, reference_of
from gcp_tracker.exports.leaving import Paper, leaves
from gcp_tracker.exports.sheets import Sheet
from gcp_tracker.instruments import newest
from gcp_tracker.models import Child
from gcp_tracker.plans.queries import plans_by_day
from gcp_tracker.record.blueprint import bp
from gcp_tracker.record.chronology.adding_up import SHOWN_FIRST, adds_up
from gcp_tracker.record.chronology.addresses import entry_address
from gcp_tracker.record.chronology.asked import ENTRIES_ON_A_PAGE, OWN, Asked, asked_from, asked_words, filtered
from gcp_tracker.record.chronology.entries import Entry, OnFile, chronology
from gcp_tracker.record.chronology.sheet import COLUMNS, chronology_rows
from gcp_tracker.record.chronology.verdicts import verdict_changes
from gcp_tracker.record.for_recipient import entries_without, story_without
from gcp_tracker.record.queries import child_story, standing_in
from gcp_tracker.record.story import Story, series_of
from gcp_tracker.rules.event_vocabulary import EntryKind, EventSource
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.recipients import Part, Terms
from gcp_tracker.rules.start_again import start_again_words
from gcp_tracker.web import clock
from gcp_tracker.web.access import child_page, reading, signed_in_user
from gcp_tracker.web.searching import search_asked, show_found
from gcp_tracker.web.templating import page


@dataclass(frozen=True, slots=True)
class Line:
    """The whole chronology, newest first, and by which instrument its items are told."""

    story: Story
    entries: list[Entry]
    instrument: Instrument


@bp.get("/children/<uuid:child_id>/chronology")
@child_page("event:read")
def chronology_page(child: Child) -> ResponseReturnValue:
    line, sealed = _line_of(child), search_asked()
    asked = asked_from(request.args, line.instrument, sealed.words)
    shown = filtered(line.entries, asked, line.instrument)
    pages = max(1, -(-len(shown) // ENTRIES_ON_A_PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    start = (number - 1) * ENTRIES_ON_A_PAGE
    address = asked.values() | ({"asked": sealed.sealed} if sealed.sealed else {})
    siblings = help_of_siblings(reading(), child, signed_in_user(), clock.now())
    return page(
        "record/chronology.html",
        child=child,
        standing=standing_in(line.story, clock.today()),
        entry_address=entry_address,
        entries=shown[start : start + ENTRIES_ON_A_PAGE],
        first=start + 1,
        found=len(shown),
        everything=len(line.entries),
        number=number,
        pages=pages,
        asked=asked,
        asked_words=asked_words(asked, line.instrument),
        address=address,
        choices=_choices(line.entries, line.instrument),
        withdrawn=count_of_withdrawn(reading(), child),
        started_again=start_again_words(own_help(line.story.episodes), siblings, child.pronoun.their),
        **_added_up(line, asked),
    )


@bp.post("/children/<uuid:child_id>/chronology/find")
@child_page("event:read")
def find_in_chronology(child: Child) -> ResponseReturnValue:
    """What was typed goes sealed; what was chosen stands in the address."""
    chosen = asked_from(request.form, None).values()
    return show_found("record.chronology_page", child_id=child.id, **chosen)


@bp.route("/children/<uuid:child_id>/chronology/print", methods=["GET", "POST"])
@child_page("child:print")
@leaves("chronology_paper", back="record.chronology_page")
def chronology_paper(child: Child, copy: Copy) -> Paper:
    """All of it, or what the page beside it was asked for."""
    line = _line_of(child, copy.terms)
    asked = asked_from(request.args, line.instrument, search_asked().words)
    shown = filtered(line.entries, asked, line.instrument)
    context = {
        "child": child,
        "standing": standing_in(line.story, clock.today()),
        "entries": shown,
        "entry_address": entry_address,
        "asked_words": asked_words(asked, line.instrument),
    }
    told = {"repeated": [], "at_concern": ""} if not copy.terms.has(Part.SEEN) else _added_up(line, asked)
    return Paper("record/chronology_paper.html", context | told)


@bp.route("/children/<uuid:child_id>/chronology/file", methods=["GET", "POST"])
@child_page("child:export")
@leaves("chronology", back="record.chronology_page")
def chronology_file(child: Child, copy: Copy) -> Sheet:
    """Its events can be brought in again."""
    line = _line_of(child, copy.terms)
    asked = asked_from(request.args, line.instrument, search_asked().words)
    shown = filtered(line.entries, asked, line.instrument)
    return Sheet("chronology", COLUMNS, chronology_rows(reference_of(child), shown, line.instrument))


def _line_of(child: Child, terms: Terms | None = None) -> Line:
    session = reading()
    story = story_without(child_story(session, child), terms.left_out if terms else ())
    instrument = _instrument_of(story)
    on_file = OnFile(
        story,
        events=standing_events(session, child),
        plans=plans_by_day(session, child),
        verdicts=verdict_changes(session, child, instrument.key),
        today=clock.today(),
    )
    return Line(story, entries_without(chronology(on_file), terms), instrument)


def _instrument_of(story: Story) -> Instrument:
    """By which the child was graded last; the authority’s own for a child who was not."""
    found = series_of(story.visits)
    return newest(found[0].instrument.key if found else current_app.config["GCP_INSTRUMENT"])


def _added_up(line: Line, asked: Asked) -> dict[str, Any]:
    return {
        "repeated": adds_up(line.story, line.entries, asked, line.instrument),
        "repeated_first": SHOWN_FIRST,
        "at_concern": line.instrument.at_concern,
    }


def _choices(entries: list[Entry], instrument: Instrument) -> dict[str, list[Any]]:
    """What there is something of; an item stands below its domain."""
    sources = {entry.source for entry in entries}
    kinds = {entry.kind for entry in entries}
    of_items = {key for entry in entries for key in entry.items}
    return {
        "source": [(one.value, one.words) for one in EventSource if one in sources]
        + ([(OWN, "What came by itself")] if None in sources else []),
        "kind": [(one.value, one.words) for one in EntryKind if one in kinds],
        "about": [
            (domain, [item for item in instrument.items if item.domain_key == domain.key and item.key in of_items])
            for domain in instrument.domains
        ],
    }
