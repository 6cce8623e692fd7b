"""A statement as a file for Word: the same paragraphs under the same numbers, with headings, tables and pictures that a
screen reader knows as such. Numbers are text, so that no program counts them anew.

The library is loaded here and only when such a file is made.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gcp_tracker.charts.picture import png_of
from gcp_tracker.exports.copies import Copy
from gcp_tracker.statement.document import Block, Figure, Heading, Paragraph, Section, Statement, Table

if TYPE_CHECKING:
    from docx.document import Document

FONT = "Arial"
LANGUAGE = "en-GB"
# In cm: A4 with its margins, and how far words stand in from their number.
WIDE, MARGIN, INDENT = 17.0, 2.0, 1.4
NUMBERED = "Numbered paragraph"


def word_file_of(statement: Statement, copy: Copy) -> bytes:
    document = _empty(statement, copy)
    document.add_paragraph(statement.title, style="Title")
    for line in statement.about:
        document.add_paragraph(line, style="Subtitle")
    document.add_paragraph(
        f"Made for {copy.terms.for_words}: {copy.terms.purpose}. Copy {copy.number}, made by {copy.made_words}."
    )
    for section in statement.sections:
        _add_section(document, section)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _empty(statement: Statement, copy: Copy) -> Document:
    from docx import Document as new_document
    from docx.shared import Cm, Pt

    document = new_document()
    about = document.core_properties
    about.title, about.author, about.language = statement.title, copy.made_by, LANGUAGE
    about.subject, about.comments, about.keywords = statement.about[0], "", copy.number
    about.created = about.modified = copy.made_at.replace(tzinfo=None)
    about.last_modified_by = copy.made_by
    _style(document)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(MARGIN)
    page.top_margin = page.bottom_margin = Cm(MARGIN)
    page.header.paragraphs[0].text = f"CONFIDENTIAL · for {copy.terms.for_words} · {statement.about[0]}"
    foot = page.footer.paragraphs[0]
    foot.text = f"{copy.margin}. Page "
    _add_field(foot, "PAGE")
    for paragraph in (page.header.paragraphs[0], foot):
        for run in paragraph.runs:
            run.font.size = Pt(8)
    return document


def _style(document: Document) -> None:
    """Our own language, font and ink for all styles, and one for paragraphs that hang from their number."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    styles = document.styles
    told = [*styles.element.iter(qn("w:lang")), *document.settings.element.iter(qn("w:themeFontLang"))]
    for language in told:
        for name in ("w:val", "w:eastAsia"):
            language.set(qn(name), LANGUAGE)
    sizes = {"Normal": 10.5, "Title": 20, "Subtitle": 11, "Heading 1": 15, "Heading 2": 11.5, "Caption": 9.5}
    for name, size in sizes.items():
        style: Any = styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0x16, 0x26, 0x2E)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:hAnsi"), FONT)
    numbered: Any = styles.add_style(NUMBERED, WD_STYLE_TYPE.PARAGRAPH)
    numbered.base_style = styles["Normal"]
    numbered.paragraph_format.left_indent, numbered.paragraph_format.first_line_indent = Cm(INDENT), Cm(-INDENT)
    numbered.paragraph_format.tab_stops.add_tab_stop(Cm(INDENT))
    numbered.paragraph_format.space_after = Pt(5)


def _add_section(document: Document, section: Section) -> None:
    document.add_heading(f"{section.number}. {section.title}", level=1)
    for block in section.blocks:
        _add_block(document, block)


def _add_block(document: Document, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(block.text, level=2)
    elif isinstance(block, Paragraph):
        _add_paragraph(document, block)
    elif isinstance(block, Figure):
        _add_figure(document, block)
    else:
        _add_table(document, block)


def _add_paragraph(document: Document, block: Paragraph) -> None:
    paragraph = document.add_paragraph(style=NUMBERED)
    paragraph.add_run(f"{block.number}\t")
    paragraph.add_run(block.text).bold = block.is_strong or None
    if block.reference:
        paragraph.add_run(f" ({block.reference})").italic = True


def _add_figure(document: Document, block: Figure) -> None:
    from docx.shared import Cm

    caption = document.add_paragraph(f"{block.number}. {block.caption}", style="Caption")
    caption.paragraph_format.keep_with_next = True
    drawn = document.add_picture(io.BytesIO(png_of(block.picture)), width=Cm(WIDE))
    told = drawn._inline.docPr
    told.set("descr", block.told)
    told.set("title", block.caption)


def _add_table(document: Document, block: Table) -> None:
    """Its rows are written as they lie in the file: for each cell the library would look through the whole table."""
    from docx.shared import Cm

    caption = document.add_paragraph(f"{block.number}. {block.caption}", style="Caption")
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=len(block.heads), style="Table Grid")
    table.autofit = False
    widths = [Cm(WIDE * share / sum(block.widths)) for share in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _describe(table._tbl.tblPr, block.caption)
    twips = [round(width.twips) for width in widths]
    table._tbl.append(_row(block.heads, twips, is_head=True))
    for cells in block.rows:
        table._tbl.append(_row(cells, twips))
    document.add_paragraph()


def _describe(properties: Any, caption: str) -> None:
    for name in ("w:tblCaption", "w:tblDescription"):
        properties.append(_element(name, val=caption))


def _row(cells: Sequence[str], widths: Sequence[int], *, is_head: bool = False) -> Any:
    """A head is said again on every page; no row is torn apart by the end of one, but for long ones."""
    row = _element("w:tr")
    if is_head:
        properties = _element("w:trPr")
        properties.append(_element("w:cantSplit"))
        properties.append(_element("w:tblHeader"))
        row.append(properties)
    for words, width in zip(cells, widths, strict=True):
        cell = _element("w:tc")
        about = _element("w:tcPr")
        about.append(_element("w:tcW", w=str(width), type="dxa"))
        cell.append(about)
        cell.append(_cell_words(words, is_bold=is_head))
        row.append(cell)
    return row


def _cell_words(words: str, *, is_bold: bool) -> Any:
    paragraph, run = _element("w:p"), _element("w:r")
    look = _element("w:rPr")
    if is_bold:
        look.append(_element("w:b"))
    look.append(_element("w:sz", val="17"))
    run.append(look)
    for place, line in enumerate(words.splitlines() or [""]):
        if place:
            run.append(_element("w:br"))
        text = _element("w:t")
        text.text = line
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(text)
    paragraph.append(run)
    return paragraph


def _add_field(paragraph: Any, name: str) -> None:
    """What Word works out itself: the number of the page."""
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()._r
        if kind:
            run.append(_element("w:fldChar", fldCharType=kind))
        else:
            asked = _element("w:instrText")
            asked.text = name
            run.append(asked)


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    return OxmlElement(name, {qn(f"w:{key}"): value for key, value in attributes.items()})
