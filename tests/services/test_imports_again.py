"""A later return meets the record: it follows the return, and never undoes what a person did."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.imports.report import Outcome
from gcp_tracker.models import AuditEvent
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind
from tests.cast import Cast
from tests.returns import (
    Import,
    case,
    census,
    child,
    lines,
    outcomes,
    protection,
    the_child,
)


def test_a_newer_return_ends_and_adds_and_follows(session: Session, take_in: Import) -> None:
    take_in(census(child("A1", case(inside=protection()))))
    newer = census(
        child(
            "A1",
            case(closed="2026-02-01", inside=protection(end="2025-12-01", latest="EMO")),
            case("2026-06-01"),
            characteristics="<Ethnicity>MWBC</Ethnicity><Disabilities><Disability>LD</Disability></Disabilities>",
        )
    )
    planned = take_in(newer, dry_run=True)
    report = take_in(newer)
    assert planned.lines == report.lines
    changed = the_child(session, "A1")
    assert (changed.ethnicity, changed.disability) == ("MWBC", "Learning")
    assert [(episode.kind, str(episode.ended_on)) for episode in changed.episodes] == [
        (HelpKind.OPEN_CASE, "2026-02-01"),
        (HelpKind.CHILD_PROTECTION, "2025-12-01"),
        (HelpKind.OPEN_CASE, "None"),
    ]
    assert changed.episodes[1].category is AbuseCategory.EMOTIONAL
    (line,) = [line for line in report.lines if line.outcome is Outcome.UPDATED]
    assert "child protection plan from 1 February 2024: end, category" in line.why
    assert "open to children’s social care from 1 June 2026 is new" in line.why
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "child:import")).all()[-1]
    assert set(event.changed_fields or []) == {"ethnicity", "disability", "episodes"}
    assert outcomes(take_in(newer)) == {"unchanged": 1}


def test_what_a_person_changed_stays_and_is_reported_each_time(session: Session, take_in: Import) -> None:
    data = census(child("A1", case(inside=protection())))
    take_in(data)
    mine = the_child(session, "A1")
    mine.born_on, mine.given_name, mine.ethnicity = date(2018, 5, 5), "Mara", None
    mine.family.name = "Field"
    plan = mine.episodes[1]
    plan.ended_on, plan.category = date(2024, 9, 9), AbuseCategory.SEXUAL
    session.commit()
    newer = data.replace(b"2018-05-04", b"2018-05-03").replace(
        b"</CPPstartDate>", b"</CPPstartDate><CPPendDate>2024-10-10</CPPendDate>"
    )
    for again in (data, newer, newer):
        report = take_in(again)
        assert outcomes(report)["unchanged"] == 1
        fields = [field for _, field, _ in lines(report, Outcome.DIFFERS)]
        plan_words = "Child protection plan from 1 February 2024: "
        assert fields == ["date of birth", "ethnicity", f"{plan_words}end", f"{plan_words}category"]
        kept = the_child(session, "A1")
        assert (kept.born_on, kept.given_name, kept.family.name) == (date(2018, 5, 5), "Mara", "Field")
        assert (kept.episodes[1].ended_on, kept.episodes[1].category) == (date(2024, 9, 9), AbuseCategory.SEXUAL)


def test_the_report_does_not_tell_what_stands_on_the_record_instead(session: Session, take_in: Import) -> None:
    data = census(child("A1"))
    take_in(data)
    the_child(session, "A1").born_on = date(2017, 7, 7)
    session.commit()
    report = take_in(data)
    assert "2017" not in str(report.as_dict())


def test_an_end_is_never_taken_back_by_a_return(session: Session, take_in: Import) -> None:
    take_in(census(child("A1", case(closed="2025-01-01"))))
    report = take_in(census(child("A1", case())))
    assert the_child(session, "A1").episodes[0].ended_on == date(2025, 1, 1)
    assert [field for _, field, _ in lines(report, Outcome.DIFFERS)] == [
        "Open to children’s social care from 10 January 2024: end"
    ]


def test_a_return_that_says_less_empties_nothing(session: Session, take_in: Import) -> None:
    take_in(census(child("A1", case(inside=protection()), identifiers="<Sex>F</Sex>")))
    report = take_in(census(child("A1", born="", characteristics="")))
    kept = the_child(session, "A1")
    assert outcomes(report) == {"unchanged": 1}
    assert (kept.sex, kept.ethnicity, kept.born_on, len(kept.episodes)) == ("F", "WBRI", date(2018, 5, 4), 2)


def test_an_older_return_is_announced(take_in: Import) -> None:
    take_in(census(child("A1"), reference="2026-03-31"))
    report = take_in(census(child("A2"), reference="2025-03-31"), dry_run=True)
    assert any("later reference date" in note for note in report.notes)


def test_a_child_whom_a_person_added_gains_what_is_missing_and_keeps_the_rest(
    session: Session, cast: Cast, take_in: Import
) -> None:
    # With the officer’s own team: of others the report says nothing of the record.
    cast.leo.la_child_id, cast.leo.sex, cast.leo.team = "L1", "M", cast.intake
    session.commit()
    data = census(
        child(
            "L1",
            case("2026-02-01", inside=protection("2026-02-20", end="2026-10-01", latest="PHY")),
            born="<PersonBirthDate>2020-07-25</PersonBirthDate>",
        )
    )
    report = take_in(data)
    leo = the_child(session, "L1")
    assert (leo.id, leo.team_id, leo.given_name) == (cast.leo.id, cast.intake.id, "Leo")
    assert (leo.born_on, leo.ethnicity) == (date(2020, 7, 24), "WBRI")
    assert [(episode.kind, str(episode.ended_on)) for episode in leo.episodes] == [
        (HelpKind.OPEN_CASE, "None"),
        (HelpKind.CHILD_PROTECTION, "2026-10-01"),
    ]
    assert leo.episodes[1].category is AbuseCategory.NEGLECT
    assert [field for _, field, _ in lines(report, Outcome.DIFFERS)] == [
        "date of birth",
        "Child protection plan from 20 February 2026: category",
    ]


def test_a_plan_that_overlaps_one_entered_by_hand_is_pointed_out(session: Session, cast: Cast, take_in: Import) -> None:
    cast.leo.la_child_id, cast.leo.team = "L1", cast.intake
    session.commit()
    data = census(
        child(
            "L1",
            case("2026-02-01", inside=protection("2026-02-23")),
            born="<PersonBirthDate>2020-07-24</PersonBirthDate>",
        )
    )
    report = take_in(data)
    assert any("overlaps one that was entered here" in why for _, _, why in lines(report, Outcome.LOOK))


def test_what_a_person_took_off_the_record_does_not_come_back(session: Session, take_in: Import) -> None:
    conference = "<DateOfInitialCPC>2024-01-20</DateOfInitialCPC>"
    data = census(child("A1", case(inside=conference + protection())))
    take_in(data)
    record = the_child(session, "A1")
    for row in (record.episodes[1], record.meetings[0]):
        session.delete(row)
    session.commit()
    report = take_in(data)
    record = the_child(session, "A1")
    assert (len(record.episodes), len(record.meetings)) == (1, 0)
    assert [why for _, _, why in lines(report, Outcome.DIFFERS)] == [
        "Somebody took it off the record here, so it was not entered again"
    ]
