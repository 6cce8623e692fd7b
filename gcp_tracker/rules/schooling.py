"""Half terms, and how often a child was in school, in the Department for Education’s terms.

A session is half a school day. A pupil is persistently absent who missed 10 per cent of possible sessions or more, and
severely absent who missed 50 per cent or more (Department for Education, pupil absence statistics).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gcp_tracker.rules.ages import ADULT_AT_MONTHS, day_of_age
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.engagement_vocabulary import Absence, HalfTermName
from gcp_tracker.rules.errors import RuleBroken

SESSIONS_A_DAY = 2
PERSISTENT, SEVERE = 10, 50
LONGEST_HALF_TERM = timedelta(weeks=10)
# A school year, as schools and the law count it.
YEAR_BEGINS = (9, 1)


@dataclass(frozen=True, slots=True)
class Term:
    """A half term with its days. `year`: 2026 for 2026/27."""

    name: HalfTermName
    year: int
    from_on: date
    to_on: date

    @property
    def words(self) -> str:
        return term_words(self.name, self.year)

    @property
    def most_sessions(self) -> int:
        """As many as its weekdays allow; closed days are not known, so that no true figure is refused."""
        days = (self.from_on + timedelta(days=number) for number in range((self.to_on - self.from_on).days + 1))
        return SESSIONS_A_DAY * sum(day.weekday() < 5 for day in days)


def term_words(name: HalfTermName, year: int) -> str:
    """Autumn 1 2026/27."""
    return f"{name.words} {year_words(year)}"


def year_words(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


@dataclass(frozen=True, slots=True)
class Attended:
    """A child’s sessions in one half term; of two schools in the same one, together. `schools` as they were entered."""

    term: Term
    schools: tuple[str, ...]
    possible: int
    attended: int
    unauthorised: int

    @property
    def share(self) -> float:
        """Of 1."""
        return self.attended / self.possible

    @property
    def per_cent(self) -> int:
        """Rounded down, so that nobody is said to have reached a mark that was just missed."""
        return self.attended * 100 // self.possible

    @property
    def absence(self) -> Absence:
        missed = (self.possible - self.attended) * 100
        if missed >= SEVERE * self.possible:
            return Absence.SEVERE
        return Absence.PERSISTENT if missed >= PERSISTENT * self.possible else Absence.NEITHER

    @property
    def authorised(self) -> int:
        return self.possible - self.attended - self.unauthorised

    @property
    def words(self) -> str:
        """41 % of sessions (28 of 68), 30 missed without leave."""
        sums = f"{self.per_cent} % of sessions ({self.attended} of {self.possible})"
        return f"{sums}, {self.unauthorised} missed without leave" if self.unauthorised else sums


def put_together(rows: Iterable[Attended]) -> list[Attended]:
    """One for each half term, oldest first."""
    by_term: dict[Term, list[Attended]] = {}
    for row in rows:
        by_term.setdefault(row.term, []).append(row)
    return [
        Attended(
            term,
            tuple(dict.fromkeys(school for row in own for school in row.schools)),
            sum(row.possible for row in own),
            sum(row.attended for row in own),
            sum(row.unauthorised for row in own),
        )
        for term, own in sorted(by_term.items(), key=lambda entry: entry[0].from_on)
    ]


def attendance_sentence(child: str, known: Sequence[Attended]) -> str:
    """Of the latest half term: Kai was in school for 41 % of sessions (28 of 68) in Autumn 1 2026/27: severely absent.
    Empty where nothing is known.
    """
    if not known:
        return ""
    latest = known[-1]
    sentence = f"{child} was in school for {latest.words} in {latest.term.words}"
    if latest.absence is not Absence.NEITHER:
        sentence += f": {latest.absence.inside}"
    if len(known) > 1 and known[-2].per_cent != latest.per_cent:
        before = known[-2]
        way = "down" if before.share > latest.share else "up"
        sentence += f"; {way} from {before.per_cent} % in {before.term.words}"
    return f"{sentence}."


def low_attendance(child: str, known: Sequence[Attended]) -> str:
    """The same sentence where the latest half term is below the mark; empty otherwise."""
    if not known or known[-1].absence is Absence.NEITHER:
        return ""
    return attendance_sentence(child, known)


def school_from(born_on: date) -> date:
    """The September after the fourth birthday, when a child can begin school. Who turns four on 1 September waits a
    year.
    """
    fourth = day_of_age(born_on, 4 * 12)
    begins = date(fourth.year, *YEAR_BEGINS)
    return begins if fourth < begins else date(fourth.year + 1, *YEAR_BEGINS)


def is_of_school_age(born_on: date | None, term: Term) -> bool:
    if born_on is None:
        return False
    return school_from(born_on) <= term.to_on and term.from_on < day_of_age(born_on, ADULT_AT_MONTHS)


def check_sessions(
    child: str, born_on: date | None, term: Term, *, possible: int, attended: int, unauthorised: int, today: date
) -> None:
    """Raises RuleBroken beside the field."""
    if not is_of_school_age(born_on, term):
        raise RuleBroken(f"{child} was not of school age in {term.words}", "half_term")
    if term.from_on > today:
        raise RuleBroken(f"{term.words} has not begun", "half_term")
    if possible < 1:
        raise RuleBroken("Enter how many sessions were possible", "possible")
    if possible > term.most_sessions:
        raise RuleBroken(
            f"{term.words} has at most {term.most_sessions} sessions: two for each weekday from"
            f" {long_date(term.from_on)} to {long_date(term.to_on)}",
            "possible",
        )
    if not 0 <= attended <= possible:
        raise RuleBroken(f"Attended must be from 0 to the {possible} that were possible", "attended")
    if not 0 <= unauthorised <= possible - attended:
        raise RuleBroken(
            f"{possible - attended} sessions were missed, so at most so many without leave", "unauthorised"
        )


def check_half_terms(year: int, terms: Sequence[Term], today: date) -> None:
    """Those of one school year, in the order of their names. Raises RuleBroken beside `<name>_from` or `<name>_to`."""
    if not date(today.year - 20, 1, 1) <= date(year, *YEAR_BEGINS) <= date(today.year + 2, 1, 1):
        raise RuleBroken("Check the year", "year")
    earliest, latest = date(year, 8, 1), date(year + 1, 8, 31)
    before: Term | None = None
    for term in terms:
        name = term.name.value
        if not earliest <= term.from_on <= latest:
            raise RuleBroken(f"{term.name.words} must begin in the school year {year_words(year)}", f"{name}_from")
        if term.to_on < term.from_on:
            raise RuleBroken(f"{term.name.words} must end on or after the day it begins", f"{name}_to")
        if term.to_on > latest or term.to_on - term.from_on > LONGEST_HALF_TERM:
            raise RuleBroken(f"{term.name.words} is longer than ten weeks: check its days", f"{name}_to")
        if before is not None and term.from_on <= before.to_on:
            raise RuleBroken(f"{term.name.words} must begin after {before.name.words} has ended", f"{name}_from")
        before = term
