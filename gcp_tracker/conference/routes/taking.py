"""A pack as a file: the very bytes that were issued, for somebody by name."""

from __future__ import annotations

from uuid import UUID

from flask import abort
from flask.typing import ResponseReturnValue

from gcp_tracker.conference import queries
from gcp_tracker.conference.routes.blueprint import bp, pack_of, to_pack
from gcp_tracker.exports.copies import Copy
from gcp_tracker.exports.leaving import Frozen, leaves
from gcp_tracker.models import Child, Pack
from gcp_tracker.rules.packs import PackFor, number_of
from gcp_tracker.web.access import child_page, reading


def _not_issued(child: Child, number: UUID) -> ResponseReturnValue | None:
    pack = pack_of(child, number)
    return None if pack.state.is_frozen else to_pack(pack)


@bp.route("/children/<uuid:child_id>/packs/<uuid:number>/for-members", methods=["GET", "POST"])
@child_page("pack:export")
@leaves("pack", back="conference.pack", unless=_not_issued)
def for_members(child: Child, number: UUID, copy: Copy) -> Frozen:
    return _frozen(child, number, PackFor.PROFESSIONALS)


@bp.route("/children/<uuid:child_id>/packs/<uuid:number>/for-carers", methods=["GET", "POST"])
@child_page("pack:export")
@leaves("carers_pack", back="conference.pack", unless=_not_issued)
def for_carers(child: Child, number: UUID, copy: Copy) -> Frozen:
    return _frozen(child, number, PackFor.CARERS)


@bp.route("/children/<uuid:child_id>/packs/<uuid:number>/for-young-person", methods=["GET", "POST"])
@child_page("pack:export")
@leaves("young_pack", back="conference.pack", unless=_not_issued)
def for_young_person(child: Child, number: UUID, copy: Copy) -> Frozen:
    return _frozen(child, number, PackFor.YOUNG_PERSON)


def _frozen(child: Child, number: UUID, made_for: PackFor) -> Frozen:
    """Of another kind it is not there: each has its own recipients."""
    pack: Pack = pack_of(child, number)
    pdf = queries.pdf_of(reading(), pack)
    if pack.made_for is not made_for or pdf is None:
        abort(404)
    return Frozen(f"pack-{number_of(pack.sha256).replace(' ', '-')}", pdf)
