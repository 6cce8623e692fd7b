"""What a checker of PDF/UA-1 looks for that can be seen in the file itself: each function fails with what is wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

# What may stand directly below what (ISO 32000-1, 14.8.4); others hold anything.
BELOW = {
    "/L": {"/LI", "/L", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
}
ABOVE = {"/LI": {"/L"}, "/LBody": {"/LI"}, "/Lbl": {"/LI"}, "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
         "/TH": {"/TR"}, "/TD": {"/TR"}, "/THead": {"/Table"}, "/TBody": {"/Table"}}  # fmt: skip
STANDARD = {"/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/NonStruct", "/P", "/L", "/LI",
            "/Lbl", "/LBody", "/Table", "/TR", "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span", "/Figure",
            "/H1", "/H2", "/H3", "/H4", "/H5", "/H6"}  # fmt: skip
# Operators that put something on the page.
PAINTS = {"f", "F", "f*", "B", "B*", "b", "b*", "s", "S", "sh", "Do", "Tj", "TJ", "'", '"'}


@dataclass(frozen=True)
class Element:
    kind: str
    below: str
    it: Any


def check_structure(file: bytes, title: str) -> None:
    with pikepdf.open(io.BytesIO(file)) as pdf:
        elements = list(_elements(pdf.Root.StructTreeRoot.K, "/StructTreeRoot"))
        check_document(pdf, title)
        check_nesting(elements)
        check_headings(pdf, elements)
        check_tables(elements)
        check_everything_is_marked(pdf, elements)
        check_fonts(pdf)


def alternatives(file: bytes) -> list[str]:
    """What stands for each picture, in the order in which it is heard."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        found = _elements(pdf.Root.StructTreeRoot.K, "")
        return [str(one.it.get("/Alt", "")) for one in found if one.kind == "/Figure"]


def check_document(pdf: pikepdf.Pdf, title: str) -> None:
    root = pdf.Root
    assert str(root.Lang) == "en-GB"
    assert bool(root.MarkInfo.Marked)
    assert not root.MarkInfo.get("/Suspects", False)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as about:
        assert str(about["pdfuaid:part"]) == "1"
        assert about["dc:title"] == title
    assert not pdf.is_encrypted
    for page in pdf.pages:
        assert str(page.obj.Tabs) == "/S"
        assert "/Annots" not in page.obj


def check_nesting(elements: list[Element]) -> None:
    for one in elements:
        assert one.kind in STANDARD, one.kind
        assert one.below in ABOVE.get(one.kind, {one.below}), f"{one.kind} below {one.below}"
        assert one.kind in BELOW.get(one.below, {one.kind}), f"{one.kind} below {one.below}"
        if one.kind == "/Figure":
            assert str(one.it.get("/Alt", "")).strip(), "a picture says nothing"
            assert len(one.it.A.BBox) == 4


def check_headings(pdf: pikepdf.Pdf, elements: list[Element]) -> None:
    """The first is the title, no level is left out, and each is a bookmark."""
    levels = [int(one.kind[2:]) for one in elements if one.kind[:2] == "/H" and one.kind[2:].isdecimal()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    with pdf.open_outline() as outline:
        assert len(outline.root) == 1
        assert _bookmarks(outline.root) == len(levels)


def _bookmarks(items: list[Any]) -> int:
    return sum(1 + _bookmarks(one.children) for one in items)


def check_tables(elements: list[Element]) -> None:
    """Each heading says whether it heads a column or a row, and none is left of the list that scope stands for."""
    for one in elements:
        if one.kind == "/TH":
            assert str(one.it.A.Scope) in ("/Column", "/Row")
        assert "/ID" not in one.it


def check_everything_is_marked(pdf: pikepdf.Pdf, elements: list[Element]) -> None:
    """What is painted is read or an artifact; the margins are artifacts; nothing that is read is empty."""
    read = {(one.it.Pg.objgen, kid) for one in elements for kid in _marks(one.it)}
    for page in pdf.pages:
        within: list[Any] = []
        seen = set()
        margins = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            word = str(operator)
            if word in ("BDC", "BMC"):
                kept = operands[1] if word == "BDC" else {}
                margins += str(kept.get("/Type", "")) == "/Pagination"
                within.append(int(kept["/MCID"]) if "/MCID" in kept else str(operands[0]))
                seen |= {within[-1]} if isinstance(within[-1], int) else set()
            elif word == "EMC":
                within.pop()
            elif word in PAINTS:
                assert within, f"{word} paints what is neither read nor an artifact"
        assert margins >= 4, "the words of the margins are read with the page"
        assert seen == {mark for number, mark in read if number == page.obj.objgen}


def check_fonts(pdf: pikepdf.Pdf) -> None:
    fonts = {str(font.BaseFont): font for page in pdf.pages for font in page.obj.Resources.get("/Font", {}).values()}
    assert fonts
    for name, font in fonts.items():
        assert "Atkinson" in name, name
        below = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below.keys()), f"{name} is not in the file"
        assert "/ToUnicode" in font


def _elements(below: Any, kind: str) -> Iterator[Element]:
    """In the order in which they are heard."""
    for kid in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            own = str(kid.S)
            yield Element(own, kind, kid)
            yield from _elements(kid.get("/K", pikepdf.Array()), kind if own == "/NonStruct" else own)


def _marks(element: Any) -> Iterator[int]:
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Object):
            yield int(kid)
