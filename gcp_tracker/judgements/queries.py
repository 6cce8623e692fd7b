"""What the grades say against a decision, and the judgements that were given in spite of them."""

from __future__ import annotations

from datetime import date

from gcp_tracker.change.against import GradesSay, grades_say, is_against
from gcp_tracker.change.words import Names
from gcp_tracker.instruments import newest
from gcp_tracker.models import Child
from gcp_tracker.readings.queries import ReadingToday, all_readings_on
from gcp_tracker.rules.ages import life_stage
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.unit_of_work import AnySession


def said_against(session: AnySession, child: Child, occasion: Occasion, today: date) -> GradesSay | None:
    """From the kept reading of the instrument graded last; None where nothing is judged, or where it agrees."""
    if not life_stage(child.born_on, child.expected_on, today).is_graded:
        return None
    judged = [one for one in all_readings_on(session, [child.id], today).values() if _is_judged(one)]
    if not judged:
        return None
    latest = max(judged, key=_last_graded)
    if not is_against(latest.reading, occasion):
        return None
    instrument = newest(latest.instrument_key)
    return grades_say(latest.reading, _names(child, latest.instrument_key), instrument.at_concern)


def _is_judged(one: ReadingToday) -> bool:
    return any(domain.deciding is not None for domain in one.reading.domains)


def _last_graded(one: ReadingToday) -> int:
    return max(series.reading.last_graded for domain in one.reading.domains for series in domain.series)


def _names(child: Child, instrument_key: str) -> Names:
    instrument, family = newest(instrument_key), child.family
    homes = {care_of_key(home.id, None): home.name for home in family.households}
    carers = {care_of_key(None, adult.id): adult.name for adult in family.adults}
    return Names(
        domains={domain.key: domain.title for domain in instrument.domains},
        items={item.key: item.title for item in instrument.items},
        homes=homes | carers,
    )
