"""How much of the child’s own time was likely lived with care at 4 or 5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from gcp_tracker.change.kept import KeptCurve
from gcp_tracker.change.words import Names
from gcp_tracker.charts.markup import percent, tag
from gcp_tracker.charts.palette import PALETTE
from gcp_tracker.rules.dates import counted

DEEP = 14


@dataclass(frozen=True, slots=True)
class Lived:
    """One domain in one home; `bar` is decoration, its length the share of the longest time told."""

    title: str
    words: str
    items: str
    bar: Markup


def childs_time(curves: Iterable[KeptCurve], names: Names, their_life: str) -> tuple[Lived, ...]:
    """The longest first. `their_life` is “his life”; a home is named where there are several."""
    known = sorted(curves, key=lambda one: -one.exposure.domain.days)
    several = len({one.care_of for one in known}) > 1
    longest = max((one.exposure.domain.days for one in known), default=0.0)
    return tuple(
        Lived(
            title=names.domain(one.domain) + (f", {names.home(one.care_of)}" if several else ""),
            words=_words(one.exposure.domain.days, one.exposure.domain.share_of_life, their_life),
            items=_items(one, names),
            bar=_bar(one.exposure.domain.days / longest if longest else 0.0),
        )
        for one in known
    )


def _words(days: float, share: float | None, their_life: str) -> str:
    if days < 1:
        return "hardly a day"
    length = f"about {counted(round(days), 'day')}"
    if share is None:
        return length
    return f"{length}, {max(1, round(share * 100))}% of {their_life} up to the latest visit"


def _items(one: KeptCurve, names: Names) -> str:
    """The items that it comes from, at most three."""
    long = [item for item in one.exposure.items if item.days >= 1][:3]
    return "; ".join(f"{names.item(item.name)} {round(item.days)}" for item in long)


def _bar(share: float) -> Markup:
    back = tag("rect", width="100%", height=DEEP, fill=PALETTE.wash)
    front = tag("rect", width=percent(share * 100), height=DEEP, fill=PALETTE.grades["worst"].fill)
    return tag("svg", back, front, class_="lived__bar", width="100%", height=DEEP, aria_hidden="true")
