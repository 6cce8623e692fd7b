"""A pack as it is read: its page, drawn once and kept, and the whole of what its PDF is set from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from markupsafe import Markup

from gcp_tracker.change.constants import VERSION
from gcp_tracker.conference.contents import Contents
from gcp_tracker.conference.pages import Margins, Paper, Typeset
from gcp_tracker.conference.typesetting import typeset, typeset_within
from gcp_tracker.conference.words_told import by_visit
from gcp_tracker.exports.screens import Screen
from gcp_tracker.models import Child, Pack
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.packs import CORE_PAGES, Facts, PackFor, PackPart, changes_since, number_of
from gcp_tracker.unit_of_work import LONDON

TOLD_OF_CHANGES = 6
TITLES = {
    PackFor.PROFESSIONALS: "{name}: is life better?",
    PackFor.CARERS: "About {name}",
    PackFor.YOUNG_PERSON: "{name}, this is for you",
}
READERS = {
    PackFor.PROFESSIONALS: "for members of the conference",
    PackFor.CARERS: "for the family",
    PackFor.YOUNG_PERSON: "for {name}",
}
GREETINGS = {
    PackFor.CARERS: (
        "This is what we want to talk about with you at the meeting. It is about {name}’s days, and not about who you"
        " are."
    ),
    PackFor.YOUNG_PERSON: (
        "People who want things to go well for you are meeting to talk about how life is for you. This is what we will"
        " say. Nothing in here is your fault."
    ),
}
SAYS = {
    PackFor.CARERS: (
        "What you say",
        "Is something wrong, or missing? Write it here, or say it and we will write it down.",
    ),
    PackFor.YOUNG_PERSON: (
        "What you want to say",
        "You can write or draw here, or tell somebody you trust. You can say that something is wrong.",
    ),
}


@dataclass(frozen=True, slots=True)
class Room:
    """How much of what may be long stands in the core; the annex has the rest. What is at 4 or 5 has no limit."""

    words: int
    meetings: int
    carers: int
    unknown: int
    judged: int


# The roomiest that fits into the core is taken.
ROOMS = (Room(6, 10, 4, 12, 3), Room(4, 6, 2, 8, 2), Room(2, 4, 1, 5, 2), Room(1, 2, 1, 3, 1))


@dataclass(frozen=True, slots=True)
class Composed:
    """`body` is the page that is kept; `sha256` is of its bytes in UTF-8."""

    body: str
    facts: Facts
    set_as: Typeset

    @property
    def sha256(self) -> str:
        return hash_of(self.body)


def hash_of(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def title_of(pack: Pack, child: Child) -> str:
    return TITLES[pack.made_for].format(name=child.first_name)


def compose_for_members(pack: Pack, told: Contents, screen: Screen) -> Composed:
    """With as much in the core as four pages hold. Raises RuleBroken where no PDF can be made here."""
    body, facts = drawn_for_members(pack, told, screen, ROOMS[0])
    for less in ROOMS[1:]:
        if set_as := typeset_within(*pdf_source(pack, pack.child, body), CORE_PAGES):
            return Composed(body, facts, set_as)
        body, facts = drawn_for_members(pack, told, screen, less)
    return Composed(body, facts, typeset_pack(pack, pack.child, body))


def drawn_for_members(pack: Pack, told: Contents, screen: Screen, room: Room) -> tuple[str, Facts]:
    """The page with that much room in its core, and what it says line by line."""
    facts = {section: [screen.text(line) for line in lines] for section, lines in told.facts().items()}
    words = {"in_core": by_visit(told.own_words[: room.words]), "in_annex": by_visit(told.own_words[room.words :])}
    context = {"told": told, "room": room, "own_words": words, "note": pack.note, **_changes(pack, facts)}
    return screen.markup(render_template("conference/_members.html", **context)), facts


def compose_in_sentences(pack: Pack, child: Child) -> Composed:
    """Of what is approved, in its order; nothing else of the record is in it."""
    approved = {part: [one.text for one in pack.sentences if one.part is part and one.is_approved] for part in PackPart}
    parts = [(part.words, lines) for part, lines in approved.items() if lines]
    facts = dict(parts)
    says, hint = SAYS[pack.made_for]
    greeting = GREETINGS[pack.made_for].format(name=child.first_name)
    context = {"parts": parts, "greeting": greeting, "says": says, "says_hint": hint, **_changes(pack, facts)}
    body = render_template("conference/_sentences.html", **context)
    return Composed(body, facts, typeset_pack(pack, child, body))


def _changes(pack: Pack, facts: Facts) -> Mapping[str, object]:
    before = pack.before
    changes: Sequence[object] = changes_since(before.facts, facts) if before else ()
    return {"before": before, "changes": changes, "most": TOLD_OF_CHANGES}


def typeset_pack(pack: Pack, child: Child, body: str, issued_at: datetime | None = None) -> Typeset:
    """Raises RuleBroken where no PDF can be made here."""
    return typeset(*pdf_source(pack, child, body, issued_at))


def pdf_source(pack: Pack, child: Child, body: str, issued_at: datetime | None = None) -> Paper:
    """What the PDF is set from. Before it is issued its margins say that it is not."""
    number, conference = number_of(hash_of(body)), f"{pack.conference.words}, {long_date(pack.for_on)}"
    markup = render_template(
        "conference/pdf.html",
        title=title_of(pack, child),
        author=child.authority.name,
        about=f"{conference}. Pack {number}.",
        body=Markup(body),  # noqa: S704 - drawn and kept by ourselves, every text escaped
        known_again=known_again(body),
    )
    reader = READERS[pack.made_for].format(name=child.first_name)
    return markup, Margins(f"CONFIDENTIAL · {reader}", conference, foot_words(pack, number, issued_at))


def foot_words(pack: Pack, number: str, issued_at: datetime | None) -> str:
    at = issued_at.astimezone(LONDON) if issued_at else None
    issued = f"Issued {long_date(at.date())} {at:%H:%M}" if at else "Not issued yet"
    words = f"{issued} · issue {pack.number} · pack {number} · engine {pack.engine or VERSION}"
    return words if pack.made_for.is_in_sentences else f"{words} · describes recorded care; not a prediction"


def known_again(body: str) -> list[str]:
    """What is hashed, said plainly; and how anybody can see that nothing was changed."""
    return [
        f"Pack {number_of(hash_of(body))} is the beginning of this SHA-256: {hash_of(body)}. It is the hash of"
        " the page that this pack was printed from: every word and chart above, and not the margins or these lines. A"
        " file cannot hold its own hash, so the hash of the file is kept beside it.",
        "Anybody who works with the app can check it: “Is this a pack of ours?” takes this file, or the number.",
    ]
