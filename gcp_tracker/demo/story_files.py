"""families/*.yaml, one file per family, read into what `stories` describes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

from gcp_tracker.demo.dealings import (
    AppointmentStory,
    AttendanceStory,
    ChallengeStory,
    DecisionStory,
    EventStory,
    MeetingStory,
    NotMetStory,
    PutOffStory,
    ScrutinyStory,
    SupervisionStory,
)
from gcp_tracker.demo.stories import (
    ActionStory,
    AdultStory,
    AllocationStory,
    ChildStory,
    EpisodeStory,
    Evidence,
    FamilyStory,
    HomeStory,
    OutcomeStory,
    PlanStory,
    ProfileStory,
    SafeTonightStory,
    SecondStory,
    TrackedStory,
    VisitStory,
)
from gcp_tracker.rules.vocabulary import Source

FOLDER = Path(__file__).parent / "families"
SOURCES = {source.value for source in Source}
LISTS: dict[str, type[Any]] = {
    "visits": VisitStory,
    "profiles": ProfileStory,
    "episodes": EpisodeStory,
    "allocations": AllocationStory,
    "meetings": MeetingStory,
    "challenges": ChallengeStory,
    "scrutiny": ScrutinyStory,
    "events": EventStory,
    "appointments": AppointmentStory,
    "not_met": NotMetStory,
    "attendance": AttendanceStory,
    "tracked": TrackedStory,
    "put_off": PutOffStory,
}
T = TypeVar("T")


class StoryFault(Exception):
    """A story's file does not say what it must; the message says where."""


class StoryLoader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]  # one of two
    """A text under a number that is there already would vanish without a word: here it is a fault."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise StoryFault(f"line {key_node.start_mark.line + 1}: {key} stands there twice")
            seen.add(key)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return made


def all_families(folder: Path = FOLDER) -> list[FamilyStory]:
    """Every family, in the order of the numbers that the files' names begin with. Raises StoryFault."""
    return [read_family(path) for path in family_files(folder)]


def family_files(folder: Path = FOLDER) -> list[Path]:
    def number(path: Path) -> tuple[int, str]:
        first = path.stem.partition("-")[0]
        return int(first) if first.isdigit() else 0, path.stem

    return sorted(folder.glob("*.yaml"), key=number)


def read_family(path: Path) -> FamilyStory:
    """Raises StoryFault."""
    where = path.stem
    try:
        said = yaml.load(path.read_text(encoding="utf-8"), StoryLoader)  # noqa: S506 - a safe loader, see above
    except (yaml.YAMLError, StoryFault) as error:
        raise StoryFault(f"{where}: {' '.join(str(error).split())}") from error
    if not isinstance(said, dict):
        raise StoryFault(f"{where}: the file holds no family")
    if not said.get("homes") or not said.get("children"):
        raise StoryFault(f"{where}: a family has at least one home and one child")
    said = {**said, "key": where}
    for name, read in (("homes", _home), ("adults", _adult), ("children", _child)):
        said[name] = {key: read(one, f"{where} {key}") for key, one in said.get(name, {}).items()}
    return _made(FamilyStory, said, where)


def _home(said: dict[str, Any], where: str) -> HomeStory:
    return _made(HomeStory, said, where)


def _adult(said: dict[str, Any], where: str) -> AdultStory:
    return _made(AdultStory, said, where)


def _child(said: dict[str, Any], where: str) -> ChildStory:
    said = dict(said)
    for name, kind in LISTS.items():
        said[name] = [
            _made(kind, one, f"{where} {name} {number}") for number, one in enumerate(said.get(name) or (), 1)
        ]
    said["safe_tonight"] = {
        number: _made(SafeTonightStory, one, f"{where} safe tonight {number}")
        for number, one in (said.get("safe_tonight") or {}).items()
    }
    said["second"] = {
        number: _second(one, f"{where} second {number}") for number, one in (said.get("second") or {}).items()
    }
    said["plans"] = [_plan(one, f"{where} plan {number}") for number, one in enumerate(said.get("plans") or (), 1)]
    said["supervision"] = [
        _supervision(one, f"{where} supervision {number}")
        for number, one in enumerate(said.get("supervision") or (), 1)
    ]
    said["grades"] = _grid(said.get("grades") or "", len(said["visits"]), where)
    said["evidence"] = {
        item: {number: _evidence(one, f"{where} {item} {number}") for number, one in texts.items()}
        for item, texts in (said.get("evidence") or {}).items()
    }
    return _made(ChildStory, said, where)


def _plan(said: dict[str, Any], where: str) -> PlanStory:
    outcomes = []
    for number, one in enumerate(said.get("outcomes") or (), 1):
        at = f"{where} outcome {number}"
        actions = [
            _made(ActionStory, {**action, "who": tuple(action.get("who") or ())}, f"{at} action {place}")
            for place, action in enumerate(one.get("actions") or (), 1)
        ]
        outcomes.append(_made(OutcomeStory, {**one, "actions": actions}, at))
    return _made(PlanStory, {**said, "outcomes": outcomes}, where)


def _supervision(said: dict[str, Any], where: str) -> SupervisionStory:
    decisions = [
        _made(DecisionStory, one, f"{where} decision {number}")
        for number, one in enumerate(said.get("decisions") or (), 1)
    ]
    return _made(SupervisionStory, {**said, "decisions": decisions}, where)


def _second(said: dict[str, Any], where: str) -> SecondStory:
    said = {**said, "says": {item: _evidence(one, f"{where} {item}") for item, one in (said.get("says") or {}).items()}}
    return _made(SecondStory, said, where)


def _grid(text: str, visits: int, where: str) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    wrong = []
    for line in text.strip().splitlines():
        item, *signs = line.split()
        if len(signs) != visits:
            wrong.append(f"{item} has {len(signs)} signs for {visits} visits")
        if item in rows:
            wrong.append(f"{item} has two rows")
        rows[item] = signs
    if wrong:
        raise StoryFault(f"{where}: {'; '.join(wrong)}")
    return rows


def _evidence(said: dict[str, str], where: str) -> Evidence:
    sources = SOURCES.intersection(said)
    if len(sources) != 1:
        raise StoryFault(f"{where}: one of {', '.join(sorted(SOURCES))} must say how it is known")
    rest = {name: text for name, text in said.items() if name not in sources}
    source = sources.pop()
    return _made(Evidence, {"source": Source(source), "text": said[source], **rest}, where)


def _made(kind: Callable[..., T], said: dict[str, Any], where: str) -> T:
    known = {one.name: one.type for one in fields(kind)}  # type: ignore[arg-type]  # every kind here is a dataclass
    if unknown := said.keys() - known:
        raise StoryFault(f"{where}: {', '.join(sorted(map(str, unknown)))} is not known")
    for name, value in said.items():
        if known[name] == "str" and not isinstance(value, str):
            raise StoryFault(f"{where}: {name} must be a text: put it in quotes")
        if str(known[name]).startswith("int") and not isinstance(value, int | None):
            raise StoryFault(f"{where}: {name} must be a number of days")
    try:
        return kind(**said)
    except TypeError as error:
        raise StoryFault(f"{where}: {error}") from error
