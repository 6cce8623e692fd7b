"""What an authority sets for itself: every local period and rule in one table, and the national ones beside them.

A change has a day from which it acts, so that what was judged before stays as it was judged. Values are whole numbers
of their unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.seeing import check_reason
from gcp_tracker.rules.working_days import NO_DAYS

LONGEST_AHEAD = timedelta(days=366)


class Unit(StrEnum):
    """`value` is the word for one."""

    DAYS = "day"
    WORKING_DAYS = "working day"
    MONTHS = "month"
    YEARS = "year"
    HOURS = "hour"
    MINUTES = "minute"
    VISITS = "visit"
    TIMES = "time"
    GRADES = "grade"
    STAGES = "stage"
    PERCENT = "in 100"

    def words(self, value: int) -> str:
        """ "3 working days", "60 in 100"."""
        return f"{value} {self.value}" if self is Unit.PERCENT else counted(value, self.value)

    @property
    def plural(self) -> str:
        return self.value if self is Unit.PERCENT else f"{self.value}s"


class Group(StrEnum):
    VISITS = "Visits"
    PROFILES = "Profiles"
    NOTICED = "What is noticed"
    MEETINGS = "Plans, meetings and supervision"
    CHALLENGE = "Challenge between professionals"
    SEEING = "Who may see a child"
    APART = "Two who grade apart"
    CHANGE = "Is life better?"
    SIGNING_IN = "Signing in"
    KEEPING = "Keeping"


@dataclass(frozen=True, slots=True)
class Setting:
    """`usual` acts until the authority sets another; `changes` says what will be different then."""

    key: str
    group: Group
    title: str
    unit: Unit
    usual: int
    low: int
    high: int
    changes: str

    @property
    def bounds(self) -> str:
        return f"from {self.low} to {self.high} {self.unit.plural}"


@dataclass(frozen=True, slots=True)
class National:
    """Set for the whole of England; shown, and not changed here."""

    key: str
    title: str
    unit: Unit
    value: int
    source: str


# fmt: off
LOCAL: Mapping[str, Setting] = {one.key: one for one in (
    Setting("cp_visit_every", Group.VISITS, "A child on a protection plan is visited every", Unit.WORKING_DAYS,
            10, 1, 30, "When the next visit to a child on a protection plan is due, and from when it is late."),
    Setting("cin_visit_every", Group.VISITS, "A child in need is visited every", Unit.WORKING_DAYS,
            20, 5, 60, "When the next visit to a child in need is due, and from when it is late."),
    Setting("profile_every", Group.PROFILES, "A graded profile is repeated every", Unit.DAYS,
            91, 14, 366, "When the next profile is due, on lists and on the child’s page."),
    Setting("profile_looks_back", Group.PROFILES, "A profile reaches back for visits by", Unit.DAYS,
            28, 7, 92, "How far before the day it was opened a profile reaches for visits."),
    Setting("profile_usual", Group.PROFILES, "A profile is usually complete within", Unit.DAYS,
            28, 7, 92, "After how long an open profile is said to have been open for long."),
    Setting("alone_within", Group.NOTICED, "A child is seen alone within", Unit.DAYS,
            28, 7, 183, "After how long the child’s page says “not seen alone”."),
    Setting("home_seen_within", Group.NOTICED, "The child, and where the child sleeps, are seen within", Unit.DAYS,
            56, 7, 183, "After how long the child’s page says “not seen” and “bedroom not seen”."),
    Setting("graded_within", Group.NOTICED, "Care is graded within", Unit.DAYS,
            56, 14, 183, "After how long the child’s page says “not graded”."),
    Setting("long_at_concern", Group.NOTICED, "An item at concern is long from", Unit.MONTHS,
            6, 1, 12, "From when an item that stays at 4 or 5 stands among the child’s alerts."),
    Setting("missed_in_a_row", Group.NOTICED, "Visits missed are named from", Unit.VISITS,
            2, 1, 5, "How many visits on end must have fallen through before the child’s page says so."),
    Setting("parent_met_within", Group.NOTICED, "Parents and partners are met within", Unit.DAYS,
            91, 28, 366, "After how long the child’s page says that a father, mother or partner has not been met."),
    Setting("appointments_missed", Group.NOTICED, "Appointments missed are named from", Unit.TIMES,
            2, 1, 5, "How many of a child’s own appointments must have been missed before the child’s page says so."),
    Setting("engagement_over", Group.NOTICED, "What was kept and missed is told over", Unit.MONTHS,
            12, 3, 36, "How far back visits, meetings and appointments are counted on the page of engagement."),
    Setting("new_worker_for", Group.NOTICED, "A change of worker is named for", Unit.DAYS,
            182, 28, 366, "How long the child’s page reminds that grades before were another worker’s."),
    Setting("one_worker_after", Group.NOTICED, "Grades by one worker alone are named from", Unit.VISITS,
            4, 2, 20, "From how many visits the child’s page says that one person alone has graded."),
    Setting("step_looks_back", Group.NOTICED, "Less help is held against grades of concern within", Unit.DAYS,
            84, 14, 183, "How far before a step down or an ending a grade at 4 or 5 counts against it."),
    Setting("step_told_for", Group.NOTICED, "Less help against the grades is named for", Unit.DAYS,
            182, 28, 366, "How long after a step down or an ending it stands among what needs attention."),
    Setting("father_within", Group.NOTICED, "A father is asked for by name within", Unit.DAYS,
            28, 7, 92, "From when “no father recorded” stands among what needs attention."),
    Setting("views_apart", Group.NOTICED, "Two who graded apart differ much from", Unit.GRADES,
            2, 2, 4, "From how many grades between two workers’ views of one item attention is asked for."),
    Setting("put_off_at_most", Group.NOTICED, "A reason for attention is put off for at most", Unit.DAYS,
            28, 7, 84, "The longest for which somebody may put a reason off, with why."),
    Setting("plan_again_within", Group.NOTICED, "A plan counts as repeated within", Unit.MONTHS,
            24, 6, 60, "For how long after a plan of one kind has ended another one is called a plan again."),
    Setting("answer_stays", Group.NOTICED, "“Not safe tonight” stays on top for", Unit.DAYS,
            7, 1, 28, "How long a child stands first on lists after no plain yes to “safe tonight?”."),
    Setting("trigger_answered_within", Group.NOTICED, "A trigger point is answered within", Unit.WORKING_DAYS,
            2, 1, 20, "From when a trigger point that nobody has answered is late."),
    Setting("core_group_every", Group.MEETINGS, "A core group meets every", Unit.DAYS,
            42, 14, 92, "When the next core group is due."),
    Setting("cin_review_every", Group.MEETINGS, "A plan of a child in need is reviewed every", Unit.MONTHS,
            3, 1, 12, "When the next review of a child in need is due."),
    Setting("supervision_every", Group.MEETINGS, "A child is talked over in supervision every", Unit.MONTHS,
            1, 1, 6, "When the next supervision of a child is due."),
    Setting("minutes_within", Group.MEETINGS, "Minutes are sent within", Unit.WORKING_DAYS,
            20, 1, 40, "From when minutes are late."),
    Setting("report_before_initial", Group.MEETINGS, "A report is there before an initial conference by",
            Unit.WORKING_DAYS, 2, 1, 10, "From when a report for an initial conference is late."),
    Setting("report_before_review", Group.MEETINGS, "A report is there before a review conference by",
            Unit.WORKING_DAYS, 5, 1, 20, "From when a report for a review conference is late."),
    Setting("long_plan", Group.MEETINGS, "A protection plan is long from", Unit.MONTHS,
            15, 6, 23, "From when a plan stands among what needs the manager’s and the chair’s attention."),
    Setting("escalation_stages", Group.CHALLENGE, "A challenge can be taken through", Unit.STAGES,
            4, 1, 4, "How far a challenge goes: those who work with the child, their managers, senior managers, the"
            " safeguarding partners."),
    Setting("escalation_1_within", Group.CHALLENGE, "A challenge is answered, at first, within", Unit.WORKING_DAYS,
            5, 1, 20, "From when the worker and the manager are told that it is not answered."),
    Setting("escalation_2_within", Group.CHALLENGE, "At the second stage it is answered within", Unit.WORKING_DAYS,
            5, 1, 20, "The same between managers."),
    Setting("escalation_3_within", Group.CHALLENGE, "At the third stage it is answered within", Unit.WORKING_DAYS,
            5, 1, 20, "The same between senior managers."),
    Setting("escalation_4_within", Group.CHALLENGE, "At the last stage it is answered within", Unit.WORKING_DAYS,
            10, 1, 40, "The same with the safeguarding partners."),
    Setting("glass_lasts", Group.SEEING, "Broken glass shows a restricted child for", Unit.MINUTES,
            60, 10, 120, "How long somebody who broke the glass reads, from the next time on."),
    Setting("glass_review_within", Group.SEEING, "Broken glass is reviewed within", Unit.WORKING_DAYS,
            1, 1, 5, "From when the review by a manager is late."),
    Setting("duty_lasts", Group.SEEING, "A child opened on duty is read for", Unit.HOURS,
            12, 1, 24, "How long duty staff read a child they have opened with a reason, from the next time on."),
    Setting("restriction_confirmed_within", Group.SEEING, "A restriction is confirmed within", Unit.WORKING_DAYS,
            3, 1, 10, "When a restriction lapses that no second manager has confirmed, from the next one on."),
    Setting("apart_for", Group.APART, "Neither sees the other’s grades for", Unit.DAYS,
            5, 1, 14, "How long after the first signature the second worker can still grade unseen."),
    Setting("worse_at", Group.CHANGE, "Care is called worse from a probability of", Unit.PERCENT,
            60, 50, 60, "Readings made from that day on. A smaller number finds more children whose care gets worse,"
            " and alarms more often where it does not. What was read before stays as it was read."),
    Setting("idle_at_visits", Group.SIGNING_IN, "Practitioners are signed out, idle, after", Unit.MINUTES,
            120, 5, 720, "How long a tablet may lie on the table: a talk in a kitchen can be long."),
    Setting("idle_at_desks", Group.SIGNING_IN, "Everybody else is signed out, idle, after", Unit.MINUTES,
            15, 5, 720, "The same for managers, chairs and everybody who works at a desk."),
    Setting("longest_sign_in", Group.SIGNING_IN, "A sign-in ends, however busy, after", Unit.HOURS,
            12, 1, 24, "How long a sign-in lasts at most, from the next one on."),
    Setting("invitation_lasts", Group.SIGNING_IN, "A one-time link opens for", Unit.DAYS,
            7, 1, 14, "How long somebody has to open the link you make, from the next link on."),
    Setting("retention", Group.KEEPING, "Signed visits and packs are kept after the 18th birthday for", Unit.YEARS,
            17, 1, 100, "The day until which they are kept: visits signed, and packs issued, from then on."),
)}
WORKING_TOGETHER = "Working Together to Safeguard Children, the statutory guidance for England"
NATIONAL: Mapping[str, National] = {one.key: one for one in (
    National("referral_decision", "What to do about a referral is decided within", Unit.WORKING_DAYS, 1,
             WORKING_TOGETHER),
    National("assessment", "An assessment is complete, counted from the referral, within", Unit.WORKING_DAYS, 45,
             WORKING_TOGETHER),
    National("initial_conference", "The initial conference is held, after the strategy discussion, within",
             Unit.WORKING_DAYS, 15, WORKING_TOGETHER),
    National("first_core_group", "The first core group meets, after the initial conference, within",
             Unit.WORKING_DAYS, 10, WORKING_TOGETHER),
    National("first_review", "The first review conference is held within", Unit.MONTHS, 3, WORKING_TOGETHER),
    National("next_review", "Further review conferences are held at least every", Unit.MONTHS, 6, WORKING_TOGETHER),
    National("very_long_plan", "Protection plans are counted nationally as long from", Unit.MONTHS, 24,
             "The Department for Education’s children in need statistics"),
)}
# fmt: on


@dataclass(frozen=True, slots=True)
class Dated:
    """From that day on it is `value`, until a later one."""

    from_on: date
    value: int


class Settings:
    """One authority’s, as they are on a day; `on` says how they were, or will be, on another. `dated` by key, in the
    order in which they were set.

    `settings.days("profile_every")`: a key that is not there, or has another unit, raises KeyError.
    """

    def __init__(self, dated: Mapping[str, Sequence[Dated]], today: date, days_off: frozenset[date] = NO_DAYS) -> None:
        self._dated = dated
        self._today = today
        self._asked: dict[tuple[str, Unit], int] = {}
        # Beyond England’s bank holidays; only local periods leave them out.
        self.days_off = days_off

    def on(self, day: date) -> Settings:
        return Settings(self._dated, day, self.days_off)

    def days(self, key: str) -> int:
        return self._value(key, Unit.DAYS)

    def working_days(self, key: str) -> int:
        return self._value(key, Unit.WORKING_DAYS)

    def months(self, key: str) -> int:
        return self._value(key, Unit.MONTHS)

    def years(self, key: str) -> int:
        return self._value(key, Unit.YEARS)

    def hours(self, key: str) -> int:
        return self._value(key, Unit.HOURS)

    def minutes(self, key: str) -> int:
        return self._value(key, Unit.MINUTES)

    def visits(self, key: str) -> int:
        return self._value(key, Unit.VISITS)

    def times(self, key: str) -> int:
        return self._value(key, Unit.TIMES)

    def grades(self, key: str) -> int:
        return self._value(key, Unit.GRADES)

    def stages(self, key: str) -> int:
        return self._value(key, Unit.STAGES)

    def share(self, key: str) -> float:
        """Of 1."""
        return self._value(key, Unit.PERCENT) / 100

    def words(self, key: str) -> str:
        """ "10 working days"."""
        unit = NATIONAL[key].unit if key in NATIONAL else LOCAL[key].unit
        return unit.words(self._value(key, unit))

    def next_change(self, key: str) -> Dated | None:
        """The first that is still to come."""
        coming = [one for one in self._dated.get(key, ()) if one.from_on > self._today]
        if not coming:
            return None
        first = min(one.from_on for one in coming)
        return [one for one in coming if one.from_on == first][-1]

    def _value(self, key: str, unit: Unit) -> int:
        """Worked out once: a list asks the same of each of hundreds of children."""
        if (key, unit) not in self._asked:
            self._asked[key, unit] = self._worked_out(key, unit)
        return self._asked[key, unit]

    def _worked_out(self, key: str, unit: Unit) -> int:
        told = NATIONAL.get(key) or LOCAL[key]
        if told.unit is not unit:
            raise KeyError(f"{key} is counted in {told.unit.plural}")
        if isinstance(told, National):
            return told.value
        # Of two from the same day the one that was set later holds.
        latest = Dated(date.min, told.usual)
        for one in self._dated.get(key, ()):
            if latest.from_on <= one.from_on <= self._today:
                latest = one
        return latest.value


def check_change(setting: Setting, value: int, from_on: date, reason: str, settings: Settings, today: date) -> None:
    """Raises RuleBroken beside `value`, `from_on` or `reason`. The past is never changed."""
    if not setting.low <= value <= setting.high:
        raise RuleBroken(f"Enter a number {setting.bounds}", "value")
    if from_on < today:
        raise RuleBroken("Choose today or a later day: what was judged before stays as it was judged", "from_on")
    if from_on > today + LONGEST_AHEAD:
        raise RuleBroken("Choose a day within the next year", "from_on")
    held = settings.on(from_on)
    if held.words(setting.key) == setting.unit.words(value):
        raise RuleBroken(f"On {long_date(from_on)} it is {setting.unit.words(value)} already", "value")
    check_reason(reason)
