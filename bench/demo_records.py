"""Which of the demo's records a picture is taken of, found by what they are rather than by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from gcp_tracker.db import db
from gcp_tracker.models import Authority, Child, Profile, Team, Visit
from gcp_tracker.rules.vocabulary import ProfileState, VisitState


@dataclass(frozen=True, slots=True)
class Records:
    """`author` and `draft_author` are the first part of an e-mail address; `children` are by name."""

    child: UUID
    family: UUID
    visit: UUID
    author: str
    draft: UUID
    draft_author: str
    profile: UUID
    nameless: UUID
    authority: int
    children: dict[str, UUID] = field(default_factory=dict)


def find_records(app: Flask) -> Records:
    """The child with the most signed visits among those with a draft that is going on, and what hangs on it."""
    with app.app_context():
        session = db.session
        draft = session.scalars(
            select(Visit).where(Visit.state == VisitState.DRAFT).order_by(Visit.visited_on.desc())
        ).first()
        profile = session.scalars(
            select(Profile).where(Profile.state == ProfileState.COMPLETED).order_by(Profile.completed_on.desc())
        ).first()
        nameless = session.scalars(select(Child).join(Team).where(Team.is_intake)).first()
        authority = session.scalars(select(Authority)).first()
        if draft is None or profile is None or nameless is None or authority is None:
            raise RuntimeError("the demo has no draft, no completed profile, or nobody in intake")
        child = profile.child
        visit = session.scalars(
            select(Visit)
            .where(Visit.child_id == child.id, Visit.state == VisitState.SIGNED, Visit.outcome == "held")
            .order_by(Visit.visited_on.desc())
        ).first()
        if visit is None:
            raise RuntimeError("the child with a profile has no signed visit")
        named = session.scalars(
            select(Child).join(Team).where(Team.is_intake.is_(False)).order_by(func.lower(Child.given_name))
        )
        found = Records(
            child=child.id,
            family=child.family_id,
            visit=visit.id,
            author=visit.author.email.partition("@")[0],
            draft=draft.id,
            draft_author=draft.author.email.partition("@")[0],
            profile=profile.id,
            nameless=nameless.id,
            authority=authority.id,
            children={one.first_name.lower(): one.id for one in named},
        )
        session.remove()
        db.engine.dispose()
    return found
