"""Authority, team, user and roles: the people who work with families."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import JSON, Column, ForeignKey, String, Table, Text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.rules.vocabulary import RoleName

if TYPE_CHECKING:
    from gcp_tracker.models.account import Passkey


class Authority(Base):
    """A council (or another body that keeps children's files), with its own numbers. Its periods: AuthoritySetting."""

    __tablename__ = "authority"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    lea_code: Mapped[str | None] = mapped_column(String(3), unique=True)
    emergency_numbers: Mapped[str] = mapped_column(default="999")


class Team(Base):
    """People who work together. Children from a return arrive in the intake team."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    name: Mapped[str]
    is_intake: Mapped[bool] = mapped_column(default=False)
    # Nobody is put into a closed team; what it did keeps its name.
    closed_on: Mapped[date | None]

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
    # Empty until the person has set one: nothing that is typed matches it.
    password: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    profession: Mapped[str] = mapped_column(default="")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    # The first day on which the account is closed, where that is known before.
    ends_on: Mapped[date | None]
    last_signed_in_at: Mapped[datetime | None]
    # As Flask-Security names them. The secret is encrypted, the recovery codes are hashes.
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text, deferred=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]  # the mixin says str
        String(64), index=True, unique=True
    )
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(JSON()), deferred=True)
    # No code of an authenticator app opens twice: the number of the last one that did.
    last_code: Mapped[int | None]
    # How the authority’s own sign-in names this person, once they have used it.
    provider_subject: Mapped[str | None] = mapped_column(String(255), index=True, unique=True)

    team: Mapped[Team | None] = relationship()
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # the mixin says list[WebAuthnMixin]
        back_populates="user", cascade="all, delete-orphan"
    )
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin says list[RoleMixin]
        secondary=user_role, lazy="selectin"
    )

    def is_a(self, role: RoleName) -> bool:
        return any(held.name == role.value for held in self.roles)


class WorkSpell(Base):
    """What somebody did here, and in which team, from a day until another; the open one is what they do now."""

    __tablename__ = "work_spell"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[RoleName]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    team: Mapped[Team | None] = relationship()
