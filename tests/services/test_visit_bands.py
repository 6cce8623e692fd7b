"""A draft keeps the items it began with; the band follows the day of the visit; before the birth and at 18."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.models import Child, User, Visit
from gcp_tracker.profiles.service import open_profile
from gcp_tracker.rules.bands import BEFORE_BIRTH
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.visiting import BandTurns
from gcp_tracker.rules.vocabulary import Answer, NoteKind, SafeTonight, VisitState
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import NoteDetails, VisitDetails, describe_visit, open_visit, save_answers
from gcp_tracker.visits.safety import answer_safe_tonight, ask_safe_tonight_by_hand
from gcp_tracker.visits.service import (
    amend_visit,
    assess_readiness,
    discard_visit,
    offer_to_child,
    set_aside,
    sign_visit,
    withdraw_visit,
)
from tests.builders import draft_visit, events, graded, signed_visit
from tests.cast import TODAY, Cast
from tests.instruments import FIVE_GRADES

Writing = Callable[[User | None], UnitOfWork]
# Leo was born on 24 July 2020: five on 24 July 2025.
BEFORE_FIVE, FIVE = date(2025, 7, 23), date(2025, 7, 24)


def details_of(visit: Visit, **changed: object) -> VisitDetails:
    return replace(VisitDetails(visit.visited_on, household=visit.household, band_reason=visit.band_reason), **changed)


def unborn(cast: Cast, session: Session) -> Child:
    cast.ruby.born_on, cast.ruby.expected_on = None, date(2027, 2, 1)
    session.commit()
    return cast.ruby


def test_a_draft_keeps_its_version_and_band_when_a_newer_file_comes(
    cast: Cast, writing_as: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = instruments.newest("five-grades")
    with monkeypatch.context() as before_it_came, writing_as(cast.amira) as uow:
        before_it_came.delitem(instruments._known, ("five-grades", "1.1"))
        assert instruments.newest("five-grades") == FIVE_GRADES
        visit = draft_visit(uow, cast.leo, TODAY, {"hygiene": 2}, instrument=instruments.newest("five-grades"))
    assert instruments.newest("five-grades") is newer
    with writing_as(cast.amira) as uow:
        save_answers(uow, visit, base=visit.version, operation="a", answers=[graded("nutrition_meals", 3)])
        with pytest.raises(RuleBroken, match="no item “hygiene_daily”"):
            save_answers(uow, visit, base=visit.version, operation="b", answers=[graded("hygiene_daily", 3)])
    with writing_as(cast.amira) as uow:
        describe_visit(uow, visit, details_of(visit, came_with_me="Jo Lind"))
        sign_visit(uow, visit)
    with writing_as(cast.amira) as uow:
        amended = amend_visit(uow, visit, "Jo was there too")
        save_answers(uow, amended, base=1, operation="c", answers=[graded("nutrition_meals", 2)])
        sign_visit(uow, amended)
    assert [(one.instrument.version, one.band) for one in (visit, amended)] == [("1.0", "2-17")] * 2
    assert {grade.item_key: grade.value for grade in amended.grades} == {"hygiene": 2, "nutrition_meals": 2}


def test_an_amendment_years_later_stays_in_the_band_of_its_visit(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        visit = signed_visit(uow, cast.leo, BEFORE_FIVE, {"nutrition_quality": 2})
    with writing_as(cast.amira) as uow:
        amended = amend_visit(uow, visit, "A word")
        describe_visit(uow, amended, details_of(amended, came_with_me="Jo"))
        sign_visit(uow, amended)
    assert (visit.band, amended.band) == ("2-4", "2-4")


def test_a_visit_dated_before_the_birthday_and_opened_after_it_has_the_younger_band(
    cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        bands = [draft_visit(uow, cast.leo, on).band for on in (BEFORE_FIVE, FIVE)]
    assert bands == ["2-4", "5-10"]


def test_a_date_moved_over_the_birthday_sets_answers_aside_once_somebody_has_agreed(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    instrument = instruments.newest(instruments.OURS)
    only_older = next(item for item in instrument.items_for("5-10") if not item.applies_to("2-4"))
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, FIVE, {"nutrition_quality": 2, only_older.key: 4})
    with pytest.raises(BandTurns) as turns, writing_as(cast.amira) as uow:
        describe_visit(uow, visit, details_of(visit, visited_on=BEFORE_FIVE))
    assert f"1 answer is set aside: {only_older.title}." in turns.value.sentence
    assert (turns.value.band, turns.value.field) == ("2-4", "visited_on")
    session.expire_all()
    assert (visit.visited_on, visit.band) == (FIVE, "5-10")
    with writing_as(cast.amira) as uow:
        describe_visit(uow, visit, details_of(visit, visited_on=BEFORE_FIVE), turns.value.band)
    assert [grade.item_key for grade in set_aside(visit)] == [only_older.key]
    with writing_as(cast.amira) as uow:
        describe_visit(uow, visit, details_of(visit, visited_on=FIVE), "5-10")
    assert set_aside(visit) == [], "with the date they come back"
    assert {grade.item_key: grade.value for grade in visit.grades} == {"nutrition_quality": 2, only_older.key: 4}


def test_what_is_set_aside_needs_no_evidence_and_keeps_its_words_when_signed(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    instrument = instruments.newest(instruments.OURS)
    only_older = next(item for item in instrument.items_for("5-10") if not item.applies_to("2-4"))
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, FIVE, {"nutrition_quality": 2})
        save_answers(uow, visit, base=2, operation="a", answers=[graded(only_older.key, 4, child_words="No chum")])
        describe_visit(uow, visit, details_of(visit, visited_on=BEFORE_FIVE), "2-4")
        uow.session.refresh(visit)
        assert assess_readiness(visit, {}).missing == []
        sign_visit(uow, visit)
    session.expire_all()
    kept = {grade.item_key: grade for grade in visit.grades}
    assert (kept[only_older.key].answer, kept[only_older.key].value) == (None, None)
    assert kept[only_older.key].child_words == "No chum"
    assert kept["nutrition_quality"].answer is Answer.GRADED
    assert "grade:leave_out" in events(session)
    assert [grade.item_key for grade in set_aside(visit)] == [only_older.key]


def test_a_draft_keeps_its_band_over_a_corrected_birth_date_until_the_worker_changes_it(
    cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, FIVE, {"nutrition_quality": 2})
    with writing_as(cast.chloe):
        cast.leo.born_on = date(2021, 7, 24)
    with writing_as(cast.amira) as uow:
        # As the details page sends it: the draft's own band, with no reason.
        describe_visit(uow, visit, details_of(visit, band="5-10", came_with_me="Jo"))
    assert (visit.band, visit.band_reason) == ("5-10", "")
    with writing_as(cast.amira) as uow:
        describe_visit(uow, visit, details_of(visit), "2-4")
    assert visit.band == "2-4"


def test_a_choice_needs_its_reason_and_the_childs_own_band_keeps_none(cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.amira) as uow:
        chosen = draft_visit(uow, cast.leo, TODAY, band="2-4", band_reason="Speaks as a three-year-old does")
        own = draft_visit(uow, cast.leo, TODAY, band="5-10", band_reason="Left over")
        assert (chosen.band, chosen.band_reason) == ("2-4", "Speaks as a three-year-old does")
        assert (own.band, own.band_reason) == ("5-10", "")
    with pytest.raises(RuleBroken) as broken, writing_as(cast.amira) as uow:
        describe_visit(uow, chosen, details_of(chosen, band="2-4", band_reason=""))
    assert broken.value.field == "band_reason"


def test_a_visit_before_the_birth_is_signed_without_grades(cast: Cast, writing_as: Writing, session: Session) -> None:
    baby = unborn(cast, session)
    with writing_as(cast.amira) as uow:
        visit = draft_visit(
            uow, baby, TODAY, notes={NoteKind.READY: "A cot, no mattress"}, child_seen=True, adults_seen=[cast.mum]
        )
        with pytest.raises(RuleBroken, match="no item"):
            save_answers(uow, visit, base=visit.version, operation="x", answers=[graded("hygiene", 2)])
    assert (visit.band, visit.child_seen, visit.child_seen_alone) == (BEFORE_BIRTH, False, False)
    with writing_as(cast.amira) as uow:
        sign_visit(uow, visit)
    assert visit.state is VisitState.SIGNED
    assert [row.adult_id for row in visit.adults_seen] == [cast.mum.id]
    with writing_as(cast.amira) as uow:
        amended = amend_visit(uow, visit, "The mattress came")
        save_answers(uow, amended, base=1, operation="n", notes=[NoteDetails(NoteKind.READY, "A cot and a mattress")])
        sign_visit(uow, amended)
    assert amended.band == BEFORE_BIRTH


def test_safe_tonight_is_asked_by_hand_before_the_birth_and_stops_the_signing(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    baby = unborn(cast, session)
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, baby, TODAY)
        check = ask_safe_tonight_by_hand(uow, visit)
        assert ask_safe_tonight_by_hand(uow, visit) is check
    with pytest.raises(RuleBroken, match="safe tonight"), writing_as(cast.amira) as uow:
        sign_visit(uow, visit)
    with writing_as(cast.amira) as uow:
        answer_safe_tonight(
            uow, visit, SafeTonight.NO, who_was_told="Chloe", told_at="15:50", what_was_agreed="Gran takes Tara in"
        )
        sign_visit(uow, visit)
        graded_one = draft_visit(uow, cast.leo, TODAY)
        with pytest.raises(RuleBroken):
            ask_safe_tonight_by_hand(uow, graded_one)
    assert events(session).count("safety:ask") == 1


def test_once_born_grading_begins_and_the_visit_begun_before_keeps_having_none(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    baby = unborn(cast, session)
    with writing_as(cast.amira) as uow:
        early = draft_visit(uow, baby, TODAY, notes={NoteKind.READY: "All of it"})
    with pytest.raises(RuleBroken), writing_as(cast.amira) as uow:
        open_profile(uow, baby, instruments.newest(instruments.OURS), opened_on=TODAY, household=early.household)
    with writing_as(cast.chloe):
        baby.born_on = date(2026, 11, 10)
    with writing_as(cast.amira) as uow:
        describe_visit(uow, early, details_of(early, band=BEFORE_BIRTH, came_with_me="Jo"))
        assert early.band == BEFORE_BIRTH
    with writing_as(cast.amira) as uow:
        sign_visit(uow, early)
        visit = signed_visit(uow, baby, TODAY, {"nutrition_quality": 2})
        profile = open_profile(
            uow, baby, instruments.newest(instruments.OURS), opened_on=TODAY, household=early.household
        )
        uow.session.flush()
    assert visit.band == profile.band == "under-2"
    assert [row.visit_first_id for row in profile.contributions] == [visit.first_id]


def test_a_draft_begun_before_the_birth_can_be_turned_into_a_graded_one_knowingly(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    baby = unborn(cast, session)
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, baby, TODAY, notes={NoteKind.READY: "All of it"})
    with writing_as(cast.chloe):
        baby.born_on = TODAY
    with pytest.raises(BandTurns, match="What was written before the birth stays"), writing_as(cast.amira) as uow:
        describe_visit(uow, visit, details_of(visit))
    with writing_as(cast.amira) as uow:
        describe_visit(uow, visit, details_of(visit), "under-2")
    assert visit.band == "under-2"
    assert [note.text for note in visit.notes] == ["All of it"]


def test_a_visit_of_the_day_before_18_is_recorded_and_signed_after_it_and_none_of_the_day_itself(
    cast: Cast, writing_as: Writing
) -> None:
    with writing_as(None):
        cast.kai.born_on = TODAY.replace(year=2008)
    with writing_as(cast.ben) as uow:
        visit = signed_visit(uow, cast.kai, date(2026, 11, 15), {"nutrition_quality": 2})
    assert (visit.band, visit.state) == ("16-17", VisitState.SIGNED)
    with writing_as(cast.ben) as uow:
        amended = amend_visit(uow, visit, "A word")
        sign_visit(uow, amended)
        late = draft_visit(uow, cast.kai, date(2026, 11, 15))
        discard_visit(uow, late, "Written twice")
    with pytest.raises(RuleBroken, match="grading ends at 18"), writing_as(cast.ben) as uow:
        open_visit(uow, cast.kai, instruments.newest(instruments.OURS), VisitDetails(TODAY, household=cast.kais_mums))


def test_a_visit_withdrawn_from_one_child_goes_to_an_unborn_one_without_its_grades(
    cast: Cast, writing_as: Writing, session: Session
) -> None:
    baby = unborn(cast, session)
    with writing_as(cast.amira) as uow:
        wrong = signed_visit(uow, cast.leo, TODAY, {"nutrition_quality": 2}, notes={NoteKind.READY: "A cot"})
        withdraw_visit(uow, wrong, "It was about the baby")
        right = offer_to_child(uow, wrong, baby, cast.leos_home, "It was about the baby")
        uow.session.flush()
    assert right.band == BEFORE_BIRTH
    assert right.grades == []
    assert [note.text for note in right.notes] == ["A cot"]
