"""Forms of the administrator."""

from __future__ import annotations

from collections.abc import Sequence

from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import IntegerField
from wtforms.validators import InputRequired

from gcp_tracker.accounts.service import AuthorityDetails, TeamDetails, UserDetails
from gcp_tracker.models import Authority, Team
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.web import forms

NO_TEAM = 0


class TeamForm(forms.Form):
    name = forms.line("Name of the team", required="Enter the team’s name")
    is_intake = forms.tick(
        "Intake team", hint="Children from a return arrive here, without names, for its manager to name and allocate."
    )
    save = forms.button("Add team")

    def details(self) -> TeamDetails:
        return TeamDetails(name=self.name.data, is_intake=self.is_intake.data)


class PersonForm(forms.Form):
    name = forms.line("Name", required="Enter the person’s name")
    email = forms.line(
        "E-mail address", required="Enter the person’s e-mail address", hint="What the person signs in with."
    )
    profession = forms.line(
        "Profession", hint="For example: social worker, health visitor. Shown beside what the person writes."
    )
    role = forms.one_of("Role", RoleName, required="Choose a role")
    team = forms.listed(
        "Team",
        hint="For practitioners, managers and data officers. It decides which children they can reach.",
        coerce=int,
    )
    password = forms.password(
        "First password",
        validators=[InputRequired(message="Enter a first password")],
        description="At least 12 characters. Tell it to the person yourself, not by e-mail.",
    )
    save = forms.button("Add person")

    def with_teams(self, teams: Sequence[Team]) -> PersonForm:
        self._teams = {team.id: team for team in teams}
        self.team.choices = [(NO_TEAM, "No team")]
        self.team.choices += [(team.id, f"{team.name} ({team.authority.name})") for team in teams]
        return self

    def details(self) -> UserDetails:
        return UserDetails(
            name=self.name.data,
            email=self.email.data,
            role=self.role.data,
            password=self.password.data,
            team=self._teams.get(self.team.data),
            profession=self.profession.data,
        )


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
    profile_every_days = IntegerField(
        "Days between profiles",
        validators=[InputRequired(message="Enter a number of days")],
        widget=GovTextInput(),
        description="Local, not national. When the next graded profile is due; about three months is usual.",
    )
    retention_years = IntegerField(
        "Years that visits are kept",
        validators=[InputRequired(message="Enter a number of years")],
        widget=GovTextInput(),
        description="Local, not national. From the child’s eighteenth birthday. A signed visit keeps its date.",
    )
    save = forms.button("Save settings")

    def fill_from(self, authority: Authority) -> None:
        for field in ("name", "lea_code", "emergency_numbers", "profile_every_days", "retention_years"):
            self[field].data = getattr(authority, field)

    def details(self) -> AuthorityDetails:
        return AuthorityDetails(
            name=self.name.data,
            lea_code=self.lea_code.data,
            retention_years=self.retention_years.data or 0,
            emergency_numbers=self.emergency_numbers.data,
            profile_every_days=self.profile_every_days.data or 0,
        )
