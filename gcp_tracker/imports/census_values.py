"""Single values of a return: read as they stand, or left out with a sentence. Nothing is guessed or mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from gcp_tracker.imports.census_file import Entry
from gcp_tracker.imports.faults import Fault, shown
from gcp_tracker.rules.ages import LONGEST_WAIT
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken

WRITTEN_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
# Records go on to the 25th year, and help can begin before the birth.
OLDEST_EVENT = timedelta(days=27 * 366)
MOST_PREVIOUS_PLANS = 20
MOST_FAULTS = 100
Word = TypeVar("Word")


@dataclass(slots=True)
class Values:
    """Reads values for one child and gathers what is wrong with them."""

    today: date
    child: str = ""
    # The first day on which something can have happened to this child; set once the birth is read.
    earliest: date | None = None
    faults: list[Fault] = field(default_factory=list)

    def note(
        self, entry: Entry, sentence: str, *, kept: bool = False, given: str | None = None, line: int | None = None
    ) -> None:
        if len(self.faults) > MOST_FAULTS:
            return
        if len(self.faults) == MOST_FAULTS:
            sentence, given = f"More than {MOST_FAULTS} faults: the rest are not listed", ""
        value = entry.text if given is None else given
        self.faults.append(Fault(line or entry.line, self.child, shown(entry.name), shown(value), sentence, kept))

    def in_order(self) -> tuple[Fault, ...]:
        return tuple(sorted(self.faults, key=lambda fault: fault.line))

    def note_strays(self, entry: Entry) -> None:
        """Text between elements, here and in everything below."""
        for line, text in entry.stray:
            self.note(entry, f"Stray text inside <{shown(entry.name)}> was passed over", given=text, line=line)
        for part in entry.parts:
            self.note_strays(part)

    def one(self, entry: Entry, name: str) -> Entry | None:
        """The part of that name, when it holds a value. Twice the same counts once; two different ones are left out."""
        found = entry.all(name)
        for part in found:
            if part.parts:
                self.note(part, "Holds other elements where a value is expected, so it was left out")
        filled = [part for part in found if part.text and not part.parts]
        if len({part.text for part in filled}) > 1:
            for part in filled:
                self.note(part, f"Stands {len(filled)} times with different values, so none was taken")
            return None
        if len(filled) > 1:
            self.note(filled[1], "Stands more than once; it was taken once", kept=True)
        return filled[0] if filled else None

    def together(self, entry: Entry, name: str) -> Entry:
        """The part of that name; several are read as one, so that contradictions between them come to light."""
        found = entry.all(name)
        if len(found) == 1:
            return found[0]
        line = found[0].line if found else entry.line
        return Entry(name, line, "", [part for each in found for part in each.parts])

    def day(self, entry: Entry | None) -> date | None:
        """A date that exists. Whether it can be true is for the caller."""
        if entry is None:
            return None
        written = WRITTEN_DATE.fullmatch(entry.text)
        if not written:
            self.note(entry, "Is not a date written as YYYY-MM-DD, so it was left out")
            return None
        try:
            return date(int(written[1]), int(written[2]), int(written[3]))
        except ValueError:
            self.note(entry, "There is no such day, so it was left out")
            return None

    def past_day(self, entry: Entry | None) -> date | None:
        """A date on which something can have happened to this child."""
        found = self.day(entry)
        if found is None or entry is None:
            return None
        if found > self.today:
            self.note(entry, "Lies in the future, so it was left out")
            return None
        if found < (self.earliest or self.today - OLDEST_EVENT):
            self.note(entry, "Lies long before this child’s birth, so it was left out")
            return None
        return found

    def code(self, entry: Entry | None, words: Mapping[str, Word]) -> Word | None:
        """What the code stands for."""
        if entry is None:
            return None
        if entry.text not in words:
            self.note(entry, "Is not a code of the census, so it was left out")
            return None
        return words[entry.text]

    def checked(self, entry: Entry | None, check: Callable[[str], str]) -> str | None:
        """A number that passes a check of rules.identifiers, as that check writes it."""
        if entry is None:
            return None
        try:
            return check(entry.text)
        except RuleBroken as broken:
            self.note(entry, f"{broken.sentence}. It was left out")
            return None

    def previous_plans(self, entry: Entry | None) -> int | None:
        if entry is None:
            return None
        if not re.fullmatch(r"[0-9]{1,3}", entry.text):
            self.note(entry, "Is not a whole number, so it was left out")
            return None
        count = int(entry.text)
        if count > MOST_PREVIOUS_PLANS:
            self.note(entry, f"More than {MOST_PREVIOUS_PLANS} earlier plans cannot be, so it was left out")
            return None
        return count

    def is_yes(self, entry: Entry | None) -> bool:
        """The return writes yes as 1 or true."""
        if entry is None:
            return False
        if entry.text.lower() not in ("0", "1", "true", "false"):
            self.note(entry, "Is neither true nor false, so it was left out")
        return entry.text.lower() in ("1", "true")

    def know_birth(self, born_or_expected_on: date | None) -> None:
        self.earliest = born_or_expected_on - LONGEST_WAIT if born_or_expected_on else None

    def is_in_order(self, first: date | None, then: date | None, entry: Entry | None, what: str) -> bool:
        """Whether `then` is on or after `first`; when not, it is noted on `entry`."""
        if first is None or then is None or entry is None or then >= first:
            return True
        self.note(entry, f"Lies before {what} {long_date(first)}, so it was left out")
        return False
