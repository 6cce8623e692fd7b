"""A file of trigger points: one YAML file per version, checked wholly before anything of it is used.

The same rules may stand in an instrument’s own file, under `triggers`. Conditions are four kinds with a few fields; a
file holds nothing that is run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeVar

import yaml

from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_lines import Fault, InstrumentFault, Reader, compose, content_hash, decode
from gcp_tracker.rules.plan_vocabulary import PLAN_KINDS
from gcp_tracker.rules.trigger_vocabulary import ANSWERERS, VERDICTS, Step, Told
from gcp_tracker.rules.triggers import ItemsAt, PlanFor, SeveralAt, TriggerRule, TriggerRules, VerdictFor, When
from gcp_tracker.rules.vocabulary import HelpKind

Word = TypeVar("Word", bound=StrEnum)

FILE_KEY = re.compile(r"[a-z][a-z0-9-]*")
RULE_KEY = re.compile(r"[a-z][a-z0-9_]*")
VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}")
LONGEST_TITLE, LONGEST_SENTENCE, LONGEST_SOURCE = 80, 300, 200
MOST_WEEKS, MOST_MONTHS, MOST_VISITS = 104, 60, 20

FILE = frozenset({"key", "version", "title", "source", "rules"})
RULE = frozenset({"key", "title", "sentence", "when", "told", "answered_by", "consider"})
WHEN: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "items_at": (frozenset({"kind", "at"}), frozenset({"domains", "items"})),
    "several_at": (frozenset({"kind", "at", "count", "of", "visits", "weeks"}), frozenset({"domains", "items"})),
    "verdict_for": (frozenset({"kind", "verdict", "months"}), frozenset()),
    "plan_for": (frozenset({"kind", "months"}), frozenset({"plans"})),
}
# The same for whoever writes a file.
KINDS = {
    "items_at": "An item is at that grade or worse: “at”, and “domains” or “items” unless all are meant.",
    "several_at": "So many “domains” or “items” (“of”) are there at one visit: “at”, “count”, “visits” within “weeks”.",
    "verdict_for": f"The verdict has been that or less favourable for “months”: {', '.join(VERDICTS)}.",
    "plan_for": "A plan has held for “months” and none of its outcomes is better; “plans” for some kinds only.",
}


class TriggerFault(InstrumentFault):
    """What is wrong with a file of trigger points, in the order of its lines."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a rule may name of its instrument."""

    key: str
    values: tuple[int, ...]
    domains: tuple[str, ...]
    items: tuple[str, ...]
    is_judged: bool


def parts_of(instrument: Instrument) -> Parts:
    keys = tuple(domain.key for domain in instrument.domains)
    items = tuple(item.key for item in instrument.items)
    return Parts(instrument.key, instrument.values, keys, items, instrument.judged)


def load_triggers(path: Path | str, instruments: Mapping[str, Instrument]) -> TriggerRules:
    """`instruments` by key, each in its newest version. Raises TriggerFault with everything found wrong; OSError."""
    return triggers_in(Path(path).read_bytes(), instruments)


def triggers_in(data: bytes, instruments: Mapping[str, Instrument]) -> TriggerRules:
    """The same of what stands in a file."""
    try:
        root = compose(decode(data))
    except InstrumentFault as broken:
        raise TriggerFault(broken.faults) from None
    reader = Reader()
    known = {key: parts_of(instrument) for key, instrument in instruments.items()}
    found = _rules_of_file(reader, root, known)
    if reader.faults or found is None:
        raise TriggerFault(sorted(reader.faults))
    return found


def check_triggers(path: Path | str, instruments: Mapping[str, Instrument]) -> list[Fault]:
    """What is wrong with the file, in the order of its lines; empty when it can be used. Raises OSError."""
    try:
        load_triggers(path, instruments)
    except TriggerFault as broken:
        return broken.faults
    return []


def _rules_of_file(reader: Reader, root: yaml.Node, known: Mapping[str, Parts]) -> TriggerRules | None:
    fields = reader.mapping(root, "the file", FILE)
    key = reader.key(fields.get("key"), "“key”", FILE_KEY, "lower-case letters, digits and -")
    version = reader.key(fields.get("version"), "“version”", VERSION, "numbers with points, like 1.0")
    title = reader.text(fields.get("title"), "“title”", LONGEST_TITLE)
    source = reader.text(fields.get("source"), "“source”", LONGEST_SOURCE)
    rules = read_rules(reader, fields.get("rules"), known, source or "")
    if reader.faults or key is None or version is None or title is None:
        return None
    return TriggerRules(key, version, title, rules, content_hash(root))


def read_rules(
    reader: Reader, node: yaml.Node | None, known: Mapping[str, Parts], source: str, own: Parts | None = None
) -> tuple[TriggerRule, ...]:
    """`own`: the instrument in whose file the rules stand; they need not name it, nor where they come from."""
    seen: dict[str, int] = {}
    found = [_rule(reader, one, known, source, own, seen) for one in reader.listing(node, "the list of rules")]
    return tuple(rule for rule in found if rule is not None)


def _rule(
    reader: Reader, node: yaml.Node, known: Mapping[str, Parts], source: str, own: Parts | None, seen: dict[str, int]
) -> TriggerRule | None:
    before = len(reader.faults)
    must = RULE if own is not None else RULE | {"instrument"}
    fields = reader.mapping(node, "this rule", must, frozenset({"source"}))
    key = reader.key(fields.get("key"), "the key of this rule", RULE_KEY, "lower-case letters, digits and _")
    if key is not None:
        reader.once(key, fields["key"], seen, "the rule")
    what = f"rule “{key}”"
    title = reader.text(fields.get("title"), f"the title of {what}", LONGEST_TITLE)
    sentence = reader.text(fields.get("sentence"), f"the sentence of {what}", LONGEST_SENTENCE)
    own_source = reader.text(fields.get("source"), f"the source of {what}", LONGEST_SOURCE)
    parts = own
    if own is None:
        named = reader.one_of(fields.get("instrument"), f"the instrument of {what}", tuple(sorted(known)))
        parts = known.get(named or "")
    when = _when(reader, fields.get("when"), what, parts)
    told = read_words(reader, fields.get("told"), f"“told” of {what}", tuple(Told))
    answered_by = read_words(reader, fields.get("answered_by"), f"“answered_by” of {what}", ANSWERERS)
    consider = read_words(reader, fields.get("consider"), f"“consider” of {what}", tuple(Step))
    for one in answered_by:
        if one not in told and told:
            reader.fault(fields["answered_by"], f"whoever answers {what} is told of it: “{one.value}” is not in “told”")
    if len(reader.faults) > before or key is None or title is None or sentence is None or when is None or not parts:
        return None
    return TriggerRule(key, title, sentence, own_source or source, parts.key, when, told, answered_by, consider)


def _when(reader: Reader, node: yaml.Node | None, what: str, parts: Parts | None) -> When | None:
    if node is None:
        return None
    given = {str(key.value): value for key, value in reader.pairs(node, f"“when” of {what}")}
    kind = reader.one_of(given.get("kind"), f"the kind of {what}", tuple(WHEN))
    if "kind" not in given and given:
        reader.fault(node, f"“kind” is missing from “when” of {what}")
    if kind is None or parts is None:
        return None
    before = len(reader.faults)
    fields = reader.mapping(node, f"“when” of {what}", *WHEN[kind])
    when = {"items_at": _items_at, "several_at": _several_at, "verdict_for": _verdict_for, "plan_for": _plan_for}[kind](
        reader, fields, what, parts
    )
    if isinstance(when, VerdictFor | PlanFor) and not parts.is_judged:
        reader.fault(node, f"{what}: change is not judged with “{parts.key}”, so that it has no verdict to wait for")
    return None if len(reader.faults) > before else when


def _items_at(reader: Reader, fields: Mapping[str, yaml.Node], what: str, parts: Parts) -> When:
    domains, items = _looked_at(reader, fields, what, parts)
    return ItemsAt(_grade(reader, fields["at"], what, parts) if "at" in fields else 0, domains, items)


def _several_at(reader: Reader, fields: Mapping[str, yaml.Node], what: str, parts: Parts) -> When:
    domains, items = _looked_at(reader, fields, what, parts)
    named = reader.one_of(fields.get("of"), f"“of” of {what}", ("domains", "items"))
    of: Literal["domains", "items"] = "items" if named == "items" else "domains"
    there_are = len(domains or parts.domains) if of == "domains" else len(items or parts.items)
    at = _grade(reader, fields["at"], what, parts) if "at" in fields else 0
    if of == "domains" and items:
        reader.fault(fields["items"], f"{what} counts domains; name domains, or count items")
    return SeveralAt(
        at,
        _number(reader, fields.get("count"), f"“count” of {what}", there_are),
        of,
        _number(reader, fields.get("visits"), f"“visits” of {what}", MOST_VISITS),
        _number(reader, fields.get("weeks"), f"“weeks” of {what}", MOST_WEEKS),
        domains,
        items,
    )


def _verdict_for(reader: Reader, fields: Mapping[str, yaml.Node], what: str, _: Parts) -> When:
    verdict = reader.one_of(fields.get("verdict"), f"the verdict of {what}", tuple(VERDICTS))
    return VerdictFor(verdict or "", _number(reader, fields.get("months"), f"“months” of {what}", MOST_MONTHS))


def _plan_for(reader: Reader, fields: Mapping[str, yaml.Node], what: str, _: Parts) -> When:
    plans: tuple[HelpKind, ...] = ()
    if "plans" in fields:
        plans = read_words(reader, fields["plans"], f"“plans” of {what}", PLAN_KINDS)
    return PlanFor(_number(reader, fields.get("months"), f"“months” of {what}", MOST_MONTHS), plans)


def _looked_at(
    reader: Reader, fields: Mapping[str, yaml.Node], what: str, parts: Parts
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if "domains" in fields and "items" in fields:
        reader.fault(fields["items"], f"{what} looks at domains or at items, not at both")
    domains = _keys(reader, fields.get("domains"), f"a domain of {what}", parts.domains)
    return domains, _keys(reader, fields.get("items"), f"an item of {what}", parts.items)


def _keys(reader: Reader, node: yaml.Node | None, what: str, known: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for one in reader.listing(node, what):
        key = reader.text(one, what, 60)
        if key is not None and key not in known:
            reader.fault(one, f"{what} is “{key}”, which the instrument does not have")
        elif key in found:
            reader.fault(one, f"{what} is “{key}” twice")
        elif key is not None:
            found.append(key)
    return tuple(found)


def read_words(reader: Reader, node: yaml.Node | None, what: str, allowed: Sequence[Word]) -> tuple[Word, ...]:
    """A list of words of one vocabulary, each once."""
    by_value = {one.value: one for one in allowed}
    found: list[Word] = []
    for one in reader.listing(node, what):
        value = reader.one_of(one, what, tuple(by_value))
        if value is not None and by_value[value] in found:
            reader.fault(one, f"{what} has “{value}” twice")
        elif value is not None:
            found.append(by_value[value])
    return tuple(found)


def _grade(reader: Reader, node: yaml.Node, what: str, parts: Parts) -> int:
    value = reader.number(node, f"“at” of {what}")
    if value is not None and value not in parts.values:
        reader.fault(node, f"“at” of {what} is {value}, which is not on the scale of “{parts.key}”")
    elif value == parts.values[0]:
        reader.fault(node, f"“at” of {what} is {value}, the best grade: it would fire at every visit")
    return value or 0


def _number(reader: Reader, node: yaml.Node | None, what: str, most: int) -> int:
    value = reader.number(node, what)
    if node is not None and value is not None and not 1 <= value <= most:
        reader.fault(node, f"{what} is {value}; it must be from 1 to {most}")
    return value or 0
