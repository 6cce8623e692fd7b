"""What visits say: when a child was seen, what was missed, graded without evidence, seen differently, bad at a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, Date, Select, and_, bindparam, case, exists, func, or_
from sqlalchemy.orm import aliased

from gcp_tracker.attention.queries.parts import TODAY, ids_in, part
from gcp_tracker.instruments import newest
from gcp_tracker.models import Agreement, Base, Grade, GradedApart, HelpEpisode, InstrumentVersion, User, Visit
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.rules.vocabulary import ApartState, HelpKind, Place, VisitOutcome, VisitState

SEEN, MISSED, EVIDENCE, VIEWS, STEP = "seen", "missed", "evidence", "views", "step"
# Tables and not what is mapped: what a reader does not see yet is left out of every `Visit` that is asked for, and the
# condition would stand in a part that knows it by another name. Of these, nothing is shown before both have signed.
ONE, OTHER, HELD_BEFORE = (Base.metadata.tables[Visit.__tablename__].alias(name) for name in ("one", "other", "held"))
GRADE_OF_ONE, GRADE_OF_OTHER = aliased(Grade), aliased(Grade)
ASKER, GRADER = aliased(User), aliased(User)


def seen(wanted: CTE) -> Select[Any]:
    held = Visit.outcome == VisitOutcome.HELD
    took_place = and_(held, Visit.child_seen.is_(True))
    return (
        part(
            SEEN,
            Visit.child_id,
            on_1=func.max(Visit.visited_on),
            on_2=func.max(case((took_place, Visit.visited_on))),
            on_3=func.max(case((and_(took_place, Visit.child_seen_alone.is_(True)), Visit.visited_on))),
            on_4=func.max(case((and_(held, Visit.place == Place.HOME), Visit.visited_on))),
            on_5=func.max(case((and_(held, Visit.bedroom_seen.is_(True)), Visit.visited_on))),
        )
        .where(Visit.child_id.in_(ids_in(wanted)), Visit.state == VisitState.SIGNED)
        .group_by(Visit.child_id)
    )


def missed(wanted: CTE) -> Select[Any]:
    held = (
        exists()
        .where(
            HELD_BEFORE.c.child_id == Visit.child_id,
            HELD_BEFORE.c.state == VisitState.SIGNED,
            HELD_BEFORE.c.outcome == VisitOutcome.HELD,
            HELD_BEFORE.c.visited_on >= Visit.visited_on,
        )
        .correlate(Visit)
    )
    return (
        part(
            MISSED,
            Visit.child_id,
            number=func.count(),
            on_1=func.min(Visit.visited_on),
            on_2=func.max(Visit.visited_on),
        )
        .where(
            Visit.child_id.in_(ids_in(wanted)),
            Visit.state == VisitState.SIGNED,
            Visit.outcome != VisitOutcome.HELD,
            ~held,
        )
        .group_by(Visit.child_id)
    )


def without_evidence(wanted: CTE, instrument_keys: Sequence[str]) -> Select[Any]:
    """Of visits that are begun: no visit is signed without it."""
    at_concern = []
    for key in instrument_keys:
        bad = [value for value in newest(key).values if newest(key).is_concern(value)]
        at_concern.append(and_(InstrumentVersion.key == key, Grade.value.in_(bad)))
    return (
        part(EVIDENCE, Visit.child_id, number=func.count(), on_1=func.min(Visit.visited_on))
        .join(Grade, Grade.visit_id == Visit.id)
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_id)
        .where(
            Visit.child_id.in_(ids_in(wanted)),
            Visit.state == VisitState.DRAFT,
            Grade.evidence == "",
            Grade.child_words == "",
            or_(*at_concern),
        )
        .group_by(Visit.child_id)
    )


def views_apart(wanted: CTE) -> Select[Any]:
    """Each item that two who graded apart see so differently that any authority might want to talk it over."""
    gap = func.abs(GRADE_OF_ONE.value - GRADE_OF_OTHER.value)
    agreed = exists().where(Agreement.apart_id == GradedApart.id).correlate(GradedApart)
    both = (ApartState.BOTH_SIGNED, ApartState.SIGNED_LATE)
    return (
        part(VIEWS, ONE.c.child_id, number=gap, on_1=ONE.c.visited_on, words_1=ASKER.name, words_2=GRADER.name)
        .select_from(GradedApart)
        .join(ONE, ONE.c.first_id == GradedApart.first_id)
        .join(OTHER, OTHER.c.first_id == GradedApart.second_id)
        .join(GRADE_OF_ONE, GRADE_OF_ONE.visit_id == ONE.c.id)
        .join(
            GRADE_OF_OTHER,
            and_(GRADE_OF_OTHER.visit_id == OTHER.c.id, GRADE_OF_OTHER.item_key == GRADE_OF_ONE.item_key),
        )
        .join(ASKER, ASKER.id == GradedApart.asker_id)
        .join(GRADER, GRADER.id == GradedApart.grader_id)
        .where(
            GradedApart.state.in_(both),
            ~agreed,
            ONE.c.child_id.in_(ids_in(wanted)),
            ONE.c.state == VisitState.SIGNED,
            OTHER.c.state == VisitState.SIGNED,
            gap >= LOCAL["views_apart"].low,
            ONE.c.visited_on >= bindparam("views_since", type_=Date),
        )
    )


def graded_at_steps(wanted: CTE) -> Select[Any]:
    """The grades of the weeks before help ended, where that is not long ago; how many weeks is looked at later, since
    the databases count days between two dates differently.
    """
    return (
        part(
            STEP,
            HelpEpisode.child_id,
            on_1=HelpEpisode.ended_on,
            on_2=Visit.visited_on,
            number=Grade.value,
            words_1=HelpEpisode.kind,
            words_2=Grade.item_key,
            words_3=InstrumentVersion.key,
        )
        .join(Visit, Visit.child_id == HelpEpisode.child_id)
        .join(Grade, Grade.visit_id == Visit.id)
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_id)
        .where(
            HelpEpisode.child_id.in_(ids_in(wanted)),
            HelpEpisode.kind != HelpKind.OPEN_CASE,
            HelpEpisode.ended_on.between(bindparam("steps_since", type_=Date), TODAY),
            Visit.state == VisitState.SIGNED,
            Visit.visited_on <= HelpEpisode.ended_on,
            Visit.visited_on >= bindparam("grades_since", type_=Date),
            Grade.value.is_not(None),
        )
    )
