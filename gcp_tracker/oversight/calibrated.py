"""What `calibrate` says of the engine’s noise constants: in lines for a person, and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gcp_tracker.change.calibration import LAG, Estimate
from gcp_tracker.change.constants import VERSION
from gcp_tracker.rules.dates import counted

COLUMNS = ("constant", "engine", "in_use", "estimate", "low", "high", "pairs", "enough", "more_needed", "in_interval")
WHAT = {
    "item_sd": "one grade of one item",
    "worker_sd": "one worker beside another",
    "day_sd": "one day beside the weeks around it",
}
TWICE_SOON = f"children graded apart twice within {LAG} days"


def calibrated_lines(found: Sequence[Estimate]) -> Iterator[str]:
    """One paragraph for each constant, then whether anything follows."""
    for one in found:
        yield f"{one.name}, {WHAT[one.name]}: {one.in_use:.2f} in use. {_estimate_words(one)} {_enough_words(one)}"
    enough = [one for one in found if one.is_enough]
    if not enough:
        yield "There are too few to calibrate anything. The constants stay as they are."
    elif all(one.fits for one in enough):
        yield "Where there are enough, the constants in use fit. Nothing has been changed."
    else:
        yield (
            "Where there are enough, a constant in use does not fit. Nothing has been changed: another value is another"
            " version of the engine, with its proof made anew."
        )


def calibrated_rows(found: Sequence[Estimate]) -> Iterator[tuple[str | int | None, ...]]:
    yield COLUMNS
    for one in found:
        numbers = [None if value is None else f"{value:.4f}" for value in (one.value, one.low, one.high)]
        fits = None if one.fits is None else _yes(one.fits)
        yield one.name, VERSION, f"{one.in_use:.4f}", *numbers, one.pairs, _yes(one.is_enough), one.more, fits


def _estimate_words(one: Estimate) -> str:
    if one.value is None:
        return "Nothing can be estimated."
    words = f"Estimated at {one.value:.2f}"
    if one.low is None or one.high is None:
        return f"{words}, from one child alone."
    fits = "which holds the one in use" if one.fits else "which does not hold the one in use"
    return f"{words}, between {one.low:.2f} and {one.high:.2f} nineteen times in twenty, {fits}."


def _enough_words(one: Estimate) -> str:
    pairs = counted(one.pairs, "visit") if one.name != "day_sd" else f"{one.pairs} {TWICE_SOON}"
    if one.is_enough:
        return f"Enough: {pairs}."
    return f"Not enough: {pairs}, about {one.more} more would be."


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
