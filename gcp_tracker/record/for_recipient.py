"""A child’s story as somebody may have it: what is left out of a copy is not in the story that it is drawn from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from gcp_tracker.record.story import Safety, Story, ToldVisit
from gcp_tracker.rules.recipients import Part
from gcp_tracker.rules.vocabulary import NoteKind
from gcp_tracker.supervision.queries import Footprint


def story_without(story: Story, left_out: Collection[Part]) -> Story:
    """Sections and sentences of their own. What a text gives away beside is for the screen of the copy."""
    visits = tuple([_without(visit, left_out) for visit in story.visits])
    if Part.SEEN in left_out:
        story = replace(story, footprint=Footprint())
    return replace(story, visits=visits, drafts=() if Part.DRAFTS in left_out else story.drafts)


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
