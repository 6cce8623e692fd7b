"""What a browser complains of while it is used: errors in scripts, failed requests, what the policy stopped."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

# Also where no console shows it, as for a style that was only ignored.
SAY_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} stopped ${event.blockedURI} in ${event.sourceFile}`));"""


@dataclass
class Complaints:
    """Everything said so far. A test that cuts the signal, or makes a conflict, says so with `expect`."""

    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, words: str) -> None:
        self.expected.append(words)

    def listen_to(self, context: BrowserContext) -> None:
        context.add_init_script(SAY_VIOLATIONS)
        context.on("page", self.listen_to_page)

    def listen_to_page(self, page: Page) -> None:
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(f"{message.text} ({message.location.get('url', '')})")

    @property
    def unexpected(self) -> list[str]:
        return [words for words in self.heard if not any(known in words for known in self.expected)]
