"""Which items a visit asks: those of its version and band. What differs between two such forms, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gcp_tracker.rules.ages import birthday_words, day_of_age
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.instrument import Band, Instrument

# Stands for the band of a visit before the birth, which has no grades. No instrument can have a band of this name.
BEFORE_BIRTH = "before birth"


@dataclass(frozen=True, slots=True)
class Form:
    """What one visit asks: `title` is its band's ("5 to 10"), `keys` are its items'."""

    instrument: Instrument
    band: str
    title: str
    keys: frozenset[str]


@lru_cache(maxsize=64)
def form_of(instrument: Instrument, band: str) -> Form:
    """Asks nothing before the birth. Raises KeyError for a band that this version does not have."""
    if band == BEFORE_BIRTH:
        return Form(instrument, band, "before the birth", frozenset())
    keys = frozenset(item.key for item in instrument.items_for(band))
    return Form(instrument, band, instrument.band(band).title, keys)


@dataclass(frozen=True, slots=True)
class Turn:
    """From one form to another: the items that are new, and those no longer asked. One that continues is neither."""

    new: tuple[str, ...]
    dropped: tuple[str, ...]

    @property
    def words(self) -> str:
        """4 new items, 2 no longer asked."""
        if not self.new and not self.dropped:
            return "the same items, described for that age"
        return f"{counted(len(self.new), 'new item')}, {len(self.dropped)} no longer asked"


def turn(before: Form, after: Form) -> Turn:
    """The items by key, in the order of their instrument; titles are `titles_of` it."""
    # The newer of two versions knows what continues what, whichever of them was used first.
    heirs = {key: set(after.instrument.line_of_descent(key)) for key in after.keys}
    forebears = {key: set(before.instrument.line_of_descent(key)) for key in before.keys}

    def goes_on(old: str, new: str) -> bool:
        return old in heirs[new] or new in forebears[old]

    new = [key for key in after.keys if not any(goes_on(old, key) for old in before.keys)]
    dropped = [key for key in before.keys if not any(goes_on(key, new) for new in after.keys)]
    return Turn(_in_order(after.instrument, new), _in_order(before.instrument, dropped))


def _in_order(instrument: Instrument, keys: Iterable[str]) -> tuple[str, ...]:
    wanted = set(keys)
    return tuple(item.key for item in instrument.items if item.key in wanted)


def titles_of(instrument: Instrument, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(instrument.item(key).title for key in keys)


def items_for_words(title: str) -> str:
    """items for 5 to 10; items for under 2."""
    return f"items for {title[:1].lower()}{title[1:]}"


def birthday_between(born_on: date | None, band: Band, earlier: date, later: date) -> date | None:
    """The day on which the child came into this band, if it lies after `earlier` and not after `later`."""
    if born_on is None:
        return None
    on = day_of_age(born_on, band.from_months)
    return on if earlier < on <= later else None


def turn_sentence(
    before: Form, after: Form, *, on: date, born_on: date | None, earlier_on: date, chosen_by: str = ""
) -> tuple[date, str]:
    """The day from which the other items hold, and the words for it, which name that day:

    From here: items for 5 to 10 (fifth birthday 3 May 2026): 4 new items, 2 no longer asked.

    `on` and `earlier_on` are the days of the visits, `chosen_by` who chose the later one's band against the age.
    """
    parts = []
    starts = on
    if chosen_by and before.band != after.band:
        parts.append(f"{items_for_words(after.title)} (chosen by {chosen_by}, {long_date(on)})")
    elif before.band != after.band or before.title != after.title:
        band = after.instrument.band(after.band)
        birthday = birthday_between(born_on, band, earlier_on, on)
        why = f"{birthday_words(band.from_months)} {long_date(birthday)}" if birthday else long_date(on)
        starts = birthday or on
        parts.append(f"{items_for_words(after.title)} ({why})")
    if before.instrument != after.instrument:
        of = "" if before.instrument.title == after.instrument.title else f"{after.instrument.title}, "
        version = f"{of}version {after.instrument.version}"
        parts.append(f"of {version}" if parts else f"items of {version} ({long_date(on)})")
        starts = on
    return starts, f"From here: {' '.join(parts)}: {turn(before, after).words}"


def birthday_sentence(form: Form, band: Band, born_on: date) -> str:
    """For a birthday since the last visit, when nothing has been graded with the new items yet."""
    after = form_of(form.instrument, band.key)
    when = f"{birthday_words(band.from_months)} {long_date(day_of_age(born_on, band.from_months))}"
    return f"From the next visit: {items_for_words(band.title)} ({when}): {turn(form, after).words}"
