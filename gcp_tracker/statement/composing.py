"""The whole statement, in the order in which it is read, as its recipient may have it."""

from __future__ import annotations

from datetime import date, datetime

from gcp_tracker.exports.screens import Screen
from gcp_tracker.models import Child
from gcp_tracker.rules.dates import check_not_in_future, check_within_reach, long_date
from gcp_tracker.rules.recipients import Terms
from gcp_tracker.statement.change import change_section, decided_section, exposure_section
from gcp_tracker.statement.course import chronology_section, not_known_section, voices_section
from gcp_tracker.statement.document import Statement, numbered, screened
from gcp_tracker.statement.grades import grades_section, index_section, later_section
from gcp_tracker.statement.grounds import grounds_of
from gcp_tracker.statement.opening import about_section, method_section
from gcp_tracker.statement.plans import meetings_section, plans_section
from gcp_tracker.unit_of_work import AnySession

SECTIONS = (
    about_section,
    method_section,
    change_section,
    exposure_section,
    decided_section,
    not_known_section,
    plans_section,
    meetings_section,
    voices_section,
    chronology_section,
    later_section,
    grades_section,
    index_section,
)


def check_as_at(as_at: date, today: date) -> None:
    """Raises RuleBroken beside `as_at`."""
    check_not_in_future(as_at, today, "The day", field="as_at")
    check_within_reach(as_at, today, "The day", field="as_at")


def statement_of(
    session: AnySession, child: Child, terms: Terms, screen: Screen, as_at: date, made_at: datetime
) -> Statement:
    grounds = grounds_of(session, child, terms, screen, as_at, made_at)
    statement = Statement(
        title=f"Statement of change: {child.full_name}",
        about=(
            f"As at {long_date(as_at)}",
            f"{child.authority.name}. From the signed record of the child’s care.",
        ),
        sections=numbered(make(grounds) for make in SECTIONS),
    )
    return screened(statement, screen)
