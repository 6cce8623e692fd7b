"""Everything that a statement is made of, read once and cut at its day: what happened later is as if it had not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.constants import Constants, constants_of
from gcp_tracker.change.gradings import ChildGrades
from gcp_tracker.change.kept import keep
from gcp_tracker.change.reading import reading_as_at
from gcp_tracker.chronology.queries import standing_events
from gcp_tracker.conference.queries import AdultSeen, adults_seen, shared_profiles
from gcp_tracker.exports.screens import Screen
from gcp_tracker.models import ActionMove, Child, Event, HelpEpisode, Judgement, Plan, Profile
from gcp_tracker.plans.queries import plan_versions
from gcp_tracker.readings.grades import graded_children
from gcp_tracker.readings.queries import ReadingToday
from gcp_tracker.record.chronology.verdicts import VerdictChange, verdict_changes
from gcp_tracker.record.queries import child_story
from gcp_tracker.record.read import Read, read_of
from gcp_tracker.record.story import Series, Story, series_of
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clock_facts import MeetingFact
from gcp_tracker.rules.recipients import Terms
from gcp_tracker.statement.homes import called_otherwise, other_names
from gcp_tracker.statement.queries import Offices, moves_of, offices_of, versions_until
from gcp_tracker.statement.visits import Visits, visits_in
from gcp_tracker.supervision.queries import Footprint, judgements_of
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.unseen import left_out

# What a paragraph rests on that rests on no visit.
FROM_RECORD = "the child’s record"


@dataclass(frozen=True, slots=True)
class Grounds:
    """`names`: what homes are called instead, see `homes`. `plans`: every version that was agreed, the first first.
    `reads`: each series of grades with what it says as at the day, the one graded last first; None where nothing is
    judged. `is_graded_apart`: two people grade a visit apart, and whoever asks may not see one of the two yet.
    """

    child: Child
    terms: Terms
    as_at: date
    made_at: datetime
    settings: Settings
    story: Story
    names: Mapping[str, str]
    reads: tuple[tuple[Series, Read | None], ...]
    visits: Visits
    offices: Offices
    judgements: tuple[Judgement, ...]
    plans: tuple[Plan, ...]
    moves: tuple[ActionMove, ...]
    events: tuple[Event, ...]
    verdicts: tuple[VerdictChange, ...]
    adults: tuple[AdultSeen, ...]
    profiles: tuple[Profile, ...]
    is_graded_apart: bool

    @property
    def name(self) -> str:
        return self.child.first_name


def grounds_of(
    session: AnySession, child: Child, terms: Terms, screen: Screen, as_at: date, made_at: datetime
) -> Grounds:
    """For whoever asks: what the reader may not see yet is not in it."""
    settings = settings_of(session, child.authority_id, as_at)
    story = story_until(child_story(session, child), as_at)
    names = other_names(story, screen)
    story = called_otherwise(story, names)
    visits = visits_in(versions_until(session, child, as_at), as_at)
    everything = series_of(story.visits)
    grades = graded_children(session, child) if everything else {}
    constants = constants_of(settings)
    reads: list[tuple[Series, Read | None]] = []
    for series in everything:
        today = reading_at(child, grades.get(series.instrument.key), series, constants, as_at, made_at)
        readings = {child.id: today} if today else {}
        reads.append((series, read_of(story, series, readings, settings, as_at)))
    judgements = [one for one in reversed(judgements_of(session, child)) if one.as_of <= as_at]
    verdicts = verdict_changes(session, child, everything[0].instrument.key) if everything else []
    people = {one.visit.author_id for one in visits.signed} | {one.by_id for one in judgements}
    people |= {grade.by_id for one in visits.signed for grade in one.visit.grades if grade.by_id is not None}
    plans = [plan for plan in plan_versions(session, child) if plan.agreed_on is not None and plan.agreed_on <= as_at]
    moves = moves_of(session, [action.line_id for plan in plans for one in plan.outcomes for action in one.actions])
    return Grounds(
        child=child,
        terms=terms,
        as_at=as_at,
        made_at=made_at,
        settings=settings,
        story=story,
        names=names,
        reads=tuple(reads),
        visits=visits,
        offices=offices_of(session, people),
        judgements=tuple(judgements),
        plans=tuple(sorted(plans, key=lambda plan: (plan.agreed_on or as_at, plan.number))),
        moves=tuple(one for one in moves if one.at.astimezone(LONDON).date() <= as_at),
        events=tuple(event for event in standing_events(session, child) if event.happened_on <= as_at),
        verdicts=tuple(one for one in verdicts if one.on <= as_at),
        adults=tuple(one for one in adults_seen(session, child) if one.on <= as_at),
        profiles=tuple(one for one in shared_profiles(session, child) if (one.completed_on or as_at) <= as_at),
        is_graded_apart=child.id in left_out(session).child_ids,
    )


def story_until(story: Story, as_at: date) -> Story:
    """Nothing of it later than that day."""
    return replace(
        story,
        visits=tuple(visit for visit in story.visits if visit.on <= as_at),
        drafts=(),
        episodes=tuple(_episode_until(one, as_at) for one in story.episodes if one.started_on <= as_at),
        meetings=tuple(_meeting_until(one, as_at) for one in story.meetings if one.on <= as_at),
        workers=tuple(replace(one, to_on=_until(one.to_on, as_at)) for one in story.workers if one.from_on <= as_at),
        homes=tuple(replace(one, to_on=_until(one.to_on, as_at)) for one in story.homes if one.from_on <= as_at),
        profiles=tuple(one for one in story.profiles if one.completed_on <= as_at),
        footprint=Footprint(),
    )


def _until(on: date | None, as_at: date) -> date | None:
    """What had not ended by then was open."""
    return None if on is not None and on > as_at else on


def _episode_until(episode: HelpEpisode, as_at: date) -> HelpEpisode:
    """A copy that belongs to no session, where its end was not known yet."""
    if _until(episode.ended_on, as_at) == episode.ended_on:
        return episode
    return HelpEpisode(kind=episode.kind, category=episode.category, started_on=episode.started_on)


def _meeting_until(meeting: MeetingFact, as_at: date) -> MeetingFact:
    return replace(meeting, minutes_sent_on=_until(meeting.minutes_sent_on, as_at))


def reading_at(
    child: Child,
    grades: ChildGrades | None,
    series: Series,
    constants: Constants,
    as_at: date,
    made_at: datetime,
) -> ReadingToday | None:
    """By this version of the engine, from the grades up to that day: the ones kept then may be of another version."""
    if grades is None:
        return None
    day = as_at.toordinal()
    known = tuple(one for one in (each.until(day) for each in grades.series) if len(one.days))
    if not known:
        return None
    born = child.born_on.toordinal() if child.born_on else None
    kept, curves = keep(replace(grades, series=known), born, constants)
    found = [one.reading for one in kept.series]
    reading = reading_as_at(str(child.id), found, kept.domains, kept.moved, day, constants, kept.engine)
    return ReadingToday(series.instrument.key, reading, kept, curves, made_at)
