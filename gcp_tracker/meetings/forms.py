"""The forms of a meeting: plan it, say who came, call it off, say what was sent."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, TimeField
from wtforms.validators import InputRequired, Optional

from gcp_tracker.meetings.details import CancelDetails, HeldDetails, PlanDetails, SentDetails
from gcp_tracker.meetings.people import people_to_ask, people_to_tell, person_key, person_name
from gcp_tracker.models import Child, Meeting
from gcp_tracker.rules.meeting_vocabulary import WITHOUT_FAMILY, Agency, Attendance, CancelledBy, Paper
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.web.forms import Form, choice, line, one_of, several, text, words_of

# Round nearly every table.
USUAL = (Agency.SOCIAL_CARE, Agency.SCHOOL, Agency.HEALTH_VISITOR)
YES_OR_NO = [("yes", "Yes"), ("no", "No")]


class TogetherForm(Form):
    """What is said of a meeting is said of the brothers and sisters ticked as well: one meeting, a row for each."""

    also_for = several("The same for")

    def for_siblings(self, siblings: Sequence[Child]) -> None:
        self.siblings = {str(child.id): child for child in siblings}
        self.also_for.choices = [(key, child.first_name) for key, child in self.siblings.items()]

    def children(self) -> list[Child]:
        return [self.siblings[key] for key in self.also_for.data or [] if key in self.siblings]


class PlanForm(TogetherForm):
    kind = one_of("What kind of meeting?", MeetingKind, required="Choose the kind of meeting")
    planned_on = DateField("Day", validators=[InputRequired(message="Enter the day of the meeting, like 16 11 2026")])
    planned_at = TimeField("Time", validators=[Optional()])
    place = line("Where", hint="For example: Oak School, or by video")
    adults = several("Who of the family is invited?")
    invites_child = several("The child")
    agencies = several("Which agencies are invited?")

    def for_child(self, child: Child, siblings: Sequence[Child]) -> PlanForm:
        """Whoever is not to be contacted is not among those who can be invited."""
        self.for_siblings(siblings)
        self.known = {
            str(relation.adult_id): relation.adult
            for relation in child.relations
            if not relation.adult.not_to_be_contacted
        }
        self.carers = {str(relation.adult_id) for relation in child.relations if relation.is_carer}
        self.adults.choices = [(key, adult.name) for key, adult in self.known.items()]
        self.invites_child.choices = [("y", child.first_name)]
        self.agencies.choices = words_of(Agency)
        return self

    def fill_for(self, kind: MeetingKind | None) -> None:
        """Those who nearly always come are chosen already."""
        self.kind.data = kind
        self.adults.data = [key for key in self.known if key in self.carers]
        self.agencies.data = [agency.value for agency in USUAL]
        self.also_for.data = list(self.siblings)

    def details(self) -> PlanDetails:
        if self.planned_on.data is None:
            raise ValueError("the form has no date")
        with_family = self.kind.data not in WITHOUT_FAMILY
        return PlanDetails(
            kind=self.kind.data,
            planned_on=self.planned_on.data,
            planned_at=self.planned_at.data,
            place=self.place.data,
            adults=tuple(self.known[key] for key in self.adults.data or [] if with_family),
            agencies=tuple(Agency(key) for key in self.agencies.data or []),
            invites_child=with_family and bool(self.invites_child.data),
        )


class HeldForm(TogetherForm):
    """`people` are the rows of its table: a key and a name, with a tick in each of three columns."""

    held_on = DateField("Day", validators=[InputRequired(message="Enter the day on which it was held")])
    came = several("Came")
    apologies = several("Sent apologies")
    reports = several("Sent a report")
    also_came = several("Who else came?")
    enquiry_begun = choice(
        "Did an enquiry under section 47 begin?",
        choices=YES_OR_NO,
        required="Say whether an enquiry under section 47 began",
    )
    notes = text("What was decided", hint="It stands with every child ticked above.", longest=4000)

    def for_meeting(self, meeting: Meeting, siblings: Sequence[Child]) -> HeldForm:
        self.for_siblings(siblings)
        self.meeting = meeting
        asked = people_to_ask(meeting)
        self.people = [(person_key(one), person_name(one)) for one in asked]
        for field in (self.came, self.apologies, self.reports):
            field.choices = self.people
        there = {one.agency for one in asked}
        self.also_came.choices = [(agency.value, agency.words) for agency in Agency if agency not in there]
        if meeting.kind is not MeetingKind.STRATEGY_DISCUSSION:
            del self.enquiry_begun
        return self

    def fill_from(self, meeting: Meeting) -> None:
        self.held_on.data = meeting.on
        self.notes.data = meeting.notes
        self.also_for.data = list(self.siblings)
        for field, attendance in ((self.came, Attendance.CAME), (self.apologies, Attendance.APOLOGIES)):
            field.data = [person_key(one) for one in meeting.people if one.attendance is attendance]
        self.reports.data = [person_key(one) for one in meeting.people if one.report_sent]
        if self.enquiry_begun and meeting.enquiry_begun is not None:
            self.enquiry_begun.data = "yes" if meeting.enquiry_begun else "no"

    def details(self) -> HeldDetails:
        if self.held_on.data is None:
            raise ValueError("the form has no date")
        said = self.enquiry_begun.data if self.enquiry_begun else None
        return HeldDetails(
            held_on=self.held_on.data,
            came=frozenset(self.came.data or ()),
            apologies=frozenset(self.apologies.data or ()),
            reports=frozenset(self.reports.data or ()),
            also_came=tuple(Agency(key) for key in self.also_came.data or ()),
            enquiry_begun=said == "yes" if said else None,
            notes=self.notes.data,
        )


class CancelForm(TogetherForm):
    by = one_of("Who cancelled it?", CancelledBy, required="Choose who cancelled it")
    reason = line("Why?", hint="For example: the worker was in court")
    anew_on = DateField("New day, if there is one already", validators=[Optional()])

    def details(self) -> CancelDetails:
        return CancelDetails(self.by.data, self.reason.data, self.anew_on.data)


class SentForm(TogetherForm):
    paper = one_of("What was sent?", Paper, required="Choose what was sent")
    sent_on = DateField("Day", validators=[InputRequired(message="Enter the day on which it was sent")])
    to = several("To whom?")

    def for_meeting(self, meeting: Meeting, siblings: Sequence[Child]) -> SentForm:
        self.for_siblings(siblings)
        self.to.choices = [(person_key(one), person_name(one)) for one in people_to_tell(meeting)]
        return self

    def details(self) -> SentDetails:
        if self.sent_on.data is None:
            raise ValueError("the form has no date")
        return SentDetails(self.paper.data, self.sent_on.data, frozenset(self.to.data or ()))
