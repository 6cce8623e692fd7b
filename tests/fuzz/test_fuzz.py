"""10,000 requests that nobody would send in good faith. `make fuzz` sends 250,000."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tests.fuzz.__main__ import SEED
from tests.fuzz.place import fuzzed_place
from tests.fuzz.player import play
from tests.fuzz.sent import sent_of

COUNT = 10_000


# Of a form that breaks off, the library leaves the file it had begun to whoever collects it.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
def test_nothing_that_is_sent_breaks_a_page_or_comes_back_raw(tmp_path: Path) -> None:
    with fuzzed_place(tmp_path) as place:
        played = play(place, SEED, range(COUNT))
        assert played.faults == [], f"make fuzz SEED={SEED} REQUEST=<the number>"
        assert played.requests == COUNT
        # Otherwise nothing was reached: forms were taken, forms were shown again, and addresses opened.
        assert played.answers[200] > COUNT / 10
        assert played.answers[303] > COUNT / 100
        assert sent_of(place, SEED, 7) == sent_of(place, SEED, 7)
    gc.collect()
