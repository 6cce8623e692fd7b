"""The two steps of an import: look the file over, then take it in. And the half terms that attendance is told by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_wtf.file import FileRequired
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired

from gcp_tracker.models import HalfTerm
from gcp_tracker.rules.engagement_vocabulary import HalfTermName
from gcp_tracker.rules.schooling import YEAR_BEGINS, Term
from gcp_tracker.web.forms import Form, button, tick, upload


class UploadForm(Form):
    file = upload(
        "Children in need census, as XML",
        hint="The file that goes to the Department for Education. It is looked over first; nothing is written yet.",
        validators=[FileRequired(message="Choose the return’s XML file")],
    )
    send = button("Look it over")


class ImportForm(Form):
    other_authority = tick("This is the right file, although it names another authority")
    send = button("Import this return")


class AttendanceFileForm(Form):
    file = upload(
        "Attendance, as CSV or Excel",
        hint="It is looked over first, line by line; nothing is written yet. Save an older Excel’s .xls as .xlsx.",
        validators=[FileRequired(message="Choose the file with the attendance")],
    )
    send = button("Look it over")


class TakeInForm(Form):
    send = button("Take it in")


class HalfTermDays(Form):
    """The six half terms of a school year, each from a day to a day; made below, one field for each."""

    year = IntegerField("School year that begins in", validators=[InputRequired(message="Enter the year, like 2026")])

    def terms(self) -> list[Term]:
        """Only after the form was found valid."""
        return [
            Term(name, self.year.data or 0, self._day(name, "from"), self._day(name, "to")) for name in HalfTermName
        ]

    def fill_from(self, known: Sequence[HalfTerm], year: int | None, today: date) -> None:
        """The days of a year that is entered; of another only the year itself, which is this one’s where none is
        asked for.
        """
        this_year = today.year if (today.month, today.day) >= YEAR_BEGINS else today.year - 1
        self.year.data = this_year if year is None else year
        for one in known:
            if one.school_year == self.year.data:
                self[f"{one.name.value}_from"].data = one.from_on
                self[f"{one.name.value}_to"].data = one.to_on

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        return [(name.words, self[f"{name.value}_from"], self[f"{name.value}_to"]) for name in HalfTermName]

    def _day(self, name: HalfTermName, end: str) -> date:
        day: date | None = self[f"{name.value}_{end}"].data
        if day is None:
            raise ValueError("the form has no date")
        return day


def _days(name: HalfTermName) -> dict[str, Any]:
    return {
        f"{name.value}_{end}": DateField(
            f"{name.words} {words}", validators=[InputRequired(message=f"Enter the {which} day of {name.words}")]
        )
        for end, words, which in (("from", "from", "first"), ("to", "to", "last"))
    }


HalfTermsForm: type[HalfTermDays] = type(
    "HalfTermsForm", (HalfTermDays,), {key: made for name in HalfTermName for key, made in _days(name).items()}
)
