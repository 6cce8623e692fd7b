"""The meetings of a family’s story: those that it names, and between them those that were held as they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from functools import partial
from typing import TypeAlias

from gcp_tracker.demo.dealings import (
    MeetingStory,
)
from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.demo.stories import (
    ChildStory,
    EpisodeStory,
)
from gcp_tracker.meetings import service
from gcp_tracker.meetings.details import CancelDetails, HeldDetails, PlanDetails, SentDetails
from gcp_tracker.meetings.people import people_to_ask, people_to_tell, person_key
from gcp_tracker.models import Adult, Child, Meeting
from gcp_tracker.rules.meeting_vocabulary import WITHOUT_FAMILY, Agency, CancelledBy, MeetingState, Paper
from gcp_tracker.rules.vocabulary import HelpKind, MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork

# What was held as it should be, every so many days; long ago it is left out, as a file that was begun late leaves it.
CORE_GROUP_EVERY, REVIEW_EVERY, SUPERVISION_EVERY = 33, 84, 28
CORE_GROUPS_FROM, REVIEWS_FROM, SUPERVISION_FROM = -330, -175, -30
PLANNED_AHEAD = 12
SOONEST, LATEST = 2, 20
PLANNED_AT, WRITTEN_AT, SENT_AT = time(17, 40), time(18, 50), time(19, 10)
SCHOOL_FROM = 4 * 365
Step: TypeAlias = tuple[int, time, str, Callable[[UnitOfWork], None]]
Occasion: TypeAlias = tuple[str, int]


class MeetingsOfFamily:
    """A meeting of one kind on one day is one for all the children of whom the story tells it."""

    def __init__(self, on_file: FamilyOnFile) -> None:
        self.on_file = on_file
        self.rows: dict[Occasion, list[Meeting]] = {}

    def steps(self) -> Iterator[Step]:
        told: dict[Occasion, tuple[MeetingStory, list[str]]] = {}
        for key, child in self.on_file.story.children.items():
            for meeting in _meetings_of(child):
                told.setdefault((meeting.kind, meeting.day), (meeting, []))[1].append(key)
        for occasion, (meeting, keys) in told.items():
            yield from self._steps_of(occasion, meeting, keys)

    def _steps_of(self, occasion: Occasion, meeting: MeetingStory, keys: list[str]) -> Iterator[Step]:
        added = max(self.on_file.story.children[key].added for key in keys)
        by = _worker_on(self.on_file.story.children[keys[0]], meeting.day)
        written = max(meeting.day, added)
        # By the evening of the day itself at the latest, which for what lies ahead is the last day that was worked.
        yield (
            min(max(meeting.day - PLANNED_AHEAD, added), written, -1),
            PLANNED_AT,
            by,
            partial(self._plan, occasion, meeting, keys),
        )
        if meeting.day >= 0:
            return
        yield written, WRITTEN_AT, by, partial(self._cancel if meeting.cancelled else self._hold, occasion, meeting)
        if not meeting.cancelled and meeting.minutes is not None and meeting.kind != MeetingKind.SUPERVISION:
            sent = written + meeting.minutes
            if sent < 0:
                yield sent, SENT_AT, by, partial(self._send, occasion)

    def _plan(self, occasion: Occasion, meeting: MeetingStory, keys: list[str], uow: UnitOfWork) -> None:
        kind = MeetingKind(meeting.kind)
        children = [self.on_file.children[key] for key in keys]
        details = PlanDetails(
            kind=kind,
            planned_on=self.on_file.days.day(meeting.day),
            adults=() if kind in WITHOUT_FAMILY else tuple(self._adults(keys)),
            agencies=tuple(self._agencies(kind, keys)),
        )
        # The chair may have named the day already.
        there = {one: _planned(one, kind, details.planned_on) for one in children}
        missing = [one for one, planned in there.items() if planned is None]
        there |= {meeting.child: meeting for meeting in service.plan_meeting(uow, missing, details)}
        self.rows[occasion] = [planned for planned in there.values() if planned is not None]

    def _adults(self, keys: list[str]) -> Iterator[Adult]:
        """Carers who are on file by now, and who may be contacted."""
        for key, adult in self.on_file.story.adults.items():
            if adult.carer and not adult.no_contact and set(adult.to) & set(keys) and key in self.on_file.adults:
                yield self.on_file.adults[key]

    def _agencies(self, kind: MeetingKind, keys: list[str]) -> Iterator[Agency]:
        yield Agency.SOCIAL_CARE
        if kind is MeetingKind.SUPERVISION:
            return
        days_old = [-(self.on_file.story.children[key].born or 0) for key in keys]
        if any(days >= SCHOOL_FROM for days in days_old):
            yield Agency.SCHOOL
        yield Agency.HEALTH_VISITOR
        if kind is MeetingKind.INITIAL_CONFERENCE:
            yield Agency.POLICE

    def _hold(self, occasion: Occasion, meeting: MeetingStory, uow: UnitOfWork) -> None:
        rows = self.rows[occasion]
        keys = {person_key(one) for one in people_to_ask(rows[0])}
        apologies = frozenset(meeting.apologies) & keys
        on = rows[0].planned_on or uow.today
        reports = keys & {Agency.SOCIAL_CARE.value, Agency.SCHOOL.value}
        details = HeldDetails(
            held_on=on,
            came=frozenset(keys - apologies),
            apologies=apologies,
            reports=frozenset(reports) if "conference" in meeting.kind else frozenset(),
            notes=meeting.notes,
        )
        service.hold_meeting(uow, rows, details)

    def _cancel(self, occasion: Occasion, meeting: MeetingStory, uow: UnitOfWork) -> None:
        service.cancel_meeting(uow, self.rows[occasion], CancelDetails(CancelledBy(meeting.cancelled), meeting.why))

    def _send(self, occasion: Occasion, uow: UnitOfWork) -> None:
        rows = self.rows[occasion]
        to = frozenset(person_key(one) for one in people_to_tell(rows[0]))
        service.send_papers(uow, rows, SentDetails(Paper.MINUTES, uow.today, to))


def _meetings_of(child: ChildStory) -> Iterator[MeetingStory]:
    named = {(one.kind, one.day) for one in child.meetings}
    kinds = {one.kind for one in child.meetings}
    yield from child.meetings
    for order, day in enumerate(child.conferences):
        kind = MeetingKind.REVIEW_CONFERENCE if order else MeetingKind.INITIAL_CONFERENCE
        if (kind, day) not in named:
            yield MeetingStory(kind, day)
    for episode in child.episodes:
        if episode.kind == HelpKind.CHILD_PROTECTION and MeetingKind.CORE_GROUP not in kinds:
            yield from _every(MeetingKind.CORE_GROUP, episode, 10, CORE_GROUP_EVERY, CORE_GROUPS_FROM, child)
        if episode.kind == HelpKind.CHILD_IN_NEED and MeetingKind.IN_NEED_REVIEW not in kinds:
            yield from _every(MeetingKind.IN_NEED_REVIEW, episode, 80, REVIEW_EVERY, REVIEWS_FROM, child)
    running = [episode for episode in child.episodes if episode.until is None]
    if running and MeetingKind.SUPERVISION not in kinds:
        yield from _every(MeetingKind.SUPERVISION, running[0], 25, SUPERVISION_EVERY, SUPERVISION_FROM, child)


def _every(
    kind: MeetingKind, episode: EpisodeStory, first: int, every: int, since: int, child: ChildStory
) -> Iterator[MeetingStory]:
    """From the beginning of the help to the end of it, the next one planned."""
    if not child.allocations:
        return
    last = episode.until if episode.until is not None else every
    for day in range(episode.day + first, last, every):
        if max(since, child.added) <= day < 0 or SOONEST <= day <= LATEST:
            yield MeetingStory(kind, day)


def _planned(child: Child, kind: MeetingKind, on: date) -> Meeting | None:
    same = (one for one in child.meetings if one.kind is kind and one.planned_on == on)
    return next((one for one in same if one.state is MeetingState.PLANNED), None)


def _worker_on(child: ChildStory, day: int) -> str:
    """Who had the child then; the first to have had it, for what is older."""
    held = [one for one in child.allocations if one.day <= day and (one.until is None or one.until > day)]
    return (held[-1] if held else child.allocations[0]).to
