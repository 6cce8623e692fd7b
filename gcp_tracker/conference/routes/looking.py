"""Reading packs: a child’s, one of them, those that wait for somebody, and whether a paper is one of ours."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gcp_tracker.conference import queries
from gcp_tracker.conference.composing import title_of
from gcp_tracker.conference.forms import KnownForm
from gcp_tracker.conference.known import Known, known_as
from gcp_tracker.conference.routes.blueprint import bp, pack_of
from gcp_tracker.conference.typesetting import MISSING, can_typeset
from gcp_tracker.exports.forms import sent_file_hash
from gcp_tracker.models import Child, Pack
from gcp_tracker.record.queries import child_standing
from gcp_tracker.rules.packs import PackFor, PackState, can_become, number_of
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.web import access, clock
from gcp_tracker.web.access import child_page, reading, role_page, signed_in_user, unit_of_work
from gcp_tracker.web.forms import DraftForm
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.templating import page


@bp.get("/children/<uuid:child_id>/packs")
@child_page("pack:read")
def packs(child: Child) -> ResponseReturnValue:
    session, today = reading(), clock.today()
    found = queries.packs_of_child(session, child)
    return page(
        "conference/packs.html",
        child=child,
        standing=child_standing(session, child, today),
        packs=found,
        readers=PackFor,
        being_made={one.made_for for one in found if one.state.is_open},
        planned=queries.next_conference(session, child, today),
        number_of=number_of,
        missing="" if can_typeset() else MISSING,
    )


@bp.get("/children/<uuid:child_id>/packs/<uuid:number>")
@child_page("pack:read")
def pack(child: Child, number: UUID) -> ResponseReturnValue:
    return pack_page(pack_of(child, number), DraftForm())


def pack_page(pack: Pack, form: DraftForm) -> str:
    """The same page for what a rule said against a button on it."""
    if not form.is_submitted():
        form.seen.data = str(pack.version)
    return page(
        "conference/pack.html",
        child=pack.child,
        pack=pack,
        form=form,
        title=title_of(pack, pack.child),
        body=Markup(pack.body),  # noqa: S704 - drawn and kept by ourselves, every text escaped
        number=number_of(pack.sha256),
        steps={step: can_become(pack.state, step) for step in PackState},
        states=PackState,
        undecided=sum(bool(one.text) and not one.is_decided for one in pack.sentences),
        prepared_by_reader=pack.prepared_by_id == signed_in_user().id,
    )


@bp.get("/packs")
@role_page("packs:list")
def waiting() -> ResponseReturnValue:
    """A manager’s to check and issue, a chair’s to read."""
    reader = signed_in_user()
    checks = reader.is_a(RoleName.MANAGER)
    listed = queries.packs_to_check if checks else queries.packs_to_read
    found = listed(reading(), reader, clock.now())
    access.know_relations(one.child for one in found)
    record_list("packs", len({one.child_id for one in found}))
    return page("conference/waiting.html", found=found, checks=checks)


@bp.route("/packs/known", methods=["GET", "POST"])
@role_page("pack:trace")
def known() -> ResponseReturnValue:
    form = KnownForm()
    if not form.validate_on_submit():
        return page("conference/known.html", form=form, asked="", found=None)
    asked = sent_file_hash(form.file.data) or queries.asked_of(form.number.data or "")
    if not asked:
        form.number.errors = ["Choose the file, or type the number that stands on every page of it"]
        return page("conference/known.html", form=form, asked="", found=None)
    with unit_of_work() as uow:
        found = queries.known_pack(uow.session, signed_in_user(), clock.now(), asked)
        uow.record("pack:trace", subject=found, reason="known" if found else "not known", values={"asked": asked})
    return page("conference/known.html", form=form, asked=asked, found=_told(found, asked) if found else None)


def _told(found: Pack, asked: str) -> Known:
    access.know_relations([found.child])
    return known_as(found, asked, names=access.may("pack:read", found.child))
