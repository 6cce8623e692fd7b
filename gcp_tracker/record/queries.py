"""Reading a child’s whole story in a fixed number of queries, and the head of every page about a child."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import String, bindparam, cast, func, select
from sqlalchemy.orm import aliased

from gcp_tracker.change.histories import GradedVisit
from gcp_tracker.instruments import instrument_of
from gcp_tracker.meetings.queries import meeting_fact, meeting_facts_query
from gcp_tracker.models import (
    Adult,
    Allocation,
    Child,
    HelpEpisode,
    Household,
    InstrumentVersion,
    Meeting,
    SafetyCheck,
    User,
    Visit,
    VisitColleague,
)
from gcp_tracker.models.base import plain_key
from gcp_tracker.record.answers import ToldAt, told_at
from gcp_tracker.record.lived_queries import lived_and_decided
from gcp_tracker.record.profile_queries import completed_profiles
from gcp_tracker.record.standing import LastSeen, Standing, standing_of
from gcp_tracker.record.story import Draft, Safety, Story, ToldVisit
from gcp_tracker.rules.bands import form_of
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.interpreting import InterpretedVisit
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import allocated_now

# What a story is read with. Built once: to build them takes as long as to ask them.
_OF_CHILD = Visit.child_id == bindparam("child")
_COLLEAGUE = aliased(User)
# One line for each who came along, in a column: most visits have nobody, and a query more would be for them.
_CAME = (
    select(func.aggregate_strings(cast(_COLLEAGUE.id, String) + "=" + _COLLEAGUE.name, "\n"))
    .join(VisitColleague, VisitColleague.user_id == _COLLEAGUE.id)
    .where(VisitColleague.visit_id == Visit.id)
    .correlate(Visit)
    .scalar_subquery()
)
# Plain rows, since only some columns are needed and nothing is written.
_VISITS = (
    select(
        Visit.id, plain_key(Visit.id).label("plain_id"),
        Visit.state, Visit.number, Visit.household_id, Visit.carer_id, Visit.band, Visit.band_reason,
        Visit.visited_on,
        Visit.place, Visit.outcome, Visit.outcome_detail, Visit.announced, Visit.child_seen,
        Visit.child_seen_alone, Visit.bedroom_seen, Visit.interpreter_needed, Visit.interpreter_used,
        Visit.interpreter_by, Visit.author_id, User.name.label("author"),
        func.coalesce(Household.name, Adult.name, "").label("care_name"),
        InstrumentVersion.key, InstrumentVersion.version, InstrumentVersion.content_hash,
        SafetyCheck.id.label("safety_id"), SafetyCheck.asked_by_items, SafetyCheck.answer,
        SafetyCheck.who_was_told, SafetyCheck.what_was_agreed, SafetyCheck.answered_at,
        _CAME.label("colleagues"),
    )
    .join(User, User.id == Visit.author_id)
    .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_id)
    .outerjoin(Household, Household.id == Visit.household_id)
    .outerjoin(Adult, Adult.id == Visit.carer_id)
    .outerjoin(SafetyCheck, SafetyCheck.visit_id == Visit.id)
    .where(_OF_CHILD, Visit.state.in_((VisitState.SIGNED, VisitState.DRAFT)))
    .order_by(Visit.visited_on, Visit.opened_at)
)  # fmt: skip
_EPISODES = (
    select(HelpEpisode)
    .where(HelpEpisode.child_id == bindparam("child"))
    .order_by(HelpEpisode.started_on, HelpEpisode.id)
)
_MEETINGS = meeting_facts_query().where(Meeting.child_id == bindparam("child")).order_by("on", Meeting.id)


def child_standing(session: AnySession, child: Child, today: date) -> Standing:
    """For the head of a page, in three queries whatever the child's story."""
    episodes = session.scalars(select(HelpEpisode).where(HelpEpisode.child_id == child.id))
    workers = session.scalars(
        select(User.name)
        .join(Allocation, Allocation.user_id == User.id)
        .where(Allocation.child_id == child.id, allocated_now(today))
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
    """Everything but the evidence of single grades, which stands with its visit. Only standing versions count."""
    rows = _visit_rows(session, child)
    told = told_at(session, [(row.id, row.plain_id) for row in rows if row.state is VisitState.SIGNED])
    lived = lived_and_decided(session, child)
    known = _instruments(rows)
    return Story(
        child=child,
        visits=tuple(
            [
                _told(
                    row,
                    known[row.key, row.version],
                    told[row.plain_id],
                )
                for row in rows
                if row.state is VisitState.SIGNED
            ]
        ),
        drafts=tuple(
            Draft(
                row.id,
                row.visited_on,
                row.author_id,
                row.author,
                row.number > 1,
                _safety(row),
                frozenset(_colleagues(row)),
            )
            for row in rows
            if row.state is VisitState.DRAFT
        ),
        episodes=tuple(session.scalars(_EPISODES, {"child": child.id})),
        meetings=tuple(meeting_fact(row) for row in session.execute(_MEETINGS, {"child": child.id})),
        workers=lived.workers,
        homes=lived.homes,
        profiles=tuple(completed_profiles(session, child)),
        footprint=lived.footprint,
        scrutinised=lived.scrutinised,
    )


def _visit_rows(session: AnySession, child: Child) -> list[Any]:
    """One plain row for each visit that is signed or a draft, oldest first."""
    return list(session.execute(_VISITS, {"child": child.id}))


def _instruments(rows: Iterable[Any]) -> dict[tuple[str, str], Instrument]:
    """Those of signed visits, each asked for once. Raises InstrumentChanged."""
    versions = {(row.key, row.version): row.content_hash for row in rows if row.state is VisitState.SIGNED}
    return {
        (key, version): instrument_of(InstrumentVersion(key=key, version=version, content_hash=content_hash))
        for (key, version), content_hash in versions.items()
    }


def _colleagues(row: Any) -> dict[int, str]:
    """Who came along, the name by the id, in the order of their names."""
    pairs = (line.partition("=") for line in (row.colleagues or "").splitlines())
    return dict(sorted(((int(key), name) for key, _, name in pairs), key=lambda one: one[1]))


def _told(row: Any, instrument: Instrument, at: ToldAt) -> ToldVisit:
    care_of = care_of_key(row.household_id, row.carer_id)
    return ToldVisit(
        id=row.id,
        on=row.visited_on,
        outcome=row.outcome,
        outcome_detail=row.outcome_detail,
        place=row.place,
        announced=row.announced,
        child_seen=row.child_seen,
        child_seen_alone=row.child_seen_alone,
        bedroom_seen=row.bedroom_seen,
        author=row.author,
        colleagues=tuple(_colleagues(row).values()),
        care_of=care_of,
        care_name=row.care_name,
        instrument=instrument,
        is_amended=row.number > 1,
        safety=_safety(row),
        graded=GradedVisit(
            visit_id=str(row.id),
            on=row.visited_on,
            worker=str(row.author_id),
            care_of=care_of,
            band=row.band,
            grades=at.answers.grades,
            not_seen=at.answers.not_seen,
            not_applicable=at.answers.not_applicable,
            form=form_of(instrument, row.band),
        ),
        notes=at.notes,
        words=at.words,
        band_reason=row.band_reason,
        interpreted=_interpreted(row),
    )


def _interpreted(row: Any) -> InterpretedVisit | None:
    if not row.interpreter_needed:
        return None
    return InterpretedVisit(row.visited_on, row.interpreter_used, row.interpreter_by)


def _safety(row: Any) -> Safety | None:
    if row.safety_id is None:
        return None
    items = tuple(row.asked_by_items.split())
    return Safety(items, row.answer, row.who_was_told, row.what_was_agreed, row.answered_at)
