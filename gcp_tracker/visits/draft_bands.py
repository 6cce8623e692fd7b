"""The band of a draft: chosen when it is begun, kept while it is open, changed only knowingly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Child, Visit
from gcp_tracker.rules.bands import BEFORE_BIRTH, form_of
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.visiting import BandTurns, band_of_visit, band_turn_sentence, is_band_chosen

if TYPE_CHECKING:
    from gcp_tracker.visits.drafts import VisitDetails


def band_for(child: Child, instrument: Instrument, details: VisitDetails, begun: Visit | None) -> str:
    """The key of the band that a visit with these details asks. `begun` is the draft, if there is one already.

    Raises RuleBroken as `band_of_visit` does.
    """
    if begun is not None and begun.visited_on == details.visited_on:
        reason = details.band_reason if details.band else ""
        if (details.band, reason) == (begun.band, begun.band_reason):
            # The draft keeps the band it began with, also when the date of birth was corrected since.
            return begun.band
    return band_of_visit(
        child.first_name,
        instrument,
        born_on=child.born_on,
        expected_on=child.expected_on,
        visited_on=details.visited_on,
        chosen=details.band,
        reason=details.band_reason,
    )


def check_turn(visit: Visit, band: str, agreed_band: str | None) -> None:
    """Raises BandTurns, which says what happens to the answers, until `agreed_band` is the band: nobody's answers
    leave the screen unasked.
    """
    instrument = instrument_of(visit.instrument)
    answered = [grade.item_key for grade in visit.grades if grade.answer]
    if band in (visit.band, agreed_band) or not (answered or visit.notes):
        return
    before, after = form_of(instrument, visit.band), form_of(instrument, band)
    raise BandTurns(band_turn_sentence(visit.child.first_name, before, after, answered), band)


def reason_to_keep(visit: Visit, details: VisitDetails, band: str) -> str:
    """Why it is another age's band; empty for one that the age gives, or that a draft has kept over a corrected birth
    date.
    """
    if not details.band or band == BEFORE_BIRTH:
        return ""
    instrument = instrument_of(visit.instrument)
    chosen = is_band_chosen(instrument, visit.child.born_on, details.visited_on, band)
    return details.band_reason if chosen else ""
