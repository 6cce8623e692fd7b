"""What a run found, as the part of docs/proof.md between its markers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.simulator.agreement import Agreement
from bench.simulator.columns import Columns
from bench.simulator.figures import TARGETS, Figure, Target, figures_of
from bench.simulator.judging import Run

BEGIN, END = "<!-- figures: written by make prove -->", "<!-- figures end -->"
BY_WORLD = (
    "flat",
    "lost",
    "sustained_not",
    "harm",
    "false_worse",
    "finds_sustained",
    "finds_worse",
    "finds_fluctuation",
    "f1",
    "answers",
    "ece_better_all",
)
SHORT = {
    "flat": "flat, improving",
    "lost": "lost gain, improving",
    "sustained_not": "sustained, when not",
    "harm": "harm, better",
    "false_worse": "false deterioration",
    "finds_sustained": "finds sustained",
    "finds_worse": "finds deterioration",
    "finds_fluctuation": "finds fluctuation",
    "f1": "macro-F1",
    "answers": "answers",
    "ece_better_all": "P(better), calibration error",
}
# Below this many cases a figure of one world says nothing.
FEWEST = 30


@dataclass(frozen=True, slots=True)
class Proof:
    """`columns` by method, the engine first. `heading` says when, where and with what command."""

    heading: Sequence[str]
    run: Run
    columns: dict[str, Columns]
    agreement: Agreement
    disagreements: dict[str, int]


def proof_page(proof: Proof) -> str:
    """Markdown."""
    engine, *rivals = proof.columns
    found = {method: figures_of(columns) for method, columns in proof.columns.items()}
    own = found[engine]
    missed = [one.words for one in TARGETS if not one.is_reached(own[one.key].value)]
    parts = [
        *proof.heading,
        "",
        f"{len(proof.run.seeds):,} children, {len(proof.run.reviews):,} reviews, {len(proof.run.units):,} domains of a "
        "home at a review. Two workers who grade one visit apart agree at weighted kappa "
        f"{proof.agreement.squared:.2f} (squared distances; {proof.agreement.plain:.2f} with plain ones; "
        f"{proof.agreement.exact:.0%} of grades the same), measured on {proof.agreement.pairs:,} pairs.",
        "",
        f"**Missed:** {'; '.join(missed)}." if missed else "**Every target is reached.**",
        "",
        "## What must be reached",
        "",
        *_targets(own, proof, engine),
        "",
        "## Beside simpler methods",
        "",
        *_table(
            ["", *proof.columns],
            ([one.words, *(_bold_best(one, [found[m][one.key].value for m in proof.columns]))] for one in TARGETS),
        ),
        "",
        "## Where it does not lead",
        "",
        *_not_leading(found, engine, rivals),
        "",
        "## By world",
        "",
        *_by_world(proof, engine),
        "",
        "## Rules written twice",
        "",
        "What is a rule and no judgement is worked out by the engine and, apart from it, by the simulator. They differ "
        f"so often: {', '.join(f'{name} {count}' for name, count in proof.disagreements.items())}.",
    ]
    return "\n".join(parts)


def into(page: str, written: str) -> str:
    """`page` with what stands between its markers replaced; ValueError where they are missing."""
    before, found, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError("docs/proof.md has lost its markers")
    return f"{before}{BEGIN}\n{written}\n{END}{after}"


def _targets(own: dict[str, Figure], proof: Proof, engine: str) -> list[str]:
    seeds = sorted(set(proof.run.seeds))
    of_seed = [
        figures_of(proof.columns[engine], np.array([one == seed for one in proof.run.seeds]), intervals=False)
        for seed in seeds
    ]
    rows = []
    for target in TARGETS:
        figure = own[target.key]
        verdict = "" if target.limit is None else ("reached" if target.is_reached(figure.value) else "**missed**")
        rows.append(
            [
                target.words,
                _number(figure.value),
                f"{_number(figure.low)} to {_number(figure.high)}",
                _limit(target),
                verdict,
                " ".join(_number(one[target.key].value) for one in of_seed),
                f"{figure.cases:,}",
            ]
        )
    return _table(["", "figure", "90% interval", "target", "", "seed by seed", "cases"], rows)


def _not_leading(found: dict[str, dict[str, Figure]], engine: str, rivals: Sequence[str]) -> list[str]:
    rows = []
    for target in TARGETS:
        own = found[engine][target.key].value
        sign = 1 if target.is_least else -1
        better = [one for one in rivals if sign * (found[one][target.key].value - own) > 0.0005]
        if better:
            told = ", ".join(f"{one} {_number(found[one][target.key].value)}" for one in better)
            rows.append(f"- {target.words}: {_number(own)}; better: {told}")
    return rows or ["Nowhere."]


def _by_world(proof: Proof, engine: str) -> list[str]:
    rows = []
    worlds = np.array(proof.run.worlds)
    for place, world in enumerate(proof.run.known.worlds):
        chosen = worlds == place
        if not chosen.any():
            continue
        found = figures_of(proof.columns[engine], chosen, intervals=False)
        cells = [_number(found[key].value) if found[key].cases >= FEWEST else "" for key in BY_WORLD]
        rows.append([world.name, f"{int(chosen.sum()):,}", *cells])
    heads = ["world", "children", *(SHORT[key] for key in BY_WORLD)]
    return [*_table(heads, rows), "", f"Empty: fewer than {FEWEST} cases."]


def _bold_best(target: Target, values: Sequence[float]) -> list[str]:
    known = [one for one in values if one == one]
    best = (max if target.is_least else min)(known) if known else None
    return [f"**{_number(one)}**" if best is not None and abs(one - best) < 0.0005 else _number(one) for one in values]


def _limit(target: Target) -> str:
    if target.limit is None:
        return ""
    return f"{'≥' if target.is_least else '≤'} {_number(target.limit)}"


def _number(value: float) -> str:
    return "none" if value != value else f"{value:.3f}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
