"""What a visit can be graded with: the usual instrument, and those that are offered under the help a child has."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from gcp_tracker.instruments import known_keys, newest
from gcp_tracker.models import Child, HelpEpisode
from gcp_tracker.models.base import is_current_spell
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.unit_of_work import AnySession


def offered_instruments(session: AnySession, child: Child, usual: Instrument, today: date) -> list[Instrument]:
    """The usual one first."""
    others = [newest(key) for key in known_keys() if key != usual.key]
    others = [one for one in others if one.offered_under]
    if not others:
        return [usual]
    current = is_current_spell(HelpEpisode.started_on, HelpEpisode.ended_on, today)
    helped = select(HelpEpisode.kind).where(HelpEpisode.child_id == child.id, current)
    kinds = set(session.scalars(helped))
    return [usual, *(one for one in others if kinds.intersection(one.offered_under))]
