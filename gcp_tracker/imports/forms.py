"""The two steps of an import: look the file over, then take it in."""

from __future__ import annotations

from flask_wtf.file import FileRequired

from gcp_tracker.web.forms import Form, button, tick, upload


class UploadForm(Form):
    file = upload(
        "Children in need census, as XML",
        hint="The file that goes to the Department for Education. It is looked over first; nothing is written yet.",
        validators=[FileRequired(message="Choose the return’s XML file")],
    )
    send = button("Look it over")


class ImportForm(Form):
    other_authority = tick("This is the right file, although it names another authority")
    send = button("Import this return")
