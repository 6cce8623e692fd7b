"""One contestant's figures, by the same hands, browser and throttling as `make bench`."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median, quantiles

from playwright.sync_api import sync_playwright

from bench.place import Place
from bench.race.contestants import contestants
from bench.server import HOST
from bench.tablet import ARRIVALS, FLAGS, Tablet, Target, chromium

# Two of the 33 are a 4, which asks for evidence.
VALUES = [*["2", "1", "3", "2", "1"] * 2, "4", *["2", "1", "3", "2", "1"] * 2, "4", *["2", "1", "3", "2", "1"] * 2, "2"]
EVIDENCE = "The cupboard had bread, two tins and a bag of pasta; Mum said the next shop is on Friday."


class NotMeasured(Exception):
    """A sentence saying why there is no figure."""


@dataclass(frozen=True, slots=True)
class Figures:
    """`tap_works` and `loaded` in seconds from the request for the page, one for each arrival; the rest in ms."""

    name: str
    kilobytes: float
    requests: int
    tap_works: list[float]
    loaded: float
    painted: float
    painted_95: float
    longest_block: float
    taps: int
    out_of_sight: int


def all_figures(place: Place, port: int) -> list[Figures]:
    """Ours first. Raises NotMeasured."""
    program = chromium()
    if program is None:
        raise NotMeasured("There is no Chromium here: run make setup-browser.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            racing = contestants(place, port)
            return [figures(Tablet(browser, f"http://{HOST}:{port}", target), target) for target in racing]
        finally:
            browser.close()


def figures(tablet: Tablet, target: Target) -> Figures:
    """Raises NotMeasured when a tap was not taken: a page that is quick to ignore a finger has not won."""
    arrivals = [tablet.arrive() for _ in range(ARRIVALS)]
    worked = [seconds for seconds, _, _ in arrivals if seconds is not None]
    if len(worked) < ARRIVALS:
        raise NotMeasured(f"{target.name}: {ARRIVALS - len(worked)} of {ARRIVALS} arrivals took no tap.")
    walk = tablet.grade_all(VALUES, EVIDENCE)
    painted = walk.all_painted
    return Figures(
        name=target.name,
        kilobytes=max(wire.page_bytes() for _, _, wire in arrivals) / 1000,
        requests=max(len(wire.requests) - len(wire.saves) for _, _, wire in arrivals),
        tap_works=worked,
        loaded=median(seconds for _, seconds, _ in arrivals),
        painted=median(painted),
        painted_95=quantiles(painted, n=20)[-1],
        longest_block=max(walk.tasks, default=0),
        taps=walk.taps,
        out_of_sight=walk.out_of_sight,
    )
