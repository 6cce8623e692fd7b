"""Lives made by hand for the simulator’s tests: one domain of five items, visited every 30 days."""

from __future__ import annotations

import numpy as np

from bench.simulator.courses import grid
from bench.simulator.lives import ALWAYS, HOME, Form, Home, Life
from bench.simulator.rules import Seen, seen_by
from bench.simulator.truth import Truth, truth_of
from bench.simulator.visits import History, Row
from bench.simulator.worlds import Numbers, worlds

KNOWN = worlds()
ITEMS = 5
EVERY = 30


def history(care: list[tuple[float, float]], visits: int = 14) -> History:
    """`care`: days and true levels, straight lines between; graded as it is, to the nearest grade."""
    days = grid(visits * EVERY + 200)
    path = np.interp(days, *zip(*care, strict=True))
    form = Form(
        tuple(f"love_{number}" for number in range(ITEMS)),
        np.zeros(ITEMS, dtype=int),
        np.full(ITEMS, -ALWAYS),
        np.full(ITEMS, ALWAYS),
    )
    home = Home(HOME, ("by hand",), days, np.tile(path, (ITEMS, 1)))
    life = Life(KNOWN.worlds[0], visits * EVERY, form, (home,), {})
    rows = [Row(day, HOME, "A", np.round(home.on(day))) for day in range(0, visits * EVERY, EVERY)]
    return History("by hand", life, tuple(rows), ())


def seen(made: History, day: int) -> Seen:
    found = seen_by(made, HOME, 0, ITEMS, "love", day)
    assert found is not None
    return found


def truth(made: History, day: int) -> Truth:
    found = truth_of(made.life.homes[0], made.life.form, seen(made, day), KNOWN.definitions)
    assert found is not None
    return found


def with_grade(made: History, visit: int, item: int, value: float) -> History:
    rows = list(made.rows)
    values: Numbers = rows[visit].values.copy()
    values[item] = value
    rows[visit] = Row(rows[visit].day, rows[visit].home, rows[visit].worker, values)
    return History(made.name, made.life, tuple(rows), made.reviews)
