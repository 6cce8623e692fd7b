"""What the grades say as at the day, how long care was at concern, and what people decided against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from gcp_tracker.change.error_words import NOT_CALIBRATED, NOT_SIMULATED_APART, error_words
from gcp_tracker.change.exposure import Exposure
from gcp_tracker.change.headline_words import domain_said, headline_said
from gcp_tracker.change.kept import KeptCurve
from gcp_tracker.change.verdict import Verdict
from gcp_tracker.change.words import SHORT, rests_on
from gcp_tracker.charts.picture import picture_of
from gcp_tracker.charts.words import chart_description, chart_title
from gcp_tracker.record.facts import concern_words, plan_now
from gcp_tracker.record.plan_reading import reading_since
from gcp_tracker.record.read import Read, care_read
from gcp_tracker.record.story import Series
from gcp_tracker.record.verdict import settles_in
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.judgements import NO_REASON
from gcp_tracker.rules.sentences import begun_large, begun_small
from gcp_tracker.statement.document import Block, Figure, Paragraph, Section, Table
from gcp_tracker.statement.grounds import FROM_RECORD, Grounds

ONLY_SHOWN = "No verdict is drawn from the grades of {}: they are only shown."


def change_section(grounds: Grounds) -> Section:
    """Harm and what is not better stand as large as what is."""
    blocks: list[Block] = []
    told: set[str] = set()
    for series, read in grounds.reads:
        if series.instrument.key in told:
            continue
        told.add(series.instrument.key)
        if read is None:
            blocks.append(Paragraph(ONLY_SHOWN.format(series.instrument.title), _cited(grounds, series)))
        else:
            blocks += _verdicts(grounds, read)
    for series, _ in grounds.reads:
        blocks += _concerns(grounds, series)
    if not grounds.reads:
        blocks.append(Paragraph(f"Nothing had been graded for {grounds.name} by {long_date(grounds.as_at)}."))
    else:
        blocks.append(Paragraph(NOT_CALIBRATED))
    for place, (series, read) in enumerate(grounds.reads):
        blocks += _figures(grounds, series, read, f"h{place}-")
    return Section(f"What the grades say as at {long_date(grounds.as_at)}", tuple(blocks))


def _verdicts(grounds: Grounds, read: Read) -> Iterator[Block]:
    reading, names = read.today.reading, read.names
    settles = settles_in(read.today.kept)
    yield _verdict(
        f"On the whole: {headline_said(reading, names, settles).sentence}",
        error_words(reading.verdict, reading.engine, of_child=True),
        grounds.visits.reference(_graded(grounds, read)),
        is_strong=True,
    )
    for domain in reading.domains:
        for home in domain_said(domain, names, settles, reading.as_of):
            where = f" ({home.home})" if home.home else ""
            title = f"{names.domain(domain.domain)}{where}: {home.said.sentence}"
            if home.one is None:
                rates = error_words(Verdict.NOT_ENOUGH, reading.engine, of_child=False)
                yield _verdict(title, rates, "no signed visit graded it")
                continue
            rests = f"It rests on {rests_on(home.one.reading)}."
            rates = error_words(home.one.verdict, reading.engine, of_child=False)
            cited = _graded_in(grounds, read, home.one.reading.care_of, domain.domain)
            yield _verdict(f"{title} {rests}", rates, grounds.visits.reference(cited))
    if plan := plan_now(grounds.story, grounds.as_at):
        yield _since_plan(grounds, read, *plan)


def _since_plan(grounds: Grounds, read: Read, plan: str, began: date) -> Block:
    """The same question asked of the visits since then alone."""
    reading = reading_since(grounds.story, read.today, began, grounds.as_at, read.constants)
    later = {visit.id for visit in grounds.story.visits if visit.on >= began}
    cited = later.intersection(_graded(grounds, read))
    return _verdict(
        f"Since this {plan} began, {long_date(began)}: {begun_small(SHORT[reading.verdict])}.",
        error_words(reading.verdict, reading.engine, of_child=True),
        grounds.visits.reference(cited),
    )


def _verdict(said: str, rates: str, reference: str, *, is_strong: bool = False) -> Paragraph:
    """A verdict never stands without its error rates."""
    return Paragraph(f"{said} [{rates}]", reference, is_strong)


def _concerns(grounds: Grounds, series: Series) -> Iterator[Block]:
    """Every item at concern at its latest grading, whatever the verdict."""
    where = f", {series.name}" if len(grounds.reads) > 1 else ""
    facts = [fact for fact in series.concerns if fact.still_asked]
    if not facts:
        yield Paragraph(
            f"No item stood {series.instrument.at_concern} at its latest grading{where}.", _cited(grounds, series)
        )
    for fact in facts:
        item = series.instrument.item(fact.item_key)
        line = series.instrument.line_of_descent(fact.item_key)
        cited = [
            visit.id
            for visit in series.visits
            for key in line
            if (value := visit.graded.grades.get(key)) is not None
            and series.instrument.is_concern(value)
            and (fact.since is None or visit.on >= fact.since)
        ]
        since = begun_large(concern_words(series.instrument, fact))
        words = f"{item.title}{where}: {fact.value} on {long_date(fact.on)}. {since}."
        yield Paragraph(words, grounds.visits.reference(cited))


def _figures(grounds: Grounds, series: Series, read: Read | None, prefix: str) -> Iterator[Block]:
    """The verdict is taken out of the drawing: there is no room in it for how often it is wrong."""
    care = care_read(grounds.story, series, grounds.as_at, _nowhere, read, {})
    where = f", {series.name}" if len(grounds.reads) > 1 else ""
    for chart in care.charts:
        still = replace(chart, verdict="", points=tuple(replace(point, href=None) for point in chart.points))
        picture = picture_of(care, still, grounds.name, grounds.as_at, f"{prefix}{chart.key}-")
        told = f"{chart_title(still)}{where}. {chart_description(care, still)}"
        yield Figure(f"{chart_title(still)}{where}. From {_cited(grounds, series)}", told, picture)


def exposure_section(grounds: Grounds) -> Section:
    blocks: list[Block] = []
    told: set[str] = set()
    for series, read in grounds.reads:
        if read is None or series.instrument.key in told:
            continue
        told.add(series.instrument.key)
        curves = sorted(read.today.curves, key=lambda one: -one.exposure.domain.days)
        if not curves:
            continue
        at = series.instrument.at_concern
        blocks.append(
            Paragraph(
                f"The table gives the days on which {grounds.name}’s care was likely {at}, from the first grading of"
                f" each item to the domain’s latest visit, and their share of {grounds.child.pronoun.their} life up to"
                " then. A domain’s days are those on which at least one of its items was. They are worked out from the"
                f" same histories as the verdicts, and are an estimate. {NOT_SIMULATED_APART}",
                grounds.visits.reference(_graded(grounds, read)),
            )
        )
        rows = tuple(row for curve in curves for row in _exposed(grounds, read, curve))
        heads = ("Domain", "Item", "Days", "Share of life", "Taken from")
        blocks.append(Table(f"Days likely lived {at}", heads, rows, (24, 28, 9, 11, 28)))
    if not blocks:
        nothing = "There are too few grades to work out how long it has been."
        blocks.append(Paragraph(nothing, grounds.visits.all_words or "no signed visit"))
    return Section(f"How long {grounds.name} has lived with it", tuple(blocks))


def _exposed(grounds: Grounds, read: Read, curve: KeptCurve) -> Iterator[tuple[str, ...]]:
    several = len({one.care_of for one in read.today.curves}) > 1
    home = f" ({read.names.home(curve.care_of)})" if several else ""
    title = f"{read.names.domain(curve.domain)}{home}"
    whole = grounds.visits.reference(_graded_in(grounds, read, curve.care_of, curve.domain))
    yield (title, "any of its items", *_days(curve.exposure.domain), whole)
    for one in curve.exposure.items:
        if one.days >= 1:
            cited = _graded_in(grounds, read, curve.care_of, curve.domain, one.name)
            yield (title, read.names.item(one.name), *_days(one), grounds.visits.reference(cited))


def _days(one: Exposure) -> tuple[str, str]:
    share = "not known" if one.share_of_life is None else f"{one.share_of_life:.0%}"
    return f"{round(one.days):,}", share


def decided_section(grounds: Grounds) -> Section:
    """Each person’s own words, beside what the grades said then; nobody is judged by it."""
    blocks: list[Block] = []
    for one in grounds.judgements:
        on = long_date(one.as_of)
        reason = f"The reason given: “{one.reason}”" if one.reason else NO_REASON
        rates = error_words(Verdict(one.verdict), one.engine, of_child=True)
        office = grounds.offices.words(one.by, one.as_of)
        blocks.append(
            Paragraph(
                f"{one.occasion.words}, {on}: “{one.decided}”, decided by {office}. The grades then said: “{one.said}”"
                f" [{rates}] {reason}",
                f"written down {on} in the child’s record",
            )
        )
    if not blocks:
        nothing = f"No decision against what the grades said is on record up to {long_date(grounds.as_at)}."
        blocks.append(Paragraph(nothing, FROM_RECORD))
    return Section("What people decided against the grades, and why", tuple(blocks))


def _nowhere(_visit_id: UUID) -> str:
    return "#"


def _cited(grounds: Grounds, series: Series) -> str:
    return grounds.visits.reference([visit.id for visit in series.visits])


def _read_by(grounds: Grounds, read: Read) -> list[Series]:
    """The series of all homes that this reading is made of."""
    return [series for series, _ in grounds.reads if series.instrument.key == read.today.instrument_key]


def _graded(grounds: Grounds, read: Read) -> list[UUID]:
    return [visit.id for series in _read_by(grounds, read) for visit in series.visits]


def _graded_in(grounds: Grounds, read: Read, care_of: str, domain: str, item: str = "") -> list[UUID]:
    """The visits that graded that domain there, or one item of it."""
    found = []
    for series in _read_by(grounds, read):
        if series.care_of != care_of:
            continue
        instrument = series.instrument
        wanted = {
            key
            for one in instrument.items
            if one.domain_key == domain and item in ("", one.key)
            for key in instrument.line_of_descent(one.key)
        }
        found += [visit.id for visit in series.visits if not wanted.isdisjoint(visit.graded.grades)]
    return found
