"""Agreement and calibration from the database: which pairs count, of which authority, and what is said of too few."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gcp_tracker.change.calibration import FEWEST
from gcp_tracker.children.service import allocate_worker
from gcp_tracker.models import Authority, GradedApart, User
from gcp_tracker.oversight.agreement import InstrumentAgreement, agreement_in
from gcp_tracker.oversight.queries import graded_twice, item_pairs, twice_graded
from gcp_tracker.rules.apart import FEWEST_PAIRS_SHOWN
from gcp_tracker.rules.authority_settings import LOCAL
from gcp_tracker.rules.vocabulary import SafeTonight
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.apart import ask_second_worker, begin_second_grading, call_off_grading_apart, record_agreement
from gcp_tracker.visits.drafts import save_answers
from gcp_tracker.visits.safety import answer_safe_tonight
from gcp_tracker.visits.service import amend_visit, sign_visit
from tests.builders import all_grades, draft_visit, graded, noon_of
from tests.cast import TODAY, Cast
from tests.page_client import PageClient

As = Callable[[User], PageClient]


@pytest.fixture
def beside(session: Session, cast: Cast) -> Cast:
    """Ben works with Leo too."""
    with UnitOfWork(session, cast.chloe, noon_of(TODAY)) as uow:
        allocate_worker(uow, cast.leo, cast.ben, TODAY - timedelta(days=300), is_lead=False)
    return cast


def pair(session: Session, cast: Cast, weeks: int, *, harsher: int = 1, late: bool = False) -> GradedApart:
    """A visit so many weeks ago, all at 2 by Amira; Ben gave every third item `harsher` grades worse."""
    on = TODAY - timedelta(weeks=weeks)
    with UnitOfWork(session, cast.amira, noon_of(on)) as uow:
        grades = {key: 1 + place % 2 for place, key in enumerate(all_grades(cast.leo, on, 2))}
        apart = ask_second_worker(uow, draft_visit(uow, cast.leo, on, grades), cast.ben)
        sign_visit(uow, apart.first)
    signed_on = on + timedelta(days=LOCAL["apart_for"].usual if late else 0)
    with UnitOfWork(session, cast.ben, noon_of(signed_on) + timedelta(hours=1)) as uow:
        second = begin_second_grading(uow, apart)
        answers = [
            graded(key, value + harsher * (place % 3 == 0), "Seen") for place, (key, value) in enumerate(grades.items())
        ]
        save_answers(uow, second, base=second.version, operation="", answers=answers)
        sign_visit(uow, second)
    return apart


def shown(session: Session, authority: Authority | None) -> InstrumentAgreement:
    (found,) = agreement_in(session, authority)
    return found


def test_fewer_than_five_are_not_shown_and_five_are(session: Session, beside: Cast) -> None:
    assert agreement_in(session, beside.authority) == []
    for weeks in range(1, FEWEST_PAIRS_SHOWN):
        pair(session, beside, weeks)
    few = shown(session, beside.authority)
    assert not few.is_shown
    assert {row.exact for row in few.domains} == {""}
    pair(session, beside, 20)
    enough = shown(session, beside.authority)
    assert enough.is_shown
    physical = enough.domains[0]
    assert physical.counted_words.startswith("5 visits, ")
    assert physical.within_one == "100%"
    assert float(physical.kappa) < 1
    assert " to " in physical.interval
    # As many as there are, of whatever authority, and none of another one.
    assert shown(session, None) == enough
    with UnitOfWork(session, beside.grace, noon_of(TODAY)) as uow:
        other = Authority(name="Elsewhere", emergency_numbers="999")
        uow.session.add(other)
    assert agreement_in(session, other) == []


def test_what_was_not_apart_is_not_counted_nor_what_was_changed_or_agreed_afterwards(
    session: Session, beside: Cast
) -> None:
    counted = pair(session, beside, 3)
    pair(session, beside, 6, late=True)
    off = pair(session, beside, 9)
    with UnitOfWork(session, beside.amira, noon_of(TODAY)) as uow:
        call_off_grading_apart(uow, off, "We had talked.")
        amended = amend_visit(uow, counted.first, "Ben told me about the bath.")
        uow.session.flush()
        save_answers(uow, amended, base=amended.version, operation="", answers=[graded("hygiene", 5, "Mud")])
        uow.session.refresh(amended)
        answer_safe_tonight(uow, amended, SafeTonight.YES, who_was_told="N", told_at="now", what_was_agreed="")
        sign_visit(uow, amended)
        record_agreement(uow, counted, {"nutrition_quality": 5}, "After all")
    (one,) = graded_twice(session, None)
    assert one.day == (TODAY - timedelta(weeks=3)).toordinal()
    assert one.is_first_day is False
    assert max(max(first, second) for _, first, second in one.grades) == 3
    assert {abs(first - second) for _, first, second in one.grades} == {0, 1}
    assert len(item_pairs([one])[0]) == len(one.grades) == len(all_grades(beside.leo, TODAY, 2))
    domains = twice_graded([one])
    assert [row.domain for row in domains] == ["physical", "safety", "love", "esteem"]
    assert sum(len(row.items) for row in domains) == len(one.grades)


def test_the_page_is_for_managers_and_data_officers_and_names_nobody(as_: As, session: Session, beside: Cast) -> None:
    for weeks in range(1, FEWEST_PAIRS_SHOWN + 1):
        pair(session, beside, weeks)
    for person in (beside.chloe, beside.farid):
        page = as_(person).get("/agreement").get_data(as_text=True)
        assert "5 visits graded apart" in page
        main = page.split("<main")[1].split("</main>")[0]
        assert not [name for name in ("Amira", "Ben ", "Leo", "Chloe") if name in main]
    for person in (beside.amira, beside.ewa, beside.grace, beside.dev):
        assert as_(person).get("/agreement").status_code == 404


def test_calibrate_says_what_the_pairs_say_and_that_they_are_too_few(
    app: Flask, session: Session, beside: Cast, tmp_path: Path
) -> None:
    for weeks in (2, 5, 8):
        pair(session, beside, weeks)
    out = tmp_path / "constants.csv"
    result = app.test_cli_runner().invoke(args=["calibrate", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("3 visits graded apart by two.")
    assert "item_sd, one grade of one item: 0.65 in use. Estimated at 0." in result.output
    assert "There are too few to calibrate anything. The constants stay as they are." in result.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["constant"] for row in rows] == ["item_sd", "worker_sd", "day_sd"]
    assert [row["in_use"] for row in rows] == ["0.6500", "0.3000", "0.1500"]
    assert {row["enough"] for row in rows} == {"no"}
    assert int(rows[0]["pairs"]) == 3
    assert int(rows[0]["more_needed"]) >= FEWEST - 3


def test_calibrate_without_any_pair_says_so(app: Flask, beside: Cast) -> None:
    result = app.test_cli_runner().invoke(args=["calibrate"])
    assert result.exit_code == 0
    assert "0 visits graded apart by two" in result.output
    assert result.output.count("Nothing can be estimated. Not enough: 0") == 3
