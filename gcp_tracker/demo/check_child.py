"""One child's story against the instrument and the rules of signing, without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from gcp_tracker.demo.check_plans import plan_faults
from gcp_tracker.demo.staff import PEOPLE
from gcp_tracker.demo.stories import SIGNS, ChildStory, FamilyStory
from gcp_tracker.demo.telling import event_faults
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.visiting import ItemAnswer, missing_evidence, unexplained_changes
from gcp_tracker.rules.vocabulary import CarerAgrees, NoteKind, Place, SafeTonight, VisitOutcome

OLDEST = -1095
Day = Callable[[int], date]


class ChildCheck:
    """`day` gives the date of a visit by its story's day, `born` that of a birth, for one today."""

    def __init__(self, instrument: Instrument, family: FamilyStory, key: str) -> None:
        self.instrument = instrument
        self.family = family
        self.child: ChildStory = family.children[key]
        self.where = f"{family.key} {key}"

    def faults(self) -> list[str]:
        """What is wrong whatever day it is."""
        found = [*self._visits(), *self._grades(), *self._texts(), *self._signing(), *self._profiles(), *self._second()]
        found += plan_faults(self.instrument, self.family, self.child)
        found += event_faults(self.instrument, self.family, self.child)
        return [f"{self.where} {fault}" for fault in found]

    def faults_of_day(self, born: Day, day: Day) -> list[str]:
        """What is wrong when the authority is built on that day: ages, and weekends that push visits together."""
        found = [*self._bands(born, day), *self._collisions(day)]
        return [f"{self.where} {fault}" for fault in found]

    def _visits(self) -> Iterator[str]:
        child, before = self.child, OLDEST - 1
        for number, visit in enumerate(child.visits, 1):
            at = f"visit {number} (day {visit.day})"
            if visit.day < before:
                yield f"{at}: earlier than the one before it"
            before = visit.day
            if not max(OLDEST, child.added) <= visit.day <= 0:
                yield f"{at}: must be from day {max(OLDEST, child.added)}, when the child came on file, to day 0"
            if visit.outcome not in list(VisitOutcome):
                yield f"{at}: outcome {visit.outcome} is not known"
            elif (visit.outcome != VisitOutcome.HELD) != bool(visit.what):
                yield f"{at}: `what` says what happened at a visit that did not take place, and only there"
            if visit.place not in list(Place) or visit.seen not in ("no", "yes", "alone"):
                yield f"{at}: place {visit.place} or seen {visit.seen} is not known"
            if visit.interpreter not in ("", "used", "not used"):
                yield f"{at}: interpreter is “used” or “not used”"
            if bool(visit.band) != bool(visit.band_reason):
                yield f"{at}: band and band_reason go together"
            yield from (f"{at}: {fault}" for fault in self._who_and_where(number))

    def _who_and_where(self, number: int) -> Iterator[str]:
        visit, child = self.child.visits[number - 1], self.child
        person = PEOPLE.get(visit.by)
        if person is None or person.team != self.family.team:
            yield f"{visit.by} does not work in {self.family.team}"
        elif person.left is not None and visit.day > person.left:
            yield f"{visit.by} had left on day {person.left}"
        if visit.by not in {one.to for one in child.allocations if one.day <= visit.day}:
            yield f"{visit.by} has not been given the child by then"
        home = self.family.home_of(visit)
        if home not in self.family.homes or home not in child.homes:
            yield f"{home} is not a home of this child"
        elif not child.homes[home] <= visit.day <= child.left.get(home, 0):
            yield f"the child does not live at {home} on that day"
        if unknown := [key for key in visit.adults if key not in self.family.adults]:
            yield f"adults {', '.join(unknown)} are not known"

    def _grades(self) -> Iterator[str]:
        child = self.child
        signs = {*map(str, self.instrument.values), *SIGNS, "."}
        for item, row in child.grades.items():
            if not self.instrument.has_item(item):
                yield f"{item}: no such item"
            if wrong := sorted(set(row) - signs):
                yield f"{item}: {', '.join(wrong)} is no grade"
        for number, visit in enumerate(child.visits, 1):
            said = [item for item, _ in child.answers_of(number)]
            if visit.outcome != VisitOutcome.HELD and said:
                yield f"visit {number}: did not take place, and has grades: {', '.join(said)}"
            if visit.outcome == VisitOutcome.HELD and not said:
                yield f"visit {number}: took place, and grades nothing"

    def _texts(self) -> Iterator[str]:
        child, visits = self.child, range(1, len(self.child.visits) + 1)
        for item, said in child.evidence.items():
            for number in said:
                if number not in visits or item not in child.grades:
                    yield f"visit {number} {item}: evidence without a visit or a row"
                elif not child.grades[item][number - 1].isdigit():
                    yield f"visit {number} {item}: evidence without a grade"
        for number, notes in child.notes.items():
            if number not in visits or child.visits[number - 1].outcome != VisitOutcome.HELD:
                yield f"visit {number}: notes without a visit that took place"
            yield from (f"visit {number}: no note is called {kind}" for kind in notes if kind not in list(NoteKind))

    def _signing(self) -> Iterator[str]:
        """Each visit against those before it in the same home, as the services will."""
        child = self.child
        before: dict[str, dict[str, int]] = {home: {} for home in self.family.homes}
        for number, visit in enumerate(child.visits, 1):
            previous = before.get(self.family.home_of(visit), {})
            answers = self._answers(number)
            missing = [] if visit.draft else missing_evidence(self.instrument, answers, previous)
            yield from (f"visit {number} {one.item_key}: {one.sentence}" for one in missing)
            for jump in unexplained_changes(self.instrument, answers, previous):
                yield f"visit {number} {jump.item_key}: {jump.sentence} Say it in `changed`"
            yield from self._safety(number, answers, previous)
            if not visit.draft:
                previous.update({item: one.value for item, one in answers.items() if one.value is not None})

    def _answers(self, number: int) -> dict[str, ItemAnswer]:
        """What was graded at the visit; signs and items that are not known have been named already."""
        answers = {}
        for item, sign in self.child.answers_of(number):
            if sign.isdigit() and self.instrument.has_item(item) and int(sign) in self.instrument.values:
                said = self.child.evidence.get(item, {}).get(number)
                has_text = said is not None and bool(said.text or said.words)
                answers[item] = ItemAnswer(item, int(sign), has_text, said is not None and bool(said.changed))
        return answers

    def _safety(self, number: int, answers: dict[str, ItemAnswer], previous: dict[str, int]) -> Iterator[str]:
        asks = any(
            one.value is not None and self.instrument.asks_safe_tonight(item, one.value, previous.get(item))
            for item, one in answers.items()
        )
        said = self.child.safe_tonight.get(number)
        if asks != (said is not None):
            why = "a 5 asks" if asks else "no grade asks"
            yield f"visit {number}: {why} whether the child is safe tonight (safe_tonight)"
        if said is not None and said.answer not in list(SafeTonight):
            yield f"visit {number}: safe_tonight {said.answer} is not known"

    def _second(self) -> Iterator[str]:
        """Who grades apart, and what; what has to be written with a grade the services ask."""
        for number, one in self.child.second.items():
            at = f"second {number}"
            if not 0 < number <= len(self.child.visits) or self.child.visits[number - 1].outcome != VisitOutcome.HELD:
                yield f"{at}: there is no such visit"
                continue
            person = PEOPLE.get(one.by)
            if person is None or person.team != self.family.team or one.by == self.child.visits[number - 1].by:
                yield f"{at}: {one.by} is no colleague of {self.child.visits[number - 1].by}"
            graded = {item: int(sign) for item, sign in self.child.answers_of(number) if sign.isdigit()}
            for item, value in one.differs.items():
                if value not in self.instrument.values or graded.get(item, value) == value:
                    yield f"{at} {item}: no other grade than the worker’s"
            if unknown := (set(one.says) | set(one.agreed)) - set(graded):
                yield f"{at}: {', '.join(sorted(unknown))} was not graded"
            if bool(one.agreed) != bool(one.words):
                yield f"{at}: `agreed` and `words` go together"

    def _profiles(self) -> Iterator[str]:
        child = self.child
        over: dict[str, int] = {}
        for number, profile in enumerate(child.profiles, 1):
            at, home = f"profile {number}", profile.home or next(iter(self.family.homes))
            days = [profile.opened, profile.completed, profile.shared]
            known = [day for day in days if day is not None]
            if (
                known != sorted(known)
                or days[: len(known)] != known
                or not all(child.added <= day <= 0 for day in known)
            ):
                yield f"{at}: opened, completed, shared in that order, from the day the child came on file to today"
            if over.get(home, profile.opened - 1) >= profile.opened:
                yield f"{at}: the one before it in the same home is still open"
            over[home] = until = 0 if profile.completed is None else profile.completed
            counts = [
                visit
                for visit in child.visits
                if self.family.home_of(visit) == home
                and visit.outcome == VisitOutcome.HELD
                and not visit.draft
                and profile.opened - 21 <= visit.day <= until
            ]
            if not counts:
                yield f"{at}: no visit counts: one from 21 days before it was opened until it was completed must"
            yield from (f"{at}: {fault}" for fault in self._sharing(number))

    def _sharing(self, number: int) -> Iterator[str]:
        profile = self.child.profiles[number - 1]
        adult = self.family.adults.get(profile.shared_with)
        if profile.by not in PEOPLE or PEOPLE[profile.by].team != self.family.team:
            yield f"{profile.by} does not work in {self.family.team}"
        if profile.not_shared:
            if profile.shared is None or profile.shared_with or profile.comment:
                yield "not_shared needs the day in `shared`, and nobody it was shared with"
        elif profile.shared is not None:
            if adult is None or adult.no_contact or not (adult.carer or adult.responsible):
                yield "shared_with must be a carer or parent who may be contacted"
            if profile.agrees not in list(CarerAgrees):
                yield f"agrees {profile.agrees} is not known"

    def _bands(self, born: Day, day: Day) -> Iterator[str]:
        birth = None if self.child.born is None else born(self.child.born)
        for number, visit in enumerate(self.child.visits, 1):
            on = day(visit.day)
            by_age = self.instrument.band_at(birth, on)
            if by_age is None:
                yield f"visit {number} (day {visit.day}): not yet born, or over eighteen"
                continue
            band = visit.band or by_age.key
            for item, _ in self.child.answers_of(number):
                if self.instrument.has_item(item) and not self.instrument.item(item).applies_to(band):
                    yield f"visit {number} (day {visit.day}) {item}: not asked at {band}"

    def _collisions(self, day: Day) -> Iterator[str]:
        met: dict[tuple[date, str], int] = {}
        before: tuple[date, str] | None = None
        for number, visit in enumerate(self.child.visits, 1):
            on = day(visit.day)
            if other := met.get((on, self.family.home_of(visit))):
                yield f"visits {other} and {number} both fall on one day once weekends and holidays are moved"
            if before is not None and (on, visit.at) <= before:
                yield f"visit {number}: falls at or before the time of the one before it"
            met[on, self.family.home_of(visit)] = number
            before = (on, visit.at)
