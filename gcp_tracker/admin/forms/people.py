"""Forms of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from gcp_tracker.accounts.service import UserDetails, WorkDetails
from gcp_tracker.models import Team, User
from gcp_tracker.rules.vocabulary import LinkKind, RoleName
from gcp_tracker.web import forms

NO_TEAM = 0


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
        self.team.data = user.team_id if user.team_id in self._teams else NO_TEAM

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


class NameForm(forms.Form):
    """How somebody is called and reached."""

    name = forms.line("Name", required="Enter the person’s name")
    email = forms.line(
        "E-mail address", required="Enter the person’s e-mail address", hint="What the person signs in with."
    )
    save = forms.button("Save")


class EndForm(forms.Form):
    """Until when somebody works here."""

    ends_on = forms.day(
        "First day without the account", hint="Leave it empty where no end is known. For example: 31 3 2027."
    )
    save = forms.button("Save")


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
    save = forms.button("Ask for the link")


class ConfirmForm(forms.Form):
    """Whether what an administrator asked for is right."""

    answer = forms.choice(
        "Is it right?",
        required="Say whether it is right",
        choices=[("yes", "Yes, I have made sure of it with the person concerned"), ("no", "No, it is not to be done")],
    )
    save = forms.button("Answer")
