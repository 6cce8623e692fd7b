"""A statement as a PDF, set as packs are: tagged, with its fonts inside, whom it is for on every page."""

from __future__ import annotations

from flask import render_template

from gcp_tracker.conference.pages import Margins
from gcp_tracker.conference.typesetting import typeset
from gcp_tracker.exports.copies import Copy
from gcp_tracker.statement.document import Statement


def pdf_of(statement: Statement, copy: Copy) -> bytes:
    """Raises RuleBroken where no PDF can be made here."""
    return typeset(pdf_source(statement, copy), margins_of(statement, copy)).pdf


def pdf_source(statement: Statement, copy: Copy) -> str:
    return render_template("statement/pdf.html", statement=statement, copy=copy, author=copy.made_by)


def margins_of(statement: Statement, copy: Copy) -> Margins:
    return Margins(f"CONFIDENTIAL · for {copy.terms.for_words}", statement.about[0], copy.margin)
