"""The forms of this slice: an appointment, why somebody was not met, sessions of a half term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, Optional

from gcp_tracker.engagement.details import AppointmentDetails, SessionDetails, WhyNotDetails
from gcp_tracker.engagement.service.attendance import term_of
from gcp_tracker.models import Adult, Appointment, Child, HalfTerm, SchoolAttendance
from gcp_tracker.rules.engagement_vocabulary import AppointmentState, NotMetReason, Service
from gcp_tracker.rules.schooling import is_of_school_age
from gcp_tracker.web.forms import Form, choice, line, listed, one_of, several, text

CHILD = "child"
# As they stand on the page: what is nearly always said, and then what is not.
ANSWERS = (
    AppointmentState.KEPT,
    AppointmentState.MISSED,
    AppointmentState.CANCELLED_BY_FAMILY,
    AppointmentState.CANCELLED_BY_SERVICE,
    AppointmentState.CANCELLED_BY_US,
    AppointmentState.OFFERED,
)


class AppointmentForm(Form):
    """Its buttons are the answers to *what became of it?*: who it was with, and what became of it, are two taps."""

    service = one_of("Who with?", Service, required="Choose who the appointment was with")
    whom = choice("For whom?", required="Choose who the appointment was for")
    falls_on = DateField("Day", validators=[InputRequired(message="Enter the day, like 16 11 2026")])
    words = line("What for, or why not?", hint="If there is something to say. For example: no bus fare; check-up moved")
    also_for = several("The same for")
    state = one_of("What became of it?", AppointmentState, required="Say what became of it")

    def for_child(self, child: Child, siblings: Sequence[Child], today: date) -> AppointmentForm:
        """Whoever is not to be contacted is not among those it can be for."""
        self.adults: dict[str, Adult] = {
            str(relation.adult_id): relation.adult
            for relation in child.relations
            if not relation.adult.not_to_be_contacted
        }
        self.siblings = {str(one.id): one for one in siblings}
        self.whom.choices = [(CHILD, child.first_name), *((key, adult.name) for key, adult in self.adults.items())]
        self.also_for.choices = [(key, one.first_name) for key, one in self.siblings.items()]
        if not self.is_submitted():
            self.whom.data, self.falls_on.data = CHILD, today
        return self

    def fill_from(self, appointment: Appointment) -> None:
        self.service.data = appointment.service
        self.whom.data = str(appointment.adult_id or CHILD)
        self.falls_on.data = appointment.falls_on
        self.words.data = appointment.words

    def children(self) -> list[Child]:
        return [self.siblings[key] for key in self.also_for.data or [] if key in self.siblings]

    def details(self) -> AppointmentDetails:
        if self.falls_on.data is None:
            raise ValueError("the form has no date")
        return AppointmentDetails(
            service=self.service.data,
            falls_on=self.falls_on.data,
            state=self.state.data,
            adult=self.adults.get(self.whom.data),
            words=self.words.data,
        )


class WhyNotForm(Form):
    reason = one_of("Why not?", NotMetReason, required="Choose why not")
    words = text(
        "In a few words", hint="If there is more to say. For example: on shift, home again from 12 June.", longest=1000
    )

    def details(self, adult: Adult | None) -> WhyNotDetails:
        return WhyNotDetails(adult, self.reason.data, self.words.data)


class SessionsForm(Form):
    """A session is half a school day."""

    half_term = listed("Half term", coerce=int)
    school = line("School", required="Enter the school")
    possible = IntegerField("Sessions possible", validators=[InputRequired(message="Enter how many were possible")])
    attended = IntegerField("Attended", validators=[InputRequired(message="Enter how many were attended")])
    unauthorised = IntegerField("Missed without leave", validators=[Optional()])

    def for_child(self, child: Child, terms: Sequence[HalfTerm], today: date) -> SessionsForm:
        """Half terms that have begun, and in which the child was of school age."""
        self.terms = {
            term.id: term for term in terms if term.from_on <= today and is_of_school_age(child.born_on, term_of(term))
        }
        self.half_term.choices = [(key, term_of(term).words) for key, term in self.terms.items()]
        return self

    def fill_from(self, row: SchoolAttendance) -> None:
        self.half_term.data = row.half_term_id
        for name in ("school", "possible", "attended", "unauthorised"):
            self[name].data = getattr(row, name)

    def details(self) -> SessionDetails:
        return SessionDetails(
            school=self.school.data,
            possible=self.possible.data or 0,
            attended=self.attended.data or 0,
            unauthorised=self.unauthorised.data or 0,
        )
