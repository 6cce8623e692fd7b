"""What each of the seven children has of supervision: a record that is signed and one being written, a challenge that
waits and a judgement, with the word of the child in each.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from gcp_tracker.models import Child, Judgement, User
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.supervision.details import Whom
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.supervised import challenge_about, decision, draft_record, signed_record

Addresses = dict[str, dict[str, Any]]
# As in table.py, by hand. The agenda of a session is of one worker’s children.
LISTED = {
    ("supervision.sessions", "practitioner"): {"allocated"},
    ("supervision.sessions", "duty"): {"allocated"},
    ("supervision.sessions", "manager"): {"allocated", "own team", "named"},
    ("supervision.session", "manager"): {"allocated"},
}
ROWS = """
supervision.of_child         GET       reads
supervision.record           GET       reads
supervision.paper            GET POST  prints
supervision.answer           POST      works
supervision.begin            GET POST  decides
supervision.add_child        POST      decides
supervision.begin_note       POST      decides
record.supervise             GET POST  decides
record.keep_supervised       POST      decides
supervision.sign             GET POST  decides
supervision.put_aside        GET POST  decides
supervision.move_decision    POST      works
supervision.end_decision     GET POST  works
supervision.challenge        GET       reads
supervision.raise_challenge  GET POST  meets
supervision.answer_challenge  GET POST  meets
supervision.take_further     GET POST  meets
supervision.close_challenge  GET POST  meets
supervision.set_aside        GET POST  decides
"""


def supervision_of(session: Session, child: Child, manager: User, named: list[User], word: str) -> Addresses:
    """Led by the manager of the matrix, whoever’s child it is; everybody has something to do by name. What each of its
    routes takes, by endpoint.
    """
    to_do = [decision(f"{word}: ring the school", one, TODAY) for one in named]
    with UnitOfWork(session, manager, NOW) as uow:
        signed = signed_record(uow, child, None, *to_do, like_to_be=f"{word} wakes alone")
        draft = draft_record(uow, child, named[0], like_to_be=f"{word} is up first")
        raised = challenge_about(uow, child, Whom(f"The head of {word} School", Agency.SCHOOL))
        judgement = Judgement(
            child_id=child.id, occasion=Occasion.STEP_DOWN, decided=f"{word} goes on without a plan", at=uow.now,
            verdict="no_clear_change", said="No clear change.", engine="1.2", as_of=TODAY, by_id=manager.id,
        )  # fmt: skip
        uow.session.add(judgement)
    number, todo = {"number": signed.id}, signed.decisions[0].id
    of_draft, of_raised = {"number": draft.id}, {"number": raised.id}
    found = {f"supervision.{name}": number for name in ("record", "answer")}
    found |= {f"supervision.{name}": of_draft for name in ("sign", "put_aside")}
    found |= {f"record.{name}": of_draft for name in ("supervise", "keep_supervised")}
    found |= {
        f"supervision.{name}": of_raised
        for name in ("challenge", "answer_challenge", "take_further", "close_challenge", "set_aside")
    }
    found["supervision.move_decision"] = {"number": todo}
    found["supervision.end_decision"] = {"number": todo, "state": "done"}
    found |= {f"supervision.{name}": {"number": draft.session_id} for name in ("add_child", "session")}
    return found
