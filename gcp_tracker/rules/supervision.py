"""What practice says of supervision: the questions of a record, what it must say before it is signed, and what it may
become. It is about one child’s life; nothing in it is about how a worker works.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.dates import check_not_in_future, check_within_reach, how_long_ago, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.records import Question
from gcp_tracker.rules.vocabulary import Worded

# A day’s talk is written up within days; a year back is a slip of the pen.
LONGEST_BACK_DAYS = 366


class RecordKind(Worded):
    SESSION = "session", "Supervision"
    NOTE = "note", "Management oversight"


class SessionKind(Worded):
    ONE_TO_ONE = "one_to_one", "With one worker"
    GROUP = "group", "A group, across agencies"


class OnTheWhole(Worded):
    """What those who talked think, whatever the grades say; never filled in for them."""

    BETTER = "better", "Better"
    MIXED = "mixed", "Better in some ways, worse in others"
    SAME = "same", "Much the same"
    WORSE = "worse", "Worse"
    UNKNOWN = "unknown", "We cannot tell"


QUESTIONS = (
    Question(
        "like_to_be",
        "What is it like to be {name}?",
        "A day, from waking to sleep. Not what the adults do or need.",
        "Say what it is like to be this child",
    ),
    Question(
        "what_changed",
        "What has changed, and how do we know?",
        "What was seen, by whom and when; not what was promised.",
        "Say what has changed and how that is known, or that nothing has",
    ),
    Question(
        "if_wrong",
        "What would we see if we were wrong?",
        "Which signs would show that we are too hopeful, or that we fear too much, and who looks for them?",
        "Say what would be seen if this view were wrong",
    ),
    Question(
        "whose_voice",
        "Whose voice is missing?",
        "The child alone, a father, a grandmother, the school, the health visitor.",
        "Say whose voice is missing, or that nobody’s is",
    ),
)
NOTE_QUESTIONS = (
    Question(
        "prompted_by",
        "What made you look?",
        "A report, a visit, a date that passed, a worry.",
        "Say what made you look",
    ),
    Question(
        "note", "What do you think, and why?", "About {name}’s life, and the help.", "Write what you think, and why"
    ),
)


def questions_of(kind: RecordKind) -> tuple[Question, ...]:
    return QUESTIONS if kind is RecordKind.SESSION else NOTE_QUESTIONS


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision as it is written: what, by whom, by when; a draft may lack any of them."""

    what: str
    who: str
    by_on: date | None


def lacking(
    kind: RecordKind, answers: Sequence[str], on_the_whole: OnTheWhole | None, decided: Sequence[Decided]
) -> list[tuple[str, str]]:
    """What a record must say before it is signed: (field, sentence). `answers` are in the order of `questions_of`."""
    found = [
        (one.field, one.missing) for one, said in zip(questions_of(kind), answers, strict=True) if not said.strip()
    ]
    if kind is RecordKind.SESSION and on_the_whole is None:
        found.append(("on_the_whole", "Say how life is on the whole for this child"))
    for place, one in enumerate(decided, 1):
        if not one.what:
            found.append((f"what_{place}", "Say what was decided, or empty the row"))
        if not one.who:
            found.append((f"who_{place}", "Say who does it"))
        if one.by_on is None:
            found.append((f"by_{place}", "Say by which day"))
    return found


def check_can_be_signed(
    kind: RecordKind, answers: Sequence[str], on_the_whole: OnTheWhole | None, decided: Sequence[Decided]
) -> None:
    """A decision without somebody and a day is a wish. Raises RuleBroken beside its field."""
    for field, sentence in lacking(kind, answers, on_the_whole, decided):
        raise RuleBroken(sentence, field)


def check_held_on(on: date, today: date) -> None:
    check_not_in_future(on, today, "Day of the supervision", "held_on")
    check_within_reach(on, today, "Day of the supervision", "held_on")
    if (today - on).days > LONGEST_BACK_DAYS:
        raise RuleBroken("That is more than a year ago: check the year", "held_on")


def check_group(kind: SessionKind, others: int) -> None:
    """`others`: how many were there beside who leads it."""
    if kind is SessionKind.GROUP and not others:
        raise RuleBroken("Say who was there", "there")


def outcome_missing_words() -> str:
    return "Say what came of it for the child"


def decision_due_words(by_on: date, today: date) -> str:
    """late since 3 May 2026; by 3 May 2026 (in 4 days)."""
    if by_on < today:
        return f"late since {long_date(by_on)}"
    return f"by {long_date(by_on)} ({how_long_ago(by_on, today)})"
