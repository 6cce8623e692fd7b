"""The bad signal and the slow tablet that DevTools plays, and what went over the wire meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession

SIGNAL = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SLOWED = 4


def slow_down(session: CDPSession) -> None:
    session.send("Network.emulateNetworkConditions", SIGNAL)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})


@dataclass
class Wire:
    """What went over the wire in one visit to a page, by DevTools' own count (headers and compression included)."""

    save_path: str
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    loaded_at: float | None = None

    def listen(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", self.sent)
        session.on("Network.loadingFinished", self.finished)
        session.on("Page.loadEventFired", self.loaded)

    def sent(self, event: dict[str, Any]) -> None:
        kept = {
            "url": event["request"]["url"],
            "method": event["request"]["method"],
            "at": event["timestamp"],
            "bytes": 0,
        }
        self.requests[event["requestId"]] = kept

    def finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.requests:
            self.requests[event["requestId"]]["bytes"] = event["encodedDataLength"]

    def loaded(self, event: dict[str, Any]) -> None:
        self.loaded_at = self.loaded_at or event["timestamp"]

    @property
    def saves(self) -> list[dict[str, Any]]:
        return [
            sent for sent in self.requests.values() if sent["method"] == "POST" and sent["url"].endswith(self.save_path)
        ]

    @property
    def started_at(self) -> float:
        return float(min(sent["at"] for sent in self.requests.values()))

    def page_bytes(self) -> int:
        return sum(int(sent["bytes"]) for sent in self.requests.values() if sent not in self.saves)

    def strays(self) -> list[str]:
        """Requests after the load that are not saves."""
        late = [sent for sent in self.requests.values() if self.loaded_at and sent["at"] > self.loaded_at]
        return [f"{sent['method']} {sent['url'].partition('?')[0]}" for sent in late if sent not in self.saves]
