"""Reading a child’s completed profiles as plain rows, to set two of them side by side."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, bindparam, cast, func, select, type_coerce

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
from gcp_tracker.record.story import CompletedProfile
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import Answer, ProfileState
from gcp_tracker.unit_of_work import AnySession

# Built once: to build it takes as long as to ask it. Plain rows, since nothing is written and a grade each is many.
# A line for each grade, with its day.
_GRADES = (
    select(
        func.aggregate_strings(
            ProfileGrade.item_key + "=" + cast(ProfileGrade.value, String) + "=" + cast(ProfileGrade.graded_on, String),
            "\n",
        )
    )
    .where(ProfileGrade.profile_id == Profile.id)
    .correlate(Profile)
    .scalar_subquery()
)
# What was marked as not applying at the visits it was completed from, as they were signed by then.
_NOT_APPLICABLE = (
    select(func.aggregate_strings(type_coerce(Grade.item_key, String), " "))
    .join(Visit, Grade.visit_id == Visit.id)
    .join(ProfileVisit, ProfileVisit.visit_first_id == Visit.first_id)
    .where(
        ProfileVisit.profile_id == Profile.id,
        Visit.signed_at <= Profile.completed_at,
        Grade.answer == Answer.NOT_APPLICABLE,
    )
    .correlate(Profile)
    .scalar_subquery()
)
_PROFILES = (
    select(
        Profile.id,
        Profile.opened_on, Profile.completed_on, Profile.band, Profile.household_id, Profile.carer_id,
        func.coalesce(Household.name, Adult.name, "").label("whose"), InstrumentVersion.key,
        InstrumentVersion.version, InstrumentVersion.content_hash,
        _GRADES.label("grades"), _NOT_APPLICABLE.label("not_applicable"),
    )
    .join(InstrumentVersion, InstrumentVersion.id == Profile.instrument_id)
    .outerjoin(Household, Household.id == Profile.household_id)
    .outerjoin(Adult, Adult.id == Profile.carer_id)
    .where(
        Profile.child_id == bindparam("child"),
        Profile.state == ProfileState.COMPLETED,
        Profile.completed_on.is_not(None),
    )
    .order_by(Profile.completed_on, Profile.completed_at)
)  # fmt: skip


def completed_profiles(session: AnySession, child: Child) -> list[CompletedProfile]:
    """Oldest first, in one query."""
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
            grades=_read(row.grades or ""),
            not_applicable=frozenset((row.not_applicable or "").split()),
        )
        for row in session.execute(_PROFILES, {"child": child.id})
    ]


def _read(lines: str) -> dict[str, tuple[int, date]]:
    """Of "enough_food=2=2026-11-03", a line each."""
    found = (line.split("=") for line in lines.splitlines())
    return {key: (int(value), date.fromisoformat(on)) for key, value, on in found}
