"""The rest of the cast: children who are kept from somebody, and the people whom only these tests need.

Noor Haddad (8) is with Hillside and restricted to Dev, Marta and Chloe; her brother Sami is too. Tess Abara (5) is with
Riverside, allocated to Amira; Ben is her neighbour and has said so. Hana is on duty at night, Marta manages Hillside,
Imani leads the partnership, and Jack has left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from gcp_tracker.models import Allocation, Child, Conflict, Family, Household, NamedPerson, Residence, Restriction, User
from gcp_tracker.rules.vocabulary import ConflictKind, Pronoun, RoleName
from tests.cast import NOW, Cast, child_of, person

NOORS_BIRTH = date(2018, 2, 14)


@dataclass
class Guarded:
    hana: User
    marta: User
    imani: User
    jack: User
    noor: Child
    sami: Child
    tess: Child
    restriction: Restriction
    conflict: Conflict

    @property
    def names(self) -> tuple[str, ...]:
        """What must stand nowhere that somebody who is not named can reach."""
        return ("Noor", "Sami", "Haddad")


def gather_guarded(session: Session, cast: Cast) -> Guarded:
    """Beside the cast in the same database. The caller commits."""

    def staff(name: str, role: RoleName, team: object) -> User:
        return person(name, cast.roles[role], team, cast.amira.password)  # type: ignore[arg-type]  # a team or None

    haddad, abara = Family(name="Haddad", created_at=NOW), Family(name="Abara", created_at=NOW)
    guarded = Guarded(
        hana=staff("Hana Sato", RoleName.DUTY_PRACTITIONER, cast.hillside),
        marta=staff("Marta Silva", RoleName.MANAGER, cast.hillside),
        imani=staff("Imani Cole", RoleName.PARTNERSHIP_LEAD, None),
        jack=staff("Jack Reed", RoleName.PRACTITIONER, cast.hillside),
        noor=child_of(haddad, cast.hillside, "Noor", NOORS_BIRTH, Pronoun.SHE, la_child_id="NM-7731"),
        sami=child_of(haddad, cast.hillside, "Sami", date(2021, 9, 3), Pronoun.HE),
        tess=child_of(abara, cast.riverside, "Tess", date(2021, 4, 4), Pronoun.SHE),
        restriction=Restriction(),
        conflict=Conflict(),
    )
    guarded.jack.active = False
    session.add_all([guarded.hana, guarded.marta, guarded.imani, guarded.jack, guarded.noor, guarded.sami])
    session.add_all([guarded.tess, guarded.restriction])
    session.flush()
    guarded.restriction.family_id = haddad.id
    for one in (cast.dev, guarded.marta, cast.chloe):
        session.add(NamedPerson(restriction=guarded.restriction, user=one))
    home = Household(family=haddad, name="Haddad flat", address="Refuge address")
    session.add(home)
    for child in (guarded.noor, guarded.sami):
        child.restriction_id = guarded.restriction.id
        session.add(Residence(child=child, household=home, from_on=date(2025, 1, 6)))
        session.add(Allocation(child=child, user=cast.dev, from_on=date(2026, 1, 5)))
    session.add(Allocation(child=guarded.tess, user=cast.amira, from_on=date(2026, 1, 5)))
    neighbour = guarded.conflict
    neighbour.user, neighbour.declared_by, neighbour.declared_at = cast.ben, cast.ben, NOW
    neighbour.child_id, neighbour.family_id = guarded.tess.id, abara.id
    neighbour.kind, neighbour.words, neighbour.end_reason = ConflictKind.NEIGHBOUR, "They live next door", ""
    session.add(neighbour)
    session.flush()
    return guarded
