"""Which child first: by reasons in a stated order, and then by who was unseen for longest."""

from __future__ import annotations

from datetime import date

from gcp_tracker.rules.ages import LifeStage
from gcp_tracker.rules.attention import Group, group_of, place_of
from gcp_tracker.rules.reason_kinds import GRAVE, MANAGERS_ORDER, WORKERS_ORDER, Reason, ReasonKind, in_order

LONG_AGO, LATELY = date(2026, 3, 2), date(2026, 11, 2)


def reason(kind: ReasonKind, since: date | None = None, mark: str = "") -> Reason:
    return Reason(kind, f"{kind.words} for Leo", "a rule", since, mark)


def test_each_order_names_every_kind_once_and_safety_comes_first_in_both() -> None:
    for order in (WORKERS_ORDER, MANAGERS_ORDER):
        assert sorted(order) == sorted(ReasonKind)
        assert order[:2] == (ReasonKind.SAFETY_UNANSWERED, ReasonKind.SAFETY_ANSWERED)
    assert WORKERS_ORDER[2] is ReasonKind.DRAFT
    assert MANAGERS_ORDER[-1] is ReasonKind.DRAFT
    assert set(MANAGERS_ORDER[: len(GRAVE)]) == GRAVE, "what is grave stands before what is not"


def test_reasons_stand_by_kind_and_of_one_kind_the_longest_first() -> None:
    late, later = reason(ReasonKind.REVIEW_LATE, LATELY), reason(ReasonKind.REVIEW_LATE, LONG_AGO)
    drift, draft = reason(ReasonKind.DRIFT, LATELY), reason(ReasonKind.DRAFT, LATELY)
    assert in_order([late, draft, later, drift], MANAGERS_ORDER) == [drift, later, late, draft]
    assert in_order([late, draft, later, drift], WORKERS_ORDER) == [draft, drift, later, late]


def test_children_stand_by_their_first_reason_then_the_longest_unseen_then_adults_then_closed_ones() -> None:
    told = {
        "a": (reason(ReasonKind.DRIFT, LATELY), LifeStage.CHILD, None, LATELY),
        "b": (reason(ReasonKind.NOT_ALONE, LONG_AGO), LifeStage.CHILD, None, LATELY),
        "c": (reason(ReasonKind.NOT_ALONE, LATELY), LifeStage.CHILD, None, LONG_AGO),
        "d": (reason(ReasonKind.STEP, LATELY), LifeStage.CHILD, LATELY, LATELY),
        "e": (None, LifeStage.CHILD, None, LONG_AGO),
        "F": (None, LifeStage.CHILD, None, LATELY),
        "g": (None, LifeStage.CHILD, None, LATELY),
        "h": (None, LifeStage.ADULT, None, LONG_AGO),
        "i": (None, LifeStage.CHILD, LATELY, LONG_AGO),
    }
    places = {
        name: place_of(group_of(first, stage, closed_on), first, MANAGERS_ORDER, seen_on, name)
        for name, (first, stage, closed_on, seen_on) in told.items()
    }
    assert "".join(sorted(told, key=lambda name: places[name])) == "dabceFghi"
    assert places["d"][0] is Group.REASON, "what was done at the end is looked at, though help has ended"
    assert places["i"][0] is Group.CLOSED


def test_a_key_names_the_reason_as_it_stands_and_nobody() -> None:
    one, worse = reason(ReasonKind.DRIFT, LATELY, "warmth=4"), reason(ReasonKind.DRIFT, LATELY, "warmth=5")
    assert one.key != worse.key
    assert one.key.startswith("drift-")
    assert len(one.key) == len("drift-") + 8
