"""The items of an instrument's file: domains, sub-areas, and the words for each age and grade."""

import re
from collections.abc import Iterable, Mapping

import yaml

from gcp_tracker.rules.instrument import KINDS, PLACEHOLDER, Area, Domain, Instrument, Item
from gcp_tracker.rules.instrument_lines import Reader, line_of

SNAKE = re.compile(r"[a-z][a-z0-9_]*")
SNAKE_LIKE = "lower-case letters, digits and _"
LONGEST_TITLE = 60
LONGEST_DESCRIPTOR = 160
LONGEST_GUIDE = 200
CAPITAL_NEEDED = re.compile(r"(?:^|[.!?] )\{(theirs?)\}")

DOMAIN = frozenset({"key", "title", "areas"})
AREA = frozenset({"key", "title", "items"})
ITEM = frozenset({"key", "title", "look_for", "descriptors"})
ITEM_MAY = frozenset({"kinds", "disability", "bands", "continues", "own_words"})


class ItemReader(Reader):
    """Knows the bands and grades of the file before it reads the items."""

    def __init__(self, previous: Instrument | None) -> None:
        super().__init__()
        self.previous = previous
        self.bands: tuple[str, ...] = ()
        self.values: tuple[int, ...] = ()
        self.must_describe: frozenset[int] = frozenset()
        self.keys: dict[str, dict[str, int]] = {"domain": {}, "sub-area": {}, "item": {}}
        self.descriptors: dict[str, tuple[str, int, int]] = {}
        self.continuing: list[tuple[yaml.Node, Item]] = []

    def grade(self, node: yaml.Node | None, what: str) -> int | None:
        value = self.number(node, what)
        if node is not None and value is not None and self.values and value not in self.values:
            self.fault(node, f"{what} is {value}, which is not on the scale")
            return None
        return value

    def named(self, fields: Mapping[str, yaml.Node], noun: str) -> tuple[str, str]:
        """Key and title of a domain, sub-area or item; empty where there is a fault."""
        node = fields.get("key")
        key = self.key(node, f"the key of this {noun}", SNAKE, SNAKE_LIKE)
        if node is not None and key is not None:
            self.once(key, node, self.keys[noun], f"the {noun} key")
        return key or "", self.text(fields.get("title"), f"the title of {noun} “{key}”", LONGEST_TITLE) or ""

    def domain(self, node: yaml.Node) -> Domain:
        fields = self.mapping(node, "this domain", DOMAIN, frozenset({"safe_tonight_from"}))
        key, title = self.named(fields, "domain")
        bar = self.grade(fields.get("safe_tonight_from"), f"safe_tonight_from of domain “{key}”")
        areas = [self.area(area, key) for area in self.listing(fields.get("areas"), f"the areas of domain “{key}”")]
        return Domain(key, title, tuple(areas), bar)

    def area(self, node: yaml.Node, domain_key: str) -> Area:
        fields = self.mapping(node, "this sub-area", AREA)
        key, title = self.named(fields, "sub-area")
        nodes = self.listing(fields.get("items"), f"the items of sub-area “{key}”")
        return Area(key, title, tuple(self.item(item, key, domain_key) for item in nodes))

    def item(self, node: yaml.Node, area_key: str, domain_key: str) -> Item:
        fields = self.mapping(node, "this item", ITEM, ITEM_MAY)
        key, title = self.named(fields, "item")
        what = f"item “{key}”"
        bands = self.item_bands(fields.get("bands"), what)
        item = Item(
            key=key,
            title=title,
            kinds=self.kinds(fields.get("kinds"), what),
            look_for=self.look_for(fields.get("look_for"), bands, what),
            disability=self.words(fields.get("disability"), f"“disability” of {what}", LONGEST_GUIDE),
            descriptors=self.groups(fields.get("descriptors"), bands, key),
            continues=self.key(fields.get("continues"), f"“continues” of {what}", SNAKE, "the key of an item"),
            area_key=area_key,
            domain_key=domain_key,
            own_words=bool(self.flag(fields.get("own_words"), f"“own_words” of {what}")),
        )
        if item.continues is not None:
            self.continuing.append((fields["continues"], item))
        return item

    def item_bands(self, node: yaml.Node | None, what: str) -> tuple[str, ...] | None:
        """All bands when the item names none; None when it names them wrongly, and then nothing can be held to them."""
        if node is None:
            return self.bands
        faults_before = len(self.faults)
        bands = self.some_bands(node, f"the bands of {what}")
        return bands if len(self.faults) == faults_before else None

    def kinds(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        found: list[str] = []
        for kind_node in self.listing(node, f"the kinds of {what}"):
            kind = self.one_of(kind_node, f"a kind of {what}", KINDS)
            if kind in found:
                self.fault(kind_node, f"the kind “{kind}” stands twice in {what}")
            elif kind is not None:
                found.append(kind)
        return tuple(found)

    def some_bands(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        found: list[str] = []
        for band_node in self.listing(node, what):
            band = self.text(band_node, f"a band in {what}", LONGEST_TITLE)
            if band is None:
                continue
            if band not in self.bands:
                self.fault(band_node, f"there is no band “{band}”")
            elif band in found:
                self.fault(band_node, f"the band “{band}” stands twice in {what}")
            else:
                found.append(band)
        return tuple(found)

    def words(self, node: yaml.Node | None, what: str, longest: int) -> str | None:
        """Text about the child, with the placeholders that Naming can fill."""
        text = self.text(node, what, longest)
        if node is None or text is None:
            return None
        rest = PLACEHOLDER.sub("", text)
        if "{" in rest or "}" in rest:
            self.fault(node, f"{what} has braces that are not one of {{child}}, {{their}}, {{them}}, {{theirs}}")
        elif small := CAPITAL_NEEDED.search(text):
            self.fault(node, f"{what} begins a sentence with {{{small[1]}}}; write {{{small[1].capitalize()}}}")
        return text

    def look_for(self, node: yaml.Node | None, bands: tuple[str, ...] | None, what: str) -> Mapping[str, str]:
        what = f"“look_for” of {what}"
        if not isinstance(node, yaml.SequenceNode):
            text = self.words(node, what, LONGEST_GUIDE)
            return {} if text is None else dict.fromkeys(bands or (), text)
        covered: dict[str, str] = {}
        for part in self.listing(node, what):
            fields = self.mapping(part, f"this part of {what}", frozenset({"bands", "text"}))
            text = self.words(fields.get("text"), what, LONGEST_GUIDE) or ""
            for band in self.bands_of_group(fields.get("bands"), bands, covered, what):
                covered[band] = text
        self.check_covered(node, bands, covered, what)
        return covered

    def groups(
        self, node: yaml.Node | None, bands: tuple[str, ...] | None, item_key: str
    ) -> Mapping[str, Mapping[int, str]]:
        what = f"the descriptors of item “{item_key}”"
        covered: dict[str, Mapping[int, str]] = {}
        for group in self.listing(node, what):
            fields = self.mapping(group, f"this group of {what}", frozenset({"bands", "texts"}))
            texts = self.texts(fields.get("texts"), item_key)
            for band in self.bands_of_group(fields.get("bands"), bands, covered, what):
                covered[band] = texts
        if node is not None:
            self.check_covered(node, bands, covered, what)
        return covered

    def bands_of_group(
        self, node: yaml.Node | None, bands: tuple[str, ...] | None, covered: Iterable[str], what: str
    ) -> tuple[str, ...]:
        found = self.some_bands(node, what)
        for band in found:
            if node is not None and bands is not None and band not in bands:
                self.fault(node, f"{what} speak of band “{band}”, to which the item does not apply")
            elif node is not None and band in covered:
                self.fault(node, f"{what} cover band “{band}” twice")
        return found

    def check_covered(self, node: yaml.Node, bands: tuple[str, ...] | None, covered: Iterable[str], what: str) -> None:
        missing = [band for band in bands or () if band not in covered]
        if missing:
            self.fault(node, f"{what} leave out the band{'s' * (len(missing) > 1)} {', '.join(missing)}")

    def texts(self, node: yaml.Node | None, item_key: str) -> Mapping[int, str]:
        what = f"item “{item_key}”"
        texts: dict[int, str] = {}
        seen: set[int] = set()
        if node is None:
            return texts
        for value_node, text_node in self.pairs(node, f"the texts of {what}"):
            value = self.grade(value_node, f"a grade in the texts of {what}")
            if value is None:
                continue
            if value in seen:
                self.fault(value_node, f"grade {value} is described twice in one group of {what}")
                continue
            seen.add(value)
            text = self.words(text_node, f"the text for grade {value} of {what}", LONGEST_DESCRIPTOR)
            if text is not None:
                texts[value] = text
                self.check_own_words(text_node, text, item_key, value)
        for value in sorted(self.must_describe - seen):
            self.fault(node, f"grade {value} has no text in this group of {what}")
        return texts

    def check_own_words(self, node: yaml.Node, text: str, item_key: str, value: int) -> None:
        """One text may serve one grade of one item at several ages, and nothing else."""
        line = line_of(node)
        first_item, first_value, first_line = self.descriptors.setdefault(text.casefold(), (item_key, value, line))
        if (first_item, first_value) != (item_key, value):
            self.fault(node, f"this text stands already on line {first_line}, grade {first_value} of “{first_item}”")

    def check_continues(self, domains: Iterable[Domain]) -> None:
        """Each `continues` names an item of the previous version, or one of this file at other ages."""
        items = {item.key: item for domain in domains for area in domain.areas for item in area.items}
        taken: dict[tuple[str, str], str] = {}
        for node, item in self.continuing:
            named = str(item.continues)
            if self.previous is None or not self.previous.has_item(named):
                self.check_continues_here(node, item, items.get(named))
            for band in item.descriptors:
                other = taken.setdefault((named, band), item.key)
                if other != item.key:
                    self.fault(node, f"“{other}” continues “{named}” at the same age already; only one item can")
                    break

    def check_continues_here(self, node: yaml.Node, item: Item, named: Item | None) -> None:
        if named is None:
            where = "this file; to continue an item of an earlier version, check it together with that version"
            if self.previous is not None:
                where = f"this file or of {self.previous.label}"
            self.fault(node, f"“continues” names “{item.continues}”, which is not an item of {where}")
        elif set(named.descriptors) & set(item.descriptors):
            self.fault(node, f"“{item.key}” cannot continue “{named.key}”: both are graded at the same age")
