"""What happens in a round: drawn from the seed and the round's number alone, so that one round can be had again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.visits.grading import DAY_PARTS, OTHER_NOTES
from tests.torture.faults import FAULTS
from tests.torture.tablet import REFUSED_STORAGE

# At the moment of the cut, in the middle of the work. Rounds take them in turn, so that few rounds have them all.
MOMENTS = (
    "nothing but the network",
    "page reloaded",
    "tab closed",
    "tab killed",
    "browser killed",
    "server killed",
    "session ended",
    "second tab",
    "second tab, same answer",
    "server and browser killed",
    "session ended, tab killed",
    "no network, tab killed",
    "no network, browser killed",
)
# For the whole round.
CONDITIONS = ("", "", "", "wrong clock", "storage refused")
DAYS_WRONG = (-400, -1, 1, 30)

EVIDENCE = ("Two tins and half a loaf", "Damp along the window", "Clean bedding on both beds", "Mum was up and cooking")
WORDS = ("I had toast", "Nan sleeps in my room", "The heating is on now", "We went to the river")
NOTES = ("Up alone at seven", "Tea at the neighbour’s", "Television until late", "Walked to school with Ruby")
GRADES = ("1", "2", "3", "4", "5", "not_seen", "not_applicable")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done at the tablet. `words` are typed in pieces, each adding to the one before."""

    kind: str  # tap, evidence, child_words, note or safe
    key: str
    words: tuple[str, ...]
    by_keyboard: bool
    pause: float


@dataclass(frozen=True, slots=True)
class Plan:
    """`cut`: after how many steps the moment comes. `pause`: how long the person looks before it; None: until the line
    at the top says that all is kept.
    """

    seed: int
    number: int
    moment: str
    condition: str
    scripted: str
    faults: tuple[str, ...]
    domain: str
    steps: tuple[Step, ...]
    cut: int
    pause: float | None
    waits_at_the_end: bool

    @property
    def name(self) -> str:
        return ", ".join(part for part in (self.moment, self.condition) if part)


def plan_of(seed: int, number: int, instrument: Instrument, band: str) -> Plan:
    random = Random(f"{seed}/{number}")
    domains: dict[str, list[str]] = {}
    for item in instrument.items_for(band):
        domains.setdefault(item.domain_key, []).append(item.key)
    domain = random.choice(sorted(domains))
    items = random.sample(domains[domain], 3)
    notes = random.sample([kind.value for kind in (*DAY_PARTS, *OTHER_NOTES)], 2)
    count = random.randint(4, 7)
    steps = tuple(_step(random, f"{number}.{place}", items, notes) for place in range(count))
    condition = random.choice(CONDITIONS)
    scripted = {
        "wrong clock": str(random.choice(DAYS_WRONG)),
        "storage refused": random.choice(sorted(REFUSED_STORAGE)),
    }.get(condition, "")
    # The first fault goes by the round, so that each of them comes up in few rounds; the rest by chance.
    known = [fault for fault in FAULTS if fault]
    faults = (known[number % len(known)], *random.choices(["", *known], k=random.randint(0, 4)))
    plan = Plan(
        seed=seed,
        number=number,
        moment=MOMENTS[number % len(MOMENTS)],
        condition=condition,
        scripted=scripted,
        faults=faults,
        domain=domain,
        steps=steps,
        cut=random.randint(1, count - 1),
        pause=random.choice((None, None, 0.0, 0.05, 0.3, 0.9)),
        waits_at_the_end=random.random() < 0.5,
    )
    return with_safe_tonight(plan, domains["safety"]) if number % 4 == 1 else plan


def with_safe_tonight(plan: Plan, items: list[str]) -> Plan:
    """Before the cut, a 5 for something that is not touched again, and the answer to what it asks."""
    key = next(key for key in items if all(key != step.key for step in plan.steps))
    answer = Step("safe", key, (f"Gran takes him tonight [{plan.number}]",), by_keyboard=True, pause=0.0)
    return replace(plan, steps=(*plan.steps[: plan.cut], answer, *plan.steps[plan.cut :]), cut=plan.cut + 1)


def _step(random: Random, token: str, items: list[str], notes: list[str]) -> Step:
    kind = random.choices(("tap", "evidence", "child_words", "note"), (45, 25, 10, 20))[0]
    by_keyboard, pause = random.random() < 0.6, random.choice((0.0, 0.0, 0.05, 0.2))
    if kind == "tap":
        return Step(kind, random.choice(items), (random.choice(GRADES),), by_keyboard, pause)
    texts, key = {
        "evidence": (EVIDENCE, random.choice(items)),
        "child_words": (WORDS, random.choice(items)),
        "note": (NOTES, random.choice(notes)),
    }[kind]
    begun = f"{random.choice(texts)} [{token}]"
    ends = random.choice(((), (", and more",), (" then", " and more")))
    pieces = tuple(begun + "".join(ends[:number]) for number in range(len(ends) + 1))
    return Step(kind, key, pieces, by_keyboard, pause)
