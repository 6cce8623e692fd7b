"""The visits and profiles of a filled database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bench.people import SEVEN_AND_A_HALF_YEARS, People
from gcp_tracker.models import Grade, Profile, ProfileGrade, ProfileVisit, Visit, VisitAdult, VisitNote
from gcp_tracker.rules.instrument import Instrument, Item
from gcp_tracker.rules.vocabulary import (
    Answer,
    CarerAgrees,
    NoteKind,
    Place,
    ProfileState,
    Source,
    VisitOutcome,
    VisitState,
)

EVIDENCE = "The cupboard had bread, two tins and a bag of pasta; Mum said the next shop is on Friday."
WORDS = "I had toast and then I had toast again."
NOTES = {
    NoteKind.MORNING: "Gets up alone, finds a clean shirt on the radiator, walks to school with the neighbour’s boy.",
    NoteKind.DAY_LIKE: "Quiet until tea time. Then the flat fills with people, and bed is wherever there is room.",
    NoteKind.GOING_WELL: "Mum came to the school play, and the bedroom window shuts now.",
}


class Filling(People):
    def __init__(self, connection: Connection, instrument: Instrument, today: date, password_hash: str) -> None:
        super().__init__(connection, today, password_hash)
        self.instrument = instrument
        self.instrument_id = 1
        band = instrument.band_at(today - timedelta(days=SEVEN_AND_A_HALF_YEARS), today)
        if band is None:
            raise ValueError(f"{instrument.label} has no items at seven and a half")
        self.band = band
        self.items = instrument.items_for(band.key)

    def add_visit(
        self,
        child_id: UUID,
        household_id: int,
        author_id: int,
        on: date,
        *,
        signed: bool = True,
        answered: int | None = None,
    ) -> UUID:
        """A visit with its items graded, or the first `answered` of them. Every grade of concern has its evidence."""
        at = datetime.combine(on, time(15, 30), tzinfo=UTC)
        visit_id = UUID(int=self.random.getrandbits(128), version=4)
        self.add(
            Visit.__tablename__,
            id=visit_id,
            child_id=child_id,
            first_id=visit_id,
            number=1,
            state=VisitState.DRAFT,
            household_id=household_id,
            carer_id=None,
            instrument_id=self.instrument_id,
            band=self.band.key,
            band_reason="",
            visited_on=on,
            started_at=time(15, 30),
            place=Place.HOME,
            outcome=VisitOutcome.HELD,
            outcome_detail="",
            announced=True,
            child_seen=True,
            child_seen_alone=True,
            bedroom_seen=True,
            interpreter_needed=False,
            interpreter_used=False,
            came_with_me="",
            version=2,
            author_id=author_id,
            opened_at=at,
            saved_at=at,
            amendment_reason="",
            closing_reason="",
        )
        self._add_grades(visit_id, self.items if answered is None else self.items[:answered])
        if signed:
            kept_until = on + timedelta(days=10_000)
            self.end(
                Visit.__tablename__,
                visit_id,
                state=VisitState.SIGNED,
                signed_at=at,
                signed_by_id=author_id,
                kept_until=kept_until,
            )
            for kind, words in NOTES.items():
                self.add(VisitNote.__tablename__, visit_id=visit_id, kind=kind, text=words, version=2, operation="")
        self.flush_if_many()
        return visit_id

    def _add_grades(self, visit_id: UUID, items: Sequence[Item]) -> None:
        """Grades of 1 to 4: a 5 asks whether the child is safe tonight, which is measured nowhere here."""
        for item in items:
            value = self.random.choice((1, 2, 2, 3, 3, 4))
            concern = self.instrument.needs_evidence(value, 4)
            self.add(
                Grade.__tablename__,
                visit_id=visit_id,
                item_key=item.key,
                answer=Answer.GRADED,
                value=value,
                source=Source.SAW if concern else None,
                evidence=EVIDENCE if concern else "",
                child_words=WORDS if value == 4 else "",
                what_changed="Nan is back in the flat." if value == 1 else "",
                version=2,
                operation="",
            )

    def add_seen(self, visit_id: UUID, adult_id: int) -> None:
        self.add(VisitAdult.__tablename__, visit_id=visit_id, adult_id=adult_id)

    def add_profile(
        self, child_id: UUID, household_id: int, carer_id: int, author_id: int, visits: list[UUID], on: date
    ) -> None:
        """A completed, shared profile on these visits."""
        at = datetime.combine(on, time(16, 0), tzinfo=UTC)
        profile_id = self.add_keyed(
            Profile.__tablename__,
            child_id=child_id,
            household_id=household_id,
            carer_id=None,
            instrument_id=self.instrument_id,
            band=self.band.key,
            state=ProfileState.OPEN,
            rule_version="1",
            opened_on=on - timedelta(days=20),
            opened_by_id=author_id,
            shared_on=on,
            shared_with_id=carer_id,
            not_shared_reason="",
            carer_comment="The heating is the landlord’s to mend.",
            carer_agrees=CarerAgrees.PARTLY,
            sharing_recorded_at=at,
        )
        self.end(
            Profile.__tablename__,
            profile_id,
            state=ProfileState.COMPLETED,
            completed_on=on,
            completed_at=at,
            completed_by_id=author_id,
        )
        for visit_id in visits:
            self.add(ProfileVisit.__tablename__, profile_id=profile_id, visit_first_id=visit_id)
        for item in self.items:
            self.add(
                ProfileGrade.__tablename__,
                profile_id=profile_id,
                item_key=item.key,
                value=self.random.choice((1, 2, 3, 4)),
                graded_on=on,
                visit_id=visits[-1],
            )
