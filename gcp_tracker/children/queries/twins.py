"""What two records of one child both say: the entry of the one that repeats an entry of the other.

The side-by-side page shows by these what a merge will do, and the merge does it by the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import or_, select

from gcp_tracker.models import (
    Allocation,
    CareRelation,
    Child,
    HelpEpisode,
    Household,
    Meeting,
    Profile,
    Residence,
    Visit,
)
from gcp_tracker.rules.doubles import folded_name
from gcp_tracker.rules.spells import Spell, overlaps
from gcp_tracker.rules.vocabulary import ProfileState
from gcp_tracker.unit_of_work import AnySession

# By the other record's home: the kept record's that it is the same as.
SameHomes = Mapping[int, Household]


def homes_of(session: AnySession, child: Child) -> list[Household]:
    """Every home that the child has lived in, or whose care was graded."""
    homes = (
        select(Residence.household_id).where(Residence.child_id == child.id),
        select(Visit.household_id).where(Visit.child_id == child.id),
        select(Profile.household_id).where(Profile.child_id == child.id),
    )
    query = select(Household).where(or_(*(Household.id.in_(some) for some in homes)))
    return list(session.scalars(query.order_by(Household.id)))


def guess_same_homes(kept: list[Household], others: list[Household]) -> dict[int, int]:
    """By the other record's home: the kept one's with the same address, or with the same name where either record
    leaves the address out.
    """
    found = {}
    for other in others:
        for home in kept:
            if home.id == other.id:
                break
            if home.address and other.address:
                same = folded_name(home.address) == folded_name(other.address)
            else:
                same = folded_name(home.name) == folded_name(other.name)
            if same:
                found[other.id] = home.id
                break
    return found


def twin_residence(kept: Child, residence: Residence, same: SameHomes) -> Residence | None:
    """Both are said to live there still."""
    home = same.get(residence.household_id, residence.household)
    return next(
        (
            one
            for one in kept.residences
            if one.household_id == home.id and one.to_on is None and residence.to_on is None
        ),
        None,
    )


def twin_allocation(kept: Child, allocation: Allocation) -> Allocation | None:
    """The same worker has both now."""
    return next(
        (
            one
            for one in kept.allocations
            if one.user_id == allocation.user_id and one.to_on is None and allocation.to_on is None
        ),
        None,
    )


def twin_episode(kept: Child, episode: HelpEpisode) -> HelpEpisode | None:
    """The same help from the same day; its end may differ."""
    for one in kept.episodes:
        if one.source_key is not None and one.source_key == episode.source_key:
            return one
    return next(
        (one for one in kept.episodes if one.kind is episode.kind and one.started_on == episode.started_on), None
    )


def overlapping_episode(kept: Child, episode: HelpEpisode) -> HelpEpisode | None:
    """The same help at the same time, begun on another day."""
    spell = Spell(episode.started_on, episode.ended_on)
    return next(
        (
            one
            for one in kept.episodes
            if one.kind is episode.kind and overlaps(Spell(one.started_on, one.ended_on), spell)
        ),
        None,
    )


def twin_meeting(kept: Child, meeting: Meeting) -> Meeting | None:
    """The same kind on the same day, and the same became of it."""
    return next(
        (one for one in kept.meetings if (one.kind, one.state, one.on) == (meeting.kind, meeting.state, meeting.on)),
        None,
    )


def twin_relation(kept: Child, relation: CareRelation) -> CareRelation | None:
    """The same adult, or one of the same name who is the same to the child."""
    for one in kept.relations:
        same_words = (folded_name(one.adult.name), one.relationship_to_child) == (
            folded_name(relation.adult.name),
            relation.relationship_to_child,
        )
        if one.adult_id == relation.adult_id or same_words:
            return one
    return None


def carers_graded(session: AnySession, child: Child) -> set[int]:
    """Adults whose own care, not a home's, was graded."""
    graded = [
        *session.scalars(select(Visit.carer_id).where(Visit.child_id == child.id)),
        *session.scalars(select(Profile.carer_id).where(Profile.child_id == child.id)),
    ]
    return {carer_id for carer_id in graded if carer_id is not None}


def open_care(session: AnySession, child_id: UUID) -> dict[int, Profile]:
    """Open profiles by the home that they are about."""
    query = select(Profile).where(Profile.child_id == child_id, Profile.state == ProfileState.OPEN)
    return {profile.household_id: profile for profile in session.scalars(query) if profile.household_id is not None}
