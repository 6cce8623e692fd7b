"""The forms of an import: the file; that it is taken in; why it is taken back."""

from __future__ import annotations

from flask_wtf.file import FileRequired

from gcp_tracker.rules.lengths import LONGEST_REASON
from gcp_tracker.web.forms import Form, button, text, upload


class ChronologyForm(Form):
    file = upload(
        "Chronology, as CSV or Excel workbook",
        hint="It is looked over first; nothing is written yet. Save an older Excel’s .xls as .xlsx.",
        validators=[FileRequired(message="Choose the file with the chronology")],
    )
    send = button("Look it over")


class TakeInForm(Form):
    send = button("Add these events")


class TakeBackForm(Form):
    reason = text(
        "Why is it taken back?", required="Say why", hint="It stands with every event of it.", longest=LONGEST_REASON
    )
