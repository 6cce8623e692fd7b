"""The words of engagement: what a family was offered, what became of it, who interpreted, why somebody was not met."""

from __future__ import annotations

from gcp_tracker.rules.vocabulary import Worded


class Service(Worded):
    """Who an appointment is with. `inside` stands in a sentence: "the last missed was the dentist"."""

    DENTIST = "dentist", "Dentist"
    GP = "gp", "GP"
    HEALTH_VISITOR = "health_visitor", "Health visitor or school nurse"
    IMMUNISATION = "immunisation", "Immunisation"
    HOSPITAL = "hospital", "Hospital or clinic"
    OPTICIAN = "optician", "Optician"
    SPEECH = "speech", "Speech and language therapy"
    CHILD_MENTAL_HEALTH = "child_mental_health", "Child mental health"
    SCHOOL = "school", "School or nursery meeting"
    PARENTING = "parenting", "Parenting or family support"
    DRUGS_AND_ALCOHOL = "drugs_and_alcohol", "Drug and alcohol service"
    ADULT_MENTAL_HEALTH = "adult_mental_health", "Adult mental health"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse service"
    HOUSING = "housing", "Housing or benefits"
    OTHER = "other", "Another service"

    @property
    def the(self) -> str:
        """the dentist; an immunisation; a meeting at school or nursery."""
        own = {
            Service.GP: "the GP",
            Service.IMMUNISATION: "an immunisation",
            Service.SPEECH: "speech and language therapy",
            Service.CHILD_MENTAL_HEALTH: "child mental health",
            Service.ADULT_MENTAL_HEALTH: "adult mental health",
            Service.SCHOOL: "a meeting at school or nursery",
            Service.PARENTING: "parenting or family support",
            Service.HOUSING: "housing or benefits",
            Service.OTHER: "another service",
        }
        return own.get(self, f"the {self.inside}")

    @property
    def is_health(self) -> bool:
        return self in HEALTH


HEALTH = frozenset({
    Service.DENTIST, Service.GP, Service.HEALTH_VISITOR, Service.IMMUNISATION, Service.HOSPITAL, Service.OPTICIAN,
    Service.SPEECH, Service.CHILD_MENTAL_HEALTH, Service.ADULT_MENTAL_HEALTH,
})  # fmt: skip


class AppointmentState(Worded):
    """A child does not “fail to attend”: somebody brings a child, or does not."""

    OFFERED = "offered", "Still to come"
    KEPT = "kept", "Kept"
    MISSED = "missed", "Missed"
    CANCELLED_BY_FAMILY = "cancelled_by_family", "Cancelled by the family"
    CANCELLED_BY_SERVICE = "cancelled_by_service", "Cancelled by the service"
    CANCELLED_BY_US = "cancelled_by_us", "Cancelled by us"
    MISTAKE = "mistake", "Entered by mistake"

    def said_of(self, service: Service, *, child: bool) -> str:
        """Inside a line of the list. To a meeting at school nobody brings a child: somebody of the family comes."""
        if self is AppointmentState.KEPT:
            at_school = "somebody came" if service is Service.SCHOOL else "was brought"
            return at_school if child else "came"
        if self is AppointmentState.MISSED:
            at_school = "nobody came" if service is Service.SCHOOL else "was not brought"
            return at_school if child else "did not come"
        return self.inside


_BECAME = frozenset(AppointmentState) - {AppointmentState.OFFERED, AppointmentState.MISTAKE}
# What became of it can be put right; what was entered by mistake stays out of every count. docs/states.md is of it.
APPOINTMENT_MOVES: dict[AppointmentState, frozenset[AppointmentState]] = {
    AppointmentState.OFFERED: _BECAME | {AppointmentState.MISTAKE},
    **{state: (_BECAME - {state}) | {AppointmentState.MISTAKE} for state in AppointmentState if state in _BECAME},
    AppointmentState.MISTAKE: frozenset(),
}


class NotMetReason(Worded):
    """Why a parent or partner has not been met. Never asked of somebody who is not to be contacted."""

    NOT_ASKED = "not_asked", "Nobody has asked yet"
    AWAY = "away", "Works or lives away"
    OUT = "out", "Was out each time"
    DOES_NOT_WANT = "does_not_want", "Does not want to be met"
    OTHERS_DO_NOT_WANT = "others_do_not_want", "The other parent does not want it"
    PLACE_NOT_KNOWN = "place_not_known", "Nobody knows where"
    NOT_KNOWN = "not_known", "Nobody says who it is"
    PRISON = "prison", "In prison"
    HAS_DIED = "has_died", "Has died"
    OTHER = "other", "Something else"

    @property
    def ends_the_question(self) -> bool:
        return self is NotMetReason.HAS_DIED


class InterpreterBy(Worded):
    """Who interpreted at a visit. A relative or a child is nobody’s interpreter: it is said, and counts as none."""

    IN_PERSON = "in_person", "An interpreter who was there"
    AT_A_DISTANCE = "at_a_distance", "An interpreter by phone or video"
    COLLEAGUE = "colleague", "A worker who speaks the language"
    RELATIVE = "relative", "A relative, a friend or a child"

    @property
    def counts(self) -> bool:
        return self is not InterpreterBy.RELATIVE


class CarerView(Worded):
    """What the carer says of an item, beside what the worker saw of it."""

    SAME = "same", "Says the same"
    DIFFERENT = "different", "Says something else"


class HalfTermName(Worded):
    AUTUMN_1 = "autumn_1", "Autumn 1"
    AUTUMN_2 = "autumn_2", "Autumn 2"
    SPRING_1 = "spring_1", "Spring 1"
    SPRING_2 = "spring_2", "Spring 2"
    SUMMER_1 = "summer_1", "Summer 1"
    SUMMER_2 = "summer_2", "Summer 2"


class Absence(Worded):
    """The Department for Education’s terms, by the share of possible sessions that was missed."""

    NEITHER = "neither", ""
    PERSISTENT = "persistent", "Persistently absent"
    SEVERE = "severe", "Severely absent"
