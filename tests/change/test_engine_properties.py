"""What must hold of every history, whatever its grades."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.plain_reading import plain_shares
from gcp_tracker.change.care_curve import Shares, bands_of
from gcp_tracker.change.constants import STANDARD
from gcp_tracker.change.evidence import evidences_of
from gcp_tracker.change.gradings import Grade
from gcp_tracker.change.reading import ChildReading, read_children
from gcp_tracker.change.series_reading import read_series
from gcp_tracker.change.verdict import Verdict
from tests.change.histories_by_hand import SIZES, START, child, everywhere, visit

LAST = 700
ITEMS = {domain: [f"{domain}_{number:02}" for number in range(1, size + 1)] for domain, size in SIZES.items()}


@st.composite
def histories(draw: st.DrawFn, *, least: int = 0) -> list[Grade]:
    """Visits on any days by up to three workers in up to two homes, each grading any of the items."""
    found = []
    for on in draw(st.lists(st.integers(0, LAST), min_size=least, max_size=9)):
        worker = draw(st.sampled_from("ABC"))
        care_of = draw(st.sampled_from(["home", "home", "father"]))
        level = draw(st.integers(1, 5))
        for domain, items in ITEMS.items():
            left_out = draw(st.integers(0, len(items)))
            wobble = draw(st.integers(0, 2 ** len(items) - 1))
            for place, item in enumerate(items[left_out:] if draw(st.booleans()) else items):
                value = min(5, max(1, level + (wobble >> place & 1)))
                found.append(Grade(care_of, domain, item, START + on, worker, value))
    return found


def read(grades: list[Grade], on: int = LAST) -> ChildReading:
    return read_children([(child(grades), START + on)])[0]


def told(reading: ChildReading) -> object:
    """All that a reading says, but for the child’s name and the days themselves."""
    return [
        (one.domain, one.verdict, one.is_of_concern, probabilities(one.deciding.reading.shares))
        if one.deciding
        else (one.domain, one.verdict)
        for one in reading.domains
    ], reading.verdict


def probabilities(shares: Shares | None) -> tuple[float, ...]:
    if shares is None:
        return ()
    return tuple(getattr(shares, name) for name in ("better", "worse", "sustained", "fluctuating", "unchanged"))


@settings(max_examples=60, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(grades: list[Grade], chance: object) -> None:
    shuffled = list(grades)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert told(read(shuffled)) == told(read(grades))


@settings(max_examples=60, deadline=None)
@given(histories())
def test_the_names_of_workers_change_nothing(grades: list[Grade]) -> None:
    renamed = [one._replace(worker={"A": "Zadie", "B": "M", "C": "Bea"}[one.worker]) for one in grades]
    assert told(read(renamed)) == told(read(grades))


@settings(max_examples=60, deadline=None)
@given(histories(), st.integers(-3000, 3000))
def test_a_shift_of_all_dates_changes_nothing(grades: list[Grade], by: int) -> None:
    moved = [one._replace(day=one.day + by) for one in grades]
    assert told(read(moved, LAST + by)) == told(read(grades))


@settings(max_examples=60, deadline=None)
@given(histories(), st.integers(0, LAST))
def test_a_reading_as_at_a_day_ignores_later_rows(grades: list[Grade], on: int) -> None:
    assert told(read([one for one in grades if one.day <= START + on], on)) == told(read(grades, on))


@settings(max_examples=40, deadline=None)
@given(histories(), st.lists(histories(), max_size=5))
def test_a_child_judged_alone_or_among_others_gets_the_same(grades: list[Grade], others: list[list[Grade]]) -> None:
    crowd = read_children([(child(one), START + LAST) for one in [*others, grades, *others]])
    assert told(crowd[len(others)]) == told(read(grades))


@settings(max_examples=80, deadline=None)
@given(histories(least=3))
def test_many_at_once_say_what_one_says_written_plainly(grades: list[Grade]) -> None:
    series = child(grades).series
    for one, reading in zip(series, read_series(series, STANDARD), strict=True):
        plain = plain_shares(one, STANDARD)
        assert (plain is None) == (reading.shares is None)
        assert probabilities(reading.shares) == pytest.approx(plain or (), abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(histories(least=3), st.integers(0, 400), st.integers(0, 400))
def test_more_silence_never_reads_better(grades: list[Grade], sooner: int, later: int) -> None:
    good = [Verdict.NOT_ENOUGH, Verdict.IMPROVING_NOT_YET, Verdict.IMPROVING_SUSTAINED]
    before = read(grades, LAST + sooner)
    after = read(grades, LAST + sooner + later)
    first, then = ({one.domain: one for one in reading.domains} for reading in (before, after))
    for domain, was in first.items():
        now = then[domain].verdict
        # Silence takes good news away, and leaves bad news as it is.
        if was.verdict in good:
            assert now in good[: good.index(was.verdict) + 1]
        elif was.verdict is Verdict.NO_CLEAR_CHANGE:
            assert now in (Verdict.NO_CLEAR_CHANGE, Verdict.NOT_ENOUGH)
        else:
            assert now is was.verdict
    assert not after.verdict.is_improving or before.verdict.is_improving


@st.composite
def with_items_that_stay_bad(draw: st.DrawFn) -> list[Grade]:
    """Of each domain some items stand at 4 or 5 throughout, whatever becomes of the others."""
    grades = draw(histories(least=3))
    stuck = draw(st.sets(st.sampled_from(sorted(item for items in ITEMS.values() for item in items))))
    return [one._replace(value=4 + sum(map(ord, one.item)) % 2) if one.item in stuck else one for one in grades]


@settings(max_examples=120, deadline=None)
@given(with_items_that_stay_bad(), st.data())
def test_a_missing_item_never_reads_as_progress(grades: list[Grade], data: st.DataObject) -> None:
    """Whatever is bad, and was as bad when it was graded before, is left out of the latest visit: no domain becomes
    improving by it.
    """
    latest = max((one.day for one in grades), default=0)
    stood = still_as_bad(grades, latest)
    hidden = data.draw(st.sets(st.sampled_from(sorted(stood)))) if stood else set()
    shown = [one for one in grades if one.day != latest or (one.care_of, one.item) not in hidden]
    full, part = ({one.domain: one.verdict for one in read(some).domains} for some in (grades, shown))
    for domain, verdict in part.items():
        if verdict.is_improving and not full[domain].is_improving:
            # Only where the visit no longer counts for the domain does the reading rest on the visit before it.
            before = {one.domain: one.verdict for one in read([one for one in grades if one.day != latest]).domains}
            assert before[domain].is_improving


def still_as_bad(grades: list[Grade], latest: int) -> set[tuple[str, str]]:
    """By home, the items of concern at the latest visit that were graded the same when they were graded last."""
    found = set()
    for key in {(one.care_of, one.item) for one in grades if one.day == latest and one.value >= 4}:
        worst: dict[int, float] = {}
        for one in grades:
            if (one.care_of, one.item) == key:
                worst[one.day] = max(one.value, worst.get(one.day, 0))
        *_, before = [0, *sorted(day for day in worst if day < latest)]
        if worst.get(before) == worst[latest] and latest - before <= STANDARD.carried_days:
            found.add(key)
    return found


def test_what_is_left_out_of_concern_is_taken_to_stand_where_it_stood() -> None:
    """Three items stay at 5 while the others become better: whether the last visit grades them or not is the same."""
    bad = ["esteem_01", "esteem_02", "esteem_03"]

    def graded(on: int, others: int, *, leaves_out: bool = False) -> list[Grade]:
        return [
            one._replace(value=5) if one.item in bad else one
            for one in visit(on, everywhere(others))
            if not (leaves_out and one.item in bad)
        ]

    earlier = [*graded(0, 4), *graded(30, 4), *graded(90, 3), *graded(150, 2), *graded(210, 2)]
    both = [read([*earlier, *graded(260, 2, leaves_out=left_out)], 260) for left_out in (False, True)]
    of_esteem = [next(one for one in reading.domains if one.domain == "esteem") for reading in both]
    whole, part = (probabilities(one.deciding.reading.shares) for one in of_esteem if one.deciding)
    assert part == whole
    # What is left out at 3 is nothing that is known to be bad: as before, the others tell.
    seen_at_3 = [one._replace(value=min(one.value, 3)) for one in earlier]
    told = [
        next(
            one
            for one in read([*seen_at_3, *graded(260, 2, leaves_out=left_out)], 260).domains
            if one.domain == "esteem"
        )
        for left_out in (False, True)
    ]
    assert len({probabilities(one.deciding.reading.shares) for one in told if one.deciding}) == 2


def test_a_second_worker_on_the_same_day_narrows_the_band() -> None:
    alone = [one for on in (0, 21, 90, 150) for one in visit(on, everywhere(3))]
    both = [*alone, *visit(150, everywhere(3), worker="B")]
    day = np.array([START + 150])
    for domain in SIZES:
        bands = []
        for grades in (alone, both):
            series = next(one for one in child(grades).series if one.domain == domain)
            bands.append(bands_of(evidences_of([series], STANDARD), [day], STANDARD)[0].spread[0])
        assert bands[1] < bands[0]


def test_the_band_widens_in_silence() -> None:
    grades = [one for on in (0, 21, 90, 150) for one in visit(on, everywhere(3))]
    series = next(one for one in child(grades).series if one.domain == "love")
    days = START + 150 + np.array([0, 60, 180, 600])
    (band,) = bands_of(evidences_of([series], STANDARD), [days], STANDARD)
    assert list(np.diff(band.spread) > 0) == [True, True, True]


def test_a_sustained_improvement_does_not_stand_over_an_item_newly_at_5() -> None:
    held = [one for on in (0, 21, 42) for one in visit(on, everywhere(4))]
    held += [one for on in range(100, 440, 30) for one in visit(on, everywhere(2))]
    assert read(held, 430).verdict is Verdict.IMPROVING_SUSTAINED
    with_5 = [one._replace(value=5) if one.day == START + 430 and one.item == "love_01" else one for one in held]
    reading = read(with_5, 430)
    assert {one.domain: one.verdict for one in reading.domains}["love"] is Verdict.FLUCTUATING
    assert reading.verdict is Verdict.FLUCTUATING


def test_a_home_that_the_child_has_left_no_longer_counts() -> None:
    grades = [one for on in range(0, 400, 40) for one in visit(on, everywhere(4))]
    grades += visit(400, everywhere(2), care_of="foster")
    stayed = read(grades, 410)
    moved = read_children([(replace(child(grades), moved={"home": START + 395}), START + 410)])[0]
    assert stayed.verdict is Verdict.NO_CLEAR_CHANGE
    assert {one.deciding.reading.care_of for one in moved.domains if one.deciding} == {"foster"}
    assert moved.verdict is Verdict.NOT_ENOUGH


def test_a_life_that_moves_is_read_to_move_further_than_one_that_does_not() -> None:
    calm, lively = (
        [one for on in range(0, 400, 40) for one in visit(on, everywhere(high if on % 160 < 80 else 3))]
        for high in (3, 5)
    )
    for still, moving in zip(child(calm).series, child(lively).series, strict=True):
        (one,), (other,) = evidences_of([still], STANDARD), evidences_of([moving], STANDARD)
        assert one.drift_sd < STANDARD.drift_sd < other.drift_sd <= STANDARD.drift_sd * STANDARD.lively_drift
