"""What may settle an open question, and how long care was likely at 4 or 5."""

from __future__ import annotations

import pytest

from gcp_tracker.change.care_curve import bands_of
from gcp_tracker.change.constants import STANDARD
from gcp_tracker.change.evidence import Evidence, Lack, evidences_of
from gcp_tracker.change.exposure import STEP_DAYS, DomainExposure, all_graded, exposures_of
from gcp_tracker.change.gradings import Grade
from gcp_tracker.change.settling import NextVisit, may_settle
from tests.change.histories_by_hand import SIZES, START, child, visit

BORN = START - 1000


def love(grades: list[Grade]) -> Evidence:
    return evidences_of([child(grades).series[0]], STANDARD)[0]


def exposed(grades: list[Grade]) -> DomainExposure:
    asked = all_graded(child(grades).series[0], love(grades), STANDARD)
    bands = bands_of([asked.evidence], [asked.grid], STANDARD)
    return exposures_of([asked], bands, BORN, STANDARD)[0]


def visits(levels: dict[int, float], worker: str = "A") -> list[Grade]:
    return [one for on, level in levels.items() for one in visit(on, {"love": level}, worker=worker)]


def test_too_few_visits_ask_for_the_ones_that_are_missing_not_too_soon() -> None:
    settles = may_settle(love(visits({0: 4, 10: 4})), SIZES["love"], START + 12, STANDARD)
    assert (settles.kind, settles.visits, settles.items) == (NextVisit.ANY, 1, 3)
    assert (settles.not_before, settles.chance) == (START + 56, None)


def test_too_few_items_ask_for_those_of_the_start() -> None:
    grades = visits({0: 4, 30: 4}) + [one for on in (100, 200) for one in visit(on, {"love": 2}, only=2)]
    evidence = love(grades)
    assert evidence.lack is Lack.ITEMS
    settles = may_settle(evidence, SIZES["love"], START + 210, STANDARD)
    assert (settles.visits, settles.items, settles.of_the_start) == (1, 3, True)


def test_silence_asks_for_one_visit_now() -> None:
    settles = may_settle(love(visits({0: 4, 30: 4, 60: 4, 120: 4})), SIZES["love"], START + 400, STANDARD)
    assert (settles.kind, settles.visits, settles.not_before) == (NextVisit.ANY, 1, START + 400)


def test_between_two_workers_who_differ_the_cheapest_visit_that_would_do_is_named() -> None:
    grades = visits({0: 4, 30: 4, 50: 3}) + visits({70: 2, 150: 2}, worker="B")
    evidence = love(grades)
    settles = may_settle(evidence, SIZES["love"], START + 155, STANDARD)
    assert settles == may_settle(evidence, SIZES["love"], START + 155, STANDARD)
    assert (settles.kind, settles.visits) == (NextVisit.SAME_WORKER, 1)
    assert settles.chance is not None
    assert settles.chance >= 0.5


def test_years_at_4_count_nearly_whole_and_years_at_2_hardly_at_all() -> None:
    bad, good = (exposed(visits(dict.fromkeys(range(0, 700, 35), level))) for level in (4, 2))
    lived = 665
    assert 0.8 * lived < bad.domain.days <= lived
    assert good.domain.days < 0.02 * lived
    assert bad.domain.share_of_life == pytest.approx(bad.domain.days / (1000 + lived + 1))


def test_the_item_that_is_worst_stands_first_and_counts_for_the_domain() -> None:
    grades = [
        one._replace(value=5 if one.item == "love_02" else 3) for one in visits(dict.fromkeys(range(0, 400, 40), 3))
    ]
    found = exposed(grades)
    assert [one.name for one in found.items][0] == "love_02"
    assert found.items[0].days > 100 + found.items[1].days
    assert found.domain.days >= found.items[0].days


def test_nothing_is_counted_before_an_item_was_first_graded_or_after_the_latest_visit() -> None:
    grades = visits(dict.fromkeys(range(0, 400, 40), 5))
    late = [one for one in grades if one.item != "love_03" or one.day >= START + 200]
    found = {one.name: one.days for one in exposed(late).items}
    assert found["love_03"] <= 360 - 200 + STEP_DAYS / 2
    assert found["love_01"] <= 360
