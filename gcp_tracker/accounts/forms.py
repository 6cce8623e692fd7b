"""The sign-in form."""

from __future__ import annotations

from flask_security.forms import LoginForm
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovTextInput
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired


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
