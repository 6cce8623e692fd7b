"""What a record is and what it can become, from the tables of moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from gcp_tracker.generated_docs.markdown import MADE_BY, joined, table_of
from gcp_tracker.rules.engagement_vocabulary import APPOINTMENT_MOVES
from gcp_tracker.rules.escalations import ESCALATION_MOVES
from gcp_tracker.rules.event_vocabulary import EVENT_MOVES
from gcp_tracker.rules.meeting_vocabulary import MEETING_MOVES
from gcp_tracker.rules.packs import PACK_MOVES
from gcp_tracker.rules.plan_vocabulary import ACTION_MOVES, PLAN_MOVES
from gcp_tracker.rules.records import RECORD_MOVES
from gcp_tracker.rules.trigger_vocabulary import TRIGGER_MOVES
from gcp_tracker.rules.vocabulary import APART_MOVES, PROFILE_MOVES, VISIT_MOVES, Worded

State = TypeVar("State", bound=Worded)


def states_page() -> str:
    lines = [
        "# States",
        MADE_BY.format(
            source="`VISIT_MOVES`, `APART_MOVES` and `PROFILE_MOVES` in `gcp_tracker/rules/vocabulary.py`,"
            " `PLAN_MOVES` and `ACTION_MOVES` in `gcp_tracker/rules/plan_vocabulary.py`, `MEETING_MOVES` in"
            " `meeting_vocabulary.py`, and those of `engagement_vocabulary.py`, `event_vocabulary.py`,"
            " `trigger_vocabulary.py`, `packs.py`, `records.py` and `escalations.py` there"
        ),
        "What each of these is, and what it can become. A move that is not drawn is refused.",
        "## A visit",
        "Each version of a visit is a row of its own. An amendment is a new draft; when it is signed, the version"
        " before it is replaced.",
        *_diagram(VISIT_MOVES),
        "## A visit that two grade apart",
        "Each of the two is a visit of its own, in the states above. Neither is shown to the other’s author before both"
        " are signed; see [decision 11](decisions/0011-graded-apart.md).",
        *_diagram(APART_MOVES),
        "## A profile",
        *_diagram(PROFILE_MOVES),
        "## A plan",
        "Each version is a row of its own. A new version is a draft copied from the one that holds; when it is agreed,"
        " that one is replaced. See [decision 18](decisions/0018-an-outcome-is-judged-by-its-items.md).",
        *_diagram(PLAN_MOVES),
        "## An action of a plan",
        "Its state goes on through all versions that have it. Dropping it needs a reason.",
        *_diagram(ACTION_MOVES),
        "## A meeting",
        "A meeting that is due has no row: the clocks in `gcp_tracker/rules/clocks.py` say so. One that was cancelled"
        " stays as it is, and its clock runs on; see [decision 19](decisions/0019-clocks-and-meetings.md).",
        *_diagram(MEETING_MOVES),
        "## An event of the chronology",
        "Each version is a row of its own, in one child’s chronology. Only a manager withdraws one; its words are shown"
        " to nobody any more, that it was there is. See [decision 22](decisions/0022-one-line-of-everything.md).",
        *_diagram(EVENT_MOVES),
        "## An appointment with another service",
        "What became of it can be put right; see [decision 23](decisions/0023-kept-and-missed.md).",
        *_diagram(APPOINTMENT_MOVES),
        "## A trigger point",
        "It fires when a visit is signed, or when a plan has run for months. Its state is read from its answer, and"
        " from whether the grades behind it still stand; see [decision 21](decisions/0021-trigger-points.md).",
        *_diagram(TRIGGER_MOVES),
        "## A conference pack",
        "From the day it is issued nothing of it changes but its state: the database refuses it. A new issue lists what"
        " is different; see [decision 26](decisions/0026-a-pack-is-kept-as-it-was-read.md).",
        *_diagram(PACK_MOVES),
        "## A record of supervision, a note of oversight, or scrutiny after a conference or review",
        "Signed, it stays as it is; what there is to add is a later entry. The decisions of supervision are moved as"
        " actions. See [decision 25](decisions/0025-a-judgement-beside-the-grades.md) and"
        " [decision 28](decisions/0028-a-chair-decides-and-the-record-follows.md).",
        *_diagram(RECORD_MOVES),
        "## A challenge between professionals",
        "Nothing closes that was not answered, and nobody sets their own challenge aside.",
        *_diagram(ESCALATION_MOVES),
    ]
    return joined(lines)


def _diagram(moves: Mapping[State, frozenset[State]]) -> Iterator[str]:
    """As a drawing, and as a table for whoever cannot see it."""
    later = {to for tos in moves.values() for to in tos}
    drawn = [f'  state "{state.words}" as {state.value}' for state in moves]
    drawn += [f"  [*] --> {state.value}" for state in moves if state not in later]
    drawn += [f"  {state.value} --> {to.value}" for state in moves for to in _in_order(moves, state)]
    drawn += [f"  {state.value} --> [*]" for state, tos in moves.items() if not tos]
    yield "\n".join(["```mermaid", "stateDiagram-v2", *drawn, "```"])
    rows = [[state.words, ", ".join(to.words for to in _in_order(moves, state)) or "nothing else"] for state in moves]
    yield table_of(["a state", "can become"], rows)


def _in_order(moves: Mapping[State, frozenset[State]], state: State) -> Iterator[State]:
    """Where it can go, in the order in which the states are listed: a set has none of its own."""
    return (to for to in moves if to in moves[state])
