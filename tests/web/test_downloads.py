"""Files that leave the house: who may take them, what stands in them, and that it is logged."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gcp_tracker.models import Adult, AuditEvent, CareRelation, Child, ExportedCopy, User
from gcp_tracker.rules.vocabulary import NoteKind, Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.builders import draft_visit, many_visits, signed_visit
from tests.cast import TODAY, Cast
from tests.conftest import counted_queries
from tests.page_client import PageClient
from tests.taken import NAME, PURPOSE, take

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
FOOD, ROADS = "nutrition_quantity", "presence_roads"
MARCH, NOVEMBER = date(2026, 3, 12), date(2026, 11, 2)
SAID = "=HYPERLINK(“x”), she said"


def rows_of(response: TestResponse) -> list[dict[str, str]]:
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.fixture
def leos(cast: Cast, writing_as: Writing) -> None:
    """Two visits that stand, one of them amended; one withdrawn; one draft; one of Ruby’s."""
    with writing_as(cast.amira) as uow:
        cast.leo.la_child_id = "LA/10 41"
        signed_visit(uow, cast.leo, MARCH, {FOOD: 4, ROADS: 3}, not_seen=["hygiene"], words={FOOD: SAID})
        first = signed_visit(uow, cast.leo, NOVEMBER, {ROADS: 1}, notes={NoteKind.NIGHT: "Sleeps in his coat"})
        wrong = signed_visit(uow, cast.leo, TODAY, {FOOD: 2})
        withdraw_visit(uow, wrong, "Wrong child")
        amended = amend_visit(uow, first, "Mum rang")
        uow.session.flush()
        sign_visit(uow, amended)
        draft_visit(uow, cast.leo, TODAY, {FOOD: 1})
        signed_visit(uow, cast.ruby, TODAY, {FOOD: 1}, household=cast.leos_home)


def test_every_grade_that_stands_has_a_row_under_a_number(as_: As, cast: Cast, leos: None) -> None:
    response = take(as_(cast.amira), f"/children/{cast.leo.id}/grades/file")
    rows = rows_of(response)
    assert [(row["Visit"], row["Version"], row["Item"], row["Answer"], row["Grade"]) for row in rows] == [
        ("2026-03-12", "1", "Enough food", "graded", "4"),
        ("2026-03-12", "1", "Keeping clean", "not seen this visit", ""),
        ("2026-03-12", "1", "On and near roads", "graded", "3"),
        ("2026-11-02", "2", "On and near roads", "graded", "1"),
    ]
    assert {row["Child"] for row in rows} == {"LA/10 41"}
    first = rows[0]
    assert [first[name] for name in ("Whose care", "Age band", "Domain", "Sub-area", "In words", "Source")] == [
        "care at Mum’s flat", "5 to 10", "Physical care", "Food", "often missed", "I saw",
    ]  # fmt: skip
    assert (first["Practitioner"], first["Graded with"]) == ("Amira Khan", "graded-care 1.0")


def test_what_was_seen_heard_and_said_comes_only_to_who_gets_it_and_runs_in_no_spreadsheet(
    as_: As, cast: Cast, leos: None
) -> None:
    client, path = as_(cast.amira), f"/children/{cast.leo.id}/grades/file"
    without = take(client, path, "professional")
    assert "Seen or heard" not in rows_of(without)[0]
    assert "HYPERLINK" not in without.get_data(as_text=True)
    row = rows_of(take(client, path))[0]
    assert row["Seen or heard"] == "Seen and heard at the visit"
    assert row["In the child’s words"] == f"'{SAID}"


def test_no_file_holds_an_address_and_none_a_name_where_it_should_be_a_number(
    as_: As, cast: Cast, leos: None, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        feared = Adult(family=cast.leo.family, name="Darren Reed", address="9 Mill Row", not_to_be_contacted=True)
        uow.session.add(feared)
        uow.session.add(CareRelation(adult=feared, child=cast.leo, relationship_to_child=Relationship.FATHER))
        uow.session.flush()
        signed_visit(uow, cast.leo, TODAY, {FOOD: 3}, carer=feared)
    for recipient in ("own", "professional"):
        text = take(as_(cast.amira), f"/children/{cast.leo.id}/grades/file", recipient).get_data(as_text=True)
        assert "care by somebody who is not named here" in text
        for never in ("Darren", "Mill Row", "Weir Court", "Leo", "Marsh"):
            assert never not in text


def test_the_name_of_a_file_says_whom_it_is_for_and_does_not_name_the_child(as_: As, cast: Cast, leos: None) -> None:
    for path, name in (("grades", "grades"), ("care-over-time", "care-over-time")):
        headers = take(as_(cast.amira), f"/children/{cast.leo.id}/{path}/file", "professional").headers
        given = f"{name}-la-10-41-for-jo-bell-riverside-primary-school-by-amira-khan-2026-11-16-1530-"
        assert re.fullmatch(
            f'attachment; filename="{given}[a-z2-9]{{4}}-[a-z2-9]{{4}}.csv"', headers["Content-Disposition"]
        )
        assert headers["Cache-Control"] == "no-store"
    unnamed = take(as_(cast.amira), f"/children/{cast.leo.id}/grades/file", "analyst").headers["Content-Disposition"]
    assert "10-41" not in unnamed


@pytest.mark.parametrize("file", ["grades/file", "care-over-time/file"])
def test_a_childs_grades_leave_with_the_childs_own_worker_and_manager_alone(
    as_: As, client: PageClient, cast: Cast, leos: None, file: str
) -> None:
    path = f"/children/{cast.leo.id}/{file}"
    assert client.get(path).status_code == 302
    for person in (cast.amira, cast.chloe):
        assert as_(person).get(path).status_code == 200, person.name
        assert take(as_(person), path).status_code == 200, person.name
    for person in (cast.ben, cast.dev, cast.ewa, cast.farid, cast.grace):
        assert as_(person).get(path).status_code == 404, person.name
        assert take(as_(person), path).status_code == 404, person.name
    # A sister’s worker reads, and takes nothing away.
    sister = f"/children/{cast.ruby.id}"
    assert as_(cast.amira).get(f"{sister}/{file}").status_code == 404
    assert "away</a>" not in as_(cast.amira).get(sister).get_data(as_text=True)
    assert as_(cast.chloe).get(sister).get_data(as_text=True).count("away</a>") == 2


def test_what_left_is_logged_with_what_shows_that_a_copy_is_this_one(
    as_: As, cast: Cast, session: Session, leos: None
) -> None:
    sent = take(as_(cast.chloe), f"/children/{cast.leo.id}/grades/file", "court").get_data()
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "child:export")).one()
    assert (event.actor_id, event.child_id) == (cast.chloe.id, cast.leo.id)
    made = session.scalars(select(ExportedCopy)).one()
    number = f"{made.reference[:4]}-{made.reference[4:]}"
    found = hashlib.sha256(sent).hexdigest()
    assert event.reason == f"every grade; csv; for a court or solicitor; copy {number}; sha256 {found}"
    assert (event.subject_kind, event.subject_id) == ("exported_copy", str(made.id))
    assert (made.sha256, made.name, made.purpose) == (found, NAME, PURPOSE)
    assert NAME not in event.reason, "who it was for can be forgotten one day"


def test_a_refused_file_leaves_no_trace_of_having_left(as_: As, cast: Cast, session: Session, leos: None) -> None:
    take(as_(cast.dev), f"/children/{cast.leo.id}/grades/file")
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == cast.dev.id)).all()
    assert actions == ["access:refused"]


def test_a_child_without_grades_has_a_file_with_a_head(as_: As, cast: Cast) -> None:
    assert rows_of(take(as_(cast.amira), f"/children/{cast.leo.id}/grades/file")) == []


@pytest.mark.parametrize("count", [1, 25])
def test_the_file_takes_the_same_few_queries_however_long_the_story(
    as_: As, cast: Cast, session: Session, count: int
) -> None:
    many_visits(session, cast.leo, cast.amira, TODAY, count, every_days=10)
    client = as_(cast.amira)
    session.expunge_all()
    with counted_queries() as seen:
        rows = rows_of(take(client, f"/children/{cast.leo.id}/grades/file"))
    assert len(rows) == count * 33
    # Who is kept out of it is asked too, and that it left is kept.
    assert len(seen) <= 20, seen


def test_a_worker_takes_the_own_list_and_a_manager_the_teams(as_: As, cast: Cast, leos: None) -> None:
    (leo,) = rows_of(take(as_(cast.amira), "/my-children/file"))
    assert (leo["Child’s number"], leo["Name"], leo["Age"]) == ("LA/10 41", "Leo Marsh", "6")
    assert leo["Last seen"] == "2026-11-02"
    assert (leo["Physical care"], leo["Physical care: items"], leo["Safety"]) == ("4", "Enough food", "1")
    team = rows_of(take(as_(cast.chloe), "/my-team/file"))
    assert {row["Name"] for row in team} == {"Leo Marsh", "Ruby Marsh", "Kai Osei"}
    by_name = {row["Name"]: row for row in team}
    assert by_name["Leo Marsh"]["Workers"] == "Amira Khan"
    assert (by_name["Leo Marsh"]["Help"], by_name["Leo Marsh"]["Since"]) == ("Child protection plan", "2026-02-20")
    assert "Zoë" not in str(team)


def test_the_teams_file_is_of_the_children_that_the_page_was_asked_for(as_: As, cast: Cast) -> None:
    (only,) = rows_of(take(as_(cast.chloe), f"/my-team/file?worker={cast.ben.id}"))
    assert only["Name"] == "Kai Osei"
    client = as_(cast.chloe)
    searched = client.found("/my-team", "ruby").replace("/my-team", "/my-team/file")
    assert [row["Name"] for row in rows_of(take(client, searched))] == ["Ruby Marsh"]


def test_a_list_longer_than_a_page_is_whole_in_its_file(as_: As, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        for number in range(70):
            uow.session.add(
                Child(
                    family=cast.leo.family, team=cast.riverside, authority=cast.authority,
                    given_name=f"Child{number}", family_name="=1+1", born_on=date(2019, 1, 1), created_at=uow.now,
                )
            )  # fmt: skip
    rows = rows_of(take(as_(cast.chloe), "/my-team/file"))
    assert len(rows) == 73
    assert not [row for row in rows if re.match(r"[=+@-]", row["Name"])]


@pytest.mark.parametrize(
    ("path", "allowed"), [("/my-children/file", ("amira", "ben", "dev")), ("/my-team/file", ("chloe",))]
)
def test_a_list_leaves_with_those_whose_list_it_is_and_is_logged(
    as_: As, client: PageClient, cast: Cast, session: Session, path: str, allowed: tuple[str, ...]
) -> None:
    assert client.get(path).status_code == 302
    for name in ("amira", "ben", "chloe", "dev", "ewa", "farid", "grace"):
        status = take(as_(getattr(cast, name)), path).status_code
        assert status == (200 if name in allowed else 404), name
    action = path.removesuffix("/file").strip("/").replace("-", "_") + ":export"
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all()
    assert [event.actor_id for event in events] == [getattr(cast, name).id for name in allowed]
    title = path.split("/")[1].replace("-", " ")
    pattern = f"{title}; csv; for our own record; copy [A-Z2-9-]{{9}}; sha256 [0-9a-f]{{64}}"
    assert all(re.fullmatch(pattern, event.reason) for event in events)
