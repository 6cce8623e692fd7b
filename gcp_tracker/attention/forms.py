"""Why a reason can wait, and until when."""

from __future__ import annotations

from gcp_tracker.rules.lengths import LONGEST_REASON
from gcp_tracker.web.forms import Form, day, text


class PutOffForm(Form):
    why = text(
        "Why can this wait?",
        required="Say why this can wait",
        hint="What makes it safe to wait, and what happens meanwhile. Whoever works with the child reads it.",
        longest=LONGEST_REASON,
    )
    until_on = day("When is it to come back?", required="Enter the day on which it is to come back")
