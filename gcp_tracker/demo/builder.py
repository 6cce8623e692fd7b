"""Plays the stories day by day through the services, as their people would have used them, by the clock of each day."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from operator import attrgetter

import click
from sqlalchemy import select

from gcp_tracker.accounts.service import disable_user
from gcp_tracker.admin.service import set_days_off
from gcp_tracker.attention.of_child import attention_now
from gcp_tracker.attention.service import put_off_reason
from gcp_tracker.demo.apart import allocate_beside, play_second, play_talk
from gcp_tracker.demo.arrivals import take_in_return
from gcp_tracker.demo.dealings import (
    PutOffStory,
)
from gcp_tracker.demo.engaging import EngagementOfFamily, enter_half_terms
from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.demo.meetings import MeetingsOfFamily
from gcp_tracker.demo.packs import make_packs
from gcp_tracker.demo.planning import PlansOnFile
from gcp_tracker.demo.scrutinising import say_who_chairs, scrutiny_steps
from gcp_tracker.demo.seeing import say_who_sees
from gcp_tracker.demo.staff import PEOPLE, Staff, gather_staff, staff_on_file
from gcp_tracker.demo.state import FINISHED
from gcp_tracker.demo.stories import (
    ChildStory,
    FamilyStory,
    ProfileStory,
    VisitStory,
)
from gcp_tracker.demo.story_files import all_families
from gcp_tracker.demo.supervising import MANAGER, SupervisionOnFile
from gcp_tracker.demo.telling import told_steps
from gcp_tracker.demo.tracking import answer_what_waits, play_tracked
from gcp_tracker.demo.visiting import AT_THE_HOUSE, BACK_AT_THE_DESK, play_visit
from gcp_tracker.models import AuditEvent, Child, Profile, User
from gcp_tracker.profiles import service as profiles
from gcp_tracker.rules.days_off import Span
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.plan_vocabulary import ActionState
from gcp_tracker.rules.vocabulary import CarerAgrees
from gcp_tracker.rules.working_days import is_working_day
from gcp_tracker.unit_of_work import LONDON, AnySession, UnitOfWork

FIRST_DAY = -1100
MADE = "demo:family"
# Children come on file and profiles are opened before the first visit of a day, which is at 8:20.
OFFICE, MORNING, EVENING, LATER = time(7, 15), time(8, 10), time(19, 30), time(20, 0)
WRITING, AGREEING = time(7, 45), time(7, 50)
STARTED, DONE, DROPPED = ActionState.STARTED, ActionState.DONE, ActionState.DROPPED


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    actor: User
    do: Callable[[UnitOfWork], None]


def build_demo(
    session: AnySession, now: datetime, instrument: Instrument, families: Sequence[FamilyStory] | None = None
) -> None:
    """All families, or only those given. Each is one unit of work, so that a start that was cut off goes on where it
    stopped.
    """
    calendar = Calendar(now.astimezone(LONDON).date())
    made = set(session.scalars(select(AuditEvent.reason).where(AuditEvent.action == MADE)))
    staff = staff_on_file(session)
    if staff is None:
        with UnitOfWork(session, None, calendar.at(FIRST_DAY, OFFICE)) as uow:
            staff = gather_staff(uow)
    with UnitOfWork(session, staff.people["samir"], calendar.at(-28, OFFICE)) as uow:
        enter_half_terms(uow, staff.authority, calendar.today)
    missing = [story for story in (all_families() if families is None else families) if story.key not in made]
    with click.progressbar(missing, label="Demo families", hidden=not sys.stdout.isatty()) as stories:
        for story in stories:
            _make_family(session, now, Timeline(calendar, staff, instrument), story)
    with UnitOfWork(session, staff.people["samir"], calendar.at(-13, OFFICE)) as uow:
        take_in_return(uow, staff.authority, calendar.today)
        uow.actor = staff.people["joan"]
        away = calendar.day(24)
        training = "All teams are away together for a day of training."
        set_days_off(uow, staff.authority, Span(away, away, is_closed=True), training)
        for key, person in PEOPLE.items():
            if person.left is not None:
                uow.now = calendar.at(person.left, LATER)
                disable_user(uow, staff.people[key])
        uow.now = now
        say_who_sees(uow, staff)
        make_packs(uow, calendar.today)
        say_who_chairs(uow, staff, calendar.today)
        uow.actor = None
        uow.record(FINISHED)


def _make_family(session: AnySession, now: datetime, timeline: Timeline, story: FamilyStory) -> None:
    with UnitOfWork(session, None, now) as uow:
        for step in timeline.steps(story):
            uow.now, uow.actor = step.at, step.actor
            step.do(uow)
        uow.now, uow.actor = now, None
        uow.record(MADE, reason=story.key)
    session.expire_all()


class Calendar:
    """Days counted from today. Work happens on working days: the last one up to the day that the story names."""

    def __init__(self, today: date) -> None:
        self.today = today

    def born(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def day(self, days: int) -> date:
        on = self.born(days)
        while not is_working_day(on):
            on -= timedelta(days=1)
        return on

    def at(self, days: int, when: time) -> datetime:
        return datetime.combine(self.day(days), when, LONDON)


class Timeline:
    """One family's story as steps in the order of their days, whichever child they are about."""

    def __init__(self, calendar: Calendar, staff: Staff, instrument: Instrument) -> None:
        self.calendar = calendar
        self.staff = staff
        self.instrument = instrument
        self.profiles: dict[tuple[str, str], Profile] = {}

    def steps(self, story: FamilyStory) -> list[Step]:
        on_file = FamilyOnFile(story, self.staff, self.calendar)
        found: list[Step] = []
        for key, adult in story.adults.items():
            if adult.known is not None:
                found.append(self._office(story, adult.known, 5, partial(on_file.meet_adult, key)))
        for key, child in story.children.items():
            found.append(self._office(story, child.added, 0, partial(on_file.add_child, key)))
            found += self._homes(on_file, key, child)
            found += self._help(on_file, key, child)
            for number, visit in enumerate(child.visits, 1):
                found.append(self._visit(on_file, key, number, visit))
                found += self._second(on_file, key, number, visit)
            for profile in child.profiles:
                found += self._profile(on_file, key, profile)
            found += self._plans(on_file, key, child)
            found += self._tracked(on_file, key, child)
            for day, when, by, do in SupervisionOnFile(on_file, key).steps():
                who = self.staff.manager_of(story.team) if by == MANAGER else self.staff.people[by]
                found.append(Step(self.calendar.at(day, when), who, do))
            for day, when, by, do in scrutiny_steps(on_file, key):
                found.append(Step(self.calendar.at(day, when), self.staff.people[by], do))
            for day, when, by, do in told_steps(on_file, key, self.instrument):
                found.append(Step(self.calendar.at(day, when), self.staff.people[by], do))
            found += [self._put_off(on_file, key, one) for one in child.put_off]
        engagement = EngagementOfFamily(on_file, self.calendar)
        for day, when, by, do in (*MeetingsOfFamily(on_file).steps(), *engagement.steps()):
            found.append(Step(self.calendar.at(day, when), self.staff.people[by], do))
        return sorted(found, key=attrgetter("at"))

    def _office(self, story: FamilyStory, day: int, minutes: int, do: Callable[[UnitOfWork], None]) -> Step:
        at = self.calendar.at(day, OFFICE) + timedelta(minutes=minutes)
        return Step(at, self.staff.manager_of(story.team), do)

    def _homes(self, on_file: FamilyOnFile, key: str, child: ChildStory) -> list[Step]:
        """An old home ends before a new one begins on the same day."""
        found = []
        for home, day in child.left.items():
            found.append(self._office(on_file.story, max(day, child.added), 2, partial(on_file.leave_home, key, home)))
        for home, day in child.homes.items():
            if day > child.added:
                found.append(self._office(on_file.story, day, 3, partial(on_file.move_in, key, home)))
        return found

    def _help(self, on_file: FamilyOnFile, key: str, child: ChildStory) -> list[Step]:
        """What is older than the file is written on the day the child came on it; an end before a new beginning."""
        found = []

        def add(day: int, minutes: int, do: Callable[[UnitOfWork], None]) -> None:
            found.append(self._office(on_file.story, max(day, child.added), minutes, do))

        for order, allocation in enumerate(child.allocations):
            add(allocation.day, 10 + order, partial(on_file.allocate, key, allocation))
            if allocation.until is not None:
                add(allocation.until, 9, partial(on_file.end_work, key))
        for order, episode in enumerate(child.episodes):
            add(episode.day, 30 + order, partial(on_file.start_help, key, episode))
            if episode.until is not None:
                add(episode.until, 20, partial(on_file.end_help, key, episode))
        return found

    def _visit(self, on_file: FamilyOnFile, key: str, number: int, visit: VisitStory) -> Step:
        at = self.calendar.at(visit.day, time.fromisoformat(visit.at))

        def do(uow: UnitOfWork) -> None:
            signed = play_visit(uow, on_file, key, number, self.instrument)
            profile = self.profiles.get((key, on_file.story.home_of(visit)))
            if signed is not None and profile is not None and not profile.is_completed and signed.outcome.is_held:
                profiles.contribute_visit(uow, profile, signed)

        return Step(at, self.staff.people[visit.by], do)

    def _tracked(self, on_file: FamilyOnFile, key: str, child: ChildStory) -> list[Step]:
        """What a visit made fire is answered by the manager on the evening of the next day but one."""
        found = []
        for story in child.tracked:
            at = self.calendar.at(story.day, time.fromisoformat(story.at))
            found.append(Step(at, self.staff.people[story.by], partial(play_tracked, story, on_file, key)))
        manager = self.staff.manager_of(on_file.story.team)
        for day in (*(visit.day for visit in child.visits), *(story.day for story in child.tracked)):
            evening = self.calendar.at(min(day + 2, -1), LATER) + timedelta(minutes=30)
            found.append(Step(evening, manager, partial(answer_what_waits, on_file, key)))
        return found

    def _second(self, on_file: FamilyOnFile, key: str, number: int, visit: VisitStory) -> list[Step]:
        """The colleague writes that evening; they talk the next morning."""
        story = on_file.story.children[key].second.get(number)
        if story is None:
            return []
        beside = partial(allocate_beside, on_file, key, number)
        found = [self._office(on_file.story, visit.day, 50, beside)]
        if not story.open:
            opened = self.calendar.at(visit.day, time.fromisoformat(visit.at))
            evening = max(self.calendar.at(visit.day, EVENING), opened + AT_THE_HOUSE + BACK_AT_THE_DESK)
            found.append(Step(evening, self.staff.people[story.by], partial(play_second, on_file, key, number)))
        if story.agreed:
            talked = self.calendar.at(visit.day, MORNING) + timedelta(days=1)
            found.append(Step(talked, self.staff.people[visit.by], partial(play_talk, on_file, key, number)))
        return found

    def _plans(self, on_file: FamilyOnFile, key: str, child: ChildStory) -> list[Step]:
        """Written by the worker and agreed by the manager before the first visit of a day; actions move at its end."""
        plans = PlansOnFile(on_file, key, self.instrument)
        found = []
        for story in child.plans:
            worker, manager = self.staff.people[story.by], self.staff.manager_of(on_file.story.team)
            found.append(Step(self.calendar.at(story.day, WRITING), worker, partial(plans.write, story)))
            if not story.draft:
                found.append(Step(self.calendar.at(story.day, AGREEING), manager, plans.agree))
            if story.ended is not None:
                found.append(Step(self.calendar.at(story.ended, AGREEING), manager, partial(plans.end, story)))
            for action in (action for outcome in story.outcomes for action in outcome.actions):
                for day, to in ((action.started, STARTED), (action.done, DONE), (action.dropped, DROPPED)):
                    if day is not None:
                        at = self.calendar.at(day, EVENING)
                        found.append(Step(at, worker, partial(plans.move, action, to)))
        return found

    def _put_off(self, on_file: FamilyOnFile, key: str, story: PutOffStory) -> Step:
        def do(uow: UnitOfWork) -> None:
            child = on_file.children[key]
            attention = attention_now(uow.session, child, uow.now, uow.today)
            reason = next(one for one in attention.standing if one.kind.value == story.kind)
            put_off_reason(uow, child, reason, self.calendar.born(story.until), story.why)

        at = self.calendar.at(story.day, EVENING)
        return Step(at, self.staff.manager_of(on_file.story.team), do)

    def _profile(self, on_file: FamilyOnFile, key: str, story: ProfileStory) -> list[Step]:
        by = self.staff.people[story.by]
        series = (key, story.home or next(iter(on_file.story.homes)))

        def open_it(uow: UnitOfWork) -> None:
            child: Child = on_file.children[key]
            home = on_file.homes[series[1]]
            self.profiles[series] = profiles.open_profile(
                uow, child, self.instrument, opened_on=uow.today, household=home
            )

        def share(uow: UnitOfWork) -> None:
            details = (
                profiles.SharingDetails(not_shared_reason=story.not_shared)
                if story.not_shared
                else profiles.SharingDetails(
                    shared_on=uow.today,
                    shared_with=on_file.adults[story.shared_with],
                    agrees=CarerAgrees(story.agrees),
                    comment=story.comment,
                )
            )
            profiles.record_sharing(uow, self.profiles[series], details)

        found = [Step(self.calendar.at(story.opened, MORNING), by, open_it)]
        if story.completed is not None:
            at = self.calendar.at(story.completed, EVENING)
            found.append(Step(at, by, lambda uow: profiles.complete_profile(uow, self.profiles[series])))
        if story.shared is not None:
            found.append(Step(self.calendar.at(story.shared, LATER), by, share))
        return found
