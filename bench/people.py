"""The people of a filled database: teams, workers, and children with a family, a home, a plan and a worker."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bench.bulk import Bulk
from gcp_tracker.audit_writing import NOTHING
from gcp_tracker.models import (
    Adult,
    Allocation,
    AuditEvent,
    CareRelation,
    Child,
    Family,
    HelpEpisode,
    Household,
    Residence,
    Team,
    User,
)
from gcp_tracker.models.people import user_role
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, Pronoun, Relationship, RoleName

GIVEN = (
    "Leo",
    "Ruby",
    "Kai",
    "Zoë",
    "Amara",
    "Tomasz",
    "Iris",
    "Yusuf",
    "Maeve",
    "Noor",
    "Jude",
    "Efe",
    "Wren",
    "Idris",
)
FAMILY = (
    "Marsh",
    "Osei",
    "O’Quinn",
    "Kowalski",
    "Begum",
    "Hall",
    "Adeyemi",
    "Nguyen",
    "Fry",
    "Singh",
    "Doyle",
    "Mensah",
)
SEVEN_AND_A_HALF_YEARS = 2740  # days; two years of visits all fall into one age band, the one with most items


class People(Bulk):
    def __init__(self, connection: Connection, today: date, password_hash: str) -> None:
        super().__init__(connection)
        self.today = today
        self.now = datetime.combine(today, time(8, 0), tzinfo=UTC)
        self.password_hash = password_hash
        self.roles: dict[RoleName, int] = {}

    def add_user(self, email: str, name: str, role: RoleName, team_id: int | None) -> int:
        user_id = self.add_numbered(
            User.__tablename__,
            email=email,
            password=self.password_hash,
            active=True,
            fs_uniquifier=f"{self.random.getrandbits(128):032x}",
            name=name,
            profession="",
            team_id=team_id,
            is_demo=False,
            created_at=self.now,
        )
        self.add(user_role.name, user_id=user_id, role_id=self.roles[role])
        return user_id

    def add_team(self, name: str) -> int:
        return self.add_numbered(Team.__tablename__, authority_id=1, name=name, is_intake=False)

    def add_child(self, worker_id: int, team_id: int) -> tuple[UUID, int, int]:
        """A child of seven with a family, a home, a mother, a plan and a worker; returns (child, household, mother)."""
        surname = self.random.choice(FAMILY)
        family_id = self.add_keyed(Family.__tablename__, name=surname, created_at=self.now)
        born_on = self.today - timedelta(days=SEVEN_AND_A_HALF_YEARS + self.random.randrange(60))
        child_id = self.add_keyed(
            Child.__tablename__,
            family_id=family_id,
            authority_id=1,
            team_id=team_id,
            given_name=self.random.choice(GIVEN),
            family_name=surname,
            born_on=born_on,
            pronoun=Pronoun.THEY,
            created_at=self.now,
            version=1,
            nhs_number=None,
            upn=None,
            la_child_id=f"N{self.random.getrandbits(48):015d}",
            disability="",
            interpreter_needed=False,
        )
        household_id = self.add_numbered(
            Household.__tablename__, family_id=family_id, name="Mum’s flat", address="4 Weir Court"
        )
        mother_id = self.add_numbered(Adult.__tablename__, family_id=family_id, name=f"Tara {surname}")
        started_on = self.today - timedelta(days=800)
        self.add(Residence.__tablename__, child_id=child_id, household_id=household_id, from_on=born_on, to_on=None)
        self.add(
            CareRelation.__tablename__,
            adult_id=mother_id,
            child_id=child_id,
            relationship_to_child=Relationship.MOTHER,
            is_carer=True,
            has_parental_responsibility=True,
            household_id=household_id,
        )
        self.add(
            HelpEpisode.__tablename__,
            child_id=child_id,
            kind=HelpKind.CHILD_PROTECTION,
            started_on=started_on,
            ended_on=None,
            category=AbuseCategory.NEGLECT,
            initial_category=AbuseCategory.NEGLECT,
        )
        self.add(
            Allocation.__tablename__, child_id=child_id, user_id=worker_id, is_lead=True, from_on=started_on, to_on=None
        )
        self.flush_if_many()
        return child_id, household_id, mother_id

    def add_reads(self, child_id: UUID, actor_id: int, count: int) -> None:
        for days in range(count):
            self.add(
                AuditEvent.__tablename__,
                at=self.now - timedelta(days=7 * days),
                actor_id=actor_id,
                session_key="",
                action="child:read",
                subject_kind="child",
                subject_id=str(child_id),
                child_id=child_id,
                reason="",
                actor_role=RoleName.PRACTITIONER.value,
                relation="allocated",
                changed_fields=None,
                **NOTHING,
            )
