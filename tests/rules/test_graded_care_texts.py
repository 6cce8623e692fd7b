"""The words of our own graded care profile: whole, each its own, short, easy, blameless, and about any child.

Every check is a function that returns what it found wrong; each is run on the profile, and on a planted fault.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import median

import pytest
import yaml

import gcp_tracker.instruments
from gcp_tracker.rules.instrument_file import check_instrument

PROFILE = Path(gcp_tracker.instruments.__file__).parent / "graded-care-1.0.yaml"

GRADES = (1, 2, 3, 4, 5)
LONGEST_DESCRIPTOR = 160
LONGEST_GUIDE = 200
HARDEST_GRADE = 9.0
HARDEST_MEDIAN = 6.0
ITEMS_BY_BAND = {"under-2": 29, "2-4": 32, "5-10": 33, "11-15": 33, "16-17": 33}
AREAS_BY_BAND = {"under-2": 13, "2-4": 13, "5-10": 14, "11-15": 14, "16-17": 14}
AS_READ = {"{child}": "Sam", "{their}": "their", "{them}": "them"}

# A family reads these texts too. They say what the child has and misses: never what anybody is like, or why.
BLAMING = re.compile(
    r"\b(neglect\w*|lazy|lazily|laziness|selfish\w*|careless\w*|uncaring|unloving|unfit|inadequate\w*|hostile|hostility"
    r"|irresponsible|disguised|dysfunction\w*|chaotic|feckless|disgusting|deteriorat\w*|faults?|failures?"
    r"|fail(?:s|ed|ing)? to|refus\w+|manipulat\w*|promiscuous|attention[- ]seeking|naughty|steals?|stealing|truants?"
    r"|playing up|can[’']t be bothered|couldn[’']t care less|do(?:es)?n[’']t care|should know better)\b",
    re.IGNORECASE,
)
ONE_PARENT = re.compile(r"\b(mum|mums|mummy|mother|mothers|dad|dads|daddy|father|fathers|parents?)\b", re.IGNORECASE)
PRONOUN = re.compile(r"\b(he|she|his|hers?|him|himself|herself)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]")
HITTING = re.compile(r"\b(smack|hit|slap|spank|beat|kick)(s|ed|ten|en|ing|ting|ping|king)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """One text of the file; `grade` is None for what to look for and for the words on disability."""

    item: str
    bands: tuple[str, ...]
    grade: int | None
    words: str

    def __str__(self) -> str:
        return f"{self.item} {'/'.join(self.bands)} {self.grade or 'guide'}: {self.words}"


@cache
def profile() -> Mapping[str, object]:
    return yaml.safe_load(PROFILE.read_text(encoding="utf-8"))


def every_band(root: Mapping) -> list[str]:
    return [band["key"] for band in root["bands"]]


def items_of(root: Mapping) -> list[tuple[str, Mapping]]:
    """Each item with the key of its sub-area."""
    return [(area["key"], item) for domain in root["domains"] for area in domain["areas"] for item in area["items"]]


def descriptors_of(root: Mapping) -> list[Text]:
    """Every grade of every group, with empty words where the file has none."""
    return [
        Text(item["key"], tuple(group["bands"]), grade, group["texts"].get(grade) or "")
        for _, item in items_of(root)
        for group in item["descriptors"]
        for grade in sorted({*GRADES, *group["texts"]})
    ]


def guides_of(root: Mapping) -> list[Text]:
    found: list[Text] = []
    for _, item in items_of(root):
        bands = tuple(item.get("bands", every_band(root)))
        look_for = item.get("look_for") or ""
        parts = [{"bands": bands, "text": look_for}] if isinstance(look_for, str) else look_for
        found += [Text(item["key"], tuple(part["bands"]), None, part["text"] or "") for part in parts]
        found.append(Text(item["key"], bands, None, item.get("disability") or ""))
    return found


def as_read(words: str) -> str:
    for placeholder, word in AS_READ.items():
        words = words.replace(placeholder, word)
    return words


def reading_grade(words: str) -> float:
    """Flesch–Kincaid: the years of school it takes to read this."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # textstat 0.7.4 imports pkg_resources, which warns
        import textstat
    return float(textstat.flesch_kincaid_grade(as_read(words)))


def missing(texts: Iterable[Text]) -> list[str]:
    return [str(text) for text in texts if not text.words.strip()]


def uncovered(root: Mapping) -> list[str]:
    """Bands of an item that no group of descriptors covers, that two cover, or that the item does not have."""
    faults: list[str] = []
    for _, item in items_of(root):
        covered = Counter(band for group in item["descriptors"] for band in group["bands"])
        wanted = Counter(item.get("bands", every_band(root)))
        faults += [f"{item['key']} {band}" for band in sorted({*covered, *wanted}) if covered[band] != wanted[band]]
    return faults


def repeated(texts: Iterable[Text]) -> list[str]:
    """Texts that stand twice anywhere in the file, but for capitals, spaces and stops."""
    texts = list(texts)
    plain = [" ".join(re.findall(r"[\w{}]+", text.words.casefold())) for text in texts]
    times = Counter(plain)
    return [str(text) for text, words in zip(texts, plain, strict=True) if words and times[words] > 1]


def over_long(texts: Iterable[Text]) -> list[str]:
    return [
        str(text) for text in texts if len(text.words) > (LONGEST_GUIDE if text.grade is None else LONGEST_DESCRIPTOR)
    ]


def hard(texts: Iterable[Text]) -> list[str]:
    return [str(text) for text in texts if text.words and reading_grade(text.words) > HARDEST_GRADE]


def hard_as_a_whole(texts: Iterable[Text]) -> list[str]:
    middle = median(reading_grade(text.words) for text in texts)
    return [f"the median grade is {middle}"] if middle > HARDEST_MEDIAN else []


def straight_apostrophes(texts: Iterable[Text]) -> list[str]:
    return [str(text) for text in texts if "'" in text.words or "`" in text.words]


def blaming(texts: Iterable[Text]) -> list[str]:
    return [str(text) for text in texts if BLAMING.search(text.words)]


def of_one_parent(texts: Iterable[Text]) -> list[str]:
    return [str(text) for text in texts if ONE_PARENT.search(text.words)]


def pronouns(texts: Iterable[Text]) -> list[str]:
    """Pronouns that would be wrong for some children."""
    return [str(text) for text in texts if PRONOUN.search(text.words)]


def strange_placeholders(texts: Iterable[Text]) -> list[str]:
    return [str(text) for text in texts if not set(PLACEHOLDER.findall(text.words)) <= set(AS_READ)]


def mild_about_hitting(texts: Iterable[Text]) -> list[str]:
    """Smacking or hitting a child of 2 to 10 is a 4 at least."""
    young = {"2-4", "5-10"}
    return [
        str(text)
        for text in texts
        if text.grade in (1, 2, 3) and young & set(text.bands) and HITTING.search(text.words)
    ]


def counts_by_band(root: Mapping) -> tuple[dict[str, int], dict[str, int]]:
    """Items, then sub-areas that have an item, in each band."""
    items, areas = Counter[str](), Counter[str]()
    seen: set[tuple[str, str]] = set()
    for area, item in items_of(root):
        for band in item.get("bands", every_band(root)):
            items[band] += 1
            areas[band] += (area, band) not in seen
            seen.add((area, band))
    return dict(items), dict(areas)


def test_the_file_can_be_used() -> None:
    assert check_instrument(PROFILE) == []


def test_each_age_has_its_items_and_sub_areas() -> None:
    assert counts_by_band(profile()) == (ITEMS_BY_BAND, AREAS_BY_BAND)
    assert len({area for area, _ in items_of(profile())}) == 14


def test_an_item_lost_at_one_age_is_counted() -> None:
    root = yaml.safe_load(PROFILE.read_text(encoding="utf-8"))
    online = next(item for area, item in items_of(root) if area == "online")
    online["bands"].remove("11-15")
    items, areas = counts_by_band(root)
    assert items == ITEMS_BY_BAND | {"11-15": 32}
    assert areas == AREAS_BY_BAND | {"11-15": 13}
    assert uncovered(root) == ["online 11-15"]


def test_every_age_of_every_item_is_described_once() -> None:
    assert uncovered(profile()) == []


def test_an_age_that_is_left_out_or_described_twice_is_found() -> None:
    root = yaml.safe_load(PROFILE.read_text(encoding="utf-8"))
    _, first = items_of(root)[0]
    first["descriptors"][0]["bands"] = ["2-4"]
    assert uncovered(root) == [f"{first['key']} 2-4", f"{first['key']} under-2"]


def test_a_grade_left_out_of_the_file_is_found() -> None:
    root = yaml.safe_load(PROFILE.read_text(encoding="utf-8"))
    _, first = items_of(root)[0]
    del first["descriptors"][0]["texts"][3]
    assert missing(descriptors_of(root)) == [f"{first['key']} under-2 3: "]


ON_ALL = [missing, repeated, over_long, straight_apostrophes, blaming, of_one_parent, pronouns, strange_placeholders]
ON_DESCRIPTORS = [hard, hard_as_a_whole, mild_about_hitting]
Check = Callable[[Iterable[Text]], list[str]]


@pytest.mark.parametrize("check", ON_ALL, ids=lambda check: check.__name__)
def test_the_profile_has_no_text_that_is(check: Check) -> None:
    assert check(descriptors_of(profile()) + guides_of(profile())) == []


@pytest.mark.parametrize("check", ON_DESCRIPTORS, ids=lambda check: check.__name__)
def test_the_profile_has_no_descriptor_that_is(check: Check) -> None:
    assert check(descriptors_of(profile())) == []


SOUND = Text(
    "food", ("2-4",), 3, "{child} has tea on most days. Some days somebody forgets {their} lunch, and {child} minds."
)
OTHER = Text("play", ("5-10",), 1, "Somebody plays with {child} every day.")
HARD_WORDS = (
    "Nutritional inconsistency characterises approximately everything {child} habitually experiences domestically."
)


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (missing, " "),
        (repeated, "somebody plays with {child}, every day"),
        (over_long, "{child} has " + "a" * 150),
        (hard, HARD_WORDS),
        (straight_apostrophes, "{child}'s coat is thin."),
        (blaming, "{child} is cold. Somebody at home is too lazy to look."),
        (blaming, "{child} is cold, and this is Neglectful."),
        (blaming, "{child} steals food."),
        (blaming, "Somebody at home fails to wake {child}."),
        (of_one_parent, "{child} waits until Mum is up."),
        (pronouns, "{child} is hungry when she wakes."),
        (strange_placeholders, "{name} has a coat."),
        (strange_placeholders, "{child has a coat."),
        (strange_placeholders, "{Child} has a coat."),
        (mild_about_hitting, "Now and then {child} is smacked."),
        (mild_about_hitting, "Some days {child} gets a slap."),
    ],
)
def test_a_planted_fault_is_found(check: Check, words: str) -> None:
    planted = replace(SOUND, words=words)
    assert check([SOUND, OTHER]) == []
    assert str(planted) in check([SOUND, OTHER, planted])


def test_a_text_of_exactly_160_characters_is_not_too_long() -> None:
    assert over_long([replace(SOUND, words="a" * 160)]) == []
    assert over_long([replace(SOUND, words="a" * 161)]) != []
    assert over_long([replace(SOUND, words="a" * 200, grade=None)]) == []
    assert over_long([replace(SOUND, words="a" * 201, grade=None)]) != []


def test_a_profile_that_is_hard_as_a_whole_is_found() -> None:
    assert hard_as_a_whole([SOUND, OTHER, SOUND]) == []
    assert hard_as_a_whole([SOUND, replace(SOUND, words=HARD_WORDS), replace(OTHER, words=HARD_WORDS)]) != []


def test_hitting_is_grave_enough_at_4() -> None:
    assert mild_about_hitting([replace(SOUND, words="{child} is smacked.", grade=4)]) == []
