"""Writing scrutiny: begun after a meeting that was held, saved as it is typed, signed; and what follows from it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from gcp_tracker.children.details import EpisodeDetails
from gcp_tracker.children.service import change_category, start_episode, stop_episode
from gcp_tracker.children.service.locks import lock_child_alone, lock_draft, lock_record
from gcp_tracker.judgements.service import record_judgement
from gcp_tracker.meetings.details import PlanDetails
from gcp_tracker.meetings.people import may_be_told
from gcp_tracker.meetings.service import plan_meeting
from gcp_tracker.models import Child, HelpEpisode, Meeting, Scrutiny
from gcp_tracker.plans.queries import agreed_plan
from gcp_tracker.plans.service import stop_plan
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.meeting_vocabulary import MeetingState
from gcp_tracker.rules.plan_ends import checks_at_the_end, left_open
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.scrutiny import (
    PLAN_OF,
    Decided,
    check_can_be_signed,
    check_next_day,
    check_scrutinised,
    judged_words,
    occasion_of,
    questions_of,
)
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind
from gcp_tracker.scrutiny.details import ScrutinyDetails
from gcp_tracker.scrutiny.queries import spell_under, written_in
from gcp_tracker.scrutiny.queries.ending import at_the_end
from gcp_tracker.scrutiny.queries.following import latest_days
from gcp_tracker.unit_of_work import UnitOfWork


def open_scrutiny(uow: UnitOfWork, meeting: Meeting) -> Scrutiny:
    """Of this meeting; the one that is being written already. A later entry, where one is signed. Raises RuleBroken."""
    child = meeting.child
    lock_child_alone(uow, child)
    check_scrutinised(meeting.kind, meeting.held_on if meeting.state is MeetingState.HELD else None)
    begun = select(Scrutiny).where(Scrutiny.meeting_id == meeting.id, Scrutiny.state == RecordState.DRAFT)
    if (there := uow.session.scalar(begun)) is not None:
        return there
    one = Scrutiny(
        child=child,
        meeting=meeting,
        conference=meeting.kind,
        held_on=meeting.on,
        opened_at=uow.now,
        chair=uow.author,
    )
    uow.session.add(one)
    uow.record("scrutiny:open", subject=one, child=child)
    return one


def write_scrutiny(uow: UnitOfWork, one: Scrutiny, details: ScrutinyDetails, seen: int) -> None:
    """All that the page holds, complete or not. Raises RuleBroken where somebody else has saved meanwhile."""
    lock_draft(uow, one, seen)
    one.version += 1
    for question in questions_of(one.conference):
        setattr(one, question.field, details.texts.get(question.field, ""))
    one.decided, one.threshold, one.category = details.decided, details.threshold, details.category
    one.working, one.challenged, one.escalation = details.working, details.challenged, details.escalation
    one.next_help = details.next_help
    one.core_group_on, one.review_on = details.core_group_on, details.review_on
    uow.record("scrutiny:write", subject=one, child=one.child)


def sign_scrutiny(uow: UnitOfWork, one: Scrutiny, seen: int, because: str = "") -> None:
    """From now on it never changes. What it decides follows at once: the plan begins or ends, and the next meetings are
    planned, so that their clocks run. Where it goes against the grades, what they say is kept with `because`.

    Raises RuleBroken beside the field that lacks something.
    """
    child = one.child
    lock_child_alone(uow, child)
    lock_draft(uow, one, seen)
    written = written_in(uow.session, one, uow.today)
    check_can_be_signed(written)
    one.held_on, one.chair = one.meeting.on, uow.author
    began = spell_under(child, one.conference, one.held_on)
    one.plan_began_on = began.started_on if began else None
    if one.decided is Decided.ENDS:
        one.left_open = "\n".join(left_open(checks_at_the_end(at_the_end(uow.session, one, uow.today), uow.today)))
    occasion = occasion_of(one.decided, one.working)
    if occasion is not None:
        words = judged_words(occasion, one.decided, one.next_help, child.first_name)
        one.judgement = record_judgement(uow, child, occasion, words, because or one.reason)
    _follow(uow, one)
    latest = latest_days(uow.session, one, uow.today)
    for kind, field, on in written.next_meetings:
        if on is not None:
            if kind in latest:
                check_next_day(on, latest[kind], uow.today, field)
            plan_meeting(uow, [child], _with_the_same(one.meeting, kind, on))
    uow.session.flush()
    one.state, one.signed_at = RecordState.SIGNED, uow.now
    uow.record("scrutiny:sign", subject=one, child=child)


def discard_scrutiny(uow: UnitOfWork, one: Scrutiny, reason: str) -> None:
    if not reason:
        raise RuleBroken("Say why this is put aside", "reason")
    lock_record(uow, one, RecordState.DISCARDED)
    one.state, one.closing_reason = RecordState.DISCARDED, reason
    uow.record("scrutiny:discard", subject=one, child=one.child, reason=reason)


def _with_the_same(meeting: Meeting, kind: MeetingKind, on: date) -> PlanDetails:
    """Those who were invited to this one, and may be told."""
    told = [one for one in meeting.people if may_be_told(one)]
    return PlanDetails(
        kind=kind,
        planned_on=on,
        adults=tuple(one.adult for one in told if one.adult is not None),
        agencies=tuple(one.agency for one in told if one.agency is not None),
        invites_child=any(one.is_child for one in told),
    )


def _follow(uow: UnitOfWork, one: Scrutiny) -> None:
    """What is decided happens to the help on record, on the day of the meeting. Whatever others have entered already
    stays as it is.
    """
    child, kind = one.child, PLAN_OF[one.conference]
    running = _running(child, kind, uow.today)
    if one.decided is Decided.PLAN_BEGINS and running is None:
        start_episode(uow, child, EpisodeDetails(kind, one.held_on, category=one.category))
    elif one.decided is not None and one.decided.is_under_a_plan and running is not None and one.category is not None:
        change_category(uow, running, one.category)
    elif one.decided is Decided.ENDS:
        plan = agreed_plan(uow.session, child)
        if plan is not None and plan.kind is kind:
            stop_plan(uow, plan, one.reason)
        if running is not None:
            stop_episode(uow, running, one.held_on)
    next_help = one.next_help if one.decided in (Decided.ENDS, Decided.NO_PLAN) else None
    begins = next_help.kind if next_help is not None and next_help.begins_at_once else None
    if begins is not None and _running(child, begins, uow.today) is None:
        start_episode(uow, child, EpisodeDetails(begins, one.held_on))


def _running(child: Child, kind: HelpKind, today: date) -> HelpEpisode | None:
    spells = (one for one in child.episodes if one.kind is kind and is_current(one.started_on, one.ended_on, today))
    return max(spells, key=lambda one: one.started_on, default=None)
