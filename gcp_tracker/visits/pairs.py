"""Reading a visit that two grade apart: its pair, who may be asked, and both sides of it item by item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Adult, Agreement, GradedApart, Household, User, Visit, VisitColleague
from gcp_tracker.rules.apart import check_stays_one_visit
from gcp_tracker.rules.instrument import Item
from gcp_tracker.rules.vocabulary import ApartState, RoleName, VisitState
from gcp_tracker.unit_of_work import AnySession, UnitOfWork
from gcp_tracker.unseen import IN_FULL
from gcp_tracker.visits.queries import colleagues_for

# Built once: every grade page asks it.
APART_OF = select(GradedApart).where(
    or_(GradedApart.first_id == bindparam("first"), GradedApart.second_id == bindparam("first")),
    GradedApart.state != ApartState.ENDED,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one worker put down for an item. `answer` as the screen has it: the grade, "not_seen", or ""."""

    answer: str = ""
    value: int | None = None
    source: str = ""
    evidence: str = ""
    child_words: str = ""


@dataclass(frozen=True, slots=True)
class ItemTwice:
    item: Item
    first: Said
    second: Said
    agreed: int | None = None

    @property
    def gap(self) -> int | None:
        """How many grades lie between the two; None where one of them gave none."""
        if self.first.value is None or self.second.value is None:
            return None
        return abs(self.first.value - self.second.value)


@dataclass(frozen=True, slots=True)
class DomainTwice:
    title: str
    differing: list[ItemTwice]
    same: list[ItemTwice]
    by_one: list[ItemTwice]


@dataclass(frozen=True, slots=True)
class BothSides:
    """The two visits as they stand. `amended`: versions signed after each could read the other."""

    first: Visit
    second: Visit
    domains: list[DomainTwice]
    agreement: Agreement | None
    amended: list[Visit]

    @property
    def differing(self) -> list[ItemTwice]:
        return [item for domain in self.domains for item in domain.differing]

    @property
    def graded_by_both(self) -> int:
        return len(self.differing) + sum(len(domain.same) for domain in self.domains)


def apart_of(session: AnySession, visit: Visit) -> GradedApart | None:
    """Its pair, unless that has ended."""
    return session.scalar(APART_OF, {"first": visit.first_id})


def locked_apart_of(uow: UnitOfWork, visit: Visit) -> GradedApart | None:
    """Its pair as it is now, held until the commit."""
    apart = apart_of(uow.session, visit)
    if apart is not None:
        uow.session.refresh(apart, with_for_update={"of": GradedApart})
    return apart if apart is not None and apart.state is not ApartState.ENDED else None


def manages(user: User, visit: Visit) -> bool:
    return user.is_a(RoleName.MANAGER) and user.team_id == visit.child.team_id


def who_could_be_second(session: AnySession, visit: Visit, now: datetime) -> list[User]:
    """Whoever may record for the child and neither writes nor manages, nor grades in this draft already."""
    there = {visit.author_id, *(row.user_id for row in visit.colleagues)}
    workers = colleagues_for(session, visit.child, now)
    return [user for user in workers if user.id not in there and not manages(user, visit)]


def on_the_other_side(session: AnySession, visit: Visit) -> set[int]:
    """Who grades the same visit apart from whoever grades in this one."""
    apart = apart_of(session, visit)
    if apart is None:
        return set()
    is_first = apart.first_id == visit.first_id
    other_id = apart.second_id if is_first else apart.first_id
    came = select(VisitColleague.user_id).join(Visit).where(Visit.first_id == other_id)
    return {apart.grader_id if is_first else apart.asker_id, *session.scalars(came, execution_options=IN_FULL)}


def check_stays_a_pair(
    uow: UnitOfWork, visit: Visit, day: date, care: tuple[Household | None, Adult | None], band: str
) -> None:
    """Raises RuleBroken where new details would make two visits of one that two grade apart."""
    apart = locked_apart_of(uow, visit)
    if apart is None or apart.second_id is None:
        return
    other = apart.grader if apart.first_id == visit.first_id else apart.asker
    check_stays_one_visit(
        other.name,
        same_day=day == visit.visited_on,
        same_care=care == (visit.household, visit.carer),
        same_items=band == visit.band,
    )


def both_sides(session: AnySession, apart: GradedApart) -> BothSides | None:
    """None until both have signed, and once one of the two does not stand any more. Four queries."""
    if not apart.is_signed_by_both:
        return None
    query = (
        select(Visit)
        .where(Visit.first_id.in_([apart.first_id, apart.second_id]), Visit.signed_at.is_not(None))
        .options(joinedload(Visit.author), joinedload(Visit.instrument), selectinload(Visit.grades))
        .order_by(Visit.number)
    )
    versions = list(session.scalars(query, execution_options=IN_FULL))
    standing = {visit.first_id: visit for visit in versions if visit.state is VisitState.SIGNED}
    first, second = standing.get(apart.first_id), standing.get(apart.second_id) if apart.second_id else None
    if first is None or second is None:
        return None
    agreement = apart.agreements[-1] if apart.agreements else None
    amended = [visit for visit in (first, second) if visit is not as_signed_apart(apart, versions, visit.first_id)]
    return BothSides(first, second, _domains(first, second, agreement), agreement, amended)


def as_signed_apart(apart: GradedApart, versions: Iterable[Visit], first_id: UUID | None) -> Visit | None:
    """Of one side the version that stood when the later of the two signed: what was graded without the other's."""
    until = apart.both_signed_at
    by_then = [
        version
        for version in versions
        if version.first_id == first_id and version.signed_at and until and version.signed_at <= until
    ]
    return max(by_then, key=lambda version: version.number, default=None)


def _domains(first: Visit, second: Visit, agreement: Agreement | None) -> list[DomainTwice]:
    one, other = _said(first), _said(second)
    agreed = {row.item_key: row.value for row in agreement.grades} if agreement else {}
    found = []
    for domain in instrument_of(first.instrument).domains:
        items = [
            ItemTwice(item, one.get(item.key, Said()), other.get(item.key, Said()), agreed.get(item.key))
            for item in domain.items_for(first.band)
        ]
        found.append(
            DomainTwice(
                domain.title,
                sorted((item for item in items if item.gap), key=lambda item: -(item.gap or 0)),
                [item for item in items if item.gap == 0],
                [item for item in items if (item.first.value is None) != (item.second.value is None)],
            )
        )
    return [domain for domain in found if domain.differing or domain.same or domain.by_one]


def _said(visit: Visit) -> dict[str, Said]:
    return {
        grade.item_key: Said(
            answer=str(grade.value or (grade.answer.value if grade.answer else "")),
            value=grade.value,
            source=grade.source.value if grade.source else "",
            evidence=grade.evidence,
            child_words=grade.child_words,
        )
        for grade in visit.grades
    }
