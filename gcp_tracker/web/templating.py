"""What every template may use: dates in words, grades with their colour's name, links to assets, the page itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Flask, render_template, url_for
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from gcp_tracker.models import Child
from gcp_tracker.rules import dates, lengths
from gcp_tracker.rules.ages import age_words
from gcp_tracker.rules.permissions import is_allowed_by_role
from gcp_tracker.unit_of_work import LONDON
from gcp_tracker.web import access, apart, clock, freshness, person, security


def page(template: str, **context: Any) -> str:
    """A whole page, from templates/<slice>/<view>.html."""
    return render_template(template, **context)


def init_templating(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    own = app.jinja_loader
    app.jinja_loader = ChoiceLoader(
        [*([own] if own else []), PrefixLoader({name: PackageLoader(name) for name in GOVUK})]
    )
    WTFormsHelpers(app)
    app.jinja_env.filters["long_date"] = dates.long_date
    app.jinja_env.filters["with_age"] = _with_age
    app.jinja_env.filters["clock_time"] = clock_time
    app.jinja_env.filters["london_date"] = london_date
    app.jinja_env.globals.update(
        asset=asset,
        csp_nonce=security.csp_nonce,
        longest=lengths,
        may=access.may,
        seen_through_glass=access.seen_through_glass,
        not_shown_yet=apart.not_shown_yet,
        today=clock.today,
        navigation=navigation,
        own_tag=own_tag,
        age_on=age_on,
        printed_words=printed_words,
        minutes_left=minutes_left,
    )


GOVUK = ("govuk_frontend_jinja", "govuk_frontend_wtf")

# The menu, by what a role allows.
MENU = (
    ("My children", "children.my_children", "my_children:list"),
    ("Team’s children", "sight.team_children", "team_children:list"),
    ("My team", "children.my_team", "my_team:list"),
    ("Supervision", "supervision.sessions", "supervision:list"),
    ("Find a child", "sight.find", "child:find"),
    ("Conferences", "scrutiny.conferences", "conferences:list"),
    ("Packs", "conference.waiting", "packs:list"),
    ("Returns", "imports.returns", "return:import"),
    ("Attendance", "imports.attendance_files", "attendance:import"),
    ("Half terms", "imports.half_terms", "half_terms:set"),
    ("Agreement", "oversight.agreement", "agreement:read"),
    ("People", "admin.people", "accounts:administer"),
    ("Teams and settings", "admin.teams", "accounts:administer"),
    ("State", "admin.state", "security:read"),
    ("Security", "audit.security_events", "security:read"),
    ("My account", "accounts.account", "own_account:manage"),
)


def navigation() -> list[tuple[str, str]]:
    if freshness.is_half_signed_in():
        return []
    roles = [role.name for role in access.signed_in_user().roles]
    return [(label, endpoint) for label, endpoint, permission in MENU if is_allowed_by_role(permission, roles)]


def own_tag() -> str:
    """For a script that counts what is still on the tablet: which of it is this person’s."""
    return person.person_tag(access.signed_in_user().id)


def age_on(child: Child, day: date) -> str:
    """ "6", "9 months", "not yet born, expected 3 May 2027"."""
    return age_words(child.born_on, child.expected_on, day)


def printed_words() -> str:
    """Amira Khan, 16 November 2026, 15:30: who had the page before them, and when, as paper says it."""
    now = clock.now()
    return f"{access.signed_in_user().name}, {london_date(now)}, {clock_time(now)}"


def minutes_left(until: datetime) -> int:
    """Whole minutes, the one that has begun among them."""
    return max(0, -(-int((until - clock.now()).total_seconds()) // 60))


def _with_age(day: date) -> str:
    return dates.date_with_age(day, clock.today())


def clock_time(instant: datetime) -> str:
    """ "14:02" in London."""
    return instant.astimezone(LONDON).strftime("%H:%M")


def london_date(instant: datetime) -> str:
    """ "3 May 2026" in London."""
    return dates.long_date(instant.astimezone(LONDON).date())


def asset(name: str) -> str:
    """The address of a static file; the hash of them all stands in its path, so that each can be kept for a year."""
    return url_for("static", filename=name)
