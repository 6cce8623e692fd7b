"""*Is the child safe tonight?*: asked by a grade, answered by a person; and the lock on the draft that both need."""

from __future__ import annotations

from sqlalchemy import select

from gcp_tracker.models import SafetyCheck, Visit
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import SafeTonight
from gcp_tracker.unit_of_work import UnitOfWork, is_held
from gcp_tracker.visits.earlier import previous_value


def lock_draft(uow: UnitOfWork, visit: Visit) -> None:
    """The draft as it is now, held until the commit."""
    hold_visit(uow, visit)
    check_is_draft(visit)


def hold_visit(uow: UnitOfWork, visit: Visit) -> None:
    """The visit as it is now, held until the commit, whether it is a draft or not."""
    if not is_held(uow.session, visit):
        uow.session.refresh(visit, ["version", "state", "saved_at"], with_for_update={"of": Visit})


def check_is_draft(visit: Visit) -> None:
    if not visit.is_draft:
        raise RuleBroken(
            f"This visit is {visit.state.words.lower()}. What you just wrote was not added: amend it instead."
        )


def lock_versions(uow: UnitOfWork, visit: Visit) -> None:
    """All versions of the visit, held until the commit: the first one is the lock for them all. What belongs to it may
    have been read before the lock was there.
    """
    if visit.id == visit.first_id and is_held(uow.session, visit):
        return
    uow.session.execute(select(Visit.id).where(Visit.id == visit.first_id).with_for_update())
    uow.session.refresh(visit, with_for_update={"of": Visit})


def answer_safe_tonight(
    uow: UnitOfWork, visit: Visit, answer: SafeTonight, *, who_was_told: str, told_at: str, what_was_agreed: str
) -> SafetyCheck:
    """Answer the question that a grade asked.

    Who was told and when is needed whatever the answer; what was agreed, unless it is a plain yes.
    """
    lock_draft(uow, visit)
    check = check_now(uow, visit)
    if check is None:
        raise RuleBroken("No grade of this visit asks whether the child is safe tonight")
    if not who_was_told:
        raise RuleBroken("Say who was told, or that nobody needed to be and why", field="who_was_told")
    if not told_at:
        raise RuleBroken("Say when, for example: today, 15:50", field="told_at")
    if answer is not SafeTonight.YES and not what_was_agreed:
        raise RuleBroken("Say what was agreed for tonight", field="what_was_agreed")
    check.answer = answer
    check.who_was_told = who_was_told
    check.told_at_words = told_at
    check.what_was_agreed = what_was_agreed
    check.answered_at = uow.now
    check.answered_by = uow.author
    uow.record("safety:answer", subject=check, child=visit.child)
    return check


def ask_safe_tonight_by_hand(uow: UnitOfWork, visit: Visit) -> SafetyCheck:
    """Before the birth no grade asks, so a person does. Asked already, it stays as it is."""
    lock_draft(uow, visit)
    if not visit.is_before_birth:
        raise RuleBroken("A grade of this visit asks whether the child is safe tonight")
    return _asked(uow, visit)


def ask_about_sibling(uow: UnitOfWork, visit: Visit) -> SafetyCheck:
    """Because it was answered for a brother or sister. Asked already, it stays as it is; it never answers itself."""
    lock_draft(uow, visit)
    return _asked(uow, visit, "answered for a brother or sister")


def ask_if_safe_tonight(
    uow: UnitOfWork, visit: Visit, instrument: Instrument, item_key: str, value: int | None
) -> None:
    """Open the question when this grade asks it; take it back, if not answered, with the last grade that asked."""
    # Most grades would not ask whatever came before: only the others look.
    asks = (
        value is not None
        and instrument.asks_safe_tonight(item_key, value, None)
        and instrument.asks_safe_tonight(item_key, value, previous_value(uow.session, visit, item_key))
    )
    check = check_now(uow, visit) if asks else visit.safety_check
    asked_by = check.asked_by_items.split() if check else []
    if asks == (item_key in asked_by):
        return
    if asks:
        if check is None:
            check = SafetyCheck(visit=visit, asked_at=uow.now, asked_by_items="")
        check.asked_by_items = " ".join([*asked_by, item_key])
        if check.is_answered:
            # What was answered did not know of this grade: the question is open again, and the words stay to go on
            # from.
            check.answer, check.answered_at, check.answered_by = None, None, None
            check.asked_at = uow.now
        uow.session.add(check)
        uow.record("safety:ask", subject=check, child=visit.child, changed=[item_key])
        return
    if check is None:
        return
    asked_by.remove(item_key)
    check.asked_by_items = " ".join(asked_by)
    uow.record("safety:unask", subject=check, child=visit.child, changed=[item_key])
    if not asked_by and not check.is_answered:
        visit.safety_check = None
        uow.session.delete(check)
        # The next answer of the same save may ask again, and must not find what is gone.
        uow.session.flush()


def _asked(uow: UnitOfWork, visit: Visit, reason: str = "") -> SafetyCheck:
    check = check_now(uow, visit)
    if check is None:
        check = SafetyCheck(visit=visit, asked_at=uow.now, asked_by_items="")
        uow.session.add(check)
        uow.record("safety:ask", subject=check, child=visit.child, reason=reason)
    return check


def check_now(uow: UnitOfWork, visit: Visit) -> SafetyCheck | None:
    """Read again under the lock: another device may have asked or answered meanwhile."""
    query = select(SafetyCheck).where(SafetyCheck.visit_id == visit.id)
    return uow.session.scalar(query.execution_options(populate_existing=True))
