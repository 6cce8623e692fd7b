"""Things of like size side by side: filled up to a size that hangs on each alone, so that what one gives never depends
on the others.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from gcp_tracker.change.gradings import Flags

# Few sizes make few stacks; more filling than this costs more than it saves.
STEP = 4
NUMBERS_AT_ONCE = 48_000

Size = TypeVar("Size", bound=Hashable)
Flat = TypeVar("Flat", NDArray[Any], list[Any], tuple[Any, ...])


def filled_up(counts: NDArray[np.int64], step: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """To the next multiple of the step."""
    return -(-counts // step) * step


def places_alike(sizes: Iterable[Size]) -> dict[Size, list[int]]:
    """By size, the places of all that have it."""
    found: dict[Size, list[int]] = {}
    for place, size in enumerate(sizes):
        found.setdefault(size, []).append(place)
    return found


def blocks(count: int, numbers: int) -> Iterator[slice]:
    """So many at once, each of so many numbers, that they stay in the processor’s cache: fresh memory is dearer than
    what is done with it.
    """
    at_once = max(1, NUMBERS_AT_ONCE // numbers)
    return (slice(first, min(first + at_once, count)) for first in range(0, count, at_once))


def stacked(lists: Sequence[Any], is_live: Flags, filling: float) -> NDArray[Any]:
    """One row for each list, whose length is that of its row in `is_live`."""
    flat = np.concatenate(lists)
    found = np.full(is_live.shape, filling, dtype=flat.dtype)
    found[is_live] = flat
    return found


def pieces(flat: Flat, lengths: NDArray[np.int64]) -> list[Flat]:
    """One after the other, of these lengths."""
    ends: list[int] = np.cumsum(lengths).tolist()
    return [flat[first:last] for first, last in zip([0, *ends], ends, strict=False)]
