"""Two sets of grades side by side, such as two profiles: only what was graded in both is compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.instrument import Instrument, Item

Dated = tuple[int, date]


@dataclass(frozen=True, slots=True)
class ThenNowRow:
    item_key: str
    then: int
    then_on: date
    now: int
    now_on: date


@dataclass(frozen=True, slots=True)
class OneSideRow:
    """An item graded only then, or only now: told, and never compared."""

    item_key: str
    value: int
    on: date


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """`rows` with the worst change first; the others in the order of the instrument."""

    rows: tuple[ThenNowRow, ...]
    only_then: tuple[OneSideRow, ...]
    only_now: tuple[OneSideRow, ...]


def then_and_now(instrument: Instrument, then: Mapping[str, Dated], now: Mapping[str, Dated]) -> ThenAndNow:
    """An item that was not graded then is compared with the one that it continues, under its own key.

    Items that the instrument does not know are left out.
    """
    rows: list[ThenNowRow] = []
    only_now: list[OneSideRow] = []
    compared: set[str] = set()
    for item in instrument.items:
        if item.key not in now:
            continue
        value, on = now[item.key]
        then_key = _key_then(instrument, item, then, now)
        if then_key is None:
            only_now.append(OneSideRow(item.key, value, on))
        else:
            rows.append(ThenNowRow(item.key, *then[then_key], value, on))
            compared.add(then_key)
    only_then = [OneSideRow(item.key, *then[item.key]) for item in instrument.items if item.key in then]
    places = {value: place for place, value in enumerate(instrument.values)}
    rows.sort(key=lambda row: (places[row.then] - places[row.now], -places[row.now]))
    return ThenAndNow(tuple(rows), tuple(row for row in only_then if row.item_key not in compared), tuple(only_now))


def _key_then(instrument: Instrument, item: Item, then: Mapping[str, Dated], now: Mapping[str, Dated]) -> str | None:
    if item.key in then:
        return item.key
    older = instrument.line_of_descent(item.key)[1:]
    return next((key for key in older if key in then and key not in now), None)
