"""Leo’s supervision: signed, being written, a note, challenges; and the address of every page of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from gcp_tracker.models import Child, SupervisionRecord, User
from gcp_tracker.rules.plan_vocabulary import ActionState
from gcp_tracker.rules.supervision import OnTheWhole
from gcp_tracker.supervision.details import AnswerDetails
from gcp_tracker.supervision.service import answer_escalation, answer_record, move_decision
from tests.browser.site import Site
from tests.builders import noon_of
from tests.cast import TODAY
from tests.supervised import challenge_about, decision, draft_record, signed_note, signed_record


@dataclass(frozen=True, slots=True)
class Supervised:
    signed: UUID
    draft: UUID
    session: UUID
    decision: int
    waiting: UUID
    answered: UUID


def supervise_leo(site: Site) -> Supervised:
    cast = site.cast
    with site.writing_as(cast.chloe, noon_of(TODAY - timedelta(days=35))) as uow:
        leo, amira = uow.session.get_one(Child, cast.leo.id), uow.session.get_one(User, cast.amira.id)
        late = decision("Meet Leo’s father at his work", amira, TODAY - timedelta(days=10))
        signed = signed_record(
            uow, leo, amira, late, decision("Ask for legal advice", uow.author, TODAY), on_the_whole=OnTheWhole.BETTER
        )
        signed_note(uow, leo, "He was hungry again on Monday.")
        waiting = challenge_about(uow, leo)
        answered = challenge_about(uow, leo, asks="A plumber this week.")
        answer_escalation(uow, answered, AnswerDetails("The plumber comes on Monday.", uow.today))
    with site.writing_as(cast.amira) as uow:
        record = uow.session.get_one(SupervisionRecord, signed.id)
        answer_record(uow, record, "I have rung him twice.")
        move_decision(uow, record.decisions[0], ActionState.STARTED)
    with site.writing_as(cast.chloe) as uow:
        leo, amira = uow.session.get_one(Child, cast.leo.id), uow.session.get_one(User, cast.amira.id)
        draft = draft_record(uow, leo, amira, decision("Ring the school", amira, TODAY))
        return Supervised(
            signed.id, draft.id, draft.session_id or draft.id, signed.decisions[0].id, waiting.id, answered.id
        )


def supervision_addresses(held: Supervised, leo: str) -> list[tuple[str, str, str]]:
    """Endpoint, who opens it, and where."""
    draft, waiting = f"{leo}/supervision/{held.draft}", f"{leo}/challenges/{held.waiting}"
    return [
        ("supervision.sessions", "chloe", "/supervision"),
        ("supervision.sessions", "amira", "/supervision"),
        ("supervision.new_session", "chloe", "/supervision/new"),
        ("supervision.session", "chloe", f"/supervision/{held.session}"),
        ("supervision.of_child", "chloe", f"{leo}/supervision"),
        ("supervision.of_child", "amira", f"{leo}/supervision"),
        ("supervision.begin", "chloe", f"{leo}/supervision/new"),
        ("supervision.record", "amira", f"{leo}/supervision/{held.signed}"),
        ("supervision.paper", "chloe", f"{leo}/supervision/print"),
        ("supervision.sign", "chloe", f"{draft}/sign"),
        ("supervision.put_aside", "chloe", f"{draft}/put-aside"),
        ("record.supervise", "chloe", f"{draft}/write"),
        ("supervision.end_decision", "amira", f"{leo}/decisions/{held.decision}/done"),
        ("supervision.raise_challenge", "amira", f"{leo}/challenges/new"),
        ("supervision.challenge", "chloe", waiting),
        ("supervision.challenge", "amira", f"{leo}/challenges/{held.answered}"),
        ("supervision.answer_challenge", "amira", f"{waiting}/answer"),
        ("supervision.take_further", "amira", f"{waiting}/further"),
        ("supervision.close_challenge", "amira", f"{leo}/challenges/{held.answered}/close"),
        ("supervision.set_aside", "chloe", f"{waiting}/set-aside"),
    ]
