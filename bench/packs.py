"""Conference packs: one of a long story, and a hundred one after the other.

In a process of its own, so that what it and the processes that set pages have taken is known: nothing else is in it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from uuid import UUID

from sqlalchemy import select, update

from bench.memory import kilobytes
from bench.paper import megabytes_to_set
from bench.place import Place, today
from bench.table import Row, not_measured, verdict
from gcp_tracker import create_app
from gcp_tracker.authority_settings import settings_of
from gcp_tracker.conference.composing import compose_for_members, pdf_source
from gcp_tracker.conference.contents import contents_of
from gcp_tracker.conference.drawing import draw_packs
from gcp_tracker.conference.pages import Paper, Typeset
from gcp_tracker.conference.queries import conferences_without_pack
from gcp_tracker.conference.typesetting import PRESS, can_typeset
from gcp_tracker.db import db
from gcp_tracker.exports.screens import NOTHING_KEPT_BACK
from gcp_tracker.meetings.details import PlanDetails
from gcp_tracker.meetings.service import plan_meeting
from gcp_tracker.models import Allocation, Child, Pack, User
from gcp_tracker.rules.packs import PackFor, PackState
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork, now_utc

ROUNDS = 5
LIMIT_SECONDS, LIMIT_MB = 1.5, 250
BATCH = 100
# A few pages of memory more are the allocator’s; a pack that stayed would be a megabyte each.
GROWTH = 1.1
IN_DAYS = 14


def pack_rows(place: Place, batch: int = BATCH) -> list[Row]:
    """`batch`: how many are drawn in one go; their memory is looked at after a tenth, half, and all of them."""
    if not can_typeset():
        return [not_measured("conference packs", "this machine has no Pango")]
    told = subprocess.run(
        [sys.executable, "-m", "bench.packs", place.long_child, str(batch)],
        env={**os.environ, **place.environment},
        check=True,
        stdout=subprocess.PIPE,
    )
    found = json.loads(told.stdout)
    one, largest, each, memory = found["one"], found["largest"], found["each"], found["memory"]
    marks = ", ".join(f"{megabytes:.0f}" for megabytes in memory)
    return [
        Row(
            f"a pack of 60 visits and 33 items, {found['core_pages']} pages and {found['pages']} with its annex",
            f"{one:.2f} s of one core",
            f"≤ {LIMIT_SECONDS} s",
            "",
            verdict(one, LIMIT_SECONDS),
        ),
        Row("  the first after a pause, with the start of what sets it", f"{found['first']:.2f} s of one core"),
        Row(
            "  most memory of what sets its pages",
            f"{largest:.0f} MB",
            f"≤ {LIMIT_MB} MB",
            "",
            verdict(largest, LIMIT_MB),
        ),
        Row(
            f"{batch} packs in one go: memory after {', '.join(map(str, looked_at(batch)))}",
            f"{marks} MB; {each:.2f} s each",
            "no growth",
            f"{memory[-1] / memory[0]:.2f}",
            verdict(memory[-1] / memory[0], GROWTH),
        ),
    ]


def looked_at(batch: int) -> tuple[int, int, int]:
    return max(batch // 10, 1), max(batch // 2, 1), batch


def measure(child_id: UUID, batch: int) -> Mapping[str, object]:
    app = create_app(os.environ)
    with app.app_context():
        # What both processes load and keep is not a pack’s own: the first round is left out.
        _, made, paper = _one(child_id)
        ones = [_one(child_id)[0] for _ in range(min(ROUNDS, batch))]
        PRESS.end()
        first = _one(child_id)[0]
        plan_conferences()
        started = _seconds()
        memory = _in_one_go(batch)
        each = (_seconds() - started) / batch
        db.session.remove()
    return {
        "one": median(ones),
        "first": first,
        "core_pages": made.core_pages,
        "pages": made.pages,
        "largest": PRESS.make(megabytes_to_set, paper),
        "each": each,
        "memory": memory,
    }


def _one(child_id: UUID) -> tuple[float, Typeset, Paper]:
    """Seconds from the record to the file, those of the process that sets the pages included."""
    started = _seconds()
    child = db.session.get_one(Child, child_id)
    pack = Pack(made_for=PackFor.PROFESSIONALS, conference=MeetingKind.REVIEW_CONFERENCE, for_on=today(), note="")
    pack.number = 1
    told = contents_of(db.session, child, settings_of(db.session, child.authority_id, today()), today())
    with db.session.no_autoflush:
        pack.child = child
        made = compose_for_members(pack, told, NOTHING_KEPT_BACK)
        seconds = _seconds() - started
        paper = pdf_source(pack, child, made.body)
    db.session.expunge_all()
    return seconds, made.set_as, paper


def plan_conferences() -> None:
    """One for every child who has a worker."""
    for child_id, worker_id in db.session.execute(select(Allocation.child_id, Allocation.user_id)).all():
        worker = db.session.get_one(User, worker_id)
        with UnitOfWork(db.session, worker, now_utc()) as uow:
            details = PlanDetails(MeetingKind.REVIEW_CONFERENCE, today() + timedelta(days=IN_DAYS))
            plan_meeting(uow, [uow.session.get_one(Child, child_id)], details)
    db.session.expunge_all()


def _in_one_go(batch: int) -> list[float]:
    """Megabytes of this process, as the packs are drawn."""
    memory: list[float] = []
    drawn = 0
    while drawn < batch:
        planned = conferences_without_pack(db.session, now_utc(), IN_DAYS)
        for _ in islice(draw_packs(db.session, planned, now_utc()), batch - drawn):
            drawn += 1
            if drawn in looked_at(batch):
                memory.append(kilobytes(Path("/proc/self/status"), "VmRSS") / 1024)
        # There are fewer children than that: what was drawn is put aside, and each has another.
        with UnitOfWork(db.session, None, now_utc()) as uow:
            uow.session.execute(update(Pack).values(state=PackState.PUT_ASIDE))
    return memory


def _seconds() -> float:
    """Processor time of this process and of all that it began, whether they have ended or not."""
    taken = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in taken) + sum(map(_seconds_of, _begun_by(os.getpid())))


def _begun_by(number: int) -> Iterator[int]:
    for told in Path(f"/proc/{number}/task").glob("*/children"):
        for child in map(int, told.read_text().split()):
            yield child
            yield from _begun_by(child)


def _seconds_of(number: int) -> float:
    """Its own, and of those that it began and that have ended."""
    told = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    print(json.dumps(measure(UUID(sys.argv[1]), int(sys.argv[2]))))
