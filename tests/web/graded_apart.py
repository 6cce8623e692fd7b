"""A visit that Amira and Ben grade apart, with words that are found again, and every page on which they could be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from bs4 import BeautifulSoup
from flask import Flask

from gcp_tracker import instruments
from gcp_tracker.models import GradedApart, Profile, Visit
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.rules.vocabulary import NoteKind, SafeTonight
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.apart import ask_second_worker, begin_second_grading
from gcp_tracker.visits.drafts import save_answers
from gcp_tracker.visits.safety import answer_safe_tonight
from gcp_tracker.visits.service import sign_visit
from tests.builders import draft_visit, graded, home_of
from tests.cast import TODAY, Cast

EVIDENCE, OWN_WORDS, NOTE, CHANGED = "zebra in the pan", "giraffe said so", "walrus by night", "newt was there"
SECRETS = (EVIDENCE, OWN_WORDS, NOTE, CHANGED)


def profile_of_leo(uow: UnitOfWork, cast: Cast, on: date) -> Profile:
    instrument = instruments.newest(instruments.OURS)
    return open_profile(uow, cast.leo, instrument, opened_on=on, household=home_of(cast.leo))


def ask_and_write(uow: UnitOfWork, cast: Cast) -> GradedApart:
    """Amira's draft, with a 5, words that are found again, and Ben asked to grade it too."""
    visit = draft_visit(uow, cast.leo, TODAY, {"hygiene": 2}, notes={NoteKind.NIGHT: NOTE})
    apart = ask_second_worker(uow, visit, cast.ben)
    answers = [
        graded("presence_roads", 5, EVIDENCE, child_words=OWN_WORDS, what_changed=CHANGED),
        graded("nutrition_quality", 5, EVIDENCE, child_words=OWN_WORDS, what_changed=CHANGED),
    ]
    save_answers(uow, visit, base=visit.version, operation="", answers=answers)
    uow.session.refresh(visit)
    answer_safe_tonight(
        uow, visit, SafeTonight.NO, who_was_told="Chloe Adeyemi", told_at="16:10", what_was_agreed="Leo stays with Gran"
    )
    return apart


def signed_by_amira(uow: UnitOfWork, cast: Cast) -> GradedApart:
    """And signed, and completed into a profile."""
    apart = ask_and_write(uow, cast)
    sign_visit(uow, apart.first)
    profile = profile_of_leo(uow, cast, TODAY)
    complete_profile(uow, profile)
    return apart


def sign_second(uow: UnitOfWork, apart: GradedApart) -> Visit:
    visit = begin_second_grading(uow, apart)
    save_answers(
        uow, visit, base=visit.version, operation="", answers=[graded("hygiene", 3, "Nails"), graded("online", 2, "")]
    )
    sign_visit(uow, visit)
    return visit


def every_page(app: Flask, known: dict[str, object]) -> Iterator[str]:
    """Every address that takes a GET, filled in with what is known."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in ("static", "security.logout"):
            names = rule.arguments
            if names <= known.keys():
                yield re.sub(r"<(?:[^:>]*:)?([^>]+)>", lambda found: str(known[found[1]]), rule.rule)


def known_ids(cast: Cast, apart: GradedApart) -> Iterator[dict[str, object]]:
    common = {
        "child_id": cast.leo.id,
        "other_id": cast.kai.id,
        "family_id": cast.leo.family_id,
        "apart_id": apart.id,
        "number": home_of(cast.leo).id,
        "profile_id": UUID(int=0),
    }
    for visit_id in (apart.first_id, apart.second_id or apart.first_id):
        yield common | {"visit_id": visit_id}


def text_of(page: str) -> str:
    """What the page says of the child, without the notes about what is hidden."""
    soup = BeautifulSoup(page, "html.parser")
    for note in soup.select(".apart-note, .apart-asked"):
        note.decompose()
    return soup.select_one("main").get_text(" ", strip=True)  # type: ignore[union-attr]
