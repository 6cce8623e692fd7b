"""How often a verdict is wrong on simulated children: the figures of docs/proof.md for one version of the engine, in
one table. A test holds the two together. No real cases have calibrated any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

ENGINE = "1.2"
NAME = f"Simulated error rates of engine {ENGINE}, table 1"
SOURCE = (
    "docs/proof.md of 22 November 2026, which comes with the application and says how to repeat it: 6,000 simulated"
    " children, 23,823 reviews, seeds 5101, 5102 and 5103"
)


class Rate(NamedTuple):
    """`figure` with its 90% interval, of so many `cases`; `target` is the most that was aimed at, None for a rate of
    what is found.
    """

    figure: float
    low: float
    high: float
    cases: int
    target: float | None = None

    @property
    def is_missed(self) -> bool:
        return self.target is not None and self.figure > self.target


# Under the names that docs/proof.md has for them.
RATES: Mapping[str, Rate] = {
    "flat, called improving": Rate(0.005, 0.004, 0.006, 21_328, 0.013),
    "lost gain, called improving": Rate(0.033, 0.026, 0.041, 3_040, 0.073),
    "wrong share of sustained calls": Rate(0.051, 0.045, 0.059, 4_502, 0.134),
    "harm, called better": Rate(0.000, 0.000, 0.000, 6_548, 0.006),
    "false deterioration": Rate(0.011, 0.010, 0.012, 50_123, 0.020),
    "finds sustained": Rate(0.618, 0.604, 0.633, 6_918),
    "finds deterioration": Rate(0.700, 0.684, 0.717, 6_548),
    "finds fluctuation": Rate(0.562, 0.538, 0.586, 3_051),
    "answers": Rate(0.912, 0.908, 0.915, 56_671),
    "headline: flat everywhere, called improving": Rate(0.000, 0.000, 0.000, 1_001, 0.007),
    "headline: flat everywhere, called improving or better in part": Rate(0.013, 0.006, 0.020, 1_001, 0.007),
    "headline: harm, called improving": Rate(0.000, 0.000, 0.000, 3_442, 0.006),
    "headline: harm, called improving or better in part": Rate(0.047, 0.040, 0.054, 3_442, 0.006),
    "headline: false deterioration": Rate(0.034, 0.030, 0.039, 6_205, 0.043),
    "headline: finds deterioration": Rate(0.802, 0.787, 0.818, 3_442),
    "headline: finds sustained in all domains of concern": Rate(0.460, 0.411, 0.511, 391),
}
# Of the world in which everybody who grades grows more hopeful together, by the heads of docs/proof.md’s table.
SHARED_OPTIMISM: Mapping[str, float] = {
    "lost gain, improving": 0.146,
    "sustained, when not": 0.023,
    "finds deterioration": 0.522,
}
