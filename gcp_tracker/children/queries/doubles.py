"""Records that may be of one child.

Who is told of whom: **nobody is told of a child whom they may not read**, neither by name nor by a hint. Somebody who
adds a child is shown only children whom they may read; a record elsewhere changes neither the answer nor what the
database is asked for. (A number that only one child can have is refused when it is taken, in the same words whoever has
it; that cannot be helped.) Such a pair is found on the other side instead: by a manager whose team has both, and, as
children come into the house through the intake team, by that team's manager and the data officer, who are told the
number of the child in the intake team, and of the other record only which team to turn to. A child who is hidden from
the reader is left out in `_rows`, and by whoever asks for `told_apart_by`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.children.queries.people import MOST_FOUND
from gcp_tracker.models import Child, ChildIdentifier, ChildMerge, Team, ToldApart, User
from gcp_tracker.rules.doubles import Known, keys_of_date, likeness
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import readable_by, visible_to

# Kinds of other numbers that one child has alone. A court's number may be the brothers' and sisters' too.
OF_ONE_CHILD = ("%UPN%", "%NHS%", "%authority’s number%")


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody on file, and why this may be the child."""

    child: Child
    why: str


@dataclass(frozen=True, slots=True)
class Pair:
    one: Child
    other: Child
    why: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A child of the intake team who may be on record with another team already, of which nothing but its name is
    told.
    """

    child: Child
    team: Team
    why: str


@dataclass(frozen=True, slots=True)
class Doubles:
    pairs: list[Pair]
    elsewhere: list[Elsewhere]

    @property
    def count(self) -> int:
        return len(self.pairs) + len(self.elsewhere)


class OnRecord(NamedTuple):
    """A child’s record as far as it is compared. `others`: numbers that one child has alone, by line; `apart`: the ids
    of those from whom somebody has told the child apart.
    """

    id: UUID
    team_id: int
    given_name: str | None
    family_name: str | None
    known_as: str | None
    born_on: date | None
    sex: str | None
    nhs_number: str | None
    upn: str | None
    la_child_id: str | None
    others: str | None
    apart: str | None


@dataclass(frozen=True, slots=True)
class _Row:
    """`apart`: of whom somebody has said that they are two children."""

    id: UUID
    team_id: int
    known: Known
    apart: frozenset[UUID]


def children_like(
    session: AnySession, user: User, authority_id: int, now: datetime, wanted: Known, leave_out: UUID | None = None
) -> list[Alike]:
    """Children whom `user` may read and who may be this one."""
    readable = _rows(session, user, now, readable_by(user, now) & (Child.authority_id == authority_id))
    found = {row.id: why for row in readable if row.id != leave_out and (why := likeness(wanted, row.known))}
    children = _children(session, list(found)[:MOST_FOUND])
    return [Alike(child, found[child.id]) for child in children.values()]


def why_alike(one: Child, other: Child) -> str:
    """Empty when nothing but a person says that they are."""
    return likeness(known_of(one), known_of(other))


def known_of(child: Child) -> Known:
    """What the record says, as it is compared with others."""
    others = [one.value for one in child.identifiers if any(part.strip("%") in one.kind for part in OF_ONE_CHILD)]
    return _known(child, others)


def pairs_of_team(session: AnySession, user: User, now: datetime, team_id: int) -> list[Pair]:
    """Pairs of which both are with the team, unless somebody has said that they are two children."""
    found = _pairs(session, user, now, team_id)
    children = _children(session, [row.id for one, other, _ in found for row in (one, other)])
    pairs = [Pair(children[one.id], children[other.id], why) for one, other, why in found]
    return sorted(pairs, key=lambda pair: (pair.one.full_name, pair.other.full_name))


def _pairs(session: AnySession, user: User, now: datetime, team_id: int) -> list[tuple[_Row, _Row, str]]:
    return list(_alike(_rows(session, user, now, Child.team_id == team_id)))


def intake_children_elsewhere(session: AnySession, user: User, now: datetime, authority_id: int) -> list[Elsewhere]:
    """Children of the authority’s intake teams who may be with another team already."""
    intake = set(session.scalars(select(Team.id).where(Team.authority_id == authority_id, Team.is_intake)))
    if not intake:
        return []
    rows = _rows(session, user, now, Child.authority_id == authority_id)
    found: dict[tuple[UUID, int], str] = {}
    for one, other, why in _alike(rows, only=intake):
        if (one.team_id in intake) == (other.team_id in intake):
            continue
        here, there = (one, other) if one.team_id in intake else (other, one)
        found.setdefault((here.id, there.team_id), why)
    children = _children(session, [child_id for child_id, _ in found])
    teams = {team.id: team for team in session.scalars(select(Team).where(Team.authority_id == authority_id))}
    return [Elsewhere(children[child_id], teams[team_id], why) for (child_id, team_id), why in found.items()]


def pairs_in_intake(session: AnySession, user: User, now: datetime, authority_id: int) -> list[Pair]:
    teams = session.scalars(select(Team.id).where(Team.authority_id == authority_id, Team.is_intake))
    return [pair for team_id in teams for pair in pairs_of_team(session, user, now, team_id)]


def doubles_for(session: AnySession, user: User, now: datetime) -> Doubles:
    """What the reader is asked to look at: a manager the own team’s pairs, and whoever is with an intake team what
    stands across from it.
    """
    if user.team is None:
        return Doubles([], [])
    if not user.is_a(RoleName.MANAGER):
        asked = (session, user, now, user.team.authority_id)
        return Doubles(pairs_in_intake(*asked), intake_children_elsewhere(*asked))
    elsewhere = intake_children_elsewhere(session, user, now, user.team.authority_id) if user.team.is_intake else []
    own = [one for one in elsewhere if one.child.team_id == user.team_id]
    return Doubles(pairs_of_team(session, user, now, user.team.id), own)


def count_of_doubles(session: AnySession, user: User, now: datetime, own: tuple[OnRecord, ...]) -> int:
    """As many as `doubles_for` would show this manager. `own`: all of the own team of whom the manager may know; unless
    that is the intake team, nothing more is asked.
    """
    if user.team is not None and not user.team.is_intake:
        return _count_alike(own)
    return doubles_for(session, user, now).count


# Of a list that is opened again only the database is asked anew. All of every record is the key: none can be taken for
# another, or for itself as it was before somebody changed it.
@lru_cache(maxsize=16)
def _count_alike(records: tuple[OnRecord, ...]) -> int:
    return sum(1 for _ in _alike([_row(one) for one in records]))


def merges_into(session: AnySession, children: Sequence[UUID]) -> list[ChildMerge]:
    """Records that were merged into these, the latest first; also those that were parted again."""
    query = (
        select(ChildMerge)
        .where(ChildMerge.kept_id.in_(children))
        .options(joinedload(ChildMerge.merged), joinedload(ChildMerge.by), joinedload(ChildMerge.parted_by))
        .order_by(ChildMerge.id.desc())
    )
    return list(session.scalars(query))


def _rows(session: AnySession, user: User, now: datetime, wanted: ColumnElement[bool]) -> list[_Row]:
    query = select(
        Child.id, Child.team_id, Child.given_name, Child.family_name, Child.known_as, Child.born_on, Child.sex,
        Child.nhs_number, Child.upn, Child.la_child_id, *told_apart_by(),
    ).where(wanted, Child.merged_into_id.is_(None), visible_to(user, now))  # fmt: skip
    return [_row(OnRecord._make(row)) for row in session.execute(query)]


def told_apart_by() -> tuple[ColumnElement[str | None], ...]:
    """What a query of Child reads besides its columns, for the last two of OnRecord."""
    kinds = or_(*(ChildIdentifier.kind.like(kind) for kind in OF_ONE_CHILD))
    others = (
        select(func.aggregate_strings(ChildIdentifier.value, "\n"))
        .where(ChildIdentifier.child_id == Child.id, kinds)
        .correlate(Child)
        .scalar_subquery()
    )
    apart = (
        select(func.aggregate_strings(cast(ToldApart.other_id, String), " "))
        .where(ToldApart.one_id == Child.id)
        .correlate(Child)
        .scalar_subquery()
    )
    return others.label("others"), apart.label("apart")


def on_record(child: Child, others: str | None, apart: str | None) -> OnRecord:
    return OnRecord(
        child.id, child.team_id, child.given_name, child.family_name, child.known_as, child.born_on, child.sex,
        child.nhs_number, child.upn, child.la_child_id, others, apart,
    )  # fmt: skip


def _row(row: OnRecord) -> _Row:
    others, apart = (row.others or "").split("\n"), frozenset(map(UUID, (row.apart or "").split()))
    return _Row(row.id, row.team_id, _known(row, others), apart)


def _known(row: object, others: Iterable[str]) -> Known:
    def of(name: str) -> str:
        return getattr(row, name) or ""

    numbers = (of("nhs_number"), of("upn"), of("la_child_id"), *others)
    return Known(
        given_name=of("given_name"),
        family_name=of("family_name"),
        known_as=of("known_as"),
        born_on=getattr(row, "born_on", None),
        sex=of("sex"),
        nhs_number=of("nhs_number"),
        numbers=frozenset("".join(number.split()).upper() for number in numbers if number),
    )


def _alike(rows: list[_Row], only: set[int] | None = None) -> Iterator[tuple[_Row, _Row, str]]:
    """Each pair once that nobody has told apart, without comparing every child with every other. `only`: one of the two
    is of these teams.
    """
    near: dict[object, list[_Row]] = defaultdict(list)
    for row in rows:
        for number in row.known.numbers:
            near[number].append(row)
        if row.known.born_on is not None and row.known.given_name:
            for key in keys_of_date(row.known.born_on):
                near[key].append(row)
    looked: set[frozenset[UUID]] = set()
    for some in near.values():
        if only is not None and not any(row.team_id in only for row in some):
            continue
        for one, other in combinations(some, 2):
            if only is not None and one.team_id not in only and other.team_id not in only:
                continue
            why = _why_these(one, other)
            if why and (ids := frozenset((one.id, other.id))) not in looked:
                looked.add(ids)
                yield one, other, why


def _why_these(one: _Row, other: _Row) -> str:
    if one is other or other.id in one.apart or one.id in other.apart:
        return ""
    return likeness(one.known, other.known)


def _children(session: AnySession, ids: Iterable[UUID]) -> dict[UUID, Child]:
    wanted = list(ids)
    if not wanted:
        return {}
    query = select(Child).where(Child.id.in_(wanted)).options(joinedload(Child.team))
    return {child.id: child for child in session.scalars(query)}
