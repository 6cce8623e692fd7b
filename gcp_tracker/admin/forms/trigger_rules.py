"""The forms of an authority’s own trigger points: the file, and from which day it holds and why."""

from __future__ import annotations

from flask_wtf.file import FileRequired

from gcp_tracker.web import forms


class RulesFileForm(forms.Form):
    file = forms.upload(
        "File of trigger points",
        hint="It is looked over and tried first; nothing changes yet.",
        validators=[FileRequired(message="Choose the file with your trigger points")],
    )
    send = forms.button("Look it over")


class InForceForm(forms.Form):
    from_on = forms.day("From which day", required="Enter the day from which they are in force")
    reason = forms.text(
        "Why",
        required="Say why, in at least 20 characters: somebody else reads it",
        hint="Whose document it is, and who agreed to it. It stays beside the rules.",
    )
    save = forms.button("Put them in force")
