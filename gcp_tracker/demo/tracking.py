"""Visits with the early-help tracker, the family’s goals, and the trigger points that a manager has answered."""

from __future__ import annotations

from datetime import timedelta

from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.demo.stories import TRACKER, TrackedStory
from gcp_tracker.demo.visiting import AT_THE_HOUSE, BACK_AT_THE_DESK
from gcp_tracker.instruments import newest
from gcp_tracker.rules.trigger_answers import AnswerDetails
from gcp_tracker.rules.trigger_kept import rule_from
from gcp_tracker.rules.triggers import ItemsAt, SeveralAt
from gcp_tracker.rules.vocabulary import Answer, NoteKind, Place, Source
from gcp_tracker.triggers.queries import open_triggers
from gcp_tracker.triggers.service import answer_trigger
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import AnswerDetails as GradeDetails
from gcp_tracker.visits.drafts import NoteDetails, VisitDetails, open_visit, save_answers
from gcp_tracker.visits.service import sign_visit
from gcp_tracker.visits.wordings import word_items

# What fired in these last days still waits for its answer.
STILL_WAITS = timedelta(days=40)
WENT_TOGETHER = "We went together the next morning. What keeps the child safe until Friday is written down, by name."
IN_THE_PLAN = "Talked over with the worker; what must change first, and by when, is in the plan now."
REVIEW_IS_NEAR = "The next review looks at just this. The worker’s report comes a week early."


def play_tracked(story: TrackedStory, on_file: FamilyOnFile, key: str, uow: UnitOfWork) -> None:
    child, instrument = on_file.children[key], newest(TRACKER)
    if story.goals:
        word_items(uow, child, instrument, story.goals)
    home = on_file.homes[story.home or next(iter(on_file.story.homes))]
    details = VisitDetails(
        uow.today, uow.now.time(), Place(story.place), household=home, child_seen=True, adults_seen=()
    )
    visit = open_visit(uow, child, instrument, details)
    uow.session.flush()
    uow.now += AT_THE_HOUSE
    answers = [
        GradeDetails(item, Answer.GRADED, value, Source.CARER_SAID, story.says.get(item, ""))
        for item, value in story.scores.items()
    ]
    notes = {NoteKind.GOING_WELL: story.going_well, NoteKind.CHILD_WORDS: story.child_words}
    texts = [NoteDetails(kind, text) for kind, text in notes.items() if text]
    save_answers(uow, visit, base=visit.version, operation="demo-tracker", answers=answers, notes=texts)
    uow.session.flush()
    uow.now += BACK_AT_THE_DESK
    sign_visit(uow, visit)


def answer_what_waits(on_file: FamilyOnFile, key: str, uow: UnitOfWork) -> None:
    """What fired for the child by then, as a manager who is in time answers it."""
    if uow.today > on_file.days.born(0) - STILL_WAITS:
        return
    for firing in open_triggers(uow.session, on_file.children[key]):
        rule = rule_from(firing.rule)
        if isinstance(rule.when, ItemsAt | SeveralAt):
            what = WENT_TOGETHER if isinstance(rule.when, ItemsAt) else IN_THE_PLAN
            details = AnswerDetails(True, rule.consider[-1:], what, f"{uow.author.name}, with the worker", uow.today)
        else:
            details = AnswerDetails(False, why=REVIEW_IS_NEAR)
        answer_trigger(uow, firing, details)
