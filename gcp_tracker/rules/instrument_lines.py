"""YAML read strictly, every value with its line. Nothing is guessed: what is not as it must be is a Fault.

Composed by libyaml into nodes, never constructed into objects, so a file can hold no more than text.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import yaml

LARGEST = 2_000_000
DEEPEST = 20
WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,5}")
LINE_END = re.compile(rb"\r\n|\r|\n")
# What YAML forbids, or takes for a line's end where an editor does not; and tabs.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\t]")
STR, INT, BOOL, NULL = (f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "null"))


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """`line` counts from 1."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}"


class InstrumentFault(Exception):
    """What is wrong with an instrument's file, in the order of its lines."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def decode(data: bytes) -> str:
    """Raises InstrumentFault unless it is UTF-8 that YAML can hold, without tabs and of a bearable size."""
    if len(data) > LARGEST:
        raise InstrumentFault([Fault(1, "the file is larger than 2 MB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(LINE_END.findall(data[: error.start])) + 1
        raise InstrumentFault([Fault(line, "the file is not UTF-8 here; save it as UTF-8")]) from None
    faults = [
        Fault(
            len(LINE_END.findall(text[: found.start()].encode())) + 1,
            "there is a tab here; use spaces"
            if found[0] == "\t"
            else f"there is a character here that cannot be used (U+{ord(found[0]):04X})",
        )
        for found, _ in zip(FORBIDDEN.finditer(text), range(20), strict=False)
    ]
    if faults:
        raise InstrumentFault(faults)
    return text


def compose(text: str) -> yaml.Node:
    """The one document in `text`. Raises InstrumentFault for broken YAML, for anchors and for aliases."""
    try:
        _check_events(text)
        root = yaml.compose(text, yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else 1
        raise InstrumentFault([Fault(line, f"this is not YAML: {error.problem}")]) from None
    if root is None:
        raise InstrumentFault([Fault(1, "the file is empty")])
    return root


def _check_events(text: str) -> None:
    # A few lines of nested aliases stand for gigabytes, and libyaml's composer crashes the whole process on deep
    # nesting. Events come one by one, so both are seen here before anything is unfolded.
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if getattr(event, "anchor", None) is not None:
            raise InstrumentFault([Fault(line, "anchors (&) and aliases (*) are not allowed; write the text out")])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise InstrumentFault([Fault(line, "lists or fields are nested too deeply here")])


def line_of(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def canonical(node: yaml.Node) -> Any:
    """The content as plain lists, dicts and strings, for hashing: no comments, quotes, spaces or order of keys.

    A quoted "1" and a bare 1 differ, since they are read as different things. For a file without faults only.
    """
    if isinstance(node, yaml.MappingNode):
        return {_key(key): canonical(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [canonical(value) for value in node.value]
    return [node.tag, node.value]


def content_hash(root: yaml.Node) -> str:
    """SHA-256 of what the file says, whatever its comments, spaces, quotes and order of fields."""
    said = json.dumps(canonical(root), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(said.encode()).hexdigest()


def _key(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "?"


class Reader:
    """Takes values out of nodes and notes a Fault for each that is not as it must be; then the answer is None or empty.

    `what` begins the sentence: "the title of item “home”".
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, place: yaml.Node | int, sentence: str) -> None:
        self.faults.append(Fault(place if isinstance(place, int) else line_of(place), sentence))

    def mapping(
        self, node: yaml.Node, what: str, must: frozenset[str], may: frozenset[str] = frozenset()
    ) -> dict[str, yaml.Node]:
        """The known fields that are there. Faults: no mapping, a field unknown, used twice or missing."""
        fields: dict[str, yaml.Node] = {}
        for key_node, value in self.pairs(node, what):
            key = _key(key_node)
            if key not in must | may:
                self.fault(key_node, f"{what} has no field “{key}”")
            elif key in fields:
                self.fault(key_node, f"“{key}” is used twice in {what}")
            else:
                fields[key] = value
        if isinstance(node, yaml.MappingNode):
            for key in sorted(must - fields.keys()):
                self.fault(node, f"“{key}” is missing from {what}")
        return fields

    def pairs(self, node: yaml.Node, what: str) -> list[tuple[yaml.Node, yaml.Node]]:
        if isinstance(node, yaml.MappingNode):
            return list(node.value)
        self.fault(node, f"{what} must be written as fields, “name: value”")
        return []

    def listing(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, f"{what} must be a list")
            return []
        if not node.value:
            self.fault(node, f"{what} must not be empty")
        return list(node.value)

    def text(self, node: yaml.Node | None, what: str, longest: int) -> str | None:
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode) or node.tag != STR:
            self.fault(node, f"{what} must be text; put it in double quotes")
            return None
        text = str(node.value)
        if not text.strip():
            self.fault(node, f"{what} is empty")
        elif text != text.strip() or "\n" in text or "  " in text:
            self.fault(node, f"{what} has spaces or line breaks too many")
        elif len(text) > longest:
            self.fault(node, f"{what} has {len(text)} characters; {longest} is the most")
        else:
            return text
        return None

    def key(self, node: yaml.Node | None, what: str, shape: re.Pattern[str], like: str) -> str | None:
        text = self.text(node, what, 60)
        if node is not None and text is not None and not shape.fullmatch(text):
            self.fault(node, f"{what} must be {like}, not “{text}”")
            return None
        return text

    def one_of(self, node: yaml.Node | None, what: str, allowed: tuple[str, ...]) -> str | None:
        text = self.text(node, what, 60)
        if node is not None and text is not None and text not in allowed:
            self.fault(node, f"{what} must be one of {', '.join(allowed)}; not “{text}”")
            return None
        return text

    def number(self, node: yaml.Node | None, what: str) -> int | None:
        if node is None:
            return None
        plain = isinstance(node, yaml.ScalarNode) and node.tag == INT
        if not plain or not WHOLE_NUMBER.fullmatch(str(node.value)):
            self.fault(node, f"{what} must be a whole number, without quotes")
            return None
        return int(node.value)

    def flag(self, node: yaml.Node | None, what: str) -> bool | None:
        if node is None:
            return None
        if node.tag != BOOL or node.value not in ("true", "false"):
            self.fault(node, f"{what} must be true or false")
            return None
        return bool(node.value == "true")

    def day(self, node: yaml.Node | None, what: str) -> date | None:
        if node is None:
            return None
        try:
            if not isinstance(node, yaml.ScalarNode) or len(node.value) != len("2026-05-03"):
                raise ValueError
            return date.fromisoformat(node.value)
        except ValueError:
            self.fault(node, f"{what} must be a date like 2026-05-03")
            return None

    def once(self, key: str, node: yaml.Node, seen: dict[str, int], what: str) -> bool:
        """Is this the key's first use? It is remembered in `seen`, by line; a second use is a fault."""
        if key in seen:
            self.fault(node, f"{what} “{key}” is used twice, first on line {seen[key]}")
            return False
        seen[key] = line_of(node)
        return True
