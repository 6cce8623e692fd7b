"""Forms of teams."""

from __future__ import annotations

from gcp_tracker.accounts.service import TeamDetails
from gcp_tracker.models import Team
from gcp_tracker.web import forms


class TeamForm(forms.Form):
    name = forms.line("Name of the team", required="Enter the team’s name")
    is_intake = forms.tick(
        "Intake team", hint="Children from a return arrive here, without names, for its manager to name and allocate."
    )
    save = forms.button("Save")

    def fill_from(self, team: Team) -> None:
        self.name.data, self.is_intake.data = team.name, team.is_intake

    def details(self) -> TeamDetails:
        return TeamDetails(name=self.name.data, is_intake=self.is_intake.data)
