"""Scrutiny, statement and packs before those who may not see them: another council’s people, a worker of another team,
a person in conflict, and whoever still grades a visit apart.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session

from gcp_tracker.models import Authority, Conflict, Pack, Scrutiny, Team, User
from gcp_tracker.rules.vocabulary import ConflictKind, RoleName
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import noon_of
from tests.cast import NOW, TODAY, Cast, person
from tests.packs import begin, newest_pack
from tests.page_client import PageClient
from tests.scrutinised import TEXTS, chairs, held, signed_scrutiny
from tests.taken import take
from tests.web.graded_apart import SECRETS, signed_by_amira

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
BIRTHDAY = ["24", "7", "2020"]


@pytest.fixture
def scrutiny(told: Cast, writing_as: Writing, session: Session) -> Scrutiny:
    """Ewa’s, signed, of a conference a week ago."""
    on = TODAY - timedelta(days=7)
    with writing_as(told.chloe) as uow:
        chairs(uow, told.leo, told.ewa, on)
        meeting = held(uow, told.leo, on)
    with UnitOfWork(session, told.ewa, noon_of(on + timedelta(days=1))) as uow:
        return signed_scrutiny(uow, meeting, core_group_on=on + timedelta(days=9), review_on=on + timedelta(days=90))


@pytest.fixture
def pack(told: Cast, as_: As, session: Session) -> Pack:
    begin(as_(told.amira), told.leo)
    return newest_pack(session)


def addresses(cast: Cast, scrutiny: Scrutiny, pack: Pack) -> list[tuple[str, str]]:
    """Every address of the three slices about Leo, with its method."""
    leo = f"/children/{cast.leo.id}"
    one, paper = f"{leo}/scrutiny/{scrutiny.id}", f"{leo}/packs/{pack.id}"
    read = [f"{leo}/scrutiny", one, f"{leo}/reviews", f"{leo}/reviews/print", f"{leo}/statement"]
    read += [f"{leo}/statement/file", f"{leo}/packs", f"{leo}/packs/new", paper, f"{paper}/write"]
    read += [f"{paper}/for-members", f"{paper}/for-carers", f"{paper}/for-young-person", f"{one}/write", f"{one}/sign"]
    written = [f"{one}/keep", f"{one}/put-aside", f"{leo}/meetings/{scrutiny.meeting_id}/scrutiny"]
    written += [f"{paper}/{step}" for step in ("prepare", "check", "send-back", "issue", "read", "put-aside")]
    return [("GET", path) for path in read] + [("POST", path) for path in (*read, *written)]


def elsewhere(session: Session, cast: Cast, role: RoleName) -> User:
    """Somebody of another council, on the same server."""
    council = Authority(name="Southmere Council", lea_code="902", emergency_numbers="999")
    team = Team(authority=council, name="Riverside")
    who = person("Sol Reed", cast.roles[role], None if role is RoleName.CHAIR else team, cast.amira.password)
    session.add_all([council, team, who])
    session.commit()
    return who


@pytest.mark.parametrize(
    "who",
    [RoleName.PRACTITIONER, RoleName.MANAGER, RoleName.DUTY_PRACTITIONER, RoleName.CHAIR, "not allocated", "conflict"],
)
def test_for_whoever_has_no_part_in_it_there_is_nothing(
    as_: As, told: Cast, scrutiny: Scrutiny, pack: Pack, session: Session, who: RoleName | str
) -> None:
    reader = told.dev
    if isinstance(who, RoleName):
        reader = elsewhere(session, told, who)
    elif who == "conflict":
        # The manager of the team, who knows the family.
        reader = told.chloe
        known = {"child_id": told.leo.id, "family_id": told.leo.family_id, "user_id": reader.id}
        session.add(
            Conflict(**known, kind=ConflictKind.OWN_FAMILY, declared_at=NOW, declared_by_id=reader.id, words="")
        )
        session.commit()
    client = as_(reader)
    for method, path in addresses(told, scrutiny, pack):
        reply = client.open(path, method=method)
        # What takes no form says so to everybody.
        assert reply.status_code in ((404,) if method == "GET" else (404, 405)), f"{method} {path}"
        # As a word: what only this page’s scripts are called by chance may have the three letters in it.
        assert not re.search(r"\bLeo\b", reply.get_data(as_text=True))
    for page in ("/conferences", "/packs", "/my-team", "/supervision", "/trigger-points", "/what-is-due"):
        assert "Marsh" not in client.get(page).get_data(as_text=True), page


def test_another_council_finds_nobody_by_name_and_birth(as_: As, told: Cast, session: Session) -> None:
    asked = {"given_name": "Leo", "family_name": "Marsh", "born_on": BIRTHDAY}
    assert "Leo Marsh" in as_(told.chloe).post("/find-a-child", data=asked).get_data(as_text=True)
    other = elsewhere(session, told, RoleName.MANAGER)
    found = as_(other).post("/find-a-child", data=asked).get_data(as_text=True)
    assert f"/children/{told.leo.id}" not in found
    assert str(told.leo.id) not in found
    opened = as_(other).post("/find-a-child/open", data=asked | {"child": str(told.leo.id), "reason": "x" * 30})
    assert opened.status_code in (404, 405) or str(told.leo.id) not in str(opened.location)


def test_another_councils_manager_confirms_no_account(as_: As, told: Cast, session: Session) -> None:
    other = elsewhere(session, told, RoleName.MANAGER)
    as_(told.grace).post(f"/people/{told.amira.id}/link", data={"kind": "new_password"})
    assert as_(other).get("/accounts-to-confirm/1").status_code == 404
    assert "Amira" not in as_(other).get("/to-decide").get_data(as_text=True)


def test_a_statement_and_the_reviews_say_nothing_of_a_visit_that_is_graded_apart(
    as_: As, told: Cast, writing_as: Writing, scrutiny: Scrutiny
) -> None:
    leo = f"/children/{told.leo.id}"
    pages = ("/statement", "/reviews", "/scrutiny", f"/scrutiny/{scrutiny.id}", "/packs")
    before = {page: as_(told.ben).get(leo + page).get_data(as_text=True) for page in pages}
    with writing_as(told.amira) as uow:
        signed_by_amira(uow, told)
    words = take(as_(told.ben), f"{leo}/statement/file", recipient="court", form="docx").data
    with ZipFile(io.BytesIO(words)) as packed:
        written = b"".join(packed.read(name) for name in packed.namelist()).decode(errors="replace")
    assert "Leo" in written
    paper = take(as_(told.ben), f"{leo}/reviews/print").get_data(as_text=True)
    after = {page: as_(told.ben).get(leo + page).get_data(as_text=True) for page in pages}
    for text in (written, paper, *after.values()):
        assert not [secret for secret in SECRETS if secret in text]
    assert [page for page in pages if TEXTS["reason"] in after[page]] == [
        page for page in pages if TEXTS["reason"] in before[page]
    ]
    whole = take(as_(told.chloe), f"{leo}/statement/file", recipient="court", form="docx").data
    with ZipFile(io.BytesIO(whole)) as packed:
        assert b"16 November 2026" in b"".join(packed.read(name) for name in packed.namelist())
