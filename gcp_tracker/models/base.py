"""The one declarative base, and the column types that every table shares."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    String,
    TypeDecorator,
    and_,
    or_,
    type_coerce,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute


class UtcInstant(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. SQLite has no time zones, so it keeps the naive UTC value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _stored_words(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


def plain_key(key: Any) -> Any:
    """The id as the driver gives it. To make a UUID of it again in each of hundreds of rows costs more than to read."""
    return type_coerce(key, String)


def is_current_spell(
    from_on: InstrumentedAttribute[date],
    to_on: InstrumentedAttribute[date | None],
    today: date | BindParameter[date],
) -> ColumnElement[bool]:
    """For a query, what `rules.spells.is_current` says of one spell."""
    return and_(from_on <= today, or_(to_on.is_(None), to_on > today))


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcInstant(),
        str: String(),
        enum.StrEnum: Enum(enum.StrEnum, native_enum=False, values_callable=_stored_words, length=32),
    }
