"""Verdicts for many children from files, in little memory: lines are spread over folders by child, then judged folder
by folder.
"""

from __future__ import annotations

import csv
import heapq
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from gcp_tracker.change.gradings import Grade, child_grades
from gcp_tracker.change.reading import ChildReading, DomainReading, read_children
from gcp_tracker.oversight.grades_files import CHILD, Faults, FileFault, form_sizes_in, grades_in, reviews_in

OUT_COLUMNS = ("child_id", "as_of", "domain", "verdict", "p_better", "p_worse", "p_sustained")
FACT_COLUMNS = ("child_id", "as_of", "fact", "domain", "item_id", "date", "grade", "care_of")
BYTES_A_HEAP = 8_000_000
MOST_HEAPS = 200
REVIEWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Files:
    """`items`, `facts` may be left out. Results are put in place whole, or not at all."""

    grades: Path
    reviews: Path
    items: Path | None
    out: Path
    facts: Path | None


def judge_files(files: Files, faults: Faults) -> int:
    """How many reviews were judged. Raises FileFault, and then writes nothing."""
    sizes = form_sizes_in(files.items, faults) if files.items else {}
    with TemporaryDirectory(dir=files.out.parent, prefix=".judge-") as folder:
        heaps = _Heaps(Path(folder), _how_many(files))
        domains = heaps.fill(files, faults)
        judged = heaps.judge([*sizes, *sorted(domains - sizes.keys())], sizes)
        written = {"verdicts": files.out} | ({"facts": files.facts} if files.facts else {})
        for name, columns in (("verdicts", OUT_COLUMNS), ("facts", FACT_COLUMNS)):
            if name in written:
                heaps.gather(name, columns, Path(folder) / name)
        for name, target in written.items():
            (Path(folder) / name).replace(target)
    return judged


def _how_many(files: Files) -> int:
    try:
        size = files.grades.stat().st_size + files.reviews.stat().st_size
    except OSError as error:
        raise FileFault(f"{error.filename} cannot be read. Nothing was written.") from error
    return min(MOST_HEAPS, 1 + size // BYTES_A_HEAP)


class _Heaps:
    """Lines of the same children together, so that only one heap is in memory at a time."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.count = count

    def fill(self, files: Files, faults: Faults) -> set[str]:
        """The domains that were ever graded."""
        domains = set()
        with ExitStack() as stack:
            writers = [csv.writer(stack.enter_context(self._open("grades", heap, "w"))) for heap in range(self.count)]
            for child_id, grade in grades_in(files.grades, faults):
                domains.add(grade.domain)
                writers[self._heap_of(child_id)].writerow((child_id, *grade))
        with ExitStack() as stack:
            writers = [csv.writer(stack.enter_context(self._open("reviews", heap, "w"))) for heap in range(self.count)]
            for number, review in enumerate(reviews_in(files.reviews, faults)):
                writers[self._heap_of(review.child_id)].writerow((number, review.child_id, review.as_of))
        return domains

    def judge(self, domains: Sequence[str], sizes: Mapping[str, int]) -> int:
        judged = 0
        for heap in range(self.count):
            with self._open("grades", heap, "r") as file:
                grades = _by_child(csv.reader(file))
            with ExitStack() as stack:
                reviews = csv.reader(stack.enter_context(self._open("reviews", heap, "r")))
                verdicts = csv.writer(stack.enter_context(self._open("verdicts", heap, "w")))
                facts = csv.writer(stack.enter_context(self._open("facts", heap, "w")))
                while some := list(islice(reviews, REVIEWS_AT_ONCE)):
                    known = {
                        child_id: child_grades(child_id, grades.get(child_id, ()), domains, sizes=sizes)
                        for _, child_id, _ in some
                    }
                    found = read_children([(known[child_id], int(as_of)) for _, child_id, as_of in some])
                    for (number, _, _), reading in zip(some, found, strict=True):
                        verdicts.writerows((number, *row) for row in verdict_rows(reading, domains))
                        facts.writerows((number, *row) for row in fact_rows(reading))
                    judged += len(some)
        return judged

    def gather(self, name: str, columns: Sequence[str], target: Path) -> None:
        """All heaps’ rows in the order of the reviews’ lines."""
        with ExitStack() as stack:
            heaps = [csv.reader(stack.enter_context(self._open(name, heap, "r"))) for heap in range(self.count)]
            out = csv.writer(stack.enter_context(target.open("w", encoding="utf-8", newline="")), lineterminator="\n")
            out.writerow(columns)
            out.writerows(row[1:] for row in heapq.merge(*heaps, key=lambda row: int(row[0])))

    def _heap_of(self, child_id: str) -> int:
        return zlib.crc32(child_id.encode()) % self.count

    def _open(self, name: str, heap: int, mode: str) -> IO[str]:
        return (self.folder / f"{name}-{heap}").open(mode, encoding="utf-8", newline="")


def _by_child(rows: Iterable[Sequence[str]]) -> dict[str, list[Grade]]:
    """Words that come again and again are kept once."""
    found: dict[str, list[Grade]] = {}
    word = sys.intern
    for child_id, care_of, domain, item, day, worker, value in rows:
        grade = Grade(word(care_of), word(domain), word(item), int(day), word(worker), float(value))
        found.setdefault(child_id, []).append(grade)
    return found


def verdict_rows(reading: ChildReading, domains: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """One for each domain, and the headline with the probabilities of the domain that it is read from."""
    by_key = {one.domain: one for one in reading.domains}
    on = date.fromordinal(reading.as_of).isoformat()
    for domain in domains:
        one = by_key[domain]
        yield reading.child_id, on, domain, one.verdict.value, *_probabilities(one)
    yield reading.child_id, on, CHILD, reading.verdict.value, *_probabilities(reading.deciding)


def fact_rows(reading: ChildReading) -> Iterator[tuple[str, ...]]:
    on = date.fromordinal(reading.as_of).isoformat()
    for fact in sorted(reading.facts, key=lambda fact: (fact.kind, fact.domain, fact.care_of, fact.item)):
        graded_on = date.fromordinal(fact.day).isoformat()
        value = "" if fact.value is None else f"{fact.value:g}"
        yield reading.child_id, on, fact.kind.value, fact.domain, fact.item, graded_on, value, fact.care_of


def _probabilities(domain: DomainReading | None) -> tuple[str, str, str]:
    """Empty where nothing can be settled."""
    shares = domain.deciding.reading.shares if domain and domain.deciding else None
    if shares is None:
        return "", "", ""
    return f"{shares.better:.6f}", f"{shares.worse:.6f}", f"{shares.sustained:.6f}"
