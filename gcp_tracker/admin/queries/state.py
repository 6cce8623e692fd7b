"""How the service is, for the administrator: who is in, what came in, and whether the audit was verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from gcp_tracker.accounts.queries import count_of_administrators
from gcp_tracker.audit.queries import last_event
from gcp_tracker.imports.queries import children_words
from gcp_tracker.models import AuditEvent, ImportRun, SignIn, User
from gcp_tracker.unit_of_work import AnySession

RETURNS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Arrived:
    """A return that was imported, without its name: what somebody calls a file may name a child."""

    at: datetime
    authority: str
    who: str
    words: str
    file_hash: str


@dataclass(frozen=True, slots=True)
class ServiceState:
    people_in: int
    devices_in: int
    administrators: int
    verified: AuditEvent | None
    returns: list[Arrived]


def service_state(session: AnySession, now: datetime) -> ServiceState:
    people, devices = session.execute(
        select(func.count(SignIn.user_id.distinct()), func.count(SignIn.id)).where(SignIn.ends_at > now)
    ).one()
    runs = session.scalars(
        select(ImportRun)
        .order_by(ImportRun.at.desc(), ImportRun.id.desc())
        .limit(RETURNS_SHOWN)
        .options(joinedload(ImportRun.authority), joinedload(ImportRun.by).lazyload(User.roles))
    )
    return ServiceState(
        people_in=people,
        devices_in=devices,
        administrators=count_of_administrators(session),
        verified=last_event(session, "audit:verify"),
        returns=[
            Arrived(
                run.at,
                run.authority.name,
                run.by.name if run.by else "at the server",
                children_words(run),
                run.file_hash,
            )
            for run in runs
        ],
    )
