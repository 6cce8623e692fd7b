"""A visit of a story that a colleague graded too, apart, as the two would have written it."""

from __future__ import annotations

from datetime import timedelta

from gcp_tracker.children import service
from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.demo.stories import SIGNS
from gcp_tracker.models import Visit
from gcp_tracker.rules.vocabulary import Answer, Source
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.apart import ask_second_worker, begin_second_grading, record_agreement
from gcp_tracker.visits.drafts import AnswerDetails, save_answers
from gcp_tracker.visits.service import sign_visit

WRITING = timedelta(minutes=25)
# As long as the two have something to talk about.
BESIDE = timedelta(days=7)


def allocate_beside(on_file: FamilyOnFile, key: str, number: int, uow: UnitOfWork) -> None:
    """The colleague works with the child for these days, and so may be asked."""
    worker = on_file.staff.people[on_file.story.children[key].second[number].by]
    child = on_file.children[key]
    service.allocate_worker(uow, child, worker, uow.today, is_lead=False, to_on=uow.today + BESIDE)


def ask_to_grade_apart(uow: UnitOfWork, on_file: FamilyOnFile, key: str, number: int, visit: Visit) -> None:
    second = on_file.staff.people[on_file.story.children[key].second[number].by]
    on_file.apart[key, number] = ask_second_worker(uow, visit, second)


def play_second(on_file: FamilyOnFile, key: str, number: int, uow: UnitOfWork) -> None:
    visit = begin_second_grading(uow, on_file.apart[key, number])
    answers = _answers(on_file, key, number)
    save_answers(uow, visit, base=visit.version, operation=f"demo-second-{number}", answers=answers)
    uow.session.flush()
    uow.session.refresh(visit)
    uow.now += WRITING
    sign_visit(uow, visit)


def play_talk(on_file: FamilyOnFile, key: str, number: int, uow: UnitOfWork) -> None:
    second = on_file.story.children[key].second[number]
    record_agreement(uow, on_file.apart[key, number], second.agreed, second.words)


def _answers(on_file: FamilyOnFile, key: str, number: int) -> list[AnswerDetails]:
    story = on_file.story.children[key]
    second = story.second[number]
    answers = []
    for item, sign in story.answers_of(number):
        said = second.says.get(item)
        answers.append(
            AnswerDetails(
                item,
                SIGNS.get(sign, Answer.GRADED),
                None if sign in SIGNS else second.differs.get(item, int(sign)),
                said.source if said else Source.SAW if sign not in SIGNS else None,
                said.text if said else "",
                said.words if said else "",
            )
        )
    return answers
