"""The pages that people begin from: my children, my team."""

from __future__ import annotations

from functools import lru_cache

from flask import request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gcp_tracker.charts.care import Scale
from gcp_tracker.charts.sparkline import sparkline_svg
from gcp_tracker.children import queries
from gcp_tracker.children.routes.blueprint import bp
from gcp_tracker.rules.attention import MY_CHILDREN_ORDER, TEAM_ORDER, Press
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading, role_page, signed_in_user
from gcp_tracker.web.templating import page

LONGEST_SEARCH = 100


@bp.get("/my-children")
@role_page("my_children:list")
def my_children() -> ResponseReturnValue:
    asked = _asked("q")
    found = queries.my_children(reading(), signed_in_user(), clock.now(), clock.today(), asked, _page_number())
    return page(
        "children/my_children.html",
        found=found,
        asked=asked,
        order=MY_CHILDREN_ORDER,
        Press=Press,
        sparkline=_sparkline,
    )


@bp.get("/my-team")
@role_page("my_team:list")
def my_team() -> ResponseReturnValue:
    asked, worker = _asked("q"), _asked("worker")
    user = signed_in_user()
    found = queries.my_team(
        reading(), user, clock.now(), clock.today(), worker=worker, asked=asked, page=_page_number()
    )
    return page(
        "children/my_team.html",
        found=found,
        asked=asked,
        worker=worker,
        team=user.team,
        order=TEAM_ORDER,
        Press=Press,
        nobody=queries.NOBODY,
    )


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:LONGEST_SEARCH]


def _page_number() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


def _sparkline(domain: queries.DomainNow) -> Markup:
    return _drawn(domain.instrument, domain.points, domain.title)


# What is signed stays as it is, and nothing in a drawing depends on who looks: one of about a kilobyte for each domain.
@lru_cache(maxsize=1024)
def _drawn(instrument: Instrument, points: tuple[queries.Step, ...], title: str) -> Markup:
    breaks = frozenset(point.on for point in points if point.is_turn)
    return sparkline_svg(_scale(instrument), [point[:3] for point in points], title=title, breaks=breaks)


@lru_cache(maxsize=16)
def _scale(instrument: Instrument) -> Scale:
    return Scale.of(instrument)
