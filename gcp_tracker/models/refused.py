"""What browsers refused to run or load in our pages: counted, and never kept one by one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from gcp_tracker.models.base import Base


class PolicyViolation(Base):
    """One kind on one day, and how often it was reported; rules/violations.py says what the words are."""

    __tablename__ = "policy_violation"

    on: Mapped[date] = mapped_column(primary_key=True)
    directive: Mapped[str] = mapped_column(String(40), primary_key=True)
    route: Mapped[str] = mapped_column(String(200), primary_key=True)
    blocked: Mapped[str] = mapped_column(String(120), primary_key=True)
    times: Mapped[int]
