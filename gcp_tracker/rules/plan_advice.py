"""Advice on a plan while it is written: sentences about what plans often lack. Advice never stops anybody.

Each `check_x` raises a sentence, as every rule does; `advice_on` collects them. Sources: the practice page on plans
that are not plans, and paragraphs 52 to 54 of “In the child’s time” (Ofsted, 2014).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.plan_vocabulary import PROTECTIVE, WhoKind
from gcp_tracker.rules.plans import MOST_ITEMS, Aim, Deed, Target, WrittenPlan
from gcp_tracker.rules.sentences import listed_words

TOO_MANY_FOR_ONE = 10
# Whose doing a sentence is about, where it begins with one of them.
ADULT_WORDS = frozenset({
    "mum", "mummy", "mother", "dad", "daddy", "father", "parents", "parent", "carer", "carers", "stepdad",
    "stepfather", "stepmum", "stepmother", "gran", "grandad", "nan", "nana", "grandparents", "partner",
})  # fmt: skip
FATHERLY = frozenset({"dad", "daddy", "father", "stepdad", "stepfather", "parents"})
# May stand before the one whom the sentence is about.
OPENING = frozenset({"the", "a", "both", "his", "her", "their"})
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

Check = Callable[[], None]


@dataclass(frozen=True, slots=True)
class AdultRound:
    """An adult of the family as advice needs to know them. `is_father`: or a step-parent, or a parent’s partner."""

    name: str
    relation: str
    is_father: bool
    not_to_be_contacted: bool

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]


@dataclass(frozen=True, slots=True)
class Advice:
    """`line_id` is of the outcome that it is about, None where it is about the whole plan."""

    line_id: UUID | None
    sentence: str


def advice_on(
    plan: WrittenPlan, child_name: str, adults: Sequence[AdultRound], best_first: Sequence[int], today: date
) -> list[Advice]:
    """For each outcome in its order, then for the plan as a whole. `best_first`: the grades of its instrument."""
    found = [
        Advice(aim.line_id, sentence)
        for aim in plan.aims
        for sentence in _sentences(_of_outcome(plan, aim, child_name, adults, best_first, today))
    ]
    whole = (partial(check_fathers, plan, child_name, adults), partial(check_spread, plan))
    return found + [Advice(None, sentence) for sentence in _sentences(whole)]


def _of_outcome(
    plan: WrittenPlan,
    aim: Aim,
    child_name: str,
    adults: Sequence[AdultRound],
    best_first: Sequence[int],
    today: date,
) -> Iterator[Check]:
    yield partial(check_about_the_child, aim, child_name, adults)
    yield partial(check_has_item, aim)
    yield partial(check_few_items, aim)
    # Where the law expects them they are more than advice: see `plans.lacking`.
    if plan.kind not in PROTECTIVE:
        yield partial(check_says_how_known, aim)
        yield partial(check_says_if_not, aim)
    for target in aim.targets:
        yield partial(check_one_grade_at_a_time, target, best_first)
        yield partial(check_has_date, target)
        yield partial(check_date_to_come, target.title, target.by_on, today)
    yield partial(check_has_action, aim)
    for deed in aim.deeds:
        yield partial(check_has_person, deed)
        yield partial(check_deed_has_date, deed)
        yield partial(check_date_to_come, f"“{deed.what}”", deed.by_on, today)


def _sentences(checks: Iterable[Check]) -> list[str]:
    found = []
    for check in checks:
        try:
            check()
        except RuleBroken as broken:
            found.append(broken.sentence)
    return found


def check_about_the_child(aim: Aim, child_name: str, adults: Sequence[AdultRound]) -> None:
    """An outcome that begins with what an adult does is an action: “Mum will attend …” changes nobody’s day."""
    words = [word.casefold() for word in WORD.findall(aim.sentence)]
    own, others = child_name.casefold(), {adult.first_name.casefold() for adult in adults} | ADULT_WORDS
    first = next((word for word in words if word not in OPENING), "")
    speaks_of_adults = bool(others.intersection(words))
    if first in others - {own} or (speaks_of_adults and own not in words and "child" not in words):
        raise RuleBroken(
            f"This says what an adult does. Say what is then different in {child_name}’s day, and put what the adult"
            " does under it as an action."
        )


def check_has_item(aim: Aim) -> None:
    if not aim.targets:
        raise RuleBroken("No item is tied to it, so no visit will show whether it changes.")


def check_few_items(aim: Aim) -> None:
    if len(aim.targets) > MOST_ITEMS:
        raise RuleBroken(f"It rests on {len(aim.targets)} items. A few at once are changed more surely than many.")


def check_says_how_known(aim: Aim) -> None:
    if not aim.how_known:
        raise RuleBroken("It does not say how we will know that it has changed.")


def check_says_if_not(aim: Aim) -> None:
    if not aim.if_not:
        raise RuleBroken("It does not say what happens if it does not change, nor by when that is decided.")


def check_one_grade_at_a_time(target: Target, best_first: Sequence[int]) -> None:
    """Usually one grade at a time, as practice has it; a target that is no better than now is no change."""
    if target.now not in best_first or target.aim not in best_first:
        return
    steps = best_first.index(target.now) - best_first.index(target.aim)
    if steps > 1:
        raise RuleBroken(
            f"{target.title} is to go from {target.now} to {target.aim} at once. One grade at a time is more likely to"
            " be reached, and to last."
        )
    if steps < 1:
        raise RuleBroken(f"{target.title} was {target.now} when this was written, so {target.aim} asks for no change.")


def check_has_date(target: Target) -> None:
    if target.by_on is None:
        raise RuleBroken(f"{target.title} has no date. By when must it have changed for the child?")


def check_deed_has_date(deed: Deed) -> None:
    if deed.by_on is None:
        raise RuleBroken(f"“{deed.what}” has no date.")


def check_date_to_come(what: str, by_on: date | None, today: date) -> None:
    if by_on is not None and by_on < today:
        raise RuleBroken(f"{what}: {long_date(by_on)} has passed.")


def check_has_action(aim: Aim) -> None:
    if not aim.deeds:
        raise RuleBroken("Nothing is to be done for it yet: add who does what.")


def check_has_person(deed: Deed) -> None:
    if not deed.doers:
        raise RuleBroken(f"“{deed.what}” says nobody who does it.")


def check_fathers(plan: WrittenPlan, child_name: str, adults: Sequence[AdultRound]) -> None:
    """Fathers and partners are asked for by name. Of one who is not to be contacted nothing is ever said."""
    fathers = [adult for adult in adults if adult.is_father]
    if not fathers:
        raise RuleBroken(
            f"No father or partner of a parent is on {child_name}’s file, and this plan says nothing of one."
        )
    doers = {doer.words for deed in plan.deeds for doer in deed.doers if doer.kind is WhoKind.ADULT}
    said = {word.casefold() for text in _texts(plan) for word in WORD.findall(text)}
    if FATHERLY & said:
        return
    left_out = [
        f"{adult.name}, {child_name}’s {adult.relation}"
        for adult in fathers
        if not adult.not_to_be_contacted and adult.name not in doers and adult.first_name.casefold() not in said
    ]
    if left_out:
        raise RuleBroken(f"Nothing in this plan is about {listed_words(left_out)}. What is asked of them, or offered?")


def check_spread(plan: WrittenPlan) -> None:
    """Ten actions on one agency are done by nobody."""
    load = Counter(
        doer.words for deed in plan.deeds for doer in deed.doers if doer.kind in (WhoKind.AGENCY, WhoKind.WORKER)
    )
    for words, count in load.most_common(1):
        if count >= TOO_MANY_FOR_ONE:
            raise RuleBroken(f"{counted(count, 'action')} are for {words}. Who else could do some of them?")


def _texts(plan: WrittenPlan) -> Iterator[str]:
    for aim in plan.aims:
        yield from (aim.sentence, aim.how_known, aim.if_not, *(deed.what for deed in aim.deeds))
