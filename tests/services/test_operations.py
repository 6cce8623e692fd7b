"""A device may send again what was kept already: it is answered as the first time, whatever happened in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import Grade, KeptOperation, User, Visit
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import Answer, NoteKind, Source
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import AnswerDetails, NoteDetails, Saved, save_answers
from gcp_tracker.visits.operations import Stamp, operations_behind
from gcp_tracker.visits.service import sign_visit
from tests.builders import draft_visit, events
from tests.cast import TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]
Send = Callable[..., Saved]


@pytest.fixture
def visit(cast: Cast, writing_as: Writing) -> Visit:
    with writing_as(cast.amira) as uow:
        return draft_visit(uow, cast.leo, TODAY)


@pytest.fixture
def send(cast: Cast, visit: Visit, writing_as: Writing) -> Send:
    """`send(stamp, key, value)`: one answer in a request of its own."""

    def one(stamp: Stamp, key: str, value: int, evidence: str = "", seen: int | None = None) -> Saved:
        answer = AnswerDetails(key, Answer.GRADED, value, Source.SAW, evidence, stamp=stamp)
        with writing_as(cast.amira) as uow:
            base = stamp.base if seen is None else seen
            return save_answers(uow, visit, base=base, operation=stamp.operation, answers=[answer])

    return one


def value_of(session: Session, key: str) -> int | None:
    return session.scalar(select(Grade.value).where(Grade.item_key == key))


def test_a_repeat_after_another_save_of_the_same_card_changes_nothing_and_is_no_conflict(
    send: Send, session: Session, food: str
) -> None:
    first = send(Stamp("tablet-1", 1), food, 2)
    send(Stamp("desk-1", first.version), food, 4)
    again = send(Stamp("tablet-1", 1), food, 2)
    assert again.conflicts == []
    assert again.kept == []
    assert [row.item_key for row in again.others if isinstance(row, Grade)] == [food], "what stands now comes back"
    assert value_of(session, food) == 4
    assert again.version == 3


def test_what_stands_now_comes_back_even_to_a_page_that_was_opened_since(send: Send, food: str) -> None:
    first = send(Stamp("tablet-1", 1), food, 2)
    newest = send(Stamp("desk-1", first.version), food, 4).version
    again = send(Stamp("tablet-1", 1), food, 2, seen=newest)
    assert [row.value for row in again.others if isinstance(row, Grade)] == [4]


def test_a_repeat_leaves_no_second_trace(send: Send, session: Session, food: str) -> None:
    send(Stamp("tablet-1", 1), food, 2)
    before = events(session)
    for _ in range(3):
        assert send(Stamp("tablet-1", 1), food, 2).version == 2
    assert events(session) == before
    assert [kept.operation for kept in session.scalars(select(KeptOperation))] == ["tablet-1"]


def test_an_operation_may_follow_one_whose_answer_was_lost(send: Send, session: Session, food: str) -> None:
    send(Stamp("tablet-1", 1), food, 2)
    after = send(Stamp("tablet-2", 1, follows="tablet-1"), food, 3)
    assert after.conflicts == []
    assert value_of(session, food) == 3


def test_but_not_when_somebody_else_saved_in_between(send: Send, session: Session, food: str) -> None:
    first = send(Stamp("tablet-1", 1), food, 2)
    send(Stamp("desk-1", first.version), food, 4)
    after = send(Stamp("tablet-2", 1, follows="tablet-1"), food, 3)
    assert [row.item_key for row in after.conflicts if isinstance(row, Grade)] == [food]
    assert value_of(session, food) == 4


def test_a_card_that_waited_while_the_page_saw_newer_versions_is_a_conflict_all_the_same(
    send: Send, session: Session, food: str, roads: str
) -> None:
    send(Stamp("desk-1", 1), food, 4)
    newest = send(Stamp("tablet-1", 1), roads, 1).version
    late = send(Stamp("tablet-2", 1), food, 2, seen=newest)
    assert len(late.conflicts) == 1
    assert value_of(session, food) == 4


def test_the_same_words_from_two_devices_are_no_conflict(send: Send, food: str) -> None:
    send(Stamp("desk-1", 1), food, 4)
    assert send(Stamp("tablet-1", 1), food, 4).conflicts == []


def test_what_was_received_before_the_signature_is_answered_as_received_after_it(
    cast: Cast, visit: Visit, writing_as: Writing, send: Send, food: str
) -> None:
    send(Stamp("tablet-1", 1), food, 2)
    with writing_as(cast.amira) as uow:
        sign_visit(uow, visit)
    assert send(Stamp("tablet-1", 1), food, 2).conflicts == []
    for late in (Stamp("tablet-2", 2), Stamp("tablet-1", 1)):
        with pytest.raises(RuleBroken):
            send(late, food, 3)


def test_a_note_that_is_repeated_is_known_too(cast: Cast, visit: Visit, writing_as: Writing, session: Session) -> None:
    note = NoteDetails(NoteKind.EVENING, "Bath, then a story", Stamp("tablet-1", 1))
    for _ in range(2):
        with writing_as(cast.amira) as uow:
            saved = save_answers(uow, visit, base=1, operation="tablet-1", notes=[note])
    assert saved.version == 2
    assert events(session).count("note:record") == 1


def test_a_conflict_says_who_saved_what_stands_and_when(send: Send, session: Session, cast: Cast, food: str) -> None:
    send(Stamp("desk-1", 1), food, 4)
    late = send(Stamp("tablet-1", 1), food, 2)
    behind = operations_behind(session, late.conflicts)
    assert behind[food].by == cast.amira
    assert behind[food].operation == "desk-1"


def test_a_draft_goes_on_in_its_own_version_of_the_instrument_when_a_newer_one_has_come(
    visit: Visit, send: Send, session: Session, food: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = instruments.newest(instruments.OURS)
    newer = replace(old, version="99.0", domains=tuple(domain for domain in old.domains if domain.key == "safety"))
    monkeypatch.setitem(instruments._known, (newer.key, newer.version), newer)
    assert instruments.newest(instruments.OURS) is newer
    # An item that the newer version does not have.
    assert send(Stamp("tablet-1", 1), food, 2).conflicts == []
    assert instruments.instrument_of(session.get_one(Visit, visit.id).instrument) is old
