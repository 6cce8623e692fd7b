"""Seven children whose every record holds a word of their own, and the people before whom they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children.service import MergeDetails, merge_children
from gcp_tracker.models import (
    AccountChange,
    Adult,
    Allocation,
    Authority,
    CareRelation,
    Child,
    ChildIdentifier,
    Family,
    GradedApart,
    HelpEpisode,
    Household,
    Passkey,
    Residence,
    Role,
    StandIn,
    Team,
    User,
    VisitColleague,
)
from gcp_tracker.profiles.service import SharingDetails, complete_profile, open_profile, record_sharing
from gcp_tracker.rules.vocabulary import (
    AbuseCategory,
    AccountChangeKind,
    ApartState,
    HelpKind,
    NoteKind,
    Pronoun,
    Relationship,
    RoleName,
)
from gcp_tracker.unit_of_work import UnitOfWork
from tests.access.engagement import engagement_of
from tests.access.packs import packs_of
from tests.access.plans_and_meetings import (
    calendars_for,
    event_of,
    meetings_of,
    plan_of,
    trigger_of,
)
from tests.access.record import Record
from tests.access.scrutiny import scrutiny_of
from tests.access.seen_by import ALLOCATED_TO_ALL, OF_THE_MATRIX, seen_by
from tests.access.supervision import supervision_of
from tests.access.table import RELATIONS
from tests.builders import draft_visit, home_of, noon_of, signed_visit
from tests.cast import NOW, TODAY, child_of, person

# Found wherever a record of the child is shown.
WORD = dict(
    zip(
        RELATIONS,
        ("Albatross", "Bullfinch", "Curlew", "Dotterel", "Eiderduck", "Fieldfare", "Goldcrest"),
        strict=True,
    )
)
IN_RIVERSIDE = {"allocated", "own team", "restricted", "conflict"}
# Those whom all the nine have been allocated to, and have not left.
BORN = date(2020, 7, 24)
# A role that each person of the matrix has, and the others that records need.
ROLES = {
    "practitioner": ("Amira Khan", RoleName.PRACTITIONER),
    "duty": ("Hana Sato", RoleName.DUTY_PRACTITIONER),
    "manager": ("Chloe Adeyemi", RoleName.MANAGER),
    "chair": ("Ewa Nowak", RoleName.CHAIR),
    "lead": ("Imani Cole", RoleName.PARTNERSHIP_LEAD),
    "data officer": ("Farid Aziz", RoleName.DATA_OFFICER),
    "administrator": ("Grace Bell", RoleName.ADMINISTRATOR),
    "disabled": ("Jack Reed", RoleName.PRACTITIONER),
    "colleague": ("Ben Lowe", RoleName.PRACTITIONER),
    "neighbour": ("Omar Said", RoleName.PRACTITIONER),
    "other worker": ("Dev Patel", RoleName.PRACTITIONER),
    "other manager": ("Marta Silva", RoleName.MANAGER),
    "second keeper": ("Noel Hart", RoleName.MANAGER),
    "other chair": ("Ida Lund", RoleName.CHAIR),
}
OF_HILLSIDE = {"other worker", "other manager", "second keeper"}
WITHOUT_TEAM = {"chair", "other chair", "lead", "administrator"}


@dataclass
class Families:
    """`people`: accounts by what they are in the matrix, and their ids."""

    people: dict[str, User]
    ids: dict[str, int]
    records: dict[str, Record]
    authority: int
    team: int
    stand_in: int
    # What is somebody’s own, by the endpoint that takes its number.
    own_numbers: dict[str, set[int]] = field(default_factory=dict)


def gather_families(session: Session, password: str) -> Families:
    """In an empty database; committed."""
    authority = Authority(name="Northmere Council", lea_code="201")
    riverside, hillside = Team(authority=authority, name="Riverside"), Team(authority=authority, name="Hillside")
    intake = Team(authority=authority, name="Intake", is_intake=True)
    roles = {name: Role(name.value) for name in RoleName}
    people = {}
    for who, (name, role) in ROLES.items():
        team = None if who in WITHOUT_TEAM else hillside if who in OF_HILLSIDE else riverside
        people[who] = person(name, roles[role], intake if who == "data officer" else team, password)
    people["disabled"].active = False
    session.add_all([authority, riverside, hillside, intake, *roles.values(), *people.values()])
    session.flush()
    records = {
        relation: _record_of(session, relation, riverside if relation in IN_RIVERSIDE else hillside, people)
        for relation in RELATIONS
    }
    passkeys = [
        Passkey(
            user=people[who],
            credential_id=who.encode(),
            public_key=b"key",
            backup_state=False,
            device_type="single_device",
            lastuse_datetime=NOW,
            name="Tablet",
            usage="first",
        )  # fmt: skip
        for who in ("practitioner", "manager", "administrator")
    ]
    session.add_all(passkeys)
    away = StandIn(
        away=people["manager"],
        stand_in=people["colleague"],
        from_on=TODAY + timedelta(days=20),
        to_on=TODAY + timedelta(days=30),
        named_by_id=people["manager"].id,
        named_at=NOW,
    )
    other_away = StandIn(
        away=people["other worker"],
        stand_in=people["other manager"],
        from_on=TODAY + timedelta(days=20),
        to_on=TODAY + timedelta(days=30),
        named_by_id=people["other manager"].id,
        named_at=NOW,
    )
    asked = AccountChange(
        kind=AccountChangeKind.NEW_PASSWORD,
        user=people["colleague"],
        asked_at=NOW,
        asked_by=people["administrator"],
    )
    session.add_all([away, other_away, asked])
    calendars_for(session, people)
    ids = {who: one.id for who, one in people.items()}
    own = {"accounts.passkey_remove": {one.id for one in passkeys}, "sight.end_stand_in": {away.id, other_away.id}}
    return Families(people, ids, records, authority.id, riverside.id, away.id, own)


def _record_of(session: Session, relation: str, team: Team, people: dict[str, User]) -> Record:
    word = WORD[relation]
    family = Family(name=f"{word}son", created_at=NOW)
    home = Household(family=family, name=f"{word} flat", address=f"1 {word} Court")
    adult = Adult(family=family, name=f"Tara {word}", not_to_be_contacted=True, no_contact_reason=f"{word} said so")
    gran = Adult(family=family, name=f"Gran {word}")
    child = child_of(family, team, word, BORN, Pronoun.HE, la_child_id=f"{word}-1")
    twin = child_of(family, team, f"{word}twin", date(2018, 1, 9), Pronoun.SHE)
    double = child_of(family, team, f"{word}double", BORN, Pronoun.HE)
    episode = HelpEpisode(
        child=child, kind=HelpKind.CHILD_PROTECTION, started_on=date(2026, 2, 20), category=AbuseCategory.NEGLECT,
        initial_category=AbuseCategory.NEGLECT, detail=f"{word} wandered",
    )  # fmt: skip
    residence = Residence(child=child, household=home, from_on=date(2023, 3, 2))
    author = people["practitioner" if relation in ALLOCATED_TO_ALL else _worker_of(relation)]
    allocation = Allocation(child=child, user=author, from_on=date(2026, 1, 5))
    session.add_all([family, home, adult, gran, child, twin, double, episode, residence, allocation])
    session.add(CareRelation(adult=adult, child=child, relationship_to_child=Relationship.MOTHER, household=home))
    session.add(CareRelation(adult=gran, child=child, relationship_to_child=Relationship.GRANDPARENT))
    session.flush()
    if relation in ALLOCATED_TO_ALL:
        others = [people[who] for who in OF_THE_MATRIX if people[who] is not author]
        session.add_all(Allocation(child=child, user=one, from_on=date(2026, 1, 5), is_lead=False) for one in others)
    session.add(ChildIdentifier(child_id=child.id, kind="la_child_id", value=f"{word}-0"))
    record = Record({"child_id": child.id, "other_id": twin.id, "family_id": family.id}, {adult.id, gran.id})
    for endpoint, number in (
        ("children.adult", adult.id), ("children.household", home.id), ("children.end_allocation", allocation.id),
        ("children.hand_over", allocation.id), ("children.end_help", episode.id), ("children.pass_on", team.id),
        ("children.leave_home", residence.id), ("children.move_home", residence.id),
    ):  # fmt: skip
        record.of_endpoint[endpoint] = {"number": number}
    session.commit()
    _visits_of(session, record, child, author, people, word)
    everybody = [people[who] for who in OF_THE_MATRIX]
    record.of_endpoint |= plan_of(session, child, author, everybody, gran, word)
    record.of_endpoint |= meetings_of(session, child, twin, author, gran, word)
    record.of_endpoint |= supervision_of(session, child, people["manager"], everybody, word)
    record.of_endpoint |= event_of(session, child, twin, author, word)
    record.of_endpoint |= engagement_of(session, child, author, gran, word)
    record.of_endpoint |= packs_of(session, child, author, people["manager"], word)
    record.of_endpoint |= scrutiny_of(session, child, people["chair"], word)
    record.of_endpoint["record.picture"] = {"domain": "safety"}
    record.of_endpoint["plans.new"] = {"child_id": twin.id}
    _merge(session, record, child, double, people, word)
    seen_by(session, record, relation, child, people, word)
    return record


def _worker_of(relation: str) -> str:
    return "colleague" if relation in IN_RIVERSIDE else "other worker"


def _visits_of(
    session: Session, record: Record, child: Child, author: User, people: dict[str, User], word: str
) -> None:
    grades, notes = {"nutrition_quality": 2, "hygiene": 3}, {NoteKind.NIGHT: f"{word} sleeps in a coat"}
    words = {"nutrition_quality": f"{word} likes soup"}
    duty = people["duty"]
    grader = duty if author is people["practitioner"] else people["second keeper"]
    signed = []
    for days, writer in ((40, author), (30, author), (20, author), (10, grader)):
        on = TODAY - timedelta(days=days)
        with UnitOfWork(session, writer, noon_of(on)) as uow:
            signed.append(signed_visit(uow, child, on, grades, words=words, notes=notes))
    first, second, pair_first, pair_second = signed
    ours = instruments.newest(instruments.OURS)
    with UnitOfWork(session, author, NOW) as uow:
        draft = draft_visit(uow, child, TODAY, grades, words=words, notes=notes)
        profile = open_profile(uow, child, ours, opened_on=TODAY - timedelta(days=45), household=home_of(child))
        session.flush()
        complete_profile(uow, profile)
        said = SharingDetails(not_shared_reason=f"{word} was away")
        record_sharing(uow, profile, said)
        going_on = open_profile(uow, child, ours, opened_on=TODAY, household=home_of(child))
    session.add(VisitColleague(visit=draft, user=duty))
    apart = GradedApart(
        first=second, asker=author, grader=grader, asked_at=NOW, state=ApartState.APART,
        first_signed_on=second.visited_on, ending_reason="",
    )  # fmt: skip
    pair = GradedApart(
        first=pair_first, second=pair_second, asker=author, grader=grader, asked_at=NOW,
        state=ApartState.BOTH_SIGNED, first_signed_on=pair_first.visited_on, both_signed_at=NOW, ending_reason="",
    )  # fmt: skip
    session.add_all([apart, pair])
    session.flush()
    record.ids |= {"visit_id": draft.id, "profile_id": going_on.id, "apart_id": apart.id}
    record.of_endpoint |= {f"visits.{name}": {"visit_id": first.id} for name in ("show", "amend", "withdraw")}
    done = ("sharing", "plain_words", "for_the_carer", "profile")
    record.of_endpoint |= {f"profiles.{name}": {"profile_id": profile.id} for name in done}
    record.of_endpoint["visits.agree_apart"] = {"apart_id": pair.id}
    session.commit()
    record.of_endpoint |= trigger_of(session, first, word)


def _merge(session: Session, record: Record, child: Child, double: Child, people: dict[str, User], word: str) -> None:
    with UnitOfWork(session, people["colleague"], NOW) as uow:
        merge = merge_children(uow, child, double, MergeDetails(f"{word} has one birth certificate"))
        session.flush()
    record.of_endpoint["children.part"] = {"number": merge.id}
