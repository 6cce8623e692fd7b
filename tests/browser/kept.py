"""What the server has kept, read from its database."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from gcp_tracker.models import Grade, Visit, VisitNote
from gcp_tracker.rules.vocabulary import NoteKind, VisitState
from tests.browser.site import Site


def grades_of(site: Site, visit_id: UUID) -> dict[str, Grade]:
    return site.ask(
        lambda session: {row.item_key: row for row in session.scalars(select(Grade).where(Grade.visit_id == visit_id))}
    )


def values_of(site: Site, visit_id: UUID) -> dict[str, int | None]:
    return {key: grade.value for key, grade in grades_of(site, visit_id).items()}


def notes_of(site: Site, visit_id: UUID) -> dict[NoteKind, str]:
    return site.ask(
        lambda session: {
            row.kind: row.text for row in session.scalars(select(VisitNote).where(VisitNote.visit_id == visit_id))
        }
    )


def state_of(site: Site, visit_id: UUID) -> VisitState:
    return site.ask(lambda session: session.get_one(Visit, visit_id).state)
