"""Closing a visit: signing it, amending it, withdrawing it from the wrong child, putting a draft aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Select, bindparam, select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Child, Grade, Household, SafetyCheck, User, Visit, VisitAdult, VisitColleague, VisitNote
from gcp_tracker.readings.service import keep_reading, keep_reading_of
from gcp_tracker.readings.signed import whole_signed_record
from gcp_tracker.readings.triggers import fire_triggers, take_back_triggers
from gcp_tracker.rules.bands import form_of
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.visiting import (
    ItemAnswer,
    Missing,
    band_of_visit,
    can_move,
    check_can_be_signed,
    check_move,
    kept_until,
    missing_evidence,
    unexplained_changes,
)
from gcp_tracker.rules.vocabulary import Answer, ApartEnd, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.apart import note_closed_apart, note_signed_apart
from gcp_tracker.visits.drafts import VisitDetails, open_visit, remember_instrument
from gcp_tracker.visits.earlier import latest_values
from gcp_tracker.visits.pairs import locked_apart_of
from gcp_tracker.visits.queries import visit_versions, visits_of_occasion
from gcp_tracker.visits.safety import check_now, lock_versions

WHO_CAME = (
    select(User.name)
    .join(VisitColleague, VisitColleague.user_id == User.id)
    .where(VisitColleague.visit_id == bindparam("visit"))
    .order_by(VisitColleague.id)
)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a draft and its signature (`missing`), and what is only worth saying (`unexplained`)."""

    missing: list[Missing]
    unexplained: list[Missing]


def assess_readiness(visit: Visit, previous: Mapping[str, int]) -> Readiness:
    instrument = instrument_of(visit.instrument)
    asked = form_of(instrument, visit.band).keys
    answers = {
        grade.item_key: ItemAnswer(
            grade.item_key, grade.value, bool(grade.evidence or grade.child_words), bool(grade.what_changed)
        )
        for grade in visit.grades
        if grade.answer is Answer.GRADED and grade.item_key in asked
    }
    return Readiness(
        missing_evidence(instrument, answers, previous), unexplained_changes(instrument, answers, previous)
    )


def sign_visit(uow: UnitOfWork, visit: Visit) -> None:
    """Lock the visit as it stands.

    Raises RuleBroken while evidence or *safe tonight?* is missing, or it is signed already.
    """
    lock_versions(uow, visit)
    check_move(visit.state, VisitState.SIGNED)
    apart = locked_apart_of(uow, visit)
    record = whole_signed_record(uow.session, visit.child)
    previous = latest_values(uow.session, visit, record.visits, apart)
    check = check_now(uow, visit)
    check_can_be_signed(
        assess_readiness(visit, previous).missing, safe_tonight_unanswered=check is not None and not check.is_answered
    )
    # A first version has none before it.
    for older in visit_versions(uow.session, visit) if visit.number > 1 else ():
        if older.state is VisitState.SIGNED:
            _close(uow, older, VisitState.REPLACED, visit.amendment_reason)
    _leave_out_what_is_not_asked(uow, visit)
    # All that is looked up comes first: the database lets nothing be added to a visit once its state says that it is
    # signed.
    years = settings_of(uow.session, visit.child.authority_id, uow.today).years("retention")
    visit.kept_until = kept_until(visit.child.born_on, uow.today, years)
    visit.signed_at = uow.now
    visit.signed_by = uow.author
    visit.state = VisitState.SIGNED
    note_signed_apart(uow, visit, apart)
    uow.record("visit:sign", subject=visit, child=visit.child, reason=_sign_reason(uow, visit))
    if visit.outcome.is_held:
        record = record.with_signed(visit)
        fire_triggers(uow, visit, record, keep_reading_of(uow, visit.child, record))


def set_aside(visit: Visit) -> list[Grade]:
    """Answers to items that the visit’s band does not ask, and that it was graded on before its date or band changed;
    and the words of those whose grade was left out at signing.
    """
    asked = form_of(instrument_of(visit.instrument), visit.band).keys
    return [
        grade
        for grade in visit.grades
        if grade.item_key not in asked
        and (grade.answer or grade.evidence or grade.child_words or grade.carer_words or grade.what_changed)
    ]


def _leave_out_what_is_not_asked(uow: UnitOfWork, visit: Visit) -> None:
    """The grade goes, since nobody read that item’s descriptions for this age; what was seen and heard stays."""
    left_out = [grade for grade in set_aside(visit) if grade.answer]
    for grade in left_out:
        grade.answer = grade.value = None
    if left_out:
        uow.session.flush()
        uow.record("grade:leave_out", subject=visit, child=visit.child, changed=[grade.item_key for grade in left_out])


def _sign_reason(uow: UnitOfWork, visit: Visit) -> str:
    """Why an amendment is signed, and who else was at the visit: the audit names everybody."""
    others = ", ".join(uow.session.scalars(WHO_CAME, {"visit": visit.id}))
    return ". ".join(filter(None, [visit.amendment_reason.rstrip("."), f"Visited with {others}" if others else ""]))


def record_missed_visit(
    uow: UnitOfWork, child: Child, instrument: Instrument, details: VisitDetails, occasion_id: UUID | None = None
) -> Visit:
    """No access, cancelled or declined: a visit too, signed at once, with nothing graded. Some of them are what a list
    calls “in a row”, so that the same one is kept once, however often its button was pressed.
    """
    if details.outcome.is_held:
        raise RuleBroken("This visit took place: grade it", field="outcome")
    lock_child_alone(uow, child)
    if uow.session.scalar(_same_missed(uow, child, details)) is not None:
        raise RuleBroken("You have recorded this visit already", field="outcome")
    visit = open_visit(uow, child, instrument, details, occasion_id)
    uow.session.flush()
    sign_visit(uow, visit)
    return visit


def _same_missed(uow: UnitOfWork, child: Child, details: VisitDetails) -> Select[UUID]:
    return select(Visit.id).where(
        Visit.child_id == child.id,
        Visit.author_id == uow.author.id,
        Visit.state == VisitState.SIGNED,
        Visit.visited_on == details.visited_on,
        Visit.started_at == details.started_at,
        Visit.place == details.place,
        Visit.outcome == details.outcome,
        Visit.outcome_detail == details.outcome_detail,
    )


def amend_visit(uow: UnitOfWork, visit: Visit, reason: str) -> Visit:
    """A new draft with everything the signed version says. The signed one stands until this one is signed."""
    if not reason:
        raise RuleBroken("Say why the visit is amended", field="reason")
    lock_versions(uow, visit)
    if visit.state is not VisitState.SIGNED:
        raise RuleBroken(f"This visit is {visit.state.words.lower()}; only the signed version can be amended.")
    versions = visit_versions(uow.session, visit)
    for version in versions:
        if version.is_draft:
            raise RuleBroken(f"{version.author.name} is already amending this visit.", field="reason")
    amended = _copy(uow, visit)
    amended.first_id = visit.first_id
    amended.number = versions[0].number + 1
    amended.amendment_reason = reason
    _copy_answers(visit, amended, instrument_of(visit.instrument))
    uow.session.add(amended)
    uow.record("visit:amend", subject=amended, child=visit.child, reason=reason)
    return amended


def withdraw_visit(uow: UnitOfWork, visit: Visit, reason: str) -> None:
    """Wrong child or family: the text is hidden from all but those who must know; that it happened is kept.

    Only the version that stands can be withdrawn, and takes the older ones and an open amendment with it.
    """
    if not reason:
        raise RuleBroken("Say why the visit is withdrawn", field="reason")
    lock_versions(uow, visit)
    if visit.state is not VisitState.SIGNED:
        raise RuleBroken(f"This visit is {visit.state.words.lower()}; only the version that stands can be withdrawn.")
    for version in visit_versions(uow.session, visit):
        if version.is_draft:
            _close(uow, version, VisitState.DISCARDED, reason)
        elif can_move(version.state, VisitState.WITHDRAWN):
            _close(uow, version, VisitState.WITHDRAWN, reason)
    note_closed_apart(uow, visit, ApartEnd.WITHDRAWN)
    keep_reading(uow, visit.child)
    take_back_triggers(uow, visit)


def discard_visit(uow: UnitOfWork, visit: Visit, reason: str) -> None:
    """Put a draft aside: it is in no list any more, and is not deleted."""
    if not reason:
        raise RuleBroken("Say why the draft is put aside", field="reason")
    lock_versions(uow, visit)
    _close(uow, visit, VisitState.DISCARDED, reason)
    note_closed_apart(uow, visit, ApartEnd.PUT_ASIDE)


def offer_to_child(uow: UnitOfWork, visit: Visit, child: Child, household: Household, reason: str) -> Visit:
    """A draft for the right child with what was written for the wrong one; answers this child's age has no item
    for are left out.
    """
    if visit.state is not VisitState.WITHDRAWN:
        raise RuleBroken("Only a withdrawn visit is offered to another child")
    instrument = instrument_of(visit.instrument)
    band = band_of_visit(
        child.first_name,
        instrument,
        born_on=child.born_on,
        expected_on=child.expected_on,
        visited_on=visit.visited_on,
        chosen=None,
        reason="",
    )
    draft = _copy(uow, visit)
    draft.first_id = draft.id
    draft.child = child
    draft.occasion_id = _occasion_for(uow, visit, child)
    draft.household, draft.carer = household, None
    draft.band, draft.band_reason = band, ""
    draft.amendment_reason = ""
    _copy_answers(visit, draft, instrument)
    uow.session.add(draft)
    uow.record("visit:offer", subject=draft, child=child, reason=reason)
    return draft


def _occasion_for(uow: UnitOfWork, visit: Visit, child: Child) -> UUID | None:
    """The same occasion for a brother or sister who has no visit in it yet; none for anybody else."""
    if visit.occasion_id is None or child.family_id != visit.child.family_id:
        return None
    there = {one.child_id for one in visits_of_occasion(uow.session, visit.occasion_id)}
    return None if child.id in there else visit.occasion_id


def _close(uow: UnitOfWork, visit: Visit, state: VisitState, reason: str) -> None:
    check_move(visit.state, state)
    visit.state = state
    visit.closed_at = uow.now
    visit.closed_by_id = uow.author.id
    visit.closing_reason = reason
    verb = {VisitState.REPLACED: "replace", VisitState.WITHDRAWN: "withdraw"}.get(state, "discard")
    uow.record(f"visit:{verb}", subject=visit, child=visit.child, reason=reason)


# What a copy of a visit says anew, rather than takes over.
_OWN = frozenset({
    "id", "first_id", "number", "state", "version", "author_id", "opened_at", "saved_at", "signed_at", "signed_by_id",
    "kept_until", "closed_at", "closed_by_id", "closing_reason",
})  # fmt: skip


_COPIED = (
    "item_key", "answer", "value", "source", "evidence", "child_words", "carer_view", "carer_words", "what_changed",
)  # fmt: skip


def _copy(uow: UnitOfWork, visit: Visit) -> Visit:
    columns = [column.key for column in Visit.__table__.columns if column.key not in _OWN]
    return Visit(
        **{name: getattr(visit, name) for name in columns},
        id=uuid4(),
        instrument=remember_instrument(uow, instrument_of(visit.instrument)),
        child=visit.child,
        author=uow.author,
        opened_at=uow.now,
        saved_at=uow.now,
        version=1,
        number=1,
    )


def _copy_answers(visit: Visit, copy: Visit, instrument: Instrument) -> None:
    asked = form_of(instrument, copy.band).keys
    for grade in visit.grades:
        # An amendment keeps also the words of an item that its band does not ask; another child gets none of those.
        if grade.item_key in asked or copy.child is visit.child:
            by = grade.by_id or visit.author_id
            copy.grades.append(Grade(**{name: getattr(grade, name) for name in _COPIED}, version=1, by_id=by))
    copy.notes.extend(
        VisitNote(kind=note.kind, text=note.text, version=1, by_id=note.by_id or visit.author_id)
        for note in visit.notes
    )
    if copy.child is visit.child:
        copy.adults_seen.extend(VisitAdult(adult_id=row.adult_id) for row in visit.adults_seen)
        copy.colleagues.extend(
            VisitColleague(user_id=row.user_id) for row in visit.colleagues if row.user_id != copy.author.id
        )
    if visit.safety_check is not None:
        check = visit.safety_check
        columns = [column.key for column in SafetyCheck.__table__.columns if column.key not in ("id", "visit_id")]
        copy.safety_check = SafetyCheck(**{name: getattr(check, name) for name in columns})
