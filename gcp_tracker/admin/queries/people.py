"""Who can sign in: found, and one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from gcp_tracker.accounts.queries import waiting_link
from gcp_tracker.models import Allocation, Child, SignIn, Team, User, WorkSpell
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import allocated_now

ON_A_PAGE = 50


class State(StrEnum):
    """Of an account; the value is what stands in the address."""

    OPEN = "open"
    NOT_SET_UP = "not-set-up"
    ENDING = "ending"
    DISABLED = "disabled"

    @property
    def words(self) -> str:
        return {"open": "Open", "not-set-up": "Not set up yet", "ending": "Has a last day", "disabled": "Disabled"}[
            self
        ]


STATE_WORDS = {
    State.OPEN: "Open",
    State.NOT_SET_UP: "Not set up yet",
    State.ENDING: "Has a last day",
    State.DISABLED: "Disabled",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """`text`: any part of a name or an address."""

    text: str = ""
    team_id: int | None = None
    role: RoleName | None = None
    state: State | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Person:
    user: User
    role_words: str
    last_seen_on: date | None
    state: State


@dataclass(frozen=True, slots=True)
class PeopleFound:
    rows: list[Person]
    total: int
    everybody: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Spell:
    words: str
    when: str


@dataclass(frozen=True, slots=True)
class Carried:
    """How many children of a team somebody is allocated to, and who has to hand them over."""

    team: str
    children: int
    managers: tuple[User, ...]

    @property
    def words(self) -> str:
        return "1 child" if self.children == 1 else f"{self.children} children"


def people_found(session: AnySession, asked: Asked) -> PeopleFound:
    """By name; a fixed number of queries, whatever the number of people."""
    which = _which(asked)
    everybody = session.execute(select(func.count(User.id))).scalar_one()
    total = session.execute(select(func.count(User.id)).where(*which)).scalar_one()
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(asked.page, 1), pages)
    last_used = select(func.max(SignIn.last_seen_at)).where(SignIn.user_id == User.id).scalar_subquery()
    rows = session.execute(
        select(User, last_used)
        .where(*which)
        .options(joinedload(User.team))
        .order_by(func.lower(User.name), User.id)
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    )
    found = [
        Person(user, role_words(user), _later(user.last_signed_in_at, used), state_of(user)) for user, used in rows
    ]
    return PeopleFound(found, total, everybody, page, pages)


def user_with_id(session: AnySession, user_id: int) -> User | None:
    return session.scalar(select(User).where(User.id == user_id).options(joinedload(User.team)))


def role_words(user: User) -> str:
    return ", ".join(RoleName(role.name).words for role in user.roles)


def state_of(user: User) -> State:
    if not user.active:
        return State.DISABLED
    if not user.password and not user.provider_subject and user.last_signed_in_at is None:
        return State.NOT_SET_UP
    return State.ENDING if user.ends_on else State.OPEN


def how_far(session: AnySession, user: User, now: datetime) -> str:
    """Whether a person has set up what they sign in with, in words; nothing of what it is."""
    if not user.active:
        return "Disabled"
    if waiting_link(session, user, now) is not None:
        return "A link is waiting to be opened"
    if not user.password and not user.webauthn and not user.provider_subject:
        return "Cannot sign in: the last link has run out, or was never made"
    return f"Open until the day before {long_date(user.ends_on)}" if user.ends_on else "Open"


def spells_of(session: AnySession, user: User) -> list[Spell]:
    """What somebody did here, the latest first. What lasted less than a day is left to the audit."""
    rows = session.scalars(
        select(WorkSpell)
        .where(WorkSpell.user_id == user.id, or_(WorkSpell.to_on.is_(None), WorkSpell.to_on > WorkSpell.from_on))
        .options(joinedload(WorkSpell.team))
        .order_by(WorkSpell.from_on.desc(), WorkSpell.id.desc())
    )
    return [
        Spell(
            f"{row.role.words}, {row.team.name}" if row.team else row.role.words,
            f"{long_date(row.from_on)} to {long_date(row.to_on)}" if row.to_on else f"since {long_date(row.from_on)}",
        )
        for row in rows
    ]


def carried_by(session: AnySession, user: User, today: date) -> list[Carried]:
    """By team. Hidden children are counted too: they have to be handed over like the others."""
    counts = session.execute(
        select(Team.id, Team.name, func.count(Child.id.distinct()))
        .join(Child, Child.team_id == Team.id)
        .join(Allocation, Allocation.child_id == Child.id)
        .where(Allocation.user_id == user.id, allocated_now(today), Child.merged_into_id.is_(None))
        .group_by(Team.id, Team.name)
        .order_by(Team.name)
    ).all()
    managers = managers_of(session, [team_id for team_id, _, _ in counts], but=user)
    return [Carried(name, children, tuple(managers.get(team_id, ()))) for team_id, name, children in counts]


def managers_of(session: AnySession, team_ids: list[int], but: User | None = None) -> dict[int, list[User]]:
    """By team: those whose accounts are open, by name."""
    query = select(User).where(User.team_id.in_(team_ids), User.active, has_role(RoleName.MANAGER)).order_by(User.name)
    found: dict[int, list[User]] = {}
    for user in session.scalars(query):
        if user.team_id is not None and user is not but:
            found.setdefault(user.team_id, []).append(user)
    return found


def has_role(role: RoleName) -> ColumnElement[bool]:
    return User.roles.any(name=role.value)


def children_words(carried: list[Carried]) -> str:
    """ "3 children"; empty where there is none."""
    total = sum(one.children for one in carried)
    return "" if not total else "1 child" if total == 1 else f"{total} children"


def _which(asked: Asked) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = []
    for word in asked.text.lower().split():
        which.append(
            or_(
                func.lower(User.name).contains(word, autoescape=True),
                func.lower(User.email).contains(word, autoescape=True),
            )
        )
    if asked.team_id is not None:
        which.append(User.team_id == asked.team_id)
    if asked.role is not None:
        which.append(has_role(asked.role))
    never = User.last_signed_in_at.is_(None) & (User.password == "") & User.provider_subject.is_(None)
    if asked.state is State.DISABLED:
        which.append(User.active.is_(False))
    elif asked.state is not None:
        which.append(User.active.is_(True))
        which.append(never if asked.state is State.NOT_SET_UP else ~never)
    if asked.state in (State.ENDING, State.OPEN):
        which.append(User.ends_on.is_not(None) if asked.state is State.ENDING else User.ends_on.is_(None))
    return which


def _later(signed_in_at: datetime | None, used_at: datetime | None) -> date | None:
    known = [at for at in (signed_in_at, used_at) if at is not None]
    return max(known).astimezone(LONDON).date() if known else None
