"""How often a verdict is wrong on simulated children: the figures of docs/proof.md for one version of the engine, in
one table. A test holds the two together. No real cases have calibrated any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

ENGINE = "1.3"
NAME = f"Simulated error rates of engine {ENGINE}, table 1"
SOURCE = (
    "docs/proof.md of 23 November 2026, which comes with the application and says how to repeat it: 6,000 simulated"
    " children, 23,872 reviews, seeds 6101, 6102 and 6103"
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
    "flat, called improving": Rate(0.005, 0.004, 0.006, 21_371, 0.013),
    "lost gain, called improving": Rate(0.035, 0.028, 0.043, 2_828, 0.073),
    "wrong share of sustained calls": Rate(0.052, 0.046, 0.059, 4_416, 0.134),
    "harm, called better": Rate(0.000, 0.000, 0.000, 6_710, 0.006),
    "false deterioration": Rate(0.010, 0.009, 0.011, 50_208, 0.020),
    "finds sustained": Rate(0.607, 0.593, 0.622, 6_900),
    "finds deterioration": Rate(0.697, 0.680, 0.712, 6_710),
    "finds fluctuation": Rate(0.622, 0.599, 0.645, 2_836),
    "answers": Rate(0.915, 0.912, 0.919, 56_918),
    "headline: flat everywhere, called improving": Rate(0.000, 0.000, 0.000, 978, 0.007),
    "headline: flat everywhere, called improving or better in part": Rate(0.012, 0.006, 0.020, 978, 0.007),
    "headline: harm, called improving": Rate(0.001, 0.000, 0.001, 3_457, 0.006),
    "headline: harm, called improving or better in part": Rate(0.054, 0.046, 0.061, 3_457, 0.006),
    "headline: false deterioration": Rate(0.034, 0.029, 0.039, 6_254, 0.043),
    "headline: finds deterioration": Rate(0.789, 0.773, 0.804, 3_457),
    "headline: finds sustained in all domains of concern": Rate(0.359, 0.303, 0.405, 390),
}
# Of the world in which everybody who grades grows more hopeful together, by the heads of docs/proof.md’s table.
SHARED_OPTIMISM: Mapping[str, float] = {
    "lost gain, improving": 0.101,
    "sustained, when not": 0.020,
    "finds deterioration": 0.461,
}
