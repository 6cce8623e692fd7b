"""The words of a chronology: who told of an event, how well its day is known, and what kinds of entries there are."""

from __future__ import annotations

from gcp_tracker.rules.vocabulary import Worded


class EventSource(Worded):
    """Who told of it: an agency, somebody of the family, or somebody outside."""

    SOCIAL_CARE = "social_care", "Children’s social care"
    SCHOOL = "school", "School or nursery"
    HEALTH_VISITOR = "health_visitor", "Health visitor or school nurse"
    GP = "gp", "GP"
    MIDWIFE = "midwife", "Midwife"
    DENTIST = "dentist", "Dentist or optician"
    HOSPITAL = "hospital", "Hospital or ambulance"
    MENTAL_HEALTH = "mental_health", "Mental health service"
    DRUGS_AND_ALCOHOL = "drugs_and_alcohol", "Drug and alcohol service"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse service"
    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    HOUSING = "housing", "Housing"
    FAMILY_SUPPORT = "family_support", "Early help or family support"
    CHILD = "child", "The child"
    FAMILY = "family", "Somebody of the family"
    NEIGHBOUR = "neighbour", "Neighbour or somebody else who knows the family"
    ANONYMOUS = "anonymous", "Somebody who gave no name"
    OTHER = "other", "Another agency"

    @property
    def shade(self) -> str:
        """For the stylesheet: agencies of one kind look alike. The words stand beside it."""
        return next((shade for shade, members in SHADES.items() if self in members), "others")


SHADES = {
    "care": (EventSource.SOCIAL_CARE, EventSource.FAMILY_SUPPORT),
    "school": (EventSource.SCHOOL,),
    "health": (
        EventSource.HEALTH_VISITOR, EventSource.GP, EventSource.MIDWIFE, EventSource.DENTIST, EventSource.HOSPITAL,
        EventSource.MENTAL_HEALTH, EventSource.DRUGS_AND_ALCOHOL,
    ),
    "law": (EventSource.POLICE, EventSource.PROBATION),
    "people": (EventSource.CHILD, EventSource.FAMILY, EventSource.NEIGHBOUR, EventSource.ANONYMOUS),
}  # fmt: skip


class Exactness(Worded):
    """How well the day is known."""

    DAY = "day", "On this day"
    ABOUT = "about", "On about this day"
    PERIOD = "period", "Over a time, from this day until another"


class Shows(Worded):
    """What an event tells of the items that it bears on. Only what was missing is added up."""

    MISSING = "missing", "Something was missing or harmful"
    WELL = "well", "Something was going well"
    NEITHER = "neither", "Neither, or it is not known"


class EventState(Worded):
    STANDS = "stands", "Stands"
    REPLACED = "replaced", "Replaced by a later version"
    WITHDRAWN = "withdrawn", "Withdrawn"


EVENT_MOVES: dict[EventState, frozenset[EventState]] = {
    EventState.STANDS: frozenset({EventState.REPLACED, EventState.WITHDRAWN}),
    EventState.REPLACED: frozenset({EventState.WITHDRAWN}),
    EventState.WITHDRAWN: frozenset(),
}


class EntryKind(Worded):
    """What stands in a chronology. An event is written by somebody; everything else comes by itself."""

    EVENT = "event", "Event"
    VISIT = "visit", "Visit"
    MISSED = "missed", "Missed visit"
    VERDICT = "verdict", "What the grades say"
    HELP = "help", "Help"
    PLAN = "plan", "Plan"
    MEETING = "meeting", "Meeting"
    SCRUTINY = "scrutiny", "Decision of a chair"
    CANCELLED = "cancelled", "Meeting cancelled"
    TRIGGER = "trigger", "Trigger point"
    PROFILE = "profile", "Profile"
    WORKER = "worker", "Worker"
    HOME = "home", "Home"
