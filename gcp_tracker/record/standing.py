"""What stands under the heading of every page about a child: age, help and since when, last seen, workers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gcp_tracker.models import Child, HelpEpisode
from gcp_tracker.rules.ages import LifeStage, age_words, life_stage
from gcp_tracker.rules.dates import COUNTED_IN_DAYS, completed_months, counted, date_with_age, long_date
from gcp_tracker.rules.sentences import begun_small
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import HelpKind

STEPS = list(HelpKind)


@dataclass(frozen=True, slots=True)
class Standing:
    """`sentence` begins with the full name. `can_be_visited`: False without a name or any date, and from 18."""

    sentence: tuple[str, ...]
    can_be_visited: bool
    stage: LifeStage


@dataclass(frozen=True, slots=True)
class LastSeen:
    on: date
    alone: bool


def standing_of(
    child: Child, episodes: Iterable[HelpEpisode], workers: Iterable[str], seen: LastSeen | None, today: date
) -> Standing:
    """`workers` are those allocated today, the lead first; `seen` is the last visit at which the child was."""
    age = age_words(child.born_on, child.expected_on, today)
    stage = life_stage(child.born_on, child.expected_on, today)
    parts = [f"{child.full_name}, {age}", *help_words(episodes, today)]
    if stage in (LifeStage.CHILD, LifeStage.ADULT):
        parts.append(seen_words(seen, today))
    names = " and ".join(workers)
    parts.append(f"allocated to {names}" if names else "nobody is allocated")
    return Standing(tuple(parts), (stage.is_graded or stage.is_unborn) and child.is_named, stage)


def help_words(episodes: Iterable[HelpEpisode], today: date) -> list[str]:
    """The furthest step of help that runs today: "child protection plan for neglect since …"."""
    running = [episode for episode in episodes if is_current(episode.started_on, episode.ended_on, today)]
    if not running:
        return ["no plan or help recorded"]
    furthest = max(running, key=lambda episode: (STEPS.index(episode.kind), episode.started_on))
    return [f"{begun_small(episode_words(furthest))} since {since_words(furthest.started_on, today)}"]


def episode_words(episode: HelpEpisode) -> str:
    category = f" for {episode.category.words}" if episode.category else ""
    return f"{episode.kind.words}{category}"


def seen_words(seen: LastSeen | None, today: date) -> str:
    if seen is None:
        return "not seen at a visit yet"
    return f"last seen {date_with_age(seen.on, today)}, {'alone' if seen.alone else 'not alone'}"


def since_words(start: date, today: date) -> str:
    """20 February 2026 (9 months)."""
    return f"{long_date(start)} ({length_words(start, today)})"


def length_words(start: date, end: date) -> str:
    """24 days, 9 months, 2 years 3 months."""
    days = (end - start).days
    if days <= COUNTED_IN_DAYS:
        return counted(days, "day")
    years, months = divmod(completed_months(start, end), 12)
    if not years:
        return counted(months, "month")
    return counted(years, "year") + (f" {counted(months, 'month')}" if months else "")
