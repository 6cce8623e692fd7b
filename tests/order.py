"""What takes longest begins first, at the head of each worker's share, so that none is left alone with it at the end.
A folder stays with one worker, since its tests share what they stand on.
"""

from __future__ import annotations

import os
from itertools import islice

import pytest

LONGEST = (
    "tests/access/",
    "tests/bench/test_bench.py",
    "tests/fuzz/",
    "tests/torture/",
    "tests/test_demo_authority.py",
    "tests/web/test_on_each_database.py",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: a third of the time a test waits, for a browser, a server or a disk."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + cores // 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    heads: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for number, name in enumerate(LONGEST):
        heads[number % workers] += [item for item in items if item.nodeid.startswith(name)]
    others = iter([item for item in items if not item.nodeid.startswith(LONGEST)])
    left, ordered = len(items), list[pytest.Item]()
    for number, head in enumerate(heads):
        # As pytest-xdist deals them out: each an equal share of what is left.
        share = left // (workers - number)
        left -= share
        ordered += [*head, *islice(others, max(0, share - len(head)))]
    items[:] = [*ordered, *others]
