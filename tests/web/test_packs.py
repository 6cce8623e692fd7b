"""A conference pack from the worker’s first tap to the chair’s last, as its pages show it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from gcp_tracker.conference import composing
from gcp_tracker.conference.pages import set_pages, set_within
from gcp_tracker.models import Adult, CareRelation, Child, Pack, Sight, User
from gcp_tracker.rules.packs import PackFor, PackState, number_of
from gcp_tracker.rules.vocabulary import Relationship, SightKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.packs import CONFERENCE, begin, conferences_of, decided, issue, newest_pack, step
from tests.page_client import PageClient, soup_of
from tests.taken import take

Writing = Callable[[User | None], UnitOfWork]
As = Callable[[User], PageClient]
TOAST = "I make toast for Ruby and then I do my own coat"


@pytest.fixture
def leo(cast: Cast, writing_as: Writing) -> Child:
    """Eight visits, a conference five months ago and one to come, a worry at 5, and words of his own. His father is
    not to be contacted.
    """
    with writing_as(cast.amira) as uow:
        for weeks in (40, 36, 30, 24, 18, 12, 8, 2):
            on = TODAY - timedelta(weeks=weeks)
            grades = all_grades(cast.leo, on, 2) | {"nutrition_quality": 4, "absence": 5 if weeks < 20 else 3}
            signed_visit(uow, cast.leo, on, grades, words={"nutrition_quality": TOAST} if weeks == 2 else None)
        conferences_of(uow, cast.leo)
    with writing_as(cast.chloe) as uow:
        father = Adult(family=cast.leo.family, name="Gareth Pike", address="9 Mill Lane", not_to_be_contacted=True)
        uow.session.add(CareRelation(adult=father, child=cast.leo, relationship_to_child=Relationship.FATHER))
        uow.session.add(
            Sight(
                child=cast.leo, user=cast.ewa, kind=SightKind.CHAIR, from_at=NOW, given_by=cast.chloe, reason="",
                until_at=NOW + timedelta(days=20),
            )
        )  # fmt: skip
    return cast.leo


@pytest.fixture(autouse=True)
def _without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pages, set here: the process of its own is looked at in tests/conference."""
    monkeypatch.setattr(composing, "typeset", set_pages)
    monkeypatch.setattr(composing, "typeset_within", set_within)


def told(client: PageClient, pack: Pack) -> str:
    page = soup_of(client, f"/children/{pack.child_id}/packs/{pack.id}")
    return " ".join(page.get_text(" ").split())


def test_the_worker_prepares_the_manager_checks_and_issues_and_the_chair_reads(
    as_: As, cast: Cast, leo: Child, session: Session, client: PageClient
) -> None:
    begin(as_(cast.amira), leo)
    assert "A manager then checks that very page" in told(client, newest_pack(session))
    assert not step(client, newest_pack(session), "prepare")
    prepared = newest_pack(session)
    # A worker cannot check, and nobody can issue what is not checked.
    assert client.post(f"/children/{leo.id}/packs/{prepared.id}/check").status_code == 404
    assert "This pack is waiting to be checked" in step(as_(cast.chloe), prepared, "issue")
    assert leo.full_name in soup_of(client, "/packs").get_text()
    assert not step(client, prepared, "check")
    assert not step(client, newest_pack(session), "issue")
    issued = newest_pack(session)
    assert (issued.state, issued.body) == (PackState.ISSUED, prepared.body)

    read = told(as_(cast.ewa), issued)
    for said in ("2 at 4 or 5 now", "When left 3 3 5 not met", TOAST, "minutes not sent", "Seen and heard"):
        assert said in read
    assert "Gareth" not in read
    assert "Mill Lane" not in read
    assert not step(client, issued, "read")
    assert newest_pack(session).state is PackState.READ

    taken = take(client, f"/children/{leo.id}/packs/{issued.id}/for-members", "professional", "pdf")
    assert taken.mimetype == "application/pdf"
    assert taken.get_data() == issued.pdf
    assert leo.first_name not in taken.headers["Content-Disposition"]


def test_anybody_can_see_whether_a_paper_is_one_of_ours_and_unchanged(
    as_: As, cast: Cast, leo: Child, session: Session, client: PageClient
) -> None:
    begin(as_(cast.amira), leo)
    pack = issue(client, cast, session)
    number = number_of(pack.sha256)

    def asked(**sent: object) -> str:
        answer = as_(cast.dev).post("/packs/known", data=sent, content_type="multipart/form-data")
        return " ".join(answer.get_data(as_text=True).split())

    assert f"This file is pack {number}, issued 16 November 2026, unchanged." in asked(
        file=(io.BytesIO(pack.pdf or b""), "pack.pdf")
    )
    known = asked(number=f"Pack {number}")
    assert f"This is the number of pack {number}, issued 16 November 2026, unchanged." in known
    assert leo.family_name not in known
    changed = (pack.pdf or b"") + b"\n"
    assert "Not known here" in asked(file=(io.BytesIO(changed), "pack.pdf"))
    assert "Choose the file, or type the number" in asked(number=number[:9])


def test_a_later_issue_lists_what_has_changed_and_replaces_the_one_before(
    as_: As, cast: Cast, leo: Child, session: Session, client: PageClient, writing_as: Writing
) -> None:
    begin(as_(cast.amira), leo)
    first = issue(client, cast, session)
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 2) | {"hygiene": 5})
    begin(as_(cast.amira), leo)
    second = issue(client, cast, session)
    assert (second.number, second.before_id) == (2, first.id)
    said = told(client, second)
    assert "Changed since issue 1 of 16 November 2026" in said
    assert "New: Keeping clean: 5 not met, 16 November 2026" in said
    assert session.get_one(Pack, first.id).state is PackState.REPLACED
    assert "A later issue has replaced it" in as_(cast.ewa).post(
        "/packs/known", data={"number": first.sha256}
    ).get_data(as_text=True)


def test_a_pack_that_is_sent_back_says_why_and_is_drawn_anew(
    as_: As, cast: Cast, leo: Child, session: Session, client: PageClient
) -> None:
    begin(as_(cast.amira), leo)
    step(client, newest_pack(session), "prepare")
    assert not step(as_(cast.chloe), newest_pack(session), "send-back", reason="Ask Leo about Friday")
    assert "Ask Leo about Friday" in told(as_(cast.amira), newest_pack(session))
    assert not step(client, newest_pack(session), "write", note="Who gets Leo up on Fridays?")
    assert not step(client, newest_pack(session), "prepare")
    assert "Who gets Leo up on Fridays?" in newest_pack(session).body


def test_a_familys_pack_says_only_what_a_worker_has_approved(
    as_: As, cast: Cast, leo: Child, session: Session, client: PageClient
) -> None:
    begin(as_(cast.amira), leo, PackFor.CARERS)
    pack = newest_pack(session)
    address = f"/children/{leo.id}/packs/{pack.id}/write"
    assert "neither approved nor left out" in step(client, pack, "prepare")
    page = soup_of(client, address)
    assert TOAST not in page.get_text()
    own = next(box["name"].removeprefix("text_") for box in page.find_all("textarea") if not box.get_text().strip())

    def refused(text: str) -> str:
        return client.post(address, data=decided(page, **{own: text})).get_data(as_text=True)

    assert "must not be on this paper" in refused("Leo slept at 4 Weir Court")
    assert "must not be on this paper" in refused("Gareth came by on Friday")
    assert "without the word" in refused("Leo is neglected")
    assert "without a grade" in refused("Love: 4")
    assert client.post(address, data=decided(page, **{own: "Leo likes it when Gran comes"})).status_code == 303
    issued = issue(client, cast, session)
    assert "Leo likes it when Gran comes" in issued.body
    assert "grade" not in issued.body
    assert f"on {CONFERENCE.day} November 2026" in issued.body
    # Each kind of pack has its own readers.
    assert client.post(f"/children/{leo.id}/packs/{issued.id}/for-members", data={}).status_code == 200
    assert take(client, f"/children/{leo.id}/packs/{issued.id}/for-members", "professional", "pdf").status_code == 404
    carer = f"carer-{cast.mum.id}"
    given = take(client, f"/children/{leo.id}/packs/{issued.id}/for-carers", carer, "pdf")
    assert hashlib.sha256(given.get_data()).hexdigest() == issued.pdf_sha256


def test_a_young_persons_pack_is_written_to_the_child(
    as_: As, cast: Cast, leo: Child, session: Session, client: PageClient
) -> None:
    begin(as_(cast.amira), leo, PackFor.YOUNG_PERSON)
    page = soup_of(client, f"/children/{leo.id}/packs/{newest_pack(session).id}/write")
    assert f"you said: “{TOAST}”" in page.get_text()
    client.post(f"/children/{leo.id}/packs/{newest_pack(session).id}/write", data=decided(page))
    body = issue(client, cast, session).body
    assert "It is for the grown-ups to change it, not for you." in body
    assert "What you want to say" in body


def test_a_chart_is_taken_as_a_picture_with_its_title_axis_and_day_inside(
    as_: As, cast: Cast, leo: Child, client: PageClient
) -> None:
    address = f"/children/{leo.id}/care-over-time/safety/picture"
    drawing = take(as_(cast.amira), address, "professional", "svg")
    assert drawing.mimetype == "image/svg+xml"
    svg = drawing.get_data(as_text=True)
    for said in (
        "Leo: Safety: 8 visits",
        "Best at the top: 1 going well, 5 not met",
        "up to 16 November 2026",
        "Copy ",
    ):
        assert said in svg
    png = take(client, address, "professional", "png").get_data()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 20_000
    assert client.get(f"/children/{leo.id}/care-over-time/nothing/picture").status_code == 200
    assert take(client, f"/children/{leo.id}/care-over-time/nothing/picture", "professional", "png").status_code == 404
