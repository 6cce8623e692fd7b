"""Forms about who may see a child."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import IntegerField
from wtforms.validators import InputRequired

from gcp_tracker.models import Child, Team, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.lengths import LONGEST_REASON
from gcp_tracker.rules.seeing import SHORTEST_REASON
from gcp_tracker.rules.vocabulary import ConflictKind, RequestKind, ReviewOutcome
from gcp_tracker.sight.queries import Asked, Choices
from gcp_tracker.sight.service import ChairDetails, ConflictDetails, RestrictionDetails, StandInDetails
from gcp_tracker.web.forms import Form, choice, day, line, listed, one_of, several, text, tick

REASON_HINT = f"At least {SHORTEST_REASON} characters. It is kept, and read by others."


def _reason(label: str) -> Any:
    return text(label, required="Say why", hint=REASON_HINT, longest=LONGEST_REASON)


def with_team(user: User) -> str:
    """ "Dale Osborne, Harbour" """
    return f"{user.name}, {user.team.name}" if user.team else user.name


class PeopleForm(Form):
    """Keeps the people whom its choices offer, and gives back those who were chosen."""

    people_by_key: dict[str, User]

    def offer(self, people: Sequence[User]) -> list[tuple[str, str]]:
        held = getattr(self, "people_by_key", {})
        self.people_by_key = held | {str(one.id): one for one in people}
        return [(str(one.id), with_team(one)) for one in people]

    def chosen(self, key: str | None) -> User | None:
        return self.people_by_key.get(key or "")


class RestrictionForm(PeopleForm):
    people = several("Who may see the child?", hint="You are among them. At least two managers, of whichever team.")
    another = listed("Somebody else", hint="More can be named later.")
    whole_family = tick("Brothers and sisters too, and those who come later")
    reason = _reason("Why must others not see the child?")

    def for_choices(self, choices: Choices, me: User) -> RestrictionForm:
        self.people.choices = self.offer([one for one in choices.near if one is not me])
        self.another.choices = [("", "Nobody else"), *self.offer(choices.others)]
        self.beforehand = [str(one.id) for one in choices.beforehand]
        return self

    def details(self) -> RestrictionDetails:
        keys = [*(self.people.data or ()), self.another.data]
        people = [self.people_by_key[key] for key in keys if key in self.people_by_key]
        return RestrictionDetails(tuple(people), self.reason.data, self.whole_family.data)


class ChangeForm(PeopleForm):
    """To change the names or to lift it: what, whom it is about, and why."""

    kind = choice(
        "What should change?",
        required="Choose what should change",
        choices=[(kind.value, kind.words) for kind in RequestKind if kind is not RequestKind.SET],
    )
    person_id = listed("Whom is it about?", hint="For lifting it, nobody.")
    reason = _reason("Why?")

    def for_people(self, named: Sequence[User], others: Sequence[User]) -> ChangeForm:
        self.person_id.choices = [("", "Nobody"), *self.offer(named), *self.offer(others)]
        return self


class DecisionForm(Form):
    answer = choice(
        "Your answer", required="Say yes or no", choices=[("yes", "Yes, I confirm it"), ("no", "No, I do not agree")]
    )
    words = text("Anything to add", hint="If you do not agree: why not.", longest=LONGEST_REASON)


class ConflictForm(PeopleForm):
    """`for_manager` lets a manager declare it of somebody else; the others declare it of themselves."""

    person_id = listed("Who knows the family?")
    kind = one_of("How?", ConflictKind, required="Choose how")
    words = line("In a few words", required="Say in a few words how", hint="“Her aunt lives next door to me.”")
    acting_id = listed("Who manages this family’s children instead?", hint="Only where it is the team’s manager.")

    def for_manager(self, people: Sequence[User], managers: Sequence[User]) -> ConflictForm:
        self.person_id.choices = [("", "Choose who"), *self.offer(people)]
        self.acting_id.choices = [("", "Nobody"), *self.offer(managers)]
        return self

    def for_oneself(self, me: User) -> ConflictForm:
        self.offer([me])
        del self.person_id
        del self.acting_id
        return self

    def details(self, me: User) -> ConflictDetails:
        """Raises RuleBroken where a manager has not said who it is."""
        person = self.chosen(self.person_id.data) if "person_id" in self else me
        if person is None:
            raise RuleBroken("Choose who knows the family", "person_id")
        acting = self.chosen(self.acting_id.data) if "acting_id" in self else None
        return ConflictDetails(person, self.kind.data, self.words.data, acting)


class EndForm(Form):
    reason = _reason("Why is there no conflict any more?")


class FindForm(Form):
    given_name = line("First name")
    family_name = line("Last name")
    born_on = day("Date of birth")
    number = line("Or a number", hint="NHS number, UPN or the authority’s own, whole.")

    def asked(self) -> Asked:
        return Asked(self.given_name.data, self.family_name.data, self.born_on.data, self.number.data)


class OpenForm(FindForm):
    """What was looked for, again, and why the record is opened."""

    reason = _reason("Why do you need to see this child now?")


class ReviewForm(Form):
    outcome = one_of("Your view", ReviewOutcome, required="Choose what you found")
    words = _reason("What did you look at, and what follows?")


class ChairForm(PeopleForm):
    chair_id = listed("Chair")
    conference_on = day("Day of the conference", required="Enter the day of the conference")
    from_on = day("May read from", required="Enter the first day")
    to_on = day("Until", required="Enter the day on which it ends", hint="On that day the chair reads no more.")

    def for_chairs(self, chairs: Sequence[User]) -> ChairForm:
        self.chair_id.choices = [("", "Choose a chair"), *self.offer(chairs)]
        return self

    def details(self, chair: User) -> ChairDetails:
        return ChairDetails(chair, self.from_on.data, self.conference_on.data, self.to_on.data)


class StandInForm(PeopleForm):
    away_id = listed("Who is away?")
    stand_in_id = listed("Who stands in?", hint="Has every child of the other meanwhile, and may visit and grade.")
    from_on = day("First day away", required="Enter the first day away")
    to_on = day("Back at work on", required="Enter the day back at work")

    def for_workers(self, workers: Sequence[User], me: User | None) -> StandInForm:
        """`me`: a worker names a stand-in for themselves."""
        self.stand_in_id.choices = [("", "Choose a colleague"), *self.offer([one for one in workers if one is not me])]
        if me is None:
            self.away_id.choices = [("", "Choose a worker"), *self.offer(workers)]
        else:
            del self.away_id
        return self

    def details(self, away: User, stand_in: User) -> StandInDetails:
        return StandInDetails(away, stand_in, self.from_on.data, self.to_on.data)


class TransferForm(Form):
    team_id = listed("To which team?")
    siblings = several("Brothers and sisters who go too")
    days = IntegerField(
        "For how many days do you read along?",
        validators=[InputRequired(message="Enter a number of days")],
        widget=GovTextInput(),
        default=14,
    )

    def for_child(self, teams: Sequence[Team], siblings: Sequence[Child]) -> TransferForm:
        self.teams = {str(team.id): team for team in teams}
        self.team_id.choices = [("", "Choose a team"), *((key, team.name) for key, team in self.teams.items())]
        self.children = {str(child.id): child for child in siblings}
        self.siblings.choices = [(key, child.first_name) for key, child in self.children.items()]
        if not siblings:
            del self.siblings
        return self

    def going(self) -> list[Child]:
        keys = self.siblings.data or () if "siblings" in self else ()
        return [self.children[key] for key in keys]


class ReplaceForm(PeopleForm):
    from_id = listed("Whose children?")
    worker_id = listed("Who has them from then on?")
    on = day("Day of the handover", required="Enter the day of the handover")

    def for_people(self, holders: Sequence[User], workers: Sequence[User]) -> ReplaceForm:
        self.from_id.choices = [("", "Choose a worker"), *self.offer(holders)]
        self.worker_id.choices = [("", "Choose a worker"), *self.offer(workers)]
        return self
