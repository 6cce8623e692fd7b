"""A child who is on record already, met in a return: what changes, and what stays because a person changed it here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from gcp_tracker.imports.arrivals import FORMER_UPN, episode_row, meeting_row
from gcp_tracker.imports.census_child import ReadChild, spell_words
from gcp_tracker.imports.census_spells import ReadSpell
from gcp_tracker.imports.faults import shown
from gcp_tracker.imports.merging import OF_CHILD, OF_SPELL, Given, Settled, given_spell, joined, plain, settle_all
from gcp_tracker.imports.report import Outcome, ReportLine
from gcp_tracker.models import Child, ChildIdentifier, HelpEpisode, Meeting, ReturnedChild
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.sentences import begun_small
from gcp_tracker.unit_of_work import UnitOfWork

TAKEN_OFF_HERE = "Somebody took it off the record here, so it was not entered again"
CHANGED_HERE = "Somebody changed it here since, so it was left as it is"


@dataclass(slots=True)
class KnownChild:
    """The record, with what is needed to compare it; `returned` is None for a child whom a person added.

    `number_on`: the record that bears the return’s number. It is another one, merged into `child` since, where two
    records of one child had a number each; what the last return said is remembered for each number by itself.
    """

    child: Child
    returned: ReturnedChild | None
    number_on: UUID

    @property
    def last(self) -> Given:
        return self.returned.given if self.returned is not None else {}


@dataclass(slots=True)
class Again:
    """`changes` in words, `fields` by name for the audit."""

    changes: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    lines: list[ReportLine] = field(default_factory=list)
    spells: Counter[str] = field(default_factory=Counter)
    meetings: Counter[str] = field(default_factory=Counter)


def describe_again(uow: UnitOfWork, read: ReadChild, known: KnownChild, now: Given, *, write: bool) -> Again:
    """Compare and, if `write`, let the record follow. Names, teams, families stay as they are; nothing is deleted."""
    again = Again()
    child = known.child
    settled = settle_all(OF_CHILD, child, known.last, now)
    for name, answer in settled.items():
        if answer is Settled.WRITE:
            again.changes.append(OF_CHILD[name])
            again.fields.append(name)
            if write:
                value = now[name] if name == "upn" else getattr(read, name)
                setattr(child, name, value)
        elif answer is Settled.DIFFERS:
            again.lines.append(_differs(read.line, read, OF_CHILD[name], now[name]))
    _former_upns(uow, read, known, again, write=write)
    for spell in read.spells:
        _spell(uow, read, spell, known, again, write=write)
    _meetings(uow, read, known, again, write=write)
    if write:
        _remember(uow, known, now)
        if again.changes:
            uow.record("child:import", child=child, changed=again.fields)
    return again


def _former_upns(uow: UnitOfWork, read: ReadChild, known: KnownChild, again: Again, *, write: bool) -> None:
    here = {identifier.value for identifier in known.child.identifiers if identifier.kind == FORMER_UPN}
    for upn in read.former_upns:
        if upn in here or upn in known.last.get("former_upns", []):
            continue
        again.changes.append("former UPN")
        again.fields.append("identifiers")
        if write:
            uow.session.add(ChildIdentifier(child_id=known.child.id, kind=FORMER_UPN, value=upn))


def _spell(uow: UnitOfWork, read: ReadChild, spell: ReadSpell, known: KnownChild, again: Again, *, write: bool) -> None:
    last = known.last.get("spells", {}).get(spell.key)
    record = _same_spell(spell, known.child)
    if record is None:
        if last is not None:
            again.lines.append(_differs(spell.line, read, spell_words(spell), "", TAKEN_OFF_HERE))
            return
        again.changes.append(f"{begun_small(spell_words(spell))} is new")
        again.fields.append("episodes")
        again.spells["created"] += 1
        if write:
            uow.session.add(HelpEpisode(**episode_row(known.child.id, spell)))
        _note_overlap(read, spell, known.child, again)
        return
    _update_spell(read, spell, record, last or {}, again, write=write)


def _update_spell(
    read: ReadChild, spell: ReadSpell, record: HelpEpisode, last: Given, again: Again, *, write: bool
) -> None:
    settled = settle_all(OF_SPELL, record, last, given_spell(spell))
    if spell.ended_on and spell.ended_on < record.started_on:
        settled["ended_on"] = Settled.DIFFERS
    if spell.ended_on is None and record.ended_on is not None:
        # An older return, or one that took an end back: to open a spell again is for a person.
        settled["ended_on"] = Settled.DIFFERS
    to_write = [name for name, answer in settled.items() if answer is Settled.WRITE]
    for name, answer in settled.items():
        if answer is Settled.DIFFERS:
            said = shown(str(plain(getattr(spell, name)) or "no end"))
            again.lines.append(_differs(spell.line, read, f"{spell_words(spell)}: {OF_SPELL[name]}", said))
    if not to_write:
        again.spells["unchanged"] += 1
        return
    again.spells["updated"] += 1
    words = ", ".join(OF_SPELL[name] for name in to_write)
    again.changes.append(f"{begun_small(spell_words(spell))}: {words}")
    again.fields.append("episodes")
    if write:
        for name in to_write:
            setattr(record, name, getattr(spell, name))


def _same_spell(spell: ReadSpell, child: Child) -> HelpEpisode | None:
    """The one that an earlier return made, else one that a person entered with the same kind and start."""
    for record in child.episodes:
        if record.source_key == spell.key:
            return record
    for record in child.episodes:
        if record.source_key is None and record.kind == spell.kind and record.started_on == spell.started_on:
            return record
    return None


def _note_overlap(read: ReadChild, spell: ReadSpell, child: Child, again: Again) -> None:
    for record in child.episodes:
        if record.source_key is not None or record.kind != spell.kind:
            continue
        begins_in_time = spell.ended_on is None or record.started_on < spell.ended_on
        if begins_in_time and (record.ended_on is None or spell.started_on < record.ended_on):
            why = f"It overlaps one that was entered here, from {long_date(record.started_on)}: end one of them"
            again.lines.append(ReportLine(spell.line, read.number, Outcome.LOOK, why, spell_words(spell)))
            return


def _meetings(uow: UnitOfWork, read: ReadChild, known: KnownChild, again: Again, *, write: bool) -> None:
    here = {(meeting.kind, meeting.held_on) for meeting in known.child.meetings}
    remembered = set(known.last.get("meetings", []))
    for meeting in read.meetings:
        if (meeting.kind, meeting.held_on) in here or meeting.key in remembered:
            again.meetings["unchanged"] += 1
            continue
        again.changes.append(f"{meeting.kind.inside} of {long_date(meeting.held_on)} is new")
        again.fields.append("meetings")
        again.meetings["created"] += 1
        if write:
            uow.session.add(Meeting(**meeting_row(known.child.id, meeting)))


def _remember(uow: UnitOfWork, known: KnownChild, now: Given) -> None:
    said = joined(known.last, {name: value for name, value in now.items() if value is not None})
    if known.returned is None:
        uow.session.add(ReturnedChild(child_id=known.number_on, given=said))
    elif known.returned.given != said:
        known.returned.given = said


def _differs(line: int, read: ReadChild, what: str, said: str, why: str = CHANGED_HERE) -> ReportLine:
    return ReportLine(line, read.number, Outcome.DIFFERS, why, what, said)
