"""A child’s story as somebody may have it: what is left out of a copy is not in the story that it is drawn from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from gcp_tracker.exports.screens import LEFT_OUT
from gcp_tracker.record.beside import Beside
from gcp_tracker.record.chronology.entries import Entry
from gcp_tracker.record.story import Safety, Story, ToldVisit
from gcp_tracker.rules.recipients import Part
from gcp_tracker.rules.vocabulary import NoteKind


def story_without(story: Story, left_out: Collection[Part]) -> Story:
    """Sections and sentences of their own. What a text gives away beside is for the screen of the copy."""
    visits = tuple([_without(visit, left_out) for visit in story.visits])
    return replace(story, visits=visits, drafts=() if Part.DRAFTS in left_out else story.drafts)


def beside_without(aside: Beside, left_out: Collection[Part]) -> Beside:
    """What others told is in their words and names; the help of brothers and sisters names them."""
    events = () if Part.SEEN in left_out else aside.events
    return Beside(events, () if Part.SIBLINGS in left_out else aside.siblings)


def entries_without(entries: Sequence[Entry], left_out: Collection[Part]) -> list[Entry]:
    """That there was an event stays, and who told of it where that may be known."""
    if Part.SEEN not in left_out:
        return list(entries)
    return [replace(one, words=LEFT_OUT, so_what="", who="") if one.source else one for one in entries]


def _without(visit: ToldVisit, left_out: Collection[Part]) -> ToldVisit:
    if Part.CHILD_WORDS in left_out:
        visit = replace(visit, words=(), notes=_notes(visit, own=False))
    if Part.SEEN in left_out:
        reason = "the reason is left out of this copy" if visit.band_reason else ""
        safety = _answer_alone(visit.safety) if visit.safety else None
        visit = replace(visit, notes=_notes(visit, own=True), outcome_detail="", band_reason=reason, safety=safety)
    return visit


def _notes(visit: ToldVisit, *, own: bool) -> dict[NoteKind, str]:
    """The child’s own words, or everything else."""
    return {kind: text for kind, text in visit.notes.items() if (kind == NoteKind.CHILD_WORDS) is own}


def _answer_alone(safety: Safety) -> Safety:
    return replace(safety, who_was_told="", what_was_agreed="")
