"""A reason waits only with why and until when, never for long, and is back as soon as it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.putting_off import NEVER, PutOff, check_put_off, last_day, may_be_put_off, split
from gcp_tracker.rules.reason_kinds import Reason, ReasonKind
from tests.cast import TODAY, USUAL

DRIFT = Reason(ReasonKind.DRIFT, "2 items have stayed at 4", "six months", date(2026, 3, 2), "warmth=4 roads=4")
LATE = Reason(ReasonKind.MINUTES, "Minutes late", "20 working days", date(2026, 11, 2), "minutes 7")
UNTIL = TODAY + timedelta(days=10)
HELD = PutOff(
    DRIFT.kind,
    DRIFT.mark,
    DRIFT.sentence,
    UNTIL,
    "The parenting course ends on Friday",
    "Chloe Adeyemi",
    datetime(2026, 11, 16, 9, 0, tzinfo=UTC),
)


def test_what_is_put_off_waits_until_its_day_and_stands_with_who_and_why() -> None:
    found = split([DRIFT, LATE], [HELD], TODAY)
    assert (found.standing, found.put_off) == ((LATE,), ((DRIFT, HELD),))
    assert split([DRIFT], [HELD], UNTIL - timedelta(days=1)).standing == ()
    assert split([DRIFT], [HELD], UNTIL).standing == (DRIFT,), "it comes back by itself"


@pytest.mark.parametrize("mark", ["warmth=5 roads=4", "warmth=4 roads=4 hygiene=4", "warmth=4"])
def test_what_has_changed_is_back_at_once(mark: str) -> None:
    changed = replace(DRIFT, mark=mark)
    assert split([changed], [HELD], TODAY).standing == (changed,)


def test_of_two_that_hold_the_newer_is_told() -> None:
    newer = replace(HELD, until_on=UNTIL + timedelta(days=3), at=HELD.at + timedelta(hours=2))
    assert split([DRIFT], [newer, HELD], TODAY).put_off == ((DRIFT, newer),)


@pytest.mark.parametrize("kind", sorted(NEVER))
def test_safety_and_what_is_newly_bad_never_wait(kind: ReasonKind) -> None:
    grave = replace(DRIFT, kind=kind)
    assert not may_be_put_off(grave)
    with pytest.raises(RuleBroken, match="cannot be put off"):
        check_put_off(grave, UNTIL, "Later", USUAL, TODAY)
    assert split([grave], [replace(HELD, kind=kind)], TODAY).standing == (grave,)


@pytest.mark.parametrize(
    ("until_on", "why", "field"),
    [
        (UNTIL, "", "why"),
        (TODAY, "The course ends on Friday", "until_on"),
        (last_day(USUAL, TODAY) + timedelta(days=1), "The course ends on Friday", "until_on"),
    ],
)
def test_it_needs_a_reason_and_a_day_that_is_not_far(until_on: date, why: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_put_off(DRIFT, until_on, why, USUAL, TODAY)
    assert broken.value.field == field
    check_put_off(DRIFT, last_day(USUAL, TODAY), "The course ends on Friday", USUAL, TODAY)
