"""What a browser prints: a page as PDF, and each sheet with its words and where they stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page

# Points to the millimetre; A4 upright.
MM = 72 / 25.4
A4 = (210, 297)


@dataclass(frozen=True, slots=True)
class Sheet:
    """In millimetres. `words` as they are read, single spaces between; `marks`: text, left, top, right, bottom."""

    width: int
    height: int
    words: str
    marks: tuple[tuple[str, float, float, float, float], ...]
    # How many pixels there are of each brightness, black first, on the sheet as a grey printer has it.
    greys: tuple[int, ...]


def printed(page: Page, path: str, folder: Path) -> list[Sheet]:
    """The page at `path` as the print command of the browser makes it; of a way out, the copy for our own record."""
    page.goto(path)
    if page.locator("form.who-for").count():
        answer_who_for(page)
        page.locator(".paper-copy").wait_for()
    file = folder / "paper.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(file)
    try:
        return [_sheet(document[number]) for number in range(len(document))]
    finally:
        document.close()


def answer_who_for(page: Page, recipient: str = "own", button: str = "Open to print") -> None:
    """On the page that asks: who it is for, why, and the button."""
    page.locator(f"#recipient-{recipient}").check()
    page.get_by_label("What is it for?").fill("Supervision")
    page.get_by_role("button", name=button).click()


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    width, height = page.get_size()
    text = page.get_textpage()
    marks = []
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        said = text.get_text_bounded(left, bottom, right, top).strip()
        marks.append((said, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
    pixels = page.render(scale=1, grayscale=True).to_numpy()
    greys = [int((pixels == value).sum()) for value in range(256)]
    words = " ".join(text.get_text_range().split())
    return Sheet(round(width / MM), round(height / MM), words, tuple(marks), tuple(greys))


def outside(sheets: list[Sheet], margin: float = 5) -> list[str]:
    """Words that stand nearer to an edge than printers reach, or beyond it."""
    return [
        f"page {number}: {said!r} at {left:.0f}–{right:.0f} × {top:.0f}–{bottom:.0f} mm"
        for number, sheet in enumerate(sheets, 1)
        for said, left, top, right, bottom in sheet.marks
        if said and (left < margin or top < margin or right > sheet.width - margin or bottom > sheet.height - margin)
    ]


def sheets_with(sheets: list[Sheet], *words: str) -> list[int]:
    """The pages that have all of these words, counted from 1."""
    return [number for number, sheet in enumerate(sheets, 1) if all(word in sheet.words for word in words)]
