"""What somebody wants to see of a chronology, and which entries that is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.record.chronology.entries import Entry
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.event_vocabulary import EntryKind, EventSource
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.sentences import begun_small

ENTRIES_ON_A_PAGE = 50
# Everything that came by itself, beside the sources of events.
OWN = "own"
_KEY = re.compile(r"[a-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class Asked:
    """Empty where it does not matter. `about` is the key of a domain or of an item."""

    source: str = ""
    kind: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""

    @property
    def is_anything(self) -> bool:
        return any((self.source, self.kind, self.about, self.since, self.until, self.words))

    def values(self) -> dict[str, str]:
        """For an address; typed words are in none."""
        given = {"source": self.source, "kind": self.kind, "about": self.about}
        given |= {name: day.isoformat() for name, day in (("since", self.since), ("until", self.until)) if day}
        return {name: value for name, value in given.items() if value}


def asked_from(values: Mapping[str, str], instrument: Instrument | None, words: str = "") -> Asked:
    """From an address or a form. What is not one of its words or no date is as if it had not been asked; without an
    instrument whatever could be a key of one is taken.
    """
    about = values.get("about", "")
    if instrument is not None:
        keys = {item.key for item in instrument.items} | {domain.key for domain in instrument.domains}
    else:
        keys = {about} if _KEY.fullmatch(about) else set()
    return Asked(
        source=_one_of(values.get("source", ""), {OWN, *EventSource}),
        kind=_one_of(values.get("kind", ""), set(EntryKind)),
        about=_one_of(about, keys),
        since=_day(values.get("since", "")),
        until=_day(values.get("until", "")),
        words=words,
    )


def filtered(entries: Sequence[Entry], asked: Asked, instrument: Instrument) -> list[Entry]:
    wanted = _items_of(asked.about, instrument)
    sought = asked.words.casefold().split()
    return [entry for entry in entries if _is_asked(entry, asked, wanted, sought)]


def asked_words(asked: Asked, instrument: Instrument) -> list[str]:
    """What is shown, for above the list and on paper."""
    told = []
    if asked.source:
        told.append("what came by itself" if asked.source == OWN else f"told by {EventSource(asked.source).inside}")
    if asked.kind:
        told.append(EntryKind(asked.kind).inside)
    if asked.about:
        told.append(f"about {about_title(asked.about, instrument)}")
    if asked.since:
        told.append(f"from {long_date(asked.since)}")
    if asked.until:
        told.append(f"until {long_date(asked.until)}")
    if asked.words:
        told.append(f"with “{asked.words}”")
    return told


def about_title(key: str, instrument: Instrument) -> str:
    titles = {domain.key: domain.title for domain in instrument.domains}
    return titles.get(key) or begun_small(instrument.item(key).title)


def _items_of(about: str, instrument: Instrument) -> frozenset[str]:
    """With the keys under which older versions asked the same."""
    items = [item for item in instrument.items if about in (item.key, item.domain_key)]
    return frozenset(key for item in items for key in instrument.line_of_descent(item.key))


def _is_asked(entry: Entry, asked: Asked, wanted: frozenset[str], sought: Sequence[str]) -> bool:
    if asked.source and asked.source != (entry.source.value if entry.source else OWN):
        return False
    if asked.kind and asked.kind != entry.kind.value:
        return False
    if asked.about and entry.items.isdisjoint(wanted):
        return False
    if (asked.since and entry.last_on < asked.since) or (asked.until and entry.on > asked.until):
        return False
    return not sought or _has_words(entry, sought)


def _has_words(entry: Entry, sought: Sequence[str]) -> bool:
    source = entry.source.words if entry.source else entry.kind.words
    told = " ".join((entry.words, entry.so_what, entry.who, source)).casefold()
    return all(word in told for word in sought)


def _one_of(value: str, known: set[str]) -> str:
    return value if value in known else ""


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None
