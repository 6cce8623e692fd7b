"""The tags of a PDF, put right where what sets the pages leaves a reader aloud without them.

Each heading of a table says what it heads, and what stands in the margins of every page is not read as part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_REFERENCE_ENDS = b" 0 R"


def mend_structure(_document: object, pdf: Any) -> None:
    """Before the file is written. `pdf`: as pydyf has it."""
    elements = {number: one for number, one in enumerate(pdf.objects) if _is_element(one)}
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    for element in elements.values():
        _say_what_it_heads(element, elements)
    read = set(_below(_number(root["K"][0]), elements))
    _set_margins_apart(pdf, root, [one for number, one in elements.items() if number not in read])


def _is_element(one: object) -> bool:
    return isinstance(one, dict) and one.get("Type") == "/StructElem"


def _say_what_it_heads(element: dict[str, Any], elements: Mapping[int, dict[str, Any]]) -> None:
    """A scope, in place of the list of headings that each cell else carries: our tables have one head and one side."""
    if element["S"] == "/TH":
        row = elements[_number(element["P"])]
        in_head = elements[_number(row["P"])]["S"] == "/THead"
        element["A"]["Scope"] = "/Column" if in_head else "/Row"
        element.pop("ID", None)
    elif element["S"] == "/TD":
        element["A"].pop("Headers", None)


def _below(number: int, elements: Mapping[int, dict[str, Any]]) -> Iterator[int]:
    waiting = [number]
    while waiting:
        number = waiting.pop()
        yield number
        waiting += [_number(kid) for kid in elements[number]["K"] if isinstance(kid, bytes)]


def _set_margins_apart(pdf: Any, root: dict[str, Any], unread: list[dict[str, Any]]) -> None:
    """They are no part of what is read: an artifact of each page, and gone from the tree."""
    marks: dict[bytes, set[int]] = {}
    for element in unread:
        marks.setdefault(element["Pg"], set()).update(kid for kid in element["K"] if isinstance(kid, int))
        element.free = "f"  # type: ignore[attr-defined]  # an object of pydyf, which ships no types
    by_page = dict(zip(*[iter(pdf.objects[_number(root["ParentTree"])]["Nums"])] * 2, strict=True))
    for page, reference in enumerate(pdf.page_references):
        apart = marks.get(reference, set())
        by_page[page][:] = [b"null" if mark in apart else one for mark, one in enumerate(by_page[page])]
        drawn = pdf.objects[_number(pdf.objects[_number(reference)]["Contents"])].stream
        for place, word in enumerate(drawn):
            if word == b"BDC" and drawn[place - 1]["MCID"] in apart:
                drawn[place - 2 : place] = [b"/Artifact", b"<</Type /Pagination>>"]


def _number(reference: bytes) -> int:
    return int(reference.removesuffix(_REFERENCE_ENDS))
