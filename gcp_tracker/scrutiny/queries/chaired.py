"""The children whose conference somebody chairs, with what there is to see to: a fixed number of queries, however
many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.meetings.queries import NOTHING_KNOWN, known_of_clocks, periods_from
from gcp_tracker.models import Child, Pack, Scrutiny, Sight, User
from gcp_tracker.rules.ages import age_words
from gcp_tracker.rules.chairing import ChairedFacts, ChairsReason, ChairsTold, PackFact, chairs_told
from gcp_tracker.rules.packs import PackFor, PackState
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.vocabulary import SightKind
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import is_open, open_kinds, visible_to


@dataclass(frozen=True, slots=True)
class Chaired:
    """`pack` is the issue that stands for the professionals, of the latest conference. `draft`: the scrutiny that this
    chair is writing.
    """

    child: Child
    age: str
    until_on: date | None
    told: tuple[ChairsTold, ...]
    pack: Pack | None
    draft: Scrutiny | None

    @property
    def conference(self) -> ChairsTold | None:
        return next((one for one in self.told if one.kind is ChairsReason.CONFERENCE), None)


def chaired_by(session: AnySession, chair: User, now: datetime) -> list[Chaired]:
    """What is late first, then the next conference first; children of whom there is nothing to tell last."""
    if SightKind.CHAIR not in open_kinds(chair):
        return []
    today = now.astimezone(LONDON).date()
    sights = _sights(session, chair, now)
    children = [sight.child for sight in sights]
    ids = [child.id for child in children]
    known = known_of_clocks(session, ids)
    packs, scrutinies = _packs(session, ids), _scrutinies(session, ids)
    found = []
    for sight in sights:
        child = sight.child
        periods = periods_from(settings_of(session, child.authority_id, today))
        facts = known.get(child.id, NOTHING_KNOWN)
        own = scrutinies[child.id]
        told = chairs_told(
            ChairedFacts(
                name=child.first_name,
                meetings=facts.meetings,
                spells=facts.spells,
                packs=[_pack_fact(pack) for pack in packs[child.id]],
                written=frozenset(one.held_on for one in own if one.is_signed),
                chairs_since=sight.from_at.astimezone(LONDON).date(),
            ),
            periods,
            today,
        )
        standing = [pack for pack in packs[child.id] if pack.state.stands]
        found.append(
            Chaired(
                child=child,
                age=age_words(child.born_on, child.expected_on, today),
                until_on=sight.until_at.astimezone(LONDON).date() if sight.until_at else None,
                told=tuple(told),
                pack=max(standing, key=lambda pack: pack.for_on, default=None),
                draft=next((one for one in own if one.is_draft and one.chair_id == chair.id), None),
            )
        )
    return sorted(found, key=_place)


def _place(one: Chaired) -> tuple[bool, date, str]:
    first = one.told[0].on if one.told else date.max
    is_late = any(told.is_late for told in one.told)
    return not is_late, one.conference.on if one.conference else first if is_late else date.max, one.child.full_name


def _sights(session: AnySession, chair: User, now: datetime) -> list[Sight]:
    """One for each child, the longest."""
    query = (
        select(Sight)
        .join(Child, Child.id == Sight.child_id)
        .where(
            Sight.user_id == chair.id,
            Sight.kind == SightKind.CHAIR,
            is_open(now),
            Child.merged_into_id.is_(None),
            visible_to(chair, now),
        )
        .options(joinedload(Sight.child))
        .order_by(Sight.from_at.desc())
    )
    return list({sight.child_id: sight for sight in session.scalars(query)}.values())


def _packs(session: AnySession, ids: Sequence[UUID]) -> dict[UUID, list[Pack]]:
    """For the members of a conference; the latest issue of each, or the one being made."""
    gone = (PackState.PUT_ASIDE, PackState.REPLACED)
    query = select(Pack).where(Pack.child_id.in_(ids), Pack.made_for == PackFor.PROFESSIONALS, Pack.state.not_in(gone))
    found: dict[UUID, list[Pack]] = defaultdict(list)
    for pack in session.scalars(query.order_by(Pack.opened_at.desc())):
        found[pack.child_id].append(pack)
    return found


def _scrutinies(session: AnySession, ids: Sequence[UUID]) -> dict[UUID, list[Scrutiny]]:
    query = select(Scrutiny).where(Scrutiny.child_id.in_(ids), Scrutiny.state != RecordState.DISCARDED)
    found: dict[UUID, list[Scrutiny]] = defaultdict(list)
    for one in session.scalars(query.order_by(Scrutiny.opened_at.desc())):
        found[one.child_id].append(one)
    return found


def _pack_fact(pack: Pack) -> PackFact:
    return PackFact(pack.for_on, pack.state.inside, pack.state.stands, pack.state is PackState.READ)
