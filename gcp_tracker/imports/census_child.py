"""One child of a return, understood: who, and which help, plans and conferences from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gcp_tracker.imports.census_file import Entry
from gcp_tracker.imports.census_spells import ReadMeeting, ReadSpell, Spells
from gcp_tracker.imports.census_values import Values
from gcp_tracker.imports.faults import Fault, shown
from gcp_tracker.rules.ages import LONGEST_WAIT, check_birth
from gcp_tracker.rules.census_codes import DISABILITIES, ETHNICITIES, NO_DISABILITY, OLDER_GENDERS, SEXES
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.identifiers import check_upn

LONGEST_NUMBER = 60
AS_ITSELF = {code: code for code in ETHNICITIES}


@dataclass(frozen=True, slots=True)
class ReadChild:
    """None or empty: the return does not say, or what it says was left out (then `faults` say why)."""

    line: int
    number: str
    born_on: date | None
    expected_on: date | None
    sex: str | None
    ethnicity: str | None
    disability: str
    upn: str | None
    former_upns: tuple[str, ...]
    spells: tuple[ReadSpell, ...]
    meetings: tuple[ReadMeeting, ...]
    faults: tuple[Fault, ...]

    @property
    def has_birth(self) -> bool:
        return self.born_on is not None or self.expected_on is not None


@dataclass(frozen=True, slots=True)
class Unkept:
    """A child who cannot be kept, and why."""

    line: int
    number: str
    why: str
    faults: tuple[Fault, ...] = ()


def read_child(entry: Entry, today: date) -> ReadChild | Unkept:
    """What the return says of this child. Never raises for what stands in the file."""
    values = Values(today)
    identifiers = values.together(entry, "ChildIdentifiers")
    numbers = {part.text for part in identifiers.all("LAchildID") if part.text}
    number = next(iter(numbers)) if len(numbers) == 1 else ""
    values.child = shown(number)
    why = _why_unkept(numbers, number)
    values.note_strays(entry)
    if why:
        return Unkept(entry.line, shown(number), why, values.in_order())
    values.one(identifiers, "LAchildID")
    born_on, expected_on = _birth(values, identifiers)
    values.know_birth(born_on or expected_on)
    characteristics = values.together(entry, "ChildCharacteristics")
    died_on = _death(values, identifiers, born_on)
    spells = Spells(values, died_on)
    for case in entry.all("CINdetails"):
        spells.read_case(case)
    return ReadChild(
        line=entry.line,
        number=number,
        born_on=born_on,
        expected_on=expected_on,
        sex=_sex(values, identifiers),
        ethnicity=values.code(values.one(characteristics, "Ethnicity"), AS_ITSELF),
        disability=_disability(values, values.together(characteristics, "Disabilities")),
        upn=_upn(values, identifiers),
        former_upns=_former_upns(values, identifiers),
        spells=spells.settled(),
        meetings=tuple(spells.meetings.values()),
        faults=values.in_order(),
    )


def _why_unkept(numbers: set[str], number: str) -> str:
    if not numbers:
        return "The return gives no number (LAchildID), so the child cannot be told from others"
    if len(numbers) > 1:
        return "The return gives two different numbers (LAchildID) for one child"
    if len(number) > LONGEST_NUMBER:
        return f"The number (LAchildID) has {len(number)} characters; at most {LONGEST_NUMBER} are kept"
    if not number.isprintable():
        return "The number (LAchildID) holds a line break or characters that cannot be seen"
    return ""


def _birth(values: Values, identifiers: Entry) -> tuple[date | None, date | None]:
    born_entry = values.one(identifiers, "PersonBirthDate")
    expected_entry = values.one(identifiers, "ExpectedPersonBirthDate")
    born_on, expected_on = values.day(born_entry), values.day(expected_entry)
    if born_on and born_entry:
        try:
            check_birth(born_on, None, values.today)
        except RuleBroken as broken:
            values.note(born_entry, f"{broken.sentence}, so it was left out")
            born_on = None
    if expected_on and expected_entry:
        if born_on is None:
            try:
                check_birth(None, expected_on, values.today)
            except RuleBroken as broken:
                values.note(expected_entry, f"{broken.sentence}. It was left out")
                expected_on = None
        elif abs(expected_on - born_on) > LONGEST_WAIT:
            values.note(expected_entry, "Lies more than 42 weeks from the date of birth, so it was left out")
            expected_on = None
    return born_on, expected_on


def _death(values: Values, identifiers: Entry, born_on: date | None) -> date | None:
    entry = values.one(identifiers, "PersonDeathDate")
    died_on = values.past_day(entry)
    if entry is None or died_on is None or not values.is_in_order(born_on, died_on, entry, "the date of birth,"):
        return None
    values.note(entry, "The return says that this child has died. Tell the intake team’s manager", kept=True)
    return died_on


def _sex(values: Values, identifiers: Entry) -> str | None:
    """Sex, or in older files GenderCurrent."""
    sex_entry, gender_entry = values.one(identifiers, "Sex"), values.one(identifiers, "GenderCurrent")
    sex, gender = values.code(sex_entry, SEXES), values.code(gender_entry, SEXES)
    if sex and sex_entry and sex_entry.text in OLDER_GENDERS:
        values.note(sex_entry, f"Is a code of the older field GenderCurrent; it was read as {sex}", kept=True)
    if sex and gender and gender_entry and sex != gender:
        values.note(gender_entry, "Sex and GenderCurrent say different things, so neither was taken")
        return None
    return sex or gender


def _disability(values: Values, entry: Entry) -> str:
    """In words, without doubles: "Hearing; using hands". Empty when there is none."""
    said = entry.all("Disability")
    words = [values.code(part, DISABILITIES) for part in said if part.text]
    found = list(dict.fromkeys(word for word in words if word and word != DISABILITIES[NO_DISABILITY]))
    for part in said:
        if found and part.text == NO_DISABILITY:
            values.note(part, "Says that there is no disability, beside others that were kept")
    text = "; ".join(found)
    return text[:1].upper() + text[1:]


def _upn(values: Values, identifiers: Entry) -> str | None:
    upn = values.checked(values.one(identifiers, "UPN"), check_upn)
    unknown = values.one(identifiers, "UPNunknown")
    if upn and unknown:
        values.note(unknown, "Says that the UPN is not known, and yet the return gives one, which was kept", kept=True)
    return upn


def _former_upns(values: Values, identifiers: Entry) -> tuple[str, ...]:
    found = [values.checked(part, check_upn) for part in identifiers.all("FormerUPN") if part.text]
    return tuple(dict.fromkeys(upn for upn in found if upn))


def spell_words(spell: ReadSpell) -> str:
    """ "Child protection plan from 3 May 2026" """
    return f"{spell.kind.words} from {long_date(spell.started_on)}"
