"""What was ever put off for one child."""

from __future__ import annotations

from sqlalchemy import select

from gcp_tracker.models import AttentionPutOff, Child, User
from gcp_tracker.rules.putting_off import PutOff
from gcp_tracker.unit_of_work import AnySession


def put_offs_of(session: AnySession, child: Child) -> list[PutOff]:
    """The newest first."""
    query = (
        select(AttentionPutOff, User.name)
        .join(User, User.id == AttentionPutOff.by_id)
        .where(AttentionPutOff.child_id == child.id)
        .order_by(AttentionPutOff.id.desc())
    )
    return [
        PutOff(row.kind, row.mark, row.sentence, row.until_on, row.reason, by, row.at)
        for row, by in session.execute(query)
    ]
