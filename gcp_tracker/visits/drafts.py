"""Writing a visit while it is a draft: opening it, its details, every answer and note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import TypeAlias
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select
from sqlalchemy.orm import object_session

from gcp_tracker.children.details import HomeDetails
from gcp_tracker.children.service import open_household
from gcp_tracker.instruments import InstrumentChanged, instrument_of
from gcp_tracker.models import (
    Adult,
    Child,
    Grade,
    Household,
    InstrumentVersion,
    User,
    Visit,
    VisitAdult,
    VisitNote,
)
from gcp_tracker.rules.bands import BEFORE_BIRTH
from gcp_tracker.rules.clocks import check_visit_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.visiting import check_answer
from gcp_tracker.rules.vocabulary import Answer, NoteKind, Place, Source, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.colleagues import name_colleagues
from gcp_tracker.visits.draft_bands import band_for, check_turn, reason_to_keep
from gcp_tracker.visits.operations import KnownOperations, Stamp, known_operations, name_of
from gcp_tracker.visits.pairs import check_stays_a_pair
from gcp_tracker.visits.safety import ask_if_safe_tonight, check_is_draft, hold_visit, lock_draft

# One answer or note of a save: its table, its name, its stamp and its columns.
Row: TypeAlias = Grade | VisitNote
_Sent: TypeAlias = tuple[type[Grade] | type[VisitNote], str, Stamp, dict[str, object]]
# As they are now in the database, whatever this session has read before; every tap asks one of these.
_GRADES = select(Grade).where(Grade.visit_id == bindparam("visit")).execution_options(populate_existing=True)
_NOTES = select(VisitNote).where(VisitNote.visit_id == bindparam("visit")).execution_options(populate_existing=True)
_SENT_GRADES = _GRADES.where(Grade.item_key.in_(bindparam("sent", expanding=True)))
_SENT_NOTES = _NOTES.where(VisitNote.kind.in_(bindparam("sent", expanding=True)))


@dataclass(frozen=True, slots=True)
class VisitDetails:
    """The screen before grading.

    Exactly one of `household`, `carer` and the name of a `new_home` says whose care is graded.
    """

    visited_on: date
    started_at: time | None = None
    place: Place = Place.HOME
    outcome: VisitOutcome = VisitOutcome.HELD
    outcome_detail: str = ""
    household: Household | None = None
    carer: Adult | None = None
    new_home: str | None = None
    announced: bool = True
    child_seen: bool = False
    child_seen_alone: bool = False
    bedroom_seen: bool = False
    interpreter_needed: bool = False
    interpreter_used: bool = False
    came_with_me: str = ""
    colleagues: Sequence[User] = ()
    adults_seen: Sequence[Adult] = ()
    band: str | None = None
    band_reason: str = ""


@dataclass(frozen=True, slots=True)
class AnswerDetails:
    """One item's whole answer, as the screen shows it. `answer` None takes a wrong tap back."""

    item_key: str
    answer: Answer | None
    value: int | None = None
    source: Source | None = None
    evidence: str = ""
    child_words: str = ""
    what_changed: str = ""
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class NoteDetails:
    kind: NoteKind
    text: str
    stamp: Stamp | None = None


@dataclass(slots=True)
class Saved:
    """`version` counts the draft's saves.

    What another device changed since `base` is in `others`; it was not overwritten.
    """

    version: int
    kept: list[Row] = field(default_factory=list)
    conflicts: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)


def remember_instrument(uow: UnitOfWork, instrument: Instrument) -> InstrumentVersion:
    """The row of this version, made at its first use; raises InstrumentChanged when its file was edited since."""
    row = uow.session.scalar(
        select(InstrumentVersion).where(
            InstrumentVersion.key == instrument.key, InstrumentVersion.version == instrument.version
        )
    )
    if row is None:
        row = InstrumentVersion(
            key=instrument.key, version=instrument.version, content_hash=instrument.content_hash, first_seen_at=uow.now
        )
        uow.session.add(row)
    elif row.content_hash != instrument.content_hash:
        raise InstrumentChanged(
            f"{instrument.label} was edited after visits had used it: give the new text a new version."
        )
    return row


def open_visit(
    uow: UnitOfWork, child: Child, instrument: Instrument, details: VisitDetails, occasion_id: UUID | None = None
) -> Visit:
    """A new draft by the actor. `occasion_id`: shared with the visits to brothers and sisters at the same time.

    Raises RuleBroken beside the field that is wrong.
    """
    details = _with_new_home(uow, child, details)
    band = _check_details(uow, child, instrument, details)
    visit = Visit(
        id=uuid4(),
        child=child,
        occasion_id=occasion_id,
        instrument=remember_instrument(uow, instrument),
        author=uow.author,
        opened_at=uow.now,
        saved_at=uow.now,
        version=1,
        number=1,
    )
    visit.first_id = visit.id
    _put_details(visit, details, band)
    uow.session.add(visit)
    uow.record("visit:open", subject=visit, child=child)
    name_colleagues(uow, visit, details.colleagues)
    return visit


def describe_visit(uow: UnitOfWork, visit: Visit, details: VisitDetails, agreed_band: str | None = None) -> None:
    """Change what the draft says of the visit itself.

    Another band sets answers aside that it has no item for: raises BandTurns, which says so, until `agreed_band` is it.
    """
    lock_draft(uow, visit)
    instrument = instrument_of(visit.instrument)
    details = _with_new_home(uow, visit.child, details)
    band = _check_details(uow, visit.child, instrument, details, begun=visit)
    check_stays_a_pair(uow, visit, details.visited_on, (details.household, details.carer), band)
    check_turn(visit, band, agreed_band)
    _put_details(visit, details, band)
    name_colleagues(uow, visit, details.colleagues)
    visit.version, visit.saved_at = visit.version + 1, uow.now
    uow.record("visit:describe", subject=visit, child=visit.child)


def save_answers(
    uow: UnitOfWork,
    visit: Visit,
    *,
    base: int,
    operation: str,
    answers: Sequence[AnswerDetails] = (),
    notes: Sequence[NoteDetails] = (),
) -> Saved:
    """Keep what a device sends, made on version `base` of the draft (or on what its own stamp says).

    An answer that another device changed after that is a conflict: it stays as it is, and comes back in
    `conflicts`. The same operation sent twice is kept once, and answered as before even when the visit has been closed
    since. Raises RuleBroken, and keeps nothing, when an answer is not one of this instrument's.
    """
    whole = Stamp(operation, base)
    sent: list[_Sent] = [(Grade, one.item_key, one.stamp or whole, _answer_columns(one)) for one in answers]
    sent += [(VisitNote, one.kind.value, one.stamp or whole, {"text": one.text}) for one in notes]
    # Held first: the same operation may be on its way twice at once, and the second must find what the first kept.
    hold_visit(uow, visit)
    known = known_operations(uow, visit, [stamp for _, _, stamp, _ in sent])
    if not sent or not all(known.is_repeat(stamp, name, columns) for _, name, stamp, columns in sent):
        check_is_draft(visit)
    instrument = instrument_of(visit.instrument)
    for answer in answers:
        check_answer(instrument, visit.band, answer.item_key, answer.value)
    saved = Saved(version=visit.version + 1)
    # Nothing else can have changed when the device has seen the newest version: only what it sends is looked at.
    is_newest = base == visit.version
    session = uow.session
    keys = [answer.item_key for answer in answers]
    graded = session.scalars(_SENT_GRADES if is_newest else _GRADES, {"visit": visit.id, "sent": keys})
    rows: dict[tuple[type, str], Row] = {(Grade, row.item_key): row for row in graded}
    if notes or not is_newest:
        kinds = [note.kind for note in notes]
        texts = session.scalars(_SENT_NOTES if is_newest else _NOTES, {"visit": visit.id, "sent": kinds})
        rows |= {(VisitNote, row.kind.value): row for row in texts}
    with session.no_autoflush:
        for kind, name, stamp, columns in sent:
            row = rows.setdefault((kind, name), _new_row(kind, visit, name))
            if _may_write(row, stamp, columns, known, saved):
                _put(uow, row, columns | {"operation": stamp.operation, "version": saved.version})
                if isinstance(row, Grade):
                    ask_if_safe_tonight(uow, visit, instrument, name, row.value)
        saved.others += [
            row
            for row in rows.values()
            if row.version > base and not any(row in found for found in (saved.kept, saved.conflicts, saved.others))
        ]
        known.write_down()
        if any(row.version == saved.version for row in saved.kept):
            uow.set_columns(visit, version=saved.version, saved_at=uow.now)
            verb = "grade:record" if answers else "note:record"
            uow.record(verb, child=visit.child, subject=visit, changed=[name_of(row) for row in saved.kept])
    saved.version = visit.version
    return saved


def _with_new_home(uow: UnitOfWork, child: Child, details: VisitDetails) -> VisitDetails:
    if details.new_home is None:
        return details
    if not details.new_home:
        raise RuleBroken("Give the other home a name", field="new_home")
    return replace(details, household=open_household(uow, child.family, HomeDetails(details.new_home)), new_home=None)


def _check_details(
    uow: UnitOfWork, child: Child, instrument: Instrument, details: VisitDetails, begun: Visit | None = None
) -> str:
    """The key of the band. `begun` is the draft whose details these are, if there is one already."""
    check_visit_date(details.visited_on, uow.today, child.born_on, child.expected_on)
    if (details.household is None) == (details.carer is None):
        raise RuleBroken("Choose whose care this visit is about", field="care_of")
    if details.outcome is not VisitOutcome.HELD and not details.outcome_detail:
        raise RuleBroken("Say in a few words what happened", field="outcome_detail")
    if details.child_seen_alone and not details.child_seen:
        raise RuleBroken(f"{child.first_name} cannot have been seen alone without being seen", field="child_seen_alone")
    return band_for(child, instrument, details, begun)


def _put_details(visit: Visit, details: VisitDetails, band: str) -> None:
    visit.household, visit.carer = details.household, details.carer
    visit.band, visit.band_reason = band, reason_to_keep(visit, details, band)
    held = details.outcome.is_held
    for name in ("visited_on", "started_at", "place", "outcome", "outcome_detail", "announced", "came_with_me"):
        setattr(visit, name, getattr(details, name))
    # Nobody was seen at a visit that did not take place, whatever was ticked.
    for name in ("child_seen", "child_seen_alone", "bedroom_seen", "interpreter_needed", "interpreter_used"):
        setattr(visit, name, held and getattr(details, name))
    if band == BEFORE_BIRTH:
        visit.child_seen = visit.child_seen_alone = False
    seen = {adult.id: adult for adult in details.adults_seen} if held else {}
    for row in list(visit.adults_seen):
        if row.adult_id not in seen:
            visit.adults_seen.remove(row)
            if (here := object_session(row)) is not None:
                here.delete(row)
    known = {row.adult_id for row in visit.adults_seen}
    visit.adults_seen.extend(VisitAdult(adult=adult) for key, adult in seen.items() if key not in known)


def _new_row(kind: type[Grade] | type[VisitNote], visit: Visit, name: str) -> Row:
    if kind is Grade:
        return Grade(visit_id=visit.id, item_key=name, version=0, operation="")
    return VisitNote(visit_id=visit.id, kind=NoteKind(name), version=0, operation="")


def _may_write(row: Row, stamp: Stamp, columns: dict[str, object], known: KnownOperations, saved: Saved) -> bool:
    """Whether what was sent is to be put into the row; the row is noted as kept, as a conflict, or as changed since."""
    if known.is_repeat(stamp, name_of(row), columns):
        found = saved.kept if row.operation == stamp.operation else saved.others
        if row not in found:
            found.append(row)
        return False
    was_seen = row.version <= stamp.base or row.version == saved.version
    is_ours = bool(stamp.follows) and row.operation == stamp.follows
    if not was_seen and not is_ours and any(getattr(row, name) != columns[name] for name in columns):
        saved.conflicts.append(row)
        return False
    known.keep(stamp, name_of(row), columns)
    if row not in saved.kept:
        saved.kept.append(row)
    return True


def _answer_columns(answer: AnswerDetails) -> dict[str, object]:
    return {
        "answer": answer.answer,
        "value": answer.value if answer.answer is Answer.GRADED else None,
        "source": answer.source,
        "evidence": answer.evidence,
        "child_words": answer.child_words,
        "what_changed": answer.what_changed,
    }


def _put(uow: UnitOfWork, row: Row, columns: dict[str, object]) -> None:
    written = {**columns, "by_id": uow.author.id}
    if row.id is None:
        for name, value in written.items():
            setattr(row, name, value)
        uow.session.add(row)
    else:
        uow.set_columns(row, **written)
