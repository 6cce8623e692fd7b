"""Making a graded profile: opening it, the visits that contribute, completing it, going through it with the carer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Adult, Child, Household, Profile, ProfileGrade, ProfileVisit, Visit
from gcp_tracker.profiles.queries import (
    as_it_stands,
    contributing_versions,
    latest_gradings,
    looks_back_days,
    open_profile_of,
    visits_offered,
    whose_care,
)
from gcp_tracker.rules.clocks import check_not_in_future
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.grading import RULE_VERSION
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.profiling import (
    check_can_contribute,
    check_has_grades,
    check_may_be_gone_through_with,
    check_profile_move,
    check_series_is_free,
    check_sharing,
)
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.visiting import check_can_be_graded, choose_band
from gcp_tracker.rules.vocabulary import CarerAgrees, ProfileState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.unseen import left_out
from gcp_tracker.visits.drafts import remember_instrument


@dataclass(frozen=True, slots=True)
class SharingDetails:
    """Gone through with `shared_with` on `shared_on`, or `not_shared_reason`. `comment` is in the carer's own words."""

    shared_on: date | None = None
    shared_with: Adult | None = None
    agrees: CarerAgrees | None = None
    comment: str = ""
    not_shared_reason: str = ""


def open_profile(
    uow: UnitOfWork,
    child: Child,
    instrument: Instrument,
    *,
    opened_on: date,
    household: Household | None = None,
    carer: Adult | None = None,
) -> Profile:
    """A new profile of the care in one home, or of one carer; the visits of these weeks contribute from the start.

    Exactly one of `household` and `carer`. Raises RuleBroken beside `care_of` or `opened_on`.
    """
    check_not_in_future(opened_on, uow.today, "The date it was opened", field="opened_on")
    _check_age(child, opened_on)
    if household is not None and carer is None and _may_be_home_of(child, household):
        care_of = care_of_key(household.id, None)
    elif carer is not None and household is None and _may_care_for(child, carer):
        care_of = care_of_key(None, carer.id)
    else:
        raise RuleBroken("Choose whose care this profile is about", field="care_of")
    # Two people who open one at the same moment wait for each other here.
    uow.session.execute(select(Child.id).where(Child.id == child.id).with_for_update())
    already = open_profile_of(uow.session, child, care_of)
    check_series_is_free(already.opened_on if already else None, whose_care(household, carer))
    version = remember_instrument(uow, instrument)
    uow.session.flush()
    profile = Profile(
        child=child,
        household=household,
        carer=carer,
        instrument=version,
        band=choose_band(instrument, child.born_on, opened_on, None, "").key,
        rule_version=RULE_VERSION,
        opened_on=opened_on,
        opened_by=uow.author,
    )
    uow.session.add(profile)
    uow.record("profile:open", subject=profile, child=child)
    for visit in visits_offered(uow.session, child, care_of, version.id, opened_on):
        contribute_visit(uow, profile, visit)
    return profile


def contribute_visit(uow: UnitOfWork, profile: Profile, visit: Visit) -> None:
    """Let a signed visit count. Saying so twice is saying so once."""
    _lock_open(uow, profile)
    check_can_contribute(
        state=visit.state,
        was_held=visit.outcome.is_held,
        visited_on=visit.visited_on,
        same_care=visit.child_id == profile.child_id and visit.care_of == profile.care_of,
        same_instrument=visit.instrument_id == profile.instrument_id,
        opened_on=profile.opened_on,
        looks_back=looks_back_days(uow.session, profile.child, profile.opened_on),
    )
    if visit.first_id in _contributing(profile):
        return
    profile.contributions.append(ProfileVisit(visit_first_id=visit.first_id))
    uow.record("profile:contribute", subject=profile, child=profile.child, reason=f"visit {visit.first_id}")


def leave_out_visit(uow: UnitOfWork, profile: Profile, visit: Visit) -> None:
    """Let a visit not count after all. It can be put back while the profile is open."""
    _lock_open(uow, profile)
    _remove(uow, profile, {visit.first_id})


def complete_profile(uow: UnitOfWork, profile: Profile) -> None:
    """Keep the latest grade of each item, with its day and the visit it came from. It never changes after this.

    Raises RuleBroken when nothing has been graded, or the profile is completed already.
    """
    _lock_open(uow, profile)
    if left_out(uow.session).first_ids.intersection(_contributing(profile)):
        raise RuleBroken("You grade one of these visits too, apart. Complete the profile once both have signed.")
    instrument = instrument_of(profile.instrument)
    visits = as_it_stands(profile, contributing_versions(uow.session, [profile]))
    _remove(uow, profile, _contributing(profile) - {visit.first_id for visit in visits})
    gradings = latest_gradings(instrument, visits)
    check_has_grades(len(gradings))
    for key, grading in gradings.items():
        profile.grades.append(
            ProfileGrade(item_key=key, value=grading.value, graded_on=grading.on, visit_id=UUID(grading.visit_id))
        )
    # The database lets no grade into a profile that is completed, so they go first.
    uow.session.flush()
    profile.band = visits[-1].band
    profile.rule_version = RULE_VERSION
    profile.state = ProfileState.COMPLETED
    profile.completed_on = uow.today
    profile.completed_at = uow.now
    profile.completed_by = uow.author
    uow.record("profile:complete", subject=profile, child=profile.child)


def record_sharing(uow: UnitOfWork, profile: Profile, details: SharingDetails) -> None:
    """When and with whom it was gone through and what the carer said of it, or why not. Said again, it corrects."""
    uow.session.refresh(profile, with_for_update={"of": Profile})
    check_sharing(
        is_completed=profile.is_completed,
        opened_on=profile.opened_on,
        today=uow.today,
        shared_on=details.shared_on,
        has_adult=details.shared_with is not None,
        agrees=details.agrees,
        has_comment=bool(details.comment),
        not_shared_reason=details.not_shared_reason,
    )
    if (adult := details.shared_with) is not None:
        check_may_be_gone_through_with(
            adult.name, not_to_be_contacted=adult.not_to_be_contacted, cares=_cares_for(adult, profile.child)
        )
    new = {
        "shared_on": details.shared_on,
        "shared_with": details.shared_with,
        "carer_agrees": details.agrees,
        "carer_comment": details.comment,
        "not_shared_reason": details.not_shared_reason,
    }
    changed = [name for name, value in new.items() if getattr(profile, name) != value]
    for name, value in new.items():
        setattr(profile, name, value)
    verb = "share" if profile.sharing_recorded_at is None else "correct_sharing"
    profile.sharing_recorded_at = uow.now
    uow.record(f"profile:{verb}", subject=profile, child=profile.child, changed=changed)


def _may_be_home_of(child: Child, household: Household) -> bool:
    """A home of the family; or one where the child lives or has lived, which may have stayed with another family."""
    lived_in = any(residence.household_id == household.id for residence in child.residences)
    return lived_in or household.family_id == child.family_id


def _may_care_for(child: Child, carer: Adult) -> bool:
    related = any(relation.adult_id == carer.id for relation in child.relations)
    return related or carer.family_id == child.family_id


def _check_age(child: Child, opened_on: date) -> None:
    try:
        check_can_be_graded(child.first_name, child.born_on, opened_on)
    except RuleBroken as broken:
        raise RuleBroken(broken.sentence, field="opened_on") from broken


def _lock_open(uow: UnitOfWork, profile: Profile) -> None:
    """The profile as it is now, held until the commit; raises RuleBroken when it is completed."""
    uow.session.flush()
    uow.session.refresh(profile, ["state", "contributions"], with_for_update={"of": Profile})
    check_profile_move(profile.state, ProfileState.COMPLETED)


def _contributing(profile: Profile) -> set[UUID]:
    return {row.visit_first_id for row in profile.contributions}


def _remove(uow: UnitOfWork, profile: Profile, first_ids: set[UUID]) -> None:
    for row in list(profile.contributions):
        if row.visit_first_id in first_ids:
            profile.contributions.remove(row)
            uow.session.delete(row)
            uow.record("profile:leave_out", subject=profile, child=profile.child, reason=f"visit {row.visit_first_id}")


def _cares_for(adult: Adult, child: Child) -> bool:
    return any(
        relation.child_id == child.id and (relation.is_carer or relation.has_parental_responsibility)
        for relation in adult.relations
    )
