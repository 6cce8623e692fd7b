"""Taking a return in: children, spells and conferences arrive, once, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.report import Outcome
from gcp_tracker.imports.service import import_census
from gcp_tracker.models import AuditEvent, Child, Family, HelpEpisode, ImportRun, Meeting, Team, User
from gcp_tracker.rules.identifiers import upn_check_letter
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import Cast
from tests.conftest import counted_queries
from tests.returns import (
    LARGE,
    SMALL,
    Import,
    case,
    census,
    child,
    lines,
    opened,
    outcomes,
    protection,
    rows,
    the_child,
)


def test_a_child_arrives_in_the_intake_team_without_a_name(session: Session, cast: Cast, take_in: Import) -> None:
    take_in(SMALL)
    arrived = the_child(session, "DfEX0000001")
    assert arrived.team_id == cast.intake.id
    assert (arrived.authority_id, arrived.family.name, arrived.is_named) == (
        cast.authority.id,
        "Child DfEX0000001",
        False,
    )
    assert (arrived.born_on, arrived.sex, arrived.ethnicity, arrived.upn) == (date(2015, 3, 27), "M", "WBRI", None)
    assert arrived.disability == "Using hands; hearing"
    assert [(episode.kind, episode.ended_on) for episode in arrived.episodes] == [
        (HelpKind.CHILD_PROTECTION, date(2023, 3, 14)),
        (HelpKind.OPEN_CASE, date(2023, 2, 27)),
        (HelpKind.CHILD_IN_NEED, date(2023, 1, 26)),
        (HelpKind.PRE_PROCEEDINGS, None),
    ]
    plan = arrived.episodes[0]
    assert (plan.category, plan.initial_category, plan.previous_plans) == (
        AbuseCategory.PHYSICAL,
        AbuseCategory.PHYSICAL,
        10,
    )
    assert arrived.episodes[1].detail.startswith("Primary need: family in acute stress. Ended: adopted.")
    assert [(meeting.kind, str(meeting.held_on)) for meeting in arrived.meetings] == [
        (MeetingKind.INITIAL_CONFERENCE, "2022-06-17"),
        (MeetingKind.INITIAL_CONFERENCE, "2022-12-06"),
        (MeetingKind.REVIEW_CONFERENCE, "2023-02-15"),
    ]
    assert (arrived.residences, arrived.allocations) == ([], [])


def test_the_large_sample_goes_in_and_a_second_time_changes_nothing(session: Session, take_in: Import) -> None:
    planned = take_in(LARGE, dry_run=True, other_authority=True)
    first = take_in(LARGE, other_authority=True)
    assert first.lines == planned.lines
    assert outcomes(first)["created"] == 332
    before = rows(session)
    again = take_in(LARGE, other_authority=True)
    after = rows(session)
    assert outcomes(again)["unchanged"] == 332
    assert "updated" not in outcomes(again)
    # What the second one leaves is that it took place.
    assert {name for name in after if after[name] != before[name]} == {"import_run", "audit_event"}
    assert (after["import_run"], after["audit_event"] - before["audit_event"]) == (2, 1)
    assert "This very file was imported on 16 November 2026." in again.notes


def test_a_dry_run_writes_nothing_at_all(session: Session, take_in: Import) -> None:
    before = rows(session)
    session.commit()
    with counted_queries() as statements:
        report = take_in(SMALL, dry_run=True)
    assert report.dry_run
    assert outcomes(report)["created"] == 2
    assert not [statement for statement in statements if not statement.lstrip().upper().startswith("SELECT")]
    assert rows(session) == before


def test_what_was_done_is_in_the_audit_and_in_the_list_of_imports(
    session: Session, cast: Cast, take_in: Import
) -> None:
    report = take_in(SMALL)
    run = session.scalars(select(ImportRun)).one()
    assert (run.by_id, run.authority_id, run.file_name) == (cast.farid.id, cast.authority.id, "census.xml")
    assert run.counts["children"] == {"created": 2, "updated": 0, "unchanged": 0, "left out": 0}
    assert run.counts["spells"] == {"created": 5}
    events = session.scalars(select(AuditEvent).where(AuditEvent.actor_id == cast.farid.id)).all()
    assert sorted(event.action for event in events) == ["child:import", "child:import", "return:import"]
    assert {event.child_id for event in events if event.child_id} == {
        the_child(session, "DfEX0000001").id,
        the_child(session, "child_fails_assessments").id,
    }
    assert not report.dry_run


def test_another_authority_s_return_is_refused_unless_it_is_meant(session: Session, take_in: Import) -> None:
    before = rows(session)
    assert "of authority 975; Northmere Council is 201" in take_in(LARGE, dry_run=True).refusal
    with pytest.raises(FileRefused, match="of authority 975"):
        take_in(LARGE)
    with pytest.raises(FileRefused, match="does not say which authority"):
        take_in(census(child(), lea=""))
    assert rows(session) == before
    assert outcomes(take_in(LARGE, other_authority=True))["created"] == 332


def test_an_authority_without_a_code_takes_any_return(session: Session, cast: Cast, take_in: Import) -> None:
    cast.authority.lea_code = None
    session.commit()
    assert outcomes(take_in(LARGE))["created"] == 332


def test_without_an_intake_team_nothing_can_arrive(session: Session, cast: Cast, take_in: Import) -> None:
    cast.intake.is_intake = False
    session.commit()
    with pytest.raises(FileRefused, match="no intake team"):
        take_in(SMALL)


def test_children_arrive_in_the_officer_s_own_intake_team(session: Session, cast: Cast, take_in: Import) -> None:
    second = Team(authority=cast.authority, name="Front door", is_intake=True)
    session.add(second)
    cast.farid.team = second
    session.commit()
    take_in(SMALL)
    assert the_child(session, "DfEX0000001").team_id == second.id


def test_two_children_with_one_number_are_both_left_out_and_a_repeat_is_taken_once(
    session: Session, take_in: Import
) -> None:
    report = take_in(census(child("A1"), child("A2"), child("A1", case()), child("A2"), child("A3")))
    assert outcomes(report) == {"created": 2, "left out": 3}
    assert [number for number, _, why in lines(report, Outcome.LEFT_OUT) if "not known which is right" in why] == [
        "A1",
        "A1",
    ]
    assert session.scalar(select(func.count()).select_from(Child).where(Child.la_child_id.in_(["A1", "A2"]))) == 1


def test_a_new_child_without_any_date_is_left_out_and_a_known_one_is_still_followed(
    session: Session, take_in: Import
) -> None:
    take_in(census(child("A1")))
    bad = "<PersonBirthDate>2023-02-30</PersonBirthDate>"
    report = take_in(census(child("A1", case(), born=bad), child("A2", case(), born=bad)))
    assert outcomes(report) == {"updated": 1, "left out": 1, "value left out": 2}
    assert the_child(session, "A1").born_on == date(2018, 5, 4)
    assert session.scalar(select(Child.id).where(Child.la_child_id == "A2")) is None


def test_one_upn_is_never_on_two_records(session: Session, cast: Cast, take_in: Import) -> None:
    free = f"<UPN>{upn_check_letter('823456789012')}823456789012</UPN>"
    cast.kai.team = cast.intake
    cast.kai.upn = f"{upn_check_letter('123456789012')}123456789012"
    session.commit()
    taken = f"<UPN>{cast.kai.upn}</UPN>"
    report = take_in(
        census(child("A1", identifiers=taken), child("A2", identifiers=free), child("A3", identifiers=free))
    )
    found = {number: the_child(session, number).upn for number in ("A1", "A2", "A3")}
    assert (found["A1"], found["A3"]) == (None, None)
    assert found["A2"]
    whys = [why for _, field, why in lines(report, Outcome.VALUE_LEFT_OUT) if field == "UPN"]
    assert len(whys) == 2
    assert "on another record already" in whys[0]
    assert "has the same UPN" in whys[1]
    assert "Kai" not in str(report.as_dict())


def test_a_file_that_breaks_off_while_it_is_taken_in_leaves_nothing(
    session: Session, cast: Cast, writing_as: Callable[[User | None], UnitOfWork], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = opened(census(*(child(f"N{number}", case()) for number in range(600))))
    before = rows(session)
    session.commit()
    whole = good.opener

    def cut() -> object:
        stream = whole()
        return type(stream)(stream.read()[:90_000])

    good.opener = cut  # type: ignore[assignment]  # a file that was whole when it was looked over and is not any more
    with pytest.raises(FileRefused, match="cut off"), writing_as(cast.farid) as uow:
        import_census(uow, cast.authority, good, "census.xml")
    assert rows(session) == before


def test_an_import_at_the_server_has_no_person(
    session: Session, cast: Cast, writing_as: Callable[[User | None], UnitOfWork]
) -> None:
    with writing_as(None) as uow:
        import_census(uow, cast.authority, opened(SMALL), "census.xml")
    assert session.scalars(select(ImportRun)).one().by_id is None


def test_markup_in_a_number_is_only_text(session: Session, take_in: Import) -> None:
    take_in(census(child("O'Brien &lt;b&gt;")))
    assert the_child(session, "O'Brien <b>").first_name == "Child O'Brien <b>"


def test_queries_grow_with_batches_and_not_with_children(take_in: Import) -> None:
    def count(number: int) -> int:
        data = census(*(child(f"N{n}", case(inside=protection())) for n in range(number)))
        with counted_queries() as statements:
            take_in(data, dry_run=True)
        return len(statements)

    assert count(240) == count(2)
    assert count(240) < 12


def test_new_children_are_written_many_at_a_time(session: Session, take_in: Import) -> None:
    with counted_queries() as statements:
        take_in(census(*(child(f"N{n}", case(inside=protection())) for n in range(200))))
    inserts = [statement for statement in statements if statement.startswith(("INSERT INTO child", "INSERT INTO help"))]
    assert len(inserts) < 10
    assert session.scalar(select(func.count()).select_from(HelpEpisode)) == 2 + 400
    assert session.scalar(select(func.count()).select_from(Family)) == 3 + 200
    assert session.scalar(select(func.count()).select_from(Meeting)) == 0
