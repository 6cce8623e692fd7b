"""Whether the end of a spell of help is a step down, and in what words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gcp_tracker.models import HelpEpisode
from gcp_tracker.rules.judgements import Occasion, help_step, step_words
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import HelpKind


@dataclass(frozen=True, slots=True)
class StepDown:
    occasion: Occasion
    words: str


def step_of(episode: HelpEpisode, today: date, followed_by: HelpKind | None = None) -> StepDown | None:
    """If it ended today; None where the child stays under as much help, and for a spell that is over already."""
    child = episode.child
    running = [one for one in child.episodes if is_current(one.started_on, one.ended_on, today)]
    if episode not in running:
        return None
    after = [one.kind for one in running if one is not episode]
    after += [followed_by] if followed_by else []
    occasion = help_step([one.kind for one in running], after)
    return StepDown(occasion, step_words(episode.kind, after, child.first_name)) if occasion else None
