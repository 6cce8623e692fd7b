"""What opens an account and keeps it open: passkeys, sign-ins, one-time links, and the tries that failed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security.core import WebAuthnMixin
from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.people import Team, User
from gcp_tracker.rules.vocabulary import AccountChangeKind, LinkKind, RoleName


class Passkey(Base, WebAuthnMixin):
    """A key that a person’s device or security key holds; the columns are those that Flask-Security asks for."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), index=True, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[Any] | None] = mapped_column(JSON)
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(Text)
    lastuse_datetime: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))

    user: Mapped[User] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        """The library’s mixin asks for the user by `id` of this row otherwise."""
        return {"id": self.user_id}


class SignIn(Base):
    """One sign-in on one device, for as long as it lasts. The cookie holds the token, this row only its hash."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    # What the audit calls it: the same from sign-in to sign-out, while the token is made anew at a step-up.
    name: Mapped[str] = mapped_column(String(64), unique=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    # Without a second factor where one is needed, it opens the pages to set one up and nothing else.
    is_whole: Mapped[bool]
    device: Mapped[str] = mapped_column(String(80))
    began_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class OneTimeLink(Base):
    """Opens one account once, to set its password. Only a hash of what stands in the address is kept."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[LinkKind]
    made_at: Mapped[datetime]
    # Empty: asked for by the person, or made by a command.
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])


class AccountChange(Base):
    """Asked for by an administrator, who could sign in as somebody else with it: it comes to be once another person
    has confirmed it. Kept, for whoever it was about.
    """

    __tablename__ = "account_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AccountChangeKind]
    # Empty: somebody new, until it is confirmed.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    # Only what is to be new.
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(255), default="")
    role: Mapped[RoleName | None]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    profession: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    # Empty: by a command, on the server itself.
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    # Empty, though decided: nobody else was there yet, or a command did it.
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    is_confirmed: Mapped[bool | None]
    # When the person whom it is about said that they know of it.
    known_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    team: Mapped[Team | None] = relationship()
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def whose_name(self) -> str:
        return self.user.name if self.user else self.name


class FailedTry(Base):
    """How often a sign-in failed for one account, device or address, of late. `bucket` is a keyed hash: no address and
    no e-mail address can be read from it.
    """

    __tablename__ = "failed_try"

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
