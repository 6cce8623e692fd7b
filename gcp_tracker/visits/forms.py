"""The forms of a visit: the screen before grading, the reasons, and *is the child safe tonight?*"""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, HiddenField, TimeField
from wtforms.validators import InputRequired, Optional

from gcp_tracker.children.queries.care import care_choices, carers_elsewhere, homes_by_key, homes_lived_in
from gcp_tracker.children.queries.families import family_homes
from gcp_tracker.models import Child, User, Visit
from gcp_tracker.rules.bands import BEFORE_BIRTH
from gcp_tracker.rules.engagement_vocabulary import InterpreterBy
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.lengths import LONGEST_OF_SAFE
from gcp_tracker.rules.visiting import is_band_chosen
from gcp_tracker.rules.vocabulary import Place, SafeTonight, VisitOutcome
from gcp_tracker.visits.also_form import BY_AGE, AlsoForm
from gcp_tracker.visits.drafts import VisitDetails
from gcp_tracker.web.access import brothers_and_sisters_who_may
from gcp_tracker.web.forms import Form, choice, line, listed, one_of, several, text, tick, words_of

ANOTHER_HOME = "new"
# The fields that a visit keeps just as the form has them.
AS_THEY_ARE = (
    "visited_on",
    "started_at",
    "place",
    "outcome",
    "outcome_detail",
    "child_seen",
    "child_seen_alone",
    "bedroom_seen",
    "interpreter_needed",
    "interpreter_by",
    "came_with_me",
    "band_reason",
)


def _interpreter(value: str | None) -> InterpreterBy | None:
    return InterpreterBy(value) if value else None


def _with_work(user: User) -> str:
    return f"{user.name}, {user.profession}" if user.profession else user.name


class VisitForm(AlsoForm):
    """*Visit, before*. `for_child` fills in who and what can be chosen; `details` reads the choices back."""

    visited_on = DateField("Date", validators=[InputRequired(message="Enter the date of the visit, like 16 11 2026")])
    started_at = TimeField("Time", validators=[Optional()])
    place = one_of("Where", Place, required="Choose where the visit was")
    outcome = one_of("Did it take place?", VisitOutcome, required="Choose what happened")
    outcome_detail = text(
        "What happened?", hint="For example: knocked twice, curtains drawn, left a card.", longest=2000
    )
    care_of = choice("Whose care is this about?", required="Choose whose care this visit is about")
    new_home = line("Name of the other home", hint="For example: Gran’s house")
    announced = choice(
        "Was it announced?",
        required="Choose whether the visit was announced",
        choices=[("yes", "Announced"), ("no", "Not announced")],
    )
    child_seen = tick("Seen")
    child_seen_alone = tick("Seen alone")
    bedroom_seen = tick("Bedroom seen")
    adults_seen = several("Who else was seen?", coerce=int)
    interpreter_needed = tick("Interpreter needed")
    interpreter_by = choice(
        "Who interpreted?", choices=[("", "Nobody"), *words_of(InterpreterBy)], default="", coerce=_interpreter
    )
    colleagues = several("Which colleagues came along?", coerce=int)
    came_with_me = line("Who else came with me?", hint="Name and work, for example: Jo Lind, health visitor")
    also_for = several("Change it for them too?")
    band = listed("Descriptions for age")
    band_reason = line("Why another age?", hint="For example: a disabled child’s developmental age")
    # The band that whoever sent the form has read the consequences of.
    agreed_band = HiddenField()

    def for_child(self, child: Child, bands: list[tuple[str, str]], workmates: Sequence[User]) -> VisitForm:
        """Fill the choices from the child’s homes and the adults round the child; of other homes of the family, those
        that the reader’s other children there have, and those that nobody has. `workmates`: colleagues to choose from.
        """
        readable = brothers_and_sisters_who_may("child:read", child)
        self.homes = homes_lived_in(child) | homes_by_key(family_homes(child.family, readable))
        self.carers = carers_elsewhere(child)
        self.workmates = {user.id: user for user in workmates}
        self.colleagues.choices = [(key, _with_work(user)) for key, user in self.workmates.items()]
        self.also_for.choices = []
        self.adults = {relation.adult_id: relation.adult for relation in child.relations}
        self.care_of.choices = [*care_choices(self.homes, self.carers), (ANOTHER_HOME, "Another home")]
        self.adults_seen.choices = [(key, adult.name) for key, adult in self.adults.items()]
        self.band.choices = [(BY_AGE, f"As old as {child.first_name} is"), *bands]
        return self

    def for_draft(self, visit: Visit, instrument: Instrument) -> VisitForm:
        """A draft keeps its band when the date of birth was corrected since; its own is then one of the choices."""
        self.keeps_band = not visit.band_reason and is_band_chosen(
            instrument, visit.child.born_on, visit.visited_on, visit.band
        )
        if self.keeps_band and visit.is_before_birth:
            self.band.choices = [*self.band.choices, (BEFORE_BIRTH, "None: as begun, before the birth")]
        return self

    def offer_again(self, last: Visit | None) -> Visit | None:
        """Choose the band again that a worker chose at the last visit, with its reason; that visit, if one did."""
        if last is None or not last.band_reason or last.band not in dict(self.band.choices):
            return None
        self.band.data, self.band_reason.data = last.band, last.band_reason
        return last

    def fill_from(self, visit: Visit) -> None:
        """Show a draft’s details again, after `for_draft`."""
        for name in AS_THEY_ARE:
            self[name].data = getattr(visit, name)
        self.announced.data = "yes" if visit.announced else "no"
        self.care_of.data = visit.care_of
        self.adults_seen.data = [row.adult_id for row in visit.adults_seen]
        self.colleagues.data = [row.user_id for row in visit.colleagues]
        self.band.data = visit.band if visit.band_reason or self.keeps_band else BY_AGE

    def details(self) -> VisitDetails:
        """Only after the form was found valid."""
        if self.visited_on.data is None:
            raise ValueError("the form has no date")
        return VisitDetails(
            visited_on=self.visited_on.data,
            started_at=self.started_at.data,
            place=self.place.data,
            outcome=self.outcome.data,
            outcome_detail=self.outcome_detail.data,
            household=self.homes.get(self.care_of.data),
            carer=self.carers.get(self.care_of.data),
            new_home=self.new_home.data if self.care_of.data == ANOTHER_HOME else None,
            announced=self.announced.data == "yes",
            child_seen=self.child_seen.data,
            child_seen_alone=self.child_seen_alone.data,
            bedroom_seen=self.bedroom_seen.data,
            interpreter_needed=self.interpreter_needed.data,
            interpreter_by=self.interpreter_by.data,
            came_with_me=self.came_with_me.data,
            colleagues=[self.workmates[key] for key in self.colleagues.data or [] if key in self.workmates],
            adults_seen=[self.adults[key] for key in self.adults_seen.data or [] if key in self.adults],
            band=self.band.data or None,
            band_reason=self.band_reason.data,
        )


class SafeTonightForm(Form):
    answer = one_of("Is the child safe tonight?", SafeTonight, required="Choose an answer")
    who_was_told = line(
        "Who was told?",
        hint="Name and role, or why nobody needed to be told",
        longest=LONGEST_OF_SAFE["who_was_told"],
    )
    told_at = line("When?", hint="For example: today, 15:50", longest=LONGEST_OF_SAFE["told_at"])
    what_was_agreed = text("What was agreed?", longest=LONGEST_OF_SAFE["what_was_agreed"])


class ReasonForm(Form):
    reason = text("Why?", required="Say why", longest=2000)


class WithdrawForm(Form):
    reason = text(
        "Why is this visit withdrawn?",
        required="Say why the visit is withdrawn",
        hint="For example: written under the wrong child.",
        longest=2000,
    )
    right_child = choice("Was it about another child?", required="Choose", coerce=str)


class SignForm(Form):
    """Nothing to fill in: the token, and which version of the draft the signer has read."""

    version = HiddenField("Version")
