"""Several versions of one instrument read as one, so that a child's story goes on when a new version comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from gcp_tracker.rules.instrument import Area, Domain, Instrument, Item


def version_order(instrument: Instrument) -> list[int]:
    """1.10 comes after 1.9."""
    return [int(part) for part in instrument.version.split(".") if part.isdigit()]


@lru_cache(maxsize=16)
def as_one(versions: frozenset[Instrument]) -> Instrument:
    """The newest of them, with the items that only older ones have, so that what was graded keeps its title and place.

    Those apply to no band: no visit is asked them any more. All must have the same key.
    """
    newest_first = sorted(versions, key=version_order, reverse=True)
    newest = newest_first[0]
    if len(newest_first) == 1:
        return newest
    known = {item.key for item in newest.items} | set(_heirs(newest))
    domains = list(newest.domains)
    for older in newest_first[1:]:
        for item in older.items:
            if item.key not in known:
                known.add(item.key)
                domains = _with(domains, older, item)
    hashes = "+".join(version.content_hash for version in newest_first)
    return replace(newest, domains=tuple(domains), content_hash=hashes)


@lru_cache(maxsize=16)
def _heirs(instrument: Instrument) -> Mapping[str, str]:
    """Of items that this version has no more: the one that goes on with each."""
    return {
        older: item.key
        for item in reversed(instrument.items)
        for older in instrument.line_of_descent(item.key)[1:]
        if not instrument.has_item(older)
    }


def key_in(instrument: Instrument, item_key: str) -> str:
    """Under which key this version goes on with the item; its own where it is there still, or nothing continues it."""
    return item_key if instrument.has_item(item_key) else _heirs(instrument).get(item_key, item_key)


@lru_cache(maxsize=16)
def _continued_by(instrument: Instrument) -> Mapping[str, str]:
    return {older: item.key for item in instrument.items for older in instrument.line_of_descent(item.key)[1:]}


def end_of_line(instrument: Instrument, item_key: str) -> str:
    """The last item of the line that the item stands in, so that one story is told under one key: also where both are
    asked, at different ages.
    """
    following, seen = _continued_by(instrument), {item_key}
    while (key := following.get(item_key, item_key)) not in seen:
        seen.add(key)
        item_key = key
    return item_key


def _with(domains: list[Domain], older: Instrument, item: Item) -> list[Domain]:
    """The domains with an item that is no longer asked, at the end of its sub-area."""
    kept = replace(item, descriptors={}, look_for={}, continues=None)
    domain = older.domain(item.domain_key)
    area = next(area for area in domain.areas if area.key == item.area_key)
    if all(one.key != domain.key for one in domains):
        return [*domains, replace(domain, areas=(replace(area, items=(kept,)),))]
    return [replace(one, areas=_areas(one.areas, area, kept)) if one.key == domain.key else one for one in domains]


def _areas(areas: tuple[Area, ...], area: Area, item: Item) -> tuple[Area, ...]:
    if all(one.key != area.key for one in areas):
        return (*areas, replace(area, items=(item,)))
    return tuple(replace(one, items=(*one.items, item)) if one.key == area.key else one for one in areas)
