"""The answer to *is the child safe tonight?* as a tablet sends it: kept once, and never over another one unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from gcp_tracker.models import User, Visit
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import SafeTonight
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import save_answers
from gcp_tracker.visits.operations import Stamp
from gcp_tracker.visits.safe_on_tablet import SafeDetails, is_repeat, safe_version, save_safe_tonight
from gcp_tracker.visits.sent import Unreadable, safe_of
from gcp_tracker.visits.service import sign_visit
from tests.builders import draft_visit, events, graded
from tests.cast import TODAY, Cast

Writing = Callable[..., UnitOfWork]
NO = SafeDetails(SafeTonight.NO, "Chloe", "today, 15:50", "Gran takes him", Stamp("tablet-1", 0))


@pytest.fixture
def visit(cast: Cast, roads: str, writing_as: Callable[[User | None], UnitOfWork]) -> Visit:
    """With a 5 that asks."""
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
        save_answers(uow, visit, base=1, operation="a", answers=[graded(roads, 5, "Crossed the A road alone")])
        return visit


def test_the_same_sent_twice_is_kept_once_also_after_the_signature(
    cast: Cast, visit: Visit, writing_as: Writing, session: Session
) -> None:
    for _ in range(2):
        with writing_as(cast.amira) as uow:
            assert save_safe_tonight(uow, visit, NO) is None
    assert events(session).count("safety:answer") == 1
    with writing_as(cast.amira) as uow:
        sign_visit(uow, visit)
    with writing_as(cast.amira) as uow:
        assert is_repeat(uow, visit, NO)
        assert save_safe_tonight(uow, visit, NO) is None
        with pytest.raises(RuleBroken, match="was not added"):
            save_safe_tonight(uow, visit, replace(NO, who_was_told="Ewa", stamp=Stamp("tablet-2", 0)))


def test_an_answer_that_the_device_had_not_seen_is_not_overwritten(
    cast: Cast, visit: Visit, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        save_safe_tonight(uow, visit, NO)
    yes = replace(NO, answer=SafeTonight.YES, what_was_agreed="", stamp=Stamp("desk-1", 0))
    with writing_as(cast.amira) as uow:
        stands = save_safe_tonight(uow, visit, yes)
        assert stands is not None
        assert stands.answer is SafeTonight.NO
        assert save_safe_tonight(uow, visit, replace(NO, stamp=Stamp("desk-2", 0))) is None, "it says the same"
    with writing_as(cast.amira) as uow:
        seen = replace(yes, stamp=Stamp("desk-1", safe_version(visit.safety_check)))
        assert save_safe_tonight(uow, visit, seen) is None
    assert visit.safety_check is not None
    assert visit.safety_check.answer is SafeTonight.YES


def test_nothing_chosen_is_asked_for(cast: Cast, visit: Visit, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow, pytest.raises(RuleBroken, match="Choose an answer"):
        save_safe_tonight(uow, visit, replace(NO, answer=None))


def test_what_a_tablet_sends_is_read_strictly() -> None:
    sent = {"answer": "no", "who_was_told": " Chloe ", "told_at": "15:50", "operation": "t-1", "base": 0}
    assert safe_of(sent) == SafeDetails(SafeTonight.NO, "Chloe", "15:50", "", Stamp("t-1", 0))
    for wrong in ({**sent, "answer": "perhaps"}, {**sent, "told_at": 3}, {"answer": "no"}, "no"):
        with pytest.raises(Unreadable):
            safe_of(wrong)
    with pytest.raises(RuleBroken, match="at most 60 characters"):
        safe_of({**sent, "told_at": "x" * 61})
