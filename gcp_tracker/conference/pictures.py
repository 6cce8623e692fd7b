"""The drawings of a page, each taken out of its tree and handed over as a picture with its words.

What sets pages works out a style for every element that it finds in a page; of a chart’s thousand lines none needs one.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

from gcp_tracker.conference.measured import measure

SVG = "http://www.w3.org/2000/svg"
# What a finger or a screen reader finds in a drawing on the screen: on paper its one title says all of it.
FOR_SCREENS = frozenset({"title", "desc"})


def pictures_taken_out(tree: Element) -> dict[str, bytes]:
    """By the address that now stands in the tree in the place of each."""
    pictures: dict[str, bytes] = {}
    _take_out(tree, pictures)
    return pictures


def _take_out(parent: Element, pictures: dict[str, bytes]) -> None:
    for place, child in enumerate(parent):
        if child.tag == "svg":
            parent[place] = _as_picture(child, pictures)
        else:
            _take_out(child, pictures)


def _as_picture(drawing: Element, pictures: dict[str, bytes]) -> Element:
    address = f"picture:{len(pictures)}"
    said, behind = drawing.findtext("title", ""), drawing.tail
    _strip(drawing)
    measure(drawing)
    drawing.tail = None
    drawing.set("xmlns", SVG)
    pictures[address] = tostring(drawing)
    picture = Element("img", {"src": address, "alt": said, "class": drawing.get("class", "")})
    picture.tail = behind
    return picture


def _strip(drawing: Element) -> None:
    for child in list(drawing):
        if child.tag in FOR_SCREENS:
            drawing.remove(child)
        else:
            _strip(child)
