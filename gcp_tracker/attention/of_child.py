"""The reasons of one child, read for a page or a form of their own."""

from __future__ import annotations

from datetime import date, datetime

from gcp_tracker.attention.queries import NOTHING_KNOWN, Attention, Workers, attention_of, known_of_attention
from gcp_tracker.authority_settings import settings_of
from gcp_tracker.children.queries import Attended, attended, workers_now
from gcp_tracker.meetings.queries import NOTHING_KNOWN as NO_CLOCKS
from gcp_tracker.meetings.queries import known_of_clocks, periods_from
from gcp_tracker.models import Child
from gcp_tracker.readings.queries import all_readings_on
from gcp_tracker.rules.attention_facts import SafetyFact
from gcp_tracker.rules.reason_kinds import MANAGERS_ORDER
from gcp_tracker.unit_of_work import LONDON, AnySession


def attention_now(session: AnySession, child: Child, now: datetime, today: date) -> Attention:
    """In the manager’s order, which is the same for everybody who looks at one child."""
    settings = settings_of(session, child.authority_id, today)
    waiting = attended(session, [child.id], now, settings.days("answer_stays")).get(child.id, Attended())
    workers = workers_now(session, [child.id], today).get(child.id, [])
    return attention_of(
        child,
        known_of_attention(session, [child.id], today).get(child.id, NOTHING_KNOWN),
        known_of_clocks(session, [child.id]).get(child.id, NO_CLOCKS),
        list(all_readings_on(session, [child.id], today).values()),
        Workers(
            tuple(worker.name for worker in workers if not worker.gone),
            tuple(worker.name for worker in workers if worker.gone),
        ),
        [
            SafetyFact(
                one.visited_on, one.answer, one.answered_at.astimezone(LONDON).date() if one.answered_at else None
            )
            for one in waiting.safety
        ],
        min((draft.visited_on for draft in waiting.drafts), default=None),
        MANAGERS_ORDER,
        settings,
        periods_from(settings),
        today,
    )
