"""What the stories say, against itself: nothing is said twice in the whole authority, nor with a word changed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from gcp_tracker.demo.stories import ChildStory, FamilyStory

# Shorter ones are said by everybody: “She did not come.”
SHORTEST, SHORTEST_ALIKE = 5, 6
ALIKE = 0.75
SHARED_TRIPLES = 0.3
SENTENCE_END = re.compile(r"(?<=[.!?])[”]?\s+")
LABELS = re.compile(r"\b(neglectful|hostile|deteriorat\w+|dysfunctional|disguised compliance)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    where: str
    said: str
    words: tuple[str, ...]

    @property
    def triples(self) -> set[tuple[str, ...]]:
        return {self.words[start : start + 3] for start in range(len(self.words) - 2)}


def texts_of(family: FamilyStory) -> Iterator[Text]:
    """Every text that people read as written about these children; who was told on the telephone is not one."""
    for key, adult in family.adults.items():
        if adult.no_contact:
            yield Text(f"{family.key} {key} no_contact", adult.no_contact)
    for key, child in family.children.items():
        for where, text in _texts_of_child(child):
            if text:
                yield Text(f"{family.key} {key} {where}", text)


def _texts_of_events(child: ChildStory) -> Iterator[tuple[str, str]]:
    for number, event in enumerate(child.events, 1):
        yield f"event {number} what", event.what
        yield f"event {number} so", event.so
        yield from ((f"event {number} so for {key}", so) for key, so in event.also.items())


def _texts_of_child(child: ChildStory) -> Iterator[tuple[str, str]]:
    for number, visit in enumerate(child.visits, 1):
        yield f"visit {number} what", visit.what
        yield f"visit {number} band_reason", visit.band_reason
    for item, said in child.evidence.items():
        for number, one in said.items():
            yield f"visit {number} {item}", one.text
            yield f"visit {number} {item} words", one.words
            yield f"visit {number} {item} changed", one.changed
    yield from _texts_of_events(child)
    for number, notes in child.notes.items():
        for kind, text in notes.items():
            yield f"visit {number} note {kind}", text
    for number, safe in child.safe_tonight.items():
        yield f"visit {number} safe_tonight", safe.agreed
    for number, second in child.second.items():
        yield f"second {number} words", second.words
        for item, one in second.says.items():
            yield f"second {number} {item}", one.text
            yield f"second {number} {item} words", one.words
    yield from _texts_of_plans(child)
    yield from _texts_of_supervision(child)
    for number, profile in enumerate(child.profiles, 1):
        yield f"profile {number} comment", profile.comment
        yield f"profile {number} not_shared", profile.not_shared


def _texts_of_plans(child: ChildStory) -> Iterator[tuple[str, str]]:
    """What a version takes over from the one before it is said once."""
    said: set[str] = set()
    for number, plan in enumerate(child.plans, 1):
        at = f"plan {number}"
        found = [(f"{at} why", plan.why), (f"{at} ending", plan.ending)]
        for outcome in plan.outcomes:
            found += [(f"{at} {outcome.key}", text) for text in (outcome.says, outcome.known, outcome.if_not)]
            for action in outcome.actions:
                found += [(f"{at} {outcome.key}", action.what), (f"{at} {outcome.key}", action.reason)]
        for where, text in found:
            if text not in said:
                said.add(text)
                yield where, text


def _texts_of_supervision(child: ChildStory) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(child.supervision, 1):
        for text in (one.like, one.changed, one.wrong, one.voice, one.answer, one.because):
            yield f"supervision {number}", text
        for decision in one.decisions:
            yield f"supervision {number} decision", decision.what
            yield f"supervision {number} decision", decision.came
    for number, challenge in enumerate(child.challenges, 1):
        for text in (challenge.about, challenge.asks, challenge.further_why, challenge.answer, challenge.outcome):
            yield f"challenge {number}", text
    for number, entry in enumerate(child.scrutiny, 1):
        for text in (entry.reason, entry.how, entry.long, entry.nothing, entry.because):
            yield f"scrutiny {number}", text
    for episode in child.episodes:
        yield "episode because", episode.because


def text_faults(texts: list[Text]) -> list[str]:
    """Straight apostrophes, labels, and whatever is said twice or nearly so."""
    faults = []
    for one in texts:
        if "'" in one.text or '"' in one.text:
            faults.append(f"{one.where}: type ’ and “ ” as people read them: {one.text}")
        if label := LABELS.search(one.text):
            faults.append(f"{one.where}: “{label[0]}” is a label; say what was seen")
        if one.text != one.text.strip() or "  " in one.text:
            faults.append(f"{one.where}: a space too many")
    sentences = [sentence for one in texts for sentence in _sentences(one)]
    return faults + _said_twice(sentences) + _nearly_said_twice(sentences)


def _sentences(one: Text) -> Iterator[Sentence]:
    for said in SENTENCE_END.split(one.text):
        words = tuple(re.findall(r"[\w’]+", said.casefold()))
        if len(words) >= SHORTEST:
            yield Sentence(one.where, said, words)


def _said_twice(sentences: list[Sentence]) -> list[str]:
    places: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one in sentences:
        places[one.words].append(one.where)
    return [
        f"{where[0]}: said again at {'; '.join(where[1:])}: {' '.join(words)}"
        for words, where in places.items()
        if len(where) > 1
    ]


def _nearly_said_twice(sentences: list[Sentence]) -> list[str]:
    faults = []
    longer = [one for one in sentences if len(one.words) >= SHORTEST_ALIKE]
    met: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(longer):
        triples = one.triples
        shared = Counter(other for triple in triples for other in met[triple])
        for other, count in shared.items():
            if count >= SHARED_TRIPLES * len(triples) and _alike(one.words, longer[other].words):
                faults.append(f"{one.where}: nearly said at {longer[other].where}: {one.said} / {longer[other].said}")
        for triple in triples:
            met[triple].append(place)
    return faults


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return one != other and SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
