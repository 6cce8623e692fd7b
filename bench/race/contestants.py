"""Who races: the grade page and the same 33 items in SurveyJS and in Enketo, each with how it is worked by hand."""

from __future__ import annotations

from dataclasses import replace

from bench.place import Place
from bench.race.visit_texts import visit_texts
from bench.server import BARE
from bench.tablet import Hands, Target, grade_page

# `race` is what the rivals' own page scripts offer the one who measures.
RIVAL_HANDS = Hands(
    tile="(card, value) => race.label(card, value)",
    evidence="(card) => race.evidence(card)",
    taken="(card) => race.taken(card)",
)
NEXT = {
    "SurveyJS": """() => document.querySelector(".sd-navigation__next-btn")""",
    "Enketo": """() => document.querySelector(".next-page:not(.disabled)")""",
}


def contestants(place: Place, port: int) -> list[Target]:
    """Ours first. Every one sends each value to the server as it changes and has the same items in the same order.

    The children are graded for the first time: of a grade far from the last one our page asks what changed, which the
    rivals cannot.
    """
    ours = grade_page(place, port, place.newcomer, place.first_visits)
    items = [item.key for domain in visit_texts() for item in domain.items]
    if ours.cards != items:
        raise RuntimeError("The rivals' items are not those of the grade page.")
    rivals = [
        Target(
            name,
            [f"{BARE}/race/{name.lower()}.html"],
            f"{BARE}/row",
            items,
            {},
            replace(RIVAL_HANDS, next_part=next_part),
        )
        for name, next_part in NEXT.items()
    ]
    return [ours, *rivals]
