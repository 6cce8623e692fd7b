"""The page of a child’s engagement, put together from what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.engagement.queries import KnownOfEngagement, VisitOffered
from gcp_tracker.meetings.people import may_be_told
from gcp_tracker.models import Child, Meeting
from gcp_tracker.rules.ages import LifeStage, life_stage
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.dates import counted, date_with_age
from gcp_tracker.rules.engagement import (
    BECAME_OF_VISIT,
    About,
    Account,
    Became,
    Offer,
    accounts,
    became_of_meeting,
    row_words,
)
from gcp_tracker.rules.engagement_patterns import side_by_side
from gcp_tracker.rules.interpreting import InterpretedVisit, Need, need_sentence, not_used_sentence
from gcp_tracker.rules.meeting_vocabulary import CONFERENCES, WITHOUT_FAMILY, Attendance, MeetingState
from gcp_tracker.rules.schooling import attendance_sentence
from gcp_tracker.rules.vocabulary import VisitOutcome
from gcp_tracker.rules.who_was_met import AdultKnown, NotSeen, asked_for, not_met


@dataclass(frozen=True, slots=True)
class AdultTold:
    """`words`: how often and when they were met; `why` what was last said of why not; `is_asked`: whether that is a
    question now.
    """

    adult: AdultKnown
    words: str
    why: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class EngagementPage:
    accounts: list[Account]
    rows: list[str]
    patterns: list[str]
    adults: list[AdultTold]
    not_met: list[NotSeen]
    needs: str
    not_used: str
    interpreted: int
    attendance: str
    months: int


def engagement_page(
    child: Child,
    known: KnownOfEngagement,
    visits: Sequence[VisitOffered],
    meetings: Sequence[Meeting],
    settings: Settings,
    today: date,
) -> EngagementPage:
    months, name = settings.months("engagement_over"), child.first_name
    told = accounts([*known.offers, *_of_visits(visits), *_of_meetings(meetings)], name, today, months)
    offers = [offer for account in told for offer in account.offers]
    held = [visit for visit in visits if visit.outcome is VisitOutcome.HELD]
    conferences = [one.on for one in meetings if one.kind in CONFERENCES and one.state is MeetingState.HELD]
    needed = interpreted_visits(held)
    unmet = who_is_not_met(child, known, len(held), settings, today)
    asked = {one.adult_id for one in unmet}
    return EngagementPage(
        accounts=told,
        rows=[words for account in told if (words := row_words(account.in_a_row))],
        patterns=side_by_side(offers, name, conferences),
        adults=[_told(adult, len(held), adult.id in asked, today) for adult in asked_for(known.adults)],
        not_met=unmet,
        needs=need_sentence(needs_of(child, known)),
        not_used=not_used_sentence(needed),
        interpreted=len(needed),
        attendance=attendance_sentence(name, known.attended),
        months=months,
    )


def who_is_not_met(
    child: Child, known: KnownOfEngagement, visits: int, settings: Settings, today: date
) -> list[NotSeen]:
    """Of somebody who is 18 nobody asks any more."""
    if life_stage(child.born_on, child.expected_on, today) is LifeStage.ADULT:
        return []
    within = settings.days("parent_met_within")
    return not_met(known.adults, known.no_father, child.first_name, visits, today, within)


def needs_of(child: Child, known: KnownOfEngagement) -> list[Need]:
    own = [Need(child.first_name, child.first_language or "")] if child.interpreter_needed else []
    return [*own, *known.needs]


def interpreted_visits(held: Sequence[VisitOffered]) -> list[InterpretedVisit]:
    return [
        InterpretedVisit(visit.on, visit.interpreter_used, visit.interpreter_by)
        for visit in held
        if visit.interpreter_needed
    ]


def _of_visits(visits: Sequence[VisitOffered]) -> list[Offer]:
    return [
        Offer(
            About.VISITS,
            "the visit",
            visit.on,
            BECAME_OF_VISIT[visit.outcome],
            words="" if visit.outcome is VisitOutcome.HELD else visit.detail,
            is_announced=visit.announced,
        )
        for visit in visits
    ]


def _of_meetings(meetings: Sequence[Meeting]) -> list[Offer]:
    """Those to which somebody of the family was invited who may be."""
    found = []
    for meeting in meetings:
        family = [one for one in meeting.people if one.adult_id is not None and may_be_told(one)]
        if meeting.kind in WITHOUT_FAMILY or not family:
            continue
        came = any(one.attendance is Attendance.CAME for one in family)
        became = became_of_meeting(meeting.cancelled_by, came=came)
        if meeting.state is MeetingState.PLANNED:
            became = Became.TO_COME
        if became is not None:
            words = meeting.cancel_reason if meeting.state is MeetingState.CANCELLED else ""
            found.append(Offer(About.MEETINGS, f"the {meeting.kind.inside}", meeting.on, became, words=words))
    return found


def _told(adult: AdultKnown, visits: int, is_asked: bool, today: date) -> AdultTold:
    if adult.met_on is None:
        words = "Not met yet"
    else:
        last = date_with_age(adult.met_on, today)
        words = f"Met {counted(adult.met_times, 'time')}, the last on {last}"
    if visits:
        words += f"; {counted(visits, 'visit')} took place"
    stands = adult.why is not None and (adult.met_on is None or adult.why.said_on > adult.met_on)
    return AdultTold(adult, words, adult.why.sentence if adult.why and stands else "", is_asked)
