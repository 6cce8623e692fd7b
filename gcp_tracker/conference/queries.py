"""Reading packs: those of a child, the one being made, the one that holds, and whether a paper is one of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import joinedload, selectinload, undefer

from gcp_tracker.models import (
    Adult,
    Allocation,
    Child,
    Grade,
    Meeting,
    Pack,
    PackMove,
    PackSentence,
    Profile,
    Team,
    User,
    Visit,
    VisitAdult,
)
from gcp_tracker.models.base import plain_key
from gcp_tracker.rules.meeting_vocabulary import CONFERENCES, MeetingState
from gcp_tracker.rules.packs import NUMBER_LENGTH, PackFor, PackState
from gcp_tracker.rules.vocabulary import Answer, ProfileState, VisitState
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.unseen import left_out
from gcp_tracker.visibility import managed_by, readable_by, visible_to

STANDING = [state for state in PackState if state.stands]
OPEN = [state for state in PackState if state.is_open]
WITH_PEOPLE = (
    joinedload(Pack.opened_by).lazyload(User.roles),
    joinedload(Pack.prepared_by).lazyload(User.roles),
    joinedload(Pack.checked_by).lazyload(User.roles),
    joinedload(Pack.issued_by).lazyload(User.roles),
)
_HASH = re.compile(r"[0-9a-f]{64}")


def is_waited_for(session: AnySession, child_id: UUID) -> bool:
    """Whether the reader still grades a visit of this child apart: a pack was drawn for whoever prepared it, and tells
    what the other of the two has graded.
    """
    return child_id in left_out(session).child_ids


def packs_of_child(session: AnySession, child: Child) -> list[Pack]:
    """Those that were not put aside, the newest conference first, of one conference the newest issue."""
    if is_waited_for(session, child.id):
        return []
    query = select(Pack).where(Pack.child_id == child.id, Pack.state != PackState.PUT_ASIDE).options(*WITH_PEOPLE)
    return list(session.scalars(query.order_by(Pack.for_on.desc(), Pack.made_for, Pack.opened_at.desc())))


def pack_of(session: AnySession, child: Child, pack_id: UUID) -> Pack | None:
    """With its page and its sentences, if it is this child’s."""
    if is_waited_for(session, child.id):
        return None
    query = select(Pack).where(Pack.id == pack_id, Pack.child_id == child.id)
    return session.scalar(
        query.options(
            *WITH_PEOPLE,
            undefer(Pack.body),
            undefer(Pack.facts),
            joinedload(Pack.before).undefer(Pack.facts),
            selectinload(Pack.sentences).joinedload(PackSentence.approved_by).lazyload(User.roles),
            selectinload(Pack.moves).joinedload(PackMove.by).lazyload(User.roles),
        )
    )


def pdf_of(session: AnySession, pack: Pack) -> bytes | None:
    return session.scalar(select(Pack.pdf).where(Pack.id == pack.id))


def open_pack(session: AnySession, child: Child, made_for: PackFor) -> Pack | None:
    """The one on its way to being issued."""
    query = select(Pack).where(Pack.child_id == child.id, Pack.made_for == made_for, Pack.state.in_(OPEN))
    return session.scalar(query)


def last_issued(session: AnySession, child_id: UUID, made_for: PackFor) -> Pack | None:
    """The issue that stands, of whichever conference was last."""
    query = select(Pack).where(Pack.child_id == child_id, Pack.made_for == made_for, Pack.state.in_(STANDING))
    return session.scalar(query.order_by(Pack.issued_at.desc()).options(undefer(Pack.facts)).limit(1))


def issued_to_read(session: AnySession, children: Collection[UUID]) -> dict[UUID, Pack]:
    """By child, what members of its latest conference read."""
    issued = (Pack.state.in_(STANDING), Pack.made_for == PackFor.PROFESSIONALS)
    query = select(Pack).where(Pack.child_id.in_(list(children)), *issued).order_by(Pack.for_on, Pack.issued_at)
    return {pack.child_id: pack for pack in session.scalars(query)}


def next_conference(session: AnySession, child: Child, today: date) -> Meeting | None:
    """The conference that is planned next."""
    query = select(Meeting).where(
        Meeting.child_id == child.id,
        Meeting.kind.in_(CONFERENCES),
        Meeting.state == MeetingState.PLANNED,
        Meeting.planned_on >= today,
    )
    return session.scalar(query.order_by(Meeting.planned_on).limit(1))


def conferences_without_pack(session: AnySession, now: datetime, days: int) -> list[tuple[int, int]]:
    """Conferences planned from today on within so many days, of which no pack for members is begun, each with
    its child’s lead worker: by their ids. For the operator’s batch, which draws each as that worker may read it.
    """
    today = now.astimezone(LONDON).date()
    is_begun = exists().where(
        Pack.child_id == Meeting.child_id,
        Pack.made_for == PackFor.PROFESSIONALS,
        or_(Pack.state.in_(OPEN), and_(Pack.state.in_(STANDING), Pack.for_on == Meeting.planned_on)),
    )
    leads = and_(Allocation.child_id == Meeting.child_id, Allocation.is_lead, Allocation.to_on.is_(None))
    query = (
        select(Meeting.child_id, Meeting.id, User.id)
        .join(Allocation, leads)
        .join(User, and_(User.id == Allocation.user_id, User.active))
        .join(Child, Child.id == Meeting.child_id)
        .where(
            Meeting.kind.in_(CONFERENCES),
            Meeting.state == MeetingState.PLANNED,
            Meeting.planned_on.between(today, today + timedelta(days=days)),
            Child.merged_into_id.is_(None),
            ~is_begun,
        )
        .order_by(Meeting.planned_on, Meeting.child_id)
    )
    first: dict[UUID, tuple[int, int]] = {}
    for child, meeting, lead in session.execute(query):
        first.setdefault(child, (meeting, lead))
    return list(first.values())


def children_open_to(session: AnySession, reader: User, family_id: UUID, now: datetime) -> set[UUID]:
    """Of that family, those whom the reader may read."""
    return set(session.scalars(select(Child.id).where(Child.family_id == family_id, readable_by(reader, now))))


def packs_to_check(session: AnySession, manager: User, now: datetime) -> list[Pack]:
    """Of the children whom the manager manages, the next conference first."""
    waits = Pack.state.in_((PackState.PREPARED, PackState.CHECKED))
    query = select(Pack).join(Child, Child.id == Pack.child_id)
    return _in_order(session, query.where(waits, managed_by(manager, now), visible_to(manager, now)))


def packs_to_read(session: AnySession, chair: User, now: datetime) -> list[Pack]:
    """Issued for members of a conference, of children whom the chair may read."""
    issued = and_(Pack.state.in_(STANDING), Pack.made_for == PackFor.PROFESSIONALS)
    query = select(Pack).join(Child, Child.id == Pack.child_id)
    return _in_order(session, query.where(issued, readable_by(chair, now)))


def _in_order(session: AnySession, query: Select[Pack]) -> list[Pack]:
    query = query.where(Child.id.not_in(left_out(session).child_ids))
    standing = query.where(Child.merged_into_id.is_(None)).options(*WITH_PEOPLE, joinedload(Pack.child))
    return list(session.scalars(standing.order_by(Pack.for_on, Pack.child_id, Pack.made_for)))


def asked_of(typed: str) -> str:
    """The number of a pack or a SHA-256 as they are kept; empty where it is neither."""
    letters = re.sub(r"[^0-9a-f]", "", typed.lower().removeprefix("pack"))
    if found := _HASH.fullmatch(letters):
        return found[0]
    return letters if len(letters) == NUMBER_LENGTH else ""


def known_pack(session: AnySession, reader: User, now: datetime, asked: str) -> Pack | None:
    """`asked`: the number on its pages, or a SHA-256 of the file or the page, as `asked_of` gives them. About nobody
    who is hidden from the reader.
    """
    if not asked:
        return None
    by_number = Pack.sha256.startswith(asked, autoescape=True)
    frozen = Pack.state.in_([state for state in PackState if state.is_frozen])
    return session.scalars(
        select(Pack)
        .join(Child, Child.id == Pack.child_id)
        .where(frozen, or_(by_number, Pack.pdf_sha256 == asked), visible_to(reader, now), _of_authority(reader))
        .options(*WITH_PEOPLE, undefer(Pack.body), undefer(Pack.pdf), joinedload(Pack.child))
        .limit(1)
    ).first()


def _of_authority(reader: User) -> ColumnElement[bool]:
    """The reader’s, where the reader belongs to one: chairs and administrators have no team."""
    if reader.team is None:
        return true()
    return Child.authority_id.in_(select(Team.authority_id).where(Team.id == reader.team_id))


@dataclass(frozen=True, slots=True)
class Evidenced:
    """One grade with what was seen or heard."""

    visit_id: str
    item_key: str
    value: int
    source: str
    evidence: str
    what_changed: str


_EVIDENCE = (
    select(
        plain_key(Grade.visit_id), Grade.item_key, Grade.value, Grade.source, Grade.evidence, Grade.what_changed
    )
    .join(Visit, Visit.id == Grade.visit_id)
    .where(Visit.state == VisitState.SIGNED, Grade.answer == Answer.GRADED)
    .order_by(Visit.visited_on, Visit.opened_at, Grade.id)
)  # fmt: skip


def evidence_of(session: AnySession, child: Child) -> list[Evidenced]:
    """Of every grade that stands, the oldest first."""
    rows = session.execute(_EVIDENCE.where(Visit.child_id == child.id))
    name = child.first_name
    return [
        Evidenced(
            str(UUID(str(visit))),
            item,
            value or 0,
            source.words.format(child=name) if source else "",
            evidence,
            changed,
        )
        for visit, item, value, source, evidence, changed in rows
    ]


@dataclass(frozen=True, slots=True)
class AdultSeen:
    adult_id: int
    name: str
    on: date


def adults_seen(session: AnySession, child: Child) -> list[AdultSeen]:
    """At each signed visit, whoever may be written to."""
    rows = session.execute(
        select(Adult.id, Adult.name, Visit.visited_on)
        .join(VisitAdult, VisitAdult.adult_id == Adult.id)
        .join(Visit, Visit.id == VisitAdult.visit_id)
        .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED, Adult.not_to_be_contacted.is_(False))
        .order_by(Visit.visited_on)
    )
    return [AdultSeen(*row) for row in rows]


def shared_profiles(session: AnySession, child: Child) -> list[Profile]:
    """Completed ones of which it is on record whether they were gone through with a carer, the newest first."""
    query = select(Profile).where(
        Profile.child_id == child.id,
        Profile.state == ProfileState.COMPLETED,
        Profile.sharing_recorded_at.is_not(None),
    )
    options = (joinedload(Profile.shared_with), joinedload(Profile.household), joinedload(Profile.carer))
    return list(session.scalars(query.options(*options).order_by(Profile.completed_on.desc())))
