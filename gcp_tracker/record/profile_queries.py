"""Reading a child’s completed profiles as plain rows, to set two of them side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import (
    Adult,
    Child,
    Grade,
    Household,
    InstrumentVersion,
    Profile,
    ProfileGrade,
    ProfileVisit,
    Visit,
)
from gcp_tracker.models.base import plain_key
from gcp_tracker.record.story import CompletedProfile
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import Answer, ProfileState
from gcp_tracker.unit_of_work import AnySession

# Built once: to build them takes as long as to ask them. Plain rows, since nothing is written and a grade each is many.
_COMPLETED = (
    Profile.child_id == bindparam("child"),
    Profile.state == ProfileState.COMPLETED,
    Profile.completed_on.is_not(None),
)
_PROFILES = (
    select(
        Profile.id, plain_key(Profile.id).label("plain_id"),
        Profile.opened_on, Profile.completed_on, Profile.band, Profile.household_id, Profile.carer_id,
        func.coalesce(Household.name, Adult.name, "").label("whose"), InstrumentVersion.key,
        InstrumentVersion.version, InstrumentVersion.content_hash,
    )
    .join(InstrumentVersion, InstrumentVersion.id == Profile.instrument_id)
    .outerjoin(Household, Household.id == Profile.household_id)
    .outerjoin(Adult, Adult.id == Profile.carer_id)
    .where(*_COMPLETED)
    .order_by(Profile.completed_on, Profile.completed_at)
)  # fmt: skip
_PROFILE_GRADES = (
    select(plain_key(ProfileGrade.profile_id), ProfileGrade.item_key, ProfileGrade.value, ProfileGrade.graded_on)
    .join(Profile, Profile.id == ProfileGrade.profile_id)
    .where(*_COMPLETED)
    .order_by(ProfileGrade.id)
)
_NOT_APPLICABLE = (
    select(Profile.id, Grade.item_key)
    .join(ProfileVisit, ProfileVisit.profile_id == Profile.id)
    .join(Visit, Visit.first_id == ProfileVisit.visit_first_id)
    .join(Grade, Grade.visit_id == Visit.id)
    .where(
        Profile.id.in_(bindparam("profiles", expanding=True)),
        Visit.signed_at <= Profile.completed_at,
        Grade.answer == Answer.NOT_APPLICABLE,
    )
)


def completed_profiles(session: AnySession, child: Child) -> list[CompletedProfile]:
    """Oldest first, in two queries."""
    rows = session.execute(_PROFILES, {"child": child.id}).all()
    if not rows:
        return []
    grades: dict[Any, dict[str, tuple[int, date]]] = defaultdict(dict)
    for profile, item_key, value, graded_on in session.execute(_PROFILE_GRADES, {"child": child.id}):
        grades[profile][item_key] = value, graded_on
    return [
        CompletedProfile(
            id=row.id,
            opened_on=row.opened_on,
            completed_on=row.completed_on,
            care_of=care_of_key(row.household_id, row.carer_id),
            whose=row.whose,
            instrument=instrument_of(
                InstrumentVersion(key=row.key, version=row.version, content_hash=row.content_hash)
            ),
            band=row.band,
            grades=grades[row.plain_id],
        )
        for row in rows
    ]


def not_applicable_in_profiles(session: AnySession, profiles: Sequence[CompletedProfile]) -> dict[UUID, frozenset[str]]:
    """By profile: the items marked as not applying at the visits it was completed from, as they were signed by then."""
    found: dict[UUID, set[str]] = defaultdict(set)
    asked = {"profiles": [profile.id for profile in profiles]}
    for profile_id, item_key in session.execute(_NOT_APPLICABLE, asked):
        found[profile_id].add(item_key)
    return {profile.id: frozenset(found[profile.id]) for profile in profiles}
