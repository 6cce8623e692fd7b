"""What all the contestants show: the 33 items of the fullest age band, word for word as the grade page has them."""

from __future__ import annotations

from dataclasses import dataclass

from bench.bare_tablet import BAND
from gcp_tracker import instruments
from gcp_tracker.rules.instrument import Naming

NAMING = Naming("Leo")
NOT_GRADES = (("not_seen", "Not seen this visit"), ("not_applicable", "Does not apply"))
EVIDENCE_LABEL = "What did you see or hear?"
CHILD_WORDS_LABEL = f"{NAMING.child}’s own words"


@dataclass(frozen=True, slots=True)
class ItemTexts:
    """`choices` are the grades, then what is said in place of a grade: value and words of each."""

    key: str
    title: str
    look_for: str
    choices: tuple[tuple[str, str], ...]
    asks_evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DomainTexts:
    key: str
    title: str
    items: tuple[ItemTexts, ...]


def visit_texts() -> list[DomainTexts]:
    """One per part of the visit, which is a page in the rivals."""
    instruments.load_folder()
    instrument = instruments.newest(instruments.OURS)
    asks = tuple(str(value) for value in instrument.values if instrument.needs_evidence(value, None))

    def item_texts(key: str) -> ItemTexts:
        grades = tuple(
            (
                str(point.value),
                f"{point.value} {point.word.capitalize()}. {instrument.text(key, BAND, point.value, NAMING)}",
            )
            for point in instrument.scale
        )
        look_for = instrument.look_for(key, BAND, NAMING)
        return ItemTexts(key, instrument.item(key).title, look_for, (*grades, *NOT_GRADES), asks)

    shown = instrument.items_for(BAND)
    return [
        DomainTexts(
            domain.key,
            domain.title,
            tuple(item_texts(item.key) for item in shown if item.domain_key == domain.key),
        )
        for domain in instrument.domains
    ]
