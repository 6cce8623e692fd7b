"""What is asked of each brother or sister at the same visit, on the screen before grading and when one joins later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar

from gcp_tracker.children.queries.care import care_choices, carers_elsewhere, homes_lived_in
from gcp_tracker.models import Adult, Child, Household
from gcp_tracker.rules.together import may_be_visited_along
from gcp_tracker.visits.occasions import AlsoVisited, field_of
from gcp_tracker.web.access import brothers_and_sisters_who_may
from gcp_tracker.web.forms import Form, choice, line, listed, tick

BY_AGE = ""
SAME_CARE = "same"
OWN_FIELDS = ("with", "child_seen", "child_seen_alone", "bedroom_seen", "care_of", "band", "band_reason")
AnyForm = TypeVar("AnyForm", bound="AlsoForm")


@dataclass(frozen=True, slots=True)
class SiblingFields:
    """One child's own fields, for the template. `asks_care`: there is more than one home or carer to choose from."""

    child: Child
    fields: dict[str, Any]
    homes: Mapping[str, Household]
    carers: Mapping[str, Adult]
    asks_care: bool

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]


class AlsoForm(Form):
    """Made by `form_with` with fields for each child who may come along; `also` reads back who does."""

    siblings: Sequence[SiblingFields] = ()

    def for_siblings(self, child: Child, siblings: Sequence[Child], bands: list[tuple[str, str]]) -> Self:
        """Fill each one’s choices. `child` is the one whose visit it is."""
        self.siblings = [self._fields_of(child, sibling, bands) for sibling in siblings]
        return self

    def fill_siblings(self, child: Child) -> None:
        """The usual answers: each is seen, and lives where `child` does or has a home of its own."""
        for one in self.siblings:
            one["child_seen"].data = True
            apart = homes_lived_in(child).keys().isdisjoint(one.homes)
            one["care_of"].data = next(iter([*one.homes, *one.carers]), SAME_CARE) if apart else SAME_CARE

    def also(self) -> list[AlsoVisited]:
        """Who comes along. Only after the form was found valid."""
        return [_also(one) for one in self.siblings if one["with"].data]

    def _fields_of(self, child: Child, sibling: Child, bands: list[tuple[str, str]]) -> SiblingFields:
        homes, carers = homes_lived_in(sibling), carers_elsewhere(sibling)
        fields = {name: self[field_of(sibling, name)] for name in OWN_FIELDS}
        same = (SAME_CARE, f"The same as for {child.first_name}")
        fields["care_of"].choices = [same, *care_choices(homes, carers)]
        fields["band"].choices = [(BY_AGE, f"As old as {sibling.first_name} is"), *bands]
        asks_care = bool(carers) or len(homes) > 1 or homes.keys() != homes_lived_in(child).keys()
        return SiblingFields(sibling, fields, homes, carers, asks_care)


def form_with(kind: type[AnyForm], siblings: Sequence[Child]) -> type[AnyForm]:
    """The same form with fields of its own for each of these."""
    fields: dict[str, Any] = {}
    for child in siblings:
        name = child.first_name
        made = (
            tick(name),
            tick(name),
            tick(f"{name} alone"),
            tick(f"{name}’s bedroom"),
            choice(f"Whose care of {name}?", default=SAME_CARE),
            listed(f"Descriptions for {name}’s age", default=BY_AGE),
            line(f"Why another age for {name}?"),
        )
        fields |= {field_of(child, field): one for field, one in zip(OWN_FIELDS, made, strict=True)}
    return type(kind.__name__, (kind,), fields)


def who_may_come_along(child: Child, on: date) -> list[Child]:
    """Brothers and sisters whom the reader may record for, and of whom there is care to grade."""
    return [
        one
        for one in brothers_and_sisters_who_may("visit:record", child)
        if one is not child and may_be_visited_along(one.is_named, one.born_on, on)
    ]


def _also(one: SiblingFields) -> AlsoVisited:
    return AlsoVisited(
        child=one.child,
        household=one.homes.get(one["care_of"].data),
        carer=one.carers.get(one["care_of"].data),
        child_seen=one["child_seen"].data,
        child_seen_alone=one["child_seen_alone"].data,
        bedroom_seen=one["bedroom_seen"].data,
        band=one["band"].data or None,
        band_reason=one["band_reason"].data,
    )
