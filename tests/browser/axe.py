"""axe, which looks a page over for what keeps disabled people out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line for each: the rule, what it says, and where."""
    # Evaluated rather than loaded, since the pages’ own policy lets no stranger’s script in.
    page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate(
        "tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(results => results.violations)",
        TAGS,
    )
    return [
        f"{one['id']}: {one['help']} ({node['target']} {node['html'][:120]})" for one in found for node in one["nodes"]
    ]
