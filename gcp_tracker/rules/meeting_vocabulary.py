"""The words of meetings: what can become of one, who comes, and who called it off."""

from __future__ import annotations

from gcp_tracker.rules.vocabulary import MeetingKind, Worded


class MeetingState(Worded):
    """A meeting that is due has no row: the clocks say so. It gets one when it is planned."""

    DUE = "due", "Due"
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


# Which state a meeting may go to from each state; docs/states.md is generated from it.
MEETING_MOVES: dict[MeetingState, frozenset[MeetingState]] = {
    MeetingState.DUE: frozenset({MeetingState.PLANNED}),
    MeetingState.PLANNED: frozenset({MeetingState.HELD, MeetingState.CANCELLED}),
    MeetingState.HELD: frozenset(),
    # Its clock has never stopped.
    MeetingState.CANCELLED: frozenset({MeetingState.DUE}),
}


class CancelledBy(Worded):
    SOCIAL_WORKER = "social_worker", "The social worker"
    MANAGER = "manager", "The manager"
    CHAIR = "chair", "The chair"
    FAMILY = "family", "The family"
    AGENCY = "agency", "Another agency"
    TOO_FEW = "too_few", "Nobody: too few could come"
    NOT_NEEDED = "not_needed", "Nobody: it is not needed after all"
    MISTAKE = "mistake", "Nobody: it was entered twice or by mistake"

    @property
    def is_a_loss(self) -> bool:
        """Whether a meeting that should have been held was not."""
        return self not in (CancelledBy.NOT_NEEDED, CancelledBy.MISTAKE)

    @property
    def agent(self) -> str:
        """Inside “cancelled … by the family”."""
        return "because too few could come" if self is CancelledBy.TOO_FEW else f"by {self.inside}"


class Agency(Worded):
    """Who is round the table for whom."""

    SOCIAL_CARE = "social_care", "Children’s social care"
    SCHOOL = "school", "School or nursery"
    HEALTH_VISITOR = "health_visitor", "Health visitor or school nurse"
    GP = "gp", "GP"
    MIDWIFE = "midwife", "Midwife"
    HOSPITAL = "hospital", "Hospital or community paediatrics"
    MENTAL_HEALTH = "mental_health", "Mental health service"
    DRUGS_AND_ALCOHOL = "drugs_and_alcohol", "Drug and alcohol service"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse service"
    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    HOUSING = "housing", "Housing"
    FAMILY_SUPPORT = "family_support", "Early help or family support"
    ADVOCATE = "advocate", "Advocate or guardian"
    OTHER = "other", "Another agency"

    @property
    def is_health(self) -> bool:
        return self in HEALTH


HEALTH = (Agency.HEALTH_VISITOR, Agency.GP, Agency.MIDWIFE, Agency.HOSPITAL, Agency.MENTAL_HEALTH)


class Attendance(Worded):
    CAME = "came", "Came"
    APOLOGIES = "apologies", "Sent apologies"
    ABSENT = "absent", "Did not come"


class Paper(Worded):
    """What goes out after a meeting."""

    MINUTES = "minutes", "Minutes"
    PLAN = "plan", "Plan"


CONFERENCES = frozenset({MeetingKind.INITIAL_CONFERENCE, MeetingKind.REVIEW_CONFERENCE})
# Of a supervision there is a record, and nothing that is sent.
WITH_MINUTES = frozenset(MeetingKind) - {MeetingKind.SUPERVISION}
# Where nobody of the family sits, and the child does not either.
WITHOUT_FAMILY = frozenset({MeetingKind.STRATEGY_DISCUSSION, MeetingKind.SUPERVISION})
