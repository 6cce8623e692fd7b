"""One copy of something that leaves the house: whose it is, and how it says so wherever it goes."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from gcp_tracker.charts.picture import png_of, with_margin
from gcp_tracker.exports.screens import Screen
from gcp_tracker.exports.sheets import Sheet, sheet_rows
from gcp_tracker.models import Child
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.recipients import Format, Part, Terms
from gcp_tracker.rules.sentences import begun_large
from gcp_tracker.spreadsheets import SheetFile, csv_file, file_name
from gcp_tracker.unit_of_work import LONDON
from gcp_tracker.workbooks import excel_file

# Read out over the telephone, no letter is taken for another or for a number.
LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"
LONGEST_REFERENCE = 8
MIMETYPES = {
    Format.PDF: "application/pdf",
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def reference_of(child: Child) -> str:
    """What the child is called outside the house: the authority’s number, or the start of our own."""
    return child.la_child_id or str(child.id)[:8]


def new_reference() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LONGEST_REFERENCE))


def reference_words(reference: str) -> str:
    """K7QM-3TXP."""
    return f"{reference[:4]}-{reference[4:]}"


@dataclass(frozen=True, slots=True)
class Copy:
    """`about` is the child’s number, or empty for a list. `made_at` in UTC."""

    terms: Terms
    screen: Screen
    reference: str
    made_by: str
    made_at: datetime
    about: str

    @property
    def number(self) -> str:
        return reference_words(self.reference)

    @property
    def made_words(self) -> str:
        """Amira Khan, 16 November 2026, 15:30."""
        at = self.made_at.astimezone(LONDON)
        return f"{self.made_by}, {long_date(at.date())}, {at:%H:%M}"

    @property
    def margin(self) -> str:
        """What stands on every page."""
        return f"Copy {self.number} for {self.terms.for_words}. Made by {self.made_words}"


def sheet_file(copy: Copy, sheet: Sheet, form: Format) -> SheetFile:
    terms = copy.terms
    rows = sheet_rows(sheet, terms, copy.screen, copy.number)
    about = copy.about if terms.has(Part.NAMES) else ""
    at = copy.made_at.astimezone(LONDON)
    words = (sheet.name, about, "for", terms.name, "by", copy.made_by, f"{at:%Y-%m-%d-%H%M}", copy.number)
    if form is Format.CSV:
        return csv_file(file_name("csv", *words), rows)
    margins = (copy.margin, f"Confidential. For: {terms.purpose}")
    return excel_file(file_name("xlsx", *words), rows, about_lines(copy, sheet.name, about), margins)


def frozen_file(copy: Copy, what: str, content: bytes) -> SheetFile:
    """As it is kept: the copy’s number stands in its name alone."""
    name = file_name("pdf", what, "for", copy.terms.name, copy.number)
    return SheetFile(name, MIMETYPES[Format.PDF], (content,), hashlib.sha256(content).hexdigest())


def written_file(copy: Copy, what: str, content: bytes, form: Format) -> SheetFile:
    name = file_name(form.value, what, copy.about, "for", copy.terms.name, "by", copy.made_by, copy.number)
    return SheetFile(name, MIMETYPES[form], (content,), hashlib.sha256(content).hexdigest())


def picture_file(copy: Copy, what: str, drawing: str, form: Format) -> SheetFile:
    """The number of the copy stands in the picture too, so that one that went astray is known again."""
    drawing = with_margin(drawing, copy.margin)
    content, kind = (drawing.encode(), "image/svg+xml") if form is Format.SVG else (png_of(drawing), "image/png")
    name = file_name(form.value, what, copy.about, "for", copy.terms.name, "by", copy.made_by, copy.number)
    return SheetFile(name, kind, (content,), hashlib.sha256(content).hexdigest())


def about_lines(copy: Copy, what: str, about: str) -> list[tuple[str, str]]:
    """The second sheet of a workbook."""
    terms = copy.terms
    lines = [
        ("What it is", begun_large(what.replace("-", " "))),
        ("About", about),
        ("For", terms.for_words),
        ("What for", terms.purpose),
        ("Made by", copy.made_words),
        ("Copy", copy.number),
        ("Left out", terms.left_out_words.removeprefix("Left out: ")),
        *[("Put in, and why", f"{part.words}: {reason}") for part, reason in terms.put_in.items()],
        ("Confidential", "Only for whom it names. Keep it locked away; destroy it when it has done its work."),
        ("Found this?", f"Give it, or the number {copy.number}, to the council: it can be known again there."),
    ]
    return [line for line in lines if line[1]]
