"""The words of plans: what a plan, an action and an outcome can be, and who can do something."""

from __future__ import annotations

from gcp_tracker.rules.vocabulary import HelpKind, Worded

# The help that is given by a plan, in the order in which it steps up.
PLAN_KINDS = (HelpKind.EARLY_HELP, HelpKind.CHILD_IN_NEED, HelpKind.CHILD_PROTECTION, HelpKind.PRE_PROCEEDINGS)
# Here the law expects of a plan what is otherwise only asked for, and a manager agrees to it.
PROTECTIVE = frozenset({HelpKind.CHILD_PROTECTION, HelpKind.PRE_PROCEEDINGS})


class PlanState(Worded):
    DRAFT = "draft", "Being written"
    AGREED = "agreed", "Agreed"
    REPLACED = "replaced", "Replaced by a later version"
    ENDED = "ended", "Ended"
    DISCARDED = "discarded", "Put aside"


PLAN_MOVES: dict[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.AGREED, PlanState.DISCARDED}),
    PlanState.AGREED: frozenset({PlanState.REPLACED, PlanState.ENDED}),
    PlanState.REPLACED: frozenset(),
    PlanState.ENDED: frozenset(),
    PlanState.DISCARDED: frozenset(),
}


class ActionState(Worded):
    TO_DO = "to_do", "To do"
    STARTED = "started", "Under way"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"

    @property
    def is_open(self) -> bool:
        return self in (ActionState.TO_DO, ActionState.STARTED)


ACTION_MOVES: dict[ActionState, frozenset[ActionState]] = {
    ActionState.TO_DO: frozenset({ActionState.STARTED, ActionState.DONE, ActionState.DROPPED}),
    ActionState.STARTED: frozenset({ActionState.DONE, ActionState.DROPPED}),
    ActionState.DONE: frozenset({ActionState.TO_DO}),
    ActionState.DROPPED: frozenset({ActionState.TO_DO}),
}


class OutcomeState(Worded):
    """Read from the verdicts of an outcome’s items, the least favourable first."""

    WORSE = "worse", "Worse"
    NOT_MOVING = "not_moving", "Not moving"
    NOT_ENOUGH = "not_enough", "Not enough to tell"
    ON_THE_WAY = "on_the_way", "On the way"
    MET_NOT_HELD = "met_not_held", "Met, not yet held"
    MET = "met", "Met, and held"


class WhoKind(Worded):
    CHILD = "child", "the child"
    ADULT = "adult", "a carer or another adult of the family"
    WORKER = "worker", "somebody who works with the child"
    AGENCY = "agency", "an agency"
    OTHER = "other", "somebody else, by name"


class Agency(Worded):
    SOCIAL_CARE = "social_care", "Children’s social care"
    FAMILY_SUPPORT = "family_support", "Family support"
    SCHOOL = "school", "School or nursery"
    HEALTH_VISITOR = "health_visitor", "Health visitor"
    SCHOOL_NURSE = "school_nurse", "School nurse"
    DOCTOR = "doctor", "Family doctor"
    HOSPITAL = "hospital", "Hospital or paediatrician"
    DENTIST = "dentist", "Dentist"
    MENTAL_HEALTH = "mental_health", "Mental health service"
    DRUGS_AND_ALCOHOL = "drugs_and_alcohol", "Drug and alcohol service"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse service"
    HOUSING = "housing", "Housing"
    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    YOUTH_WORK = "youth_work", "Youth work"
