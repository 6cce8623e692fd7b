"""Letters, where the authority has named a server for them. Nothing here needs one: every link can be handed over."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable
from datetime import timedelta
from email.message import EmailMessage

from flask import current_app

from gcp_tracker.accounts.sessions import sign_in_settings
from gcp_tracker.models import User
from gcp_tracker.rules.vocabulary import LinkKind

PATIENCE = 10
SUBJECTS = {
    LinkKind.INVITATION: "Your account for GCP Tracker",
    LinkKind.NEW_PASSWORD: "A new password for GCP Tracker",
    LinkKind.START_AGAIN: "Set up your sign-in for GCP Tracker again",
}


def can_send() -> bool:
    return sign_in_settings().mailbox is not None


def send_link(user: User, kind: LinkKind, address: str, lasts: timedelta) -> bool:
    """Whether the server has taken it. That it has not is said in the log, without whom it was for."""
    how_long = f"{lasts.days} days" if lasts.days else "an hour"
    letter = EmailMessage()
    letter["Subject"] = SUBJECTS[kind]
    letter["To"] = user.email
    letter.set_content(
        f"Hello {user.name},\n\n"
        f"this link sets your password for GCP Tracker. It opens once, within {how_long}:\n\n{address}\n\n"
        "If you did not expect it, do not open it, and tell your administrator.\n"
    )
    return _send(letter)


def send_handover(managers: Iterable[User], who: str, children: str) -> None:
    """To those who have children to hand over from now on: how many, and no name of any."""
    for manager in managers:
        letter = EmailMessage()
        letter["Subject"] = "Children to hand over in GCP Tracker"
        letter["To"] = manager.email
        letter.set_content(
            f"Hello {manager.name},\n\n"
            f"{who}’s account has been closed. {who} was allocated to {children} of your team, who now stand first on"
            " My team, until you hand them over.\n"
        )
        _send(letter)


def _send(letter: EmailMessage) -> bool:
    mailbox = sign_in_settings().mailbox
    if mailbox is None:
        return False
    letter["From"] = mailbox.sender
    secure = ssl.create_default_context()
    try:
        if mailbox.encryption == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(mailbox.host, mailbox.port, timeout=PATIENCE, context=secure)
        else:
            server = smtplib.SMTP(mailbox.host, mailbox.port, timeout=PATIENCE)
        with server:
            if mailbox.encryption == "starttls":
                server.starttls(context=secure)
            if mailbox.user:
                server.login(mailbox.user, mailbox.password)
            server.send_message(letter)
    except (OSError, smtplib.SMTPException) as error:
        current_app.logger.error("a letter was not sent: %s", type(error).__name__)
        return False
    return True
