"""The grade page, ready for its template and for the tablet: every item with its texts, its answer and what it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from gcp_tracker.models import Grade, Visit
from gcp_tracker.rules.bands import form_of, items_for_words
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.instrument import Instrument, Item, Naming
from gcp_tracker.rules.visiting import is_band_chosen
from gcp_tracker.rules.vocabulary import Answer, NoteKind, SafeTonight, Source
from gcp_tracker.visits.answers import GivenAnswer, answer_fields
from gcp_tracker.visits.cards import EMPTY, Card
from gcp_tracker.visits.earlier import Earlier
from gcp_tracker.visits.safe_on_tablet import safe_version
from gcp_tracker.visits.service import set_aside

# The tab of what the plan asks to look at; `sent` reads its name back.
PLAN = "plan"
NO_PLAN: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True, slots=True)
class AreaCards:
    """A sub-area; or what one outcome of the plan asks to look at, under its sentence (`is_of_plan`)."""

    key: str
    title: str
    cards: list[Card]
    is_single: bool
    is_of_plan: bool = False


@dataclass(frozen=True)
class DomainCards:
    key: str
    title: str
    areas: list[AreaCards]

    @cached_property
    def cards(self) -> list[Card]:
        return [card for area in self.areas for card in area.cards]

    @property
    def graded(self) -> int:
        return sum(card.value is not None for card in self.cards)

    @property
    def unanswered(self) -> list[str]:
        return [card.item.title for card in self.cards if not card.is_answered]

    @cached_property
    def answered(self) -> int:
        return sum(card.is_answered for card in self.cards)


@dataclass(frozen=True, slots=True)
class SetAside:
    """`answer` is empty once the visit is signed: the grade was left out, the words stay."""

    title: str
    answer: str
    texts: list[str]


@dataclass(frozen=True, slots=True)
class SigningGroup:
    """A heading of *before signing*; `empty` is what it says when no card belongs under it."""

    title: str
    cards: list[Card]
    empty: str = ""

    @property
    def spoken(self) -> list[Card]:
        """Those with words to read again, or a grade that needs them."""
        return [card for card in self.cards if card.needs_evidence or card.has_words]

    @property
    def quiet(self) -> list[Card]:
        return [card for card in self.cards if card not in self.spoken]


def signing_groups(instrument: Instrument, domains: list[DomainCards]) -> list[SigningGroup]:
    """In the order in which a worker reads them: what goes well first."""
    cards = [card for domain in domains for card in domain.cards]
    graded = [card for card in cards if card.value is not None]
    concern = [card for card in graded if card.value is not None and instrument.is_concern(card.value)]
    shades = {point.value: point.shade for point in instrument.scale}
    well = [card for card in graded if card not in concern and shades[card.value or 0] in ("best", "good")]
    between = [card for card in graded if card not in concern and card not in well]
    answers = [Answer.NOT_SEEN.value, Answer.NOT_APPLICABLE.value]
    not_seen, not_applicable = ([card for card in cards if card.answer["answer"] == answer] for answer in answers)
    return [
        SigningGroup("What is going well", well, "Nothing is graded as going well or good enough."),
        SigningGroup("What is not going well", concern, "Nothing is graded at a worrying grade."),
        SigningGroup("In between", between),
        SigningGroup("Not seen this visit", not_seen),
        SigningGroup("Does not apply", not_applicable),
        SigningGroup("Without an answer", [card for card in cards if not card.is_answered]),
    ]


def naming_of(visit: Visit) -> Naming:
    pronoun = visit.child.pronoun
    return Naming(visit.child.first_name, pronoun.their, pronoun.them)


def domain_cards(
    visit: Visit,
    instrument: Instrument,
    earlier: Mapping[str, Earlier],
    grades: Sequence[Grade | GivenAnswer],
    sentences: Mapping[str, Sequence[str]] = NO_PLAN,
) -> list[DomainCards]:
    """`grades` are those of the visit. `sentences` are those of `asked_by_plan`: what they ask to look at comes first,
    and by itself.
    """
    naming = naming_of(visit)
    given = {grade.item_key: grade for grade in grades}
    disabled = bool(visit.child.disability)

    def card(item: Item) -> Card:
        grade = given.get(item.key)
        before = earlier.get(item.key)
        value = grade.value if grade else None
        last = before.last.value if before else None
        return Card(
            item=item,
            instrument=instrument,
            band=visit.band,
            naming=naming,
            is_for_disabled_child=disabled,
            answer=answer_fields(grade) if grade else EMPTY,
            # Earlier grades are hidden until this one is given, so that they do not pull it towards them.
            earlier_words=earlier_words(before, visit) if before and value is not None else None,
            needs_evidence=value is not None and instrument.needs_evidence(value, last),
            asks_what_changed=value is not None and instrument.asks_what_changed(value, last),
        )

    planned: dict[str, list[Card]] = {}
    for key, told in sentences.items():
        if instrument.item(key).applies_to(visit.band):
            planned.setdefault(" · ".join(told), []).append(card(instrument.item(key)))
    domains = []
    if planned:
        areas = [AreaCards(f"{PLAN}-{n}", told, cards, False, True) for n, (told, cards) in enumerate(planned.items())]
        domains.append(DomainCards(PLAN, "Plan", areas))
    for domain in instrument.domains:
        areas = []
        for area in domain.areas:
            cards = [card(item) for item in area.items if item.applies_to(visit.band) and item.key not in sentences]
            if cards:
                areas.append(
                    AreaCards(area.key, area.title, cards, len(cards) == 1 and cards[0].item.title == area.title)
                )
        if areas:
            domains.append(DomainCards(domain.key, domain.title, areas))
    return domains


def asked_by_plan(instrument: Instrument, sentences: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """By item of this version: the sentences of the outcomes, which may name what the item goes on with."""
    lines = [(item.key, instrument.line_of_descent(item.key)) for item in instrument.items] if sentences else []
    return {key: told for older, told in sentences.items() for key, line in lines if older in line}


def earlier_words(earlier: Earlier, visit: Visit) -> str:
    last, first = earlier.last, earlier.first
    who = "same worker" if last.worker_id == visit.author_id else last.worker
    words = f"Last time: {last.value} on {long_date(last.on)} ({who})."
    if first.on != last.on:
        words += f" First ever: {first.value} on {long_date(first.on)}."
    return words


def tablet_state(visit: Visit, instrument: Instrument, earlier: Mapping[str, Earlier]) -> dict[str, Any]:
    """What the page's script needs so that no tap waits for the network.

    Earlier grades travel here, unseen until one is given.
    """
    items = {}
    for item in instrument.items_for(visit.band):
        before = earlier.get(item.key)
        asks = _what_grades_ask(instrument, item.key, before.last.value if before else None)
        items[item.key] = {**asks, "earlier": earlier_words(before, visit) if before else ""}
    return {
        "version": visit.version,
        "items": items,
        "words": {str(point.value): point.word for point in instrument.scale},
        "safe_words": {answer.value: answer.words for answer in SafeTonight},
        "safe_version": safe_version(visit.safety_check),
    }


@lru_cache(maxsize=2000)
def _what_grades_ask(instrument: Instrument, item_key: str, last: int | None) -> dict[str, list[int]]:
    """Which grades of this item open what, after this last grade."""
    values = instrument.values
    return {
        "asks_safe": [value for value in values if instrument.asks_safe_tonight(item_key, value, last)],
        "needs_evidence": [value for value in values if instrument.needs_evidence(value, last)],
        "asks_change": [value for value in values if instrument.asks_what_changed(value, last)],
    }


def visit_line(visit: Visit) -> str:
    """ "Sunday 22 November 2026, 15:30 · at home · not announced · Leo seen alone"."""
    name = visit.child.first_name
    parts = [
        f"{visit.visited_on:%A} {long_date(visit.visited_on)}"
        + (f", {visit.started_at:%H:%M}" if visit.started_at else "")
    ]
    parts.append(visit.place.words)
    if not visit.outcome.is_held:
        return " · ".join([*parts, visit.outcome.inside])
    if visit.colleagues:
        parts.append(f"{visit.author.name} with {', '.join(row.user.name for row in visit.colleagues)}")
    parts.append("announced" if visit.announced else "not announced")
    if visit.is_before_birth:
        return " · ".join([*parts, "before the birth", care_words(visit)])
    parts.append(
        f"{name} seen alone" if visit.child_seen_alone else f"{name} seen" if visit.child_seen else f"{name} not seen"
    )
    return " · ".join([*parts, care_words(visit)])


def graded_by(visit: Visit) -> dict[str, str]:
    """By item: who gave the answer, where more than one person did; empty otherwise."""
    names = {grade.item_key: (grade.by or visit.author).name for grade in visit.grades if grade.answer is not None}
    return names if len(set(names.values())) > 1 else {}


def care_words(visit: Visit) -> str:
    """Whose care the visit grades, by name."""
    if visit.household is not None:
        return visit.household.name
    return visit.carer.name if visit.carer is not None else ""


def note_texts(visit: Visit) -> dict[str, str]:
    return {note.kind.value: note.text for note in visit.notes}


def milliseconds(instant: datetime) -> int:
    """Since 1970, as a browser counts: the tablet’s own clock may be wrong."""
    return int(instant.timestamp() * 1000)


def source_choices(visit: Visit) -> tuple[tuple[str, str], ...]:
    return tuple((source.value, source.words.replace("{child}", visit.child.first_name)) for source in Source)


def form_words(visit: Visit, instrument: Instrument) -> str:
    """Which items the visit asks, where that is not simply those of the child’s age; empty otherwise."""
    if visit.is_before_birth:
        born_on = visit.child.born_on
        if born_on is not None and born_on <= visit.visited_on:
            return f"Begun before the birth was recorded, and so without grades ({long_date(born_on)})"
        return ""
    if not is_band_chosen(instrument, visit.child.born_on, visit.visited_on, visit.band):
        return ""
    words = f"Graded with the {items_for_words(form_of(instrument, visit.band).title)}"
    if visit.band_reason:
        return f"{words}, not {visit.child.first_name}’s age: {visit.band_reason}"
    return f"{words}, as by the date of birth that was recorded then"


def set_aside_lines(visit: Visit, instrument: Instrument) -> list[SetAside]:
    """Answers and words of items that the visit’s band does not ask, so that nobody thinks them lost."""
    return [
        SetAside(
            title=instrument.item(grade.item_key).title,
            answer="" if grade.answer is None else str(grade.value or grade.answer.words),
            texts=[
                text
                for text in (grade.evidence, grade.child_words and f"“{grade.child_words}”", grade.carer_words)
                if text
            ],
        )
        for grade in set_aside(visit)
    ]


def day_parts(visit: Visit) -> tuple[NoteKind, ...]:
    return () if visit.is_before_birth else DAY_PARTS


def other_notes(visit: Visit) -> tuple[NoteKind, ...]:
    return BEFORE_BIRTH_NOTES if visit.is_before_birth else OTHER_NOTES


DAY_PARTS = (NoteKind.MORNING, NoteKind.SCHOOL, NoteKind.AFTER, NoteKind.EVENING, NoteKind.NIGHT)
OTHER_NOTES = (NoteKind.DAY_LIKE, NoteKind.CHILD_WORDS, NoteKind.GOING_WELL)
BEFORE_BIRTH_NOTES = (
    NoteKind.READY,
    NoteKind.ANTENATAL,
    NoteKind.PARENTS_SAY,
    NoteKind.GOING_WELL,
    NoteKind.WORRIES,
    NoteKind.BEFORE_BIRTH,
)
