"""Without a browser, for volume: writers with operation numbers, answers that are lost, and a server killed as they
write.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.client import Client
from bench.server import HOST
from tests.cast import PASSWORD
from tests.torture.place import NOT_ASKED, WHOLE, TorturedPlace, db_kind

# Of its answers a writer does not wait for so many: it hangs up, as a tablet does that has lost the signal.
HANGS_UP = 0.05
LETS_RUN = (0.3, 1.2)
GIVES_UP_AFTER = 60.0
ITEMS = 12


@dataclass
class Volume:
    database: str
    writers: int
    rounds: int = 0
    acknowledged: int = 0
    repeated: int = 0
    lost: int = 0
    doubled: int = 0
    server_errors: int = 0
    slowest_return: float = 0.0
    integrity: str = "ok"
    audit: str = WHOLE
    seconds: float = 0.0
    told: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return (
            not (self.lost or self.doubled or self.server_errors)
            and self.integrity in ("ok", NOT_ASKED)
            and self.audit == WHOLE
            and not self.told
        )


class Writer(threading.Thread):
    """One tablet with one draft: an answer is sent until it is acknowledged, always under its own operation."""

    def __init__(self, place: TorturedPlace, draft: UUID, items: list[str], seed: str) -> None:
        super().__init__(daemon=True)
        self.place = place
        self.draft = draft
        self.items = items
        self.random = Random(seed)
        self.seed = seed.replace("/", "-")
        self.goes_on = True
        self.headers: dict[str, str] = {}
        self.base = 1
        self.sent = 0
        # The operation that was acknowledged last, and the one under way, by item.
        self.acknowledged: dict[str, str] = {}
        self.count = 0
        self.repeated: set[str] = set()
        self.errors: Counter[int] = Counter()
        self.last_answer = time.monotonic()
        self.slowest_return = 0.0
        self.wrong: list[str] = []

    def sign_in(self) -> None:
        with Client(self.place.server.port).sign_in(self.place.cast.amira.email, PASSWORD) as client:
            client.read_token(f"/visits/{self.draft}/grade")
            self.headers = {
                "Content-Type": "application/json",
                "Accept": "application/json",
                "X-CSRFToken": client.token,
                "Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items()),
            }

    def run(self) -> None:
        try:
            while self.goes_on and not self.wrong:
                self.send_until_acknowledged()
        except Exception as error:  # a writer that fell over must fail the run, not vanish
            self.wrong.append(f"a writer fell over: {error!r}")

    def send_until_acknowledged(self) -> None:
        self.sent += 1
        item = self.random.choice(self.items)
        operation = f"{self.seed}-{self.sent}"
        answer = {
            "item": item,
            "answer": str(self.random.randint(1, 4)),
            "source": "saw",
            "evidence": f"Evidence [{operation}]",
            "child_words": "",
            "what_changed": "",
        }
        body = save_body(self.base, operation, answer)
        deadline = time.monotonic() + GIVES_UP_AFTER
        while (reply := self.try_once(body)) is None:
            self.repeated.add(operation)
            if time.monotonic() > deadline:
                self.wrong.append(f"no answer to {operation} within {GIVES_UP_AFTER:.0f} s")
                return
        self.base = reply["version"]
        if reply["conflicts"]["answers"]:
            self.wrong.append(f"{operation} was answered with a conflict, though nobody else writes this draft")
        self.acknowledged[item] = operation
        self.count += 1

    def try_once(self, body: bytes) -> dict[str, Any] | None:
        connection = HTTPConnection(HOST, self.place.server.port, timeout=30)
        try:
            connection.request("POST", f"/visits/{self.draft}/answers", body, self.headers)
            if self.random.random() < HANGS_UP:
                time.sleep(self.random.choice((0.0, 0.002, 0.01, 0.05)))
                return None
            response = connection.getresponse()
            said = response.read()
        except (OSError, HTTPException):
            time.sleep(0.02)
            return None
        finally:
            connection.close()
        self.slowest_return = max(self.slowest_return, time.monotonic() - self.last_answer)
        self.last_answer = time.monotonic()
        if response.status not in (200, 409):
            self.errors[response.status] += 1
            if response.status < 500:
                self.wrong.append(f"answered {response.status}: {said[:200]!r}")
            return None
        return dict(json.loads(said))


def save_body(base: int, operation: str, answer: dict[str, str]) -> bytes:
    return json.dumps({"base": base, "operation": operation, "answers": [answer], "notes": []}).encode()


def run_volume(place: TorturedPlace, *, seed: int, rounds: int, writers: int = 6) -> Volume:
    """So many rounds of kill −9 under that many writers, and what came of it."""
    volume = Volume(db_kind(place.app), writers)
    started = time.monotonic()
    random = Random(f"{seed}/volume")
    drafts = [place.open_draft() for _ in range(writers)]
    items = [item.key for item in place.instrument.items_for(place.band)][:ITEMS]
    threads = [Writer(place, draft, items, f"{seed}/{number}") for number, draft in enumerate(drafts)]
    for thread in threads:
        thread.sign_in()
    for thread in threads:
        thread.start()
    while volume.rounds < rounds and not any(thread.wrong for thread in threads):
        time.sleep(random.uniform(*LETS_RUN))
        place.server.kill()
        place.server.start()
        place.server.wait_until_ready()
        volume.rounds += 1
    time.sleep(LETS_RUN[0])
    for thread in threads:
        thread.goes_on = False
    for thread in threads:
        thread.join(timeout=GIVES_UP_AFTER + 30)
    for thread in threads:
        take_stock(place, thread, volume)
    volume.integrity, volume.audit = place.integrity(), place.audit()
    volume.seconds = time.monotonic() - started
    return volume


def take_stock(place: TorturedPlace, writer: Writer, volume: Volume) -> None:
    """Every acknowledged operation was written, once, and the last of each item stands."""

    def written(session: Session) -> Counter[str]:
        rows = session.execute(
            text("SELECT operation, count(*) FROM written WHERE visit_id = :visit GROUP BY operation"),
            {"visit": writer.draft.hex},
        )
        return Counter({str(operation): int(times) for operation, times in rows})

    times = place.ask(written)
    kept = place.kept(writer.draft)
    volume.acknowledged += writer.count
    volume.repeated += len(writer.repeated)
    volume.doubled += sum(number > 1 for number in times.values()) + len(place.doubles(writer.draft))
    volume.lost += sum(f"{writer.seed}-{number}" not in times for number in range(1, writer.count + 1))
    for item, operation in writer.acknowledged.items():
        volume.lost += kept.get((item, "evidence")) != f"Evidence [{operation}]"
    volume.server_errors += sum(number for status, number in writer.errors.items() if status >= 500)
    volume.slowest_return = max(volume.slowest_return, writer.slowest_return)
    volume.told += writer.wrong
