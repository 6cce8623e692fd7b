"""What practice says of scrutiny: what a chair writes down after a conference or review, what it must say before it is
signed, and what it may become. Every decision is the chair’s; none is ever filled in from what the grades say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.clocks import Due
from gcp_tracker.rules.dates import completed_months, counted, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.meeting_vocabulary import CONFERENCES
from gcp_tracker.rules.records import Question
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, MeetingKind, Worded

# After which meetings there is scrutiny, and which plan each is about.
PLAN_OF: dict[MeetingKind, HelpKind] = {
    MeetingKind.INITIAL_CONFERENCE: HelpKind.CHILD_PROTECTION,
    MeetingKind.REVIEW_CONFERENCE: HelpKind.CHILD_PROTECTION,
    MeetingKind.IN_NEED_REVIEW: HelpKind.CHILD_IN_NEED,
}


class Decided(Worded):
    PLAN_BEGINS = "plan_begins", "A child protection plan begins"
    NO_PLAN = "no_plan", "No child protection plan is made"
    GOES_ON = "goes_on", "The plan goes on"
    NOT_ENOUGH = "not_enough", "The plan goes on, and is not enough by itself"
    ENDS = "ends", "The plan ends"

    @property
    def is_under_a_plan(self) -> bool:
        """Whether the child is under the plan from then on."""
        return self in (Decided.PLAN_BEGINS, Decided.GOES_ON, Decided.NOT_ENOUGH)

    @property
    def names_help(self) -> bool:
        """Whether it has to be said which help comes next."""
        return self in (Decided.NO_PLAN, Decided.ENDS, Decided.NOT_ENOUGH)


OF_A_REVIEW = (Decided.GOES_ON, Decided.NOT_ENOUGH, Decided.ENDS)
DECISIONS: dict[MeetingKind, tuple[Decided, ...]] = {
    MeetingKind.INITIAL_CONFERENCE: (Decided.PLAN_BEGINS, Decided.NO_PLAN),
    MeetingKind.REVIEW_CONFERENCE: OF_A_REVIEW,
    MeetingKind.IN_NEED_REVIEW: OF_A_REVIEW,
}


class Working(Worded):
    """Whether the plan is working for this child, as the chair thinks."""

    YES = "yes", "Yes, life is better for this child"
    PARTLY = "partly", "In some ways, not in others"
    NO = "no", "No"
    TOO_SOON = "too_soon", "It is too soon to tell"


class Threshold(Worded):
    MET = "met", "Met: likely to suffer significant harm"
    NOT_MET = "not_met", "Not met"


class Challenged(Worded):
    RAISED = "raised", "Yes, it stands in the record"
    NOTHING = "nothing", "There is nothing to challenge"


class NextHelp(Worded):
    """What the child is under next, where the plan ends, is not made, or is not enough."""

    NONE = "none", "No further help"
    EARLY_HELP = "early_help", "Early help"
    CHILD_IN_NEED = "child_in_need", "Child in need plan"
    CHILD_PROTECTION = "child_protection", "Child protection plan"
    PRE_PROCEEDINGS = "pre_proceedings", "Pre-proceedings"
    LOOKED_AFTER = "looked_after", "Looked after"

    @property
    def kind(self) -> HelpKind | None:
        return None if self is NextHelp.NONE else HelpKind(self.value)

    @property
    def begins_at_once(self) -> bool:
        """The day of the meeting is the day it begins. The others begin by a decision of their own."""
        return self in (NextHelp.EARLY_HELP, NextHelp.CHILD_IN_NEED)


REASON = Question(
    "reason",
    "Why? What about {name}’s life leads to this?",
    "What was seen, by whom and when; not what was promised or attended.",
    "Say why it is decided so",
)
WORKING_WHY = Question(
    "working_why",
    "How do you know?",
    "What is different in {name}’s day since the last review, and who has seen it?",
    "Say how you know whether the plan is working",
)
WHY_SO_LONG = Question(
    "why_so_long",
    "Why has it taken that long?",
    "What stood in the way, and was it the family’s or ours?",
    "Say why the plan has run for so long",
)
IF_NOTHING_CHANGES = Question(
    "if_nothing_changes",
    "What if nothing changes?",
    "For {name}, by the next review. What is done then, and by whom?",
    "Say what happens if nothing changes",
)


def questions_of(kind: MeetingKind) -> tuple[Question, ...]:
    """Before an initial conference there was no plan to ask about."""
    if kind is MeetingKind.INITIAL_CONFERENCE:
        return (REASON, IF_NOTHING_CHANGES)
    return (REASON, WORKING_WHY, WHY_SO_LONG, IF_NOTHING_CHANGES)


@dataclass(frozen=True, slots=True)
class Written:
    """What is written so far; `texts` by the field of their question. `planned`: for which kinds of meeting a day to
    come is planned already.
    """

    kind: MeetingKind
    texts: dict[str, str]
    decided: Decided | None = None
    threshold: Threshold | None = None
    category: AbuseCategory | None = None
    working: Working | None = None
    challenged: Challenged | None = None
    has_challenge: bool = False
    next_help: NextHelp | None = None
    core_group_on: date | None = None
    review_on: date | None = None
    planned: frozenset[MeetingKind] = frozenset()

    @property
    def is_conference(self) -> bool:
        return self.kind in CONFERENCES

    @property
    def next_meetings(self) -> tuple[tuple[MeetingKind, str, date | None], ...]:
        """Those whose day has to be named: the kind, its field, and the day where there is one."""
        if self.decided is None or not self.decided.is_under_a_plan:
            return ()
        wanted: list[tuple[MeetingKind, str, date | None]] = []
        if self.is_conference:
            wanted.append((MeetingKind.CORE_GROUP, "core_group_on", self.core_group_on))
        wanted.append((next_review_kind(self.kind), "review_on", self.review_on))
        return tuple(one for one in wanted if one[0] not in self.planned)


def next_review_kind(kind: MeetingKind) -> MeetingKind:
    return MeetingKind.REVIEW_CONFERENCE if kind in CONFERENCES else kind


def lacking(written: Written) -> list[tuple[str, str]]:
    """What scrutiny must say before it is signed: (field, sentence)."""
    return list(_lacking(written))


def _lacking(written: Written) -> Iterator[tuple[str, str]]:
    if written.decided not in DECISIONS[written.kind]:
        yield "decided", "Say what is decided"
    yield from _of_threshold(written)
    asks = {one.field for one in questions_of(written.kind)}
    if WORKING_WHY.field in asks and written.working is None:
        yield "working", "Say whether the plan is working for this child"
    for one in questions_of(written.kind):
        if not written.texts.get(one.field, "").strip():
            yield one.field, one.missing
    if written.challenged is None:
        yield "challenged", "Say whether there is something to challenge"
    elif written.challenged is Challenged.RAISED and not written.has_challenge:
        yield "challenge", "Choose the challenge, or raise it first"
    if written.decided is not None and written.decided.names_help:
        yield from _of_help(written)
    for kind, field, on in written.next_meetings:
        if on is None:
            yield field, f"Name the day of the next {kind.inside}"


def _of_threshold(written: Written) -> Iterator[tuple[str, str]]:
    if not written.is_conference:
        return
    if written.threshold is None:
        yield "threshold", "Say whether the threshold is met"
    elif written.decided is not None:
        if written.decided.is_under_a_plan and written.threshold is Threshold.NOT_MET:
            yield "threshold", "A child protection plan goes with a threshold that is met: change one of the two"
        if written.decided is Decided.NO_PLAN and written.threshold is Threshold.MET:
            yield "threshold", "Where the threshold is met a plan begins: change one of the two"
    if written.threshold is Threshold.MET and written.category is None:
        yield "category", "Choose the category"


def _of_help(written: Written) -> Iterator[tuple[str, str]]:
    if written.next_help is None:
        yield "next_help", "Name the help that comes next, or say that there is none"
    elif written.next_help.kind is PLAN_OF[written.kind]:
        yield "next_help", "That is the plan that this is about: name what comes next"
    elif written.decided is Decided.NOT_ENOUGH and written.next_help is NextHelp.NONE:
        yield "next_help", "Name what is asked for beside the plan"


def check_can_be_signed(written: Written) -> None:
    """Raises RuleBroken beside the field that lacks something."""
    for field, sentence in lacking(written):
        raise RuleBroken(sentence, field)


def check_scrutinised(kind: MeetingKind, held_on: date | None) -> None:
    """Only what was held, and decides about a plan."""
    if kind not in PLAN_OF or held_on is None:
        raise RuleBroken("Scrutiny is written of a conference or review that was held")


def check_next_day(on: date, latest: Due, today: date, field: str) -> None:
    """No later than the law lets it be, unless that day has passed already. What is only local is told, not held to."""
    if on < today:
        raise RuleBroken("Choose today or a day to come", field)
    if latest.period.is_national and today <= latest.on < on:
        raise RuleBroken(f"At the latest on {long_date(latest.on)}: {latest.why}", field)


def occasion_of(decided: Decided | None, working: Working | None) -> Occasion | None:
    """What of it is held against the grades; None where it takes no help away and calls nothing better."""
    if decided is Decided.ENDS:
        return Occasion.PLAN_ENDED
    if decided is Decided.NO_PLAN:
        return Occasion.NO_PLAN
    return Occasion.IMPROVING if working is Working.YES else None


def judged_words(occasion: Occasion, decided: Decided | None, next_help: NextHelp | None, name: str) -> str:
    """What is held against the grades, as it is kept with them."""
    if occasion is Occasion.IMPROVING:
        return f"The plan is said to work, and life to be better for {name}"
    return decided_words(decided, next_help)


def decided_words(decided: Decided | None, next_help: NextHelp | None, category: AbuseCategory | None = None) -> str:
    """The plan ends; next: child in need plan. A child protection plan begins, for neglect."""
    if decided is None:
        return ""
    if decided.names_help and next_help is not None:
        what = "asked for beside it" if decided is Decided.NOT_ENOUGH else "next"
        return f"{decided.words}; {what}: {next_help.inside}"
    return f"{decided.words}, for {category.words}" if category and decided.is_under_a_plan else decided.words


def length_words(began_on: date, on: date) -> str:
    """16 months (487 days), since 3 January 2025."""
    months, days = completed_months(began_on, max(began_on, on)), (on - began_on).days
    length = f"{counted(months, 'month')} ({counted(days, 'day')})" if months else counted(days, "day")
    return f"{length}, since {long_date(began_on)}"
