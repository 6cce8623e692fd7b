"""The PDF of a long story: its tags, order, language, alternative texts and fonts, and how many pages it has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from gcp_tracker.conference.composing import compose_for_members
from gcp_tracker.conference.contents import contents_of
from gcp_tracker.conference.pages import Margins, Typeset, set_pages
from gcp_tracker.exports.screens import NOTHING_KEPT_BACK
from gcp_tracker.models import Pack
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.packs import CORE_PAGES, PackFor
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.supervision.queries import Judged
from tests.builders import many_visits
from tests.cast import TODAY, USUAL, Cast
from tests.packs import conferences_of
from tests.pdf_structure import alternatives, check_structure

DECIDED = Judged(
    TODAY, Occasion.STEP_DOWN, "The plan steps down", "Care is worse.", "Gran has moved in.", "Chloe Adeyemi"
)
IN_ONE_DATABASE = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)


@IN_ONE_DATABASE
def test_sixty_visits_have_a_core_of_four_pages_and_every_page_can_be_heard(
    session: Session, cast: Cast, writing_as: Any
) -> None:
    many_visits(session, cast.leo, cast.amira, TODAY, words={"hygiene": "I washed “all by myself” – Zoë & Łukasz <3"})
    with writing_as(cast.amira) as uow:
        conferences_of(uow, cast.leo)
    pack = Pack(child=cast.leo, made_for=PackFor.PROFESSIONALS, conference=MeetingKind.REVIEW_CONFERENCE, for_on=TODAY)
    pack.number, pack.note, pack.engine = 1, "Who gets Leo up on Fridays?", "1.2"
    with session.no_autoflush:
        told = replace(contents_of(session, cast.leo, USUAL, TODAY), judged=(DECIDED,))
        # In a process of its own, as in a worker.
        composed = compose_for_members(pack, told, NOTHING_KEPT_BACK)
    session.expunge_all()
    made = composed.set_as
    assert made.core_pages <= CORE_PAGES < made.pages
    at_concern = [one for home in told.homes for item in home.evidence for one in item.seen]
    assert len(at_concern) > 500
    words = _words_of(made)
    assert (
        "The plan steps down, 16 November 2026, Chloe Adeyemi. The grades then: Care is worse. Why all the same"
        in words
    )
    for one in at_concern:
        assert f"{one.value}, {one.on.day} " in words
    check_structure(made.pdf, "Leo: is life better?")
    first_chart = told.homes[0].charts[0].title
    said = alternatives(made.pdf)
    assert any(alt.startswith(f"{first_chart}: 60 visits") and "Best at the top" in alt for alt in said)
    check_pages(made)


def _words_of(made: Typeset) -> str:
    document = pypdfium2.PdfDocument(made.pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def check_pages(made: Typeset) -> None:
    """None is empty, and what stands in grey on paper is told apart there too: in ink, not by colour alone."""
    for page in pypdfium2.PdfDocument(made.pdf):
        grey = page.render(scale=0.5, grayscale=True).to_numpy()
        inked = (grey < 200).mean()
        assert 0.002 < inked < 0.5


def test_nothing_is_read_but_our_own_styles_and_fonts(tmp_path: Any) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>Weir Court</text></svg>')
    made = set_pages(
        f'<html lang="en"><title>T</title><h1>T</h1><img alt="x" src="{secret.as_uri()}"/>'
        '<link rel="stylesheet" href="http://198.51.100.7/x.css"/></html>',
        Margins('CONFIDENTIAL "for" x', "a \\ b", "foot"),
    )
    assert "Weir Court" not in _words_of(made)
