"""A child’s story as somebody may have it: what is left out of a copy is not in the story that it is drawn from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from gcp_tracker.engagement.queries import KnownOfEngagement
from gcp_tracker.exports.screens import LEFT_OUT
from gcp_tracker.record.beside import Beside
from gcp_tracker.record.chronology.entries import Entry
from gcp_tracker.record.story import Safety, Story, ToldVisit
from gcp_tracker.rules.engagement import Offer
from gcp_tracker.rules.engagement_vocabulary import Service
from gcp_tracker.rules.event_vocabulary import EventSource
from gcp_tracker.rules.events import is_told_to, names_who_told
from gcp_tracker.rules.recipients import Part, Terms
from gcp_tracker.rules.vocabulary import NoteKind
from gcp_tracker.supervision.queries import Footprint


def story_without(story: Story, left_out: Collection[Part]) -> Story:
    """Sections and sentences of their own. What a text gives away beside is for the screen of the copy."""
    visits = tuple([_without(visit, left_out) for visit in story.visits])
    if Part.SEEN in left_out:
        story = replace(story, footprint=Footprint())
    return replace(story, visits=visits, drafts=() if Part.DRAFTS in left_out else story.drafts)


def beside_without(aside: Beside, terms: Terms | None) -> Beside:
    """What others told is in their words and names; the help of brothers and sisters names them."""
    if terms is None:
        return aside
    events = entries_without(aside.events, terms) if terms.has(Part.SEEN) else ()
    return Beside(tuple(events), aside.siblings if terms.has(Part.SIBLINGS) else ())


def entries_without(entries: Sequence[Entry], terms: Terms | None) -> list[Entry]:
    """Of a copy without what was seen, that there was an event stays, and which agency told of it."""
    if terms is None:
        return list(entries)
    told = [one for one in entries if one.source is None or is_told_to(one.source, terms.recipient)]
    return [one if one.source is None else _event_without(one, one.source, terms) for one in told]


def _event_without(entry: Entry, source: EventSource, terms: Terms) -> Entry:
    if not terms.has(Part.SEEN):
        return replace(entry, words=LEFT_OUT, so_what="", who="")
    return entry if names_who_told(source, terms.recipient) else replace(entry, who="")


def known_without(known: KnownOfEngagement, left_out: Collection[Part]) -> KnownOfEngagement:
    """Without what workers wrote of why somebody was not met, and of an appointment."""
    if Part.SEEN not in left_out:
        return known
    return replace(
        known,
        offers=[_offer_without_words(one) for one in known.offers],
        adults=[replace(one, why=None) for one in known.adults],
        no_father=None,
    )


def _offer_without_words(offer: Offer) -> Offer:
    """“Another service” goes by what was written of it."""
    return replace(offer, the=Service.OTHER.the if offer.the == offer.words else offer.the, words="")


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
