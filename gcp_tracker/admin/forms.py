"""Forms of the administrator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import IntegerField
from wtforms.validators import InputRequired

from gcp_tracker.accounts.service import AuthorityDetails, TeamDetails, UserDetails, WorkDetails
from gcp_tracker.models import Authority, Team, User
from gcp_tracker.rules.vocabulary import LinkKind, RoleName
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


class WorkForm(forms.Form):
    """What somebody does here."""

    profession = forms.line(
        "Profession", hint="For example: social worker, health visitor. Shown beside what the person writes."
    )
    role = forms.one_of("Role", RoleName, required="Choose a role")
    team = forms.listed(
        "Team",
        hint="For practitioners, managers and data officers. It decides which children they can reach.",
        coerce=int,
    )
    save = forms.button("Save")

    def with_teams(self, teams: Sequence[Team]) -> Self:
        self._teams = {team.id: team for team in teams}
        self.team.choices = [(NO_TEAM, "No team")]
        self.team.choices += [(team.id, f"{team.name} ({team.authority.name})") for team in teams]
        return self

    def fill_from(self, user: User) -> None:
        self.profession.data = user.profession
        self.role.data = RoleName(user.roles[0].name)
        self.team.data = user.team_id or NO_TEAM

    def work(self) -> WorkDetails:
        return WorkDetails(role=self.role.data, team=self._teams.get(self.team.data), profession=self.profession.data)


class PersonForm(WorkForm):
    name = forms.line("Name", required="Enter the person’s name")
    email = forms.line(
        "E-mail address", required="Enter the person’s e-mail address", hint="What the person signs in with."
    )
    save = forms.button("Invite")

    def details(self) -> UserDetails:
        work = self.work()
        return UserDetails(
            name=self.name.data, email=self.email.data, role=work.role, team=work.team, profession=work.profession
        )


class LinkForm(forms.Form):
    """What somebody has lost."""

    kind = forms.choice(
        "What is lost?",
        required="Choose what is lost",
        choices=[
            (LinkKind.NEW_PASSWORD.value, "The password. Second factors stay"),
            (LinkKind.START_AGAIN.value, "The password and the second factors, or a device is in the wrong hands"),
        ],
    )
    save = forms.button("Make the link")


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
