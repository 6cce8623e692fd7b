"""Reading a child's whole story, in a fixed number of queries however long it is; and the head of every page about a child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, load_only

from gcp_tracker.change.histories import GradedVisit
from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import (
    Adult,
    Allocation,
    Child,
    Grade,
    HelpEpisode,
    Household,
    Meeting,
    Profile,
    ProfileVisit,
    Residence,
    SafetyCheck,
    User,
    Visit,
    VisitNote,
)
from gcp_tracker.profiles.queries import completed_profiles
from gcp_tracker.record.standing import LastSeen, Standing, standing_of
from gcp_tracker.record.story import Draft, LivedAt, Safety, Story, ToldVisit, WorkedWith
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import Answer, NoteKind, VisitState
from gcp_tracker.unit_of_work import AnySession


def child_standing(session: AnySession, child: Child, today: date) -> Standing:
    """For the head of a page, in three queries whatever the child's story."""
    episodes = session.scalars(select(HelpEpisode).where(HelpEpisode.child_id == child.id))
    workers = session.scalars(
        select(User.name)
        .join(Allocation, Allocation.user_id == User.id)
        .where(
            Allocation.child_id == child.id,
            Allocation.from_on <= today,
            or_(Allocation.to_on.is_(None), Allocation.to_on > today),
        )
        .order_by(Allocation.is_lead.desc(), Allocation.from_on, Allocation.id)
    )
    seen = session.execute(
        select(Visit.visited_on, Visit.child_seen_alone)
        .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED, Visit.child_seen)
        .order_by(Visit.visited_on.desc(), Visit.child_seen_alone.desc())
        .limit(1)
    ).first()
    return standing_of(child, episodes, list(workers), LastSeen(*seen) if seen else None, today)


def standing_in(story: Story, today: date) -> Standing:
    """The same from a story that is already read."""
    current = [worker for worker in story.workers if is_current(worker.from_on, worker.to_on, today)]
    names = [worker.name for worker in sorted(current, key=lambda worker: not worker.is_lead)]
    seen = [(visit.on, visit.child_seen_alone) for visit in story.visits if visit.child_seen]
    return standing_of(story.child, story.episodes, names, LastSeen(*max(seen)) if seen else None, today)


def child_story(session: AnySession, child: Child) -> Story:
    """Everything but the texts of single grades, which stand with their visit. Replaced and withdrawn visits never count."""
    rows = _visit_rows(session, child)
    answers = _answers(session, child)
    notes: dict[UUID, dict[NoteKind, str]] = defaultdict(dict)
    for visit_id, kind, text in session.execute(
        select(VisitNote.visit_id, VisitNote.kind, VisitNote.text)
        .join(Visit, VisitNote.visit_id == Visit.id)
        .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED, VisitNote.text != "")
    ):
        notes[visit_id][kind] = text
    return Story(
        child=child,
        visits=tuple(
            _told(visit, author, home or carer, answers[visit.id], notes[visit.id])
            for visit, author, home, carer in rows
            if not visit.is_draft
        ),
        drafts=tuple(
            Draft(visit.id, visit.visited_on, visit.author_id, author, visit.number > 1, _safety(visit.safety_check))
            for visit, author, _, _ in rows
            if visit.is_draft
        ),
        episodes=tuple(
            session.scalars(
                select(HelpEpisode)
                .where(HelpEpisode.child_id == child.id)
                .order_by(HelpEpisode.started_on, HelpEpisode.id)
            )
        ),
        meetings=tuple(session.scalars(select(Meeting).where(Meeting.child_id == child.id).order_by(Meeting.held_on))),
        workers=tuple(WorkedWith(*row) for row in session.execute(_workers(child))),
        homes=tuple(LivedAt(*row) for row in session.execute(_homes(child))),
        profiles=tuple(completed_profiles(session, child)),
    )


def not_applicable_in_profiles(session: AnySession, profiles: Sequence[Profile]) -> dict[UUID, frozenset[str]]:
    """By profile: the items marked as not applying at the visits it was completed from, as they were signed by then."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for profile_id, item_key in session.execute(
        select(Profile.id, Grade.item_key)
        .join(ProfileVisit, ProfileVisit.profile_id == Profile.id)
        .join(Visit, Visit.first_id == ProfileVisit.visit_first_id)
        .join(Grade, Grade.visit_id == Visit.id)
        .where(
            Profile.id.in_([profile.id for profile in profiles]),
            Visit.signed_at <= Profile.completed_at,
            Grade.answer == Answer.NOT_APPLICABLE,
        )
    ):
        found[profile_id].add(item_key)
    return {profile.id: frozenset(found[profile.id]) for profile in profiles}


def _visit_rows(session: AnySession, child: Child) -> list[tuple[Visit, str, str | None, str | None]]:
    rows = session.execute(
        select(Visit, User.name, Household.name, Adult.name)
        .join(User, User.id == Visit.author_id)
        .outerjoin(Household, Household.id == Visit.household_id)
        .outerjoin(Adult, Adult.id == Visit.carer_id)
        .where(Visit.child_id == child.id, Visit.state.in_((VisitState.SIGNED, VisitState.DRAFT)))
        .options(
            load_only(
                Visit.state, Visit.number, Visit.household_id, Visit.carer_id, Visit.band, Visit.visited_on, Visit.place,
                Visit.outcome, Visit.outcome_detail, Visit.announced, Visit.child_seen, Visit.child_seen_alone,
                Visit.bedroom_seen, Visit.author_id,
            ),
            joinedload(Visit.instrument),
            joinedload(Visit.safety_check),
        )
        .order_by(Visit.visited_on, Visit.opened_at)
    )  # fmt: skip
    return [(visit, author, home, carer) for visit, author, home, carer in rows]


@dataclass(slots=True)
class _Answers:
    grades: dict[str, int] = field(default_factory=dict)
    not_seen: set[str] = field(default_factory=set)
    not_applicable: set[str] = field(default_factory=set)
    words: list[tuple[str, str]] = field(default_factory=list)


def _answers(session: AnySession, child: Child) -> dict[UUID, _Answers]:
    # Plain rows: a long story has thousands, and an object for each would be most of the page's time.
    rows = session.execute(
        select(Grade.visit_id, Grade.item_key, Grade.answer, Grade.value, Grade.child_words)
        .join(Visit, Grade.visit_id == Visit.id)
        .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED)
        .order_by(Grade.id)
    )
    found: dict[UUID, _Answers] = defaultdict(_Answers)
    for visit_id, item_key, answer, value, child_words in rows:
        own = found[visit_id]
        if value is not None:
            own.grades[item_key] = value
        elif answer is Answer.NOT_SEEN:
            own.not_seen.add(item_key)
        elif answer is Answer.NOT_APPLICABLE:
            own.not_applicable.add(item_key)
        if child_words:
            own.words.append((item_key, child_words))
    return found


def _told(visit: Visit, author: str, care_name: str | None, answers: _Answers, notes: dict[NoteKind, str]) -> ToldVisit:
    return ToldVisit(
        id=visit.id,
        on=visit.visited_on,
        outcome=visit.outcome,
        outcome_detail=visit.outcome_detail,
        place=visit.place,
        announced=visit.announced,
        child_seen=visit.child_seen,
        child_seen_alone=visit.child_seen_alone,
        bedroom_seen=visit.bedroom_seen,
        author=author,
        care_of=visit.care_of,
        care_name=care_name or "",
        instrument=instrument_of(visit.instrument),
        is_amended=visit.number > 1,
        safety=_safety(visit.safety_check),
        graded=GradedVisit(
            visit_id=str(visit.id),
            on=visit.visited_on,
            worker=str(visit.author_id),
            care_of=visit.care_of,
            band=visit.band,
            grades=answers.grades,
            not_seen=frozenset(answers.not_seen),
            not_applicable=frozenset(answers.not_applicable),
        ),
        notes=notes,
        words=tuple(answers.words),
    )


def _safety(check: SafetyCheck | None) -> Safety | None:
    if check is None:
        return None
    items = tuple(check.asked_by_items.split())
    return Safety(items, check.answer, check.who_was_told, check.what_was_agreed, check.answered_at)


def _workers(child: Child) -> Any:
    return (
        select(User.name, Allocation.is_lead, Allocation.from_on, Allocation.to_on)
        .join(User, User.id == Allocation.user_id)
        .where(Allocation.child_id == child.id)
        .order_by(Allocation.from_on, Allocation.id)
    )


def _homes(child: Child) -> Any:
    return (
        select(Household.name, Residence.from_on, Residence.to_on)
        .join(Household, Household.id == Residence.household_id)
        .where(Residence.child_id == child.id)
        .order_by(Residence.from_on, Residence.id)
    )
