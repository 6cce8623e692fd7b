"""What a manager or a chair writes about one child and signs: supervision, management oversight, scrutiny. Each has its
questions; each is being written, then signed or put aside, and never edited after that.
"""

from __future__ import annotations

from dataclasses import dataclass

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import Worded


class RecordState(Worded):
    DRAFT = "draft", "Being written"
    SIGNED = "signed", "Signed"
    DISCARDED = "discarded", "Put aside"


# docs/states.md is generated from it.
RECORD_MOVES: dict[RecordState, frozenset[RecordState]] = {
    RecordState.DRAFT: frozenset({RecordState.SIGNED, RecordState.DISCARDED}),
    RecordState.SIGNED: frozenset(),
    RecordState.DISCARDED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Question:
    """`words` and `hint` hold {name} where the child is named."""

    field: str
    words: str
    hint: str
    missing: str

    def asked_of(self, name: str) -> str:
        return self.words.format(name=name)


def check_record_move(state: RecordState, to: RecordState) -> None:
    if to not in RECORD_MOVES[state]:
        raise RuleBroken(f"This is {state.inside} and stays as it is. What there is to add is an entry of its own.")
