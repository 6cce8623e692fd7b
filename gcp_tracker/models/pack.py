"""A conference pack: written, prepared, checked, issued. What was issued stays as it was read, byte for byte."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.child import Child
from gcp_tracker.models.people import User
from gcp_tracker.rules.packs import PackFor, PackPart, PackState
from gcp_tracker.rules.vocabulary import MeetingKind

_OPEN = text("state IN ('draft', 'prepared', 'sent_back', 'checked')")


class Pack(Base):
    """One issue of one child’s pack for one kind of reader. `body` is the page that was prepared, `sha256` the hash of
    its bytes in UTF-8; `pdf` is what was printed from it on the day of issue, and `pdf_sha256` the hash of that file.
    """

    __tablename__ = "pack"
    __table_args__ = (
        Index("uq_pack_open", "child_id", "made_for", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint(
            "state NOT IN ('issued', 'read', 'replaced') OR (issued_at IS NOT NULL AND pdf IS NOT NULL)",
            name="issued_is_whole",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    made_for: Mapped[PackFor]
    state: Mapped[PackState] = mapped_column(default=PackState.DRAFT)
    # Of one conference the first issue is 1.
    number: Mapped[int] = mapped_column(default=1)
    # The issue that it replaces once it is issued; none for the first.
    before_id: Mapped[UUID | None] = mapped_column(ForeignKey("pack.id"))
    conference: Mapped[MeetingKind]
    for_on: Mapped[date]
    # Counts the saves, so that two people who write at once are told.
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    # What the worker asks the conference to think about.
    note: Mapped[str] = mapped_column(Text, default="")

    prepared_at: Mapped[datetime | None]
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    # The authority’s retention date, from the day of issue on: until then nobody can delete it.
    kept_until: Mapped[date | None]
    body: Mapped[str] = mapped_column(Text, default="", deferred=True)
    sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    # What it says, line by line and by section, so that a later issue can tell what has changed.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)
    engine: Mapped[str] = mapped_column(String(20), default="")
    core_pages: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)

    child: Mapped[Child] = relationship()
    before: Mapped[Pack | None] = relationship(remote_side="Pack.id")
    opened_by: Mapped[User] = relationship(foreign_keys=opened_by_id)
    prepared_by: Mapped[User | None] = relationship(foreign_keys=prepared_by_id)
    checked_by: Mapped[User | None] = relationship(foreign_keys=checked_by_id)
    issued_by: Mapped[User | None] = relationship(foreign_keys=issued_by_id)
    sentences: Mapped[list[PackSentence]] = relationship(
        back_populates="pack", order_by="PackSentence.id", cascade="all, delete-orphan"
    )
    moves: Mapped[list[PackMove]] = relationship(back_populates="pack", order_by="PackMove.id")


class PackSentence(Base):
    """One sentence of a pack in sentences: approved by somebody, left out, or not decided yet."""

    __tablename__ = "pack_sentence"
    __table_args__ = (
        UniqueConstraint("pack_id", "part", "line_key"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[UUID] = mapped_column(ForeignKey("pack.id"), index=True)
    part: Mapped[PackPart]
    # What it is about: an item, an outcome, or a line of the worker’s own.
    line_key: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    is_left_out: Mapped[bool] = mapped_column(default=False)
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    pack: Mapped[Pack] = relationship(back_populates="sentences")
    approved_by: Mapped[User | None] = relationship()

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None

    @property
    def is_decided(self) -> bool:
        return self.is_approved or self.is_left_out


class PackMove(Base):
    """What became of a pack, when and by whom; only ever added."""

    __tablename__ = "pack_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[UUID] = mapped_column(ForeignKey("pack.id"), index=True)
    to: Mapped[PackState] = mapped_column("became")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    pack: Mapped[Pack] = relationship(back_populates="moves")
    by: Mapped[User] = relationship()
