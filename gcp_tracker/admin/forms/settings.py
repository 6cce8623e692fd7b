"""Forms of what an authority is called by, and of what it sets for itself."""

from __future__ import annotations

from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import IntegerField
from wtforms.validators import InputRequired

from gcp_tracker.accounts.service import AuthorityDetails
from gcp_tracker.admin.service import ChangeDetails
from gcp_tracker.models import Authority
from gcp_tracker.web import forms


class AuthorityForm(forms.Form):
    name = forms.line("Name", required="Enter the authority’s name")
    lea_code = forms.line(
        "LEA code", hint="Three digits. A return that names another code is not taken in without asking."
    )
    emergency_numbers = forms.line(
        "Emergency numbers",
        required="Enter the numbers to ring when a child is not safe tonight",
        hint="Local, not national. Shown wherever a grade asks “Is the child safe tonight?”",
    )
    save = forms.button("Save")

    def fill_from(self, authority: Authority) -> None:
        for field in ("name", "lea_code", "emergency_numbers"):
            self[field].data = getattr(authority, field)

    def details(self) -> AuthorityDetails:
        return AuthorityDetails(
            name=self.name.data, lea_code=self.lea_code.data, emergency_numbers=self.emergency_numbers.data
        )


class SettingForm(forms.Form):
    value = IntegerField("Set it to", validators=[InputRequired(message="Enter a whole number")], widget=GovTextInput())
    from_on = forms.day("From which day", required="Enter the day from which it acts")
    reason = forms.text(
        "Why",
        required="Say why, in at least 20 characters: somebody else reads it",
        hint="Who decided it, and where that is written down. It stays beside the change.",
    )
    save = forms.button("Set it")

    def details(self) -> ChangeDetails:
        return ChangeDetails(value=self.value.data or 0, from_on=self.from_on.data, reason=self.reason.data)
