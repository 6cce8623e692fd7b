"""What other services offered to a family of the demo, who was not met and why, and attendance at school."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from functools import partial
from typing import Protocol, TypeAlias

from sqlalchemy import select

from gcp_tracker.demo.dealings import (
    AppointmentStory,
    AttendanceStory,
    NotMetStory,
)
from gcp_tracker.demo.family import FamilyOnFile
from gcp_tracker.engagement.details import AppointmentDetails, SessionDetails, WhyNotDetails
from gcp_tracker.engagement.service import (
    record_appointment,
    record_attendance,
    say_why_not_met,
    set_half_terms,
)
from gcp_tracker.engagement.service.attendance import term_of
from gcp_tracker.models import Authority, HalfTerm
from gcp_tracker.rules.engagement_vocabulary import AppointmentState, HalfTermName, NotMetReason, Service
from gcp_tracker.rules.schooling import Term
from gcp_tracker.unit_of_work import UnitOfWork

Work: TypeAlias = Callable[[UnitOfWork], None]
AT_THE_DESK, FROM_SCHOOL = time(16, 50), time(17, 10)
YEARS_BACK = 3
# First and last day of each half term of the invented authority: the Monday on or after the one, the Friday before or
# on the other.
DAYS = {
    HalfTermName.AUTUMN_1: ((9, 2), (10, 24)),
    HalfTermName.AUTUMN_2: ((11, 1), (12, 20)),
    HalfTermName.SPRING_1: ((1, 4), (2, 14)),
    HalfTermName.SPRING_2: ((2, 20), (3, 28)),
    HalfTermName.SUMMER_1: ((4, 14), (5, 25)),
    HalfTermName.SUMMER_2: ((6, 1), (7, 22)),
}
# Of a school’s own closed days.
CLOSED_SESSIONS = 4


class Days(Protocol):
    today: date

    def day(self, days: int) -> date: ...


def enter_half_terms(uow: UnitOfWork, authority: Authority, today: date) -> None:
    """Three school years back, and the one that runs."""
    this = today.year if (today.month, today.day) >= (9, 1) else today.year - 1
    for year in range(this - YEARS_BACK, this + 1):
        terms = [_term(name, year, *days) for name, days in DAYS.items()]
        set_half_terms(uow, authority, year, terms)


def _term(name: HalfTermName, year: int, first: tuple[int, int], last: tuple[int, int]) -> Term:
    def day(of: tuple[int, int]) -> date:
        return date(year if of[0] >= 9 else year + 1, *of)

    begins, ends = day(first), day(last)
    return Term(
        name, year, begins + timedelta(days=-begins.weekday() % 7), ends - timedelta(days=(ends.weekday() - 4) % 7)
    )


class EngagementOfFamily:
    def __init__(self, on_file: FamilyOnFile, days: Days) -> None:
        self.on_file = on_file
        self.days = days

    def steps(self) -> Iterator[tuple[int, time, str, Work]]:
        """Each with its day, hour, and who does it."""
        for key, child in self.on_file.story.children.items():
            for appointment in child.appointments:
                yield appointment.day, AT_THE_DESK, appointment.by, partial(self._appointment, key, appointment)
            for unmet in child.not_met:
                yield unmet.day, AT_THE_DESK, unmet.by, partial(self._why_not, key, unmet)
            for attendance in child.attendance:
                yield -2, FROM_SCHOOL, attendance.by, partial(self._attendance, key, attendance)

    def _appointment(self, key: str, story: AppointmentStory, uow: UnitOfWork) -> None:
        children = [self.on_file.children[one] for one in (key, *story.also)]
        details = AppointmentDetails(
            Service(story.service),
            uow.today,
            AppointmentState(story.became),
            self.on_file.adults[story.adult] if story.adult else None,
            story.words,
        )
        record_appointment(uow, children, details)

    def _why_not(self, key: str, story: NotMetStory, uow: UnitOfWork) -> None:
        adult = self.on_file.adults[story.adult] if story.adult else None
        say_why_not_met(uow, self.on_file.children[key], WhyNotDetails(adult, NotMetReason(story.reason), story.words))

    def _attendance(self, key: str, story: AttendanceStory, uow: UnitOfWork) -> None:
        """The half terms that were over by then, the last of them last."""
        child = self.on_file.children[key]
        over = select(HalfTerm).where(HalfTerm.authority_id == child.authority_id, HalfTerm.to_on < uow.today)
        terms = list(uow.session.scalars(over.order_by(HalfTerm.to_on)))[-len(story.per_cent) :]
        for term, share in zip(terms, story.per_cent, strict=True):
            possible = term_of(term).most_sessions - CLOSED_SESSIONS
            attended = round(possible * share / 100)
            without_leave = round((possible - attended) * story.without_leave)
            record_attendance(uow, child, term, SessionDetails(story.school, possible, attended, without_leave))
