"""How far two workers who grade the same visit apart agree. Nothing here knows who they were.

Weighted kappa is Cohen’s (1968) with squared weights: 1 − Σwo / Σwe, where o are the pairs of grades that were given,
e those that chance would give from the same grades, and w the square of how far two grades lie apart. Neither worker is
the standard, so each pair of grades is counted both ways round (Scott, 1955); with squared weights that is an
intraclass correlation (Fleiss and Cohen, 1973). The interval is a bootstrap of whole visits (Efron, 1979): the items of
one visit are graded in one hour, and do not count as so many independent answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gcp_tracker.change.gradings import Numbers

SEED = 20260503
RESAMPLES = 2000
# Nineteen in twenty.
LOW, HIGH = 2.5, 97.5


@dataclass(frozen=True, slots=True)
class ItemPair:
    """One item as two workers graded it, as places on the scale counted from 0."""

    item: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """Over `visits` graded apart and the `items` that both graded. `kappa` is None where all grades are one grade:
    chance then explains everything, and nothing is left to agree on.
    """

    visits: int
    items: int
    exact: float
    within_one: float
    kappa: float | None
    low: float | None
    high: float | None


def agreement_of(visits: Sequence[Sequence[ItemPair]], scale: int) -> Reliability | None:
    """`visits`: each visit’s items. `scale`: how many grades there are. None where no item was graded by both."""
    graded = [pairs for pairs in visits if pairs]
    if not graded:
        return None
    tables = np.stack([_table(pairs, scale) for pairs in graded])
    together = tables.sum(axis=0)
    apart = np.abs(np.subtract.outer(np.arange(scale), np.arange(scale)))
    count = together.sum()
    kappa = float(_kappas(together[None], apart)[0])
    low, high = _interval(tables, apart)
    return Reliability(
        visits=len(graded),
        items=round(count / 2),
        exact=float(together[apart == 0].sum() / count),
        within_one=float(together[apart <= 1].sum() / count),
        kappa=None if np.isnan(kappa) else kappa,
        low=low,
        high=high,
    )


def by_domain(
    visits: Sequence[Sequence[ItemPair]], domains: Mapping[str, str], scale: int
) -> dict[str, Reliability | None]:
    """`domains`: the domain of each item. In their order, with None for a domain that nobody graded twice."""
    keys = dict.fromkeys(domains.values())
    return {
        key: agreement_of([[pair for pair in pairs if domains[pair.item] == key] for pairs in visits], scale)
        for key in keys
    }


def _table(pairs: Sequence[ItemPair], scale: int) -> Numbers:
    table = np.zeros((scale, scale))
    for pair in pairs:
        table[pair.first, pair.second] += 1
        table[pair.second, pair.first] += 1
    return table


def _kappas(tables: Numbers, apart: Numbers) -> Numbers:
    """(n,) of tables (n, scale, scale); not a number where only one grade was ever given."""
    shares = tables / tables.sum(axis=(1, 2), keepdims=True)
    margins = shares.sum(axis=2)
    chance = margins[:, :, None] * margins[:, None, :]
    weights = apart.astype(np.float64) ** 2
    expected = (chance * weights).sum(axis=(1, 2))
    seen = (shares * weights).sum(axis=(1, 2))
    found: Numbers = np.full(len(tables), np.nan)
    np.divide(seen, expected, out=found, where=expected > 0)
    return 1 - found


def _interval(tables: Numbers, apart: Numbers) -> tuple[float | None, float | None]:
    """Where nineteen in twenty of the resampled kappas lie; none for a single visit, which says nothing of others."""
    visits, scale, _ = tables.shape
    if visits < 2:
        return None, None
    chance = np.random.default_rng(SEED)
    times = chance.multinomial(visits, np.full(visits, 1 / visits), size=RESAMPLES)
    drawn = (times @ tables.reshape(visits, -1)).reshape(RESAMPLES, scale, scale)
    kappas = _kappas(drawn, apart)
    kappas = kappas[~np.isnan(kappas)]
    if not len(kappas):
        return None, None
    low, high = np.percentile(kappas, [LOW, HIGH])
    return float(low), float(high)
