"""One contestant's figures, by the same hands, browser and throttling as `make bench`."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median, quantiles

from playwright.sync_api import sync_playwright

from bench.place import Place
from bench.race.contestants import contestants
from bench.server import HOST
from bench.tablet import ARRIVALS, FLAGS, Tablet, Walk, chromium
from bench.wire import Wire

# Two of the 33 are a 4, which asks for evidence.
VALUES = [*["2", "1", "3", "2", "1"] * 2, "4", *["2", "1", "3", "2", "1"] * 2, "4", *["2", "1", "3", "2", "1"] * 2, "2"]
EVIDENCE = "The cupboard had bread, two tins and a bag of pasta; Mum said the next shop is on Friday."
WALKS = 2


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
            tablets = [Tablet(browser, f"http://{HOST}:{port}", target) for target in contestants(place, port)]
            # In turn, so that whatever else the machine does meets them all.
            arrivals = [[tablet.arrive() for tablet in tablets] for _ in range(ARRIVALS)]
            walks = [[tablet.grade_all(VALUES, EVIDENCE) for tablet in tablets] for _ in range(WALKS)]
        finally:
            browser.close()
    return [
        figures(tablet.target.name, list(arrived), list(walked))
        for tablet, arrived, walked in zip(tablets, zip(*arrivals, strict=True), zip(*walks, strict=True), strict=True)
    ]


def figures(name: str, arrivals: list[tuple[float | None, float, Wire]], walks: list[Walk]) -> Figures:
    """Raises NotMeasured when a tap was not taken: a page that is quick to ignore a finger has not won."""
    worked = [seconds for seconds, _, _ in arrivals if seconds is not None]
    if len(worked) < len(arrivals):
        raise NotMeasured(f"{name}: {len(arrivals) - len(worked)} of {len(arrivals)} arrivals took no tap.")
    painted = [duration for walk in walks for duration in walk.all_painted]
    return Figures(
        name=name,
        kilobytes=max(wire.page_bytes() for _, _, wire in arrivals) / 1000,
        requests=max(len(wire.requests) - len(wire.saves) for _, _, wire in arrivals),
        tap_works=worked,
        loaded=median(seconds for _, seconds, _ in arrivals),
        painted=median(painted),
        painted_95=quantiles(painted, n=20)[-1],
        longest_block=median(max(walk.tasks, default=0) for walk in walks),
        taps=max(walk.taps for walk in walks),
        out_of_sight=max(walk.out_of_sight for walk in walks),
    )
