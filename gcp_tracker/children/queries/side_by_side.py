"""Two records of what may be one child, side by side: what differs, and what a merge would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from gcp_tracker.children.queries.births import banded_visits
from gcp_tracker.children.queries.twins import (
    guess_same_homes,
    homes_of,
    overlapping_episode,
    twin_allocation,
    twin_episode,
)
from gcp_tracker.models import Child, Household, Profile, Visit
from gcp_tracker.rules.birth_dates import Birth, effects_of_birth
from gcp_tracker.rules.census_codes import ETHNICITIES
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.unit_of_work import AnySession

SEXES = {"F": "Female", "M": "Male", "U": "Not known"}


def _plain(value: Any) -> str:
    return value or ""


def _date(value: date | None) -> str:
    return long_date(value) if value else ""


# Each field that the manager chooses, its label, and how its value is said.
FIELD_WORDS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "given_name": ("First name", _plain),
    "family_name": ("Last name", _plain),
    "known_as": ("Known as", _plain),
    "born_on": ("Date of birth", _date),
    "expected_on": ("Date expected", _date),
    "pronoun": ("How to speak of the child", lambda value: value.words),
    "sex": ("Sex on record", lambda value: SEXES.get(value or "", "")),
    "ethnicity": ("Ethnicity", lambda value: ETHNICITIES.get(value or "", "")),
    "first_language": ("First language", _plain),
    "interpreter_needed": ("Needs an interpreter", lambda value: "Yes" if value else "No"),
    "disability": ("Disability or long illness", _plain),
    "nhs_number": ("NHS number", _plain),
    "upn": ("Unique pupil number (UPN)", _plain),
}


@dataclass(frozen=True, slots=True)
class Field:
    """`other_is_fuller`: only the other record says something, so that it is right unless the manager says no."""

    name: str
    label: str
    kept: str
    other: str

    @property
    def differs(self) -> bool:
        return self.kept != self.other

    @property
    def other_is_fuller(self) -> bool:
        return bool(self.other) and not self.kept


@dataclass(frozen=True, slots=True)
class Row:
    """What each record says of one thing, in lines."""

    label: str
    kept: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return self.kept != self.other


@dataclass(frozen=True, slots=True)
class SideBySide:
    """`homes`: the other record’s, `guesses` which of `kept_homes` each seems to be; `warnings` come before the merge.

    `if_kept_date`, `if_other_date`: what follows when that record has the right date of birth.
    """

    fields: list[Field]
    rows: list[Row]
    kept_homes: list[Household]
    homes: list[Household]
    guesses: dict[int, int]
    warnings: list[str]
    if_kept_date: list[str]
    if_other_date: list[str]


def side_by_side(session: AnySession, kept: Child, other: Child, today: date) -> SideBySide:
    kept_homes, homes = homes_of(session, kept), homes_of(session, other)
    both = {home.id for home in kept_homes}
    visits = {child.id: _visits(session, child) for child in (kept, other)}
    profiles = {child.id: _profiles(session, child) for child in (kept, other)}
    rows = [
        Row(label, tuple(lines(kept)), tuple(lines(other)))
        for label, lines in (
            ("The authority’s number", lambda child: [child.la_child_id or ""]),
            ("Other numbers", lambda child: [f"{one.kind}: {one.value}" for one in child.identifiers]),
            ("Team", lambda child: [child.team.name]),
            ("Homes", _homes),
            ("Adults", _adults),
            ("Help", _help),
            ("Meetings", _meetings),
            ("Workers", _workers),
            ("Visits", lambda child: _visit_lines(visits[child.id])),
            ("Profiles", lambda child: _profile_lines(profiles[child.id])),
        )
    ]
    return SideBySide(
        fields=[
            Field(name, label, say(getattr(kept, name)), say(getattr(other, name)))
            for name, (label, say) in FIELD_WORDS.items()
        ],
        rows=rows,
        kept_homes=kept_homes,
        homes=[home for home in homes if home.id not in both],
        guesses=guess_same_homes(kept_homes, homes),
        warnings=[
            *_same_day(visits[kept.id], visits[other.id]),
            *_help_in_both(kept, other),
            *_workers_who_come_along(kept, other, today),
            *_drafts(visits[other.id]),
        ],
        if_kept_date=_if_date_of(session, kept, other, today),
        if_other_date=_if_date_of(session, other, kept, today),
    )


def _if_date_of(session: AnySession, right: Child, wrong: Child, today: date) -> list[str]:
    if right.born_on is None or wrong.born_on is None:
        return []
    before, after = Birth(wrong.born_on), Birth(right.born_on)
    return effects_of_birth(wrong.first_name, banded_visits(session, wrong), before, after, today)


def _visits(session: AnySession, child: Child) -> list[Visit]:
    query = (
        select(Visit)
        .where(Visit.child_id == child.id, Visit.state.in_((VisitState.SIGNED, VisitState.DRAFT)))
        .options(joinedload(Visit.author))
        .order_by(Visit.visited_on, Visit.opened_at)
    )
    return list(session.scalars(query))


def _profiles(session: AnySession, child: Child) -> list[Profile]:
    return list(session.scalars(select(Profile).where(Profile.child_id == child.id).order_by(Profile.opened_on)))


def _until(from_on: date, to_on: date | None) -> str:
    return f"{long_date(from_on)} to {long_date(to_on)}" if to_on else f"since {long_date(from_on)}"


def _homes(child: Child) -> list[str]:
    return [f"{one.household.name}, {_until(one.from_on, one.to_on)}" for one in child.residences]


def _adults(child: Child) -> list[str]:
    return [f"{one.adult.name}, {one.relationship_to_child.words}" for one in child.relations]


def _help(child: Child) -> list[str]:
    return [f"{one.kind.words}, {_until(one.started_on, one.ended_on)}" for one in child.episodes]


def _meetings(child: Child) -> list[str]:
    latest_last = sorted(child.meetings, key=lambda one: one.on)
    return [f"{one.kind.words}, {one.state.inside}, {long_date(one.on)}" for one in latest_last]


def _workers(child: Child) -> list[str]:
    return [
        f"{one.user.name}{'' if one.is_lead else ' (co-worker)'}, {_until(one.from_on, one.to_on)}"
        for one in child.allocations
    ]


def _visit_lines(visits: list[Visit]) -> list[str]:
    signed = [visit for visit in visits if not visit.is_draft]
    if not visits:
        return []
    lines = []
    if signed:
        first, last = long_date(signed[0].visited_on), long_date(signed[-1].visited_on)
        lines = [f"{counted(len(signed), 'signed visit')}, {first if first == last else f'{first} to {last}'}"]
    return lines + [f"Open: {long_date(one.visited_on)}, {one.author.name}" for one in visits if one.is_draft]


def _profile_lines(profiles: list[Profile]) -> list[str]:
    return [
        f"Completed {long_date(one.completed_on)}" if one.completed_on else f"Open since {long_date(one.opened_on)}"
        for one in profiles
    ]


def _same_day(kept: list[Visit], other: list[Visit]) -> list[str]:
    days = sorted({visit.visited_on for visit in kept} & {visit.visited_on for visit in other})
    if not days:
        return []
    named = ", ".join(long_date(day) for day in days[:4]) + (" and more" if len(days) > 4 else "")
    return [f"Both have a visit on {named}. Both stay: if it was one visit, withdraw the one that repeats the other."]


def _help_in_both(kept: Child, other: Child) -> list[str]:
    said = []
    for episode in other.episodes:
        words = f"{episode.kind.words} from {long_date(episode.started_on)}"
        twin = twin_episode(kept, episode)
        if twin is None and (clash := overlapping_episode(kept, episode)) is not None:
            from_on = long_date(clash.started_on)
            said.append(f"{words} overlaps the same help from {from_on}. Both stay: end the one that is wrong.")
        elif twin is not None and twin.ended_on != episode.ended_on:
            said.append(f"{words} stands in both with another end. The end in the record that is kept holds.")
    return said


def _workers_who_come_along(kept: Child, other: Child, today: date) -> list[str]:
    coming = [
        one
        for one in other.allocations
        if is_current(one.from_on, one.to_on, today) and twin_allocation(kept, one) is None
    ]
    has_lead = any(one.is_lead and one.to_on is None for one in kept.allocations)
    return [
        f"{one.user.name} will see the whole record"
        + (", as a co-worker, since a child has one lead." if has_lead and one.is_lead else ".")
        for one in coming
    ]


def _drafts(visits: list[Visit]) -> list[str]:
    return [
        f"The open visit of {long_date(one.visited_on)} goes on as {one.author.name}’s, unsigned."
        for one in visits
        if one.is_draft
    ]
