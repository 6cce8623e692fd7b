"""A child’s profiles by whose care they are about: each home or carer has its own first profile and its own next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.children.queries.care import homes_lived_in
from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Child, Profile
from gcp_tracker.profiles.queries import (
    completed_profiles,
    not_applicable_in,
    open_profiles,
    roll_up_profile,
    whose_care,
)
from gcp_tracker.rules.ages import life_stage
from gcp_tracker.rules.instrument import ScalePoint
from gcp_tracker.rules.profiling import is_overdue, profile_due_words
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class DomainMark:
    title: str
    point: ScalePoint | None
    graded_words: str


@dataclass(frozen=True, slots=True)
class CompletedLine:
    profile: Profile
    is_first: bool
    marks: list[DomainMark]


@dataclass(slots=True)
class ProfileSeries:
    """`completed` has the newest first. `due_words` is empty for a home where the child no longer lives,
    before the birth and from 18 on.
    """

    care_of: str
    words: str
    open: Profile | None = None
    completed: list[CompletedLine] = field(default_factory=list)
    due_words: str = ""
    is_overdue: bool = False


def profile_series(session: AnySession, child: Child, today: date) -> list[ProfileSeries]:
    """The homes where the child lives now come first, whether they have a profile or not."""
    completed = completed_profiles(session, child)
    marks = _marks(completed, not_applicable_in(session, completed))
    homes = homes_lived_in(child)
    found = {care_of: ProfileSeries(care_of, whose_care(home, None)) for care_of, home in homes.items()}
    for profile in [*open_profiles(session, child), *completed]:
        series = found.setdefault(
            profile.care_of, ProfileSeries(profile.care_of, whose_care(profile.household, profile.carer))
        )
        if profile.is_completed:
            series.completed.insert(0, CompletedLine(profile, not series.completed, marks[profile.id]))
        else:
            series.open = profile
    every_days = settings_of(session, child.authority_id, today).days("profile_every")
    for series in found.values():
        last = series.completed[0].profile if series.completed else None
        carer = last.carer if last else None
        if not life_stage(child.born_on, child.expected_on, today).is_graded:
            continue
        if series.care_of in homes or (carer is not None and not carer.not_to_be_contacted):
            on = last.completed_on if last else None
            series.due_words = profile_due_words(on, every_days, today)
            series.is_overdue = is_overdue(on, every_days, today)
    return list(found.values())


def _marks(profiles: Sequence[Profile], not_applicable: Mapping[UUID, frozenset[str]]) -> dict[UUID, list[DomainMark]]:
    marks = {}
    for profile in profiles:
        instrument = instrument_of(profile.instrument)
        marks[profile.id] = [
            DomainMark(
                instrument.domain(graded.domain_key).title,
                None if graded.grade is None else instrument.point(graded.grade),
                f"graded {graded.graded} of {graded.of}",
            )
            for graded in roll_up_profile(profile, not_applicable[profile.id])
        ]
    return marks
