"""What a visit must say before it can be opened or signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.rules.ages import is_adult, life_stage
from gcp_tracker.rules.bands import BEFORE_BIRTH, Form, items_for_words, titles_of, turn
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Band, Instrument
from gcp_tracker.rules.vocabulary import VISIT_MOVES, VisitState

ADULTHOOD = 18
# Local, not national: counted from the birth or the signing where the birthday is not known.
KEPT_AT_LEAST_YEARS = 25


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What is to be known of one answer for the rules: its grade (None when not graded) and what was written with
    it.
    """

    item_key: str
    value: int | None
    has_evidence: bool
    has_what_changed: bool


@dataclass(frozen=True, slots=True)
class Missing:
    item_key: str
    sentence: str


def check_can_be_graded(name: str, born_on: date | None, visited_on: date) -> None:
    """Unborn children have a page but no grades; at 18 grading ends. Source: the practice page on age bands."""
    if born_on is None:
        raise RuleBroken(
            f"{name}’s date of birth is not recorded. A child who is not yet born has a page and visits but no"
            " grades; otherwise add the date first.",
            field="visited_on",
        )
    if visited_on < born_on:
        raise RuleBroken(f"{name} was not yet born on that day, so there is no care to grade", field="visited_on")
    if is_adult(born_on, visited_on):
        raise RuleBroken(f"{name} was {ADULTHOOD} or over on that day; grading ends at {ADULTHOOD}", field="visited_on")


def choose_band(
    instrument: Instrument, born_on: date | None, visited_on: date, chosen: str | None, reason: str
) -> Band:
    """The band of the child's age on that day, or the worker's choice, which needs its reason."""
    by_age = instrument.band_at(born_on, visited_on)
    if chosen and (by_age is None or chosen != by_age.key):
        if not reason:
            raise RuleBroken("Say why another age’s descriptions fit this child better", field="band_reason")
        return instrument.band(chosen)
    if by_age is None:
        raise RuleBroken("This profile has no descriptions for a child of this age", field="visited_on")
    return by_age


def band_of_visit(
    name: str,
    instrument: Instrument,
    *,
    born_on: date | None,
    expected_on: date | None,
    visited_on: date,
    chosen: str | None,
    reason: str,
) -> str:
    """The key of the band that a visit on that day is graded in; BEFORE_BIRTH where it is recorded without grades.

    Raises RuleBroken from the 18th birthday, without any date, and for a choice without its reason.
    """
    if life_stage(born_on, expected_on, visited_on).is_unborn:
        return BEFORE_BIRTH
    check_can_be_graded(name, born_on, visited_on)
    chosen = None if chosen == BEFORE_BIRTH else chosen
    return choose_band(instrument, born_on, visited_on, chosen, reason).key


def is_band_chosen(instrument: Instrument, born_on: date | None, visited_on: date, band: str) -> bool:
    """Is this another band than the one of the child's age on that day?"""
    by_age = instrument.band_at(born_on, visited_on)
    return band != (by_age.key if by_age else BEFORE_BIRTH)


class BandTurns(RuleBroken):
    """The change of a draft's details asks other items; `band` is what somebody has to agree to first."""

    def __init__(self, sentence: str, band: str) -> None:
        super().__init__(sentence, field="visited_on")
        self.band = band


def band_turn_sentence(name: str, before: Form, after: Form, answered: Sequence[str]) -> str:
    """What happens to the answers of a draft that changes its band: which stay, which are set aside, what is new."""
    if after.band == BEFORE_BIRTH:
        said = [f"{name} was not yet born on that day, so the visit has no grades."]
        if answered:
            said.append(f"{_set_aside(len(answered))}. {_until_signed(len(answered), 'the date')}")
        return " ".join([*said, "What was written about the day stays."])
    stay = [key for key in answered if key in after.keys]
    aside = [item.key for item in before.instrument.items if item.key in answered and item.key not in after.keys]
    said = [f"The visit then asks the {items_for_words(after.title)}: {turn(before, after).words}."]
    if stay:
        said.append(
            f"{counted(len(stay), 'answer')} {'stays' if len(stay) == 1 else 'stay'}; look at"
            f" {'it' if len(stay) == 1 else 'them'} again, since the descriptions are for another age."
        )
    if aside:
        titles = ", ".join(titles_of(before.instrument, aside))
        said.append(f"{_set_aside(len(aside))}: {titles}. {_until_signed(len(aside), 'the age')}")
    if before.band == BEFORE_BIRTH:
        said.append("What was written before the birth stays.")
    return " ".join(said)


def _set_aside(count: int) -> str:
    return f"{counted(count, 'answer')} {'is' if count == 1 else 'are'} set aside"


def _until_signed(count: int, what: str) -> str:
    comes, grade, its = (
        ("It comes", "its grade is", "its") if count == 1 else ("They come", "their grades are", "their")
    )
    return f"{comes} back if {what} does; when you sign, {grade} left out and {its} words stay with the visit."


def check_move(state: VisitState, to: VisitState) -> None:
    if to not in VISIT_MOVES[state]:
        raise RuleBroken(f"This visit is {state.words.lower()}; it cannot become {to.words.lower()}.")


def can_move(state: VisitState, to: VisitState) -> bool:
    try:
        check_move(state, to)
    except RuleBroken:
        return False
    return True


def check_answer(instrument: Instrument, band: str, item_key: str, value: int | None) -> None:
    if not instrument.has_item(item_key) or not instrument.item(item_key).applies_to(band):
        raise RuleBroken(f"This profile has no item “{item_key}” at this age", field=item_key)
    if value is not None and value not in instrument.values:
        raise RuleBroken(f"A grade must be one of {', '.join(map(str, instrument.values))}", field=item_key)


def missing_evidence(
    instrument: Instrument, answers: Mapping[str, ItemAnswer], previous: Mapping[str, int]
) -> list[Missing]:
    """The items that need words before the visit can be signed: a grade of concern, or a better one after it."""
    missing = []
    for key, answer in answers.items():
        if answer.value is None or answer.has_evidence:
            continue
        before = previous.get(key)
        if instrument.needs_evidence(answer.value, before):
            why = (
                f"a {answer.value} needs what you saw or heard"
                if instrument.needs_evidence(answer.value, None)
                else f"{answer.value} after a {before} needs what you saw or heard"
            )
            missing.append(Missing(key, why))
    return missing


def unexplained_changes(
    instrument: Instrument, answers: Mapping[str, ItemAnswer], previous: Mapping[str, int]
) -> list[Missing]:
    """Big jumps whose *what changed?* is empty. They are said, and do not stop the signing."""
    return [
        Missing(key, f"was {previous[key]}, now {answer.value}: what changed?")
        for key, answer in answers.items()
        if answer.value is not None
        and not answer.has_what_changed
        and instrument.asks_what_changed(answer.value, previous.get(key))
    ]


def check_can_be_signed(missing: list[Missing], *, safe_tonight_unanswered: bool) -> None:
    if safe_tonight_unanswered:
        raise RuleBroken("Answer “Is the child safe tonight?” before you sign", field="safe_tonight")
    if missing:
        count = len(missing)
        raise RuleBroken(
            f"{count} {'grade needs' if count == 1 else 'grades need'} what you saw or heard before you can sign",
            field="evidence",
        )


def kept_until(born_on: date | None, signed_on: date, retention_years: int) -> date:
    """The last day on which a signed visit, or an issued pack, must be kept: so many years after the child's eighteenth
    birthday.
    """
    start = born_on or signed_on
    years = ADULTHOOD + retention_years if born_on else max(KEPT_AT_LEAST_YEARS, retention_years)
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, month=3, day=1)
