"""The cast: who is who in every test.

Amira is Leo's allocated social worker; Ben is in her team and allocated to Kai; Chloe manages them; Dev is in another
team; Ewa chairs conferences; Farid is the data officer; Grace is the administrator. Leo (6) and Ruby (3) Marsh are
brother and sister; Kai Osei (14) has two homes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from gcp_tracker.models import (
    Adult,
    Allocation,
    Authority,
    CareRelation,
    Child,
    Family,
    HelpEpisode,
    Household,
    Residence,
    Role,
    Team,
    User,
)
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, Pronoun, Relationship, RoleName

NOW = datetime(2026, 11, 16, 15, 30, tzinfo=UTC)
TODAY = date(2026, 11, 16)
USUAL = Settings({}, TODAY)
PASSWORD = "kettle and four mugs"


@dataclass
class Cast:
    authority: Authority
    riverside: Team
    hillside: Team
    intake: Team
    amira: User
    ben: User
    chloe: User
    dev: User
    ewa: User
    farid: User
    grace: User
    leo: Child
    ruby: Child
    kai: Child
    zoe: Child
    mum: Adult
    leos_home: Household
    kais_mums: Household
    kais_dads: Household
    roles: dict[RoleName, Role] = field(default_factory=dict)


def person(name: str, role: Role, team: Team | None, password_hash: str) -> User:
    return User(
        name=name,
        email=f"{name.split()[0].lower()}@riverside.example",
        password=password_hash,
        fs_uniquifier=uuid4().hex,
        team=team,
        roles=[role],
        created_at=NOW,
    )


def child_of(family: Family, team: Team, given_name: str, born_on: date, pronoun: Pronoun, **more: object) -> Child:
    return Child(
        family=family,
        team=team,
        authority=team.authority,
        given_name=given_name,
        family_name=family.name,
        born_on=born_on,
        pronoun=pronoun,
        created_at=NOW,
        **more,
    )


def gather_cast(session: Session, password_hash: str) -> Cast:
    """Everybody, in an empty database. The caller commits."""
    authority = Authority(
        name="Northmere Council", lea_code="201", emergency_numbers="999 · out of hours 01632 960 100"
    )
    riverside = Team(authority=authority, name="Riverside")
    hillside = Team(authority=authority, name="Hillside")
    intake = Team(authority=authority, name="Intake", is_intake=True)
    roles = {name: Role(name.value) for name in RoleName}

    def staff(name: str, role: RoleName, team: Team | None) -> User:
        return person(name, roles[role], team, password_hash)

    marsh, osei, quinn = (
        Family(name="Marsh", created_at=NOW),
        Family(name="Osei", created_at=NOW),
        Family(name="O’Quinn", created_at=NOW),
    )
    leos_home = Household(family=marsh, name="Mum’s flat", address="4 Weir Court")
    kais_mums = Household(family=osei, name="Mum’s house")
    kais_dads = Household(family=osei, name="Dad’s flat")
    mum = Adult(family=marsh, name="Tara Marsh")
    cast = Cast(
        authority=authority,
        riverside=riverside,
        hillside=hillside,
        intake=intake,
        amira=staff("Amira Khan", RoleName.PRACTITIONER, riverside),
        ben=staff("Ben Lowe", RoleName.PRACTITIONER, riverside),
        chloe=staff("Chloe Adeyemi", RoleName.MANAGER, riverside),
        dev=staff("Dev Patel", RoleName.PRACTITIONER, hillside),
        ewa=staff("Ewa Nowak", RoleName.CHAIR, None),
        farid=staff("Farid Aziz", RoleName.DATA_OFFICER, intake),
        grace=staff("Grace Bell", RoleName.ADMINISTRATOR, None),
        leo=child_of(marsh, riverside, "Leo", date(2020, 7, 24), Pronoun.HE),
        ruby=child_of(marsh, riverside, "Ruby", date(2023, 3, 2), Pronoun.SHE),
        kai=child_of(osei, riverside, "Kai", date(2012, 1, 9), Pronoun.THEY),
        zoe=child_of(quinn, hillside, "Zoë", date(2018, 5, 5), Pronoun.SHE),
        mum=mum,
        leos_home=leos_home,
        kais_mums=kais_mums,
        kais_dads=kais_dads,
        roles=roles,
    )
    session.add_all([authority, riverside, hillside, intake, *roles.values(), marsh, osei, quinn, mum])
    session.add_all([leos_home, kais_mums, kais_dads])
    session.add_all(
        [
            cast.amira,
            cast.ben,
            cast.chloe,
            cast.dev,
            cast.ewa,
            cast.farid,
            cast.grace,
            cast.leo,
            cast.ruby,
            cast.kai,
            cast.zoe,
        ]
    )
    for child, worker in ((cast.leo, cast.amira), (cast.kai, cast.ben), (cast.zoe, cast.dev)):
        session.add(Allocation(child=child, user=worker, from_on=date(2026, 1, 5)))
    for child in (cast.leo, cast.ruby):
        session.add(Residence(child=child, household=leos_home, from_on=date(2023, 3, 2)))
        session.add(
            CareRelation(adult=mum, child=child, relationship_to_child=Relationship.MOTHER, household=leos_home)
        )
        session.add(
            HelpEpisode(
                child=child,
                kind=HelpKind.CHILD_PROTECTION,
                started_on=date(2026, 2, 20),
                category=AbuseCategory.NEGLECT,
                initial_category=AbuseCategory.NEGLECT,
            )
        )
    for home in (kais_mums, kais_dads):
        session.add(Residence(child=cast.kai, household=home, from_on=date(2022, 9, 1)))
    session.flush()
    return cast
