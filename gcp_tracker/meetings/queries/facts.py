"""What the clocks look at, of one child or of many in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    Date,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from gcp_tracker.models import Escalation, EscalationStep, HelpEpisode, Meeting, MeetingPerson
from gcp_tracker.models.base import plain_key
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clock_facts import ChallengeFact, ClockFacts, HelpSpell, MeetingFact
from gcp_tracker.rules.clocks import Clock, Periods
from gcp_tracker.rules.meeting_vocabulary import Agency, CancelledBy, MeetingState
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind
from gcp_tracker.rules.working_days import Length, Unit
from gcp_tracker.supervision.queries import waiting_challenges
from gcp_tracker.unit_of_work import LONDON, AnySession

HELP, MEETING, CHALLENGE = "help", "meeting", "challenge"
DAY_OF_MEETING = func.coalesce(Meeting.held_on, Meeting.planned_on)
# Of each kind in each state so many are read, the latest: longer rows of cancellations are not told apart.
LATEST = 10
REPORT_SENT = (
    select(MeetingPerson.id)
    .where(
        MeetingPerson.meeting_id == Meeting.id,
        MeetingPerson.agency == Agency.SOCIAL_CARE,
        MeetingPerson.report_sent.is_(True),
    )
    .correlate(Meeting)
    .exists()
)


# Where an authority sets each local period, in the setting's own unit.
SET_BY = {
    Clock.PROTECTION_VISIT: ("cp_visit_every", Unit.WORKING_DAY),
    Clock.IN_NEED_VISIT: ("cin_visit_every", Unit.WORKING_DAY),
    Clock.CORE_GROUP: ("core_group_every", Unit.DAY),
    Clock.IN_NEED_REVIEW: ("cin_review_every", Unit.MONTH),
    Clock.SUPERVISION: ("supervision_every", Unit.MONTH),
    Clock.PROFILE: ("profile_every", Unit.DAY),
    Clock.PROFILE_BEFORE_REVIEW: ("report_before_review", Unit.WORKING_DAY),
    Clock.MINUTES: ("minutes_within", Unit.WORKING_DAY),
    Clock.REPORT_INITIAL: ("report_before_initial", Unit.WORKING_DAY),
    Clock.REPORT_REVIEW: ("report_before_review", Unit.WORKING_DAY),
    Clock.ESCALATION_1: ("escalation_1_within", Unit.WORKING_DAY),
    Clock.ESCALATION_2: ("escalation_2_within", Unit.WORKING_DAY),
    Clock.ESCALATION_3: ("escalation_3_within", Unit.WORKING_DAY),
    Clock.ESCALATION_4: ("escalation_4_within", Unit.WORKING_DAY),
    Clock.LONG_PLAN_WARNING: ("long_plan", Unit.MONTH),
}


def periods_from(settings: Settings) -> Periods:
    """What the authority has set itself. The one place where settings become periods."""
    ask = {Unit.WORKING_DAY: settings.working_days, Unit.DAY: settings.days, Unit.MONTH: settings.months}
    lengths = {clock: _length(ask[unit](key), unit) for clock, (key, unit) in SET_BY.items()}
    return Periods(lengths, settings.days_off)


def _length(count: int, unit: Unit) -> Length:
    """42 days are said as people say them, 6 weeks."""
    return Length(count // 7, Unit.WEEK) if unit is Unit.DAY and count % 7 == 0 else Length(count, unit)


class ClockRow(NamedTuple):
    """Of help, a meeting or a challenge, in the order of `_columns`: equal where the database has the same."""

    child: Any
    what: str
    number: int
    kind: str
    state: str
    on: date
    until: date | None
    cancelled_by: str | None
    is_kept_here: bool
    enquiry_begun: bool
    report_sent: bool


class OnFile(Protocol):
    """What the clocks look at of a child’s own record."""

    @property
    def first_name(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


@dataclass(slots=True)
class KnownOfClocks:
    spells: list[HelpSpell] = field(default_factory=list)
    meetings: list[MeetingFact] = field(default_factory=list)
    challenges: list[ChallengeFact] = field(default_factory=list)

    def facts(
        self,
        child: OnFile,
        *,
        seen_on: date | None,
        profile_on: date | None,
        has_worker: bool,
        is_open: bool,
    ) -> ClockFacts:
        return ClockFacts(
            name=child.first_name,
            on_file_on=child.created_at.astimezone(LONDON).date(),
            spells=tuple(self.spells),
            meetings=tuple(self.meetings),
            challenges=tuple(self.challenges),
            seen_on=seen_on,
            profile_on=profile_on,
            has_worker=has_worker,
            is_open=is_open,
        )


NOTHING_KNOWN = KnownOfClocks()


def known_of_clocks(session: AnySession, children: Sequence[UUID]) -> dict[UUID, KnownOfClocks]:
    """By child, those with neither help nor a meeting nor a challenge left out."""
    return {child: clocks_from(rows) for child, rows in rows_of_clocks(session, children).items()}


def rows_of_clocks(session: AnySession, children: Sequence[UUID]) -> dict[UUID, tuple[ClockRow, ...]]:
    """By child, as the database has them, for `clocks_from`."""
    found: dict[str, list[ClockRow]] = defaultdict(list)
    for row in map(ClockRow._make, session.execute(_statement(), {"children": children}).all()):
        found[row.child].append(row)
    return {UUID(str(child)): tuple(known) for child, known in found.items()}


def clocks_from(rows: Iterable[ClockRow]) -> KnownOfClocks:
    known = KnownOfClocks()
    for row in rows:
        if row.what == HELP:
            known.spells.append(HelpSpell(HelpKind(row.kind), row.on, row.until))
        elif row.what == CHALLENGE:
            known.challenges.append(ChallengeFact(row.number, row.on, Agency(row.kind).inside))
        else:
            known.meetings.append(meeting_fact(row))
    return known


def meeting_facts_query() -> Select[Any]:
    """For `meeting_fact`, to be narrowed by whoever asks."""
    return select(*_columns())


def meeting_fact(row: Any) -> MeetingFact:
    return MeetingFact(
        number=row.number,
        kind=MeetingKind(row.kind),
        state=MeetingState(row.state),
        on=row.on,
        cancelled_by=CancelledBy(row.cancelled_by) if row.cancelled_by else None,
        minutes_sent_on=row.until,
        is_kept_here=row.is_kept_here,
        enquiry_begun=bool(row.enquiry_begun),
        report_sent=row.report_sent,
    )


def _columns() -> tuple[Any, ...]:
    return (
        plain_key(Meeting.child_id).label("child"),
        literal(MEETING).label("what"),
        Meeting.id.label("number"),
        type_coerce(Meeting.kind, String).label("kind"),
        type_coerce(Meeting.state, String).label("state"),
        type_coerce(DAY_OF_MEETING, Date).label("on"),
        Meeting.minutes_sent_on.label("until"),
        type_coerce(Meeting.cancelled_by, String).label("cancelled_by"),
        Meeting.recorded_by_id.is_not(None).label("is_kept_here"),
        Meeting.enquiry_begun.label("enquiry_begun"),
        REPORT_SENT.label("report_sent"),
    )


@cache
def _statement() -> Any:
    """Built once: to build it takes longer than to ask it."""
    children: BindParameter[Any] = bindparam("children", expanding=True)
    place = func.row_number().over(
        partition_by=(Meeting.child_id, Meeting.kind, Meeting.state), order_by=DAY_OF_MEETING.desc()
    )
    ranked = select(*_columns(), place.label("place")).where(Meeting.child_id.in_(children)).subquery()
    waits_for_minutes = and_(
        ranked.c.state == MeetingState.HELD.value, ranked.c.until.is_(None), ranked.c.is_kept_here.is_(True)
    )
    planned = ranked.c.state == MeetingState.PLANNED.value
    columns = [column for column in ranked.c if column.name != "place"]
    no_word, no_truth = cast(null(), String), cast(null(), Boolean)
    help_spells = select(
        plain_key(HelpEpisode.child_id),
        literal(HELP),
        HelpEpisode.id,
        type_coerce(HelpEpisode.kind, String),
        no_word,
        HelpEpisode.started_on,
        HelpEpisode.ended_on,
        no_word,
        no_truth,
        no_truth,
        no_truth,
    ).where(HelpEpisode.child_id.in_(children))
    challenges = waiting_challenges(
        plain_key(Escalation.child_id),
        literal(CHALLENGE),
        EscalationStep.stage,
        type_coerce(EscalationStep.whom_agency, String),
        no_word,
        EscalationStep.on,
        cast(null(), Date),
        no_word,
        no_truth,
        no_truth,
        no_truth,
    ).where(Escalation.child_id.in_(children))
    latest = select(*columns).where(or_(ranked.c.place <= LATEST, planned, waits_for_minutes))
    return union_all(latest, help_spells, challenges)
