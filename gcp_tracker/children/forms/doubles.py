"""Forms about two records of one child: merging, parting, telling apart."""

from __future__ import annotations

from typing import Any

from gcp_tracker.children.queries.side_by_side import SideBySide
from gcp_tracker.children.service import MergeDetails
from gcp_tracker.models import Household
from gcp_tracker.web.forms import Form, choice, line, listed, text

HOW_KNOWN = "How do you know that they are one child?"


class ApartForm(Form):
    why = line("How do you know that they are two children?", required="Say how you know that they are two children")


class PartForm(Form):
    reason = text("Why are they two children?", required="Say why they are two children", longest=1000)


class PassForm(Form):
    """Only its token is asked for: the address says the rest."""


class MergeForm(Form):
    """`merge_form` adds a choice for each field that differs, and one for each home of the other record."""

    reason = text(HOW_KNOWN, required="Say how you know that they are one child", longest=1000)

    def details(self, sheet: SideBySide) -> MergeDetails:
        homes = {str(home.id): home for home in sheet.kept_homes}
        same: dict[int, Household] = {}
        for other in sheet.homes:
            chosen = homes.get(self[f"home_{other.id}"].data)
            if chosen is not None:
                same[other.id] = chosen
        from_other = [one.name for one in sheet.fields if one.differs and self[f"field_{one.name}"].data == "other"]
        return MergeDetails(reason=self.reason.data, from_other=tuple(from_other), same_homes=same)


def merge_form(sheet: SideBySide) -> Any:
    """The form for just this pair, filled with what is likely right: what only one of them says."""
    made: dict[str, Any] = {}
    for one in sheet.fields:
        if one.differs:
            made[f"field_{one.name}"] = choice(
                one.label,
                required=f"Choose what is right: {one.label}",
                choices=[("kept", one.kept or "Nothing"), ("other", one.other or "Nothing")],
                default="other" if one.other_is_fuller else "kept" if not one.other else None,
            )
    for home in sheet.homes:
        guess = sheet.guesses.get(home.id)
        made[f"home_{home.id}"] = listed(
            f"“{home.name}” is",
            choices=[
                ("", "a home of its own"),
                *((str(one.id), f"the same as “{one.name}”") for one in sheet.kept_homes),
            ],
            default=str(guess) if guess else "",
        )
    return type("MergeFormOfPair", (MergeForm,), made)()
