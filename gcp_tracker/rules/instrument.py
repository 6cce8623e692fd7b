"""An instrument as practice reads it: its scale, its ages, its items, and what a grade asks for.

Nothing here assumes five grades, four domains or that lower is better. Made by `instrument_file.load_instrument`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from gcp_tracker.rules.ages import ADULT_AT_MONTHS, age_in_months
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.vocabulary import HelpKind

if TYPE_CHECKING:
    from gcp_tracker.rules.triggers import TriggerRule

SHADES = ("best", "good", "middle", "poor", "worst")
# Horwath's kinds of neglect, in short.
KINDS = ("medical", "nutritional", "emotional", "educational", "physical", "supervision")
# A capital where the word begins a sentence.
PLACEHOLDERS = ("child", "their", "them", "theirs", "Their", "Theirs")
PLACEHOLDER = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


@dataclass(frozen=True, slots=True)
class Naming:
    """How the texts speak of this child: Naming("Leo", "his", "him")."""

    child: str
    their: str = "their"
    them: str = "them"

    @property
    def theirs(self) -> str:
        return self.their if self.their.endswith("s") else f"{self.their}s"

    def fill(self, text: str) -> str:
        """In one pass, so that a name which looks like a placeholder stays a name."""
        words = {"child": self.child, "their": self.their, "them": self.them, "theirs": self.theirs}
        words |= {"Their": self.their.capitalize(), "Theirs": self.theirs.capitalize()}
        return PLACEHOLDER.sub(lambda found: words[found[1]], text)


@dataclass(frozen=True, slots=True)
class Permission:
    """Whose words these are: our own under a licence, or digitised because `holder` allowed it."""

    ours: bool
    licence: str | None = None
    holder: str | None = None
    granted_on: date | None = None
    reference: str | None = None

    @property
    def words(self) -> str:
        if self.granted_on is None:
            return f"Our own words, {self.licence} licence"
        return f"With the permission of {self.holder}, given on {long_date(self.granted_on)} ({self.reference})"


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """`shade` is a key of the palette (SHADES)."""

    value: int
    word: str
    meaning: str
    shade: str


@dataclass(frozen=True, slots=True)
class Band:
    """Children of at least `from_months` and less than `to_months` completed months."""

    key: str
    title: str
    from_months: int
    to_months: int


@dataclass(frozen=True, slots=True)
class Item:
    """`descriptors` by band, then by grade; `continues` is the key of the item whose story this one goes on with.

    `own_words`: each family says for itself what the item is about, as with a goal.
    """

    key: str
    title: str
    kinds: tuple[str, ...]
    look_for: Mapping[str, str] = field(hash=False, repr=False)
    disability: str | None = field(repr=False)
    descriptors: Mapping[str, Mapping[int, str]] = field(hash=False, repr=False)
    continues: str | None
    area_key: str
    domain_key: str
    own_words: bool = False

    def applies_to(self, band: str) -> bool:
        return band in self.descriptors


@dataclass(frozen=True, slots=True)
class Area:
    key: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    key: str
    title: str
    areas: tuple[Area, ...]
    safe_tonight_from: int | None

    def items_for(self, band: str) -> list[Item]:
        return [item for area in self.areas for item in area.items if item.applies_to(band)]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of an instrument. `scale` runs from best to worst; two are equal when their content is.

    `concern_from`, `evidence_from` and `safe_tonight_from` are grades: that grade and every worse one.
    `judged` says whether change on it may be judged better or worse, or is only shown. `offered_under`: the help under
    which a worker may choose it for a visit; empty where it is an authority’s usual one or nobody’s. `triggers` are
    trigger points of its own.
    """

    key: str
    version: str
    title: str = field(compare=False)
    permission: Permission = field(compare=False, repr=False)
    scale: tuple[ScalePoint, ...] = field(compare=False, repr=False)
    better: Literal["lower", "higher"] = field(compare=False)
    judged: bool = field(compare=False)
    concern_from: int = field(compare=False)
    evidence_from: int = field(compare=False)
    safe_tonight_from: int | None = field(compare=False)
    big_change: int = field(compare=False)
    bands: tuple[Band, ...] = field(compare=False, repr=False)
    domains: tuple[Domain, ...] = field(compare=False, repr=False)
    content_hash: str
    language: str = field(default="en-GB", compare=False)
    offered_under: tuple[HelpKind, ...] = field(default=(), compare=False)
    triggers: tuple[TriggerRule, ...] = field(default=(), compare=False, repr=False)
    # By item of the version before: what it went on with, so that no version has to repeat it.
    older_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    _items: Mapping[str, Item] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        items = {item.key: item for domain in self.domains for area in domain.areas for item in area.items}
        object.__setattr__(self, "_items", items)

    @property
    def label(self) -> str:
        return f"{self.key} {self.version}"

    @property
    def items(self) -> tuple[Item, ...]:
        """All, for every age, in the order of the file."""
        return tuple(self._items.values())

    @property
    def values(self) -> tuple[int, ...]:
        """From best to worst."""
        return tuple(point.value for point in self.scale)

    @property
    def best(self) -> int:
        return self.scale[0].value

    @property
    def worst(self) -> int:
        return self.scale[-1].value

    def item(self, key: str) -> Item:
        """Raises KeyError when there is none."""
        return self._items[key]

    def has_item(self, key: str) -> bool:
        return key in self._items

    @property
    def items_in_own_words(self) -> tuple[Item, ...]:
        return tuple(item for item in self._items.values() if item.own_words)

    def domain(self, key: str) -> Domain:
        """Raises KeyError when there is none."""
        for domain in self.domains:
            if domain.key == key:
                return domain
        raise KeyError(key)

    def band(self, key: str) -> Band:
        """Raises KeyError when there is none."""
        for band in self.bands:
            if band.key == key:
                return band
        raise KeyError(key)

    def point(self, value: int) -> ScalePoint:
        """Raises KeyError for a grade that is not on the scale."""
        for point in self.scale:
            if point.value == value:
                return point
        raise KeyError(value)

    def items_for(self, band: str) -> list[Item]:
        return [item for item in self._items.values() if item.applies_to(band)]

    def worded(self, words: Mapping[str, str]) -> Instrument:
        """With a family’s own words in the titles of its items. Another instrument than this for whatever is kept by
        instrument: one family’s words are never shown to another.
        """
        if not words:
            return self
        said = sha256(json.dumps(sorted(words.items())).encode()).hexdigest()
        domains = tuple(
            replace(domain, areas=tuple(replace(area, items=_worded(area.items, words)) for area in domain.areas))
            for domain in self.domains
        )
        return replace(self, domains=domains, content_hash=f"{self.content_hash}+{said}")

    def line_of_descent(self, key: str) -> list[str]:
        """The item, the one it continues, the one that continues, and so on, through all earlier versions."""
        line = [key]
        while self.has_item(line[-1]):
            older = self.item(line[-1]).continues
            if older is None or older in line:
                break
            line.append(older)
        return [*line, *(older for older in self.older_keys.get(line[-1], ()) if older not in line)]

    def band_at(self, born_on: date | None, on: date) -> Band | None:
        """The band of a child of that age; None before the birth, from the 18th birthday and outside all bands."""
        if born_on is None or on < born_on:
            return None
        months = age_in_months(born_on, on)
        if months >= ADULT_AT_MONTHS:
            return None
        return next((band for band in self.bands if band.from_months <= months < band.to_months), None)

    def is_worse(self, a: int, b: int) -> bool:
        """Is grade `a` worse than grade `b`?"""
        return a > b if self.better == "lower" else a < b

    def is_better(self, a: int, b: int) -> bool:
        """Is grade `a` better than grade `b`?"""
        return self.is_worse(b, a)

    def worst_of(self, values: Iterable[int]) -> int:
        """Raises ValueError when there are none."""
        return max(values) if self.better == "lower" else min(values)

    def is_concern(self, value: int) -> bool:
        # Asked of every grade of a story: without a call inside.
        return value >= self.concern_from if self.better == "lower" else value <= self.concern_from

    @property
    def concern_title(self) -> str:
        """At 4 or 5; at 4 or worse where the scale has more grades of concern than two."""
        grades = [value for value in self.values if self.is_concern(value)]
        if len(grades) == 1:
            return f"At {grades[0]}"
        return f"At {grades[0]} or {grades[1]}" if len(grades) == 2 else f"At {grades[0]} or worse"

    @property
    def at_concern(self) -> str:
        """The same inside a sentence."""
        return self.concern_title.lower()

    def needs_evidence(self, value: int, previous: int | None) -> bool:
        """A grade at `evidence_from` or worse does, and so does any better grade that follows one."""
        return not self.is_better(value, self.evidence_from) or (
            previous is not None and not self.is_better(previous, self.evidence_from)
        )

    def asks_safe_tonight(self, item_key: str, value: int, previous: int | None) -> bool:
        """A new grade over the instrument's bar asks; over its domain's own bar every grade asks, new or not."""
        own_bar = self.domain(self.item(item_key).domain_key).safe_tonight_from
        if own_bar is not None and not self.is_better(value, own_bar):
            return True
        bar = self.safe_tonight_from
        if bar is None or self.is_better(value, bar):
            return False
        return previous is None or self.is_better(previous, bar)

    def asks_what_changed(self, value: int, previous: int | None) -> bool:
        """A jump of `big_change` grades or more, either way."""
        return previous is not None and abs(value - previous) >= self.big_change

    def text(self, item_key: str, band: str, value: int, naming: Naming) -> str:
        """The descriptor, about this child; empty where the file describes only some grades.

        Raises KeyError when there is no such item, or when it does not apply in this band.
        """
        return naming.fill(self.item(item_key).descriptors[band].get(value, ""))

    def look_for(self, item_key: str, band: str, naming: Naming) -> str:
        """Raises KeyError when there is no such item, or when it does not apply in this band."""
        return naming.fill(self.item(item_key).look_for[band])

    def disability(self, item_key: str, naming: Naming) -> str | None:
        """What to look for with a disabled child; None where the file says nothing of its own."""
        text = self.item(item_key).disability
        return None if text is None else naming.fill(text)


def _worded(items: tuple[Item, ...], words: Mapping[str, str]) -> tuple[Item, ...]:
    return tuple(
        replace(item, title=f"{item.title}: {words[item.key]}") if item.key in words else item for item in items
    )
