"""The form of an authority’s own days off."""

from __future__ import annotations

from gcp_tracker.rules.days_off import Span
from gcp_tracker.web import forms

CLOSED, OPEN = "closed", "open"


class DaysOffForm(forms.Form):
    becomes = forms.choice(
        "On these days",
        required="Choose whether people work on these days",
        choices=[(CLOSED, "Nobody works"), (OPEN, "People work after all")],
        default=CLOSED,
    )
    first_on = forms.day("First day", required="Enter the first day")
    last_on = forms.day("Last day", required="Enter the last day", hint="The same day, where it is only one.")
    reason = forms.text(
        "Why",
        required="Say why, in at least 20 characters: somebody else reads it",
        hint="For example: the offices are closed between Christmas and New Year, agreed by the cabinet in March.",
    )
    save = forms.button("Set these days")

    def span(self) -> Span:
        return Span(self.first_on.data, self.last_on.data, self.becomes.data == CLOSED)
