"""The cases of one child in a return: spells of help from when to when, and conferences that were held."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from gcp_tracker.imports.census_file import Entry
from gcp_tracker.imports.census_values import Values
from gcp_tracker.rules.census_codes import CLOSURE_REASONS, OLDER_CATEGORIES, PRIMARY_NEEDS
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, MeetingKind

CATEGORIES = {category.value: category for category in AbuseCategory} | {
    older: AbuseCategory(now) for older, now in OLDER_CATEGORIES.items()
}
# Which dates belong to which kind of help: (the element that holds them, its start, its end).
PLANS: dict[HelpKind, tuple[str, str, str]] = {
    HelpKind.CHILD_IN_NEED: ("CINPlanDates", "CINPlanStartDate", "CINPlanEndDate"),
    HelpKind.CHILD_PROTECTION: ("ChildProtectionPlans", "CPPstartDate", "CPPendDate"),
    HelpKind.PRE_PROCEEDINGS: ("PreProceedingsandFGDM", "PPStartDate", "StepDecisionDate"),
}
# Read only to tell the data officer what is wrong; nothing of them is kept.
LOOKED_AT = {
    "Assessments": ("AssessmentActualStartDate", "AssessmentAuthorisationDate"),
    "PreProceedingsandFGDM": ("InitialPPMeetingDate", "LBPSentDate", "CourtAppDate", "LetterInitCPDate"),
}
SIGNS_OF_WORK = ("DateOfInitialCPC", "Assessments", "CINPlanDates", "Section47", "ChildProtectionPlans")


@dataclass(frozen=True, slots=True)
class ReadSpell:
    line: int
    kind: HelpKind
    started_on: date
    ended_on: date | None
    category: AbuseCategory | None = None
    initial_category: AbuseCategory | None = None
    previous_plans: int | None = None
    detail: str = ""

    @property
    def key(self) -> str:
        """Names this spell in every later return of the same child."""
        return f"census:{self.kind.value}:{self.started_on.isoformat()}"


@dataclass(frozen=True, slots=True)
class ReadMeeting:
    line: int
    kind: MeetingKind
    held_on: date

    @property
    def key(self) -> str:
        return f"census:{self.kind.value}:{self.held_on.isoformat()}"


@dataclass(slots=True)
class Spells:
    """Gathers them case by case."""

    values: Values
    died_on: date | None = None
    found: list[tuple[ReadSpell, Entry]] = field(default_factory=list)
    meetings: dict[str, ReadMeeting] = field(default_factory=dict)

    def read_case(self, case: Entry) -> None:
        values = self.values
        self._meet(values.one(case, "DateOfInitialCPC"), MeetingKind.INITIAL_CONFERENCE)
        section_47 = [self._section_47(entry) for entry in case.all("Section47")]
        opened = self._open_case(case, [day for day in section_47 if day])
        for kind, (holder, start, end) in PLANS.items():
            for entry in case.all(holder):
                self._plan(kind, entry, start, end, opened)
        for holder, names in LOOKED_AT.items():
            for entry in case.all(holder):
                self._look_at(entry, names)

    def settled(self) -> tuple[ReadSpell, ...]:
        """Without doubles: one that is repeated counts once; two that begin together and differ are both left out."""
        by_key: dict[str, list[tuple[ReadSpell, Entry]]] = {}
        for spell, entry in self.found:
            by_key.setdefault(spell.key, []).append((spell, entry))
        kept = []
        for same in by_key.values():
            contents = {replace(spell, line=0) for spell, _ in same}
            if len(contents) == 1:
                kept.append(same[0][0])
                for _, entry in same[1:]:
                    self.values.note(entry, "The same entry stands here more than once; it was taken once", kept=True)
                continue
            for spell, entry in same:
                day = long_date(spell.started_on)
                self.values.note(entry, f"Two entries begin on {day} and differ, so neither was taken", given="")
        return tuple(sorted(kept, key=lambda spell: (spell.started_on, spell.kind.value)))

    def _open_case(self, case: Entry, section_47: list[date]) -> ReadSpell | None:
        values = self.values
        start, end = values.one(case, "CINreferralDate"), values.one(case, "CINclosureDate")
        need = values.code(values.one(case, "PrimaryNeedCode"), PRIMARY_NEEDS)
        why_closed = values.code(values.one(case, "ReasonForClosure"), CLOSURE_REASONS)
        nothing_further = values.is_yes(values.one(case, "ReferralNFA"))
        if start is None:
            values.note(case, "The case has no referral date, so it was left out; plans inside it were still read")
        dates = self._from_until(start, end)
        if dates is None or start is None:
            return None
        opened_on, closed_on = dates
        if nothing_further and end is None:
            if not any(case.all(name) for name in SIGNS_OF_WORK):
                values.note(start, "The referral needed nothing further, so there is no open case to enter")
                return None
            values.note(
                start,
                "The return says that nothing further was needed, and yet work followed; it was entered as open",
                kept=True,
            )
        words = [f"Primary need: {need}."] if need else []
        words += [f"Ended: {why_closed}."] if why_closed and closed_on else []
        words += [f"Section 47 enquiry began {long_date(day)}." for day in sorted(set(section_47))]
        words += [f"The child died on {long_date(self.died_on)}."] if self.died_on else []
        spell = ReadSpell(case.line, HelpKind.OPEN_CASE, opened_on, closed_on, detail=" ".join(words))
        self.found.append((spell, case))
        return spell

    def _plan(self, kind: HelpKind, entry: Entry, start: str, end: str, opened: ReadSpell | None) -> None:
        values = self.values
        start_entry, end_entry = values.one(entry, start), values.one(entry, end)
        reviews = [part for holder in entry.all("Reviews") for part in holder.all("CPPreviewDate")]
        dates = self._from_until(start_entry, end_entry)
        for review in reviews:
            self._meet(review, MeetingKind.REVIEW_CONFERENCE, since=dates[0] if dates else None)
        if start_entry is None and kind is not HelpKind.PRE_PROCEEDINGS:
            values.note(entry, f"There is no {start}, so the plan was left out")
        if dates is None or start_entry is None:
            return
        started_on, ended_on = dates
        spell = ReadSpell(entry.line, kind, started_on, ended_on)
        if kind is HelpKind.CHILD_PROTECTION:
            spell = replace(
                spell,
                category=values.code(values.one(entry, "LatestCategoryOfAbuse"), CATEGORIES),
                initial_category=values.code(values.one(entry, "InitialCategoryOfAbuse"), CATEGORIES),
                previous_plans=values.previous_plans(values.one(entry, "NumberOfPreviousCPP")),
            )
        if opened is not None:
            self._note_outside(spell, start_entry, end_entry, opened)
        self.found.append((spell, entry))

    def _from_until(self, start: Entry | None, end: Entry | None) -> tuple[date, date | None] | None:
        """None: the spell cannot be kept. An end that cannot be read leaves it out, since it is neither open nor ended.
        An end in the future leaves it open, since it has not ended yet.
        """
        values = self.values
        started_on = values.past_day(start)
        ended_on = values.day(end)
        if started_on is None:
            if start is not None and end is not None:
                values.note(end, "Belongs to a start that was left out, so it was left out with it")
            return None
        if end is None:
            return started_on, None
        if ended_on is None:
            values.note(start or end, "Its end cannot be read, so neither an open nor an ended entry was made")
            return None
        if ended_on > values.today:
            values.note(end, "Lies in the future, so it was left out; what began is entered as going on")
            return started_on, None
        if ended_on < started_on:
            values.note(end, f"Lies before the start, {long_date(started_on)}, so this spell was left out")
            return None
        return started_on, ended_on

    def _note_outside(self, spell: ReadSpell, start: Entry, end: Entry | None, opened: ReadSpell) -> None:
        if spell.started_on < opened.started_on:
            self.values.note(
                start, f"Lies before the referral of {long_date(opened.started_on)}; kept as given", kept=True
            )
        if opened.ended_on is None:
            return
        closed = long_date(opened.ended_on)
        if spell.started_on > opened.ended_on:
            self.values.note(start, f"Lies after the case was closed on {closed}; kept as given", kept=True)
        elif end is not None and (spell.ended_on is None or spell.ended_on > opened.ended_on):
            self.values.note(end, f"Lies after the case was closed on {closed}; kept as given", kept=True)
        elif end is None:
            self.values.note(start, f"Has no end, and yet the case was closed on {closed}; kept as given", kept=True)

    def _section_47(self, entry: Entry) -> date | None:
        self._meet(self.values.one(entry, "DateOfInitialCPC"), MeetingKind.INITIAL_CONFERENCE)
        return self.values.past_day(self.values.one(entry, "S47ActualStartDate"))

    def _meet(self, entry: Entry | None, kind: MeetingKind, since: date | None = None) -> None:
        held_on = self.values.past_day(entry)
        if entry is None or held_on is None or not self.values.is_in_order(since, held_on, entry, "the plan’s start,"):
            return
        meeting = ReadMeeting(entry.line, kind, held_on)
        self.meetings.setdefault(meeting.key, meeting)

    def _look_at(self, entry: Entry, names: tuple[str, ...]) -> None:
        earlier = None
        for name in names:
            found = self.values.one(entry, name)
            day = self.values.past_day(found)
            if entry.name == "Assessments" and self.values.is_in_order(earlier, day, found, "the assessment’s start,"):
                earlier = day
