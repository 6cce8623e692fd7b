"""Forms about the child: adding, describing, naming."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import HiddenField

from gcp_tracker.children.details import CarerDetails, ChildDetails, HomeDetails, NamingDetails
from gcp_tracker.models import Child, Household, User
from gcp_tracker.rules.ages import age_words
from gcp_tracker.rules.birth_dates import Birth
from gcp_tracker.rules.census_codes import ETHNICITIES
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.identifiers import NHS_EXAMPLE
from gcp_tracker.rules.vocabulary import Pronoun, Relationship
from gcp_tracker.web.forms import Form, choice, day, line, listed, one_of, text, tick, words_of

NOT_RECORDED = ("", "Not recorded")
SEX_WORDS = [NOT_RECORDED, ("F", "Female"), ("M", "Male"), ("U", "Not known")]
OWN_FAMILY = "own"
ENTER_FIRST_NAME = "Enter the child’s first name"


class ChildForm(Form):
    """What is written about a child, wherever it is asked."""

    given_name = line("First name", required=ENTER_FIRST_NAME)
    family_name = line("Last name")
    known_as = line("Known as", hint="If the child goes by another name than the first name.")
    born_on = day("Date of birth", hint="For example 24 7 2020. Leave it empty for a child who is not yet born.")
    expected_on = day("Date expected", hint="Only for a child who is not yet born.")
    pronoun = one_of("How to speak of the child", Pronoun, required="Choose how to speak of the child")
    sex = listed("Sex on record", choices=SEX_WORDS)
    ethnicity = listed("Ethnicity", choices=[NOT_RECORDED, *ETHNICITIES.items()])
    first_language = line("First language")
    interpreter_needed = tick("Needs an interpreter")
    disability = text(
        "Disability or long illness", hint="In words, and what it means for the child’s day.", longest=4000
    )
    nhs_number = line("NHS number", hint=f"10 digits, like {NHS_EXAMPLE}", longest=20)
    upn = line("Unique pupil number (UPN)", hint="A letter and 12 digits", longest=20)
    la_child_id = line("The authority’s own number", longest=20)
    other_numbers = text(
        "Other numbers",
        hint="One on a line: what it is, a colon, the number. For example, Court number: AB 12",
        longest=2000,
    )

    def fill_from(self, child: Child) -> None:
        for name in (
            "given_name",
            "family_name",
            "known_as",
            "born_on",
            "expected_on",
            "pronoun",
            "sex",
            "ethnicity",
            "first_language",
            "interpreter_needed",
            "disability",
            "nhs_number",
            "upn",
            "la_child_id",
        ):
            self[name].data = getattr(child, name)
        self.other_numbers.data = "\n".join(f"{number.kind}: {number.value}" for number in child.identifiers)

    def child_details(self) -> ChildDetails:
        """Raises RuleBroken on a line of numbers that cannot be read."""
        return ChildDetails(
            given_name=self.given_name.data,
            family_name=self.family_name.data,
            known_as=self.known_as.data,
            born_on=self.born_on.data,
            expected_on=self.expected_on.data,
            pronoun=self.pronoun.data,
            sex=self.sex.data or None,
            ethnicity=self.ethnicity.data or None,
            first_language=self.first_language.data,
            interpreter_needed=self.interpreter_needed.data,
            disability=self.disability.data,
            la_child_id=self.la_child_id.data,
            nhs_number=self.nhs_number.data,
            upn=self.upn.data,
            other_numbers=numbers_in(self.other_numbers.data),
        )


class NewChildForm(ChildForm):
    home_name = line("What the home is called", required="Enter what the home is called", default="Home")
    home_address = text("Address", longest=500)
    carer_name = line("Main carer’s name", hint="Others, fathers and partners by name, are added on the family’s page.")
    carer_relationship = listed(
        "What the carer is to the child", choices=words_of(Relationship), default=Relationship.MOTHER.value
    )
    lives_since = day("Has lived there since", hint="Leave it empty if that is not known: then from today.")
    another = tick("I have looked: this is another child")

    def home(self) -> HomeDetails:
        return HomeDetails(self.home_name.data, self.home_address.data)

    def carer(self) -> CarerDetails | None:
        if not self.carer_name.data:
            return None
        return CarerDetails(self.carer_name.data, Relationship(self.carer_relationship.data))


class SiblingForm(ChildForm):
    household_id = listed("Lives at", coerce=str)
    another = tick("I have looked: this is another child")

    def for_homes(self, homes: list[Household]) -> SiblingForm:
        self.household_id.choices = [*((str(home.id), home.name) for home in homes), ("", "Somewhere else")]
        return self


class DetailsForm(ChildForm):
    """`version` is the child’s when the form was opened."""

    version = HiddenField()
    # Asked once the effects of another date are on the page; `birth_shown` is the date that they were shown for.
    birth_reason = line(
        "How do you know the right date of birth?", hint="For example, birth certificate seen on 3 May."
    )
    birth_shown = HiddenField()

    def birth(self) -> Birth:
        return Birth(self.born_on.data, self.expected_on.data)

    def birth_key(self) -> str:
        return f"{self.born_on.data or ''} {self.expected_on.data or ''}"

    def opened_at_version(self) -> int:
        typed = str(self.version.data or "")
        return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


class NameForm(Form):
    given_name = line("First name", required=ENTER_FIRST_NAME)
    family_name = line("Last name")
    known_as = line("Known as", hint="If the child goes by another name than the first name.")
    pronoun = one_of("How to speak of the child", Pronoun, required="Choose how to speak of the child")
    another = tick("I have looked: this is another child")
    home_name = line("What the home is called", default="Home")
    worker_id = listed("Allocate to", hint="The lead worker, from today.")

    def for_workers(self, workers: list[User]) -> NameForm:
        self.worker_id.choices = [("", "Nobody yet"), *worker_choices(workers)]
        self.workers = {str(worker.id): worker for worker in workers}
        return self

    def details(self) -> NamingDetails:
        return NamingDetails(
            given_name=self.given_name.data,
            family_name=self.family_name.data,
            known_as=self.known_as.data,
            pronoun=self.pronoun.data,
            home=HomeDetails(self.home_name.data or "Home"),
            allocate_to=self.workers.get(self.worker_id.data),
        )


class SiblingChoiceForm(Form):
    """One of the children who were found."""

    sibling = choice("Put with", required="Choose the brother or sister from those found")
    reason = line("Why does the child belong there?", required="Say why the child belongs there")

    def for_found(self, found: list[Child], today: date) -> SiblingChoiceForm:
        self.found = {str(child.id): child for child in found}
        self.sibling.choices = [
            (key, f"{child.full_name}, {age_words(child.born_on, child.expected_on, today)}")
            for key, child in self.found.items()
        ]
        return self

    def with_own_family(self) -> SiblingChoiceForm:
        self.sibling.choices = [*self.sibling.choices, (OWN_FAMILY, "Nobody on file: a family of the child’s own")]
        return self

    def chosen(self) -> Child | None:
        """None for a family of the child’s own."""
        return None if self.sibling.data == OWN_FAMILY else self.found[self.sibling.data]


def worker_choices(workers: list[User]) -> list[tuple[str, str]]:
    """Each with the team, where the list spans several."""
    teams = {worker.team_id for worker in workers}
    return [
        (str(worker.id), f"{worker.name}, {worker.team.name}" if len(teams) > 1 and worker.team else worker.name)
        for worker in workers
    ]


def numbers_in(lines: str) -> tuple[tuple[str, str], ...]:
    """“Court number: AB 12” on each line."""
    found = []
    for number in filter(None, (part.strip() for part in lines.splitlines())):
        kind, colon, value = (part.strip() for part in number.rpartition(":"))
        if not colon or not kind or not value:
            raise RuleBroken(f"“{number[:40]}”: say what the number is, then a colon, then the number", "other_numbers")
        found.append((kind, value))
    return tuple(dict.fromkeys(found))


def differences(form: DetailsForm, child: Child) -> list[tuple[str, Any]]:
    """Where what is saved differs from what was typed: each field’s label and the words that are saved now."""
    saved = DetailsForm(formdata=None)
    saved.fill_from(child)
    return [
        (field.label.text, _as_words(saved[field.name]))
        for field in form
        if field.name in saved and field.type not in ("HiddenField", "CSRFTokenField")
        if (field.data or None) != (saved[field.name].data or None)
    ]


def _as_words(field: Any) -> Any:
    if field.type == "BooleanField":
        return "Yes" if field.data else "No"
    choices = {one.value: one.label for one in field.iter_choices()} if hasattr(field, "iter_choices") else {}
    return choices.get(field.data, field.data) or "Nothing"
