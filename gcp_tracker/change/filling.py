"""Things of like size side by side: filled up to a size that hangs on each alone, so that what one gives never depends
on the others.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from gcp_tracker.change.gradings import Flags

# Few sizes make few stacks; more filling than this costs more than it saves.
STEP = 4

Size = TypeVar("Size", bound=Hashable)
Flat = TypeVar("Flat", NDArray[Any], list[Any])


def filled_size(count: int, step: int = STEP) -> int:
    return -(-count // step) * step


def places_alike(sizes: Iterable[Size]) -> dict[Size, list[int]]:
    """By size, the places of all that have it."""
    found: dict[Size, list[int]] = {}
    for place, size in enumerate(sizes):
        found.setdefault(size, []).append(place)
    return found


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
