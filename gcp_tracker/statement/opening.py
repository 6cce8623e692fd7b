"""The first two sections: what this statement is, and how the grades are read."""

from __future__ import annotations

from gcp_tracker.change.constants import VERSION
from gcp_tracker.change.error_rates import ENGINE, NAME, RATES, SOURCE
from gcp_tracker.change.error_words import NOT_CALIBRATED
from gcp_tracker.change.words import NO_PREDICTION
from gcp_tracker.exports.copies import reference_of
from gcp_tracker.rules.ages import age_words
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.statement.document import Block, Paragraph, Section, Table
from gcp_tracker.statement.grounds import Grounds
from gcp_tracker.statement.homes import NOT_NAMED

METHOD = (
    "At each visit a worker gives grades to the care that the child gets, each from what was seen or heard.",
    "From all grades of a domain in one home, and from how differently people grade, a computer program works out how"
    " that care has probably moved since the first grades, and in how many of 20 equally likely histories it is better,"
    " worse or has held for six months.",
    "A verdict is the answer of fixed rules to these numbers, and harm is asked first.",
)


def about_section(grounds: Grounds) -> Section:
    child, as_at = grounds.child, grounds.as_at
    signed = grounds.visits.signed
    age = age_words(child.born_on, child.expected_on, as_at)
    blocks: list[Block] = [
        Paragraph(
            f"This is about {child.full_name}, known to {child.authority.name} under the number {reference_of(child)}."
            f" Age on {long_date(as_at)}: {age}."
        ),
        Paragraph(
            f"It is as at {long_date(as_at)}. What happened after that day is not in it. What happened up to that day"
            " and was signed only afterwards is in it, and is named as such."
        ),
        Paragraph(
            "Each paragraph of fact says in brackets where it is taken from. V1, V2 and so on are the signed visits;"
            " the last section lists all of them, each with a hash that changes if a single letter of it does. These"
            " numbers belong to this statement; the hash stays with the visit."
        ),
        Paragraph(
            f"It rests on {counted(len(signed), 'signed visit')}. A signed visit cannot be edited: what is put right is"
            " a new version with its reason, and the versions before it are kept."
        ),
        Paragraph(
            "It was put together by a computer program from the child’s record, and nobody has written it for the"
            " occasion. Words in quotation marks are those of the people named."
        ),
    ]
    if grounds.terms.left_out_words:
        blocks.append(
            Paragraph(
                f"{grounds.terms.left_out_words} Where a text tells of it, the whole text is left out, and it says so"
                f" in its place. Nothing that was signed was shortened otherwise.{_homes_words(grounds)}"
            )
        )
    return Section("About this statement", tuple(blocks))


def _homes_words(grounds: Grounds) -> str:
    called = [name for name in grounds.names.values() if name != NOT_NAMED]
    if not called:
        return ""
    return f" A home whose name tells where it is is called by a number here: {listed_words(called)}."


def method_section(grounds: Grounds) -> Section:
    blocks: list[Block] = [
        Paragraph(" ".join(METHOD)),
        Paragraph(f"{NOT_CALIBRATED} {NO_PREDICTION}", is_strong=True),
        Paragraph(
            "Beside every verdict in this statement stands how often that verdict, or its absence, was wrong on"
            " invented children whose true care was known, with the interval in which nine of ten repetitions lie."
            f" Table: {NAME}. Source: {SOURCE}."
        ),
        *([] if VERSION == ENGINE else [Paragraph(f"The verdicts here are of engine {VERSION}, another version.")]),
        _rates_table(),
    ]
    for instrument in dict.fromkeys(series.instrument for series, _ in grounds.reads):
        blocks.append(_scale_table(instrument))
    return Section("How the grades are read", tuple(blocks))


def _rates_table() -> Table:
    rows = []
    for name, rate in RATES.items():
        between = f"{rate.low:.1%} to {rate.high:.1%}"
        aimed = "" if rate.target is None else f"{rate.target:.1%}{', missed' if rate.is_missed else ''}"
        rows.append((name, f"{rate.figure:.1%} of {rate.cases:,}", between, aimed))
    heads = ("What was counted", "Share", "90% interval", "Aimed at, at most")
    return Table(NAME, heads, tuple(rows), (46, 20, 18, 16))


def _scale_table(instrument: Instrument) -> Table:
    rows = tuple((str(point.value), point.word, point.meaning) for point in instrument.scale)
    caption = f"What the grades mean: {instrument.label}"
    return Table(caption, ("Grade", "In a word", "It means"), rows, (10, 22, 68))
