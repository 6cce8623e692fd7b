"""Conference packs on every page: one that is written, one that waits to be checked, one that was issued."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gcp_tracker.conference import service
from gcp_tracker.conference.composing import compose_for_members
from gcp_tracker.conference.contents import contents_of
from gcp_tracker.conference.details import NewSentence, PackDetails, Page, Printed
from gcp_tracker.exports.screens import NOTHING_KEPT_BACK
from gcp_tracker.models import Child, Pack
from gcp_tracker.rules.packs import PackFor, PackPart
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.browser.site import Site
from tests.cast import NOW, TODAY, USUAL


def packs_of(site: Site) -> dict[str, Any]:
    """Of Leo: drawn from his own record."""
    sentence = NewSentence(PackPart.GOING_WELL, "own_1", "A sentence of your own", "Leo laughs a lot")
    with site.writing_as(site.cast.amira) as uow:
        leo = uow.session.get_one(Child, site.cast.leo.id)
        written = service.open_pack(uow, leo, _details(PackFor.CARERS), [sentence])
        issued, printed = prepared_pack(uow, leo)
        found = {"written_pack": written.id, "issued_pack": issued.id}
    with site.writing_as(site.cast.chloe) as uow:
        issued = uow.session.get_one(Pack, found["issued_pack"])
        service.check_pack(uow, issued)
        service.issue_pack(uow, issued, printed, issued.sha256)
    return found


def prepared_pack(uow: UnitOfWork, child: Child) -> tuple[Pack, Printed]:
    """For the members of a conference, with what is printed of it."""
    pack = service.open_pack(uow, child, _details(PackFor.PROFESSIONALS), [])
    uow.session.flush()
    drawn = compose_for_members(pack, contents_of(uow.session, child, USUAL, TODAY), NOTHING_KEPT_BACK)
    made = drawn.set_as
    page = Page(drawn.body, drawn.sha256, drawn.facts, "1.2", made.core_pages, made.pages)
    service.prepare_pack(uow, pack, page, pack.version)
    return pack, Printed(made.pdf, made.pages, NOW)


def _details(made_for: PackFor) -> PackDetails:
    return PackDetails(made_for, MeetingKind.REVIEW_CONFERENCE, TODAY)


def packs_addresses(written: object, issued: object, leo: str) -> Iterator[tuple[str, str, str]]:
    """Endpoint, who opens it, where."""
    yield "conference.packs", "amira", f"{leo}/packs"
    yield "conference.pack", "amira", f"{leo}/packs/{issued}"
    yield "conference.new", "amira", f"{leo}/packs/new?for=young_person"
    yield "conference.write", "amira", f"{leo}/packs/{written}/write"
    yield "conference.put_aside", "amira", f"{leo}/packs/{written}/put-aside"
    yield "conference.send_back", "chloe", f"{leo}/packs/{issued}/send-back"
    yield "conference.for_members", "amira", f"{leo}/packs/{issued}/for-members"
    yield "conference.for_carers", "amira", f"{leo}/packs/{issued}/for-carers"
    yield "conference.for_young_person", "amira", f"{leo}/packs/{issued}/for-young-person"
    yield "conference.waiting", "chloe", "/packs"
    yield "conference.waiting", "ewa", "/packs"
    yield "conference.known", "amira", "/packs/known"
    yield "record.picture", "amira", f"{leo}/care-over-time/safety/picture"
