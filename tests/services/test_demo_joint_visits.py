"""In the demo, brothers and sisters at the same hour in the same home with the same worker are one occasion."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.demo import builder
from gcp_tracker.demo.stories import FamilyStory
from gcp_tracker.demo.story_files import all_families
from gcp_tracker.models import Visit

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


def with_one_visit_apart(family: FamilyStory) -> FamilyStory:
    """Every child visited only at the last visit of the first; the last child by itself an hour later."""
    keys = list(family.children)
    told = family.children[keys[0]].visits[-1]
    children = {
        key: replace(
            child,
            visits=[replace(told, at="17:30" if key == keys[-1] else told.at, adults=(), draft=False)],
            grades={}, evidence={}, notes={}, safe_tonight={}, profiles=[],
        )
        for key, child in family.children.items()
    }  # fmt: skip
    return replace(family, children=children)


def test_who_was_visited_at_the_same_hour_in_the_same_home_was_visited_together(session: Session) -> None:
    family = next(one for one in all_families() if len(one.children) > 2)
    builder.build_demo(session, NOW, instruments.newest(instruments.OURS), [with_one_visit_apart(family)])
    together = defaultdict(set)
    for visit in session.scalars(select(Visit)):
        together[visit.occasion_id].add(visit.child.given_name)
    *joint, apart = [child.given for child in family.children.values()]
    assert sorted(map(sorted, together.values())) == sorted([sorted(joint), [apart]])
    assert together[None] == {apart}
