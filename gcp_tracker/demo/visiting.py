"""One visit of a story, as the worker would have written it: opened at the door, graded, signed that evening."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import UUID, uuid5

from gcp_tracker.demo.apart import ask_to_grade_apart
from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.demo.stories import SIGNS, ChildStory, VisitStory
from gcp_tracker.models import Visit
from gcp_tracker.rules.engagement_vocabulary import CarerView, InterpreterBy
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import Answer, NoteKind, Place, SafeTonight, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import (
    AnswerDetails,
    NoteDetails,
    VisitDetails,
    open_visit,
    save_answers,
)
from gcp_tracker.visits.safety import answer_safe_tonight
from gcp_tracker.visits.service import record_missed_visit, sign_visit

AT_THE_HOUSE = timedelta(minutes=70)
BACK_AT_THE_DESK = timedelta(minutes=160)

INTERPRETED = {
    "": None,
    "not used": None,
    "used": InterpreterBy.IN_PERSON,
    "phone": InterpreterBy.AT_A_DISTANCE,
    "relative": InterpreterBy.RELATIVE,
}


def play_visit(uow: UnitOfWork, on_file: FamilyOnFile, key: str, number: int, instrument: Instrument) -> Visit | None:
    """The signed visit; None where the story leaves it a draft."""
    story = on_file.story.children[key]
    told = story.visits[number - 1]
    child = on_file.children[key]
    details = _details(uow, on_file, told)
    occasion_id = _occasion(on_file, told, child.family_id)
    if not details.outcome.is_held:
        return record_missed_visit(uow, child, instrument, details, occasion_id)
    visit = open_visit(uow, child, instrument, details, occasion_id)
    uow.session.flush()
    if number in story.second:
        ask_to_grade_apart(uow, on_file, key, number, visit)
    uow.now += AT_THE_HOUSE
    save_answers(
        uow,
        visit,
        base=visit.version,
        operation=f"demo-{number}",
        answers=_answers(story, number),
        notes=[NoteDetails(NoteKind(kind), text) for kind, text in story.notes.get(number, {}).items()],
    )
    if number in story.safe_tonight:
        said = story.safe_tonight[number]
        answer_safe_tonight(
            uow,
            visit,
            SafeTonight(said.answer),
            who_was_told=said.told,
            told_at=said.at,
            what_was_agreed=said.agreed,
        )
    if told.draft:
        return None
    uow.session.flush()
    uow.now += BACK_AT_THE_DESK
    sign_visit(uow, visit)
    return visit


def _occasion(on_file: FamilyOnFile, told: VisitStory, family_id: UUID) -> UUID | None:
    """Brothers and sisters at the same hour in the same home with the same worker were visited together."""
    same = (told.day, told.at, told.by, on_file.story.home_of(told))
    together = [
        visit
        for child in on_file.story.children.values()
        for visit in child.visits
        if (visit.day, visit.at, visit.by, on_file.story.home_of(visit)) == same
    ]
    # Named by what they share, so that the one written first need not be looked for.
    return uuid5(family_id, " ".join(map(str, same))) if len(together) > 1 else None


def _details(uow: UnitOfWork, on_file: FamilyOnFile, told: VisitStory) -> VisitDetails:
    return VisitDetails(
        visited_on=uow.today,
        started_at=time.fromisoformat(told.at),
        place=Place(told.place),
        outcome=VisitOutcome(told.outcome),
        outcome_detail=told.what,
        household=on_file.homes[on_file.story.home_of(told)],
        announced=told.announced,
        child_seen=told.seen != "no",
        child_seen_alone=told.seen == "alone",
        bedroom_seen=told.bedroom,
        interpreter_needed=bool(told.interpreter),
        interpreter_by=INTERPRETED[told.interpreter],
        came_with_me=told.came,
        adults_seen=[on_file.adults[adult] for adult in told.adults],
        band=told.band or None,
        band_reason=told.band_reason,
    )


def _answers(story: ChildStory, number: int) -> list[AnswerDetails]:
    answers = []
    for item, sign in story.answers_of(number):
        said = story.evidence.get(item, {}).get(number)
        answers.append(
            AnswerDetails(
                item,
                SIGNS.get(sign, Answer.GRADED),
                None if sign in SIGNS else int(sign),
                said.source if said else None,
                said.text if said else "",
                said.words if said else "",
                said.changed if said else "",
                CarerView.DIFFERENT if said and said.carer else None,
                said.carer if said else "",
            )
        )
    return answers
