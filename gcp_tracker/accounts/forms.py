"""The sign-in form."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Any

from flask_security.forms import LoginForm
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovTextInput
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

# To look at a password takes a processor and, for that moment, 19 MB. Eight at once would be no sooner done, and would
# make a worker half as large again.
AT_ONCE = BoundedSemaphore(2)


class SignInForm(LoginForm):
    email = EmailField(
        "E-mail address",
        validators=[InputRequired(message="Enter your e-mail address")],
        widget=GovTextInput(),
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Password",
        validators=[InputRequired(message="Enter your password")],
        widget=GovPasswordInput(),
    )
    # A tablet is lost more often than it is in its owner’s hands: nobody stays signed in by a cookie of their own.
    remember = None  # type: ignore[assignment]  # how WTForms leaves out an inherited field

    def validate(self, **rest: Any) -> bool:
        with AT_ONCE:
            return bool(super().validate(**rest))
