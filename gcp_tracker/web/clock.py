"""What time it is, for a request. Tests and demos set GCP_CLOCK; everything else passes the answer on."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from flask import current_app

from gcp_tracker.unit_of_work import LONDON, now_utc


def now() -> datetime:
    """This instant, in UTC."""
    clock = current_app.config.get("GCP_CLOCK")
    return cast(datetime, clock()) if clock else now_utc()


def today() -> date:
    """Today in Europe/London."""
    return now().astimezone(LONDON).date()
