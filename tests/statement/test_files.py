"""The same statement as PDF and for Word: the same numbers and words in both, and both can be heard."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pikepdf
import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask
from sqlalchemy.orm import Session

from gcp_tracker.conference.pages import set_pages
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.screens import NOTHING_KEPT_BACK
from gcp_tracker.models import User
from gcp_tracker.rules.recipients import EXPORTS, Recipient, Terms
from gcp_tracker.statement.composing import statement_of
from gcp_tracker.statement.document import Figure, Heading, Paragraph, Statement, Table
from gcp_tracker.statement.pdf import margins_of, pdf_source
from gcp_tracker.statement.word_file import word_file_of
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import history
from tests.cast import NOW, TODAY, Cast
from tests.packs import conferences_of
from tests.plans import plan_for

Writing = Callable[[User | None], UnitOfWork]
IN_ONE_DATABASE = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)
FOR = "The family court (a court or solicitor)"


@dataclass
class Made:
    statement: Statement
    copy: Copy


@pytest.fixture
def made(app: Flask, session: Session, cast: Cast, writing_as: Writing) -> Made:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [2, 3, 4, 5], last_on=date(2026, 11, 2))
        conferences_of(uow, cast.leo)
        plan_for(uow, cast.leo)
    terms = Terms(EXPORTS["statement"], Recipient.COURT, "The family court", "Hearing")
    copy = Copy(terms, NOTHING_KEPT_BACK, "K7QM3TXP", "Amira Khan", NOW, "LEO-1")
    return Made(statement_of(session, cast.leo, terms, NOTHING_KEPT_BACK, TODAY, NOW), copy)


def of_kind(statement: Statement, kind: type[Any]) -> list[Any]:
    return [block for section in statement.sections for block in section.blocks if isinstance(block, kind)]


def plain(words: str) -> str:
    """Without what a line’s end does to a word."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", words)


@IN_ONE_DATABASE
def test_both_files_say_the_same_under_the_same_numbers(made: Made) -> None:
    statement = made.statement
    pdf = set_pages(pdf_source(statement, made.copy), margins_of(statement, made.copy)).pdf
    on_paper = [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]
    for page in on_paper:
        assert f"CONFIDENTIAL · for {FOR}" in page
        assert f"Copy K7QM-3TXP for {FOR}. Made by Amira Khan, 16 November 2026, 15:30" in page
    read = plain(" ".join(on_paper))
    word = Document(io.BytesIO(word_file_of(statement, made.copy)))
    lines = {paragraph.text for paragraph in word.paragraphs}
    assert len(of_kind(statement, Paragraph)) > 40
    for block in of_kind(statement, Paragraph):
        told = f"{block.text} ({block.reference})" if block.reference else block.text
        assert f"{block.number}\t{told}" in lines
        assert plain(f"{block.number}{block.text}")[:60] in read
    for section in statement.sections:
        assert f"{section.number}. {section.title}" in lines
        assert plain(f"{section.number}. {section.title}") in read
    check_word(word, statement)
    check_pdf(pdf, statement)


def check_word(word: Any, statement: Statement) -> None:
    styles = Counter(paragraph.style.name for paragraph in word.paragraphs)
    assert styles["Title"] == 1
    assert styles["Heading 1"] == len(statement.sections)
    assert styles["Heading 2"] == len(of_kind(statement, Heading))
    assert styles["Numbered paragraph"] == len(of_kind(statement, Paragraph))
    assert word.core_properties.language == "en-GB"
    assert word.core_properties.title == "Statement of change: Leo Marsh"
    assert {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    header, footer = word.sections[0].header, word.sections[0].footer
    assert f"for {FOR}" in header.paragraphs[0].text
    assert "Copy K7QM-3TXP" in footer.paragraphs[0].text
    tables = of_kind(statement, Table)
    assert len(word.tables) == len(tables)
    for table, told in zip(word.tables, tables, strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows[:3]]
        assert rows == [list(told.heads), *[list(row) for row in told.rows[:2]]]
        assert len(table.rows) == len(told.rows) + 1
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) == told.caption
    pictures = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    figures = of_kind(statement, Figure)
    assert pictures == [figure.told for figure in figures]
    assert len(figures) == 4
    assert all("Best at the top" in told for told in pictures)


def check_pdf(pdf: bytes, statement: Statement) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert str(read.Root.Lang) == "en-GB"
        assert bool(read.Root.MarkInfo.Marked)
        with read.open_metadata() as about:
            assert str(about["pdfuaid:part"]) == "1"
            assert about["dc:title"] == "Statement of change: Leo Marsh"
        tags = list(_tags(read.Root.StructTreeRoot))
        kinds = Counter(kind for kind, _ in tags)
        headings = [int(kind[2:]) for kind, _ in tags if kind[:2] == "/H" and kind[2:].isdecimal()]
        assert headings[0] == 1
        assert all(after <= before + 1 for before, after in zip(headings, headings[1:], strict=False))
        assert kinds["/H2"] == len(statement.sections)
        tables = of_kind(statement, Table)
        # One that goes on over a page is a table on each.
        assert kinds["/Table"] >= len(tables)
        assert kinds["/TH"] >= sum(len(table.heads) + len(table.rows) for table in tables)
        figures = [alt for kind, alt in tags if kind == "/Figure"]
        assert len(figures) == len(of_kind(statement, Figure))
        assert all("Best at the top" in alt for alt in figures)
        fonts = [font for page in read.pages for font in page.obj.Resources.get("/Font", {}).values()]
        assert fonts
        for font in fonts:
            assert "Atkinson" in str(font.BaseFont)
            below = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below.keys())


def _tags(element: Any) -> Iterator[tuple[str, str]]:
    if isinstance(element, pikepdf.Array):
        for one in element:
            yield from _tags(one)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S), str(element.get("/Alt", ""))
        if "/K" in element:
            yield from _tags(element.K)
