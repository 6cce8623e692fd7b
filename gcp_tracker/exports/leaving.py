"""The one way out of the house: whatever is a file or a paper is made below `leaves`, which asks who it is for.

    @bp.route("/children/<uuid:child_id>/grades/file", methods=["GET", "POST"])
    @child_page("child:export")
    @leaves("grades", back="record.child_page")
    def grades_file(child: Child, copy: Copy) -> Sheet: ...

A route below it gives back one of `Made`. A file that is sent otherwise is refused, and so is a page made for paper:
its layout asks for the copy that it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Flask, Response, g, make_response, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gcp_tracker.exports.copies import (
    MIMETYPES,
    Copy,
    frozen_file,
    new_reference,
    picture_file,
    reference_of,
    sheet_file,
    written_file,
)
from gcp_tracker.exports.forms import PURPOSES, WhoForForm
from gcp_tracker.exports.queries import last_copy
from gcp_tracker.exports.screens import NOTHING_KEPT_BACK, Screen, screen_of
from gcp_tracker.exports.service import record_export
from gcp_tracker.exports.sheets import Sheet
from gcp_tracker.models import Base, Child, Profile
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.recipients import EXPORTS, Export, Format, Terms
from gcp_tracker.rules.sentences import begun_large
from gcp_tracker.spreadsheets import SheetFile
from gcp_tracker.web import clock
from gcp_tracker.web.access import (
    View,
    brothers_and_sisters_who_may,
    reading,
    session_key,
    signed_in_user,
    unit_of_work,
)
from gcp_tracker.web.downloads import download
from gcp_tracker.web.freshness import require_fresh
from gcp_tracker.web.templating import page
from gcp_tracker.workbooks import EXCEL


@dataclass(frozen=True, slots=True)
class Paper:
    """A page that extends layouts/paper.html."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A file that was made before, and leaves as it is kept: nothing is put into it or taken out."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of our own, as SVG. `title` is of the file, without a name."""

    title: str
    drawing: Markup


@dataclass(frozen=True, slots=True)
class Written:
    """A document of our own in one of several formats: `write` makes its bytes. What its recipient is not given was
    left out before.
    """

    title: str
    write: Callable[[Format], bytes]


FILES = ("text/csv", EXCEL, *MIMETYPES.values(), "image/png")
Made = Sheet | Paper | Frozen | Picture | Written
Unless = Callable[..., ResponseReturnValue | None]


class LeftUnasked(RuntimeError):
    """Something left, or was about to, without anybody having been asked who it is for."""


def leaves(key: str, *, back: str, unless: Unless | None = None) -> Callable[[Callable[..., Made]], View]:
    """Below the loader. `key` names a row of rules.recipients.EXPORTS, `back` the endpoint that it is asked from;
    `unless` gives the answer where there is nothing to make. The route gets `copy` beside its record.
    """
    export = EXPORTS[key]

    def wrap(view: Callable[..., Made]) -> View:
        @wraps(view)
        def asked_first(**about: Any) -> ResponseReturnValue:
            if unless is not None and (instead := unless(**about)) is not None:
                return instead
            require_fresh()
            child = _child_in(about)
            form = WhoForForm().for_export(export, child, signed_in_user())
            if form.validate_on_submit():
                try:
                    return _made(view, about, child, form.terms(), form.carer_id)
                except RuleBroken as broken:
                    _put_beside(form, broken)
            if request.method == "GET":
                form.fill_from(last_copy(reading(), signed_in_user(), session_key()))
            return _asked(export, child, form, _address(back, about))

        asked_first.leaves = key  # type: ignore[attr-defined]  # read by the test that walks every route
        return asked_first

    return wrap


def this_copy() -> Copy:
    """For layouts/paper.html: which copy this paper is. Raises LeftUnasked for a page that none was made for."""
    copy = g.get("copy_made")
    if not isinstance(copy, Copy):
        raise LeftUnasked("a page for paper was made outside `leaves`")
    return copy


def init_leaving(app: Flask) -> None:
    app.jinja_env.globals["this_copy"] = this_copy

    @app.after_request
    def refuse_what_nobody_was_asked_about(response: Response) -> Response:
        attached = response.headers.get("Content-Disposition", "").startswith("attachment")
        if (attached or response.mimetype in FILES) and not g.get("copy_recorded"):
            raise LeftUnasked(f"{request.endpoint} sent a file outside `leaves`")
        return response


def _made(
    view: Callable[..., Made],
    about: Mapping[str, Any],
    child: Child | None,
    terms: Terms,
    carer_id: int | None,
) -> ResponseReturnValue:
    # A form holds the database’s write lock, and a long file made under it would keep every save waiting.
    reading().rollback()
    about_number = reference_of(child) if child is not None else ""
    screen = _screen(terms, child)
    copy = Copy(terms, screen, new_reference(), signed_in_user().name, clock.now(), about_number)
    g.copy_made = copy
    made = view(**about, copy=copy)
    if not isinstance(made, Paper):
        form = _format_asked(terms.export)
        file = _file(copy, made, form)
        response, sha256 = download(file), file.sha256
    else:
        form, whole = Format.PAPER, screen.markup(page(made.template, **made.context)).encode()
        response, sha256 = make_response(whole), hashlib.sha256(whole).hexdigest()
    with unit_of_work() as uow:
        record_export(uow, copy, form, sha256, child=child, carer_id=carer_id)
    g.copy_recorded = True
    return response


def _file(copy: Copy, made: Sheet | Frozen | Picture | Written, form: Format) -> SheetFile:
    if isinstance(made, Sheet):
        return sheet_file(copy, made, form)
    if isinstance(made, Frozen):
        return frozen_file(copy, made.name, made.content)
    if isinstance(made, Written):
        return written_file(copy, made.title, made.write(form), form)
    return picture_file(copy, made.title, copy.screen.markup(made.drawing), form)


def _asked(export: Export, child: Child | None, form: WhoForForm, back: str) -> str:
    return page(
        "exports/who_for.html",
        export=export,
        title=begun_large(export.title),
        child=child,
        form=form,
        asks_name=any(one.is_asked_by_name for one in export.recipients),
        purposes=PURPOSES,
        formats=export.formats,
        back=back,
    )


def _address(endpoint: str, about: Mapping[str, Any]) -> str:
    """With what the page was asked for beside its record."""
    named = {name: one for name, one in about.items() if not isinstance(one, Base)}
    path = url_for(endpoint, **named, **{f"{name}_id": one.id for name, one in about.items() if name not in named})
    return f"{path}?{request.query_string.decode()}" if request.query_string else path


def _screen(terms: Terms, child: Child | None) -> Screen:
    if child is None:
        return NOTHING_KEPT_BACK
    readable = {one.id for one in brothers_and_sisters_who_may("child:read", child)}
    return screen_of(terms, child, readable)


def _child_in(about: Mapping[str, Any]) -> Child | None:
    for record in about.values():
        if isinstance(record, Child):
            return record
        if isinstance(record, Profile):
            return record.child
    return None


def _format_asked(export: Export) -> Format:
    asked = request.form.get("format", "")
    return next((form for form in export.formats if form.value == asked), export.formats[0])


def _put_beside(form: WhoForForm, broken: RuleBroken) -> None:
    field = form[broken.field] if broken.field and broken.field in form else None
    if field is None:
        form.form_errors.append(broken.sentence)
    else:
        field.errors = [*field.errors, broken.sentence]
