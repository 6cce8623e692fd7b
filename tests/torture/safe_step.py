"""A 5 that asks whether the child is safe tonight, and the answer, typed and said to be it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.torture.plan import Step
from tests.torture.promise import SAFE

if TYPE_CHECKING:
    from tests.torture.player import Player, Tab


def answer_safe(player: Player, step: Step, tab: Tab) -> None:
    (words,) = step.words
    player.show(tab, "safety", step.key)
    with player.doing(tab, (step.key, "answer"), "5", typed=False):
        tab.grading.radio(step.key, 5).focus()
        tab.page.keyboard.press("Space")
    panel = tab.grading.safe_tonight
    # A radio that is not there to see takes no key.
    panel.get_by_label("Who was told?").wait_for(state="visible")
    panel.locator('[value="no"]').focus()
    tab.page.keyboard.press("Space")
    panel.get_by_label("Who was told?").fill("Chloe Adeyemi")
    panel.get_by_label("When?").fill("today, 15:50")
    with player.doing(tab, SAFE, words, typed=True):
        panel.get_by_label("What was agreed?").fill(words)
        panel.get_by_role("button", name="Save the answer").click()
