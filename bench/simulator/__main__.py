"""`python -m bench.simulator`: judge the engine and simpler methods on unseen children; docs/proof.md says how."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bench.__main__ import machine
from bench.place import today
from bench.simulator.agreement import agreement
from bench.simulator.calibration_plot import calibration_svg
from bench.simulator.columns import columns_of
from bench.simulator.engine import ENGINE
from bench.simulator.figures import calibration
from bench.simulator.judging import disagreements, run_of, said_by_all
from bench.simulator.page import Proof, into, proof_page
from bench.simulator.rivals import RIVALS
from bench.simulator.worlds import worlds
from gcp_tracker.rules.dates import long_date

DOCS = Path(__file__).parents[2] / "docs"
CHILDREN = 2000
# Kept for this: whatever is tried on the engine is tried on seeds below 1000.
UNSEEN = (6101, 6102, 6103)
AGREEMENT_VISITS = 1500


def main(arguments: list[str] | None = None) -> int:
    asked = _read_arguments(arguments)
    started, known = time.monotonic(), worlds()
    heading = [
        f"{long_date(today())}, {ENGINE}, seeds {', '.join(map(str, asked.seed))}. {machine()}",
        "",
        f"Command: `{_command(asked)}`. Methods: {', '.join([ENGINE, *RIVALS])}.",
    ]
    run = run_of(known, asked.children, asked.seed, _say, asked.processes)
    columns = {said.method: columns_of(run, said) for said in said_by_all(run)}
    agreed = agreement(known, known.worlds[0], AGREEMENT_VISITS, asked.seed[0])
    page = proof_page(Proof(heading, run, columns, agreed, dict(disagreements(run))))
    print(page)
    engine = columns[ENGINE]
    panels = [
        ("Better than at the start", calibration(engine, engine.p_better, engine.is_better)),
        ("Better, and held six months", calibration(engine, engine.p_sustained, engine.is_sustained)),
    ]
    says = f"{ENGINE}, all cases of {len(run.seeds):,} simulated children; a larger dot stands for more cases."
    asked.docs.mkdir(parents=True, exist_ok=True)
    proof = asked.docs / "proof.md"
    proof.write_text(into(proof.read_text(encoding="utf-8"), page), encoding="utf-8")
    (asked.docs / "calibration.svg").write_text(calibration_svg(panels, says), encoding="utf-8")
    print(f"\n{time.monotonic() - started:.0f} s in all.", file=sys.stderr)
    return 0


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.simulator", description="Judge the engine on simulated children; writes docs/proof.md."
    )
    parser.add_argument("--children", type=int, default=CHILDREN, help="of each seed (default: %(default)s)")
    parser.add_argument("--seed", type=int, nargs="+", default=list(UNSEEN), help="default: %(default)s")
    parser.add_argument("--processes", type=int, help="default: one for each core")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where proof.md stands (default: docs/)")
    return parser.parse_args(arguments)


def _command(asked: argparse.Namespace) -> str:
    said = []
    if asked.children != CHILDREN:
        said.append(f"--children {asked.children}")
    if tuple(asked.seed) != UNSEEN:
        said.append(f"--seed {' '.join(map(str, asked.seed))}")
    return f'make prove ARGS="{" ".join(said)}"' if said else "make prove"


if __name__ == "__main__":
    sys.exit(main())
