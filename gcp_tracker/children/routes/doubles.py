"""Two records of one child: found, looked at side by side, merged, told apart, parted again."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.children import queries, service
from gcp_tracker.children.forms.doubles import ApartForm, PartForm, PassForm, merge_form
from gcp_tracker.children.routes.blueprint import bp
from gcp_tracker.children.routes.private import shows_address
from gcp_tracker.models import Child, ChildMerge, Household
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.web import clock
from gcp_tracker.web.access import (
    brothers_and_sisters_who_may,
    child_page,
    pair_page,
    reading,
    role_page,
    signed_in_user,
)
from gcp_tracker.web.forms import writing
from gcp_tracker.web.looks import record_list
from gcp_tracker.web.searching import search_asked, show_found
from gcp_tracker.web.templating import page


@bp.get("/possibly-the-same")
@role_page("doubles:list")
def possibly_the_same() -> ResponseReturnValue:
    """A manager sees pairs of the own team; the data officer sees numbers, and which team to turn to."""
    user = signed_in_user()
    found = queries.doubles_for(reading(), user, clock.now())
    manages = user.is_a(RoleName.MANAGER)
    record_list("doubles", 2 * len(found.pairs))
    return page("children/possibly_the_same.html", manages=manages, pairs=found.pairs, elsewhere=found.elsewhere)


@bp.post("/children/<uuid:child_id>/pass-to/<int:number>")
@child_page("child:allocate")
def pass_on(child: Child, number: int) -> ResponseReturnValue:
    """To the team that may have this child on record already: the only one that is offered."""
    found = queries.intake_children_elsewhere(reading(), signed_in_user(), clock.now(), child.authority_id)
    team = next((one.team for one in found if one.child.id == child.id and one.team.id == number), None)
    if team is None:
        abort(404)
    form = PassForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.pass_to_team(uow, child, team)
    return redirect(url_for("children.possibly_the_same"), 303)


@bp.get("/children/<uuid:child_id>/same-as")
@child_page("child:merge")
def same_as(child: Child) -> ResponseReturnValue:
    """Another record of this child, looked for by name or number, where names and dates are too unlike to be found."""
    search, asking = search_asked(), (reading(), signed_in_user(), clock.now())
    found = queries.children_of_team_like(*asking, child, search.words) if search.words else []
    if search.words:
        record_list("child", len(found), search.words)
    return page("children/same_as.html", child=child, search=search, found=found)


@bp.post("/children/<uuid:child_id>/same-as/find")
@child_page("child:merge")
def find_same_as(child: Child) -> ResponseReturnValue:
    return show_found("children.same_as", child_id=child.id)


@bp.route("/children/<uuid:child_id>/same-as/<uuid:other_id>", methods=["GET", "POST"])
@pair_page("child:merge")
def merge(child: Child, other: Child) -> ResponseReturnValue:
    """`child` is the record that is kept."""
    sheet = queries.side_by_side(reading(), child, other, clock.today())
    form = merge_form(sheet)
    if form.validate_on_submit():
        with writing(form) as uow:
            service.merge_children(uow, child, other, form.details(sheet))
            return redirect(url_for("children.merged_records", child_id=child.id), 303)
    return _pair(child, other, sheet, form, ApartForm(formdata=None))


@bp.post("/children/<uuid:child_id>/same-as/<uuid:other_id>/two-children")
@pair_page("child:merge")
def tell_apart(child: Child, other: Child) -> ResponseReturnValue:
    apart = ApartForm()
    if apart.validate_on_submit():
        with writing(apart) as uow:
            service.tell_apart(uow, child, other, apart.why.data)
            return redirect(url_for("children.possibly_the_same"), 303)
    sheet = queries.side_by_side(reading(), child, other, clock.today())
    return _pair(child, other, sheet, merge_form(sheet), apart)


@bp.get("/children/<uuid:child_id>/merged-records")
@child_page("child:merge")
def merged_records(child: Child) -> ResponseReturnValue:
    merges = queries.merges_into(reading(), [child.id])
    return page("children/merged_records.html", child=child, merges=merges, can_part=_can_part)


@bp.route("/children/<uuid:child_id>/merged-records/<int:number>/part", methods=["GET", "POST"])
@child_page("child:merge")
def part(child: Child, number: int) -> ResponseReturnValue:
    merge = next((one for one in queries.merges_into(reading(), [child.id]) if one.id == number), None)
    if merge is None:
        abort(404)
    form = PartForm()
    if form.validate_on_submit():
        with writing(form) as uow:
            service.part_children(uow, merge, form.reason.data)
            return redirect(url_for("children.merged_records", child_id=child.id), 303)
    if not _can_part(merge) and request.method == "GET":
        abort(404)
    return page("children/part.html", form=form, child=child, merge=merge)


def _pair(child: Child, other: Child, sheet: queries.SideBySide, form: object, apart: ApartForm) -> str:
    left = [one for one in brothers_and_sisters_who_may("child:read", other) if one.id not in (child.id, other.id)]
    return page(
        "children/merge.html",
        child=child,
        other=other,
        sheet=sheet,
        form=form,
        apart=apart,
        left_behind=left if other.family_id != child.family_id else [],
        alike=queries.why_alike(child, other),
        address=_address,
    )


def _address(home: Household, child: Child) -> str:
    """Empty where it is kept from the reader."""
    return home.address if shows_address(queries.home_now(home, [child], clock.today())) else ""


def _can_part(merge: ChildMerge) -> bool:
    try:
        service.check_can_part(reading(), merge)
    except RuleBroken:
        return False
    return True
