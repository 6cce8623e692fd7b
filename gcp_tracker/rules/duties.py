"""What is due for one child: each clock that runs, from what is on record, with the meeting that is planned for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from gcp_tracker.rules.clock_facts import ClockFacts, HelpSpell, MeetingFact
from gcp_tracker.rules.clocks import Clock, Due, Periods, due, due_words, is_late
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.escalations import stage_of
from gcp_tracker.rules.meeting_vocabulary import CONFERENCES, WITH_MINUTES, CancelledBy, MeetingState
from gcp_tracker.rules.meetings import PastMeeting, cancelled_in_a_row, cancelled_words
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind

# Which meeting stops which clock.
STOPPED_BY = {
    Clock.INITIAL_CONFERENCE: MeetingKind.INITIAL_CONFERENCE,
    Clock.FIRST_CORE_GROUP: MeetingKind.CORE_GROUP,
    Clock.CORE_GROUP: MeetingKind.CORE_GROUP,
    Clock.FIRST_REVIEW: MeetingKind.REVIEW_CONFERENCE,
    Clock.LATER_REVIEW: MeetingKind.REVIEW_CONFERENCE,
    Clock.IN_NEED_REVIEW: MeetingKind.IN_NEED_REVIEW,
    Clock.SUPERVISION: MeetingKind.SUPERVISION,
}
# A plan begins with its conference, and is entered a few days apart from it.
SAME_BEGINNING_DAYS = 14


@dataclass(frozen=True, slots=True)
class Duty:
    """`kind` is the meeting that would stop the clock; `planned_on` the day for which one is planned. `meeting`: the
    number of the meeting that it is about, where there is one, and `about` its words.
    """

    due: Due
    kind: MeetingKind | None = None
    planned_on: date | None = None
    meeting: int | None = None
    about: str = ""

    @property
    def title(self) -> str:
        return f"{self.due.period.title}{self.about}"

    def is_late(self, today: date) -> bool:
        return not self.due.period.is_mark and is_late(self.due.on, today)

    def words(self, today: date, periods: Periods) -> str:
        """Core group late by 6 working days, planned for 3 June 2026; Visit due in 4 days."""
        if self.due.period.is_mark:
            reached = "since" if self.due.on <= today else "on"
            return f"{self.title} {reached} {long_date(self.due.on)}"
        planned = f", planned for {long_date(self.planned_on)}" if self.planned_on else ""
        return f"{self.title} {due_words(self.due.on, today, periods)}{planned}"


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A planned day has passed, and nobody has said what became of the meeting."""

    meeting: MeetingFact

    @property
    def words(self) -> str:
        return f"{self.meeting.kind.words} planned for {long_date(self.meeting.on)}: say whether it was held"


def duties(facts: ClockFacts, periods: Periods, today: date) -> list[Duty]:
    """Every clock that runs, the earliest day first. A challenge may be about the very end of the help."""
    if not facts.is_open:
        return sorted(_challenges(facts, periods), key=lambda duty: duty.due.on)
    found = [*_referral(facts, periods, today), *_conference(facts, periods)]
    protection = _current(facts, HelpKind.CHILD_PROTECTION, today)
    in_need = _current(facts, HelpKind.CHILD_IN_NEED, today)
    if protection is not None:
        found += _under_protection(facts, protection, periods, today)
    elif in_need is not None:
        found += _in_need(facts, in_need, periods)
    running = [spell for spell in facts.spells if _runs(spell, today) and spell.kind is not HelpKind.OPEN_CASE]
    if running:
        found += _whatever_the_help(facts, min(spell.started_on for spell in running), periods)
    found += _papers(facts, periods)
    found += _challenges(facts, periods)
    return sorted((_with_plan(duty, facts, today) for duty in found), key=lambda duty: (duty.due.on, duty.title))


def unsaid(facts: ClockFacts, today: date) -> list[Unsaid]:
    """The oldest first."""
    passed = [one for one in facts.meetings if one.state is MeetingState.PLANNED and one.on < today]
    return [Unsaid(one) for one in sorted(passed, key=lambda one: one.on)]


def lost_in_a_row(facts: ClockFacts) -> list[str]:
    """A sentence for each kind of meeting of which the last two or more were cancelled."""
    if all(one.cancelled_by is None for one in facts.meetings):
        return []
    past = [
        PastMeeting(one.kind, one.on, one.cancelled_by)
        for one in facts.meetings
        if one.state in (MeetingState.HELD, MeetingState.CANCELLED)
    ]
    sentences = (cancelled_words(cancelled_in_a_row(past, kind)) for kind in MeetingKind)
    return [sentence for sentence in sentences if sentence]


def _runs(spell: HelpSpell, today: date) -> bool:
    return is_current(spell.started_on, spell.ended_on, today)


def _current(facts: ClockFacts, kind: HelpKind, today: date) -> HelpSpell | None:
    running = [spell for spell in facts.spells if spell.kind is kind and _runs(spell, today)]
    return max(running, key=lambda spell: spell.started_on, default=None)


def _held(facts: ClockFacts, *kinds: MeetingKind, since: date = date.min) -> MeetingFact | None:
    """The last of these kinds that was held on that day or later."""
    held = (one for one in facts.meetings if one.state is MeetingState.HELD and one.kind in kinds and one.on >= since)
    return max(held, key=lambda one: one.on, default=None)


def _counted(facts: ClockFacts, clock: Clock, since: date, event: str, periods: Periods) -> Duty:
    """From the day that the child came on file, where the day it would have been due lies before that."""
    found = due(clock, since, event, periods)
    if found.on < facts.on_file_on:
        found = due(clock, facts.on_file_on, f"{facts.name} came on file here", periods)
        found = replace(found, why=f"{found.why}; an earlier one is not on file")
    return Duty(found, STOPPED_BY.get(clock))


def _referral(facts: ClockFacts, periods: Periods, today: date) -> Iterator[Duty]:
    """Until help has begun or the case is closed. A decision is taken as made once somebody has the child."""
    case = _current(facts, HelpKind.OPEN_CASE, today)
    if case is None:
        return
    if any(spell.kind is not HelpKind.OPEN_CASE and spell.started_on >= case.started_on for spell in facts.spells):
        return
    clocks = [Clock.ASSESSMENT] if facts.has_worker else [Clock.REFERRAL_DECISION, Clock.ASSESSMENT]
    for clock in clocks:
        found = due(clock, case.started_on, "the referral", periods)
        if found.on >= facts.on_file_on:
            yield Duty(found)


def _conference(facts: ClockFacts, periods: Periods) -> Iterator[Duty]:
    """After a strategy discussion that began an enquiry, until the conference, or until it is found not needed."""
    begun = [one for one in facts.meetings if one.kind is MeetingKind.STRATEGY_DISCUSSION and one.enquiry_begun]
    strategy = max((one for one in begun if one.state is MeetingState.HELD), key=lambda one: one.on, default=None)
    if strategy is None or _held(facts, MeetingKind.INITIAL_CONFERENCE, since=strategy.on):
        return
    for one in facts.meetings:
        is_off = one.kind is MeetingKind.INITIAL_CONFERENCE and one.cancelled_by is CancelledBy.NOT_NEEDED
        if is_off and one.on >= strategy.on:
            return
    plans = (spell for spell in facts.spells if spell.kind is HelpKind.CHILD_PROTECTION)
    if not any(spell.started_on >= strategy.on for spell in plans):
        yield _counted(facts, Clock.INITIAL_CONFERENCE, strategy.on, "the strategy discussion", periods)


def _under_protection(facts: ClockFacts, plan: HelpSpell, periods: Periods, today: date) -> Iterator[Duty]:
    began = _beginning(facts, plan)
    event = "the plan began" if began is None else "the initial conference"
    begun_on = plan.started_on if began is None else began.on
    yield _visit(facts, Clock.PROTECTION_VISIT, plan, periods)
    core_group = _held(facts, MeetingKind.CORE_GROUP, since=begun_on)
    if core_group is None:
        yield _counted(facts, Clock.FIRST_CORE_GROUP, begun_on, event, periods)
    else:
        yield _counted(facts, Clock.CORE_GROUP, core_group.on, "the core group", periods)
    review = _held(facts, MeetingKind.REVIEW_CONFERENCE, since=begun_on)
    if review is None:
        yield _counted(facts, Clock.FIRST_REVIEW, begun_on, event, periods)
    else:
        yield _counted(facts, Clock.LATER_REVIEW, review.on, "the review conference", periods)
    warning = due(Clock.LONG_PLAN_WARNING, plan.started_on, "the plan began", periods)
    long = due(Clock.LONG_PLAN, plan.started_on, "the plan began", periods)
    yield Duty(warning if today < long.on and warning.on < long.on else long)


def _beginning(facts: ClockFacts, plan: HelpSpell) -> MeetingFact | None:
    """The initial conference that the plan began with."""
    near = [
        one
        for one in facts.meetings
        if one.kind is MeetingKind.INITIAL_CONFERENCE
        and one.state is MeetingState.HELD
        and abs((one.on - plan.started_on).days) <= SAME_BEGINNING_DAYS
    ]
    return max(near, key=lambda one: one.on, default=None)


def _in_need(facts: ClockFacts, plan: HelpSpell, periods: Periods) -> Iterator[Duty]:
    yield _visit(facts, Clock.IN_NEED_VISIT, plan, periods)
    review = _held(facts, MeetingKind.IN_NEED_REVIEW, since=plan.started_on)
    if review is None:
        yield _counted(facts, Clock.IN_NEED_REVIEW, plan.started_on, "the plan began", periods)
    else:
        yield _counted(facts, Clock.IN_NEED_REVIEW, review.on, "the review", periods)


def _visit(facts: ClockFacts, clock: Clock, plan: HelpSpell, periods: Periods) -> Duty:
    if facts.seen_on is None or facts.seen_on < plan.started_on:
        return _counted(facts, clock, plan.started_on, "the plan began", periods)
    return _counted(facts, clock, facts.seen_on, f"{facts.name} was last seen", periods)


def _whatever_the_help(facts: ClockFacts, since: date, periods: Periods) -> Iterator[Duty]:
    supervision = _held(facts, MeetingKind.SUPERVISION, since=since)
    if supervision is None:
        yield _counted(facts, Clock.SUPERVISION, since, "the help began", periods)
    else:
        yield _counted(facts, Clock.SUPERVISION, supervision.on, "supervision", periods)
    if facts.profile_on is not None:
        yield _counted(facts, Clock.PROFILE, facts.profile_on, "the profile", periods)


def _papers(facts: ClockFacts, periods: Periods) -> Iterator[Duty]:
    """Minutes after a meeting, reports and a profile before a conference."""
    conferences = [one.on for one in facts.meetings if one.kind in CONFERENCES and one.state is MeetingState.HELD]
    for one in facts.meetings:
        if one.state is MeetingState.HELD and one.kind in WITH_MINUTES and one.is_kept_here:
            if one.minutes_sent_on is None:
                found = due(Clock.MINUTES, one.on, f"the {one.kind.inside}", periods)
                about = f" of the {one.kind.inside} of {long_date(one.on)}"
                yield Duty(found, meeting=one.number, about=about)
        elif one.state is MeetingState.PLANNED and one.kind in CONFERENCES:
            is_first = one.kind is MeetingKind.INITIAL_CONFERENCE
            if not one.report_sent:
                clock = Clock.REPORT_INITIAL if is_first else Clock.REPORT_REVIEW
                yield Duty(due(clock, one.on, "the conference", periods), meeting=one.number)
            last = max((on for on in conferences if on < one.on), default=date.min)
            if not is_first and facts.profile_on is not None and facts.profile_on < last:
                found = due(Clock.PROFILE_BEFORE_REVIEW, one.on, "the review conference", periods)
                yield Duty(found, meeting=one.number)


def _challenges(facts: ClockFacts, periods: Periods) -> Iterator[Duty]:
    for one in facts.challenges:
        yield Duty(due(stage_of(one.stage).clock, one.on, "it was put", periods), about=f" (put to {one.of})")


def _with_plan(duty: Duty, facts: ClockFacts, today: date) -> Duty:
    """With the day for which the meeting is planned that would stop the clock."""
    if duty.kind is None:
        return duty
    ahead: Iterable[MeetingFact] = (
        one for one in facts.meetings if one.kind is duty.kind and one.state is MeetingState.PLANNED and one.on >= today
    )
    planned = min(ahead, key=lambda one: one.on, default=None)
    return duty if planned is None else replace(duty, planned_on=planned.on, meeting=planned.number)
