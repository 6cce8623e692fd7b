"""Which of the demo's records a picture is taken of: found by what they are, and one child for each kind of story."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from gcp_tracker.db import db
from gcp_tracker.models import Authority, Child, Profile, Team, Visit
from gcp_tracker.rules.vocabulary import ProfileState, VisitState

# One for each kind of story; to draw all sixty tells no more.
TELLING = (
    *("Callum", "Niamh", "Zofia", "Kacper", "Idris", "Amara", "Zainab", "Jayden", "Tobi", "Ffion"),
    *("Arjan", "Hodan", "Deniz", "Baby", "Yusuf", "Filip", "Jade", "Kwame", "Evie"),
)
MANAGERS = {"Meadow Lane": "grace", "Harbour": "dale"}


@dataclass(frozen=True, slots=True)
class Records:
    """`author` and `draft_author` are the first part of an e-mail address; `children` are those of TELLING, by name."""

    child: UUID
    family: UUID
    visit: UUID
    author: str
    manager: str
    draft: UUID
    draft_author: str
    profile: UUID
    nameless: UUID
    authority: int
    children: dict[str, UUID] = field(default_factory=dict)
    managers: dict[str, str] = field(default_factory=dict)


def find_records(app: Flask) -> Records:
    """The child whose profile was completed last, a draft that is going on, and one child for each kind of story."""
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
        ).all()
        if missing := set(TELLING) - {one.first_name for one in named}:
            raise RuntimeError(f"the demo has nobody called {', '.join(sorted(missing))}")
        found = Records(
            child=child.id,
            family=child.family_id,
            visit=visit.id,
            manager=MANAGERS[child.team.name],
            author=visit.author.email.partition("@")[0],
            draft=draft.id,
            draft_author=draft.author.email.partition("@")[0],
            profile=profile.id,
            nameless=nameless.id,
            authority=authority.id,
            children={one.first_name.lower(): one.id for one in named if one.first_name in TELLING},
            managers={one.first_name.lower(): MANAGERS[one.team.name] for one in named if one.first_name in TELLING},
        )
        session.remove()
        db.engine.dispose()
    return found
