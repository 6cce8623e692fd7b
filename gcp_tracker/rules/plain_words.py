"""What a carer is given to read of a profile: plain sentences about the child, each approved by a worker.

The paper never says what a carer is, only what the child has and needs: no grade, no word that judges, and nothing that
would tell where somebody lives or name a person who is not to be contacted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument, ScalePoint
from gcp_tracker.rules.vocabulary import PlainPart

LONGEST_SENTENCE = 600
JUDGING = re.compile(r"\b(neglect\w*|deteriorat\w*|hostil\w*)", re.IGNORECASE)
GRADED = re.compile(
    r"\b(?:grad(?:e|ed)|scor(?:e|ed)|level)\b\W*(?:is|was|at|of|as|a)?\W*\d|\b\d\s*/\s*\d+\b|"
    # "Love: 4", but not "Bedtime: 7.30" or "Bedtime: 7 pm"
    r"[^\W\d_]\s*[:=]\s*\d+(?![.:]?\d|\s*(?:am|pm|o’clock|o'clock))",
    re.IGNORECASE,
)
WELL = ("best", "good")
# Shorter parts of an address or a name are words like any other.
SHORTEST_PART = 5
POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})\b")
# Two letters can be a name, but then these cannot.
SHORTEST_NAME = 2
TWO_LETTERS = "am an as at be by do go he hi if in is it me my no of oh ok on or so to up us we"
NOT_A_NAME = frozenset(TWO_LETTERS.split())


def part_of(instrument: Instrument, value: int) -> PlainPart:
    """Where a grade is told: as going well, or as a worry. What needs to change follows from a worry."""
    well = instrument.point(value).shade in WELL and not instrument.is_concern(value)
    return PlainPart.GOING_WELL if well else PlainPart.WORRIED


def good_enough(instrument: Instrument) -> ScalePoint:
    """The grade whose description says what needs to be: not perfect, but what troubles no child."""
    well = [point for point in instrument.scale if part_of(instrument, point.value) is PlainPart.GOING_WELL]
    return well[-1] if well else instrument.scale[0]


def check_plain(text: str, instrument: Instrument, field: str | None = None) -> None:
    """Raises RuleBroken for a word that judges a carer, and for a bare grade."""
    found = JUDGING.search(text)
    if found:
        raise RuleBroken(f"Say what the child has or misses, without the word “{found[0]}”", field)
    titles = "|".join(re.escape(domain.title) for domain in instrument.domains)
    words = "|".join(re.escape(point.word) for point in instrument.scale if point.word)
    bare = re.compile(rf"\b(?:{titles})\W*\d|\b\d+\W*(?:{words})\b", re.IGNORECASE)
    if GRADED.search(text) or bare.search(text):
        raise RuleBroken("Say it in words, without a grade: a number alone tells a carer nothing", field)


def check_keeps_private(text: str, private: Iterable[str], field: str | None = None) -> None:
    """`private`: as `private_parts` gives them. One refusal for all, so that it does not tell which it was."""
    if not keeps_private(text, private):
        raise RuleBroken(
            "This has an address, a telephone number or a name that must not be on this paper: take it out", field
        )


def keeps_private(text: str, private: Iterable[str]) -> bool:
    said, digits = f" {_plain(text)} ", re.sub(r"\D", "", text)
    return not any(part in digits if part.isdecimal() else f" {part} " in said for part in private)


def private_parts(
    addresses: Iterable[str], phones: Iterable[str], names: Iterable[str], may_be_named: Iterable[str]
) -> frozenset[str]:
    """What no sentence may hold. `names` are those of people who are not to be contacted; a part of such a name that
    somebody in `may_be_named` has too is not a secret.
    """
    parts = {_plain(part) for address in addresses for part in re.split(r"[,;\n]", address)}
    found = {part for part in parts if len(part) >= SHORTEST_PART}
    # Without the number of the house it still says which street.
    found |= {street for part in parts if " " in (street := _street(part))}
    found |= {f"{one}{gap}{other}" for part in parts for one, other in POSTCODE.findall(part) for gap in ("", " ")}
    found |= {digits for phone in phones if len(digits := re.sub(r"\D", "", phone)) > SHORTEST_PART}
    known = {word for name in may_be_named for word in _plain(name).split()}
    for name in names:
        found |= {
            word for word in _plain(name).split() if len(word) >= SHORTEST_NAME and word not in known | NOT_A_NAME
        }
    return frozenset(found)


def _street(part: str) -> str:
    """Weir Court, of “Flat 4, Weir Court” or “4a Weir Court”; nothing of a postcode."""
    return " ".join(word for word in part.split() if word not in ("flat", "house") and not any(map(str.isdigit, word)))


def _plain(text: str) -> str:
    """Small letters without accents, signs as spaces: “Flat 4, Weir-Court” is “flat 4 weir court”."""
    folded = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return " ".join(re.sub(r"[^\w]|_", " ", folded.replace("’s ", " ").replace("'s ", " ")).split())


def check_can_be_printed(*, is_completed: bool, approved: int, recipients: Collection[str], name: str) -> None:
    if not is_completed:
        raise RuleBroken("Complete the profile first")
    if not recipients:
        raise RuleBroken(f"There is nobody recorded who cares for {name} and can be given this paper")
    if not approved:
        raise RuleBroken("No sentence is approved yet. Only what is ticked is printed")
