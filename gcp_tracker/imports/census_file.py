"""The children in need census as a file: opened safely, read child by child, whole or not at all.

The file is read twice. The first time nothing is believed: is it XML, whole, a census, without a DOCTYPE, and does any
number stand in it twice? Only then are its children handed out, one at a time, so that memory stays flat.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from lxml import etree

from gcp_tracker.imports.census_entries import CONTAINERS, KNOWN
from gcp_tracker.imports.faults import Fault, FileRefused, shown
from gcp_tracker.imports.safe_xml import (
    NOTHING_WRITTEN,
    SAFELY,
    Element,
    Opener,
    check_beginning,
    forget,
    in_plain_words,
    line_of,
    local_name,
)

# A real child has some hundred entries. Without a bound, one “child” could fill the memory.
MOST_ENTRIES = 20_000
MOST_STRAYS = 200
STRAY = "Text that stands outside any entry was passed over"


@dataclass(frozen=True, slots=True)
class Header:
    """What the return says of itself, as it stands there."""

    collection: str = ""
    year: str = ""
    reference_date: str = ""
    authority_code: str = ""


@dataclass(slots=True)
class Entry:
    """One element: name without prefix, line, own text, and what is in it. `stray`: lines and text between those."""

    name: str
    line: int
    text: str
    parts: list[Entry] = field(default_factory=list)
    stray: list[tuple[int, str]] = field(default_factory=list)

    def all(self, name: str) -> list[Entry]:
        return [part for part in self.parts if part.name == name]


@dataclass(slots=True)
class CensusFile:
    """A return that was found whole.

    `repeated`: the lines of a number that stands in it more than once, and whether the same stands there each time.
    """

    opener: Opener
    header: Header
    file_hash: str
    children_count: int
    unknown: Counter[str]
    faults: list[Fault]
    repeated: dict[str, Repeat]

    def children(self) -> Iterator[Entry]:
        """Each <Child>, in the order of the file."""
        with self.opener() as stream, in_plain_words():
            walk = etree.iterparse(stream, events=("end",), tag="{*}Child", **SAFELY)
            for _, element in walk:
                if _is_child(element):
                    yield _entry(element)
                    forget(element)


@dataclass(frozen=True, slots=True)
class Repeat:
    lines: tuple[int, ...]
    is_same: bool


def open_census(opener: Opener) -> CensusFile:
    """Look the whole file over. Raises FileRefused; `opener` is called several times and must give the same bytes."""
    check_beginning(opener, "Message")
    survey = _Survey()
    with opener() as stream, in_plain_words():
        counted = _Hashed(stream)
        for event, element in etree.iterparse(counted, events=("start", "end"), **SAFELY):
            survey.meet(event, element)
        counted.read_rest()
    if survey.header is None:
        raise FileRefused(f"The file has no <Header>, so it is not a whole return. {NOTHING_WRITTEN}")
    return CensusFile(
        opener, survey.header, counted.digest(), survey.children_count, survey.unknown, survey.faults, survey.repeated()
    )


class _Hashed:
    """A stream that keeps the hash of what was read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.hash.update(data)
        return data

    def read_rest(self) -> None:
        while self.read(1 << 20):
            pass

    def digest(self) -> str:
        return self.hash.hexdigest()


class _Survey:
    """What is gathered in the first reading, element by element."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.children_count = 0
        self.unknown: Counter[str] = Counter()
        self.faults: list[Fault] = []
        self.depth = 0
        self.held = 0
        self.seen: dict[str, list[tuple[int, bytes]]] = {}

    def meet(self, event: str, element: Element) -> None:
        if event == "start":
            self.depth += 1
            self.held += 1
            if self.held > MOST_ENTRIES:
                raise FileRefused(
                    f"One entry near line {line_of(element):,} holds more than {MOST_ENTRIES:,} others, which no return"
                    f" does. {NOTHING_WRITTEN}"
                )
            return
        self.depth -= 1
        name = local_name(element)
        if name not in KNOWN and (name in self.unknown or len(self.unknown) < MOST_STRAYS):
            self.unknown[shown(name)] += 1
        if name == "Header" and self.depth == 1:
            self._meet_header(element)
        if _is_child(element):
            self._meet_child(element)
        if self.depth <= 2:
            self._note_stray(element)
        parent = element.getparent()
        if self.depth == 1 or (self.depth == 2 and parent is not None and local_name(parent) != "Header"):
            forget(element)
            self.held = 0

    def repeated(self) -> dict[str, Repeat]:
        return {
            number: Repeat(tuple(line for line, _ in places), len({digest for _, digest in places}) == 1)
            for number, places in self.seen.items()
            if len(places) > 1
        }

    def _meet_header(self, element: Element) -> None:
        def said(name: str) -> str:
            found = element.find(f".//{{*}}{name}")
            return (found.text or "").strip() if found is not None else ""

        self.header = Header(said("Collection"), said("Year"), said("ReferenceDate"), said("LEA"))
        if self.header.collection.upper() != "CIN":
            what = f"“{shown(self.header.collection)}”" if self.header.collection else "no collection"
            raise FileRefused(f"This is not a children in need census: its header names {what}. {NOTHING_WRITTEN}")

    def _meet_child(self, element: Element) -> None:
        if self.header is None:
            raise FileRefused(f"The children come before the <Header>, so it is not a whole return. {NOTHING_WRITTEN}")
        self.children_count += 1
        found = element.findall("{*}ChildIdentifiers/{*}LAchildID")
        digest = hashlib.blake2b(digest_size=16)
        for part in element.iter():
            digest.update(f"{local_name(part)}={(part.text or '').strip()};".encode())
        if found and (number := (found[0].text or "").strip()):
            self.seen.setdefault(number, []).append((line_of(element), digest.digest()))

    def _note_stray(self, element: Element) -> None:
        """Text round the children. An element’s own tail is not read yet when it ends, so that of the one before is."""
        before = element.getprevious()
        texts = [before.tail if before is not None else getattr(element.getparent(), "text", "")]
        if self.depth < 2 and len(element):
            texts.append(element[-1].tail)
        for text in texts:
            if text and text.strip() and len(self.faults) < MOST_STRAYS:
                self.faults.append(Fault(line_of(element), "", local_name(element), shown(text), STRAY))


def _is_child(element: Element) -> bool:
    parent = element.getparent()
    return (
        local_name(element) == "Child"
        and parent is not None
        and local_name(parent) == "Children"
        and _is_second(parent)
    )


def _is_second(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.getparent() is None


def _entry(element: Element) -> Entry:
    """The element and what is in it. Depth is bounded by the parser (256)."""
    parts = [_entry(part) for part in element]
    name = local_name(element)
    own = (element.text or "").strip()
    line = line_of(element)
    is_leaf = not parts and name not in CONTAINERS
    stray = [] if is_leaf or not own else [(line, own)]
    stray += [
        (entry.line, part.tail.strip())
        for entry, part in zip(parts, element, strict=True)
        if part.tail and part.tail.strip()
    ]
    return Entry(name, line, own if is_leaf else "", parts, stray)
