"""Authority, team, user and roles: the people who work with families."""

from __future__ import annotations

from datetime import datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.rules.vocabulary import RoleName


class Authority(Base):
    """A council (or another body that keeps children's files), with the periods and numbers that it sets itself."""

    __tablename__ = "authority"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    lea_code: Mapped[str | None] = mapped_column(String(3), unique=True)
    # Local, not national: how long a signed visit is kept, counted from the child's eighteenth birthday.
    retention_years: Mapped[int] = mapped_column(default=17)
    emergency_numbers: Mapped[str] = mapped_column(default="999")
    profile_every_days: Mapped[int] = mapped_column(default=91)


class Team(Base):
    """People who work together. Children from a return arrive in the intake team."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    name: Mapped[str]
    is_intake: Mapped[bool] = mapped_column(default=False)

    authority: Mapped[Authority] = relationship()


user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user_account.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Role(Base, RoleMixin):
    """What a person may do by role alone; a person can have several."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)

    def __init__(self, name: str) -> None:
        self.name = name


class User(Base, UserMixin):
    """A person who can sign in, and who stands behind what was written even after leaving."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    profession: Mapped[str] = mapped_column(default="")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    team: Mapped[Team | None] = relationship()
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin says list[RoleMixin]
        secondary=user_role, lazy="selectin"
    )

    def is_a(self, role: RoleName) -> bool:
        return any(held.name == role.value for held in self.roles)


class EndedSession(Base):
    """A sign-in that ended by sign-out: its cookie opens nothing any more, wherever a copy of it is. Kept until the
    cookie would have been too old anyway.
    """

    __tablename__ = "ended_session"

    # Not unique: two sign-outs sent at once are both right.
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    forget_at: Mapped[datetime]
