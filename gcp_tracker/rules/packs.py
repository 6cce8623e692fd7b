"""Conference packs: for whom one is made, what can become of it, and who may take the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import Worded

# A pack is four pages of reading before a conference: whatever is longer is not read, and stands in the annex.
CORE_PAGES = 4
# As much of the hash as is printed on every page: enough that nobody finds a pack by guessing.
NUMBER_LENGTH = 16
LONGEST_NOTE = 1500
LONGEST_REASON = 1000


class PackFor(Worded):
    """Each reader has a pack of their own, in their words."""

    PROFESSIONALS = "professionals", "The members of the conference"
    CARERS = "carers", "The carers"
    YOUNG_PERSON = "young_person", "The child or young person"

    @property
    def is_in_sentences(self) -> bool:
        """Whether it is made of sentences, each approved by a worker, and of nothing else."""
        return self is not PackFor.PROFESSIONALS


class PackState(Worded):
    DRAFT = "draft", "Being written"
    PREPARED = "prepared", "Waiting to be checked"
    SENT_BACK = "sent_back", "Sent back"
    CHECKED = "checked", "Checked"
    ISSUED = "issued", "Issued"
    READ = "read", "Read by the chair"
    REPLACED = "replaced", "Replaced by a later issue"
    PUT_ASIDE = "put_aside", "Put aside"

    @property
    def is_frozen(self) -> bool:
        return self in (PackState.ISSUED, PackState.READ, PackState.REPLACED)

    @property
    def stands(self) -> bool:
        """Whether it is the issue that the conference goes by."""
        return self in (PackState.ISSUED, PackState.READ)

    @property
    def can_be_written(self) -> bool:
        return self in (PackState.DRAFT, PackState.SENT_BACK)

    @property
    def is_open(self) -> bool:
        """On its way to being issued."""
        return self.can_be_written or self in (PackState.PREPARED, PackState.CHECKED)


# Which state a pack may go to from each state; docs/states.md is generated from it.
PACK_MOVES: dict[PackState, frozenset[PackState]] = {
    PackState.DRAFT: frozenset({PackState.PREPARED, PackState.PUT_ASIDE}),
    PackState.PREPARED: frozenset({PackState.CHECKED, PackState.SENT_BACK}),
    PackState.SENT_BACK: frozenset({PackState.PREPARED, PackState.PUT_ASIDE}),
    PackState.CHECKED: frozenset({PackState.ISSUED, PackState.SENT_BACK}),
    PackState.ISSUED: frozenset({PackState.READ, PackState.REPLACED}),
    PackState.READ: frozenset({PackState.REPLACED}),
    PackState.REPLACED: frozenset(),
    PackState.PUT_ASIDE: frozenset(),
}


class PackPart(Worded):
    """The parts of a pack in sentences, in its order."""

    GOING_WELL = "going_well", "What is going well"
    TOLD_US = "told_us", "What you told us"
    WORRIED = "worried", "What we are worried about"
    CHANGE = "change", "What needs to change"
    MEETING = "meeting", "The meeting"


def check_can_become(state: PackState, to: PackState) -> None:
    """Raises RuleBroken."""
    if to not in PACK_MOVES[state]:
        raise RuleBroken(f"This pack is {state.inside}: somebody may have gone on with it. Look at it again")


def can_become(state: PackState, to: PackState) -> bool:
    try:
        check_can_become(state, to)
    except RuleBroken:
        return False
    return True


def check_checked_by(prepared_by: int, checked_by: int) -> None:
    """Two people look at it before it is issued. Raises RuleBroken."""
    if prepared_by == checked_by:
        raise RuleBroken("You prepared this pack yourself: somebody else has to check it")


def check_for_on(for_on: date, today: date) -> None:
    """Raises RuleBroken beside `for_on`."""
    if for_on < today:
        raise RuleBroken("The conference must be today or later: a pack is read before it", "for_on")


def check_sentences(approved: int, undecided: int) -> None:
    """Raises RuleBroken while a sentence is neither approved nor left out."""
    if undecided:
        are = "sentence is" if undecided == 1 else "sentences are"
        raise RuleBroken(f"{undecided} {are} neither approved nor left out. Decide each of them, then save")
    if not approved:
        raise RuleBroken("Approve at least one sentence: a pack with none says nothing")


def number_of(sha256: str) -> str:
    """7f3a 91c2 0b4e 55d1: how a pack is called, and known again."""
    short = sha256[:NUMBER_LENGTH]
    return " ".join(short[place : place + 4] for place in range(0, NUMBER_LENGTH, 4))


Facts = Mapping[str, Sequence[str]]


def changes_since(before: Facts, now: Facts) -> list[tuple[str, list[str], list[str]]]:
    """By section, what is said now and was not said before, and what was said and is not any more; sections in which
    nothing changed are left out.
    """
    found = []
    for section in dict.fromkeys((*now, *before)):
        said, is_said = before.get(section, ()), now.get(section, ())
        new = [line for line in is_said if line not in said]
        gone = [line for line in said if line not in is_said]
        if new or gone:
            found.append((section, new, gone))
    return found
