"""What happened round the child, what the child and the carers said, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gcp_tracker.change.error_words import error_words, shared_optimism_words
from gcp_tracker.change.words import SHORT
from gcp_tracker.conference.contents import not_known
from gcp_tracker.conference.people_told import carers_views, who_was_seen
from gcp_tracker.record.chronology.entries import Entry, OnFile, chronology
from gcp_tracker.record.for_recipient import entries_without
from gcp_tracker.record.voices import child_voices
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.event_vocabulary import EntryKind
from gcp_tracker.statement.document import Block, Heading, Paragraph, Section, Table
from gcp_tracker.statement.grounds import FROM_RECORD, Grounds
from gcp_tracker.unit_of_work import LONDON


def chronology_section(grounds: Grounds) -> Section:
    """The earliest first. Who told of something as a private person is named to nobody outside."""
    on_file = OnFile(grounds.story, events=grounds.events, plans=grounds.plans, today=grounds.as_at)
    entries = entries_without(chronology(on_file), grounds.terms)
    said = [*((entry.on, _row(grounds, entry)) for entry in entries), *_verdict_rows(grounds)]
    rows = tuple(row for _, row in sorted(said, key=lambda one: one[0]))
    if not rows:
        return Section("Chronology", (Paragraph("Nothing is recorded.", FROM_RECORD),))
    told = Paragraph(
        "The chronology has what workers and agencies recorded, and what follows from visits, help, plans, homes and"
        " meetings. What the grades said is told as it was said on that day.",
        "each line says where it is from",
    )
    heads = ("Day", "What happened", "Told by", "Taken from")
    return Section("Chronology", (told, Table("Everything in the order of days", heads, rows, (16, 46, 16, 22))))


def _row(grounds: Grounds, entry: Entry) -> tuple[str, ...]:
    what = f"{entry.words.rstrip('.')}."
    if entry.so_what:
        what += f" What it meant for {grounds.name}: {entry.so_what.rstrip('.')}."
    source = entry.source.words if entry.source else "Our own record"
    by = f"{source}: {entry.who}" if entry.who else source
    return entry.when or long_date(entry.on), f"{entry.kind.words}. {what}", by, _taken_from(grounds, entry)


def _taken_from(grounds: Grounds, entry: Entry) -> str:
    """Of an event, who wrote it down and when: it may have been long after."""
    if entry.record_id is None:
        return FROM_RECORD
    if entry.target == "visit":
        return grounds.visits.reference([entry.record_id]) or FROM_RECORD
    event = next((one for one in grounds.events if one.id == entry.record_id), None)
    if event is None:
        return FROM_RECORD
    on = event.recorded_at.astimezone(LONDON).date()
    later = ", after the day of this statement" if on > grounds.as_at else ""
    return f"written down {long_date(on)} by {event.recorded_by.name}{later}"


def _verdict_rows(grounds: Grounds) -> Iterator[tuple[date, tuple[str, ...]]]:
    for one in grounds.verdicts:
        rates = error_words(one.verdict, one.engine, of_child=True)
        cited = [visit.id for visit in grounds.story.visits if visit.has_grades and visit.on <= one.on]
        what = f"{EntryKind.VERDICT.words}. {SHORT[one.verdict]}. [{rates}]"
        yield one.on, (long_date(one.on), what, f"Engine {one.engine}", grounds.visits.reference(cited))


def voices_section(grounds: Grounds) -> Section:
    blocks: list[Block] = []
    for voice in reversed(child_voices(grounds.story.visits)):
        about = f", about {voice.about}" if voice.about else ""
        heard = f"Said on {long_date(voice.on)}, {voice.where}{about}; written down by {voice.worker}: “{voice.text}”"
        blocks.append(Paragraph(heard, grounds.visits.reference([voice.visit_id])))
    if not blocks:
        nothing = f"Nothing that {grounds.name} said was written down by {long_date(grounds.as_at)}."
        blocks.append(Paragraph(nothing, "all signed visits"))
    blocks.append(Heading("The carers’ view"))
    views = carers_views(grounds.profiles)
    for view in reversed(views):
        agrees = f": {view.agrees}" if view.agrees else ""
        comment = f" “{view.words}”" if view.words else ""
        blocks.append(Paragraph(f"{long_date(view.on)}, {view.who}{agrees}.{comment}", "a completed profile"))
    if not views:
        blocks.append(Paragraph("No carer’s view of a profile is on record.", "completed profiles"))
    return Section(f"What {grounds.name} said, and what the carers say", tuple(blocks))


def not_known_section(grounds: Grounds) -> Section:
    """With what no grade can show."""
    series, read = grounds.reads[0] if grounds.reads else (None, None)
    blocks: list[Block] = [
        Paragraph(one, _where(grounds))
        for one in not_known(grounds.story, series, read, grounds.settings, grounds.as_at)
    ]
    later = [one for one in grounds.visits.signed if one.is_signed_later]
    if later:
        blocks.append(
            Paragraph(
                f"Signed only after {long_date(grounds.as_at)}, and so not known to others on that day.",
                "; ".join(one.words for one in later),
            )
        )
    if grounds.is_graded_apart:
        blocks.append(
            Paragraph(
                "Two people are grading a visit apart. Until both have signed, the grades of one are not shown to the"
                " other, and so are not in this statement.",
                FROM_RECORD,
            )
        )
    if grounds.reads:
        blocks.append(Paragraph(shared_optimism_words(), "simulation, not this child"))
    seen = who_was_seen(grounds.story, grounds.adults, None, grounds.as_at)
    if seen.lines:
        blocks.append(Heading("Who was seen, and who was not"))
        blocks.append(Paragraph(f"{seen.since_words}.", _where(grounds)))
        blocks.append(Table("Who was seen at visits", ("Who", "How often, and when last"), seen.lines, (34, 66)))
    return Section("What is not known", tuple(blocks))


def _where(grounds: Grounds) -> str:
    visits = grounds.visits.all_words
    return f"{FROM_RECORD}, with {visits}" if visits else FROM_RECORD
