"""The steps of a pack: prepared, checked or sent back, issued, read.

A page is drawn, and its PDF set, before the write begins: that takes a second, and no save has to wait for it.
"""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue

from gcp_tracker.change.constants import VERSION
from gcp_tracker.conference import service
from gcp_tracker.conference.composing import Composed, compose_for_members, compose_in_sentences, typeset_pack
from gcp_tracker.conference.contents import contents_of
from gcp_tracker.conference.details import Page, Printed
from gcp_tracker.conference.forms import WhyForm
from gcp_tracker.conference.routes.blueprint import bp, pack_of, to_pack
from gcp_tracker.conference.routes.looking import pack_page
from gcp_tracker.exports.screens import screen_of
from gcp_tracker.models import Child, Pack
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.packs import PackState, check_can_become
from gcp_tracker.rules.recipients import EXPORTS, Recipient, Terms
from gcp_tracker.web import clock
from gcp_tracker.web.access import brothers_and_sisters_who_may, child_page, reading
from gcp_tracker.web.forms import DraftForm, writing
from gcp_tracker.web.local import settings_for
from gcp_tracker.web.templating import page


@bp.post("/children/<uuid:child_id>/packs/<uuid:number>/prepare")
@child_page("pack:prepare")
def prepare(child: Child, number: UUID) -> ResponseReturnValue:
    reading().rollback()
    pack, form = pack_of(child, number), DraftForm()
    if form.validate_on_submit():
        try:
            check_can_become(pack.state, PackState.PREPARED)
            service.check_seen(pack, form.seen_count())
            drawn = draw(pack)
        except RuleBroken as broken:
            form.form_errors.append(broken.sentence)
            return pack_page(pack, form)
        with writing(form) as uow:
            service.prepare_pack(uow, pack, drawn, form.seen_count())
            return to_pack(pack)
    return pack_page(pack, form)


def draw(pack: Pack) -> Page:
    """The page as it is today, for whoever prepares it. Raises RuleBroken."""
    composed = _composed(pack)
    drawn = Page(
        composed.body,
        composed.sha256,
        composed.facts,
        VERSION,
        composed.set_as.core_pages,
        composed.set_as.pages,
    )
    reading().rollback()
    return drawn


def _composed(pack: Pack) -> Composed:
    child = pack.child
    if pack.made_for.is_in_sentences:
        service.check_prepared(pack)
        return compose_in_sentences(pack, child)
    terms = Terms(EXPORTS["pack"], Recipient.PROFESSIONAL, "", "")
    readable = {one.id for one in brothers_and_sisters_who_may("child:read", child)}
    told = contents_of(reading(), child, settings_for(child), clock.today())
    return compose_for_members(pack, told, screen_of(terms, child, readable))


@bp.post("/children/<uuid:child_id>/packs/<uuid:number>/check")
@child_page("pack:check")
def check(child: Child, number: UUID) -> ResponseReturnValue:
    pack, form = pack_of(child, number), DraftForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.check_pack(uow, pack)
            return to_pack(pack)
    return pack_page(pack, form)


@bp.route("/children/<uuid:child_id>/packs/<uuid:number>/send-back", methods=["GET", "POST"])
@child_page("pack:check")
def send_back(child: Child, number: UUID) -> ResponseReturnValue:
    pack, form = pack_of(child, number), WhyForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.send_back(uow, pack, form.reason.data)
            return to_pack(pack)
    return page("conference/send_back.html", form=form, child=child, pack=pack)


@bp.post("/children/<uuid:child_id>/packs/<uuid:number>/issue")
@child_page("pack:issue")
def issue(child: Child, number: UUID) -> ResponseReturnValue:
    reading().rollback()
    pack, form = pack_of(child, number), DraftForm()
    if form.validate_on_submit():
        try:
            check_can_become(pack.state, PackState.ISSUED)
            service.check_seen(pack, form.seen_count())
            now = clock.now()
            set_as = typeset_pack(pack, child, pack.body, now)
        except RuleBroken as broken:
            form.form_errors.append(broken.sentence)
            return pack_page(pack, form)
        sha256 = pack.sha256
        with writing(form) as uow:
            service.issue_pack(uow, pack, Printed(set_as.pdf, set_as.pages, now), sha256)
            return to_pack(pack)
    return pack_page(pack, form)


@bp.post("/children/<uuid:child_id>/packs/<uuid:number>/read")
@child_page("pack:mark_read")
def mark_read(child: Child, number: UUID) -> ResponseReturnValue:
    pack, form = pack_of(child, number), DraftForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.read_pack(uow, pack)
            return to_pack(pack)
    return pack_page(pack, form)
