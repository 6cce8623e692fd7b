"""The supervision of a story, by the team’s manager with the worker of that day, and its challenges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from functools import partial
from typing import TypeAlias

from sqlalchemy import select

from gcp_tracker.demo.dealings import (
    ChallengeStory,
    DecisionStory,
    SupervisionStory,
)
from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.models import Decision, Escalation, SupervisionRecord, SupervisionSession, User
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.rules.plan_vocabulary import ActionState
from gcp_tracker.rules.supervision import OnTheWhole, SessionKind
from gcp_tracker.supervision import service
from gcp_tracker.supervision.details import (
    AnswerDetails,
    ChallengeDetails,
    DecisionDetails,
    RecordDetails,
    SessionDetails,
    Whom,
)
from gcp_tracker.unit_of_work import UnitOfWork

# Who does it: by their key, or the team’s manager.
MANAGER = "manager"
TALKED_AT, READ_AT, DONE_AT = time(19, 20), time(19, 40), time(19, 50)
Step: TypeAlias = tuple[int, time, str, Callable[[UnitOfWork], None]]


class SupervisionOnFile:
    """Of one child. A step is a day, a time, who takes it and what it writes."""

    def __init__(self, on_file: FamilyOnFile, key: str) -> None:
        self.on_file = on_file
        self.key = key
        self.records: dict[int, SupervisionRecord] = {}
        self.raised: dict[int, Escalation] = {}

    def steps(self) -> Iterator[Step]:
        story = self.on_file.story.children[self.key]
        for place, one in enumerate(story.supervision):
            yield one.day, TALKED_AT, MANAGER, partial(self._talk, place, one)
            if one.answer:
                yield one.day + 1, READ_AT, one.by, partial(self._answer, place, one.answer)
            for number, decision in enumerate(one.decisions):
                if decision.done is not None:
                    yield decision.done, DONE_AT, one.by, partial(self._finish, place, number, decision)
        for place, challenge in enumerate(story.challenges):
            yield challenge.day, TALKED_AT, challenge.by, partial(self._raise, place, challenge)
            if challenge.further is not None:
                yield challenge.further, READ_AT, challenge.by, partial(self._take_further, place, challenge)
            if challenge.answered is not None:
                yield challenge.answered, READ_AT, challenge.by, partial(self._write_answer, place, challenge)
            if challenge.closed is not None:
                yield challenge.closed, DONE_AT, challenge.by, partial(self._close, place, challenge)

    def _talk(self, place: int, story: SupervisionStory, uow: UnitOfWork) -> None:
        staff, child = self.on_file.staff, self.on_file.children[self.key]
        record = service.open_record(uow, self._session(staff.people[story.by], uow), child)
        uow.session.flush()
        texts = {
            "like_to_be": story.like,
            "what_changed": story.changed,
            "if_wrong": story.wrong,
            "whose_voice": story.voice,
        }
        decided = tuple(self._decision(one, uow) for one in story.decisions)
        service.write_record(uow, record, RecordDetails(texts, OnTheWhole(story.whole), decided), record.version)
        service.sign_record(uow, record, record.version, story.because)
        self.records[place] = record

    def _session(self, worker: User, uow: UnitOfWork) -> SupervisionSession:
        """One talk is about several children."""
        same = select(SupervisionSession).where(
            SupervisionSession.led_by_id == uow.author.id,
            SupervisionSession.worker_id == worker.id,
            SupervisionSession.held_on == uow.today,
        )
        details = SessionDetails(SessionKind.ONE_TO_ONE, uow.today, worker)
        return uow.session.scalar(same) or service.open_session(uow, details)

    def _decision(self, story: DecisionStory, uow: UnitOfWork) -> DecisionDetails:
        user = uow.author if story.who == MANAGER else self.on_file.staff.people[story.who]
        return DecisionDetails(story.what, user.name, user, self.on_file.days.day(story.by))

    def _answer(self, place: int, words: str, uow: UnitOfWork) -> None:
        service.answer_record(uow, self.records[place], words)

    def _finish(self, place: int, number: int, story: DecisionStory, uow: UnitOfWork) -> None:
        decision: Decision = self.records[place].decisions[number]
        service.move_decision(uow, decision, ActionState.DONE, story.came)

    def _raise(self, place: int, story: ChallengeStory, uow: UnitOfWork) -> None:
        whom = Whom(story.whom, Agency(story.agency))
        details = ChallengeDetails(uow.author.name, Agency.SOCIAL_CARE, story.about, story.asks, whom)
        self.raised[place] = service.raise_escalation(uow, self.on_file.children[self.key], details)
        uow.session.flush()

    def _take_further(self, place: int, story: ChallengeStory, uow: UnitOfWork) -> None:
        whom = Whom(story.further_to, Agency(story.agency))
        service.take_escalation_further(uow, self.raised[place], 2, whom, story.further_why)

    def _write_answer(self, place: int, story: ChallengeStory, uow: UnitOfWork) -> None:
        service.answer_escalation(uow, self.raised[place], AnswerDetails(story.answer, uow.today))

    def _close(self, place: int, story: ChallengeStory, uow: UnitOfWork) -> None:
        service.close_escalation(uow, self.raised[place], story.outcome)
