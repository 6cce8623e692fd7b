"""The child’s own words as HTML. Written here and not in a template: some children are heard hundreds of times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup, escape

from gcp_tracker.record.care import Address
from gcp_tracker.record.voices import Voice
from gcp_tracker.rules.dates import date_with_age

SHOWN_FIRST = 6


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The newest, and how many others there are, folded away."""

    newest: Markup
    earlier: Markup
    earlier_count: int


def own_words(heard: Sequence[Voice], today: date, address: Address) -> OwnWords:
    """`heard` is newest first; `address` gives the page of a visit."""
    first, others = heard[:SHOWN_FIRST], heard[SHOWN_FIRST:]
    return OwnWords(_figures(first, today, address), _figures(others, today, address), len(others))


def _figures(heard: Iterable[Voice], today: date, address: Address) -> Markup:
    """Everything that people typed is escaped here."""
    figures = []
    # Of one visit only the words and what they are about differ.
    for visit_id, said in groupby(heard, key=lambda voice: voice.visit_id):
        voices = list(said)
        first = voices[0]
        link = f'<a href="{escape(address(visit_id))}">{date_with_age(first.on, today)}</a>, {escape(first.where)}'
        worker = escape(first.worker)
        figures += [_figure(voice, link, worker) for voice in voices]
    return Markup("".join(figures))  # noqa: S704 - see above


def _figure(voice: Voice, link: str, worker: str) -> str:
    about = f", about {escape(voice.about)}" if voice.about else ""
    return (
        f'<figure class="note note--own"><blockquote><p>“{escape(voice.text)}”</p></blockquote>'
        f"<figcaption>{link}{about}. Heard by {worker}</figcaption></figure>"
    )
