"""On the grade page a finger hits what it aims at: every target 44 px or more each way, 8 px or more from the next."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from gcp_tracker.models import Child
from tests.browser.conftest import PHONE, TABLET, OpenPage
from tests.browser.grade_page import GradePage
from tests.browser.site import Site
from tests.builders import draft_visit
from tests.cast import TODAY

SMALLEST = 44
CLOSEST = 8
# Half a pixel, for layouts that end between two.
SLACK = 0.5
# What a finger can aim at. The words in a label belong to their radio.
TARGETS = """a[href], button, summary, label:has(input), label.cover-on, textarea,
  input:not([type=radio], [type=checkbox], [type=hidden])"""
BOXES = """selector => [...document.querySelectorAll(selector)]
  .filter(one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter(one => !one.closest(".govuk-visually-hidden, .govuk-skip-link"))
  .map(one => {
    const box = one.getBoundingClientRect();
    const name = (one.textContent.trim() || one.name || one.className).replace(/\\s+/g, " ").slice(0, 40);
    const frame = getComputedStyle(one.closest("header, nav, .visit-foot") ?? one).position;
    const fixed = ["fixed", "sticky"].includes(frame);
    return { name, fixed, x: box.x, y: box.y + scrollY, w: box.width, h: box.height };
  })
  .filter(box => box.w > 1 && box.h > 1)"""
# Cards out of sight only hold their place, at a guessed height, until they are scrolled to.
LAY_OUT_EVERYTHING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".card { content-visibility: visible !important }");
  document.adoptedStyleSheets.push(sheet);
}"""
Box = dict[str, Any]


def gap(one: Box, other: Box) -> float:
    """The distance between two boxes along the axis on which they stand apart; below zero when they overlap."""
    across = max(one["x"] - other["x"] - other["w"], other["x"] - one["x"] - one["w"])
    down = max(one["y"] - other["y"] - other["h"], other["y"] - one["y"] - one["h"])
    return float(max(across, down))


@pytest.mark.parametrize("device", [TABLET, PHONE], ids=["tablet", "phone"])
def test_every_target_of_the_grade_page_is_large_and_apart(
    site: Site, open_page: OpenPage, device: dict[str, Any]
) -> None:
    """With a card that is open, one that is folded, one that asks for evidence, and *safe tonight?*; in every part."""
    with site.writing_as(site.cast.amira) as uow:
        leo = uow.session.get_one(Child, site.cast.leo.id)
        visit_id = draft_visit(uow, leo, TODAY, {"nutrition_quality": 2, "presence_roads": 5}, safe=None).id
    grading = GradePage.open(open_page(site, site.cast.amira, device), visit_id)
    grading.grade("nutrition_quantity", 4)
    grading.page.evaluate(LAY_OUT_EVERYTHING)
    faults = []
    for part in grading.domain_keys():
        grading.open_tab(part)
        boxes: list[Box] = grading.page.evaluate(BOXES, TARGETS)
        assert len(boxes) > 10
        small = [box for box in boxes if min(box["w"], box["h"]) < SMALLEST - SLACK]
        # What stays in place while the rest scrolls is measured only against its own kind.
        near = [
            (one, other)
            for one, other in combinations(boxes, 2)
            if one["fixed"] == other["fixed"] and gap(one, other) < CLOSEST - SLACK
        ]
        faults += [f"{part}: {box['name']!r} is {box['w']:.0f} × {box['h']:.0f} px" for box in small]
        faults += [f"{part}: {one['name']!r} is {gap(one, other):.0f} px from {other['name']!r}" for one, other in near]
    assert not faults, "\n".join(faults)
