"""The sentences for a carer: proposed, written, approved; and what keeps one off the paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import Adult, AuditEvent, CareRelation, PlainSentence, Profile, User
from gcp_tracker.profiles.plain_words import PlainSheet, SentenceDetails, plain_sheet, save_plain_words
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import PlainPart, Relationship, SafeTonight
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import withdraw_visit
from tests.builders import all_grades, signed_visit
from tests.cast import NOW, TODAY, Cast

Writing = Callable[[User | None], UnitOfWork]
FOOD, ROADS, LEFT = "nutrition_quantity", "presence_roads", "absence"
WELL, WORRIED, CHANGE = f"going_well_{ROADS}", f"worried_{FOOD}", f"change_{FOOD}"
OWN = "going_well_own_1"


@pytest.fixture
def done(cast: Cast, writing_as: Writing) -> Profile:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, {FOOD: 4, ROADS: 1, LEFT: 3}, not_seen=["hygiene"])
        profile = open_profile(
            uow, cast.leo, instruments.newest(instruments.OURS), opened_on=TODAY, household=cast.leos_home
        )
        complete_profile(uow, profile)
    return profile


def save(session: Session, by: User, profile: Profile, sentences: Sequence[SentenceDetails], minutes: int = 0) -> None:
    with UnitOfWork(session, by, NOW + timedelta(minutes=minutes)) as uow:
        save_plain_words(uow, profile, sentences, plain_sheet(session, profile).seen)


def printed(sheet: PlainSheet) -> list[str]:
    return [line.text for line in sheet.printed]


def test_each_grade_is_proposed_in_the_instruments_words_and_a_worry_with_what_needs_to_change(
    session: Session, done: Profile
) -> None:
    sheet = plain_sheet(session, done)
    texts = {line.key: line.text for line in sheet.lines if line.proposed}
    assert set(texts) == {WELL, WORRIED, CHANGE, f"worried_{LEFT}", f"change_{LEFT}"}
    food = instruments.newest(instruments.OURS).item(FOOD).descriptors["5-10"]
    assert texts[WORRIED] == food[4].replace("{child}", "Leo")
    assert texts[CHANGE] == food[2].replace("{child}", "Leo")
    assert sheet.printed == []
    assert sheet.recipients == ["Tara Marsh"]


def test_only_what_is_approved_is_printed_and_what_is_written_stays(
    session: Session, cast: Cast, done: Profile
) -> None:
    save(
        session,
        cast.amira,
        done,
        [
            SentenceDetails(WELL, "Leo holds a hand at the road.", approved=True),
            SentenceDetails(WORRIED, "Leo is hungry before school.", approved=False),
            SentenceDetails(OWN, "Leo laughs with Gran.", approved=True),
        ],
    )
    sheet = plain_sheet(session, done)
    assert printed(sheet) == ["Leo holds a hand at the road.", "Leo laughs with Gran."]
    lines = {line.key: line for line in sheet.lines}
    assert lines[WORRIED].text == "Leo is hungry before school."
    assert lines[WELL].written is not None
    assert (lines[WELL].written.approved_by, lines[WELL].written.approved_at) == (cast.amira, NOW)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "profile:put_plainly")).one()
    assert (event.actor_id, event.child_id) == (cast.amira.id, cast.leo.id)
    assert sorted(event.changed_fields or []) == sorted([WELL, WORRIED, OWN])


def test_what_nobody_touched_is_not_kept_and_saving_the_same_again_says_nothing(
    session: Session, cast: Cast, done: Profile
) -> None:
    as_shown = [SentenceDetails(line.key, line.text, approved=False) for line in plain_sheet(session, done).lines]
    save(session, cast.amira, done, as_shown)
    assert session.scalars(select(PlainSentence)).all() == []
    assert not session.scalars(select(AuditEvent).where(AuditEvent.action == "profile:put_plainly")).all()


def test_whoever_changes_a_sentence_stands_behind_it_and_a_tick_can_be_taken_away(
    session: Session, cast: Cast, done: Profile
) -> None:
    save(session, cast.amira, done, [SentenceDetails(WELL, "Leo waits at the kerb.", approved=True)])
    save(session, cast.chloe, done, [SentenceDetails(WELL, "Leo stops at the kerb.", approved=True)], minutes=5)
    (line,) = plain_sheet(session, done).printed
    assert line.written is not None
    assert line.written.approved_by == cast.chloe
    save(session, cast.chloe, done, [SentenceDetails(WELL, "Leo stops at the kerb.", approved=False)], minutes=6)
    assert plain_sheet(session, done).printed == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write a sentence"),
        ("Tara is neglectful.", "without the word “neglectful”"),
        ("Love: 4", "without a grade"),
        ("Leo sleeps at 4 Weir Court.", "must not be on this paper"),
        ("Darren picks Leo up.", "must not be on this paper"),
    ],
)
def test_an_approved_sentence_keeps_to_the_papers_rules_and_nothing_of_a_refused_save_is_kept(
    session: Session, cast: Cast, writing_as: Writing, done: Profile, text: str, sentence: str
) -> None:
    not_to_be_contacted(cast, writing_as)
    with pytest.raises(RuleBroken, match=sentence) as broken:
        save(
            session,
            cast.amira,
            done,
            [SentenceDetails(WELL, "Leo waits at the kerb.", approved=True), SentenceDetails(OWN, text, approved=True)],
        )
    assert broken.value.field == f"text_{OWN}"
    assert session.scalars(select(PlainSentence)).all() == []


def not_to_be_contacted(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        feared = Adult(family=cast.leo.family, name="Darren Reed", phone="01632 960 199", not_to_be_contacted=True)
        uow.session.add(feared)
        uow.session.add(CareRelation(adult=feared, child=cast.leo, relationship_to_child=Relationship.FATHER))


def test_somebody_who_becomes_a_person_not_to_be_contacted_goes_from_the_paper_and_is_no_recipient(
    session: Session, cast: Cast, writing_as: Writing, done: Profile
) -> None:
    sentences = [
        SentenceDetails(OWN, "Tara reads to Leo.", approved=True),
        SentenceDetails(WELL, "Leo waits.", approved=True),
    ]
    save(session, cast.amira, done, sentences)
    with writing_as(cast.chloe) as uow:
        uow.session.get_one(Adult, cast.mum.id).not_to_be_contacted = True
    sheet = plain_sheet(session, done)
    assert printed(sheet) == ["Leo waits."]
    assert sheet.held_back == 1
    assert sheet.recipients == []


def test_whose_care_it_is_goes_unnamed_where_the_name_is_private(
    session: Session, cast: Cast, writing_as: Writing, done: Profile
) -> None:
    assert plain_sheet(session, done).whose == "care at Mum’s flat"
    not_to_be_contacted(cast, writing_as)
    for name in ("Darren’s flat", "4 Weir Court"):
        with writing_as(cast.chloe):
            cast.leos_home.name = name
        assert plain_sheet(session, done).whose == ""


def test_a_grade_whose_visit_was_withdrawn_is_not_proposed_and_its_sentence_not_printed(
    session: Session, cast: Cast, done: Profile
) -> None:
    save(session, cast.amira, done, [SentenceDetails(WELL, "Leo waits at the kerb.", approved=True)])
    with UnitOfWork(session, cast.amira, NOW + timedelta(days=1)) as uow:
        withdraw_visit(uow, done.grades[0].visit, "It was about another child")
    sheet = plain_sheet(session, done)
    assert sheet.printed == []
    assert [line for line in sheet.lines if line.proposed] == []
    assert sheet.changed_since == 3


def test_two_people_who_write_at_once_do_not_overwrite_each_other(session: Session, cast: Cast, done: Profile) -> None:
    seen = plain_sheet(session, done).seen
    save(session, cast.chloe, done, [SentenceDetails(WELL, "Leo stops.", approved=True)])
    with pytest.raises(RuleBroken, match="Somebody else saved"), UnitOfWork(session, cast.amira, NOW) as uow:
        save_plain_words(uow, done, [SentenceDetails(WELL, "Leo runs.", approved=True)], seen)
    assert printed(plain_sheet(session, done)) == ["Leo stops."]


def test_an_open_profile_has_no_paper(session: Session, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        profile = open_profile(
            uow, cast.leo, instruments.newest(instruments.OURS), opened_on=TODAY, household=cast.leos_home
        )
    with pytest.raises(RuleBroken, match="Complete the profile first"):
        save(session, cast.amira, profile, [SentenceDetails(OWN, "Leo laughs.", approved=True)])


@pytest.mark.parametrize("key", ["wellbeing-0-10", "five-grades"])
def test_every_instrument_has_its_paper(session: Session, cast: Cast, writing_as: Writing, key: str) -> None:
    instrument = instruments.newest(key)
    with writing_as(cast.amira) as uow:
        grades = all_grades(cast.leo, TODAY, instrument.worst, instrument)
        grades[next(iter(grades))] = instrument.best
        signed_visit(uow, cast.leo, TODAY, grades, instrument=instrument, safe=SafeTonight.YES)
        profile = open_profile(uow, cast.leo, instrument, opened_on=TODAY, household=cast.leos_home)
        complete_profile(uow, profile)
    parts = {line.part for line in plain_sheet(session, profile).lines if line.item_key in grades}
    assert parts == set(PlainPart)
