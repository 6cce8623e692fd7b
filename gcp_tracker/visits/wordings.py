"""Items that each family puts in its own words: the three goals of a tracker, kept over time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import Child, ItemWording
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.lengths import LONGEST_GOAL, too_long_words
from gcp_tracker.unit_of_work import AnySession, UnitOfWork


def word_items(uow: UnitOfWork, child: Child, instrument: Instrument, words: Mapping[str, str]) -> None:
    """`words` by item. What is empty or as before stays; an older wording stays in the file."""
    held = wordings_of(uow.session, child, instrument)
    changed = {key: said for key, said in words.items() if said and held.get(key) != said}
    if not changed:
        raise RuleBroken("Nothing is different yet. Write the goal as the family says it, or go back")
    for key, said in changed.items():
        if not instrument.has_item(key) or not instrument.item(key).own_words:
            raise RuleBroken("This is not a goal that the family words itself")
        if len(said) > LONGEST_GOAL:
            raise RuleBroken(too_long_words(LONGEST_GOAL))
        uow.session.add(
            ItemWording(
                child=child,
                instrument_key=instrument.key,
                item_key=key,
                words=said,
                worded_at=uow.now,
                worded_by=uow.author,
            )
        )
    uow.record("goal:word", subject=child, child=child, changed=sorted(changed))


def all_wordings(session: AnySession, child: Child, instrument: Instrument) -> list[ItemWording]:
    """The newest first, older ones too."""
    query = (
        select(ItemWording)
        .where(ItemWording.child_id == child.id, ItemWording.instrument_key == instrument.key)
        .options(joinedload(ItemWording.worded_by))
        .order_by(ItemWording.id.desc())
    )
    return list(session.scalars(query))


def wordings_of(
    session: AnySession, child: Child, instrument: Instrument, at: datetime | None = None
) -> dict[str, str]:
    """By item: what the family calls it, or called it at that time. Asks nothing where no item is worded so."""
    if not instrument.items_in_own_words:
        return {}
    found: dict[str, str] = {}
    for row in all_wordings(session, child, instrument):
        if at is None or row.worded_at <= at:
            found.setdefault(row.item_key, row.words)
    return found


def in_own_words(session: AnySession, child: Child, instrument: Instrument, at: datetime | None = None) -> Instrument:
    """The instrument as this family words it: pages about the child show it so."""
    return instrument.worded(wordings_of(session, child, instrument, at))
