"""What happened round the child, newest first: visits, missed ones too, help, meetings, workers, homes, profiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from gcp_tracker.record.standing import episode_words
from gcp_tracker.record.story import Story, ToldVisit
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.meeting_vocabulary import MeetingState
from gcp_tracker.rules.vocabulary import MeetingKind

Target = Literal["visit", "profile"]


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind` is a word for the eye; `target` and `record_id` say what it links to, if anything."""

    on: date
    kind: str
    words: str
    target: Target | None = None
    record_id: UUID | None = None


def chronology(story: Story) -> list[Entry]:
    entries = [*_visits(story), *_help(story), *_people_and_homes(story), *_profiles(story)]
    entries += _meetings(story)
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def _visits(story: Story) -> Iterator[Entry]:
    for visit in story.visits:
        kind = "Visit" if visit.outcome.is_held else "Missed visit"
        yield Entry(visit.on, kind, _visit_words(visit, story.child.first_name), "visit", visit.id)


def _visit_words(visit: ToldVisit, name: str) -> str:
    if not visit.outcome.is_held:
        what = f" ({visit.outcome_detail.rstrip('.')})" if visit.outcome_detail else ""
        return f"{visit.workers}: {visit.outcome.inside}{what}"
    if visit.is_before_birth:
        announced = "" if visit.announced else "; not announced"
        return f"{visit.workers}, {visit.place.words}; before the birth, no grades{announced}"
    seen = f"{name} seen" if visit.child_seen else f"{name} not seen"
    if visit.child_seen:
        seen += " alone" if visit.child_seen_alone else ", not alone"
    graded = len(visit.graded.grades)
    parts = [f"{visit.workers}, {visit.place.words}", seen]
    parts.append(f"{counted(graded, 'item')} graded, {visit.care_name}" if graded else "nothing graded")
    if not visit.announced:
        parts.append("not announced")
    if visit.is_amended:
        parts.append("amended since")
    return "; ".join(parts)


def _help(story: Story) -> Iterator[Entry]:
    for episode in story.episodes:
        yield Entry(episode.started_on, "Help", f"{episode_words(episode)} began")
        if episode.ended_on is not None:
            yield Entry(episode.ended_on, "Help", f"{episode_words(episode)} ended")


def _people_and_homes(story: Story) -> Iterator[Entry]:
    for worker in story.workers:
        role = "" if worker.is_lead else ", beside the lead worker"
        yield Entry(worker.from_on, "Worker", f"{worker.name} was allocated{role}")
        if worker.to_on is not None:
            yield Entry(worker.to_on, "Worker", f"{worker.name}’s allocation ended")
    for home in story.homes:
        yield Entry(home.from_on, "Home", f"Living at {home.home} from this day")
        if home.to_on is not None:
            yield Entry(home.to_on, "Home", f"No longer living at {home.home}")


def _meetings(story: Story) -> Iterator[Entry]:
    """Held and cancelled ones. What is planned has not happened, and supervision happens to the worker."""
    for meeting in story.meetings:
        if meeting.kind is MeetingKind.SUPERVISION:
            continue
        if meeting.state is MeetingState.HELD:
            yield Entry(meeting.on, "Meeting", meeting.kind.words)
        elif meeting.cancelled_by is not None and meeting.cancelled_by.is_a_loss:
            yield Entry(meeting.on, "Meeting cancelled", f"{meeting.kind.words}, {meeting.cancelled_by.agent}")


def _profiles(story: Story) -> Iterator[Entry]:
    for profile in story.profiles:
        yield Entry(profile.completed_on, "Profile", f"Profile completed: {profile.whose}", "profile", profile.id)
