"""XML from outside, opened so that nothing in it can reach out or blow up; what is wrong with it, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, TypeAlias

from lxml import etree

from gcp_tracker.imports.faults import FileRefused, shown

Opener: TypeAlias = Callable[[], IO[bytes]]
# lxml’s published types lag behind lxml.
Element: TypeAlias = Any

SAFELY: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
# libxml2 keeps lines up to here in the element itself; beyond, it answers with the line of the text that follows.
LAST_KEPT_LINE = 65_535
NOTHING_WRITTEN = "Nothing was written."
NOT_THE_ENCODING = frozenset(
    {
        etree.ErrorTypes.ERR_INVALID_ENCODING,
        etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
        etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
        etree.ErrorTypes.ERR_INVALID_CHAR,
    }
)
NOT_XML = frozenset({etree.ErrorTypes.ERR_DOCUMENT_EMPTY, etree.ErrorTypes.ERR_DOCUMENT_START})
CUT_OFF = frozenset(
    {etree.ErrorTypes.ERR_TAG_NOT_FINISHED, etree.ErrorTypes.ERR_DOCUMENT_END, etree.ErrorTypes.ERR_GT_REQUIRED}
)


def check_beginning(opener: Opener, root_name: str) -> None:
    """Raises FileRefused for what is empty, is not XML, is another document, or has a DOCTYPE, where entities and
    outside files are named, and which no return has.
    """
    with opener() as stream:
        if not stream.read(1):
            raise FileRefused("The file is empty.")
    with opener() as stream, in_plain_words():
        for _, root in etree.iterparse(stream, events=("start",), **SAFELY):
            if root.getroottree().docinfo.internalDTD is not None:
                raise FileRefused(f"The file has a DOCTYPE. A return has none, so it was not read. {NOTHING_WRITTEN}")
            if local_name(root) != root_name:
                found = shown(local_name(root))
                raise FileRefused(
                    f"This is not a census return: it begins with <{found}>, not <{root_name}>. {NOTHING_WRITTEN}"
                )
            return


@contextmanager
def in_plain_words() -> Iterator[None]:
    """What the parser finds wrong comes out as FileRefused, with the line."""
    try:
        yield
    except etree.XMLSyntaxError as error:
        raise FileRefused(f"{_what_is_wrong(error)} {NOTHING_WRITTEN}") from error


def _what_is_wrong(error: Any) -> str:
    line = error.lineno or 1
    if error.code in NOT_THE_ENCODING:
        return f"Line {line:,} holds characters that do not fit the file’s encoding; export it again as UTF-8."
    if error.code in NOT_XML:
        return "This is not an XML file."
    if (error.msg or "").startswith("Extra content"):
        return f"Something stands after the end of the return, at line {line:,}."
    if error.code in CUT_OFF:
        return f"The file is cut off at line {line:,}: it ends before its last entry is closed."
    return f"The file is broken at line {line:,}: from there on it is not well-formed XML."


def local_name(element: Element) -> str:
    """The name without its namespace."""
    return str(etree.QName(element).localname)


def line_of(element: Element) -> int:
    """The line on which the element begins, also in files of more than 65,535 lines."""
    line = int(element.sourceline or 0)
    if line <= LAST_KEPT_LINE or not len(element):
        return line
    return line - (element.text or "").count("\n")


def forget(element: Element) -> None:
    """Free what the element held, and the ones before it, so that memory stays flat."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
