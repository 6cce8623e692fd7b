"""Lists, and a child’s page, that were told before are told as if nobody had looked: after each write, of whatever they
are told from, a process that has told them says what a process says that never did.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from gcp_tracker.attention.of_child import attention_now
from gcp_tracker.attention.service import put_off_reason
from gcp_tracker.children.details import EpisodeDetails
from gcp_tracker.children.queries import doubles
from gcp_tracker.children.queries import told as telling
from gcp_tracker.children.routes import drawings
from gcp_tracker.children.service import allocate_worker, start_episode
from gcp_tracker.models import AuthoritySetting, Child, ChildIdentifier, Conflict, StandIn, User
from gcp_tracker.readings.queries import HELD
from gcp_tracker.record import answers
from gcp_tracker.record.queries import child_story
from gcp_tracker.rules.vocabulary import Answer, ConflictKind, HelpKind, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import AnswerDetails, save_answers
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.builders import all_grades, draft_visit, home_of, missed_visit, signed_visit, signed_visits
from tests.cast import NOW, TODAY, Cast
from tests.page_client import PageClient

SignIn = Callable[[User], PageClient]
# Drawn anew for every answer.
ONE_TIME = re.compile(r'nonce="[^"]+"|value="[^"]{40,}"')


def give(uow: UnitOfWork, record: object, **values: object) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    uow.session.flush()


def graded_visit(uow: UnitOfWork, child: Child, weeks: int, grade: int) -> None:
    on = TODAY - timedelta(weeks=weeks)
    signed_visit(uow, child, on, all_grades(child, on, grade))


def missed_twice(uow: UnitOfWork, child: Child) -> None:
    for days in (2, 1):
        missed_visit(uow, child, TODAY - timedelta(days=days), VisitOutcome.NO_ACCESS)


def asked_if_safe(uow: UnitOfWork, child: Child) -> None:
    draft_visit(uow, child, TODAY, all_grades(child, TODAY, 5), safe=None)


def put_off_first(uow: UnitOfWork, child: Child) -> None:
    reason = next(one for one in attention_now(uow.session, child, NOW, TODAY).standing if not one.is_grave)
    put_off_reason(uow, child, reason, TODAY + timedelta(days=5), "She is in hospital")


def in_conflict(cast: Cast) -> Conflict:
    family = {"child_id": cast.ruby.id, "family_id": cast.ruby.family_id}
    told_by = {"declared_by_id": cast.chloe.id, "declared_at": NOW}
    return Conflict(user_id=cast.ben.id, kind=next(iter(ConflictKind)), words="Kin", **family, **told_by)


def away(cast: Cast) -> StandIn:
    days = {"from_on": TODAY, "to_on": TODAY + timedelta(days=9)}
    return StandIn(away_id=cast.amira.id, stand_in_id=cast.ben.id, named_by_id=cast.chloe.id, named_at=NOW, **days)


def setting(cast: Cast) -> AuthoritySetting:
    change = {"key": "profile_every", "value": 30, "from_on": TODAY - timedelta(days=1)}
    return AuthoritySetting(authority_id=cast.authority.id, reason="Ours", set_at=NOW, **change)


# Each shows in one of the two lists or on Leo’s page.
WRITES: tuple[tuple[str, Callable[[UnitOfWork, Cast], Any]], ...] = (
    ("a name", lambda uow, cast: give(uow, cast.leo, known_as="Lenny")),
    ("a date of birth", lambda uow, cast: give(uow, cast.ruby, born_on=cast.ruby.born_on - timedelta(days=500))),
    ("a number", lambda uow, cast: uow.session.add(ChildIdentifier(child_id=cast.leo.id, kind="Court", value="C7"))),
    ("a visit", lambda uow, cast: graded_visit(uow, cast.leo, 20, 3)),
    ("another visit", lambda uow, cast: graded_visit(uow, cast.leo, 10, 4)),
    ("a third visit", lambda uow, cast: graded_visit(uow, cast.leo, 3, 5)),
    ("a version of a visit", lambda uow, cast: amend_visit(uow, signed_visits(uow.session, cast.leo)[-1], "Typed 5")),
    ("a visit taken back", lambda uow, cast: withdraw_visit(uow, signed_visits(uow.session, cast.leo)[0], "Not his")),
    ("missed visits", lambda uow, cast: missed_twice(uow, cast.leo)),
    ("a question of safety", lambda uow, cast: asked_if_safe(uow, cast.ruby)),
    ("help", lambda uow, cast: start_episode(uow, cast.ruby, EpisodeDetails(HelpKind.LOOKED_AFTER, TODAY))),
    ("a reason put off", lambda uow, cast: put_off_first(uow, cast.leo)),
    ("a worker", lambda uow, cast: allocate_worker(uow, cast.ruby, cast.ben, TODAY, is_lead=False)),
    ("a worker’s name", lambda uow, cast: give(uow, cast.ben, name="Benedict Osei")),
    ("a conflict", lambda uow, cast: uow.session.add(in_conflict(cast))),
    ("a worker who left", lambda uow, cast: give(uow, cast.ben, active=False)),
    ("somebody away", lambda uow, cast: uow.session.add(away(cast))),
    ("a setting", lambda uow, cast: uow.session.add(setting(cast))),
    ("a home’s name", lambda uow, cast: give(uow, home_of(cast.leo), name="Nan’s house")),
    (
        "a double",
        lambda uow, cast: give(uow, cast.ruby, given_name="Leo", born_on=cast.leo.born_on, family_name="Marsh"),
    ),
)


def lists(cast: Cast, as_: SignIn) -> list[str]:
    pages = [as_(cast.chloe).get("/my-team"), as_(cast.amira).get("/my-children")]
    pages.append(as_(cast.amira).get(f"/children/{cast.leo.id}"))
    return [ONE_TIME.sub("", page.get_data(as_text=True)) for page in pages]


def forget_all() -> None:
    """As in a process that has told nothing yet."""
    for kept in (telling.told_of, drawings._team_row, drawings._drawn, doubles._count_alike, HELD, answers._HELD):
        getattr(kept, "cache_clear", getattr(kept, "clear", None))()


def test_after_each_write_the_lists_are_as_a_process_tells_them_that_never_told_them(
    session: Session, told: Cast, as_: SignIn, move_clock: Callable[[timedelta], None]
) -> None:
    before = lists(told, as_)
    assert told_again(before, told, as_)
    for what, write in WRITES:
        with UnitOfWork(session, told.amira, NOW) as uow:
            write(uow, told)
        session.expire_all()
        warm = lists(told, as_)
        assert warm != before, f"{what} is told"
        assert told_again(warm, told, as_), f"{what} is told at once"
        before = warm
    move_clock(timedelta(days=1))
    warm = lists(told, as_)
    assert warm != before, "a day later"
    assert told_again(warm, told, as_)


def told_again(warm: list[str], cast: Cast, as_: SignIn) -> bool:
    """What was told from what was kept is what is told without."""
    assert lists(cast, as_) == warm, "twice the same"
    forget_all()
    return lists(cast, as_) == warm


def test_what_was_signed_in_a_write_that_was_taken_back_is_told_of_nobody(session: Session, cast: Cast) -> None:
    with UnitOfWork(session, cast.amira, NOW) as uow:
        draft = draft_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 2))
    uow = UnitOfWork(session, cast.amira, NOW).__enter__()
    sign_visit(uow, draft)
    uow.session.flush()
    assert set(child_story(session, cast.leo).visits[0].graded.grades.values()) == {2}
    session.rollback()
    session.expire_all()
    with UnitOfWork(session, cast.amira, NOW) as uow:
        answer = [AnswerDetails(key, Answer.GRADED, 3) for key in all_grades(cast.leo, TODAY, 3)]
        save_answers(uow, draft, base=draft.version, operation="again", answers=answer, notes=[])
        sign_visit(uow, draft)
    assert set(child_story(session, cast.leo).visits[0].graded.grades.values()) == {3}
