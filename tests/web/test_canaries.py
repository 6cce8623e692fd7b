"""Canaries: a word of its own in every sensitive place, and looked for in the bytes of every copy for everybody."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import unescape

import pytest
from werkzeug.test import TestResponse

from gcp_tracker import instruments
from gcp_tracker.models import Adult, CareRelation, Child, Household, Profile, Residence, User
from gcp_tracker.profiles.plain_words import SentenceDetails, save_plain_words
from gcp_tracker.profiles.service import complete_profile, open_profile
from gcp_tracker.rules.recipients import EXPORTS, WHAT_THEY_GET, Default, Export, Format, Part, Recipient
from gcp_tracker.rules.vocabulary import NoteKind, Relationship, SafeTonight, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.drafts import save_answers
from gcp_tracker.visits.safety import answer_safe_tonight
from gcp_tracker.visits.service import sign_visit, withdraw_visit
from tests.builders import draft_visit, graded, missed_visit, signed_visit
from tests.cast import TODAY, Cast
from tests.guarded import Guarded
from tests.page_client import PageClient
from tests.taken import take

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
FOOD, ROADS = "nutrition_quantity", "presence_roads"
FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 9)

# What stands where, by what it is. Each canary is found in a copy for somebody who gets it, or is never there at all.
IN_PART: dict[Part, tuple[str, ...]] = {
    Part.NAMES: ("Mum’s flat", "LA-CANARY-7"),
    # Who makes a copy stands on it, whoever it is for; this one has graded, and makes none of these.
    Part.WORKERS: ("Ben Lowe",),
    Part.SEEN: ("canary-evidence", "canary-changed"),
    Part.CHILD_WORDS: ("canary-said",),
    Part.PLACES: ("Weir Court", "01632 960777"),
    Part.NO_CONTACT: ("Darren", "Mill Row"),
    Part.SIBLINGS: ("Ruby",),
    Part.OTHERS: ("Wilhelmina", "Una", "Pemberton"),
}
ON_PAPER: dict[Part, tuple[str, ...]] = {
    Part.SEEN: ("canary-going-well", "canary-night", "canary-missed", "canary-agreed"),
    Part.CHILD_WORDS: ("canary-said",),
    Part.NAMES: ("Leo Marsh",),
    Part.DRAFTS: ("until it is signed",),
}
# In no copy for anybody, whatever is asked for.
NOWHERE = ("canary-withdrawn", "canary-draft", "canary-why-not", "canary-detail", "canary-number", "Noor", "Haddad")
ADDRESS = {
    "grades": "/children/{leo}/grades/file",
    "care": "/children/{leo}/care-over-time/file",
    "child_paper": "/children/{leo}/print",
    "carer_paper": "/profiles/{profile}/for-the-carer",
    "statement": "/children/{leo}/statement/file",
    "my_children": "/my-children/file",
    "my_team": "/my-team/file",
    "looks": "/children/{leo}/looks/file",
    "looks_paper": "/children/{leo}/looks/print",
}
MAKES = dict.fromkeys(("my_children", "grades", "care", "child_paper", "carer_paper", "statement"), "amira")
# Another of the same export is set from the very words that this one holds, and takes seconds.
SAME_WORDS = {("statement", Format.PDF)}


@dataclass
class Planted:
    cast: Cast
    profile: Profile

    def path(self, export: Export) -> str:
        return ADDRESS[export.key].format(leo=self.cast.leo.id, profile=self.profile.id)


@pytest.fixture
def planted(cast: Cast, guarded: Guarded, writing_as: Writing) -> Planted:
    """Leo’s record with a canary in each place. Una is a brother or sister whom Amira may not see; Wilhelmina Pemberton
    is a child of another family, whose father Darren is too. Noor is restricted, and nobody’s here.
    """
    with writing_as(cast.amira) as uow:
        leo = uow.session.get_one(Child, cast.leo.id)
        leo.la_child_id, leo.nhs_number, leo.upn, leo.disability = (
            "LA-CANARY-7",
            "9434765919",
            "H801200001001",
            "canary-detail",
        )
        leo.episodes[0].detail = "canary-detail"
        mum = uow.session.get_one(Adult, cast.mum.id)
        mum.phone = "01632 960 777"
        feared = Adult(
            family=leo.family, name="Darren Crow", address="9 Mill Row", phone="01632 960 888",
            not_to_be_contacted=True, no_contact_reason="canary-why-not",
        )  # fmt: skip
        uow.session.add(feared)
        uow.session.add(CareRelation(adult=feared, child=leo, relationship_to_child=Relationship.FATHER))
        osei = uow.session.get_one(Child, cast.kai.id)
        una = _child(osei, "Una", "Marsh", family=leo.family, restriction_id=guarded.restriction.id)
        other = _child(osei, "Wilhelmina", "Pemberton", family=osei.family)
        uow.session.add_all([una, other])
        uow.session.flush()
        uow.session.add(CareRelation(adult=feared, child=other, relationship_to_child=Relationship.FATHER))
        _visits(uow, leo, feared)
        profile = _profile(uow, leo)
    with writing_as(cast.ben) as uow:
        signed_visit(uow, uow.session.get_one(Child, cast.leo.id), SECOND, {FOOD: 4, ROADS: 3})
    return Planted(cast, profile)


def _child(like: Child, given: str, family_name: str, **more: object) -> Child:
    return Child(
        team=like.team, authority=like.authority, given_name=given, family_name=family_name,
        born_on=date(2019, 5, 5), created_at=like.created_at, **more,
    )  # fmt: skip


def _visits(uow: UnitOfWork, leo: Child, feared: Adult) -> None:
    notes = {
        NoteKind.GOING_WELL: "canary-going-well",
        NoteKind.NIGHT: "canary-night",
        NoteKind.CHILD_WORDS: "canary-said",
        NoteKind.DAY_LIKE: "Ruby and Leo hid upstairs",
        NoteKind.MORNING: "They walk from 4 Weir Court to school and ring 01632 960777",
        NoteKind.EVENING: "Darren’s van stood outside 9 Mill Row",
        NoteKind.AFTER: "Una was fetched by Wilhelmina",
    }
    first = draft_visit(uow, leo, FIRST, {ROADS: 2}, notes=notes, words={ROADS: "canary-said"})
    texts = [
        graded(FOOD, 5, "canary-evidence", what_changed="canary-changed", child_words="canary-said"),
        graded("housing_repair", 3, "Moved to 4 Weir Court; ring 01632 960777", child_words="Ruby sleeps there"),
        graded("presence_noticing", 3, "Darren watched from 9 Mill Row", child_words="Una cried, and Wilhelmina too"),
        graded("presence_home", 3, "Mr Pemberton came by"),
    ]
    save_answers(uow, first, base=first.version, operation="", answers=texts, notes=[])
    uow.session.flush()
    uow.session.refresh(first)
    if first.safety_check is not None:
        answer_safe_tonight(
            uow, first, SafeTonight.NO, who_was_told="canary-agreed", told_at="14:00", what_was_agreed="canary-agreed"
        )
    sign_visit(uow, first)
    signed_visit(uow, leo, SECOND, {FOOD: 3}, carer=feared)
    missed_visit(uow, leo, SECOND, VisitOutcome.CANCELLED_BY_FAMILY, "canary-missed")
    wrong = signed_visit(uow, leo, TODAY, {FOOD: 2}, notes={NoteKind.GOING_WELL: "canary-withdrawn"})
    withdraw_visit(uow, wrong, "canary-withdrawn")
    draft_visit(uow, leo, TODAY, {FOOD: 1}, notes={NoteKind.GOING_WELL: "canary-draft"})


def _profile(uow: UnitOfWork, leo: Child) -> Profile:
    profile = open_profile(
        uow, leo, instruments.newest(instruments.OURS), opened_on=TODAY, household=leo.residences[0].household
    )
    complete_profile(uow, profile)
    uow.session.flush()
    said = [
        SentenceDetails("worried_own_1", "Leo is hungry on most days.", approved=True),
        SentenceDetails("worried_own_2", "Una is hungry too.", approved=True),
    ]
    save_plain_words(uow, profile, said, "")
    return profile


def text_of(response: TestResponse) -> str:
    """Everything that can be read in it: a file of Excel or Word is unzipped, but for its pictures; its file name
    counts, a page is unescaped.
    """
    assert response.status_code == 200, response.get_data(as_text=True)[:400]
    body = response.get_data()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist() if name.endswith((".xml", ".rels")))
    return unescape(body.decode()) + response.headers.get("Content-Disposition", "")


def combinations() -> list[tuple[str, Recipient, Format]]:
    return [
        (export.key, recipient, form)
        for export in EXPORTS.values()
        if export.key in ADDRESS
        for recipient in export.recipients
        for form in export.formats
        if (export.key, form) not in SAME_WORDS
    ]


def taken(as_: As, planted: Planted, key: str, recipient: Recipient, form: Format, **more: object) -> str:
    cast = planted.cast
    chosen = f"carer-{cast.mum.id}" if recipient is Recipient.CARER else recipient.value
    client = as_(getattr(cast, MAKES.get(key, "chloe")))
    return text_of(take(client, planted.path(EXPORTS[key]), chosen, form.value, **more))


def told(export: Export, part: Part) -> tuple[str, ...]:
    if part not in export.parts:
        return ()
    if Format.PAPER in export.formats:
        return (*IN_PART.get(part, ()), *ON_PAPER.get(part, ())) if part not in (Part.SEEN,) else ON_PAPER[part]
    return IN_PART.get(part, ())


@pytest.mark.parametrize(("key", "recipient", "form"), combinations())
def test_nobody_gets_by_itself_what_is_left_out_for_them(
    as_: As, planted: Planted, key: str, recipient: Recipient, form: Format
) -> None:
    export, text = EXPORTS[key], taken(as_, planted, key, recipient, form)
    for part, _ in export.left_out(recipient):
        if key.startswith("my_") and part is Part.NAMES:
            assert "Leo" not in text
        for canary in told(export, part):
            assert canary.lower() not in text.lower(), f"{canary} ({part.words}) for {recipient.words}"
    for canary in NOWHERE:
        assert canary not in text, canary


SINGING = [
    ("grades", Recipient.COURT, Format.CSV),
    ("grades", Recipient.COURT, Format.EXCEL),
    ("statement", Recipient.COURT, Format.WORD),
    ("child_paper", Recipient.COURT, Format.PAPER),
    ("child_paper", Recipient.OWN, Format.PAPER),
]


@pytest.mark.parametrize(("key", "recipient", "form"), SINGING)
def test_what_is_asked_for_with_a_reason_is_there_so_the_canaries_sing(
    as_: As, planted: Planted, key: str, recipient: Recipient, form: Format
) -> None:
    export = EXPORTS[key]
    put_in = [part.value for part, default in export.left_out(recipient) if default is Default.ASKED]
    reasons = {f"reason_{part}": "The court ordered it" for part in put_in}
    text = taken(as_, planted, key, recipient, form, put_in=put_in, **reasons)
    for part in export.parts:
        if WHAT_THEY_GET[part][recipient] is not Default.NEVER:
            missing = [canary for canary in told(export, part) if canary not in text]
            assert missing == [], part.words
    for canary in (*NOWHERE, *IN_PART[Part.OTHERS]):
        assert canary not in text, canary


@pytest.mark.parametrize(("key", "recipient"), [("my_team", Recipient.OWN), ("my_team", Recipient.ANALYST)])
def test_a_list_leaves_restricted_children_out_and_takes_them_in_for_a_reason(
    as_: As, planted: Planted, guarded: Guarded, writing_as: Writing, key: str, recipient: Recipient
) -> None:
    with writing_as(None) as uow:
        uow.session.get_one(Child, guarded.noor.id).team_id = planted.cast.riverside.id
    without = taken(as_, planted, key, recipient, Format.CSV)
    assert "Noor" not in without
    client = as_(planted.cast.chloe)
    more = {"put_in": ["restricted"], "reason_restricted": "The panel meets about her"}
    reply = take(client, "/my-team/file", recipient.value, **more)
    if recipient is Recipient.OWN:
        assert "Noor" in text_of(reply)
    else:
        assert "This is never given to an analyst, without names: children whose record is restricted" in (
            reply.get_data(as_text=True)
        )


def test_a_list_gives_no_home_of_somebody_not_to_be_contacted(as_: As, planted: Planted, writing_as: Writing) -> None:
    """Where a list names whose care the worst grade is about."""
    with writing_as(planted.cast.amira) as uow:
        leo = uow.session.get_one(Child, planted.cast.leo.id)
        his = Household(family=leo.family, name="Darren’s flat", address="9 Mill Row")
        uow.session.add(his)
        uow.session.flush()
        uow.session.add(Residence(child=leo, household=his, from_on=SECOND))
        signed_visit(uow, leo, TODAY, {FOOD: 5}, household=his)
    text = taken(as_, planted, "my_children", Recipient.OWN, Format.CSV)
    assert "Leo Marsh" in text
    assert "Darren" not in text
