"""Forms about the people and homes round a child."""

from __future__ import annotations

from typing import Any

from gcp_tracker.children.details import AdultDetails, HomeDetails, RelationDetails
from gcp_tracker.models import Adult, Child, Household
from gcp_tracker.rules.vocabulary import Relationship
from gcp_tracker.web.forms import Form, day, line, listed, text, tick, words_of

NOT_RESIDENT = ("", "Does not live with any of the children")


class HouseholdForm(Form):
    name = line("What this home is called", required="Enter what this home is called, such as “Mum’s flat”")
    address = text("Address", longest=500)

    def details(self, address_before: str = "") -> HomeDetails:
        """`address_before` stays where the writer was not asked for the address."""
        return HomeDetails(self.name.data, self.address.data if "address" in self else address_before)


class ResidenceForm(Form):
    household_id = listed("Lives at", coerce=str)
    from_on = day("From", required="Enter the day from which the child lives there")


class LeavingForm(Form):
    to_on = day("Left on", required="Enter the day on which the child left")


class MoveForm(Form):
    household_id = listed("Moves to", coerce=str)
    to_on = day("Day of the move", required="Enter the day of the move")


class AdultForm(Form):
    """What is asked about an adult. `adult_form` adds a question for each child."""

    name = line("Name", required="Enter the person’s name")
    household_id = listed("Lives at", coerce=str)
    first_language = line("First language")
    interpreter_needed = tick("Needs an interpreter")
    phone = line("Phone", longest=60)
    address = text("Address, if not with the child", longest=500)
    not_to_be_contacted = tick(
        "Not to be contacted",
        hint="No reminder will name this person, and their details are kept out of packs.",
    )
    no_contact_reason = text("Why not?", hint="Seen by few: the child’s own worker and the manager.", longest=2000)


def adult_form(children: list[Child], homes: list[Household], adult: Adult | None) -> Any:
    """The form about one adult and what they are to each of `children`, filled in from `adult`."""
    fields: dict[str, Any] = {}
    for place, child in enumerate(children):
        fields[f"relation_{place}"] = listed(
            f"What this person is to {child.first_name}",
            choices=[("", f"Nothing to {child.first_name}"), *words_of(Relationship)],
        )
        fields[f"carer_{place}"] = tick(f"Cares for {child.first_name}")
        fields[f"responsibility_{place}"] = tick(f"Has parental responsibility for {child.first_name}")
    form = type("AdultFormForChildren", (AdultForm,), fields)()
    form.household_id.choices = [*((str(home.id), home.name) for home in homes), NOT_RESIDENT]
    if adult is not None and not form.is_submitted():
        _fill(form, adult, children)
    return form


def adult_details(form: Any, children: list[Child], homes: list[Household]) -> AdultDetails:
    relations = []
    for place, child in enumerate(children):
        chosen = form[f"relation_{place}"].data
        relations.append(
            RelationDetails(
                child=child,
                relationship=Relationship(chosen) if chosen else None,
                is_carer=form[f"carer_{place}"].data,
                has_parental_responsibility=form[f"responsibility_{place}"].data,
            )
        )
    by_id = {str(home.id): home for home in homes}
    return AdultDetails(
        name=form.name.data,
        relations=tuple(relations),
        household=by_id.get(form.household_id.data),
        phone=form.phone.data,
        address=form.address.data,
        first_language=form.first_language.data,
        interpreter_needed=form.interpreter_needed.data,
        not_to_be_contacted=form.not_to_be_contacted.data,
        no_contact_reason=form.no_contact_reason.data,
    )


def _fill(form: Any, adult: Adult, children: list[Child]) -> None:
    for name in (
        "name",
        "phone",
        "address",
        "first_language",
        "interpreter_needed",
        "not_to_be_contacted",
        "no_contact_reason",
    ):
        form[name].data = getattr(adult, name)
    held = {relation.child_id: relation for relation in adult.relations}
    home = next((relation.household_id for relation in adult.relations if relation.household_id), None)
    form.household_id.data = str(home or "")
    for place, child in enumerate(children):
        relation = held.get(child.id)
        form[f"relation_{place}"].data = relation.relationship_to_child.value if relation else ""
        form[f"carer_{place}"].data = bool(relation and relation.is_carer)
        form[f"responsibility_{place}"].data = bool(relation and relation.has_parental_responsibility)
