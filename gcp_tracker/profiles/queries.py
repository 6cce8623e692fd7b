"""Reading profiles: those of a child, what may contribute to one, and what it was completed from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.histories import GradedVisit, Grading, gradings_of
from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Adult, CareRelation, Child, Household, Profile, ProfileVisit, User, Visit
from gcp_tracker.rules.bands import BEFORE_BIRTH
from gcp_tracker.rules.grading import DomainGrade, roll_up
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.profiling import care_words, first_day_that_counts
from gcp_tracker.rules.series import ids_of_care
from gcp_tracker.rules.vocabulary import Answer, ProfileState, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import AnySession

WHO_AND_WHOSE = (
    joinedload(Profile.household),
    joinedload(Profile.carer),
    joinedload(Profile.shared_with),
    joinedload(Profile.instrument),
    joinedload(Profile.opened_by).lazyload(User.roles),
    joinedload(Profile.completed_by).lazyload(User.roles),
)


def completed_profiles(session: AnySession, child: Child) -> list[Profile]:
    """Oldest first, with their grades, visits, whose care it was and who worked on them: three queries."""
    return list(
        session.scalars(
            select(Profile)
            .where(Profile.child_id == child.id, Profile.state == ProfileState.COMPLETED)
            .options(*WHO_AND_WHOSE, selectinload(Profile.grades), selectinload(Profile.contributions))
            .order_by(Profile.completed_on, Profile.completed_at)
        )
    )


def open_profiles(session: AnySession, child: Child) -> list[Profile]:
    """At most one for each home or person whose care is graded."""
    return list(
        session.scalars(
            select(Profile)
            .where(Profile.child_id == child.id, Profile.state == ProfileState.OPEN)
            .options(*WHO_AND_WHOSE)
            .order_by(Profile.opened_on)
        )
    )


def roll_up_profile(profile: Profile, not_applicable: Collection[str] = ()) -> list[DomainGrade]:
    """The scoring rule on the grades of a completed profile, at its own age band."""
    grades: dict[str, int | None] = {grade.item_key: grade.value for grade in profile.grades}
    return roll_up(instrument_of(profile.instrument), grades, profile.band, not_applicable)


def not_applicable_in(session: AnySession, profiles: Sequence[Profile]) -> dict[UUID, frozenset[str]]:
    """By completed profile: items that did not apply at one of its visits, as these then stood. Three queries."""
    visits = contributing_versions(session, profiles)
    return {profile.id: not_applicable_at(as_completed(profile, visits)) for profile in profiles}


def contributing_versions(session: AnySession, profiles: Sequence[Profile]) -> list[Visit]:
    """Every version, except unsigned ones, of every visit that contributes: with answers, notes and workers."""
    profile_ids = [profile.id for profile in profiles]
    first_ids = select(ProfileVisit.visit_first_id).where(ProfileVisit.profile_id.in_(profile_ids))
    return list(
        session.scalars(
            select(Visit)
            .where(Visit.first_id.in_(first_ids), Visit.signed_at.is_not(None))
            .options(
                joinedload(Visit.author).lazyload(User.roles),
                joinedload(Visit.household),
                joinedload(Visit.carer),
                selectinload(Visit.grades),
                selectinload(Visit.notes),
            )
            .order_by(Visit.visited_on, Visit.opened_at, Visit.number)
        )
    )


def as_completed(profile: Profile, versions: Iterable[Visit]) -> list[Visit]:
    """Of each visit that contributes the version that stood when the profile was completed; oldest first."""
    named = {grade.visit_id for grade in profile.grades}
    contributing = {row.visit_first_id for row in profile.contributions}
    stood: dict[UUID, Visit] = {}
    for visit in sorted(versions, key=lambda version: version.number):
        if visit.first_id not in contributing or visit.signed_at is None or profile.completed_at is None:
            continue
        held = stood.get(visit.first_id)
        if visit.signed_at <= profile.completed_at and (held is None or held.id not in named):
            stood[visit.first_id] = visit
    return sorted(stood.values(), key=lambda visit: (visit.visited_on, visit.opened_at))


def as_it_stands(profile: Profile, versions: Iterable[Visit]) -> list[Visit]:
    """Of each visit that contributes the signed version, while it is still about the same care; oldest first."""
    contributing = {row.visit_first_id for row in profile.contributions}
    return [
        visit
        for visit in versions
        if visit.first_id in contributing and visit.state is VisitState.SIGNED and visit.care_of == profile.care_of
    ]


def visits_offered(
    session: AnySession, child: Child, care_of: str, instrument_id: int | None, opened_on: date
) -> list[Visit]:
    """The signed visits that could contribute to a profile of this care opened on that day; oldest first."""
    return list(
        session.scalars(
            select(Visit)
            .where(
                Visit.child_id == child.id,
                _is_about(Visit, care_of),
                Visit.instrument_id == instrument_id,
                Visit.state == VisitState.SIGNED,
                Visit.outcome == VisitOutcome.HELD,
                Visit.band != BEFORE_BIRTH,
                Visit.visited_on >= first_day_that_counts(opened_on, looks_back_days(session, child, opened_on)),
            )
            .options(joinedload(Visit.author).lazyload(User.roles), selectinload(Visit.grades))
            .order_by(Visit.visited_on, Visit.opened_at)
        )
    )


def looks_back_days(session: AnySession, child: Child, opened_on: date) -> int:
    """As it was set on the day on which the profile was opened."""
    return settings_of(session, child.authority_id, opened_on).days("profile_looks_back")


def open_profile_of(session: AnySession, child: Child, care_of: str) -> Profile | None:
    of_child = (Profile.child_id == child.id, _is_about(Profile, care_of))
    return session.scalar(select(Profile).where(*of_child, Profile.state == ProfileState.OPEN))


def _is_about(table: type[Visit] | type[Profile], care_of: str) -> ColumnElement[bool]:
    household_id, carer_id = ids_of_care(care_of)
    return table.household_id == household_id if carer_id is None else table.carer_id == carer_id


def adults_to_go_through_with(session: AnySession, child: Child) -> list[Adult]:
    """Who cares for the child or has parental responsibility, except anybody who is not to be contacted."""
    return list(
        session.scalars(
            select(Adult)
            .join(CareRelation, CareRelation.adult_id == Adult.id)
            .where(
                CareRelation.child_id == child.id,
                or_(CareRelation.is_carer, CareRelation.has_parental_responsibility),
                Adult.not_to_be_contacted.is_(False),
            )
            .order_by(Adult.id)
        )
    )


def whose_care(household: Household | None, carer: Adult | None) -> str:
    """care at Mum’s flat; care by Darren Reed."""
    return care_words(household.name if household else None, carer.name if carer else None)


def graded_visit(visit: Visit) -> GradedVisit:
    return GradedVisit(
        visit_id=str(visit.id),
        on=visit.visited_on,
        worker=str(visit.author_id),
        care_of=visit.care_of,
        band=visit.band,
        grades={grade.item_key: grade.value for grade in visit.grades if grade.value is not None},
        not_seen=frozenset(grade.item_key for grade in visit.grades if grade.answer is Answer.NOT_SEEN),
        not_applicable=frozenset(grade.item_key for grade in visit.grades if grade.answer is Answer.NOT_APPLICABLE),
    )


def latest_gradings(instrument: Instrument, visits: Iterable[Visit]) -> dict[str, Grading]:
    """By item, in the order of the instrument: the latest grade of these visits; of two on one day the worse."""
    graded = [graded_visit(visit) for visit in visits]
    found = ((item.key, gradings_of(graded, item.key, instrument)) for item in instrument.items)
    return {key: gradings[-1] for key, gradings in found if gradings}


def not_applicable_at(visits: Iterable[Visit]) -> frozenset[str]:
    answers = (grade for visit in visits for grade in visit.grades)
    return frozenset(grade.item_key for grade in answers if grade.answer is Answer.NOT_APPLICABLE)
