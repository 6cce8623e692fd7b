"""As at which day?"""

from __future__ import annotations

from gcp_tracker.web.forms import Form, day


class AsAtForm(Form):
    as_at = day("As at which day?", required="Enter the day, like 3 5 2026", hint="What happened later is not in it.")
