"""A family's story: its people, homes, workers and help; and what must be unique in the whole authority."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from gcp_tracker.demo.staff import PEOPLE, TEAMS
from gcp_tracker.demo.stories import ChildStory, FamilyStory
from gcp_tracker.rules.census_codes import ETHNICITIES
from gcp_tracker.rules.meeting_vocabulary import Agency, CancelledBy
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, MeetingKind, Pronoun, Relationship

PHONE = re.compile(r"01632 960 \d{3}")
NUMBER = re.compile(r"TB\d{7}")


def family_faults(family: FamilyStory) -> list[str]:
    found = [*_adults(family)]
    if family.team not in TEAMS:
        found.append(f"team {family.team} is not known")
    for key, child in family.children.items():
        found += [
            f"{key} {fault}"
            for fault in (*_child(family, child), *_help(child), *_meetings(child), *_work(family, child))
        ]
    return [f"{family.key} {fault}" for fault in found]


def _adults(family: FamilyStory) -> Iterator[str]:
    for key, adult in family.adults.items():
        if unknown := set(adult.to) - set(family.children):
            yield f"{key}: no child is called {', '.join(sorted(unknown))}"
        if wrong := set(adult.to.values()) - set(Relationship):
            yield f"{key}: {', '.join(sorted(wrong))} is no relationship"
        if adult.lives and adult.lives not in family.homes:
            yield f"{key}: no home is called {adult.lives}"
        if adult.phone and not PHONE.fullmatch(adult.phone):
            yield f"{key}: a telephone number must be 01632 960 and three digits"
        if adult.known is not None and adult.known > 0:
            yield f"{key}: known since a day to come"


def _child(family: FamilyStory, child: ChildStory) -> Iterator[str]:
    if (child.born is None) == (child.expected is None):
        yield "born or expected, one of them"
    if child.expected is not None and (child.expected < -14 or child.visits):
        yield "a child who is expected has a day to come, or one just past, and no visits"
    if child.pronoun not in list(Pronoun) or child.sex not in ("", "M", "F", "U"):
        yield f"pronoun {child.pronoun} or sex {child.sex} is not known"
    if child.ethnicity and child.ethnicity not in ETHNICITIES:
        yield f"ethnicity {child.ethnicity} is not a code of the census"
    if not NUMBER.fullmatch(child.number):
        yield f"number {child.number} must be TB and seven digits"
    if unknown := (set(child.homes) | set(child.left)) - set(family.homes):
        yield f"no home is called {', '.join(sorted(unknown))}"
    for home, since in child.homes.items():
        if since > 0 or (child.born is not None and since < child.born):
            yield f"lives at {home} before the birth, or from a day to come"
        if not since < child.left.get(home, 1):
            yield f"left {home} before moving in"


def _help(child: ChildStory) -> Iterator[str]:
    over: dict[str, int] = {}
    for episode in child.episodes:
        if episode.kind not in list(HelpKind):
            yield f"help {episode.kind} is not known"
        if (episode.kind == HelpKind.CHILD_PROTECTION) != (episode.category in list(AbuseCategory)):
            yield f"{episode.kind} (day {episode.day}): a category with child protection, and only there"
        if episode.day > 0 or (episode.until is not None and not episode.day < episode.until <= 0):
            yield f"{episode.kind} (day {episode.day}): ends before it begins, or after today"
        # What is older than the file is written when the child came on it, and would end the moment it began.
        if episode.until is not None and episode.until <= child.added:
            yield f"{episode.kind} (day {episode.day}): was over before the child came on file"
        if over.get(episode.kind, episode.day) > episode.day:
            yield f"{episode.kind} (day {episode.day}): the one before it is still open"
        over[episode.kind] = 1 if episode.until is None else episode.until
    plans = [one for one in child.episodes if one.kind == HelpKind.CHILD_PROTECTION]
    for on in child.conferences:
        if not any(one.day <= on <= (0 if one.until is None else one.until) for one in plans):
            yield f"conference on day {on}: there is no child protection plan"


def _meetings(child: ChildStory) -> Iterator[str]:
    for meeting in child.meetings:
        if meeting.kind not in list(MeetingKind):
            yield f"meeting {meeting.kind} is not known"
        if meeting.cancelled and (meeting.cancelled not in list(CancelledBy) or not meeting.why):
            yield f"{meeting.kind} on day {meeting.day}: cancelled by somebody, and why"
        if unknown := set(meeting.apologies) - set(Agency):
            yield f"{meeting.kind} on day {meeting.day}: {', '.join(sorted(unknown))} is no agency"


def _work(family: FamilyStory, child: ChildStory) -> Iterator[str]:
    before = None
    for one in child.allocations:
        if one.to not in PEOPLE or PEOPLE[one.to].team != family.team:
            yield f"{one.to} does not work in {family.team}"
        if before is not None and one.day <= max(before.until or before.day, child.added):
            yield f"handed to {one.to} on day {one.day}: not later than the one before"
        if before is not None and before.until is None and one.to == before.to:
            yield f"handed to {one.to} on day {one.day}, who has the child already"
        if one.day > 0 or (one.until is not None and not max(one.day, child.added) < one.until <= 0):
            yield f"{one.to}: must have the child from a day in the past, until a later one"
        before = one
    if before is not None and before.until is None and before.to in PEOPLE and PEOPLE[before.to].left is not None:
        yield f"{before.to} has left, and nobody took over"


def faults_between(families: list[FamilyStory]) -> list[str]:
    """Numbers, names and telephones that two have."""
    places: dict[str, list[str]] = defaultdict(list)
    for family in families:
        for key, child in family.children.items():
            places[f"number {child.number}"].append(f"{family.key} {key}")
            places[f"name {child.given} {child.family}"].append(f"{family.key} {key}")
            places[f"key {key}"].append(family.key)
        for key, adult in family.adults.items():
            if adult.phone:
                places[f"telephone {adult.phone}"].append(f"{family.key} {key}")
        for home in family.homes.values():
            if home.address:
                places[f"address {home.address}"].append(family.key)
    return [f"{', '.join(where)}: the same {what}" for what, where in places.items() if len(where) > 1]
