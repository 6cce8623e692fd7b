"""A link for whoever has forgotten their password, sent to their own mailbox."""

from __future__ import annotations

from threading import Thread

from flask import current_app

from gcp_tracker.accounts import queries
from gcp_tracker.accounts.letters import send_link
from gcp_tracker.accounts.links import link_address
from gcp_tracker.accounts.service import ask_for_link
from gcp_tracker.rules.sign_ins import ASKED_FOR_LASTS
from gcp_tracker.rules.vocabulary import LinkKind
from gcp_tracker.web.access import reading, unit_of_work


def send_soon(email: str) -> None:
    """Beside the answer, which would otherwise tell by its time whether there is such an account."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy ends with its request

    def send() -> None:
        with app.app_context():
            user = queries.user_by_email(reading(), email)
            if user is not None and user.active:
                with unit_of_work() as uow:
                    token = ask_for_link(uow, user)
                send_link(user, LinkKind.NEW_PASSWORD, link_address(token), ASKED_FOR_LASTS)

    Thread(target=send, name="letter").start()
