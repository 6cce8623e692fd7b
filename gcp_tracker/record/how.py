"""“How is this worked out?”: one child’s verdict step by step, with that child’s own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gcp_tracker.change.constants import STANDARD, Constants, Told
from gcp_tracker.change.evidence import Evidence, Lack, evidences_of
from gcp_tracker.change.gradings import ChildGrades
from gcp_tracker.change.headline_words import domain_said, domains_of_headline
from gcp_tracker.change.kept import inputs_hash
from gcp_tracker.change.reading import ChildReading, DomainReading, SeriesAsAt
from gcp_tracker.change.series_reading import SeriesReading
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import NO_PREDICTION, SHORT, Names, Said, day_words
from gcp_tracker.readings.queries import ReadingToday
from gcp_tracker.record.questions import Asked, questions_of
from gcp_tracker.record.verdict import settles_in
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.sentences import begun_small, listed_words


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One worker’s grading of one day. `level` runs from 1, the best, to 5; `gain` is the curve’s since the start."""

    on: str
    worker: str
    compared: str
    level: str
    gain: str
    is_start: bool


@dataclass(frozen=True, slots=True)
class DomainHow:
    """One domain in one home. `rows`, `compared` and `moves` are empty where there is too little evidence. `left_out`
    names what the latest visit left out and is taken to stand where it stood.
    """

    title: str
    said: Said
    evidence: tuple[str, ...]
    compared: str
    left_out: str
    moves: str
    rows: tuple[VisitRow, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class HowPage:
    headline_steps: tuple[str, ...]
    domains: tuple[DomainHow, ...]
    constants: tuple[Told, ...]
    better_in_20: str
    held_in_20: str
    sustained_days: str
    engine: str
    inputs_hash: str
    is_same_today: bool
    computed_at: datetime
    no_prediction: str


def how_page_of(today: ReadingToday, names: Names, grades: ChildGrades, constants: Constants) -> HowPage:
    """`grades` as they stand in the file today; the evidence is worked out anew from them. `constants`: those that the
    reading was made by.
    """
    keys = [(one.care_of, one.domain) for one in grades.series]
    evidences = dict(zip(keys, evidences_of(grades.series, constants), strict=True))
    reading, settles = today.reading, settles_in(today.kept)
    domains = []
    for domain in reading.domains:
        for home in domain_said(domain, names, settles, reading.as_of):
            title = names.domain(domain.domain) + (f" ({home.home})" if home.home else "")
            evidence = evidences.get((home.one.reading.care_of, domain.domain)) if home.one else None
            if home.one is None or evidence is None:
                domains.append(DomainHow(title, home.said, (), "", "", "", (), ()))
            else:
                domains.append(_domain(title, home.said, home.one, evidence, names, constants))
    return HowPage(
        headline_steps=tuple(_headline_steps(reading, names)),
        domains=tuple(domains),
        constants=tuple(constants.told()),
        better_in_20=f"{constants.better_at * 20:.3g}",
        held_in_20=f"{constants.sustained_at * 20:.3g}",
        sustained_days=f"{constants.sustained_silent_days:g}",
        engine=today.kept.engine,
        inputs_hash=today.kept.inputs_hash,
        is_same_today=inputs_hash(grades) == today.kept.inputs_hash,
        computed_at=today.computed_at,
        no_prediction=NO_PREDICTION,
    )


def _domain(
    title: str, said: Said, one: SeriesAsAt, evidence: Evidence, names: Names, constants: Constants
) -> DomainHow:
    reading = one.reading
    compared = listed_words([names.item(key) for key in reading.common]) if reading.lack is None else ""
    return DomainHow(
        title=title,
        said=said,
        evidence=tuple(_evidence_words(reading)),
        compared=compared,
        left_out=listed_words([names.item(key) for key in evidence.left_out]) if reading.lack is None else "",
        moves=_moves_words(evidence, constants) if reading.lack is None else "",
        rows=tuple(_rows(reading, evidence)),
        asked=questions_of(one, names, constants),
    )


def _evidence_words(reading: SeriesReading) -> list[str]:
    """Each with what is asked, and the one that is missing said as such."""
    least = max(STANDARD.least_items, reading.form * STANDARD.least_items_share)
    start = listed_words([day_words(day) for day in reading.baseline]) if reading.baseline else "none"
    said = [
        f"Visits that graded enough of the domain: {reading.visits} ({STANDARD.least_visits:g} are needed).",
        f"Days from the first to the latest of them: {reading.latest - reading.first}"
        f" ({STANDARD.least_days:g} are needed).",
        f"The start is {start}.",
        f"Items graded at the start and again in the last {STANDARD.common_days:g} days: {len(reading.common)}"
        f" of {reading.form} ({least:g} are needed).",
    ]
    if reading.started_again is not None:
        said.append(f"So many items were new on {day_words(reading.started_again)} that the domain begins anew there.")
    lacks = {Lack.VISITS: "visits", Lack.DAYS: "days", Lack.ITEMS: "items in common"}
    if reading.lack is not None:
        said.append(f"There are too few {lacks[reading.lack]}, so nothing more is worked out.")
    return said


def _moves_words(evidence: Evidence, constants: Constants) -> str:
    return (
        f"How far care moves in this life, as these levels tell: {evidence.drift_sd:.2f} of a grade"
        f" ({constants.drift_sd:g} is supposed before anything is graded)."
    )


def _rows(reading: SeriesReading, evidence: Evidence) -> list[VisitRow]:
    if reading.lack is not None or reading.shares is None:
        return []
    points = zip(reading.shares.points, reading.shares.gains, reading.shares.spreads, strict=True)
    gains = {day: f"{gain:+.2f}, give or take {spread:.2f}" for day, gain, spread in points}
    rows = zip(evidence.days, evidence.workers, evidence.graded, evidence.means, evidence.is_start, strict=True)
    return [
        VisitRow(
            on=day_words(int(day)),
            worker=f"worker {int(worker) + 1}",
            compared=counted(int(graded), "item"),
            level=f"{float(mean):.2f}",
            gain=gains.get(int(day), ""),
            is_start=bool(is_start),
        )
        for day, worker, graded, mean, is_start in rows
    ]


def _headline_steps(reading: ChildReading, names: Names) -> list[str]:
    of_concern = [names.domain(one.domain) for one in reading.domains if one.is_of_concern]
    said = [f"{names.domain(one.domain)}: {begun_small(SHORT[one.verdict])}." for one in reading.domains]
    if of_concern:
        said.append(f"Of concern at the start, now, or because never graded enough: {listed_words(of_concern)}.")
    else:
        said.append("No domain gives concern, so all of them are asked.")
    deciding = listed_words([names.domain(one.domain) for one in _deciding(reading)])
    if reading.verdict is Verdict.DETERIORATING:
        said.append(f"A domain that is worse decides by itself, whether it gave concern or not: {deciding}.")
    elif reading.verdict is Verdict.BETTER_IN_PART:
        said.append("The least favourable of them is “no clear change”, and another is better: “better in part”.")
    else:
        said.append(f"The headline is the least favourable of them: {deciding}.")
    said.append(f"So the headline is “{begun_small(SHORT[reading.verdict])}”.")
    return said


def _deciding(reading: ChildReading) -> list[DomainReading]:
    return domains_of_headline(reading)
