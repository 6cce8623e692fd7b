"""What a tablet or a form sends of a visit, read strictly: nothing is guessed, cut or lost in silence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from gcp_tracker.models import Visit
from gcp_tracker.rules.engagement_vocabulary import CarerView
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.lengths import LONGEST_OF_SAFE, LONGEST_TEXT
from gcp_tracker.rules.vocabulary import Answer, NoteKind, SafeTonight, Source
from gcp_tracker.visits.answers import answer_fields
from gcp_tracker.visits.cards import EMPTY
from gcp_tracker.visits.drafts import AnswerDetails, NoteDetails
from gcp_tracker.visits.grading import PLAN, note_texts
from gcp_tracker.visits.operations import Stamp
from gcp_tracker.visits.safe_on_tablet import SafeDetails

# Many times what a page has.
MOST_AT_ONCE = 500
LONGEST_OPERATION = 40


class Unreadable(ValueError):
    """Not what this app's own pages send."""


def answer_of(sent: Any) -> AnswerDetails:
    """One item's answer. Raises Unreadable, or RuleBroken for a text that is too long."""
    fields = _fields(sent)
    item_key = _word(fields, "item")
    answer, value = _answer_and_value(_word(fields, "answer", ""))
    source, view = _word(fields, "source", ""), _word(fields, "carer_view", "")
    try:
        return AnswerDetails(
            item_key=item_key,
            answer=answer,
            value=value,
            source=Source(source) if source else None,
            evidence=_text(fields, "evidence", item_key),
            child_words=_text(fields, "child_words", item_key),
            carer_view=CarerView(view) if view else None,
            carer_words=_text(fields, "carer_words", item_key),
            what_changed=_text(fields, "what_changed", item_key),
            stamp=_stamp(fields),
        )
    except ValueError as error:
        raise Unreadable(f"{source} {view}") from error


def note_of(sent: Any) -> NoteDetails:
    """One note. Raises as `answer_of` does."""
    fields = _fields(sent)
    try:
        kind = NoteKind(_word(fields, "kind"))
    except ValueError as error:
        raise Unreadable("kind") from error
    return NoteDetails(kind, _text(fields, "text", kind.value), _stamp(fields))


def safe_of(sent: Any) -> SafeDetails:
    """The answer to *is the child safe tonight?* Raises as `answer_of` does."""
    fields = _fields(sent)
    answer = _word(fields, "answer", "")
    stamp = _stamp(fields)
    if stamp is None or answer not in ("", *SafeTonight):
        raise Unreadable("safe")
    texts = {name: _text(fields, name, name, longest).strip() for name, longest in LONGEST_OF_SAFE.items()}
    return SafeDetails(SafeTonight(answer) if answer else None, **texts, stamp=stamp)


def save_of(sent: Any) -> tuple[int, str, list[AnswerDetails], list[NoteDetails], SafeDetails | None]:
    """A whole save: the version it was made on, its operation number, answers, notes, and whether the child is safe."""
    fields = _fields(sent)
    return (
        _count(fields, "base"),
        _operation(fields, "operation"),
        _each(fields, "answers", answer_of),
        _each(fields, "notes", note_of),
        safe_of(fields["safe"]) if fields.get("safe") else None,
    )


def form_of(
    sent: Mapping[str, str], visit: Visit, instrument: Instrument, of_plan: Collection[str] = ()
) -> tuple[int, list[AnswerDetails], list[NoteDetails]]:
    """The whole form of a tablet without JavaScript: the version it was made on, and what differs from the draft.

    Its button `mark` says “not seen” for all that is not answered in one sub-area or domain, as they stand on the page:
    the items `of_plan` are in a tab of their own.
    """
    base = sent.get("base", "")
    if not base.isascii() or not base.isdigit():
        raise Unreadable("base")
    kept = {grade.item_key: answer_fields(grade) for grade in visit.grades}
    marked = sent.get("mark", "")
    answers = []
    for item in instrument.items_for(visit.band):
        fields = {name: sent.get(f"{name}-{item.key}", "").strip() for name in EMPTY}
        around = (f"domain-{PLAN}",) if item.key in of_plan else (item.area_key, f"domain-{item.domain_key}")
        if not fields["answer"] and marked in around:
            fields["answer"] = Answer.NOT_SEEN.value
        if fields != kept.get(item.key, EMPTY):
            answers.append(answer_of({"item": item.key, **fields}))
    texts = note_texts(visit)
    # Before the birth the page asks for other texts; one that it does not show is not taken for emptied.
    shown = [kind for kind in NoteKind if f"note-{kind.value}" in sent]
    typed = {kind: sent[f"note-{kind.value}"].strip() for kind in shown}
    notes = [
        note_of({"kind": kind.value, "text": text}) for kind, text in typed.items() if text != texts.get(kind.value, "")
    ]
    return int(base), answers, notes


def _fields(sent: Any) -> Mapping[str, Any]:
    if not isinstance(sent, Mapping):
        raise Unreadable("not an object")
    return sent


def _word(fields: Mapping[str, Any], name: str, default: str | None = None) -> str:
    found = fields.get(name, default)
    if not isinstance(found, str):
        raise Unreadable(name)
    return found


def _text(fields: Mapping[str, Any], name: str, field: str, longest: int = LONGEST_TEXT) -> str:
    text = _word(fields, name, "").replace("\r\n", "\n")
    if len(text) > longest:
        raise RuleBroken(f"A text can have at most {longest:,} characters; this has {len(text):,}", field=field)
    return text


def _answer_and_value(given: str) -> tuple[Answer | None, int | None]:
    if not given:
        return None, None
    if given.isascii() and given.isdigit() and len(given) < 4:
        return Answer.GRADED, int(given)
    if given in (Answer.NOT_SEEN.value, Answer.NOT_APPLICABLE.value):
        return Answer(given), None
    raise Unreadable(given)


def _stamp(fields: Mapping[str, Any]) -> Stamp | None:
    """Absent from a page that was opened before the last release: its whole save has one."""
    if "operation" not in fields:
        return None
    follows = _operation(fields, "follows") if fields.get("follows") else ""
    return Stamp(_operation(fields, "operation"), _count(fields, "base"), follows)


def _operation(fields: Mapping[str, Any], name: str) -> str:
    operation = _word(fields, name)
    if not 0 < len(operation) <= LONGEST_OPERATION:
        raise Unreadable(name)
    return operation


def _count(fields: Mapping[str, Any], name: str) -> int:
    count = fields.get(name)
    if not isinstance(count, int) or isinstance(count, bool):
        raise Unreadable(name)
    return count


def _each(fields: Mapping[str, Any], name: str, read: Callable[[Any], Any]) -> list[Any]:
    sent = fields.get(name, [])
    if not isinstance(sent, list) or len(sent) > MOST_AT_ONCE:
        raise Unreadable(name)
    return [read(one) for one in sent]
