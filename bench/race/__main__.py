"""`python -m bench.race`: builds the rivals, races them, prints the table and writes it into docs/bench.md."""

from __future__ import annotations

import sys

from bench.__main__ import machine
from bench.place import new_place, today
from bench.race.building import BuildError, build, versions
from bench.race.measuring import NotMeasured, all_figures
from bench.race.result import race_text, write_result
from bench.server import running
from gcp_tracker.rules.dates import long_date


def main() -> int:
    """Returns 0, or 1 after one sentence. Who is behind in something does not fail it; the table says so."""
    began = f"{long_date(today())}. {machine()}"
    try:
        build()
        with new_place("race") as place, running(place.environment) as (port, _):
            found = all_figures(place, port)
    except (BuildError, NotMeasured, RuntimeError) as broken:
        print(f"The race was not run: {broken}", file=sys.stderr)
        return 1
    text = race_text(began, versions(), found)
    print(text)
    write_result(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
