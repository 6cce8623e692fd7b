"""One family of the demo as it comes on file: its homes, adults and children, the help they are under, its workers."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from gcp_tracker.children import service
from gcp_tracker.children.details import AdultDetails, ChildDetails, EpisodeDetails, HomeDetails, RelationDetails
from gcp_tracker.demo.staff import Staff
from gcp_tracker.demo.stories import AdultStory, AllocationStory, ChildStory, EpisodeStory, FamilyStory
from gcp_tracker.models import Adult, Child, HelpEpisode, Household, Meeting
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, MeetingKind, Pronoun, Relationship
from gcp_tracker.unit_of_work import UnitOfWork


class Days(Protocol):
    def born(self, days: int) -> date: ...

    def day(self, days: int) -> date: ...


class FamilyOnFile:
    def __init__(self, story: FamilyStory, staff: Staff, days: Days) -> None:
        self.story = story
        self.staff = staff
        self.days = days
        self.homes: dict[str, Household] = {}
        self.adults: dict[str, Adult] = {}
        self.children: dict[str, Child] = {}
        self.episodes: dict[tuple[str, EpisodeStory], HelpEpisode] = {}

    def home_key(self, key: str) -> str:
        """The first home, where a story names none."""
        return key or next(iter(self.story.homes))

    def add_child(self, key: str, uow: UnitOfWork) -> None:
        story = self.story.children[key]
        details = self._details(story)
        team = self.staff.meadow_lane
        first, *more = story.homes.items()
        lives_since = self.days.born(first[1])
        if not self.children:
            home = self.story.homes[first[0]]
            child = service.add_family_with_child(
                uow, team, details, HomeDetails(home.name, home.address), lives_since=lives_since
            )
            self.homes[first[0]] = child.residences[0].household
        else:
            family = next(iter(self.children.values())).family
            child = service.add_sibling(uow, family, team, details, self._home(uow, first[0]), lives_since=lives_since)
        self.children[key] = child
        for home_key, since in more:
            service.start_residence(uow, child, self._home(uow, home_key), self.days.born(since))
        for adult_key, adult in self.story.adults.items():
            if key in adult.to:
                self._relate(uow, adult_key, adult)

    def allocate(self, key: str, allocation: AllocationStory, uow: UnitOfWork) -> None:
        child, worker = self.children[key], self.staff.people[allocation.to]
        held = next((one for one in child.allocations if one.to_on is None), None)
        if held is None:
            service.allocate_worker(uow, child, worker, uow.today)
        else:
            service.hand_over(uow, held, worker, uow.today)

    def start_help(self, key: str, story: EpisodeStory, uow: UnitOfWork) -> None:
        category = AbuseCategory(story.category) if story.category else None
        details = EpisodeDetails(HelpKind(story.kind), self.days.day(story.day), category=category)
        self.episodes[key, story] = service.start_episode(uow, self.children[key], details)

    def end_help(self, key: str, story: EpisodeStory, uow: UnitOfWork) -> None:
        service.end_episode(uow, self.episodes[key, story], self.days.day(story.until or 0))

    def hold_conference(self, key: str, day: int, first: bool, uow: UnitOfWork) -> None:
        """Meetings have no slice of their own yet; returns write them the same way."""
        kind = MeetingKind.INITIAL_CONFERENCE if first else MeetingKind.REVIEW_CONFERENCE
        child = self.children[key]
        meeting = Meeting(child=child, kind=kind, held_on=self.days.day(day))
        uow.session.add(meeting)
        uow.record("meeting:record", subject=meeting, child=child)

    def _details(self, story: ChildStory) -> ChildDetails:
        return ChildDetails(
            given_name=story.given,
            family_name=story.family,
            known_as=story.known_as,
            born_on=self.days.born(story.born),
            pronoun=Pronoun(story.pronoun),
            sex=story.sex,
            ethnicity=story.ethnicity,
            first_language=story.language,
            disability=story.disability,
            la_child_id=story.number,
        )

    def _home(self, uow: UnitOfWork, key: str) -> Household:
        if key not in self.homes:
            family = next(iter(self.children.values())).family
            home = self.story.homes[key]
            self.homes[key] = service.open_household(uow, family, HomeDetails(home.name, home.address))
        return self.homes[key]

    def _relate(self, uow: UnitOfWork, key: str, story: AdultStory) -> None:
        """Record the adult, or add the child that has just come to an adult who is on file."""
        relations = tuple(
            RelationDetails(self.children[child], Relationship(what), story.carer, story.responsible)
            for child, what in story.to.items()
            if child in self.children
        )
        details = AdultDetails(
            name=story.name,
            relations=relations,
            household=self._home(uow, story.lives) if story.lives else None,
            phone=story.phone,
            first_language=story.language,
            interpreter_needed=story.interpreter,
            not_to_be_contacted=bool(story.no_contact),
            no_contact_reason=story.no_contact,
        )
        if key in self.adults:
            service.describe_adult(uow, self.adults[key], details)
        else:
            self.adults[key] = service.record_adult(uow, relations[0].child.family, details)
