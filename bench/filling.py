"""Rows in bulk, straight into the tables: what twenty thousand children would take the services an hour to write."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, text

from gcp_tracker.models import (
    Adult,
    Allocation,
    AuditEvent,
    CareRelation,
    Child,
    Family,
    Grade,
    HelpEpisode,
    Household,
    Profile,
    ProfileGrade,
    ProfileVisit,
    Residence,
    Team,
    User,
    Visit,
    VisitAdult,
    VisitNote,
)
from gcp_tracker.models.people import user_role
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import (
    AbuseCategory,
    Answer,
    CarerAgrees,
    HelpKind,
    NoteKind,
    Place,
    ProfileState,
    Pronoun,
    Relationship,
    RoleName,
    Source,
    VisitOutcome,
    VisitState,
)

GIVEN = ("Leo", "Ruby", "Kai", "Zoë", "Amara", "Tomasz", "Iris", "Yusuf", "Maeve", "Noor", "Jude", "Efe", "Wren", "Idris")
FAMILY = ("Marsh", "Osei", "O’Quinn", "Kowalski", "Begum", "Hall", "Adeyemi", "Nguyen", "Fry", "Singh", "Doyle", "Mensah")
EVIDENCE = "The cupboard had bread, two tins and a bag of pasta; Mum said the next shop is on Friday, when the money comes."
WORDS = "I had toast and then I had toast again."
NOTES = {
    NoteKind.MORNING: "Gets up alone, finds a clean shirt on the radiator, and walks to school with the neighbour’s boy.",
    NoteKind.DAY_LIKE: "Quiet until tea time. Then the flat fills with people, and bed is wherever there is room.",
    NoteKind.GOING_WELL: "Mum came to the school play, and the bedroom window shuts now.",
}
SEVEN_AND_A_HALF_YEARS = 2740  # days; two years of visits all fall into one age band, the one with most items
FLUSH_AT = 20_000


class Filling:
    """Collects rows and writes them table by table. Ids that others point at are given out here."""

    def __init__(self, connection: Connection, instrument: Instrument, today: date, password_hash: str) -> None:
        self.connection = connection
        self.instrument = instrument
        self.today = today
        self.now = datetime.combine(today, time(8, 0), tzinfo=UTC)
        self.password_hash = password_hash
        self.instrument_id = 1
        self.roles: dict[RoleName, int] = {}
        self.band = instrument.band_at(today - timedelta(days=SEVEN_AND_A_HALF_YEARS), today)
        assert self.band is not None
        self.items = instrument.items_for(self.band.key)
        self.random = random.Random(20)
        self.rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self.ids: dict[Table, int] = defaultdict(int)
        self.waiting = 0
        # Signed or completed only at the end: the database lets nobody write under a visit that is signed.
        self.signatures: list[dict[str, Any]] = []
        self.completions: list[dict[str, Any]] = []

    def add(self, table: Table, **row: Any) -> None:
        self.rows[table].append(row)
        self.waiting += 1

    def add_numbered(self, model: Any, **row: Any) -> int:
        table = model.__table__
        self.ids[table] += 1
        self.add(table, id=self.ids[table], **row)
        return self.ids[table]

    def add_keyed(self, model: Any, **row: Any) -> UUID:
        key = UUID(int=self.random.getrandbits(128), version=4)
        self.add(model.__table__, id=key, **row)
        return key

    def flush(self) -> None:
        """Parents first: the tables are written in the order in which they point at each other."""
        for table in User.metadata.sorted_tables:
            if self.rows[table]:
                self.connection.execute(table.insert(), self.rows[table])
                self.rows[table] = []
        self.waiting = 0

    def finish(self) -> None:
        """Write what is left, let PostgreSQL count on from the ids given out, and let either database look at what it holds."""
        self.flush()
        visit, profile = Visit.__table__, Profile.__table__
        if self.signatures:
            self.connection.execute(visit.update().where(visit.c.id == bindparam("of")), self.signatures)
        if self.completions:
            self.connection.execute(profile.update().where(profile.c.id == bindparam("of")), self.completions)
        if self.connection.dialect.name == "postgresql":
            for table, last in self.ids.items():
                count_on = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
                self.connection.execute(count_on, {"name": table.name, "last": last})
        self.connection.execute(text("ANALYZE"))

    # People

    def add_user(self, email: str, name: str, role: RoleName, team_id: int | None) -> int:
        user_id = self.add_numbered(
            User, email=email, password=self.password_hash, active=True, fs_uniquifier=f"{self.random.getrandbits(128):032x}",
            name=name, profession="", team_id=team_id, is_demo=False, created_at=self.now,
        )  # fmt: skip
        self.add(user_role, user_id=user_id, role_id=self.roles[role])
        return user_id

    def add_team(self, name: str) -> int:
        return self.add_numbered(Team, authority_id=1, name=name, is_intake=False)

    def add_child(self, worker_id: int, team_id: int) -> tuple[UUID, int, int]:
        """A child of seven with a family, a home, a mother, a plan and a worker; returns (child, household, mother)."""
        surname = self.random.choice(FAMILY)
        family_id = self.add_keyed(Family, name=surname, created_at=self.now)
        born_on = self.today - timedelta(days=SEVEN_AND_A_HALF_YEARS + self.random.randrange(60))
        child_id = self.add_keyed(
            Child, family_id=family_id, authority_id=1, team_id=team_id, given_name=self.random.choice(GIVEN), family_name=surname,
            born_on=born_on, pronoun=Pronoun.THEY, created_at=self.now, version=1,
            nhs_number=None, upn=None, la_child_id=f"N{self.random.getrandbits(48):015d}", disability="", interpreter_needed=False,
        )  # fmt: skip
        household_id = self.add_numbered(Household, family_id=family_id, name="Mum’s flat", address="4 Weir Court")
        mother_id = self.add_numbered(Adult, family_id=family_id, name=f"Tara {surname}")
        started_on = self.today - timedelta(days=800)
        self.add(Residence.__table__, child_id=child_id, household_id=household_id, from_on=born_on, to_on=None)
        self.add(
            CareRelation.__table__, adult_id=mother_id, child_id=child_id, relationship_to_child=Relationship.MOTHER, is_carer=True,
            has_parental_responsibility=True, household_id=household_id,
        )  # fmt: skip
        self.add(
            HelpEpisode.__table__, child_id=child_id, kind=HelpKind.CHILD_PROTECTION, started_on=started_on, ended_on=None,
            category=AbuseCategory.NEGLECT, initial_category=AbuseCategory.NEGLECT,
        )  # fmt: skip
        self.add(
            Allocation.__table__, child_id=child_id, user_id=worker_id, is_lead=True, from_on=started_on, to_on=None
        )
        if self.waiting > FLUSH_AT:
            self.flush()
        return child_id, household_id, mother_id

    # Visits

    def add_visit(
        self, child_id: UUID, household_id: int, author_id: int, on: date, *, signed: bool = True, answered: int | None = None
    ) -> UUID:
        """A visit with its items graded, or the first `answered` of them. Every grade of concern has its evidence."""
        at = datetime.combine(on, time(15, 30), tzinfo=UTC)
        visit_id = UUID(int=self.random.getrandbits(128), version=4)
        self.add(
            Visit.__table__, id=visit_id, child_id=child_id, first_id=visit_id, number=1,
            state=VisitState.DRAFT, household_id=household_id, carer_id=None,
            instrument_id=self.instrument_id, band=self.band.key, band_reason="", visited_on=on, started_at=time(15, 30),
            place=Place.HOME, outcome=VisitOutcome.HELD, outcome_detail="", announced=True, child_seen=True,
            child_seen_alone=True, bedroom_seen=True, interpreter_needed=False, interpreter_used=False, came_with_me="",
            version=2, author_id=author_id, opened_at=at, saved_at=at, amendment_reason="", closing_reason="",
        )  # fmt: skip
        self._add_grades(visit_id, self.items if answered is None else self.items[:answered])
        if signed:
            kept_until = on + timedelta(days=10_000)
            signature = {"state": VisitState.SIGNED, "signed_at": at, "signed_by_id": author_id, "kept_until": kept_until}
            self.signatures.append({"of": visit_id, **signature})
            for kind, words in NOTES.items():
                self.add(VisitNote.__table__, visit_id=visit_id, kind=kind, text=words, version=2, operation="")
        if self.waiting > FLUSH_AT:
            self.flush()
        return visit_id

    def _add_grades(self, visit_id: UUID, items: Iterable[Any]) -> None:
        """Grades of 1 to 4: a 5 asks whether the child is safe tonight, which is measured nowhere here."""
        for item in items:
            value = self.random.choice((1, 2, 2, 3, 3, 4))
            concern = self.instrument.needs_evidence(value, 4)
            self.add(
                Grade.__table__, visit_id=visit_id, item_key=item.key, answer=Answer.GRADED, value=value,
                source=Source.SAW if concern else None, evidence=EVIDENCE if concern else "",
                child_words=WORDS if value == 4 else "", what_changed="Nan is back in the flat." if value == 1 else "",
                version=2, operation="",
            )  # fmt: skip

    def add_seen(self, visit_id: UUID, adult_id: int) -> None:
        self.add(VisitAdult.__table__, visit_id=visit_id, adult_id=adult_id)

    def add_profile(
        self, child_id: UUID, household_id: int, carer_id: int, author_id: int, visits: list[UUID], on: date
    ) -> None:
        """A completed, shared profile on these visits."""
        at = datetime.combine(on, time(16, 0), tzinfo=UTC)
        profile_id = self.add_keyed(
            Profile, child_id=child_id, household_id=household_id, carer_id=None, instrument_id=self.instrument_id,
            band=self.band.key, state=ProfileState.OPEN, rule_version="1", opened_on=on - timedelta(days=20),
            opened_by_id=author_id, shared_on=on, shared_with_id=carer_id, not_shared_reason="",
            carer_comment="The heating is the landlord’s to mend.", carer_agrees=CarerAgrees.PARTLY, sharing_recorded_at=at,
        )  # fmt: skip
        completion = {"state": ProfileState.COMPLETED, "completed_on": on, "completed_at": at, "completed_by_id": author_id}
        self.completions.append({"of": profile_id, **completion})
        for visit_id in visits:
            self.add(ProfileVisit.__table__, profile_id=profile_id, visit_first_id=visit_id)
        for item in self.items:
            self.add(
                ProfileGrade.__table__, profile_id=profile_id, item_key=item.key, value=self.random.choice((1, 2, 3, 4)),
                graded_on=on, visit_id=visits[-1],
            )  # fmt: skip

    def add_reads(self, child_id: UUID, actor_id: int, count: int) -> None:
        for days in range(count):
            self.add(
                AuditEvent.__table__, at=self.now - timedelta(days=7 * days), actor_id=actor_id, session_key="", action="child:read",
                subject_kind="child", subject_id=str(child_id), child_id=child_id, reason="",
            )  # fmt: skip
