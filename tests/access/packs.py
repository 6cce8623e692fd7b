"""What each of the seven children has of conference packs: one that is written, one that waits, one that was issued."""

from __future__ import annotations

from sqlalchemy.orm import Session

from gcp_tracker.conference import service
from gcp_tracker.conference.details import NewSentence, PackDetails, Page, Printed
from gcp_tracker.models import Child, Pack, User
from gcp_tracker.rules.packs import PackFor, PackPart
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.access.plans_and_meetings import Addresses
from tests.cast import NOW, TODAY


def packs_of(session: Session, child: Child, worker: User, manager: User, word: str) -> Addresses:
    """What each of their routes takes, by endpoint."""
    written = _begun(session, child, worker, PackFor.CARERS, word)
    waits = _prepared(session, child, worker, PackFor.YOUNG_PERSON, word)
    issued = _prepared(session, child, worker, PackFor.PROFESSIONALS, word)
    with UnitOfWork(session, manager, NOW) as uow:
        service.check_pack(uow, issued)
        service.issue_pack(uow, issued, Printed(b"%PDF-1.7", 1, NOW), issued.sha256)
    found = {f"conference.{name}": {"number": written.id} for name in ("write", "put_aside", "prepare")}
    found |= {f"conference.{name}": {"number": waits.id} for name in ("check", "send_back", "issue")}
    read = ("pack", "mark_read", "for_members", "for_carers", "for_young_person")
    return found | {f"conference.{name}": {"number": issued.id} for name in read}


def _begun(session: Session, child: Child, worker: User, made_for: PackFor, word: str) -> Pack:
    sentences = [NewSentence(PackPart.GOING_WELL, "own_1", "A sentence of your own", f"{word} laughs a lot")]
    with UnitOfWork(session, worker, NOW) as uow:
        details = PackDetails(made_for, MeetingKind.REVIEW_CONFERENCE, TODAY, note=f"What does {word} need?")
        return service.open_pack(uow, child, details, sentences)


def _prepared(session: Session, child: Child, worker: User, made_for: PackFor, word: str) -> Pack:
    pack = _begun(session, child, worker, made_for, word)
    with UnitOfWork(session, worker, NOW) as uow:
        for sentence in pack.sentences:
            sentence.approved_at, sentence.approved_by = NOW, worker
        page = Page(f"<p>{word} is read about</p>", str(child.id).replace("-", "") * 2, {}, "1.2", 1, 1)
        service.prepare_pack(uow, pack, page, pack.version)
    return pack
