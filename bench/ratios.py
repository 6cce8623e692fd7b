"""Server time, end to end over keep-alive HTTP: a page of ours and a bare view in turn, on the same machine's moods."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import median

from bench.client import Client, Reply
from bench.place import PASSWORD, Place
from bench.server import BARE
from bench.table import Row, not_measured, verdict
from bench.without import ASKED
from gcp_tracker.rules.vocabulary import RoleName

WARM_UP = 8
SECONDS_EACH = 15
FEWEST = 8
RESAMPLES = 1000
GROWTH_LIMIT = 1.3

Ask = Callable[[], Reply]


@dataclass(frozen=True, slots=True)
class Subject:
    what: str
    against: str  # "a": one row committed; "b": 40 kB rendered
    limit: float
    expects: int
    ask: Ask


class Measured:
    """What one place answers, ready to be asked. Signing uses up a draft each time, which limits the rounds."""

    def __init__(self, place: Place, port: int) -> None:
        self.place = place
        self.bare = Client(port)
        self.people = {caseload: Client(port) for caseload in place.workers}
        self.manager = Client(port)
        self.version = 2
        self.values = count()
        self.drafts = iter(place.to_sign)

    def __enter__(self) -> Measured:
        for caseload, client in self.people.items():
            client.sign_in(self.place.workers[caseload], PASSWORD)
        self.manager.sign_in(self.place.others[RoleName.MANAGER.value], PASSWORD)
        self.people[10].read_token(f"/visits/{self.place.saved_draft}/grade")
        self.people[60].read_token(f"/visits/{self.place.to_sign[0]}/grade")
        return self

    def __exit__(self, *_: object) -> None:
        for client in (self.bare, self.manager, *self.people.values()):
            client.connection.close()

    def commit_row(self) -> Reply:
        return self.bare.post_json(
            f"{BARE}/row", {"item": "enough-food", "answer": "2", "evidence": "Bread and two tins."}
        )

    def render_page(self) -> Reply:
        return self.bare.get(f"{BARE}/page")

    def save_grade(self) -> Reply:
        worker, draft = self.people[10], self.place.saved_draft
        answer = {
            "item": self.place.items[0],
            "answer": str(1 + next(self.values) % 3),
            "source": "saw",
            "evidence": "Bread.",
        }
        sent = {"base": self.version, "operation": str(uuid.uuid4()), "answers": [answer], "notes": []}
        reply = worker.post_json(f"/visits/{draft}/answers", sent)
        self.version += 1
        return reply

    def sign(self) -> Reply:
        return self.people[60].post_form(f"/visits/{next(self.drafts)}/before-signing", {"version": "2"})

    def sign_without(self) -> Reply:
        return self.people[60].post_form(f"/visits/{next(self.drafts)}/before-signing?{ASKED}", {"version": "2"})

    def page(self, caseload: int, path: str) -> Ask:
        return lambda: self.people[caseload].get(path)

    def subjects(self) -> list[Subject]:
        place = self.place
        return [
            Subject("one grade saved", "a", 3, 200, self.save_grade),
            Subject("signing 33 grades", "a", 8, 303, self.sign),
            Subject("the grade page", "b", 4, 200, self.page(10, f"/visits/{place.started_draft}/grade")),
            Subject("the child’s page, 60 visits", "b", 12, 200, self.long_page()),
            *(
                Subject(f"my children, {caseload}", "b", 0, 200, self.page(caseload, "/my-children"))
                for caseload in place.workers
            ),
            Subject("my team", "b", 10, 200, lambda: self.manager.get("/my-team")),
        ]

    def long_page(self, asked: str = "") -> Ask:
        return self.page(1, f"/children/{self.place.long_child}{asked}")

    def base(self, against: str) -> Ask:
        return self.commit_row if against == "a" else self.render_page


def in_turn(asks: Sequence[Ask], rounds: int, seconds: float = SECONDS_EACH) -> list[list[float]]:
    """Milliseconds of each, asked one after the other, round by round, after a warm-up that is thrown away.

    A page that is slow is asked less often: the rounds end early after `seconds`, but not before FEWEST.
    """
    times: list[list[float]] = [[] for _ in asks]
    started = time.monotonic()
    warm_up = min(WARM_UP, rounds)
    for number in range(warm_up + rounds):
        if len(times[0]) >= FEWEST and time.monotonic() - started > seconds:
            break
        for kept, ask in zip(times, asks, strict=True):
            taken = ask().milliseconds
            if number >= warm_up:
                kept.append(taken)
    return times


def ratio_with_spread(ours: list[float], theirs: list[float]) -> tuple[float, float, float]:
    """The ratio of the medians, and the 5th and 95th percentile of it over resampled rounds."""
    draw = random.Random(1)
    ratios = []
    for _ in range(RESAMPLES):
        chosen = draw.choices(range(len(ours)), k=len(ours))
        ratios.append(median(ours[i] for i in chosen) / median(theirs[i] for i in chosen))
    ratios.sort()
    return median(ours) / median(theirs), ratios[RESAMPLES // 20], ratios[-RESAMPLES // 20]


def ratio_rows(measured: Measured, rounds: int) -> list[Row]:
    rows = []
    for subject in measured.subjects():
        if refused := refusal(subject.expects, subject.ask):
            rows.append(not_measured(subject.what, refused))
            continue
        ours, theirs = in_turn([subject.ask, measured.base(subject.against)], rounds)
        ratio, low, high = ratio_with_spread(ours, theirs)
        rows.append(
            Row(
                subject.what,
                f"{median(ours):.1f} ms, ({subject.against}) {median(theirs):.1f} ms",
                f"≤ {subject.limit:g} × ({subject.against})" if subject.limit else "",
                f"{ratio:.2f} ({low:.2f}–{high:.2f})",
                verdict(ratio, subject.limit) if subject.limit else "",
            )
        )
    return rows


def reading_cost_rows(measured: Measured, rounds: int) -> list[Row]:
    """What a reading adds: the same request with it and without, in turn."""
    rows = []
    for what, limit, status, asks in (
        ("signing with its reading", 1.3, 303, [measured.sign, measured.sign_without]),
        ("the child’s page with verdict", 1.2, 200, [measured.long_page(), measured.long_page(f"?{ASKED}")]),
    ):
        if refused := refusal(status, *asks):
            rows.append(not_measured(what, refused))
            continue
        ours, without = in_turn(asks, rounds)
        ratio, low, high = ratio_with_spread(ours, without)
        rows.append(
            Row(
                what,
                f"{median(ours):.1f} ms, without {median(without):.1f} ms",
                f"≤ {limit:g} × without",
                f"{ratio:.2f} ({low:.2f}–{high:.2f})",
                verdict(ratio, limit),
            )
        )
    return rows


def growth_rows(small: Measured, large: Measured, rounds: int) -> list[Row]:
    """The same in a large database, asked in turn with the small one.

    Judged by the times, which asking in turn makes comparable; how the ratio to the bare view grew stands beside it and
    has the noise of two medians more.
    """
    rows = []
    for here, there in zip(small.subjects(), large.subjects(), strict=True):
        if refused := refusal(here.expects, here.ask, there.ask):
            rows.append(not_measured(here.what, refused))
            continue
        against = here.against
        asks = [here.ask, there.ask, small.base(against), large.base(against)]
        ours, ours_large, bare, bare_large = in_turn(asks, rounds)
        times, low, high = ratio_with_spread(ours_large, ours)
        growth = times / (median(bare_large) / median(bare))
        rows.append(
            Row(
                f"{here.what}, large database",
                f"{median(ours_large):.1f} ms, small {median(ours):.1f} ms",
                f"≤ {GROWTH_LIMIT} × the small",
                f"{times:.2f} ({low:.2f}–{high:.2f}); to ({against}) {growth:.2f}",
                verdict(times, GROWTH_LIMIT),
            )
        )
    return rows


def refusal(expects: int, *asks: Ask) -> str:
    """Why they cannot be measured, or nothing. Each is asked once: a wrong answer that is quick must not count."""
    answered = [ask().status for ask in asks]
    return next((f"answered {status}, not {expects}" for status in answered if status != expects), "")
