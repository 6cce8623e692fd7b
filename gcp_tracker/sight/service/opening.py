"""Reading a child for a time, with a reason: on duty, or through broken glass."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.models import Child, Sight
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.seeing import check_reason, check_reviewer
from gcp_tracker.rules.vocabulary import ReviewOutcome, SightKind
from gcp_tracker.sight.queries.finding import Found
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visibility import is_open


def open_on_duty(uow: UnitOfWork, found: Found, reason: str) -> Sight:
    """A child who is not restricted, for a night’s work: to read, and every look is in the audit. Raises RuleBroken."""
    check_reason(reason)
    if found.is_restricted:
        raise RuleBroken("There is nothing to open here")
    lasts = timedelta(hours=_settings(uow, found.child).hours("duty_lasts"))
    return _open(uow, found.child, SightKind.DUTY, lasts, reason, "duty:open")


def break_glass(uow: UnitOfWork, found: Found, reason: str) -> Sight:
    """A restricted child, for as long as the authority has set: to read. The managers named see it at once. `found`
    leaves out whoever has a conflict. Raises RuleBroken.
    """
    check_reason(reason)
    if not found.is_restricted:
        raise RuleBroken("There is nothing to open here")
    lasts = timedelta(minutes=_settings(uow, found.child).minutes("glass_lasts"))
    return _open(uow, found.child, SightKind.GLASS, lasts, reason, "glass:break")


def end_glass(uow: UnitOfWork, child: Child, sights: list[Sight]) -> None:
    """Before its hour is over, by who broke it."""
    for sight in sights:
        sight.ended_at = uow.now
        uow.record("glass:end", subject=sight, child=child)


def review_glass(uow: UnitOfWork, sight: Sight, outcome: ReviewOutcome, words: str) -> None:
    """By a manager who did not break it. What was found stays as it was written. Raises RuleBroken."""
    uow.session.refresh(sight, with_for_update={"of": Sight})
    check_reviewer(sight.user_id, uow.author.id)
    if sight.reviewed_at is not None:
        raise RuleBroken("Somebody has reviewed this already")
    check_reason(words, "words")
    sight.reviewed_at, sight.reviewed_by_id = uow.now, uow.author.id
    sight.review_outcome, sight.review_words = outcome, words
    uow.record("glass:review", subject=sight, child=sight.child, reason=outcome.value)


def _settings(uow: UnitOfWork, child: Child) -> Settings:
    return settings_of(uow.session, child.authority_id, uow.today)


def _open(uow: UnitOfWork, child: Child, kind: SightKind, lasts: timedelta, reason: str, action: str) -> Sight:
    lock_child_alone(uow, child)
    # Open already, for the same reason: the button was pressed twice.
    own = (Sight.child_id == child.id, Sight.user_id == uow.author.id, Sight.kind == kind, Sight.reason == reason)
    if (there := uow.session.scalar(select(Sight).where(*own, is_open(uow.now)).limit(1))) is not None:
        return there
    sight = Sight(
        kind=kind,
        child=child,
        user=uow.author,
        from_at=uow.now,
        until_at=uow.now + lasts,
        reason=reason,
        given_by=uow.author,
        review_words="",
    )
    uow.session.add(sight)
    uow.record(action, subject=sight, child=child, reason=reason)
    return sight
