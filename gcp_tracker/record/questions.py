"""The questions that a verdict answers, in their order, with what one domain’s grades answer to each."""

from __future__ import annotations

from dataclasses import dataclass

from gcp_tracker.change.care_curve import Shares
from gcp_tracker.change.constants import Constants
from gcp_tracker.change.reading import SeriesAsAt
from gcp_tracker.change.series_reading import SeriesReading
from gcp_tracker.change.verdict import Verdict, verdict_of
from gcp_tracker.change.words import SHORT, Names, day_words, newly_words
from gcp_tracker.rules.dates import counted


@dataclass(frozen=True, slots=True)
class Asked:
    """`answer` begins with Yes, No or Not asked."""

    question: str
    answer: str


def questions_of(one: SeriesAsAt, names: Names, constants: Constants) -> tuple[Asked, ...]:
    """The first that is answered with yes decides; recorded facts and silence come after. None without evidence."""
    reading = one.reading
    if reading.shares is None:
        return ()
    return (*_of_grades(reading.shares, constants), _of_facts(reading, names, constants), _of_silence(one, constants))


def _of_grades(shares: Shares, constants: Constants) -> list[Asked]:
    asked = [
        ("Is care half a grade or more worse than at the start?", shares.worse, constants.worse_at),
        ("Did it swing: was a gain lost, or a loss made good again?", shares.fluctuating, constants.fluctuating_at),
        ("Is care half a grade or more better than at the start?", shares.better, constants.better_at),
        ("Is there no clear change?", shares.unchanged, constants.unchanged_at),
    ]
    found, is_decided = [], False
    for question, probability, bar in asked:
        if is_decided:
            found.append(Asked(question, "Not asked: an earlier question has decided."))
            continue
        is_decided = probability >= bar
        found.append(Asked(question, _compared(probability, bar)))
        if is_decided and probability == shares.better and bar == constants.better_at:
            held = "And has it held for six months up to the latest visit?"
            found.append(Asked(held, _compared(shares.sustained, constants.sustained_at)))
    verdict = SHORT[verdict_of(shares, constants)].lower()
    found.append(Asked("So the grades alone say", f"“{verdict}”."))
    return found


def _compared(probability: float, bar: float) -> str:
    return (
        f"{'Yes' if probability >= bar else 'No'}: {probability:.3f}, where {bar:.2f} is asked ({bar * 20:.3g} in 20)."
    )


def _of_facts(reading: SeriesReading, names: Names, constants: Constants) -> Asked:
    question = "Is an item newly bad, so that no “better” may stand over it?"
    newly = [newly_words(run, names) for run in reading.runs if run.newly_since is not None]
    if not newly:
        return Asked(question, "No.")
    shares = reading.shares
    takes = shares is not None and verdict_of(shares, constants).is_improving
    effect = " It takes the “better” away." if takes else ""
    return Asked(question, f"Yes: {'; '.join(newly)}.{effect}")


def _of_silence(one: SeriesAsAt, constants: Constants) -> Asked:
    question = "Has silence taken good news away?"
    since = f"{counted(one.silent_days, 'day')} since the visit of {day_words(one.reading.latest)}"
    if one.verdict is not one.reading.verdict:
        return Asked(question, f"Yes: {since}. It is now “{SHORT[one.verdict].lower()}”.")
    if one.verdict in (Verdict.DETERIORATING, Verdict.FLUCTUATING):
        return Asked(question, f"No: {since}, and bad news stands until it is graded again.")
    return Asked(
        question,
        f"No: {since}; “lasted” stands for {constants.sustained_silent_days:g} days,"
        f" any other answer for {constants.silent_days:g}.",
    )
