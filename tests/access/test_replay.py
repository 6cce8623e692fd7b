"""What one person sent, sent by everybody else; and sent again by that person with everybody else’s ids in it. Nothing
of another’s is shown, and nothing of another’s is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.access.families import WORD
from tests.access.place import Place, Reply
from tests.access.recording import Recorded, endpoint_of, record_everybody
from tests.access.rows import Rows, differences, row_counts, rows_now
from tests.access.table import KNOWN, PEOPLE

# Beside the nine: a worker and a manager of another team, whom the keepers of the restricted children are.
STRANGERS = {"other worker": {"other team"}, "other manager": {"other team", "restricted", "named", "glass"}}
WHOSE = KNOWN | STRANGERS
# Accounts, teams and settings are an administrator’s work; nothing of a child is.
OFFICE = {"user_account", "user_role", "one_time_link", "sign_in", "team", "authority", "passkey", "work_spell"}
# A copy that leaves the house is one of its own each time, and so is a sign-in.
EACH_TIME_ANEW = {"exported_copy", "sign_in"}
# Changed by a manager for others of the team.
OF_A_TEAM = {"stand_in"}
# Confirmed by any manager of the authority.
CONFIRMED = {"account_change", "one_time_link"}
OF_WORK = {"administrator": OFFICE | CONFIRMED, "manager": OF_A_TEAM | CONFIRMED, "other manager": CONFIRMED}
Kinds = dict[str, set[Any]]


@pytest.fixture(scope="module")
def recorded(gathered: Place) -> list[Recorded]:
    gathered.restore()
    return record_everybody(gathered)


def test_the_recording_is_of_work_that_is_done(gathered: Place, recorded: list[Recorded]) -> None:
    """Most of what can be written was written when it was recorded, so that what is refused is not just ill-formed."""
    sent = {endpoint_of(gathered, one.path, one.method) for one in recorded if one.method == "POST"}
    wrote = {endpoint_of(gathered, one.path, one.method) for one in recorded if one.wrote}
    assert len(recorded) >= 150
    assert len(sent) >= 60
    assert len(wrote) >= 50, sorted(sent - wrote)


def test_sent_by_everybody_else(place: Place, recorded: list[Recorded]) -> None:
    before, faults, count = rows_now(place), [], 0
    for one in recorded:
        for who in [*PEOPLE, *STRANGERS]:
            if who != one.who:
                faults += list(wrong_with(place, before, who, one))
                count += 1
    assert not faults, "\n".join(faults)
    assert count >= 1_500


def test_sent_again_with_everybody_elses_ids(place: Place, recorded: list[Recorded]) -> None:
    kinds = ids_by_kind(place)
    before, faults, sent = rows_now(place), [], set()
    for one in recorded:
        for other in with_other_ids(place, one, kinds):
            if (said := (other.who, other.method, other.path, other.form, str(other.json))) not in sent:
                sent.add(said)
                faults += list(wrong_with(place, before, one.who, other))
    assert not faults, "\n".join(faults)
    assert len(sent) >= 5_000


def test_sent_twice_it_is_kept_once(place: Place, recorded: list[Recorded]) -> None:
    """A slow tablet, and a finger that presses again: what the second sending adds to the database."""
    faults, made = [], set()
    for one in recorded:
        endpoint = endpoint_of(place, one.path, one.method)
        if one.method != "POST" or not one.wrote:
            continue
        before = row_counts(place)
        one.sent_by(place, one.who)
        between = row_counts(place)
        if between - before:
            made.add(endpoint)
            again = one.sent_by(place, one.who)
            twice = row_counts(place) - between
            if again.status >= 500 or set(twice) - EACH_TIME_ANEW:
                faults.append(f"{endpoint} by {one.who}, sent again: {again.status}, and more of {dict(twice)}")
        place.restore()
    assert not faults, "\n".join(faults)
    assert len(made) >= 50


def with_other_ids(place: Place, one: Recorded, kinds: Kinds) -> Iterator[Recorded]:
    """Each id in the address, and each in what was typed or sent, in turn put in the place of one of its kind."""
    endpoint = endpoint_of(place, one.path, one.method)
    for kind, known in kinds.items():
        for mine in known:
            # Of accounts a handful: of every role, and of both teams.
            others = sorted(known - {mine}, key=str)[:: 3 if kind == "account" else 1]
            if isinstance(mine, UUID):
                yield from _put_each(one, mine, others)
            elif kind in (f"number {endpoint}", f"place {endpoint}"):
                if one.path.endswith(f"/{mine}") or f"/{mine}/" in one.path:
                    for other in others:
                        yield replace(one, path=re.sub(rf"/{mine}(?=/|$)(?!.*/{mine}(?=/|$))", f"/{other}", one.path))
            elif kind in FIELDS:
                for other in others:
                    yield from _chosen(one, kind, mine, other)


def _put_each(one: Recorded, mine: UUID, others: list[UUID]) -> Iterator[Recorded]:
    said = f"{one.path} {one.form} {one.json}"
    for written in (str, _hex):
        if written(mine) in said:
            for other in others:
                yield from _put(one, written(mine), written(other))


def _chosen(one: Recorded, kind: str, mine: int, other: int) -> Iterator[Recorded]:
    for place_of, (name, value) in enumerate(one.form):
        if value in (str(mine), f"{kind}-{mine}", f"{DOER[kind]}:{mine}") and FIELDS[kind].match(name):
            changed = value.replace(str(mine), str(other))
            yield replace(one, form=(*one.form[:place_of], (name, changed), *one.form[place_of + 1 :]))


def _hex(one: UUID) -> str:
    return one.hex


FIELDS = {
    "household": re.compile("household_id|care_of"),
    "adult": re.compile("adults|shared_with|care_of|carer|who|came|apologies|reports|to$"),
    "account": re.compile("(worker|from|person|chair|stand_in|acting)_id|people|another|second|colleagues|who"),
}
# What stands before the number of one who does an action.
DOER = {"household": "household", "adult": "adult", "account": "user"}


def ids_by_kind(place: Place) -> Kinds:
    """Every id that stands in an address, or is a value of a form. Plans, packs and the like are of the kind of their
    slice, each with one of every other kind beside its own. A child changes places with its twin, and with one child of
    every other family.
    """
    kinds: Kinds = {}
    of_slices: Kinds = {}
    for relation, record in place.families.records.items():
        for name, value in record.ids.items():
            kinds.setdefault(name, set()).add(value)
        kinds[f"twins {relation}"] = {record.ids["child_id"], record.ids["other_id"]}
        for endpoint, values in record.of_endpoint.items():
            for name, value in values.items():
                if isinstance(value, UUID) and name == "number":
                    of_slices.setdefault(endpoint.partition(".")[0], set()).add(value)
                elif value not in record.ids.values():
                    kinds.setdefault(f"{name} {endpoint}" if name in ("number", "place") else name, set()).add(value)
        kinds.setdefault("household", set()).add(record.of_endpoint["children.household"]["number"])
        kinds.setdefault("adult", set()).update(record.adults)
    for name, own in of_slices.items():
        strange = [max(of_slices[other] - own, key=str) for other in of_slices if of_slices[other] - own]
        kinds[f"of {name}"] = own | set(strange)
    kinds["account"] = set(place.families.ids.values())
    for endpoint in ("admin.disable", "admin.work", "admin.link", "admin.end_sign_ins"):
        kinds[f"number {endpoint}"] = set(place.families.ids.values())
    kinds["number admin.confirm"] = {1, 2}
    for endpoint, numbers in place.families.own_numbers.items():
        kinds[f"number {endpoint}"] = numbers
    return kinds


def _put(one: Recorded, mine: str, other: str) -> Iterator[Recorded]:
    if mine in one.path:
        yield replace(one, path=one.path.replace(mine, other))
    if any(mine in name + value for name, value in one.form):
        form = tuple((name.replace(mine, other), value.replace(mine, other)) for name, value in one.form)
        yield replace(one, form=form)
    if isinstance(one.json, dict) and mine in one.json.get("visits", []):
        yield replace(one, json={"visits": [other]})


def wrong_with(place: Place, before: Rows, who: str, one: Recorded) -> Iterator[str]:
    reply = one.sent_by(place, who)
    where = f"{who} sends what {one.who} sent: {one.method} {one.path} {str(one.form)[:200]} -> {reply.status}"
    if reply.status >= 500:
        yield f"{where} failed"
    typed = {relation for relation, word in WORD.items() if word.lower() in str(one.form).lower()}
    for relation in sorted(reply.shows - WHOSE.get(who, set()) - typed):
        yield f"{where} shows {relation}"
    if reply.wrote:
        yield from (f"{where} {fault}" for fault in _not_theirs(place, before, who, reply))
    if reply.wrote or _ends_session(place, one):
        place.restore()


def _ends_session(place: Place, one: Recorded) -> bool:
    return endpoint_of(place, one.path, one.method).startswith(("security.", "accounts.", "admin."))


def _not_theirs(place: Place, before: Rows, who: str, reply: Reply) -> Iterator[str]:
    after = rows_now(place)
    me, allowed = place.families.ids.get(who), WHOSE.get(who, set()) | {"new"}
    for key in differences(before, after):
        about = before.about.get(key, set()) | after.about.get(key, set())
        names = before.names.get(key, set()) | after.names.get(key, set())
        table = key[0]
        if about:
            # Whoever may may open a child for a night, or break the glass: the row names them.
            opened = table == "sight" and key not in before.values and me in names and who in ("duty", "manager")
            if not about <= allowed and not opened:
                yield f"changes {key} of {sorted(about)}"
        elif table in OF_WORK.get(who, ()):
            continue
        elif me not in names:
            yield f"changes {key} of accounts {sorted(names)}"
