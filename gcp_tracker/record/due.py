"""What is due for the child, from the story that the page has read already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gcp_tracker.meetings.queries import KnownOfClocks, periods_from
from gcp_tracker.record.finding import Finding
from gcp_tracker.record.story import Story
from gcp_tracker.rules.agenda import Item, agenda
from gcp_tracker.rules.ages import LifeStage, life_stage
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clock_facts import ClockFacts, HelpSpell
from gcp_tracker.rules.duties import lost_in_a_row
from gcp_tracker.rules.spells import is_current


def what_is_due(story: Story, settings: Settings, today: date) -> list[Item]:
    return agenda(_clocks(story, today), periods_from(settings), today)


def due_findings(story: Story, items: Sequence[Item], today: date) -> list[Finding]:
    """Cancellations in a row, and what is late, in one line."""
    found = [Finding("red", "Cancelled", f"{words}.") for words in lost_in_a_row(_clocks(story, today))]
    if late := [item.words for item in items if item.is_late and not item.is_unsaid]:
        found.append(Finding("amber", "Late", f"{'; '.join(late)}."))
    return found


def _clocks(story: Story, today: date) -> ClockFacts:
    child = story.child
    stage = life_stage(child.born_on, child.expected_on, today)
    visits = story.visits if stage.is_unborn else [visit for visit in story.held if visit.child_seen]
    spells = [HelpSpell(one.kind, one.started_on, one.ended_on) for one in story.episodes]
    return KnownOfClocks(spells, list(story.meetings), list(story.footprint.challenges)).facts(
        child,
        seen_on=max((visit.on for visit in visits), default=None),
        profile_on=max((profile.completed_on for profile in story.profiles), default=None),
        has_worker=any(is_current(worker.from_on, worker.to_on, today) for worker in story.workers),
        is_open=stage is not LifeStage.ADULT and not story.is_closed(today),
    )
