"""A bare page of the grade page's kind: the same texts, one tap a grade, each sent at once, and nothing else."""

from __future__ import annotations

from functools import cache
from typing import Any

from gcp_tracker import instruments
from gcp_tracker.rules.instrument import Naming

BAND = "5-10"

TABLET = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Grade</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { margin: 0 auto; max-width: 780px; padding: 16px; font: 18px/1.4 sans-serif; color: #16262e }
fieldset { margin: 0 0 24px; padding: 0; border: 0 }
legend { font-weight: 700 }
label { display: flex; gap: 12px; min-height: 44px; margin: 8px 0; padding: 8px; border: 2px solid #b9c6cb }
label:has(:checked) { border-color: #12424c; background: #e2eff0 }
fieldset.is-answered legend { color: #0e6a60 }
</style></head><body><h1>Grade</h1>
<form id="grades" data-save="row">
{% for item in items %}
<fieldset class="card" data-item="{{ item.key }}"><legend>{{ item.title }}</legend>
{% for value, text in item.texts %}
<label class="tile"><input type="radio" name="answer-{{ item.key }}" value="{{ value }}">
<b>{{ value }}</b> <span>{{ text }}</span></label>
{% endfor %}
</fieldset>
{% endfor %}
</form>
<script type="module">
document.getElementById("grades").addEventListener("change", (event) => {
  const card = event.target.closest(".card");
  card.classList.add("is-answered");
  fetch("row", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ item: card.dataset.item, answer: event.target.value, evidence: "" }),
  });
});
</script></body></html>"""


@cache
def tablet_items() -> list[dict[str, Any]]:
    instrument = instruments.newest(instruments.OURS)
    naming = Naming("Leo", "his", "him")
    return [
        {
            "key": item.key,
            "title": item.title,
            "texts": [(value, naming.fill(item.descriptors[BAND][value])) for value in instrument.values],
        }
        for item in instrument.items_for(BAND)
    ]
