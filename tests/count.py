"""The last line of a test run counts what ran. A skipped test fails the run: nothing is left out silently."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


class Count:
    """Outcomes so far, by pytest's own words."""

    def __init__(self) -> None:
        self.reporter: pytest.TerminalReporter | None = None

    def of(self, *outcomes: str) -> int:
        stats = self.reporter.stats if self.reporter else {}
        return sum(len(stats.get(outcome, [])) for outcome in outcomes)

    def line(self) -> str:
        parts = [f"{self.of('passed')} passed", f"{self.of('failed', 'error')} failed"]
        parts += [f"{self.of(outcome)} {outcome}" for outcome in ("skipped", "xfailed", "xpassed") if self.of(outcome)]
        if left_out := self.of("deselected"):
            parts.append(f"{left_out} not asked for")
        return ", ".join(parts)


count = Count()


def is_worker(config: pytest.Config) -> bool:
    """Under pytest-xdist the workers report to the one process that counts."""
    return hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    count.reporter = config.pluginmanager.get_plugin("terminalreporter")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if not is_worker(session.config) and exitstatus == pytest.ExitCode.OK and count.of("skipped", "xfailed"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> Iterator[None]:
    yield
    if not is_worker(config) and count.reporter is not None and not config.option.collectonly:
        count.reporter.write_line(count.line())
