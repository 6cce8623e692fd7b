"""What an administrator asked for about an account, confirmed by somebody else."""

from __future__ import annotations

from sqlalchemy import select
from werkzeug.test import TestResponse

from gcp_tracker.db import db
from gcp_tracker.models import AccountChange, User
from tests.page_client import PageClient


def last_asked(client: PageClient) -> AccountChange:
    with client.application.app_context():
        return db.session.scalars(select(AccountChange).order_by(AccountChange.id.desc())).first()


def answer_as(client: PageClient, who: User, answer: str = "yes") -> TestResponse:
    """What `who` is shown for an answer to what was asked for last."""
    number = last_asked(client).id
    return client.sign_in(who).post(f"/accounts-to-confirm/{number}", data={"answer": answer})
