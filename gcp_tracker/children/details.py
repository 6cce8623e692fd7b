"""What a form, the demo or an import hands to the services of this slice: plain values, already read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gcp_tracker.models import Child, Household, User
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, Pronoun, Relationship


@dataclass(frozen=True, slots=True)
class ChildDetails:
    """`other_numbers` are (what it is, the number); all of the child’s, since those left out are removed."""

    given_name: str
    family_name: str = ""
    known_as: str = ""
    born_on: date | None = None
    expected_on: date | None = None
    pronoun: Pronoun = Pronoun.THEY
    sex: str | None = None
    ethnicity: str | None = None
    first_language: str = ""
    interpreter_needed: bool = False
    disability: str = ""
    la_child_id: str = ""
    nhs_number: str = ""
    upn: str = ""
    other_numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HomeDetails:
    """A household as it is opened or changed."""

    name: str = "Home"
    address: str = ""


@dataclass(frozen=True, slots=True)
class CarerDetails:
    """The main carer, as asked for when a child is added; more is recorded on the family’s page."""

    name: str
    relationship: Relationship


@dataclass(frozen=True, slots=True)
class RelationDetails:
    """What an adult is to one child. `relationship` None: nothing; a relation recorded before is taken away."""

    child: Child
    relationship: Relationship | None
    is_carer: bool = True
    has_parental_responsibility: bool = False


@dataclass(frozen=True, slots=True)
class AdultDetails:
    """`phone`, `address`, `not_to_be_contacted` and `no_contact_reason` stay as they are where None is given.

    A writer who may not see them gives None. `household` is where the adult lives, None for somebody not resident.
    Children not named in `relations` keep theirs.
    """

    name: str
    relations: tuple[RelationDetails, ...] = ()
    household: Household | None = None
    phone: str | None = None
    address: str | None = None
    first_language: str = ""
    interpreter_needed: bool = False
    not_to_be_contacted: bool | None = None
    no_contact_reason: str | None = None


@dataclass(frozen=True, slots=True)
class EpisodeDetails:
    """A category is asked for with a child protection plan, and only there."""

    kind: HelpKind
    started_on: date
    ended_on: date | None = None
    category: AbuseCategory | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NamingDetails:
    """Who an unnamed child from a return is."""

    given_name: str
    family_name: str = ""
    known_as: str = ""
    pronoun: Pronoun = Pronoun.THEY
    home: HomeDetails = HomeDetails()
    allocate_to: User | None = None
