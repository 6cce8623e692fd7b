"""What no text of a copy may tell: where somebody lives, who is not to be contacted, who else is a child of whom.

Columns and sections are left out as such. But an address can stand in any sentence, so every text of a file or paper
is held against what is known of the family, and one that tells it is left out whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from uuid import UUID

from gcp_tracker.models import Adult, Child
from gcp_tracker.rules.plain_words import keeps_private, private_parts
from gcp_tracker.rules.recipients import Part, Terms

# One for all: to say that it was a brother, or somebody not to be contacted, would tell that there is one.
LEFT_OUT = "[left out of this copy]"
# Words between tags, and words that a screen reader or a hovering finger is told.
_TEXTS = re.compile(r"(?<=>)[^<>]+(?=<)")
_ATTRIBUTES = re.compile(r'(\b(?:aria-label|alt|title|content)=")([^"]*)(?=")')


@dataclass(frozen=True, slots=True)
class Screen:
    """`parts`: what may not be told, as `rules.plain_words.private_parts` gives it, under what it is."""

    parts: Mapping[Part, frozenset[str]]
    # A table says the same in thousands of cells.
    _known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def text(self, words: str) -> str:
        """The words themselves, or what is said in their place."""
        if words not in self._known:
            kept = all(keeps_private(words, private) for private in self.parts.values())
            self._known[words] = words if kept else LEFT_OUT
        return self._known[words]

    def markup(self, page: str) -> str:
        """A page of our own, where every text between tags is escaped."""

        def screened(words: str) -> str:
            plain = unescape(words)
            told = self.text(plain)
            return words if told == plain else escape(told)

        page = _TEXTS.sub(lambda found: screened(found[0]), page)
        return _ATTRIBUTES.sub(lambda found: found[1] + screened(found[2]), page)


NOTHING_KEPT_BACK = Screen({})


def screen_of(terms: Terms, child: Child, may_read: Collection[UUID]) -> Screen:
    """For a copy about one child. `may_read`: the children of the family whom its maker may read."""
    adults = {*child.family.adults, *(relation.adult for relation in child.relations)}
    homes = {*child.family.households, *(residence.household for residence in child.residences)}
    hidden = {adult for adult in adults if adult.not_to_be_contacted}
    others = _others(child, adults)
    siblings = [one for one in child.family.children if one is not child]
    # A name that somebody has who may be named is no secret.
    known = [child.full_name, child.given_name or "", *(adult.name for adult in adults - hidden)]
    parts = {
        Part.PLACES: _but_offices(
            private_parts([*(home.address for home in homes), *_addresses(adults)], _phones(adults), (), ()), child
        ),
        Part.NO_CONTACT: private_parts(_addresses(hidden), _phones(hidden), _names(hidden), known),
        Part.SIBLINGS: private_parts((), (), _first_names(one for one in siblings if one.id in may_read), known),
        Part.OTHERS: private_parts(
            (), (), [*_first_names(one for one in siblings if one.id not in may_read), *others], known
        ),
    }
    return _of(terms, parts)


def screen_of_family(terms: Terms, homes: Iterable[str], adults: Collection[Adult]) -> Screen:
    """For one row of a list, which tells of no brother or sister. `homes`: addresses."""
    hidden = [adult for adult in adults if adult.not_to_be_contacted]
    known = [adult.name for adult in adults if adult not in hidden]
    parts = {
        Part.PLACES: private_parts([*homes, *_addresses(adults)], _phones(adults), (), ()),
        Part.NO_CONTACT: private_parts(_addresses(hidden), _phones(hidden), _names(hidden), known),
    }
    return _of(terms, parts)


def _of(terms: Terms, parts: Mapping[Part, frozenset[str]]) -> Screen:
    return Screen({part: private for part, private in parts.items() if part in terms.left_out})


def _others(child: Child, adults: Iterable[Adult]) -> list[str]:
    """Children of other families to whom an adult of this one is something."""
    related = {relation.child for adult in adults for relation in adult.relations}
    elsewhere = {one for one in related if one.family_id != child.family_id}
    return [*_first_names(elsewhere), *(one.family_name or "" for one in elsewhere)]


def _but_offices(private: frozenset[str], child: Child) -> frozenset[str]:
    """The town in an address may be the council’s name too, and that stands on every paper."""
    offices = f" {child.team.name} {child.authority.name} ".casefold()
    return frozenset(part for part in private if f" {part} " not in offices)


def _addresses(adults: Iterable[Adult]) -> list[str]:
    return [adult.address for adult in adults]


def _phones(adults: Iterable[Adult]) -> list[str]:
    return [adult.phone for adult in adults]


def _names(adults: Iterable[Adult]) -> list[str]:
    return [adult.name for adult in adults]


def _first_names(children: Iterable[Child]) -> list[str]:
    return [name for one in children for name in (one.known_as, one.given_name) if name]
