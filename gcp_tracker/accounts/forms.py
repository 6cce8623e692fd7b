"""Forms of signing in, of second factors and of one’s own account. Those that Flask-Security’s pages use are its own,
with our words, our pace for tries, and the write lock taken before it changes anything.
"""

from __future__ import annotations

from typing import Any, cast

from flask_security.forms import (
    ChangePasswordForm,
    LoginForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.webauthn import (
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninResponseForm,
)
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovTextInput
from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from gcp_tracker.accounts import queries
from gcp_tracker.accounts.service import AuthorityDetails, OfficeDetails
from gcp_tracker.accounts.tries import Tries, tries_of_account, tries_of_second_factor
from gcp_tracker.db import db
from gcp_tracker.models import User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.lengths import (
    LONGEST_CODE,
    LONGEST_EMAIL,
    LONGEST_KEY_NAME,
    LONGEST_PASSWORD,
    password_too_long_words,
)
from gcp_tracker.rules.sign_ins import check_key_name
from gcp_tracker.unit_of_work import begin_writing
from gcp_tracker.web import forms
from gcp_tracker.web.access import signed_in_user

GOOD_ONES = (
    "At least 12 characters. Three or four words that have nothing to do with each other do well. Pasting is welcome,"
    " and so is a password manager."
)
WRONG_CODE = "That code does not match. Codes change every 30 seconds and open once: enter the one shown now."

WRONG_RECOVERY_CODE = "That is none of your recovery codes, or it has been used"


def _password(label: str, required: str, hint: str = "") -> Any:
    return PasswordField(
        label,
        validators=[
            InputRequired(message=required),
            Length(max=LONGEST_PASSWORD, message=password_too_long_words()),
        ],
        widget=GovPasswordInput(),
        description=hint,
        render_kw={"maxlength": LONGEST_PASSWORD},
    )


class SignInForm(LoginForm):
    email = EmailField(
        "E-mail address",
        validators=[InputRequired(message="Enter your e-mail address"), forms.at_most(LONGEST_EMAIL)],
        widget=GovTextInput(),
        render_kw={"autocomplete": "username", "maxlength": LONGEST_EMAIL},
    )
    password = _password("Password", "Enter your password")
    # A tablet is lost more often than it is in its owner’s hands: nobody stays signed in by a cookie of their own.
    remember = None  # type: ignore[assignment]  # how WTForms leaves out an inherited field

    def validate(self, **more: Any) -> bool:
        if not (self.email.data and self.password.data):
            return bool(super().validate(**more))
        known = queries.user_by_email(db.session, self.email.data)
        tries = tries_of_account(self.email.data, known)
        return _paced(self, tries, known, "password", lambda: bool(super(SignInForm, self).validate(**more)))


class CodeForm(TwoFactorVerifyCodeForm):
    """A code of an authenticator app: at sign-in, and when an app is set up."""

    code = StringField(
        "Code",
        validators=[
            InputRequired(message="Enter the code that your authenticator app shows"),
            forms.at_most(LONGEST_CODE),
        ],
        widget=GovTextInput(),
        description="Six digits, from your authenticator app.",
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": LONGEST_CODE},
    )

    def validate(self, **more: Any) -> bool:
        if not self.code.data:
            return bool(super().validate(**more))
        return _code_fits(self, "code", WRONG_CODE, lambda: bool(super(CodeForm, self).validate(**more)))


class RecoveryForm(MfRecoveryForm):
    code = StringField(
        "Recovery code",
        validators=[InputRequired(message="Enter one of your recovery codes"), forms.at_most(LONGEST_CODE)],
        widget=GovTextInput(),
        description="One of those that you wrote down or printed. It opens once.",
        render_kw={"autocomplete": "off", "maxlength": LONGEST_CODE},
    )

    def validate(self, **more: Any) -> bool:
        if not self.code.data:
            return bool(super().validate(**more))
        return _code_fits(
            self, "recovery code", WRONG_RECOVERY_CODE, lambda: bool(super(RecoveryForm, self).validate(**more))
        )


class StepUpForm(VerifyForm):
    password = _password("Password", "Enter your password")

    def validate(self, **more: Any) -> bool:
        if not self.password.data:
            return bool(super().validate(**more))
        user = signed_in_user()
        tries = tries_of_account(user.email, user)
        fits = _paced(self, tries, user, "password", lambda: bool(super(StepUpForm, self).validate(**more)))
        self.password.errors = ["That password does not match"] if self.password.errors else []
        return fits


class ChangeForm(ChangePasswordForm):
    password = _password("Password now", "Enter the password that you have now")
    new_password = _password("New password", "Enter a new password", GOOD_ONES)
    # It can be shown while it is typed, which finds slips better than typing it twice.
    new_password_confirm = None  # type: ignore[assignment]  # as above

    def validate(self, **more: Any) -> bool:
        if not (self.password.data and self.new_password.data):
            return bool(super().validate(**more))
        user = signed_in_user()
        tries = tries_of_account(user.email, user)
        refusal = tries.refusal()
        if refusal:
            self.form_errors.append(refusal)
            return False
        fits = bool(super().validate(**more))
        if self.password.errors:
            tries.note_failure(user, "password")
            same = self.password.data == self.new_password.data
            self.password.errors = ["The new password is the one you have now" if same else "That is not your password"]
        if fits:
            begin_writing(db.session)
        return fits


class AppForm(TwoFactorSetupForm):
    """Starts the setting up of an authenticator app; the library’s other choice, to do without, is not offered."""

    setup = HiddenField()  # type: ignore[assignment]  # ours is no choice

    def validate(self, **more: Any) -> bool:
        return bool(super().validate(**more)) and self.setup.data == "authenticator"


class OtherWaysForm(TwoFactorRescueForm):
    """The library’s list of other ways; our page has links."""

    help_setup = RadioField(choices=[])


class PasskeyForm(WebAuthnRegisterForm):
    name = StringField(
        "Name of the passkey",
        widget=GovTextInput(),
        description="So that you know it again in your list, like “My tablet” or “Key on my ring”.",
        default="My tablet",
        render_kw={"maxlength": LONGEST_KEY_NAME},
    )
    # Every passkey opens the account by itself, and so stands in for a second factor too.
    usage = HiddenField()  # type: ignore[assignment]  # ours is no choice

    def validate(self, **more: Any) -> bool:
        user = signed_in_user()
        self.name.data = (self.name.data or "").strip()
        self.usage.data = "first"
        try:
            check_key_name(self.name.data, [passkey.name for passkey in user.webauthn])
        except RuleBroken as broken:
            self.name.errors = [broken.sentence]
            return False
        if not super().validate(**more):
            self.name.errors = ["Use letters, digits, spaces and hyphens"]
            return False
        if not user.fs_webauthn_user_handle:
            begin_writing(db.session)
        return True


class NewPasskeyForm(WebAuthnRegisterResponseForm):
    def validate(self, **more: Any) -> bool:
        fits = bool(super().validate(**more))
        if fits:
            begin_writing(db.session)
        return fits


class PasskeySignInForm(WebAuthnSigninResponseForm):
    """The answer of a passkey: at sign-in, in the place of a code, and at a step-up."""

    def validate(self, **more: Any) -> bool:
        # In the place of a code too it is the whole sign-in: it knows its person, and has asked who holds it.
        self.is_secondary = False
        fits = bool(super().validate(**more)) and self.mf_check
        if fits:
            begin_writing(db.session)
        return fits


class WelcomeForm(forms.Form):
    """The page that a one-time link opens."""

    password = _password("Password", "Choose a password", GOOD_ONES)
    save = forms.button("Go on")


class OfficeForm(forms.Form):
    """What a new office begins with."""

    authority = forms.line(
        "Your authority", required="Enter the authority’s name", hint="For example: Northmere Council."
    )
    emergency_numbers = forms.line(
        "Emergency numbers",
        required="Enter the numbers to ring when a child is not safe tonight",
        hint="Local, not national. Shown wherever a grade asks “Is the child safe tonight?”",
    )
    name = forms.line("Your name", required="Enter your name")
    email = forms.line("Your e-mail address", required="Enter your e-mail address", hint="What you will sign in with.")
    save = forms.button("Go on to your password")

    def details(self) -> OfficeDetails:
        authority = AuthorityDetails(name=self.authority.data, emergency_numbers=self.emergency_numbers.data)
        return OfficeDetails(authority, self.name.data, self.email.data)


class ForgottenForm(forms.Form):
    email = forms.line("E-mail address", required="Enter your e-mail address")
    send = forms.button("Send me a link")


def _paced(form: Any, tries: Tries, user: User | None, what: str, fits: Any) -> bool:
    """`fits`, unless somebody has to wait first; the next try waits longer after one that does not fit."""
    refusal = tries.refusal()
    if refusal:
        form.form_errors.append(refusal)
        return False
    if not fits():
        tries.note_failure(user, what)
        return False
    return True


def _code_fits(form: Any, what: str, wrong: str, fits: Any) -> bool:
    """`fits`, at the pace of second factors; a code that does not fit is answered with `wrong`, and nothing else."""
    user = cast(User, form.user)
    found = _paced(form, tries_of_second_factor(user), user, what, fits)
    form.code.errors = [wrong] if form.code.errors else []
    return found
