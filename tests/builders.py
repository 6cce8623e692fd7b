"""Visits for tests, made as practitioners make them: opened, graded and signed through the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from gcp_tracker import instruments
from gcp_tracker.models import Adult, AuditEvent, Child, Household, User, Visit
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.vocabulary import Answer, NoteKind, SafeTonight, Source, VisitOutcome, VisitState
from gcp_tracker.unit_of_work import AnySession, UnitOfWork
from gcp_tracker.visits.drafts import (
    AnswerDetails,
    NoteDetails,
    VisitDetails,
    open_visit,
    save_answers,
)
from gcp_tracker.visits.safety import answer_safe_tonight
from gcp_tracker.visits.service import record_missed_visit, sign_visit
from tests.page_client import PageClient

EVIDENCE = "Seen and heard at the visit"


def noon_of(day: date) -> datetime:
    """An instant on that day in London, for the unit of work that writes then."""
    return datetime.combine(day, time(12, 0), tzinfo=UTC)


def home_of(child: Child) -> Household:
    return child.residences[0].household


def graded(key: str, value: int, evidence: str = "", **more: str) -> AnswerDetails:
    """One answer as the tablet sends it: seen by the worker."""
    return AnswerDetails(key, Answer.GRADED, value, Source.SAW, evidence, **more)


def events(session: AnySession) -> list[str]:
    """The actions of the audit, oldest first."""
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def signed_visits(session: AnySession, child: Child) -> list[Visit]:
    """Those that stand, oldest first."""
    standing = select(Visit).where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED)
    return list(session.scalars(standing.order_by(Visit.visited_on, Visit.opened_at)))


def visit_form(home: Household | None, **more: str) -> dict[str, str]:
    """The screen before grading as it is sent, about the care in this home."""
    held = {"visited_on": "2026-11-16", "started_at": "15:30", "place": "home", "outcome": "held", "announced": "yes"}
    whose = {} if home is None else {"care_of": care_of_key(home.id, None)}
    return held | {"child_seen": "y", "band": ""} | whose | more


def save_answer(client: PageClient, visit: Visit, key: str, answer: str, evidence: str = "", **more: str) -> None:
    """One answer as the tablet sends it."""
    one = {"item": key, "answer": answer, "evidence": evidence, **more}
    reply = client.post(f"/visits/{visit.id}/answers", json={"base": 99, "operation": key, "answers": [one]})
    assert reply.status_code == 200


def draft_visit(
    uow: UnitOfWork,
    child: Child,
    on: date,
    grades: Mapping[str, int] | None = None,
    *,
    instrument: Instrument | None = None,
    household: Household | None = None,
    carer: Adult | None = None,
    not_seen: Sequence[str] = (),
    not_applicable: Sequence[str] = (),
    words: Mapping[str, str] | None = None,
    notes: Mapping[NoteKind, str] | None = None,
    safe: SafeTonight | None = SafeTonight.YES,
    **details: Any,
) -> Visit:
    """A visit begun by the actor, with evidence for every grade; `words` are the child’s own, by item."""
    instrument = instrument or instruments.newest(instruments.OURS)
    if household is None and carer is None:
        household = home_of(child)
    seen = {"child_seen": True, "child_seen_alone": True, "bedroom_seen": True} | details
    visit = open_visit(uow, child, instrument, VisitDetails(visited_on=on, household=household, carer=carer, **seen))
    words = words or {}
    answers = [
        AnswerDetails(key, Answer.GRADED, value, Source.SAW, EVIDENCE, words.get(key, ""))
        for key, value in (grades or {}).items()
    ]
    answers += [AnswerDetails(key, Answer.NOT_SEEN) for key in not_seen]
    answers += [AnswerDetails(key, Answer.NOT_APPLICABLE) for key in not_applicable]
    texts = [NoteDetails(kind, text) for kind, text in (notes or {}).items()]
    if answers or texts:
        save_answers(uow, visit, base=visit.version, operation="", answers=answers, notes=texts)
    uow.session.flush()
    uow.session.refresh(visit)
    if visit.safety_check is not None and safe is not None:
        answer_safe_tonight(uow, visit, safe, who_was_told="The manager", told_at="14:00", what_was_agreed="Gran stays")
    return visit


def signed_visit(
    uow: UnitOfWork, child: Child, on: date, grades: Mapping[str, int] | None = None, **more: Any
) -> Visit:
    """The same, signed. `more`: what draft_visit takes, the fields of VisitDetails among it."""
    visit = draft_visit(uow, child, on, grades, **more)
    sign_visit(uow, visit)
    return visit


def missed_visit(
    uow: UnitOfWork, child: Child, on: date, outcome: VisitOutcome, what_happened: str = "Rang twice"
) -> Visit:
    instrument = instruments.newest(instruments.OURS)
    details = VisitDetails(visited_on=on, household=home_of(child), outcome=outcome, outcome_detail=what_happened)
    return record_missed_visit(uow, child, instrument, details)


def all_grades(child: Child, on: date, value: int, instrument: Instrument | None = None) -> dict[str, int]:
    """Every item of the child's age, all at one grade."""
    instrument = instrument or instruments.newest(instruments.OURS)
    band = instrument.band_at(child.born_on, on)
    assert band is not None
    return {item.key: value for item in instrument.items_for(band.key)}


def history(
    uow: UnitOfWork,
    child: Child,
    levels: list[int],
    *,
    last_on: date = date(2026, 11, 2),
    every: int = 40,
    household: Household | None = None,
    at_last: Mapping[str, int] | None = None,
) -> None:
    """Every item of every visit at one grade, `every` days apart; `at_last` differs at the last of them."""
    for place, level in enumerate(levels):
        on = last_on - timedelta(days=every * (len(levels) - 1 - place))
        grades = all_grades(child, on, level) | (dict(at_last or {}) if place == len(levels) - 1 else {})
        signed_visit(uow, child, on, grades, household=household)


def many_visits(
    session: AnySession,
    child: Child,
    author: User,
    last_on: date,
    count: int = 60,
    *,
    every_days: int = 18,
    **more: Any,
) -> list[Visit]:
    """So many signed visits, each with every item graded, up to `last_on`. Grades wander over the whole scale."""
    instrument = more.get("instrument") or instruments.newest(instruments.OURS)
    visits = []
    with UnitOfWork(session, author, noon_of(last_on)) as uow:
        for number in range(count):
            on = last_on - timedelta(days=every_days * (count - 1 - number))
            band = instrument.band_at(child.born_on, on)
            grades = {
                item.key: instrument.values[(place + number // 7) % len(instrument.values)]
                for place, item in enumerate(instrument.items_for(band.key))
            }
            visits.append(signed_visit(uow, child, on, grades, **more))
    return visits
