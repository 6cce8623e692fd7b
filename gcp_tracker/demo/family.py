"""One family of the demo as it comes on file: its homes, adults and children, the help they are under, its workers."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from gcp_tracker.children import service
from gcp_tracker.children.details import AdultDetails, ChildDetails, EpisodeDetails, HomeDetails, RelationDetails
from gcp_tracker.demo.staff import Staff
from gcp_tracker.demo.stories import AdultStory, AllocationStory, ChildStory, EpisodeStory, FamilyStory
from gcp_tracker.models import Adult, Allocation, Child, GradedApart, HelpEpisode, Household
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, Pronoun, Relationship
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
        self.apart: dict[tuple[str, int], GradedApart] = {}

    def add_child(self, key: str, uow: UnitOfWork) -> None:
        """The child with the homes and adults that are known by then."""
        story = self.story.children[key]
        details = self._details(story)
        team = self.staff.teams[self.story.team]
        lived = {home: since for home, since in story.homes.items() if since <= story.added}
        first, *more = lived or self.story.homes
        # The file was opened on a working day, which may be before the day that the story names for both.
        lives_since = min(self.days.born(lived[first]), uow.today) if lived else None
        if not self.children:
            home = self.story.homes[first]
            child = service.add_family_with_child(
                uow, team, details, HomeDetails(home.name, home.address), lives_since=lives_since
            )
            self.homes[first] = child.residences[0].household
        else:
            family = next(iter(self.children.values())).family
            household = self._home(uow, first) if lived else None
            child = service.add_sibling(uow, family, team, details, household, lives_since=lives_since)
        self.children[key] = child
        for home_key in more:
            if home_key in lived:
                since = min(self.days.born(lived[home_key]), uow.today)
                service.start_residence(uow, child, self._home(uow, home_key), since)
        for adult_key, adult in self.story.adults.items():
            if key in adult.to and (adult.known is None or adult.known <= story.added):
                self._relate(uow, adult_key, adult)

    def meet_adult(self, key: str, uow: UnitOfWork) -> None:
        """Somebody who came on file later than the children."""
        self._relate(uow, key, self.story.adults[key])

    def move_in(self, key: str, home: str, uow: UnitOfWork) -> None:
        service.start_residence(uow, self.children[key], self._home(uow, home), uow.today)

    def leave_home(self, key: str, home: str, uow: UnitOfWork) -> None:
        residence = next(one for one in self.children[key].residences if one.household is self.homes[home])
        service.end_residence(uow, residence, uow.today)

    def allocate(self, key: str, allocation: AllocationStory, uow: UnitOfWork) -> None:
        child, worker = self.children[key], self.staff.people[allocation.to]
        held = self._held(key)
        if held is None:
            service.allocate_worker(uow, child, worker, uow.today)
        else:
            service.hand_over(uow, held, worker, uow.today)

    def end_work(self, key: str, uow: UnitOfWork) -> None:
        if (held := self._held(key)) is not None:
            service.end_allocation(uow, held, uow.today)

    def _held(self, key: str) -> Allocation | None:
        return next((one for one in self.children[key].allocations if one.to_on is None), None)

    def start_help(self, key: str, story: EpisodeStory, uow: UnitOfWork) -> None:
        category = AbuseCategory(story.category) if story.category else None
        details = EpisodeDetails(HelpKind(story.kind), self.days.day(story.day), category=category)
        self.episodes[key, story] = service.start_episode(uow, self.children[key], details)

    def end_help(self, key: str, story: EpisodeStory, uow: UnitOfWork) -> None:
        others = self.story.children[key].episodes
        following = next((HelpKind(one.kind) for one in others if one.day == story.until), None)
        ended_on = self.days.day(story.until or 0)
        service.end_episode(uow, self.episodes[key, story], ended_on, story.because, following)

    def _details(self, story: ChildStory) -> ChildDetails:
        return ChildDetails(
            given_name=story.given,
            family_name=story.family,
            known_as=story.known_as,
            born_on=None if story.born is None else self.days.born(story.born),
            expected_on=None if story.expected is None else self.days.born(story.expected),
            pronoun=Pronoun(story.pronoun),
            sex=story.sex or None,
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
            RelationDetails(self.children[child], Relationship(what), story.carer, _is_responsible(story, what))
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


def _is_responsible(story: AdultStory, what: str) -> bool:
    """Somebody can be a father to one child and live with another: only the first brings parental responsibility."""
    return story.responsible and Relationship(what) not in (Relationship.STEP_PARENT, Relationship.PARTNER)
