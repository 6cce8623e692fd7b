"""The engine’s numbers, in one table with where each comes from. Another value is another version of the engine."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

from gcp_tracker.rules.authority_settings import Settings

VERSION = "1.3"

PRACTICE = "a rule of practice"
RELIABILITY = "published agreement of graded profiles (weighted kappa .75 to .90), as simulated"
SIMULATED = "simulation; no real cases have calibrated it"


def _set(value: float, words: str, source: str) -> float:
    """A constant, with what it means and where it comes from."""
    constant: float = field(default=value, metadata={"words": words, "source": source})
    return constant


class Told(NamedTuple):
    name: str
    value: float
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Constants:
    """Grades are in steps of one, days are days. The defaults are version VERSION."""

    series_alive_days: float = _set(90, "a home counts so long after its last grading, if another was graded", PRACTICE)
    form_share: float = _set(1 / 3, "a visit counts for a domain if it graded this share of the full form", PRACTICE)
    form_least: float = _set(2, "and at least so many items", PRACTICE)
    baseline_days: float = _set(42, "visits this close to the first are the start", PRACTICE)
    baseline_pair_days: float = _set(90, "a lone first visit takes the second with it, if no further away", PRACTICE)
    common_days: float = _set(90, "an item is compared if graded at the start and in these last days", PRACTICE)
    carried_days: float = _set(
        365,
        "an item last graded at concern stands where it stood so long, where the latest visit leaves it out",
        PRACTICE,
    )
    new_items_share: float = _set(0.5, "so much of the latest form without a start: the domain starts again", PRACTICE)
    new_items_least: float = _set(2, "and at least so many items", PRACTICE)

    least_visits: float = _set(3, "fewer visits to a domain cannot settle anything", PRACTICE)
    least_days: float = _set(56, "nor can fewer days from the first to the latest", PRACTICE)
    least_items: float = _set(3, "nor fewer items in common", PRACTICE)
    least_items_share: float = _set(0.5, "or a smaller share of the full form", PRACTICE)

    step: float = _set(0.5, "half a grade: the smallest change that is called one", PRACTICE)
    held_step: float = _set(0.4, "an improvement counts as held while never less than this", PRACTICE)
    held_days: float = _set(180, "six months: how long it must have held", PRACTICE)
    lost_within: float = _set(0.25, "back this close to the start: the gain is lost", PRACTICE)
    lost_share: float = _set(0.5, "or this share of it, and at least half a grade, given back", PRACTICE)

    fit_rounds: float = _set(4, "alternations of the fit of visits and items", SIMULATED)
    item_shrink: float = _set(0.5, "how strongly an item’s own level is held back", SIMULATED)
    prior_mean: float = _set(3.0, "before any grade: the middle of the scale", SIMULATED)
    level_sd: float = _set(1.2, "how far children differ from it", SIMULATED)
    drift_sd: float = _set(0.7, "how far one child’s care moves", SIMULATED)
    calm_drift: float = _set(0.4, "or only this share of it, where the child’s own grades hardly move", SIMULATED)
    lively_drift: float = _set(1.6, "or so many times as far, where they move much", SIMULATED)
    moving_otherwise: float = _set(0.3, "before any grade, how likely either of these is", SIMULATED)
    drift_days: float = _set(270, "and how slowly", SIMULATED)
    worker_sd: float = _set(0.30, "one worker grades this much harder or kinder than another", RELIABILITY)
    day_sd: float = _set(0.15, "one day looks this much better or worse than the weeks around it", SIMULATED)
    first_day_sd: float = _set(0.5, "a first visit, made in a crisis, this much more", SIMULATED)
    item_sd: float = _set(0.65, "one grade of one item is this uncertain", RELIABILITY)

    histories: float = _set(256, "histories drawn, always the same ones", SIMULATED)
    rounding: float = _set(1e-6, "probabilities are rounded to this before any threshold", SIMULATED)
    worse_at: float = _set(0.60, "worse than at the start, from this probability", SIMULATED)
    fluctuating_at: float = _set(0.40, "up and down, from this share of histories", SIMULATED)
    better_at: float = _set(0.70, "better, from this probability", SIMULATED)
    sustained_at: float = _set(0.50, "and held, from this share of histories", SIMULATED)
    unchanged_at: float = _set(0.40, "no clear change, from this share of histories", SIMULATED)

    sustained_silent_days: float = _set(60, "sustained stands so long without a grading", PRACTICE)
    silent_days: float = _set(90, "not yet sustained and no clear change stand so long", PRACTICE)
    not_graded_days: float = _set(60, "a domain not graded for so long is named", PRACTICE)

    concern_mean: float = _set(2.5, "a domain is of concern from this mean at the start", PRACTICE)
    concern_grade: float = _set(4, "or from this grade of one item", PRACTICE)
    worst_grade: float = _set(5, "an item newly here is always shown", PRACTICE)
    good_grade: float = _set(2, "a Safety item that was no worse than this just before", PRACTICE)
    drift_item_days: float = _set(180, "an item at 4 or 5 for so long drifts", PRACTICE)
    exposed_from: float = _set(3.5, "care this bad or worse is counted as a day at 4 or 5", SIMULATED)

    def told(self) -> list[Told]:
        """Every constant with its value, in words, for the page that explains a verdict."""
        return [
            Told(one.name, getattr(self, one.name), one.metadata["words"], one.metadata["source"])
            for one in fields(self)
        ]


STANDARD = Constants()


def constants_of(settings: Settings) -> Constants:
    """With the one number that an authority sets."""
    return replace(STANDARD, worse_at=settings.share("worse_at"))
