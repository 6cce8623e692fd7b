"""An instrument's file: one YAML file per version, checked wholly before anything of it is used."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Literal, TypeVar

import yaml

from gcp_tracker.rules.instrument import SHADES, Band, Domain, Instrument, Permission, ScalePoint
from gcp_tracker.rules.instrument_items import LONGEST_TITLE, ItemReader
from gcp_tracker.rules.instrument_lines import Fault as Fault
from gcp_tracker.rules.instrument_lines import InstrumentFault as InstrumentFault
from gcp_tracker.rules.instrument_lines import compose, content_hash, decode
from gcp_tracker.rules.trigger_file import Parts, read_rules, read_words
from gcp_tracker.rules.triggers import TriggerRule
from gcp_tracker.rules.vocabulary import HelpKind

T = TypeVar("T")

INSTRUMENT_KEY = re.compile(r"[a-z][a-z0-9-]*")
VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}")
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
BAND_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
SMALL_WORDS = "lower-case letters, digits and -"

BARS = frozenset({"concern_from", "evidence_from", "big_change"})
TOP = frozenset({"key", "version", "title", "language", "better", "judged", "scale", "bands", "domains"}) | BARS
TOP_MAY = frozenset({"permission", "safe_tonight_from", "descriptors", "offered_under", "triggers"})
HOLDER = frozenset({"holder", "granted_on", "reference"})
NO_PERMISSION = (
    "“permission” is missing: write “ours: true” and the licence; or, for words that are somebody else’s, "
    "who holds the rights and allowed their use (holder, granted_on, reference)"
)


def load_instrument(path: Path | str, previous: Instrument | None = None) -> Instrument:
    """Raises InstrumentFault with everything found wrong; OSError when the file cannot be read.

    `previous` is the version before, whose items this one's `continues:` may name.
    """
    root = compose(decode(Path(path).read_bytes()))
    reader = InstrumentReader(previous)
    instrument = reader.instrument(root)
    if reader.faults or instrument is None:
        raise InstrumentFault(sorted(reader.faults))
    return instrument


def check_instrument(path: Path | str, previous: Instrument | None = None) -> list[Fault]:
    """What is wrong with the file, in the order of its lines; empty when it can be used. Raises OSError."""
    try:
        load_instrument(path, previous)
    except InstrumentFault as broken:
        return broken.faults
    return []


class InstrumentReader(ItemReader):
    def instrument(self, root: yaml.Node) -> Instrument | None:
        """None when there is any fault."""
        if isinstance(root, yaml.MappingNode) and all(key.value != "permission" for key, _ in root.value):
            self.fault(root, NO_PERMISSION)
        fields = self.mapping(root, "the instrument", TOP, TOP_MAY)
        better = self.one_of(fields.get("better"), "“better”", ("lower", "higher"))
        faults_before = len(self.faults)
        scale = self.scale(fields.get("scale"), better)
        bands = self.read_bands(fields.get("bands"))
        self.bands = tuple(band.key for band in bands)
        self.values = tuple(point.value for point in scale)
        self.read_what_is_described(fields.get("descriptors"))
        # On a broken scale or broken bands every item would be faulted for what is not its fault.
        sound = scale and bands and len(self.faults) == faults_before
        if not sound:
            self.values = ()
        domains = self.read_domains(fields, bands) if sound else ()
        key = self.key(fields.get("key"), "“key”", INSTRUMENT_KEY, SMALL_WORDS)
        version = self.key(fields.get("version"), "“version”", VERSION, "numbers with points, like 1.0")
        title = self.text(fields.get("title"), "“title”", LONGEST_TITLE)
        language = self.key(fields.get("language"), "“language”", LANGUAGE, "a language like en-GB")
        permission = self.permission(fields.get("permission"))
        judged = self.flag(fields.get("judged"), "“judged”")
        concern_from = self.grade(fields.get("concern_from"), "“concern_from”")
        evidence_from = self.grade(fields.get("evidence_from"), "“evidence_from”")
        safe_tonight_from = self.grade(fields.get("safe_tonight_from"), "“safe_tonight_from”")
        big_change = self.big_change(fields.get("big_change"))
        offered_under = read_words(self, fields.get("offered_under"), "“offered_under”", tuple(HelpKind))
        triggers: tuple[TriggerRule, ...] = ()
        if "triggers" in fields and not self.faults:
            items = tuple(item.key for domain in domains for area in domain.areas for item in area.items)
            own = Parts(key or "", self.values, tuple(domain.key for domain in domains), items, bool(judged))
            triggers = read_rules(self, fields["triggers"], {}, f"{title}, version {version}", own)
        if self.faults:
            return None
        return Instrument(
            key=present(key),
            version=present(version),
            title=present(title),
            permission=present(permission),
            scale=scale,
            better=direction(better),
            judged=present(judged),
            concern_from=present(concern_from),
            evidence_from=present(evidence_from),
            safe_tonight_from=safe_tonight_from,
            big_change=present(big_change),
            bands=bands,
            domains=domains,
            content_hash=content_hash(root),
            language=present(language),
            older_keys=older_keys(self.previous),
            offered_under=offered_under,
            triggers=triggers,
        )

    def permission(self, node: yaml.Node | None) -> Permission | None:
        if node is None:
            return None
        what = "“permission”"
        named = {str(key.value): value for key, value in self.pairs(node, what)}
        if not named:
            return None
        ours = self.flag(named.get("ours"), "“ours”")
        if ours is None and "ours" in named:
            return None
        must, may = (frozenset({"ours", "licence"}), frozenset[str]()) if ours else (HOLDER, frozenset({"ours"}))
        fields = self.mapping(node, what, must, may)
        return Permission(
            ours=bool(ours),
            licence=self.text(fields.get("licence"), "“licence”", LONGEST_TITLE),
            holder=self.text(fields.get("holder"), "“holder”", 200),
            granted_on=self.day(fields.get("granted_on"), "“granted_on”"),
            reference=self.text(fields.get("reference"), "“reference”", 200),
        )

    def scale(self, node: yaml.Node | None, better: str | None) -> tuple[ScalePoint, ...]:
        """From best to worst, whatever their order in the file."""
        points: dict[int, tuple[str, str, str | None]] = {}
        words: dict[str, int] = {}
        values: dict[str, int] = {}
        nodes = self.listing(node, "“scale”")
        for point in nodes:
            fields = self.mapping(point, "this grade", frozenset({"value", "word", "meaning"}), frozenset({"shade"}))
            value = self.number(fields.get("value"), "the value of a grade")
            word = self.text(fields.get("word"), "the word for a grade", 30)
            meaning = self.text(fields.get("meaning"), "the meaning of a grade", 160)
            shade = self.one_of(fields.get("shade"), "the shade of a grade", SHADES)
            if word is not None:
                self.once(word, fields["word"], words, "the word")
            if value is not None and self.once(str(value), fields["value"], values, "the grade"):
                points[value] = (word or "", meaning or "", shade)
        if node is not None and len(nodes) == 1:
            self.fault(node, "a scale has two grades at least")
        order = sorted(points, reverse=better == "higher")
        return tuple(
            ScalePoint(value, points[value][0], points[value][1], points[value][2] or spread_shade(place, len(order)))
            for place, value in enumerate(order)
        )

    def read_bands(self, node: yaml.Node | None) -> tuple[Band, ...]:
        bands: list[tuple[yaml.Node, Band]] = []
        seen: dict[str, int] = {}
        for band_node in self.listing(node, "“bands”"):
            fields = self.mapping(band_node, "this band", frozenset({"key", "title", "from_months", "to_months"}))
            key = self.key(fields.get("key"), "the key of a band", BAND_KEY, f"{SMALL_WORDS}, 20 at most")
            title = self.text(fields.get("title"), f"the title of band “{key}”", LONGEST_TITLE)
            start = self.number(fields.get("from_months"), f"from_months of band “{key}”")
            end = self.number(fields.get("to_months"), f"to_months of band “{key}”")
            if key is not None:
                self.once(key, fields["key"], seen, "the band key")
            if start is not None and start < 0:
                self.fault(fields["from_months"], f"from_months of band “{key}” must not be below 0")
            elif start is not None and end is not None and end <= start:
                self.fault(fields["to_months"], f"band “{key}” must end after it starts")
            if key is not None and start is not None and end is not None:
                bands.append((fields["from_months"], Band(key, title or "", start, end)))
        for (_, before), (place, after) in pairwise(bands):
            if after.from_months != before.to_months:
                how = "overlap" if after.from_months < before.to_months else "leave a gap"
                self.fault(place, f"bands “{before.key}” and “{after.key}” {how}: {before.to_months} must follow")
        return tuple(band for _, band in bands)

    def read_what_is_described(self, node: yaml.Node | None) -> None:
        """`descriptors: anchors` asks for texts at both ends of the scale only."""
        how = self.one_of(node, "“descriptors”", ("all", "anchors"))
        described = (self.values[0], self.values[-1]) if self.values and how == "anchors" else self.values
        self.must_describe = frozenset(described)

    def read_domains(self, fields: dict[str, yaml.Node], bands: tuple[Band, ...]) -> tuple[Domain, ...]:
        domains = tuple(self.domain(node) for node in self.listing(fields.get("domains"), "“domains”"))
        self.check_continues(domains)
        if not self.faults:
            for node, band in zip(fields["bands"].value, bands, strict=True):
                if not any(domain.items_for(band.key) for domain in domains):
                    self.fault(node, f"no item applies to band “{band.key}”")
        return domains

    def big_change(self, node: yaml.Node | None) -> int | None:
        change = self.number(node, "“big_change”")
        if node is not None and change is not None and change < 1:
            self.fault(node, "“big_change” must be 1 or more")
        return change


def older_keys(previous: Instrument | None) -> dict[str, tuple[str, ...]]:
    if previous is None:
        return {}
    return {item.key: tuple(previous.line_of_descent(item.key)[1:]) for item in previous.items} | {
        key: older for key, older in previous.older_keys.items() if not previous.has_item(key)
    }


def spread_shade(place: int, of: int) -> str:
    """The shade for the grade at `place` (0 is best) when the file names none: spread evenly from best to worst."""
    steps = len(SHADES) - 1
    return SHADES[(2 * steps * place + of - 1) // (2 * (of - 1))] if of > 1 else SHADES[0]


def direction(better: str | None) -> Literal["lower", "higher"]:
    return "higher" if better == "higher" else "lower"


def present(value: T | None) -> T:
    """A value that the reader would have reported as a fault, had it been missing."""
    if value is None:
        raise AssertionError("a missing value was not reported as a fault")
    return value
