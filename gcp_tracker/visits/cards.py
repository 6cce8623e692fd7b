"""The cards of the grade page, and their markup: rendered once for a child's age and name, filled in for each visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from gcp_tracker.rules.instrument import Instrument, Item, Naming, ScalePoint
from gcp_tracker.rules.vocabulary import Answer
from gcp_tracker.visits.holes import filled, hole, pieces_of

EMPTY = {"answer": "", "source": "", "evidence": "", "child_words": "", "what_changed": ""}
TEXTS = ("evidence", "child_words", "what_changed")
CHECKED = Markup(" checked")


@dataclass(frozen=True, slots=True)
class Tile:
    point: ScalePoint
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One item at one visit. `answer` holds what EMPTY names: the grade itself, "not_seen", "not_applicable" or ""."""

    item: Item
    instrument: Instrument
    band: str
    naming: Naming
    is_for_disabled_child: bool
    answer: Mapping[str, Any]
    earlier_words: str | None
    needs_evidence: bool
    asks_what_changed: bool

    @property
    def look_for(self) -> str:
        return self.naming.fill(self.item.look_for[self.band])

    @property
    def disability(self) -> str | None:
        return self.naming.fill(self.item.disability) if self.is_for_disabled_child and self.item.disability else None

    @property
    def tiles(self) -> list[Tile]:
        texts = self.item.descriptors[self.band]
        return [Tile(point, self.naming.fill(texts.get(point.value, ""))) for point in self.instrument.scale]

    @property
    def is_answered(self) -> bool:
        return bool(self.answer["answer"])

    @property
    def has_words(self) -> bool:
        return any(self.answer[name] for name in TEXTS)

    @property
    def value(self) -> int | None:
        answer = self.answer["answer"]
        return int(answer) if answer and answer not in (Answer.NOT_SEEN.value, Answer.NOT_APPLICABLE.value) else None

    def holes(self) -> dict[str, str]:
        """What stands in the template’s holes: a field’s text, " checked" for the answer given, classes, " open"."""
        flags = ((self.is_answered, "is-answered"), (self.needs_evidence, "wants-evidence"))
        named = [word for holds, word in (*flags, (self.asks_what_changed, "asks-change")) if holds]
        is_open = self.needs_evidence or self.answer["evidence"] or self.answer["child_words"]
        texts = {name: escape(self.answer[name]) for name in TEXTS if self.answer[name]}
        return texts | {
            f"answer {self.answer['answer']}": CHECKED,
            f"source {self.answer['source']}": CHECKED,
            "classes": " ".join(["card", *named]),
            "open": " open" if is_open else "",
            "earlier": escape(self.earlier_words or ""),
        }


def card_markup(card: Card, sources: tuple[tuple[str, str], ...]) -> Markup:
    """The card as HTML. Its fixed parts, nearly all of it, are rendered once and kept."""
    known = (card.instrument, card.item.key, card.band, card.naming, card.is_for_disabled_child, sources)
    if card.answer is EMPTY:
        return _blank(*known)
    return filled(_pieces(*known), card.holes())


@lru_cache(maxsize=2000)
def _blank(*known: Any) -> Markup:
    return filled(_pieces(*known), _blank_card(*known[:-1]).holes())


@lru_cache(maxsize=2000)
def _pieces(
    instrument: Instrument,
    item_key: str,
    band: str,
    naming: Naming,
    is_for_disabled_child: bool,
    sources: tuple[tuple[str, str], ...],
) -> tuple[str, ...]:
    blank = _blank_card(instrument, item_key, band, naming, is_for_disabled_child)
    macro: Any = current_app.jinja_env.get_template("visits/_card.html").module
    return pieces_of(macro.grade_card(blank, sources, hole))


def _blank_card(instrument: Instrument, item_key: str, band: str, naming: Naming, is_for_disabled_child: bool) -> Card:
    item = instrument.item(item_key)
    return Card(item, instrument, band, naming, is_for_disabled_child, EMPTY, None, False, False)
