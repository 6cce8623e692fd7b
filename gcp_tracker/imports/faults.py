"""What is wrong with a file or with one value in it, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass

from gcp_tracker.rules.errors import RuleBroken

LONGEST_SHOWN = 60


class FileRefused(RuleBroken):
    """The whole file cannot be taken in; nothing of it was written. `sentence` is shown beside the file field."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="file")


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that was left out, or (`kept`) was kept but needs a look. `child` is the authority’s number."""

    line: int
    child: str
    field: str
    given: str
    sentence: str
    kept: bool = False


def shown(text: str) -> str:
    """Text from a file, fit to print: one line, cut, no characters that steer a terminal or turn text round."""
    one_line = " ".join(text.split())
    cut = one_line if len(one_line) <= LONGEST_SHOWN else one_line[: LONGEST_SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else "�" for c in cut)
