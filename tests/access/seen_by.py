"""Restriction, conflicts, chairs, nights on duty and broken glass round one of the seven children."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from gcp_tracker.models import Child, Conflict, NamedPerson, Restriction, RestrictionRequest, Sight, User
from gcp_tracker.rules.vocabulary import ConflictKind, RequestKind, SightKind
from tests.access.plans_and_meetings import reason_to_put_off
from tests.access.record import Record
from tests.access.table import PEOPLE
from tests.cast import NOW

ALLOCATED_TO_ALL = {"allocated", "restricted", "conflict"}
OF_THE_MATRIX = PEOPLE[1:]


def seen_by(session: Session, record: Record, relation: str, child: Child, people: dict[str, User], word: str) -> None:
    """Restriction, conflicts, chairs, nights on duty and broken glass: as they stand, and as they were left behind."""
    keepers = [people["other manager"], people["second keeper"]]
    everybody = [people[who] for who in OF_THE_MATRIX]
    restriction = Restriction(family_id=child.family_id)
    if relation in ("restricted", "named", "glass"):
        named = keepers + (everybody if relation == "named" else [])
        restriction.people = [NamedPerson(user=one) for one in named]
        session.add(restriction)
        session.flush()
        for one in child.family.children:
            one.restriction_id = restriction.id
        asked = RestrictionRequest(
            restriction_id=restriction.id, kind=RequestKind.LIFT, reason=f"{word} is safe", asked_by_id=keepers[0].id,
            asked_at=NOW,
        )  # fmt: skip
        session.add(asked)
        session.flush()
        record.of_endpoint["sight.decide"] = {"number": asked.id}

    def sight(kind: SightKind, user: User, hours: int) -> Sight:
        return Sight(
            kind=kind, child=child, user=user, from_at=NOW - timedelta(hours=2), until_at=NOW + timedelta(hours=hours),
            reason=f"{word} rang at the door", given_by=keepers[0], review_words="",
        )  # fmt: skip

    chair, glass = sight(SightKind.CHAIR, people["other chair"], 48), sight(SightKind.GLASS, keepers[1], -1)
    session.add_all([chair, glass])
    if relation in ALLOCATED_TO_ALL:
        session.add(sight(SightKind.CHAIR, people["chair"], 48))
    if relation == "allocated":
        out_of_post = (people["lead"], people["data officer"], people["administrator"])
        session.add_all(sight(kind, one, 48) for one in out_of_post for kind in (SightKind.DUTY, SightKind.CHAIR))
    if relation == "glass":
        session.add_all(sight(SightKind.GLASS, one, 1) for one in everybody)
    declared = [people["neighbour"], *(everybody if relation == "conflict" else [])]
    conflicts = [
        Conflict(
            user=one,
            child_id=child.id,
            family_id=child.family_id,
            kind=ConflictKind.NEIGHBOUR,
            words="They live next door",
            declared_by=one,
            declared_at=NOW,
            end_reason="",
        )  # fmt: skip
        for one in declared
    ]
    session.add_all(conflicts)
    session.flush()
    record.of_endpoint |= {
        "sight.end_chair": {"number": chair.id},
        "sight.review": {"number": glass.id},
        "sight.end_conflict": {"number": conflicts[0].id},
        "attention.put_off": {"key": reason_to_put_off(session, child)},
    }
