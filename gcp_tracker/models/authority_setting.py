"""What an authority has set for itself, each with the day from which it acts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcp_tracker.models.base import Base
from gcp_tracker.models.people import Authority, User


class AuthoritySetting(Base):
    """One change of one setting. Rows are only ever added: what was judged on a day is judged by what held on it."""

    __tablename__ = "authority_setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    # One of rules/authority_settings.py, in whole numbers of its unit.
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[int]
    from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]
    # Empty: set before changes had a date.
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    authority: Mapped[Authority] = relationship()
    set_by: Mapped[User | None] = relationship()


class DaysOff(Base):
    """Days on which an authority’s people do not work beyond England’s bank holidays; or, `is_closed` being false, that
    they do after all. Rows are only ever added: of two about one day the later holds.
    """

    __tablename__ = "days_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    is_closed: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    authority: Mapped[Authority] = relationship()
    set_by: Mapped[User | None] = relationship()
