"""The one question beside a decision that the grades speak against."""

from __future__ import annotations

from typing import Any

from gcp_tracker.web.forms import DraftForm, text

LONGEST_REASON = 2000


def why_all_the_same() -> Any:
    """The name of the field is `because` wherever it is asked."""
    return text(
        "Why is it decided all the same?",
        hint="In your own words. It stands beside what the grades say, on the child’s page, for you and for the chair.",
        longest=LONGEST_REASON,
    )


class SignForm(DraftForm):
    """Signs a record; asks why where something in it goes against the grades."""

    because = why_all_the_same()
