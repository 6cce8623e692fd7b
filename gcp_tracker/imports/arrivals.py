"""Children whom no return has named before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from gcp_tracker.imports.census_child import ReadChild
from gcp_tracker.imports.census_spells import ReadMeeting, ReadSpell
from gcp_tracker.imports.merging import given
from gcp_tracker.models import Base, Child, ChildIdentifier, Family, HelpEpisode, Meeting, ReturnedChild, Team
from gcp_tracker.rules.dates import counted
from gcp_tracker.unit_of_work import UnitOfWork

FORMER_UPN = "Former UPN"
# By it the two are offered as one child, to whoever may see both.
SHARED_UPN = "UPN that another record has too"
# Each before those that point to it.
IN_ORDER: tuple[type[Base], ...] = (Family, Child, ChildIdentifier, HelpEpisode, Meeting, ReturnedChild)
Row = dict[str, Any]


@dataclass(slots=True)
class Arrivals:
    """Gathers new children and writes them many at a time: a return of 20,000 must not keep the write lock for long."""

    uow: UnitOfWork
    team: Team
    rows: dict[type[Base], list[Row]] = field(default_factory=lambda: {kind: [] for kind in IN_ORDER})

    def add(self, read: ReadChild, upn: str | None) -> None:
        """The child in a family of its own, since a return knows no brothers and sisters (a manager does)."""
        family_id, child_id = uuid4(), uuid4()
        self.rows[Family].append({"id": family_id, "name": f"Child {read.number}", "created_at": self.uow.now})
        self.rows[Child].append(
            {
                "id": child_id,
                "family_id": family_id,
                "authority_id": self.team.authority_id,
                "team_id": self.team.id,
                "la_child_id": read.number,
                "born_on": read.born_on,
                "expected_on": read.expected_on,
                "sex": read.sex,
                "ethnicity": read.ethnicity,
                "disability": read.disability,
                "upn": upn,
                "created_at": self.uow.now,
                "version": 1,
            }
        )
        if read.upn is not None and upn is None:
            self.rows[ChildIdentifier].append({"child_id": child_id, "kind": SHARED_UPN, "value": read.upn})
        for former in read.former_upns:
            self.rows[ChildIdentifier].append({"child_id": child_id, "kind": FORMER_UPN, "value": former})
        self.rows[HelpEpisode] += [episode_row(child_id, spell) for spell in read.spells]
        self.rows[Meeting] += [meeting_row(child_id, meeting) for meeting in read.meetings]
        self.rows[ReturnedChild].append({"child_id": child_id, "given": given(read) | {"upn": upn}})
        self.uow.record("child:import", child=Child(id=child_id))

    def write(self) -> None:
        for kind, rows in self.rows.items():
            if rows:
                # Without render_nulls, rows with other gaps go one by one.
                self.uow.session.execute(insert(kind), rows, execution_options={"render_nulls": True})
                rows.clear()


def episode_row(child_id: UUID, spell: ReadSpell) -> Row:
    return {
        "child_id": child_id,
        "kind": spell.kind,
        "started_on": spell.started_on,
        "ended_on": spell.ended_on,
        "category": spell.category,
        "initial_category": spell.initial_category,
        "previous_plans": spell.previous_plans,
        "detail": spell.detail,
        "source_key": spell.key,
    }


def meeting_row(child_id: UUID, meeting: ReadMeeting) -> Row:
    return {"child_id": child_id, "kind": meeting.kind, "held_on": meeting.held_on, "source_key": meeting.key}


def arrival_words(read: ReadChild) -> str:
    """ "Entered, with 2 spells of help (1 going on) and 1 conference": the same wherever the child is kept."""
    parts = []
    if read.spells:
        going_on = sum(spell.ended_on is None for spell in read.spells)
        parts.append(f"{counted(len(read.spells), 'spell')} of help ({going_on} going on)")
    if read.meetings:
        parts.append(counted(len(read.meetings), "conference"))
    return f"Entered{', with ' if parts else ''}{' and '.join(parts)}"
