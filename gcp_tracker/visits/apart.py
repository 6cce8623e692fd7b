"""One visit graded by two workers apart: asked for, begun, declined, called off; and what they agree on afterwards.

Each grading is a visit of its own, drafted, signed, amended and withdrawn like any other. What this adds is that
neither is shown to the other's author before both are signed (`unseen`).
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import AgreedGrade, Agreement, GradedApart, User, Visit
from gcp_tracker.rules.apart import (
    check_agreed,
    check_apart_move,
    check_can_ask,
    check_second_worker,
    state_when_both_signed,
)
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import ApartEnd, ApartState, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.unseen import IN_FULL
from gcp_tracker.visits.drafts import VisitDetails, open_visit
from gcp_tracker.visits.pairs import apart_of, both_sides, locked_apart_of, manages
from gcp_tracker.visits.queries import colleagues_for
from gcp_tracker.visits.safety import lock_draft


def ask_second_worker(uow: UnitOfWork, visit: Visit, second: User) -> GradedApart:
    """Have a visit that is being written graded by somebody else too. Raises RuleBroken."""
    lock_draft(uow, visit)
    check_can_ask(
        is_first_draft=visit.is_draft and visit.number == 1,
        is_held=visit.outcome.is_held,
        is_before_birth=visit.is_before_birth,
        is_manager=manages(uow.author, visit),
    )
    if apart_of(uow.session, visit) is not None:
        raise RuleBroken("A second worker grades this visit already", field="second")
    check_second_worker(
        second.name,
        may_record=second.id != visit.author_id and second in colleagues_for(uow.session, visit.child, uow.now),
        is_manager=manages(second, visit),
        came_along=visit.is_shared_with(second.id),
    )
    apart = GradedApart(
        first=visit,
        asker=uow.author,
        grader=second,
        asked_at=uow.now,
        state=ApartState.APART,
        ending_reason="",
    )
    uow.session.add(apart)
    uow.record("apart:ask", subject=apart, child=visit.child, reason=second.name)
    return apart


def begin_second_grading(uow: UnitOfWork, apart: GradedApart) -> Visit:
    """The second worker's own draft of the same visit: its day, home, place and items, and nothing that was written."""
    _lock(uow, apart)
    _check_is(apart, ApartState.APART)
    if apart.second is not None:
        return apart.second
    first = apart.first
    uow.session.refresh(first)
    visit = open_visit(
        uow,
        first.child,
        instrument_of(first.instrument),
        VisitDetails(
            visited_on=first.visited_on,
            started_at=first.started_at,
            place=first.place,
            household=first.household,
            carer=first.carer,
            announced=first.announced,
            child_seen=first.child_seen,
            interpreter_needed=first.interpreter_needed,
            band=first.band if first.band_reason else None,
            band_reason=first.band_reason,
        ),
    )
    visit.band = first.band
    uow.session.flush()
    apart.second = visit
    uow.record("apart:begin", subject=apart, child=visit.child)
    return visit


def decline_second_grading(uow: UnitOfWork, apart: GradedApart) -> None:
    """The second worker is not doing it, and so reads the file like everybody else."""
    _lock(uow, apart)
    _check_is(apart, ApartState.APART)
    if apart.second_id is not None:
        raise RuleBroken("You have begun to grade this visit: put your draft aside instead")
    _end(uow, apart, ApartEnd.DECLINED, "")


def call_off_grading_apart(uow: UnitOfWork, apart: GradedApart, reason: str) -> None:
    """It is not graded by two after all. A draft that was begun, or a signed visit, stands by itself from now on."""
    if not reason:
        raise RuleBroken("Say why it is called off", field="reason")
    _lock(uow, apart)
    _end(uow, apart, ApartEnd.CALLED_OFF, reason)


def record_agreement(uow: UnitOfWork, apart: GradedApart, grades: Mapping[str, int], words: str) -> Agreement:
    """What the two agree on after both have signed: a third set of grades, shown and never computed with."""
    _lock(uow, apart)
    sides = both_sides(uow.session, apart)
    if sides is None:
        raise RuleBroken("What you agree on is written once both have signed")
    if not words:
        raise RuleBroken("Say what made you agree: what each of you had seen", field="words")
    asked = {one.item.key for domain in sides.domains for one in (*domain.differing, *domain.same, *domain.by_one)}
    check_agreed(grades, instrument_of(sides.first.instrument).values, asked)
    agreement = Agreement(apart=apart, at=uow.now, by=uow.author, words=words)
    agreement.grades = [AgreedGrade(item_key=item, value=value) for item, value in grades.items()]
    uow.session.add(agreement)
    uow.record("apart:agree", subject=agreement, child=sides.first.child, changed=tuple(grades))
    return agreement


def note_signed_apart(uow: UnitOfWork, visit: Visit, apart: GradedApart | None) -> None:
    """A signature may be the second of two: from then on each is shown to the other. `apart` is its pair, locked."""
    if apart is None or apart.state is not ApartState.APART:
        return
    if not visit.outcome.is_held:
        _end(uow, apart, ApartEnd.NOT_HELD, "")
        return
    other_id = apart.second_id if apart.first_id == visit.first_id else apart.first_id
    other = select(Visit.id).where(Visit.first_id == other_id, Visit.state == VisitState.SIGNED).limit(1)
    if uow.session.scalar(other, execution_options=IN_FULL) is None:
        apart.first_signed_on = apart.first_signed_on or uow.today
        return
    apart.state = state_when_both_signed(
        apart.first_signed_on, uow.today, settings_of(uow.session, visit.child.authority_id, uow.today)
    )
    apart.both_signed_at = uow.now
    uow.record("apart:finish", subject=apart, child=visit.child, reason=apart.state.words)


def note_closed_apart(uow: UnitOfWork, visit: Visit, ending: ApartEnd) -> None:
    """One of the two was put aside or withdrawn: the other stands alone, and nothing is hidden."""
    apart = locked_apart_of(uow, visit)
    # An amendment that is put aside leaves the signed version as it was.
    if apart is not None and (ending is ApartEnd.WITHDRAWN or visit.number == 1):
        _end(uow, apart, ending, "")


def _lock(uow: UnitOfWork, apart: GradedApart) -> None:
    uow.session.flush()
    uow.session.refresh(apart, ["state", "second_id", "first_signed_on"], with_for_update={"of": GradedApart})


def _check_is(apart: GradedApart, state: ApartState) -> None:
    if apart.state is not state:
        raise RuleBroken(f"This is “{apart.state.words}” already; look at it again.")


def _end(uow: UnitOfWork, apart: GradedApart, ending: ApartEnd, reason: str) -> None:
    check_apart_move(apart.state, ApartState.ENDED)
    apart.state = ApartState.ENDED
    apart.ended_at = uow.now
    apart.ended_by = uow.author
    apart.ending, apart.ending_reason = ending, reason
    verb = {ApartEnd.DECLINED: "decline", ApartEnd.CALLED_OFF: "call_off"}.get(ending, "end")
    uow.record(f"apart:{verb}", subject=apart, child=apart.first.child, reason=reason or ending.words)
