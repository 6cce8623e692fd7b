"""What a child’s chronology adds up to: the same thing missing again and again, at visits and in what others told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from gcp_tracker.record.chronology.asked import Asked, filtered
from gcp_tracker.record.chronology.entries import Entry
from gcp_tracker.record.story import Story
from gcp_tracker.rules.chronology import Bearing, Repeated, repeated
from gcp_tracker.rules.event_vocabulary import Shows
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_versions import end_of_line
from gcp_tracker.rules.sentences import begun_small

SHOWN_FIRST = 6


def adds_up(story: Story, entries: Sequence[Entry], asked: Asked, instrument: Instrument) -> list[Repeated]:
    """Of the dates and the items that were asked for; whatever source and kind, since all of them together are what
    the child lived through.
    """
    of_time = Asked(about=asked.about, since=asked.since, until=asked.until)
    told = [_under(bearing, instrument) for entry in filtered(entries, of_time, instrument) for bearing in _told(entry)]
    if asked.about:
        told = [one for one in told if asked.about in (one.item, _domain_of(one.item, instrument))]
    graded: Counter[str] = Counter()
    for visit in story.visits:
        if visit.instrument.key == instrument.key and _is_within(visit.on, asked):
            graded.update(end_of_line(instrument, key) for key in visit.graded.grades)
    return repeated([one for one in told if instrument.has_item(one.item)], graded, _titles(instrument))


def _told(entry: Entry) -> Iterator[Bearing]:
    if entry.shows is Shows.MISSING:
        source = entry.source.words if entry.source is not None else ""
        for item in entry.items:
            yield Bearing(item, entry.on, source)


def _under(bearing: Bearing, instrument: Instrument) -> Bearing:
    return Bearing(end_of_line(instrument, bearing.item), bearing.on, bearing.source)


def _domain_of(key: str, instrument: Instrument) -> str:
    return instrument.item(key).domain_key if instrument.has_item(key) else ""


def _is_within(on: date, asked: Asked) -> bool:
    return (asked.since is None or on >= asked.since) and (asked.until is None or on <= asked.until)


def _titles(instrument: Instrument) -> dict[str, str]:
    """ "Food: enough food"; the item’s own where it is the whole of its area."""
    found = {}
    for domain in instrument.domains:
        for area in domain.areas:
            for item in area.items:
                found[item.key] = item.title if item.title == area.title else f"{area.title}, {begun_small(item.title)}"
    return found
