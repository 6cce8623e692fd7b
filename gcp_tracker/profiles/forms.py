"""The forms of a profile: opening it, which visits count, completing it, and going through it with the carer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import Optional

from gcp_tracker.children.queries.care import care_choices, carers_elsewhere, homes_by_key
from gcp_tracker.models import Adult, Child, Household, Profile
from gcp_tracker.profiles.plain_words import PlainLine, SentenceDetails
from gcp_tracker.profiles.service import SharingDetails
from gcp_tracker.rules.plain_words import LONGEST_SENTENCE
from gcp_tracker.rules.vocabulary import CarerAgrees
from gcp_tracker.web.forms import Form, choice, day, text, words_of

NOT_GONE_THROUGH = "no"


class OpenProfileForm(Form):
    care_of = choice("Whose care is it about?", required="Choose whose care this profile is about")
    opened_on = day("When was it begun?", required="Enter the date, like 16 11 2026")

    def for_child(self, child: Child) -> OpenProfileForm:
        """The child’s homes first, then carers who live elsewhere; nobody who is not to be contacted."""
        lived_in = sorted(child.residences, key=lambda residence: residence.to_on is not None)
        self.homes = homes_by_key(residence.household for residence in lived_in)
        self.carers = carers_elsewhere(child)
        self.care_of.choices = care_choices(self.homes, self.carers)
        self.known = [key for key, _ in self.care_of.choices]
        return self

    def only_one(self) -> str | None:
        return self.known[0] if len(self.known) == 1 else None

    def whose(self) -> tuple[Household | None, Adult | None]:
        return self.homes.get(self.care_of.data), self.carers.get(self.care_of.data)


def plain_words_form(lines: Sequence[PlainLine]) -> Any:
    """A box and a tick for each line: `text_<key>` and `approve_<key>`; `seen` is the sheet’s as it was shown."""

    class PlainWordsForm(Form):
        seen = HiddenField()

        def details(self) -> list[SentenceDetails]:
            return [
                SentenceDetails(line.key, self[f"text_{line.key}"].data, self[f"approve_{line.key}"].data)
                for line in lines
            ]

    for line in lines:
        setattr(PlainWordsForm, f"text_{line.key}", text(line.title, longest=LONGEST_SENTENCE, default=line.text))
        setattr(PlainWordsForm, f"approve_{line.key}", BooleanField("Print this", default=line.is_approved))
    return PlainWordsForm()


class PlainForm(Form):
    """Nothing to fill in: only the token against other sites, and a place for what a rule says."""


class SharingForm(Form):
    """`shared_with` is an adult’s id, or the answer that it was not gone through with anybody."""

    shared_with = choice(
        "Who was it gone through with?", required="Choose who it was gone through with, or that it was not"
    )
    shared_on = day("When?", hint="For example, 16 11 2026")
    agrees = RadioField(
        "Does the carer agree with it?",
        validate_choice=False,
        validators=[Optional()],
        widget=GovRadioInput(),
    )
    comment = text(
        "What the carer said, in their own words",
        hint="For example: “I did not know the stairs worried anybody. I will ask about a gate.”",
        longest=4000,
    )
    not_shared_reason = text(
        "Why was it not gone through?", hint="For example: it is planned for 20 November.", longest=2000
    )

    def for_adults(self, adults: Sequence[Adult]) -> SharingForm:
        self.agrees.choices = words_of(CarerAgrees)
        self.adults = {str(adult.id): adult for adult in adults}
        self.shared_with.choices = [
            *((key, adult.name) for key, adult in self.adults.items()),
            (NOT_GONE_THROUGH, "Not gone through with anybody"),
        ]
        return self

    def fill_from(self, profile: Profile) -> None:
        """Show what was recorded last, so that it can be corrected."""
        if profile.sharing_recorded_at is None:
            return
        self.shared_with.data = str(profile.shared_with_id) if profile.shared_on else NOT_GONE_THROUGH
        self.shared_on.data = profile.shared_on
        self.agrees.data = profile.carer_agrees.value if profile.carer_agrees else None
        self.comment.data = profile.carer_comment
        self.not_shared_reason.data = profile.not_shared_reason

    def details(self) -> SharingDetails:
        """All that was typed: what does not go together is for the rule to say."""
        agrees = [member for member in CarerAgrees if member.value == self.agrees.data]
        return SharingDetails(
            shared_on=self.shared_on.data,
            shared_with=self.adults.get(self.shared_with.data),
            agrees=agrees[0] if agrees else None,
            comment=self.comment.data,
            not_shared_reason=self.not_shared_reason.data,
        )
