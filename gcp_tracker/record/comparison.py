"""Then and now: two completed profiles of the same care, or, until there are two, the first and the latest visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gcp_tracker.change.then_and_now import OneSideRow, then_and_now
from gcp_tracker.charts.care import Scale
from gcp_tracker.charts.then_now import ThenNow
from gcp_tracker.record.facts import Grade, grade_of
from gcp_tracker.record.story import CompletedProfile, Series
from gcp_tracker.rules.bands import Form, form_of, items_for_words, titles_of, turn
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.grading import DomainGrade, roll_up
from gcp_tracker.rules.instrument import Instrument

NAMED_DRIVERS = 2


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what it is called, its grades by item, and where they are rolled up."""

    words: str
    on: date
    grades: Mapping[str, tuple[int, date]]
    form: Form
    not_applicable: frozenset[str]
    profile_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RolledUp:
    grade: Grade | None
    graded_words: str
    driven_words: str


@dataclass(frozen=True, slots=True)
class DomainThenNow:
    title: str
    then: RolledUp
    now: RolledUp


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rows` with the worst change first; `only_then` and `only_now` are titles of items graded on one side only."""

    then: Side
    now: Side
    are_profiles: bool
    scale: Scale
    rows: tuple[ThenNow, ...]
    only_then: tuple[str, ...]
    only_now: tuple[str, ...]
    domains: tuple[DomainThenNow, ...]
    # Empty while both sides asked the same items.
    turn: str = ""


def profiles_in(series: Series, profiles: Sequence[CompletedProfile]) -> list[CompletedProfile]:
    """Completed profiles of this care and instrument, oldest first."""
    return [
        profile
        for profile in profiles
        if profile.care_of == series.care_of and profile.instrument.key == series.instrument.key
    ]


def chosen_profiles(
    profiles: Sequence[CompletedProfile], then: UUID | None, now: UUID | None
) -> tuple[CompletedProfile, CompletedProfile] | None:
    """Those asked for, else the first and the latest; the older is always “then”. None while there are not two."""
    if len(profiles) < 2:
        return None
    by_id = {profile.id: profile for profile in profiles}
    pair = by_id.get(then, profiles[0]) if then else profiles[0], by_id.get(now, profiles[-1]) if now else profiles[-1]
    if pair[0] is pair[1]:
        pair = profiles[0], profiles[-1]
    older, newer = sorted(pair, key=profiles.index)
    return older, newer


def side_of_profile(profile: CompletedProfile) -> Side:
    on = profile.completed_on
    form = form_of(profile.instrument, profile.band)
    return Side(f"Profile of {long_date(on)}", on, profile.grades, form, profile.not_applicable, profile.id)


def sides_of_visits(series: Series, help_ended: bool | None = None) -> tuple[Side, Side] | None:
    """The first and the latest graded visit; None while they are the same. `help_ended`: whether the help is over that
    the instrument goes with.
    """
    if len(series.visits) < 2:
        return None
    if help_ended is None:
        names = ("Visit", "Visit")
    else:
        names = ("Before help, visit", "After help, visit" if help_ended else "So far, visit")
    first, last = (
        Side(
            f"{name} of {long_date(visit.on)}",
            visit.on,
            {key: (value, visit.on) for key, value in visit.graded.grades.items()},
            form_of(visit.instrument, visit.graded.band),
            visit.graded.not_applicable,
        )
        for name, visit in zip(names, (series.visits[0], series.visits[-1]), strict=True)
    )
    return first, last


def compare(instrument: Instrument, then: Side, now: Side) -> Comparison:
    found = then_and_now(instrument, then.grades, now.grades)
    rolled_then, rolled_now = _rolled_up(then), _rolled_up(now)
    return Comparison(
        then=then,
        now=now,
        are_profiles=now.profile_id is not None,
        scale=Scale.of(instrument),
        rows=tuple(
            ThenNow(instrument.item(row.item_key).title, row.then, row.then_on, row.now, row.now_on)
            for row in found.rows
        ),
        only_then=_titles(instrument, found.only_then),
        only_now=_titles(instrument, found.only_now),
        domains=tuple(
            DomainThenNow(
                domain.title,
                _side(then.form.instrument, rolled_then.get(domain.key)),
                _side(now.form.instrument, rolled_now.get(domain.key)),
            )
            for domain in instrument.domains
        ),
        turn=_turn_words(then, now),
    )


def _turn_words(then: Side, now: Side) -> str:
    if then.form == now.form:
        return ""
    between = turn(then.form, now.form)
    asked = [f"Then: {_form_words(then, now)}. Now: {_form_words(now, then)}."]
    if between.new:
        asked.append(f"New: {', '.join(titles_of(now.form.instrument, between.new))}.")
    if between.dropped:
        asked.append(f"No longer asked: {', '.join(titles_of(then.form.instrument, between.dropped))}.")
    if between.new or between.dropped:
        asked.append("The grade of a domain is therefore not of the same items then and now.")
    return " ".join(asked)


def _form_words(side: Side, other: Side) -> str:
    words = items_for_words(side.form.title)
    if side.form.instrument == other.form.instrument:
        return words
    return f"{words}, version {side.form.instrument.version}"


def _titles(instrument: Instrument, rows: Sequence[OneSideRow]) -> tuple[str, ...]:
    return tuple(f"{instrument.item(row.item_key).title} ({row.value})" for row in rows)


def _rolled_up(side: Side) -> dict[str, DomainGrade]:
    """By the version and the band that this side was graded with."""
    instrument = side.form.instrument
    grades = {key: value for key, (value, _) in side.grades.items() if instrument.has_item(key)}
    rolled = roll_up(instrument, dict(grades), side.form.band, side.not_applicable)
    return {domain.domain_key: domain for domain in rolled}


def _side(instrument: Instrument, domain: DomainGrade | None) -> RolledUp:
    if domain is None:
        return RolledUp(None, "not asked at this age", "")
    graded = f"graded {domain.graded} of {domain.of} items"
    if domain.grade is None:
        return RolledUp(None, graded, "")
    titles = [instrument.item(key).title for key in domain.driven_by]
    which = ", ".join(titles[:NAMED_DRIVERS]) + (
        f" and {len(titles) - NAMED_DRIVERS} more" if len(titles) > NAMED_DRIVERS else ""
    )
    return RolledUp(grade_of(instrument, domain.grade), graded, which)
