"""A newer return meets the record: what may be written, and what a person has changed and so stays as it is.

Three values are laid side by side: what the last return said, what stands on the record, what this return says. Where
the record still says what the last return said, it follows the new one. Where it does not, somebody changed it here,
and it stays. A return that says nothing never empties a field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum, StrEnum
from typing import Any

from gcp_tracker.imports.census_child import ReadChild
from gcp_tracker.imports.census_spells import ReadSpell
from gcp_tracker.models import Child, HelpEpisode

Given = dict[str, Any]
OF_CHILD = {
    "born_on": "date of birth",
    "expected_on": "date expected",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "disability": "disability",
    "upn": "UPN",
}
OF_SPELL = {
    "ended_on": "end",
    "category": "category",
    "initial_category": "first category",
    "previous_plans": "number of earlier plans",
    "detail": "detail",
}


class Settled(Enum):
    SAME = "the record says so already"
    WRITE = "the record follows the return"
    DIFFERS = "somebody changed it here"


def settle(last: Any, here: Any, now: Any) -> Settled:
    """For one field, each as given() writes it. An empty value stands for "not said"."""
    if now in (None, "") or here == now:
        return Settled.SAME
    if here in (None, ""):
        return Settled.WRITE if last in (None, "") else Settled.DIFFERS
    return Settled.WRITE if here == last else Settled.DIFFERS


def plain(value: Any) -> Any:
    """As it is kept in JSON."""
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def given(child: ReadChild) -> Given:
    """All that the return says of the child, without what it does not say."""
    said = {name: plain(getattr(child, name)) for name in OF_CHILD}
    spells = {spell.key: given_spell(spell) for spell in child.spells}
    return _filled(said) | {
        "former_upns": list(child.former_upns),
        "spells": spells,
        "meetings": [meeting.key for meeting in child.meetings],
    }


def given_spell(spell: ReadSpell) -> Given:
    return _filled({name: plain(getattr(spell, name)) for name in OF_SPELL})


def joined(last: Given, now: Given) -> Given:
    """What the returns have said so far. What a later one leaves out is remembered from the earlier."""
    spells = dict(last.get("spells", {}))
    for key, said in now["spells"].items():
        spells[key] = spells.get(key, {}) | said
    former = [*last.get("former_upns", []), *now["former_upns"]]
    meetings = [*last.get("meetings", []), *now["meetings"]]
    return (
        last
        | now
        | {"former_upns": list(dict.fromkeys(former)), "spells": spells, "meetings": list(dict.fromkeys(meetings))}
    )


def settle_all(words: Mapping[str, str], record: Child | HelpEpisode, last: Given, now: Given) -> dict[str, Settled]:
    return {name: settle(last.get(name), plain(getattr(record, name)), now.get(name)) for name in words}


def _filled(said: Given) -> Given:
    return {name: value for name, value in said.items() if value not in (None, "")}
