"""The forms of a plan: which plan, one outcome, one action, and the reason for what closes or drops something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Adult, Child, Outcome, Plan, PlanAction, User
from gcp_tracker.plans.details import ActionDetails, ItemDetails, OutcomeDetails, PlanDetails, Who
from gcp_tracker.plans.queries import LastGraded
from gcp_tracker.plans.written import key_of
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.plan_vocabulary import PLAN_KINDS, PROTECTIVE, Agency, WhoKind
from gcp_tracker.rules.vocabulary import HelpKind
from gcp_tracker.web.forms import DraftForm, Form, choice, day, line, listed, several, text, words_of

# So many rows are there at first, and one more than are filled.
FEWEST_ROWS, MOST_ROWS = 2, 8
LONGEST_SENTENCE, LONGEST_WHY = 300, 2000
NO_ITEM = ("", "No item")


class PlanForm(DraftForm):
    kind = choice(
        "Which plan is it?", required="Choose which plan it is", choices=[(one, one.words) for one in PLAN_KINDS]
    )
    starts_on = day("From which day does it hold?", required="Enter the day, like 16 11 2026")
    why = text(
        "Why is the plan changed?",
        hint="It stands beside what changed, for whoever reads it later.",
        longest=LONGEST_WHY,
    )

    def details(self) -> PlanDetails:
        return PlanDetails(HelpKind(self.kind.data), self.starts_on.data, self.why.data)


def outcome_form(plan: Plan, child: Child, outcome: Outcome | None, graded: Mapping[str, LastGraded], band: str) -> Any:
    """As many rows for items as are filled, and one more: `item_1`, `aim_1`, `by_1` and so on."""
    instrument = instrument_of(plan.instrument)
    rows = min(MOST_ROWS, max(FEWEST_ROWS, len(outcome.items) + 1 if outcome else 0))
    needed = "" if plan.kind not in PROTECTIVE else " A child protection plan is not agreed without it."
    name = child.first_name
    held = {item.item_key for item in outcome.items} if outcome else set()

    class OutcomeForm(DraftForm):
        sentence = text(
            f"What must be different in {name}’s life?",
            required=f"Say what must be different in {name}’s life",
            hint=f"One sentence about {name}’s day, for example: there is a cooked meal every evening.",
            longest=LONGEST_SENTENCE,
        )
        how_known = text(
            "How will we know?", hint=f"What will be seen, heard or said, and by whom.{needed}", longest=LONGEST_WHY
        )
        if_not = text(
            "What happens if not?",
            hint=f"What will be done, by whom, and when that is decided.{needed}",
            longest=LONGEST_WHY,
        )

        @property
        def rows(self) -> list[tuple[Any, Any, Any]]:
            return [(self[f"item_{n}"], self[f"aim_{n}"], self[f"by_{n}"]) for n in range(1, rows + 1)]

        def details(self) -> OutcomeDetails:
            return OutcomeDetails(
                self.sentence.data, self.how_known.data, self.if_not.data, tuple(_items_of(self, rows))
            )

        def fill_from(self, outcome: Outcome) -> None:
            self.sentence.data, self.how_known.data = outcome.sentence, outcome.how_known
            self.if_not.data = outcome.if_not
            for (item, aim, by_on), row in zip(self.rows, outcome.items, strict=False):
                item.data, aim.data, by_on.data = row.item_key, str(row.aim), row.by_on

    items = _item_choices(instrument, graded, band, held)
    aims = [
        ("", "Choose the grade"),
        *((str(point.value), f"{point.value} {point.word}") for point in instrument.scale),
    ]
    for number in range(1, rows + 1):
        setattr(OutcomeForm, f"item_{number}", listed(f"Item {number}", choices=items, default=""))
        setattr(OutcomeForm, f"aim_{number}", listed("is to be", choices=aims, default=""))
        setattr(OutcomeForm, f"by_{number}", day("by when"))
    return OutcomeForm()


def _items_of(form: Any, rows: int) -> list[ItemDetails]:
    found = []
    for number in range(1, rows + 1):
        item, aim, by_on = (form[f"{name}_{number}"].data for name in ("item", "aim", "by"))
        if not item and (aim or by_on):
            raise RuleBroken("Choose the item, or take its grade and date out", field=f"item_{number}")
        if item and not aim:
            raise RuleBroken("Choose the grade that it is to be", field=f"aim_{number}")
        if item:
            found.append(ItemDetails(item, int(aim), by_on))
    return found


def _item_choices(
    instrument: Instrument, graded: Mapping[str, LastGraded], band: str, held: set[str]
) -> list[tuple[str, str]]:
    """Those asked at the child’s age, each with its domain and its last grade."""
    found = [NO_ITEM]
    for domain in instrument.domains:
        for area in domain.areas:
            for item in area.items:
                if not item.applies_to(band) and item.key not in held:
                    continue
                last = graded.get(item.key)
                title = item.title if item.title == area.title else f"{area.title}: {item.title}"
                told = f"{last.value} on {long_date(last.on)}" if last else "not graded yet"
                found.append((item.key, f"{domain.title} – {title} ({told})"))
    return found


class ActionForm(DraftForm):
    what = text("What is to be done?", required="Say what is to be done", longest=LONGEST_SENTENCE)
    who = several("Who does it?", hint="Several, where they do it together.")
    other = line("Somebody else, by name and work", hint="For example: Mrs Grant, breakfast club")
    by_on = day("By when?")

    def for_people(self, child: Child, adults: Sequence[Adult], workers: Sequence[User]) -> ActionForm:
        self.known: dict[str, Who] = {"child": Who(WhoKind.CHILD, child.first_name)}
        self.known |= {f"adult:{one.id}": Who(WhoKind.ADULT, one.name, adult=one) for one in adults}
        self.known |= {f"user:{one.id}": Who(WhoKind.WORKER, one.name, user=one) for one in workers}
        self.known |= {
            f"agency:{value}": Who(WhoKind.AGENCY, words, agency=Agency(value)) for value, words in words_of(Agency)
        }
        self.who.choices = [(key, one.words) for key, one in self.known.items()]
        return self

    def fill_from(self, action: PlanAction) -> None:
        self.what.data, self.by_on.data = action.what, action.by_on
        self.who.data = [key for person in action.people if (key := key_of(person)) in self.known]
        self.other.data = ", ".join(person.words for person in action.people if key_of(person) not in self.known)

    def details(self) -> ActionDetails:
        who = [self.known[key] for key in self.who.data or () if key in self.known]
        if self.other.data:
            who.append(Who(WhoKind.OTHER, self.other.data))
        return ActionDetails(self.what.data, tuple(who), self.by_on.data)


class WhyForm(Form):
    reason = text("Why?", required="Say why", longest=LONGEST_WHY)
