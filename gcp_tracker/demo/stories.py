"""The families' stories as data: families/*.yaml read into dataclasses.

Days count from today: -700 is 700 days ago. In `grades` an item's row has one sign per visit: a grade, `x` not seen
this visit, `-` does not apply, `.` nothing said. Texts hang on the number of a visit (1 is the first).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

from gcp_tracker.rules.vocabulary import Answer, Source

FOLDER = Path(__file__).parent / "families"
SIGNS = {"x": Answer.NOT_SEEN, "-": Answer.NOT_APPLICABLE}
SOURCES = {source.value for source in Source}
T = TypeVar("T")


class StoryFault(Exception):
    """A story's file does not say what it must; the message says where."""


@dataclass(frozen=True, slots=True)
class Evidence:
    source: Source
    text: str
    words: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class AdultStory:
    """`to` says what the adult is to each child, by key; `lives` is a home's key, empty for somebody not resident."""

    name: str
    to: dict[str, str]
    lives: str = ""
    carer: bool = True
    responsible: bool = True
    phone: str = ""
    language: str = ""
    interpreter: bool = False
    no_contact: str = ""


@dataclass(frozen=True, slots=True)
class HomeStory:
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class SafeTonightStory:
    answer: str
    told: str
    at: str
    agreed: str


@dataclass(frozen=True, slots=True)
class VisitStory:
    """`seen`: no, yes or alone. `home` is a home's key; the first home when left out."""

    day: int
    by: str
    at: str = "15:30"
    home: str = ""
    place: str = "home"
    outcome: str = "held"
    what: str = ""
    announced: bool = True
    seen: str = "yes"
    bedroom: bool = False
    adults: tuple[str, ...] = ()
    came: str = ""
    interpreter: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class ProfileStory:
    opened: int
    by: str
    home: str = ""
    completed: int | None = None
    shared: int | None = None
    shared_with: str = ""
    agrees: str = ""
    comment: str = ""
    not_shared: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeStory:
    kind: str
    day: int
    until: int | None = None
    category: str = ""


@dataclass(frozen=True, slots=True)
class AllocationStory:
    to: str
    day: int


@dataclass(frozen=True, slots=True)
class ChildStory:
    """`added` is the day on which the child came on file; `born` may be far before it."""

    given: str
    family: str
    born: int
    pronoun: str
    sex: str
    added: int
    number: str
    homes: dict[str, int]
    allocations: list[AllocationStory]
    ethnicity: str = ""
    language: str = ""
    known_as: str = ""
    disability: str = ""
    episodes: list[EpisodeStory] = field(default_factory=list)
    conferences: list[int] = field(default_factory=list)
    visits: list[VisitStory] = field(default_factory=list)
    grades: dict[str, list[str]] = field(default_factory=dict)
    evidence: dict[str, dict[int, Evidence]] = field(default_factory=dict)
    notes: dict[int, dict[str, str]] = field(default_factory=dict)
    safe_tonight: dict[int, SafeTonightStory] = field(default_factory=dict)
    profiles: list[ProfileStory] = field(default_factory=list)

    def answers_of(self, number: int) -> Iterator[tuple[str, str]]:
        """(item, sign) of what was said at one visit."""
        for item, row in self.grades.items():
            if row[number - 1] != ".":
                yield item, row[number - 1]


@dataclass(frozen=True, slots=True)
class FamilyStory:
    key: str
    homes: dict[str, HomeStory]
    adults: dict[str, AdultStory]
    children: dict[str, ChildStory]


def all_families(folder: Path = FOLDER) -> list[FamilyStory]:
    """Every family, in the order of the files' names. Raises StoryFault."""
    return [_family(path) for path in sorted(folder.glob("*.yaml"))]


def _family(path: Path) -> FamilyStory:
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    where = path.stem
    return FamilyStory(
        key=where,
        homes={key: _made(HomeStory, one, f"{where} home {key}") for key, one in said["homes"].items()},
        adults={key: _made(AdultStory, one, f"{where} {key}") for key, one in said["adults"].items()},
        children={key: _child(one, f"{where} {key}") for key, one in said["children"].items()},
    )


def _child(said: dict[str, Any], where: str) -> ChildStory:
    said = dict(said)
    for name, kind in LISTS.items():
        said[name] = [_made(kind, one, f"{where} {name}") for one in said.get(name, ())]
    said["safe_tonight"] = {
        number: _made(SafeTonightStory, one, f"{where} safe tonight {number}")
        for number, one in said.get("safe_tonight", {}).items()
    }
    said["grades"] = _grid(said.get("grades", ""), len(said["visits"]), where)
    said["evidence"] = {
        item: {number: _evidence(one, f"{where} {item} {number}") for number, one in texts.items()}
        for item, texts in said.get("evidence", {}).items()
    }
    return _made(ChildStory, said, where)


LISTS: dict[str, type[Any]] = {
    "visits": VisitStory,
    "profiles": ProfileStory,
    "episodes": EpisodeStory,
    "allocations": AllocationStory,
}


def _grid(text: str, visits: int, where: str) -> dict[str, list[str]]:
    rows = {}
    for line in text.strip().splitlines():
        item, *signs = line.split()
        if len(signs) != visits:
            raise StoryFault(f"{where}: {item} has {len(signs)} signs for {visits} visits")
        rows[item] = signs
    return rows


def _evidence(said: dict[str, str], where: str) -> Evidence:
    sources = SOURCES.intersection(said)
    if len(sources) != 1:
        raise StoryFault(f"{where}: one of {', '.join(sorted(SOURCES))} must say how it is known")
    rest = {name: text for name, text in said.items() if name not in sources}
    source = sources.pop()
    return _made(Evidence, {"source": Source(source), "text": said[source], **rest}, where)


def _made(kind: type[T], said: dict[str, Any], where: str) -> T:
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]  # every kind here is a dataclass
    if unknown := said.keys() - known:
        raise StoryFault(f"{where}: {', '.join(sorted(unknown))} is not known")
    try:
        return kind(**said)
    except TypeError as error:
        raise StoryFault(f"{where}: {error}") from error
