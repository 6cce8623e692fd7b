"""Plays the stories day by day through the services, as their people would have used them, by the clock of each day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from operator import attrgetter

from sqlalchemy import select

from gcp_tracker.demo.arrivals import take_in_return
from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.demo.staff import Staff, gather_staff
from gcp_tracker.demo.state import FINISHED
from gcp_tracker.demo.stories import ChildStory, FamilyStory, ProfileStory, VisitStory, all_families
from gcp_tracker.demo.visiting import play_visit
from gcp_tracker.models import AuditEvent, Authority, Child, Profile, Team, User
from gcp_tracker.profiles import service as profiles
from gcp_tracker.rules.clocks import is_working_day
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import CarerAgrees
from gcp_tracker.unit_of_work import LONDON, AnySession, UnitOfWork

FIRST_DAY = -780
MADE = "demo:family"
# Children come on file and profiles are opened before the first visit of a day, which is at 8:20.
OFFICE, MORNING, EVENING, LATER = time(7, 15), time(8, 10), time(19, 30), time(20, 0)


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    actor: User
    do: Callable[[UnitOfWork], None]


def build_demo(session: AnySession, now: datetime, instrument: Instrument) -> None:
    """Each family is one unit of work, so that a start that was cut off goes on where it stopped."""
    calendar = Calendar(now.astimezone(LONDON).date())
    made = set(session.scalars(select(AuditEvent.reason).where(AuditEvent.action == MADE)))
    staff = _staff(session, calendar)
    for story in all_families():
        if story.key in made:
            continue
        with UnitOfWork(session, None, now) as uow:
            for step in Timeline(calendar, staff, instrument).steps(story):
                uow.now, uow.actor = step.at, step.actor
                step.do(uow)
            uow.now, uow.actor = now, None
            uow.record(MADE, reason=story.key)
        session.expire_all()
    with UnitOfWork(session, staff.people["samir"], calendar.at(-13, OFFICE)) as uow:
        take_in_return(uow, staff.authority, calendar.today)
        uow.now, uow.actor = now, None
        uow.record(FINISHED)


def _staff(session: AnySession, calendar: Calendar) -> Staff:
    authority = session.scalar(select(Authority))
    if authority is None:
        with UnitOfWork(session, None, calendar.at(FIRST_DAY, OFFICE)) as uow:
            return gather_staff(uow)
    teams = {team.is_intake: team for team in session.scalars(select(Team))}
    people = {user.email.partition("@")[0]: user for user in session.scalars(select(User))}
    return Staff(authority, teams[False], teams[True], people)


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
        for key, child in story.children.items():
            found.append(self._office(child.added, 0, partial(on_file.add_child, key)))
            found += self._help(on_file, key, child)
            for number, visit in enumerate(child.visits, 1):
                found.append(self._visit(on_file, key, number, visit))
            for profile in child.profiles:
                found += self._profile(on_file, key, profile)
        return sorted(found, key=attrgetter("at"))

    def _office(self, day: int, minutes: int, do: Callable[[UnitOfWork], None]) -> Step:
        return Step(self.calendar.at(day, OFFICE) + timedelta(minutes=minutes), self.staff.people["grace"], do)

    def _help(self, on_file: FamilyOnFile, key: str, child: ChildStory) -> list[Step]:
        """What is older than the file is written on the day the child came on it; an end before a new beginning."""
        found = []
        for order, allocation in enumerate(child.allocations):
            day = max(allocation.day, child.added)
            found.append(self._office(day, 10 + order, partial(on_file.allocate, key, allocation)))
        for order, episode in enumerate(child.episodes):
            found.append(
                self._office(max(episode.day, child.added), 30 + order, partial(on_file.start_help, key, episode))
            )
            if episode.until is not None:
                until = max(episode.until, child.added)
                found.append(self._office(until, 20, partial(on_file.end_help, key, episode)))
        for order, on in enumerate(child.conferences):
            found.append(self._office(on, 40, partial(on_file.hold_conference, key, on, order == 0)))
        return found

    def _visit(self, on_file: FamilyOnFile, key: str, number: int, visit: VisitStory) -> Step:
        at = self.calendar.at(visit.day, time.fromisoformat(visit.at))

        def do(uow: UnitOfWork) -> None:
            signed = play_visit(uow, on_file, key, number, self.instrument)
            profile = self.profiles.get((key, on_file.home_key(visit.home)))
            if signed is not None and profile is not None and not profile.is_completed and signed.outcome.is_held:
                profiles.contribute_visit(uow, profile, signed)

        return Step(at, self.staff.people[visit.by], do)

    def _profile(self, on_file: FamilyOnFile, key: str, story: ProfileStory) -> list[Step]:
        by = self.staff.people[story.by]
        series = (key, on_file.home_key(story.home))

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
