"""A completed profile says when it was gone through with the carer, or why not; and what became of its visits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import Adult, AuditEvent, CareRelation, Child, Family, Household, Profile, User, Visit
from gcp_tracker.profiles.queries import adults_to_go_through_with, not_applicable_in
from gcp_tracker.profiles.service import SharingDetails, complete_profile, open_profile, record_sharing
from gcp_tracker.profiles.sheet import ItemLine, ProfileSheet, profile_sheet
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import Answer, CarerAgrees, NoteKind, Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.builders import signed_visit
from tests.cast import NOW, TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]
TOMORROW = NOW + timedelta(days=1)
COMMENT = "“I did not know the stairs worried anybody.”"


def made(
    uow: UnitOfWork, child: Child, home: Household, visit: Visit | None = None, key: str = "graded-care"
) -> Profile:
    if visit is None:
        signed_visit(uow, child, TODAY, {"hygiene": 3}, household=home)
    profile = open_profile(uow, child, instruments.newest(key), opened_on=TODAY, household=home)
    complete_profile(uow, profile)
    return profile


def gone_through(cast: Cast) -> SharingDetails:
    return SharingDetails(shared_on=TODAY, shared_with=cast.mum, agrees=CarerAgrees.PARTLY, comment=COMMENT)


def test_it_says_with_whom_when_and_what_the_carer_said(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = made(uow, cast.leo, cast.leos_home)
        record_sharing(uow, profile, gone_through(cast))
    assert (profile.shared_on, profile.shared_with, profile.carer_agrees) == (TODAY, cast.mum, CarerAgrees.PARTLY)
    assert (profile.carer_comment, profile.sharing_recorded_at) == (COMMENT, NOW)


def test_or_why_not(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = made(uow, cast.leo, cast.leos_home)
        record_sharing(uow, profile, SharingDetails(not_shared_reason="Tara is in hospital"))
    assert (profile.shared_on, profile.not_shared_reason) == (None, "Tara is in hospital")


def test_said_again_it_corrects_and_both_are_on_record(cast: Cast, writing_as: Writing, session: Session) -> None:
    with writing_as(cast.amira) as uow:
        profile = made(uow, cast.leo, cast.leos_home)
        record_sharing(uow, profile, SharingDetails(not_shared_reason="Tara is in hospital"))
    with UnitOfWork(session, cast.chloe, TOMORROW) as uow:
        record_sharing(uow, profile, gone_through(cast))
    assert (profile.not_shared_reason, profile.shared_with, profile.sharing_recorded_at) == ("", cast.mum, TOMORROW)
    said = select(AuditEvent).where(AuditEvent.action.like("profile:%shar%")).order_by(AuditEvent.id)
    events = session.scalars(said).all()
    assert [(event.action, event.actor_id) for event in events] == [
        ("profile:share", cast.amira.id),
        ("profile:correct_sharing", cast.chloe.id),
    ]
    assert events[1].changed_fields == [
        "shared_on",
        "shared_with",
        "carer_agrees",
        "carer_comment",
        "not_shared_reason",
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"shared_on": TODAY + timedelta(days=1)}, "shared_on"),
        ({"shared_on": TODAY - timedelta(days=1)}, "shared_on"),
        ({"shared_on": None}, "shared_on"),
        ({"shared_with": None}, "shared_with"),
        ({"agrees": None}, "agrees"),
        ({"not_shared_reason": "She was out"}, "not_shared_reason"),
        ({"shared_with": None, "shared_on": None, "agrees": None}, "shared_with"),
        ({"shared_with": None, "shared_on": None, "agrees": None, "comment": ""}, "not_shared_reason"),
    ],
)
def test_half_an_answer_is_refused_beside_what_is_missing(
    cast: Cast, writing_as: Writing, change: dict[str, object], field: str
) -> None:
    with writing_as(cast.amira) as uow:
        profile = made(uow, cast.leo, cast.leos_home)
        with pytest.raises(RuleBroken) as broken:
            record_sharing(uow, profile, replace(gone_through(cast), **change))  # type: ignore[arg-type]
    assert broken.value.field == field
    assert profile.sharing_recorded_at is None


def test_an_open_profile_is_not_gone_through(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = open_profile(
            uow, cast.leo, instruments.newest("graded-care"), opened_on=TODAY, household=cast.leos_home
        )
        with pytest.raises(RuleBroken, match="Complete the profile first"):
            record_sharing(uow, profile, gone_through(cast))


def grown_up(session: Session, family: Family, child: Child, name: str, **more: bool) -> Adult:
    relation = {key: more.pop(key) for key in ("is_carer", "has_parental_responsibility") if key in more}
    adult = Adult(family=family, name=name, **more)
    session.add(adult)
    session.add(
        CareRelation(
            adult=adult, child=child, relationship_to_child=Relationship.FATHER, **({"is_carer": False} | relation)
        )
    )
    session.flush()
    return adult


def test_nobody_who_is_not_to_be_contacted_or_does_not_care_can_be_chosen(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = made(uow, cast.leo, cast.leos_home)
        family = cast.leo.family
        feared = grown_up(uow.session, family, cast.leo, "Darren Reed", is_carer=True, not_to_be_contacted=True)
        neighbour = grown_up(uow.session, family, cast.leo, "Sal Neighbour")
        rubys_dad = grown_up(uow.session, family, cast.ruby, "Ola Ade", is_carer=True)
        dad = grown_up(uow.session, family, cast.leo, "Joe Marsh", has_parental_responsibility=True)
        assert adults_to_go_through_with(uow.session, cast.leo) == [cast.mum, dad]
        for adult in (feared, neighbour, rubys_dad):
            with pytest.raises(RuleBroken, match="cannot be gone through with") as broken:
                record_sharing(uow, profile, replace(gone_through(cast), shared_with=adult))
            assert broken.value.field == "shared_with"
        record_sharing(uow, profile, replace(gone_through(cast), shared_with=dad))
    assert profile.shared_with is dad


def line_of(sheet: ProfileSheet, key: str) -> ItemLine:
    lines = [line for domain in sheet.domains for area in domain.areas for line in area.items]
    return next(line for line in lines if line.item.key == key)


def amended_tomorrow(session: Session, author: User, visit: Visit, **values: int | None) -> None:
    with UnitOfWork(session, author, TOMORROW) as uow:
        draft = amend_visit(uow, visit, "A slip of the finger")
        for grade in draft.grades:
            if grade.item_key in values:
                grade.value = values[grade.item_key]
                grade.answer = Answer.NOT_SEEN if grade.value is None else Answer.GRADED
        uow.session.flush()
        sign_visit(uow, draft)


def test_a_visit_amended_after_completion_is_told_beside_the_grades_that_differ(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        grades = {"hygiene": 4, "absence": 2, "nutrition_quantity": 3}
        visit = signed_visit(uow, cast.leo, TODAY, grades, not_applicable=["health_condition"])
        profile = made(uow, cast.leo, cast.leos_home, visit)
    before = profile_sheet(session, profile)
    amended_tomorrow(session, cast.amira, visit, hygiene=3, absence=None)
    session.expire_all()
    sheet = profile_sheet(session, session.get_one(Profile, profile.id))
    hygiene, absence = line_of(sheet, "hygiene"), line_of(sheet, "absence")
    assert hygiene.point is not None
    assert hygiene.point.value == 4
    assert hygiene.since == "This visit was amended on 17 November 2026: was 4, now 3 patchy."
    assert absence.since == "This visit was amended on 17 November 2026: was 2, now without a grade."
    assert line_of(sheet, "nutrition_quantity").since == ""
    assert sheet.changed_since == 2
    assert [one.since for one in sheet.contributions] == ["amended on 17 November 2026"]
    assert [domain.rolled_up for domain in sheet.domains] == [domain.rolled_up for domain in before.domains]
    assert not_applicable_in(session, [profile])[profile.id] == {"health_condition"}


def test_a_visit_withdrawn_after_completion_is_told_and_its_words_are_gone(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        words = {NoteKind.GOING_WELL: "Gran reads at bedtime"}
        visit = signed_visit(uow, cast.leo, TODAY, {"hygiene": 4}, notes=words)
        profile = made(uow, cast.leo, cast.leos_home, visit)
    assert [one.going_well for one in profile_sheet(session, profile).contributions] == ["Gran reads at bedtime"]
    with UnitOfWork(session, cast.amira, TOMORROW) as uow:
        withdraw_visit(uow, visit, "It was about another child")
    sheet = profile_sheet(session, profile)
    hygiene = line_of(sheet, "hygiene")
    assert hygiene.point is not None
    assert (hygiene.point.value, hygiene.since) == (4, "This visit was withdrawn on 17 November 2026.")
    assert [(one.going_well, one.since) for one in sheet.contributions] == [("", "withdrawn on 17 November 2026")]


def test_a_visit_that_gave_no_grade_still_says_what_did_not_apply_as_it_then_stood(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        early = signed_visit(uow, cast.leo, TODAY - timedelta(days=3), {"hygiene": 4}, not_applicable=["online"])
        visit = signed_visit(uow, cast.leo, TODAY, {"hygiene": 2})
        profile = made(uow, cast.leo, cast.leos_home, visit)
    with UnitOfWork(session, cast.amira, TOMORROW) as uow:
        draft = amend_visit(uow, early, "It does apply")
        for grade in draft.grades:
            if grade.item_key == "online":
                grade.answer = Answer.NOT_SEEN
        uow.session.flush()
        sign_visit(uow, draft)
    assert not_applicable_in(session, [profile])[profile.id] == {"online"}


def test_the_sheet_says_what_drives_each_grade_and_how_much_was_graded(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(
            uow,
            cast.leo,
            TODAY,
            {"nutrition_quantity": 4, "nutrition_quality": 2, "housing_repair": 4},
            not_seen=["hygiene"],
        )
        sheet = profile_sheet(session, made(uow, cast.leo, cast.leos_home, visit))
    physical = sheet.domains[0].rolled_up
    food = sheet.domains[0].areas[0].rolled_up
    titles = {key: sheet.instrument.item(key).title for key in ("nutrition_quantity", "housing_repair")}
    assert (food.point and food.point.value, food.graded_words) == (4, "graded 2 of 4 items")
    assert food.driven_words == f"driven by {titles['nutrition_quantity']}: 4 on 16 November 2026"
    assert physical.driven_words == (
        f"driven by {titles['nutrition_quantity']} and {titles['housing_repair']}: 4 on 16 November 2026"
    )
    assert line_of(sheet, "hygiene").note == "not seen on 16 November 2026"
    assert line_of(sheet, "absence").note == "not graded"
    assert sheet.domains[1].rolled_up.point is None
    assert sheet.domains[1].rolled_up.driven_words == ""


def test_the_sheet_of_the_other_instrument_reads_the_other_way_round(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    with writing_as(cast.amira) as uow:
        other = instruments.newest("wellbeing-0-10")
        visit = signed_visit(uow, cast.leo, TODAY, {"rest_sleep": 10, "moving": 2}, instrument=other)
        sheet = profile_sheet(session, made(uow, cast.leo, cast.leos_home, visit, key="wellbeing-0-10"))
    body = sheet.domains[0].rolled_up
    assert (body.point and body.point.value, body.driven_words) == (2, "driven by Moving about: 2 on 16 November 2026")
    assert [line.item.key for line in sheet.going_well] == ["rest_sleep"]


def test_a_grade_of_an_item_not_asked_at_the_age_stands_by_itself(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    born = cast.leo.born_on
    assert born is not None
    birthday = date(born.year + 11, born.month, born.day)
    with UnitOfWork(session, cast.amira, NOW + (birthday - TODAY)) as uow:
        other = instruments.newest("wellbeing-0-10")
        before = birthday - timedelta(days=2)
        signed_visit(uow, cast.leo, before, {"doing_play": 4}, instrument=other)
        signed_visit(uow, cast.leo, birthday, {"moving": 8}, instrument=other)
        profile = open_profile(uow, cast.leo, other, opened_on=before, household=cast.leos_home)
        complete_profile(uow, profile)
        sheet = profile_sheet(session, profile)
    assert [line.item.key for line in sheet.other_ages] == ["doing_play"]
    assert sheet.band == "11-17"
    days = next(domain.rolled_up for domain in sheet.domains if domain.rolled_up.key == "days")
    assert days.point is None
