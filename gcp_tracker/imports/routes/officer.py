"""Whose files the pages of uploads are about, and where they wait."""

from __future__ import annotations

from flask import abort, current_app

from gcp_tracker.imports.desk import authority_of
from gcp_tracker.imports.uploads import Uploads, clear_old_uploads
from gcp_tracker.models import Authority
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.web import clock
from gcp_tracker.web.access import signed_in_user, unit_of_work


def own_uploads(kind: str = "") -> Uploads:
    """Of whoever is signed in, for a day. `kind`: of files that lie apart from returns."""
    config = current_app.extensions["gcp_config"]
    now = clock.now().timestamp()
    clear_old_uploads(config.instance, now)
    key = config.database_key or config.secret_key
    return Uploads.in_folder(config.instance, key, signed_in_user().id, now, kind)


def officers_authority() -> Authority:
    return authority_of(unit_of_work()) or abort(404)


def without_the_lock() -> UnitOfWork:
    """A POST holds the database’s write lock; a large file looked over under it would keep all saves waiting."""
    uow = unit_of_work()
    uow.session.rollback()
    return uow
