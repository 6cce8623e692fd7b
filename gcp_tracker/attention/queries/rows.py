"""One statement for all that attention looks at beside help, meetings and readings: a few rows for each child.

Each part of it fills some of the same columns. One statement, since every page that lists children asks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from gcp_tracker.instruments import known_keys, newest
from gcp_tracker.models import (
    ActionMove,
    Adult,
    Agreement,
    Allocation,
    AttentionPutOff,
    CareRelation,
    Child,
    Grade,
    GradedApart,
    HelpEpisode,
    Household,
    InstrumentVersion,
    Outcome,
    Plan,
    PlanAction,
    Profile,
    Residence,
    User,
    UtcInstant,
    Visit,
)
from gcp_tracker.models.base import plain_key
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.rules.plan_vocabulary import ActionState, PlanState
from gcp_tracker.rules.vocabulary import (
    ApartState,
    HelpKind,
    Place,
    ProfileState,
    VisitOutcome,
    VisitState,
)
from gcp_tracker.unit_of_work import AnySession

SEEN, MISSED, PROFILE, ADULT, HOME, ACTIONS = "seen", "missed", "profile", "adult", "home", "actions"
EVIDENCE, VIEWS, PUT_OFF, STEP, WORKED = "evidence", "views", "put_off", "step", "worked"

# What two saw differently half a year ago is history.
VIEWS_LOOKED_BACK = timedelta(days=183)
COLUMNS: dict[str, Any] = {
    "on_1": Date,
    "on_2": Date,
    "on_3": Date,
    "on_4": Date,
    "on_5": Date,
    "number": Integer,
    "words_1": String,
    "words_2": String,
    "words_3": String,
    "words_4": String,
    "words_5": String,
    "at": UtcInstant,
}
# Two sides of one visit. Made once: what an alias says of its columns costs more than to ask for them.
ONE, OTHER = aliased(Visit), aliased(Visit)
GRADE_OF_ONE, GRADE_OF_OTHER = aliased(Grade), aliased(Grade)
ASKER, GRADER = aliased(User), aliased(User)
HELD_BEFORE = aliased(Visit)
TODAY = bindparam("today", type_=Date)


def attention_rows(session: AnySession, child_ids: Sequence[UUID], today: date) -> Iterable[Any]:
    """Of children that somebody may know of. Grades that the reader does not see yet are left out, as everywhere."""
    steps_since = today - timedelta(days=LOCAL["step_told_for"].high)
    asked = {
        "children": child_ids,
        "today": today,
        "steps_since": steps_since,
        "views_since": today - VIEWS_LOOKED_BACK,
        "grades_since": steps_since - timedelta(days=LOCAL["step_looks_back"].high),
    }
    return session.execute(_statement(known_keys()), asked)


@lru_cache(maxsize=4)
def _statement(instrument_keys: tuple[str, ...]) -> Any:
    """Built once: to build it takes longer than to ask it."""
    wanted = select(Child.id).where(Child.id.in_(bindparam("children", expanding=True))).cte("wanted")
    parts = (_seen, _missed, _profile, _adults, _homes, _worked, _actions, _views, _put_off, _steps)
    return union_all(*[part(wanted) for part in parts], _evidence(wanted, instrument_keys))


def _ids(wanted: CTE) -> Any:
    return select(list(wanted.c)[0])


def _part(what: str, child: Any, **filled: Any) -> Select[Any]:
    """The row of one part: what it does not fill is empty."""
    columns = [
        type_coerce(filled[name], kind).label(name) if name in filled else cast(null(), kind).label(name)
        for name, kind in COLUMNS.items()
    ]
    return select(plain_key(child).label("child"), literal(what).label("what"), *columns)


def _seen(wanted: CTE) -> Select[Any]:
    held = Visit.outcome == VisitOutcome.HELD
    took_place = and_(held, Visit.child_seen.is_(True))
    return (
        _part(
            SEEN,
            Visit.child_id,
            on_1=func.max(Visit.visited_on),
            on_2=func.max(case((took_place, Visit.visited_on))),
            on_3=func.max(case((and_(took_place, Visit.child_seen_alone.is_(True)), Visit.visited_on))),
            on_4=func.max(case((and_(held, Visit.place == Place.HOME), Visit.visited_on))),
            on_5=func.max(case((and_(held, Visit.bedroom_seen.is_(True)), Visit.visited_on))),
        )
        .where(Visit.child_id.in_(_ids(wanted)), Visit.state == VisitState.SIGNED)
        .group_by(Visit.child_id)
    )


def _missed(wanted: CTE) -> Select[Any]:
    held = (
        exists()
        .where(
            HELD_BEFORE.child_id == Visit.child_id,
            HELD_BEFORE.state == VisitState.SIGNED,
            HELD_BEFORE.outcome == VisitOutcome.HELD,
            HELD_BEFORE.visited_on >= Visit.visited_on,
        )
        .correlate(Visit)
    )
    return (
        _part(
            MISSED,
            Visit.child_id,
            number=func.count(),
            on_1=func.min(Visit.visited_on),
            on_2=func.max(Visit.visited_on),
        )
        .where(
            Visit.child_id.in_(_ids(wanted)),
            Visit.state == VisitState.SIGNED,
            Visit.outcome != VisitOutcome.HELD,
            ~held,
        )
        .group_by(Visit.child_id)
    )


def _profile(wanted: CTE) -> Select[Any]:
    return (
        _part(PROFILE, Profile.child_id, on_1=func.max(Profile.completed_on))
        .where(Profile.child_id.in_(_ids(wanted)), Profile.state == ProfileState.COMPLETED)
        .group_by(Profile.child_id)
    )


def _adults(wanted: CTE) -> Select[Any]:
    return (
        _part(
            ADULT,
            CareRelation.child_id,
            number=Adult.id,
            words_1=CareRelation.relationship_to_child,
            words_2=Adult.name,
        )
        .join(Adult, Adult.id == CareRelation.adult_id)
        .where(CareRelation.child_id.in_(_ids(wanted)))
    )


def _homes(wanted: CTE) -> Select[Any]:
    return (
        _part(HOME, Residence.child_id, number=Household.id, words_1=Household.name)
        .join(Household, Household.id == Residence.household_id)
        .where(Residence.child_id.in_(_ids(wanted)))
    )


def _worked(wanted: CTE) -> Select[Any]:
    """The last day of work; one that goes on has no end, and counts as one that ends after every day there is."""
    return (
        _part(WORKED, Allocation.child_id, on_1=func.max(func.coalesce(Allocation.to_on, date.max)))
        .where(Allocation.child_id.in_(_ids(wanted)))
        .group_by(Allocation.child_id)
    )


def _actions(wanted: CTE) -> Select[Any]:
    said = (
        select(ActionMove.state)
        .where(ActionMove.line_id == PlanAction.line_id)
        .order_by(ActionMove.id.desc())
        .limit(1)
        .correlate(PlanAction)
        .scalar_subquery()
    )
    still_open = [state for state in ActionState if state.is_open]
    return (
        _part(ACTIONS, Plan.child_id, number=func.count(), on_1=func.min(PlanAction.by_on))
        .join(Outcome, Outcome.plan_id == Plan.id)
        .join(PlanAction, PlanAction.outcome_id == Outcome.id)
        .where(
            Plan.child_id.in_(_ids(wanted)),
            Plan.state == PlanState.AGREED,
            PlanAction.by_on < TODAY,
            or_(said.is_(None), said.in_(still_open)),
        )
        .group_by(Plan.child_id)
    )


def _evidence(wanted: CTE, instrument_keys: Sequence[str]) -> Select[Any]:
    """Of visits that are begun: no visit is signed without it."""
    at_concern = []
    for key in instrument_keys:
        bad = [value for value in newest(key).values if newest(key).is_concern(value)]
        at_concern.append(and_(InstrumentVersion.key == key, Grade.value.in_(bad)))
    return (
        _part(EVIDENCE, Visit.child_id, number=func.count(), on_1=func.min(Visit.visited_on))
        .join(Grade, Grade.visit_id == Visit.id)
        .join(InstrumentVersion, InstrumentVersion.id == Visit.instrument_id)
        .where(
            Visit.child_id.in_(_ids(wanted)),
            Visit.state == VisitState.DRAFT,
            Grade.evidence == "",
            Grade.child_words == "",
            or_(*at_concern),
        )
        .group_by(Visit.child_id)
    )


def _views(wanted: CTE) -> Select[Any]:
    """Each item that two who graded apart see so differently that any authority might want to talk it over."""
    gap = func.abs(GRADE_OF_ONE.value - GRADE_OF_OTHER.value)
    agreed = exists().where(Agreement.apart_id == GradedApart.id).correlate(GradedApart)
    both = (ApartState.BOTH_SIGNED, ApartState.SIGNED_LATE)
    return (
        _part(VIEWS, ONE.child_id, number=gap, on_1=ONE.visited_on, words_1=ASKER.name, words_2=GRADER.name)
        .select_from(GradedApart)
        .join(ONE, ONE.first_id == GradedApart.first_id)
        .join(OTHER, OTHER.first_id == GradedApart.second_id)
        .join(GRADE_OF_ONE, GRADE_OF_ONE.visit_id == ONE.id)
        .join(
            GRADE_OF_OTHER,
            and_(GRADE_OF_OTHER.visit_id == OTHER.id, GRADE_OF_OTHER.item_key == GRADE_OF_ONE.item_key),
        )
        .join(ASKER, ASKER.id == GradedApart.asker_id)
        .join(GRADER, GRADER.id == GradedApart.grader_id)
        .where(
            GradedApart.state.in_(both),
            ~agreed,
            ONE.child_id.in_(_ids(wanted)),
            ONE.state == VisitState.SIGNED,
            OTHER.state == VisitState.SIGNED,
            gap >= LOCAL["views_apart"].low,
            ONE.visited_on >= bindparam("views_since", type_=Date),
        )
    )


def _put_off(wanted: CTE) -> Select[Any]:
    return (
        _part(
            PUT_OFF,
            AttentionPutOff.child_id,
            on_1=AttentionPutOff.until_on,
            words_1=AttentionPutOff.kind,
            words_2=AttentionPutOff.mark,
            words_3=AttentionPutOff.sentence,
            words_4=AttentionPutOff.reason,
            words_5=User.name,
            at=AttentionPutOff.at,
        )
        .join(User, User.id == AttentionPutOff.by_id)
        .where(AttentionPutOff.child_id.in_(_ids(wanted)), AttentionPutOff.until_on > TODAY)
    )


def _steps(wanted: CTE) -> Select[Any]:
    """The grades of the weeks before help ended, where that is not long ago; how many weeks is looked at later, since
    the databases count days between two dates differently.
    """
    return (
        _part(
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
            HelpEpisode.child_id.in_(_ids(wanted)),
            HelpEpisode.kind != HelpKind.OPEN_CASE,
            HelpEpisode.ended_on.between(bindparam("steps_since", type_=Date), TODAY),
            Visit.state == VisitState.SIGNED,
            Visit.visited_on <= HelpEpisode.ended_on,
            Visit.visited_on >= bindparam("grades_since", type_=Date),
            Grade.value.is_not(None),
        )
    )
