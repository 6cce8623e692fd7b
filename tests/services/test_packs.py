"""An issued pack stays as it was read, whoever holds the connection; who is not to be contacted stands in none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gcp_tracker.conference import queries, service
from gcp_tracker.conference.details import NewSentence, PackDetails, Page, Printed, SentenceDetails
from gcp_tracker.db import db
from gcp_tracker.instruments import OURS, newest
from gcp_tracker.models import Pack, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.packs import PackFor, PackPart, PackState
from gcp_tracker.rules.visiting import kept_until
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events
from tests.cast import NOW, TODAY, USUAL, Cast

Writing = Callable[[User | None], UnitOfWork]
DETAILS = PackDetails(PackFor.PROFESSIONALS, MeetingKind.REVIEW_CONFERENCE, TODAY)
PAGE = Page("<p>Leo laughs</p>", "ab" * 32, {"At 4 or 5": ["Roads: 4"]}, "1.2", 3, 6)
FORBIDDEN = (
    "UPDATE pack SET body = 'Leo cries'",
    "UPDATE pack SET facts = '{}'",
    "UPDATE pack SET pdf_sha256 = ''",
    "UPDATE pack SET state = 'draft'",
    "DELETE FROM pack",
    "UPDATE pack_move SET reason = 'because'",
)
SENTENCE = NewSentence(PackPart.GOING_WELL, "own_1", "A sentence of your own", "Leo laughs a lot")


def begun(writing_as: Writing, cast: Cast, details: PackDetails = DETAILS) -> Pack:
    with writing_as(cast.amira) as uow:
        return service.open_pack(uow, cast.leo, details, [SENTENCE] if details.made_for.is_in_sentences else [])


def issued(writing_as: Writing, cast: Cast) -> Pack:
    pack = begun(writing_as, cast)
    with writing_as(cast.amira) as uow:
        service.prepare_pack(uow, pack, PAGE, pack.version)
    with writing_as(cast.chloe) as uow:
        service.check_pack(uow, pack)
        service.issue_pack(uow, pack, Printed(b"%PDF-1.7", 6, NOW), PAGE.sha256)
    return pack


def test_every_step_is_kept_and_in_the_audit(session: Session, cast: Cast, writing_as: Writing) -> None:
    pack = issued(writing_as, cast)
    assert [move.to for move in pack.moves] == [PackState.PREPARED, PackState.CHECKED, PackState.ISSUED]
    assert events(session)[-4:] == ["pack:open", "pack:prepare", "pack:check", "pack:issue"]


def test_the_database_refuses_to_change_an_issued_pack(session: Session, cast: Cast, writing_as: Writing) -> None:
    issued(writing_as, cast)
    session.close()
    with db.engine.connect().execution_options(writes=True) as connection:
        for statement in FORBIDDEN:
            with pytest.raises(DBAPIError):
                connection.execute(text(statement))
            connection.rollback()
        connection.execute(text("UPDATE pack SET state = 'read'"))
        connection.rollback()


@pytest.mark.parametrize(("born_on", "is_over"), [(date(2020, 7, 24), False), (date(1985, 7, 24), True)])
def test_an_issued_pack_is_deleted_only_after_its_retention_date(
    session: Session, cast: Cast, writing_as: Writing, born_on: date, is_over: bool
) -> None:
    cast.leo.born_on = born_on
    session.commit()
    pack = issued(writing_as, cast)
    assert pack.kept_until == kept_until(born_on, TODAY, USUAL.years("retention"))
    session.close()
    with db.engine.connect().execution_options(writes=True) as connection:
        for table in ("pack_move", "pack"):
            statement = text(f"DELETE FROM {table}")  # noqa: S608 - names from here
            if is_over:
                connection.execute(statement)
            else:
                with pytest.raises(DBAPIError, match="kept"):
                    connection.execute(statement)
                connection.rollback()


def test_whoever_prepared_a_pack_does_not_check_it(cast: Cast, writing_as: Writing) -> None:
    pack = begun(writing_as, cast)
    with writing_as(cast.chloe) as uow:
        service.prepare_pack(uow, pack, PAGE, pack.version)
    with pytest.raises(RuleBroken, match="somebody else"), writing_as(cast.chloe) as uow:
        service.check_pack(uow, pack)


def test_what_was_drawn_of_an_older_state_is_not_kept(cast: Cast, writing_as: Writing) -> None:
    pack = begun(writing_as, cast)
    seen = pack.version
    with writing_as(cast.chloe) as uow:
        service.write_note(uow, pack, "Who gets Leo up?", seen)
    with pytest.raises(RuleBroken, match="Somebody else saved"), writing_as(cast.amira) as uow:
        service.prepare_pack(uow, pack, PAGE, seen)
    with writing_as(cast.amira) as uow:
        service.prepare_pack(uow, pack, PAGE, seen + 1)
    with writing_as(cast.chloe) as uow:
        service.check_pack(uow, pack)
    with pytest.raises(RuleBroken, match="prepared this pack anew"), writing_as(cast.chloe) as uow:
        service.issue_pack(uow, pack, Printed(b"%PDF", 1, NOW), "cd" * 32)


def test_of_one_kind_a_child_has_one_pack_on_its_way(session: Session, cast: Cast, writing_as: Writing) -> None:
    begun(writing_as, cast)
    with pytest.raises(RuleBroken, match="being made already"):
        begun(writing_as, cast)
    begun(writing_as, cast, replace(DETAILS, made_for=PackFor.CARERS))
    assert len(queries.packs_of_child(session, cast.leo)) == 2


def test_a_sentence_is_approved_by_name_and_locked_once_issued(cast: Cast, writing_as: Writing) -> None:
    pack = begun(writing_as, cast, replace(DETAILS, made_for=PackFor.CARERS))
    number, instrument = pack.sentences[0].id, newest(OURS)
    with pytest.raises(RuleBroken, match="neither approved nor left out"), writing_as(cast.amira) as uow:
        service.prepare_pack(uow, pack, PAGE, pack.version)
    with writing_as(cast.amira) as uow:
        said = {number: SentenceDetails("Leo laughs a lot", is_approved=True, is_left_out=False)}
        service.write_sentences(uow, pack, said, instrument, pack.version)
    assert pack.sentences[0].approved_by is cast.amira
    with writing_as(cast.amira) as uow:
        service.prepare_pack(uow, pack, PAGE, pack.version)
    with pytest.raises(RuleBroken, match="cannot be written any more"), writing_as(cast.amira) as uow:
        service.write_sentences(uow, pack, said, instrument, pack.version)
