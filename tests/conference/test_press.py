"""The process that sets pages: what it holds, what becomes of it, and what is said when it fails."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gcp_tracker.conference import press
from gcp_tracker.conference.typesetting import NEEDED, Press, can_typeset
from gcp_tracker.rules.errors import RuleBroken

pytestmark = pytest.mark.skipif(not can_typeset(), reason=f"needs {', '.join(NEEDED)}")


@pytest.fixture
def pressing() -> Iterator[Press]:
    begun = Press()
    yield begun
    begun.end()


def who_and_whose() -> tuple[int, int]:
    return os.getpid(), os.getppid()


def end_abruptly() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(words: str) -> None:
    raise ValueError(words)


def sleep_long() -> None:
    time.sleep(3)


def settings_told() -> list[str]:
    return [name for name in os.environ if name.startswith("GCP_TRACKER_")]


def test_every_paper_has_a_process_of_its_own_and_one_loading(pressing: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GCP_TRACKER_SECRET_KEY", "not for it")
    (first, whose), (second, same) = pressing.make(who_and_whose), pressing.make(who_and_whose)
    assert first != second
    assert whose == same != os.getpid()
    assert pressing.make(settings_told) == []
    # What one took is given back when the next comes, and nothing outlives the press.
    assert not Path(f"/proc/{first}").exists()
    pressing.end()
    assert not Path(f"/proc/{whose}").exists()


def test_one_that_failed_says_so_and_the_next_is_set(pressing: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuleBroken, match="Nothing is lost: try again"):
        pressing.make(end_abruptly)
    with pytest.raises(ValueError, match="of its own") as told:
        pressing.make(refuse, "an error of its own")
    assert any("in refuse" in note for note in told.value.__notes__)
    _, whose = pressing.make(who_and_whose)
    os.kill(whose, signal.SIGKILL)
    assert pressing.make(who_and_whose)[1] != whose
    monkeypatch.setattr(press, "LONGEST_SECONDS", 1)
    with pytest.raises(RuleBroken, match="Nothing is lost: try again"):
        pressing.make(sleep_long)


def test_a_process_that_was_forked_has_a_press_of_its_own(pressing: Press) -> None:
    _, whose = pressing.make(who_and_whose)
    said, answer = os.pipe()
    if not os.fork():
        os.write(answer, str(pressing.make(who_and_whose)[1]).encode())
        pressing.end()
        os._exit(0)
    os.wait()
    assert int(os.read(said, 20)) != whose
    assert pressing.make(who_and_whose)[1] == whose
