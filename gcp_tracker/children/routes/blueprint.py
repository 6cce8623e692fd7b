"""The blueprint of this slice, and what its pages share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from flask import Blueprint, abort

from gcp_tracker.models import Adult, Allocation, Child, Family, HelpEpisode, Household, Residence
from gcp_tracker.web.access import may

bp = Blueprint("children", __name__)


One = TypeVar("One", Adult, Household, Residence, HelpEpisode, Allocation)


def one_of_these(records: Iterable[One], number: int) -> One:
    """The record of that number, if it belongs to what the loader let us see; 404 otherwise."""
    for record in records:
        if record.id == number:
            return record
    abort(404)


def children_who_may(permission: str, family: Family) -> list[Child]:
    return [child for child in family.children if may(permission, child)]
