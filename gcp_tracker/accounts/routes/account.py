"""One’s own account: second factors, and the devices that one is signed in on."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from gcp_tracker.accounts import changes, queries
from gcp_tracker.accounts.routes.blueprint import bp
from gcp_tracker.accounts.service import (
    end_all_sign_ins,
    end_other_sign_in,
    note_known,
    remove_authenticator,
    remove_passkey,
)
from gcp_tracker.accounts.sessions import current_name, forget_untold, sign_in_settings
from gcp_tracker.rules.permissions import is_allowed_by_role
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.forms import Form, writing
from gcp_tracker.web.freshness import fresh, is_half_signed_in
from gcp_tracker.web.templating import page


@bp.get("/account")
@role_page("own_account:manage")
def account() -> ResponseReturnValue:
    return _account(Form())


def _account(form: Form) -> ResponseReturnValue:
    user, session = signed_in_user(), reading()
    told = changes.told_of(session, user, clock.now())
    return page(
        "accounts/account.html",
        form=form,
        user=user,
        told=told,
        is_untold=any(one.change.known_at is None for one in told),
        others=changes.others_to_tell(session, user, told, clock.today()) if told else [],
        role_words=", ".join(RoleName(role.name).words for role in user.roles),
        sign_ins=queries.sign_ins(session, user, clock.now()),
        here=current_name(),
        has_calendar=is_allowed_by_role("own_calendar:manage", [role.name for role in user.roles])
        and not is_half_signed_in(),
        needs_second_factor=sign_in_settings().needs_second_factor,
    )


@bp.post("/account/known")
@role_page("own_account:manage")
def known() -> ResponseReturnValue:
    """Somebody has read what was done with their account: it stays on this page, and no other tells of it."""
    form = Form()
    with writing(form) as uow:
        note_known(uow)
        forget_untold()
        return redirect(url_for("accounts.account"), 303)
    return _account(form)


@bp.get("/account/second-factor")
@role_page("own_account:manage")
def second_factor() -> ResponseReturnValue:
    """Which one to add. Somebody new is led here before anything else opens."""
    return page("accounts/second_factor.html", user=signed_in_user(), is_first=is_half_signed_in())


@bp.post("/account/passkeys/<int:passkey_id>/remove")
@role_page("own_account:manage")
@fresh
def passkey_remove(passkey_id: int) -> ResponseReturnValue:
    form = Form()
    with writing(form) as uow:
        remove_passkey(uow, passkey_id, is_needed=sign_in_settings().needs_second_factor)
        return redirect(url_for("accounts.account"), 303)
    return _account(form)


@bp.post("/account/authenticator/remove")
@role_page("own_account:manage")
@fresh
def authenticator_remove() -> ResponseReturnValue:
    form = Form()
    with writing(form) as uow:
        remove_authenticator(uow, is_needed=sign_in_settings().needs_second_factor)
        return redirect(url_for("accounts.account"), 303)
    return _account(form)


@bp.post("/account/sign-ins/<int:sign_in_id>/end")
@role_page("own_account:manage")
def sign_in_end(sign_in_id: int) -> ResponseReturnValue:
    form = Form()
    with writing(form) as uow:
        end_other_sign_in(uow, signed_in_user(), sign_in_id)
        return redirect(url_for("accounts.account"), 303)
    return _account(form)


@bp.post("/account/sign-ins/end-others")
@role_page("own_account:manage")
def sign_ins_end_others() -> ResponseReturnValue:
    form = Form()
    with writing(form) as uow:
        end_all_sign_ins(uow, signed_in_user(), keep=current_name())
        return redirect(url_for("accounts.account"), 303)
    return _account(form)
