"""Forms: one base, the fields that several slices use, and `writing`, which brings a broken rule back beside its
field.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from types import TracebackType
from typing import Any, TypeVar

from flask import abort, request
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovDateInput,
    GovFileInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.lengths import LONGEST_LINE, LONGEST_NUMBER, LONGEST_TEXT, too_long_words
from gcp_tracker.rules.vocabulary import Worded
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.web.access import unit_of_work

Kind = TypeVar("Kind", bound=StrEnum)


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form whose details go to a service. Errors that belong to no field stand in `form_errors`."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """The library would take JSON of any shape for a form; no page of ours sends it."""
            if request.is_json:
                abort(415)
            return super().wrap_formdata(form, formdata)

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """A text of which its form says nothing has the length of a line."""
            field = super().bind_field(form, unbound_field, options)
            is_typed = isinstance(field, StringField) and not isinstance(field, HiddenField)
            if is_typed and not field.flags.maxlength:
                field.validators = [*field.validators, at_most(LONGEST_LINE)]
                field.flags.maxlength = LONGEST_LINE
            return field

        def render_field(self, field: Any, render_kw: Any) -> Any:
            """With its length, of which these widgets say nothing."""
            return super().render_field(field, shown_length(field) | render_kw)


class DraftForm(Form):
    """`seen` is the count of the draft as it was shown, so that nobody overwrites what somebody else wrote."""

    seen = HiddenField()

    def seen_count(self) -> int:
        told = str(self.seen.data or "")
        return int(told) if told.isdecimal() and len(told) < 9 else 0


def at_most(longest: int) -> Length:
    return Length(max=longest, message=too_long_words(longest))


def shown_length(field: Any) -> dict[str, int]:
    """For what renders a field."""
    longest = field.flags.maxlength or (LONGEST_NUMBER if isinstance(field, IntegerField) else None)
    return {"maxlength": longest} if longest else {}


def line(
    label: str, *, required: str | None = None, hint: str | None = None, longest: int = LONGEST_LINE, **rest: Any
) -> Any:
    """One line of text. `required` is the sentence shown when it is empty."""
    return StringField(
        label,
        validators=_text_checks(required, longest),
        widget=GovTextInput(),
        description=hint or "",
        filters=[_tidy],
        **rest,
    )


def text(
    label: str, *, required: str | None = None, hint: str | None = None, longest: int = LONGEST_TEXT, **rest: Any
) -> Any:
    """Several lines of text."""
    return TextAreaField(
        label,
        validators=_text_checks(required, longest),
        widget=GovTextArea(),
        description=hint or "",
        filters=[_tidy],
        **rest,
    )


class DayInput(GovDateInput):  # type: ignore[misc]  # GOV.UK's widgets have no types
    """Three boxes, as long as a whole date: what is pasted into one of them is said to be wrong, and not cut."""

    def map_gov_params(self, field: Any, **more: Any) -> Any:
        params = super().map_gov_params(field, **more)
        for box in params["items"]:
            box["attributes"] = {"maxlength": LONGEST_NUMBER}
        return params


class DayField(DateField):
    """Three boxes as one date. One left out or typed in part is an error beside the field, never a guess or a crash."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_data = ([part.strip() for part in valuelist] + ["", "", ""])[:3]
        self.data = None
        if any(self.raw_data):
            try:
                super().process_formdata(self.raw_data)
            except ValueError:
                raise ValueError("Enter a real date, like 24 7 2020") from None


def _day_or_nothing(_form: Any, field: Any) -> None:
    if not any(field.raw_data or ()):
        field.errors = []
        raise StopValidation


def day(label: str, *, required: str | None = None, hint: str | None = None, **rest: Any) -> Any:
    """A date as day, month and year."""
    checks = [InputRequired(message=required)] if required else [_day_or_nothing]
    return DayField(label, format="%d %m %Y", validators=checks, widget=DayInput(), description=hint or "", **rest)


def one_of(label: str, kind: type[Kind], *, required: str, hint: str | None = None, **rest: Any) -> Any:
    """One word of a vocabulary, as radios; the value is the member itself."""
    return RadioField(
        label,
        choices=_as_choices(words_of(kind)),
        coerce=lambda value: kind(value) if value is not None else None,
        validators=[InputRequired(message=required)],
        widget=GovRadioInput(),
        description=hint or "",
        **rest,
    )


def choice(
    label: str,
    *,
    required: str | None = None,
    hint: str | None = None,
    coerce: Any = str,
    choices: Any = None,
    **rest: Any,
) -> Any:
    """One of `choices`, or of those that the route fills in (`form.x.choices = …`), as radios. Without `required` it
    needs a `default`.
    """
    return RadioField(
        label,
        choices=_as_choices(choices),
        coerce=coerce,
        validators=[InputRequired(message=required)] if required else [],
        widget=GovRadioInput(),
        description=hint or "",
        **rest,
    )


def listed(label: str, *, hint: str | None = None, coerce: Any = str, choices: Any = None, **rest: Any) -> Any:
    """One of a long list, as a select."""
    return SelectField(
        label, coerce=coerce, choices=_as_choices(choices), widget=GovSelect(), description=hint or "", **rest
    )


def several(label: str, *, hint: str | None = None, coerce: Any = str, **rest: Any) -> Any:
    return SelectMultipleField(label, coerce=coerce, widget=GovCheckboxesInput(), description=hint or "", **rest)


def tick(label: str, *, hint: str | None = None, **rest: Any) -> Any:
    return BooleanField(label, widget=GovCheckboxInput(), description=hint or "", **rest)


def upload(label: str, *, hint: str | None = None, **rest: Any) -> Any:
    return FileField(label, widget=GovFileInput(), description=hint or "", **rest)


def password(label: str, **rest: Any) -> Any:
    return PasswordField(label, widget=GovPasswordInput(), **rest)


def button(label: str) -> Any:
    return SubmitField(label, widget=GovSubmitInput())


def words_of(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """A vocabulary as (stored, words), in its own order."""
    members: Iterable[Any] = kind
    return [(member.value, member.words if isinstance(member, Worded) else member.value) for member in members]


def _as_choices(pairs: Iterable[tuple[Any, str]] | None) -> list[SelectChoice] | None:
    return None if pairs is None else [SelectChoice(value, words) for value, words in pairs]


def _text_checks(required: str | None, longest: int) -> list[Any]:
    first = InputRequired(message=required) if required else Optional()
    return [first, at_most(longest)]


def _tidy(value: str | None) -> str:
    return (value or "").strip()


class writing:
    """`with writing(form) as uow:` writes; a broken rule rolls back and comes back beside its field, and the page
    is shown again.
    """

    def __init__(self, form: Any) -> None:
        self.form = form
        self.uow: UnitOfWork = unit_of_work()

    def __enter__(self) -> UnitOfWork:
        return self.uow.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        try:
            self.uow.__exit__(kind, error, trace)
        except IntegrityError as at_commit:
            self.uow.session.rollback()
            error = at_commit
        if isinstance(error, RuleBroken):
            self._put_beside_field(error)
            return True
        if isinstance(error, IntegrityError):
            self.form.form_errors.append(
                "Somebody else saved the same thing at the same moment. What you typed is still here, and not saved:"
                " look whether it is there already, then save again."
            )
            return True
        if isinstance(error, StaleDataError):
            self.form.form_errors.append(
                "Somebody else saved this page while you had it open. Nothing of theirs was"
                " overwritten: look at it again below."
            )
            return True
        return False

    def _put_beside_field(self, broken: RuleBroken) -> None:
        field = getattr(self.form, broken.field, None) if broken.field else None
        if field is None:
            self.form.form_errors.append(broken.sentence)
        else:
            field.errors = [*field.errors, broken.sentence]
