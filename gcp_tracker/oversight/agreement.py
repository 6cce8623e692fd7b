"""How far workers agree who grade the same visit apart, domain by domain: in words and numbers, never by worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from gcp_tracker.change.agreement import Reliability, by_domain
from gcp_tracker.charts.interval import interval_svg
from gcp_tracker.instruments import newest
from gcp_tracker.models import Authority
from gcp_tracker.oversight.queries import GradedTwice, domains_of_items, graded_twice, item_pairs
from gcp_tracker.rules.apart import FEWEST_PAIRS_SHOWN, agreement_words
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.unit_of_work import AnySession


@dataclass(frozen=True, slots=True)
class DomainAgreement:
    """One row. Where too few visits were graded apart only the title stands, and `counted_words` says so."""

    title: str
    counted_words: str
    exact: str = ""
    within_one: str = ""
    kappa: str = ""
    interval: str = ""
    words: str = ""
    picture: Markup = Markup()


@dataclass(frozen=True, slots=True)
class InstrumentAgreement:
    label: str
    visits: int
    domains: tuple[DomainAgreement, ...]

    @property
    def is_shown(self) -> bool:
        return self.visits >= FEWEST_PAIRS_SHOWN


def agreement_in(session: AnySession, authority: Authority | None) -> list[InstrumentAgreement]:
    """One for each instrument that anything was graded with twice; of all authorities where none is given."""
    by_instrument: dict[str, list[GradedTwice]] = defaultdict(list)
    for one in graded_twice(session, authority):
        by_instrument[one.instrument.key].append(one)
    return [_of_instrument(newest(key), some) for key, some in by_instrument.items()]


def _of_instrument(instrument: Instrument, graded: list[GradedTwice]) -> InstrumentAgreement:
    domains = {item: key for one in graded for item, key in domains_of_items(one.instrument).items()}
    found = by_domain(item_pairs(graded), domains, len(instrument.values))
    rows = tuple(_row(domain.title, found.get(domain.key)) for domain in instrument.domains)
    return InstrumentAgreement(instrument.title, len(graded), rows)


def _row(title: str, found: Reliability | None) -> DomainAgreement:
    if found is None or found.visits < FEWEST_PAIRS_SHOWN:
        return DomainAgreement(title, f"fewer than {FEWEST_PAIRS_SHOWN} visits")
    said = f"{counted(found.visits, 'visit')}, {counted(found.items, 'item')}"
    exact, within_one = _percent(found.exact), _percent(found.within_one)
    if found.kappa is None or found.low is None or found.high is None:
        return DomainAgreement(title, said, exact, within_one, words="Everybody gave one and the same grade")
    return DomainAgreement(
        title,
        said,
        exact,
        within_one,
        kappa=_number(found.kappa),
        interval=f"{_number(found.low)} to {_number(found.high)}",
        words=agreement_words(found.kappa),
        picture=interval_svg(found.low, found.kappa, found.high),
    )


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"


def _number(value: float) -> str:
    """0.72, and −0.10 with a minus."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def anything_shown(found: Iterable[InstrumentAgreement]) -> bool:
    return any(one.is_shown for one in found)
