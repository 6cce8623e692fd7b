"""What lists and the family’s page draw once: a domain’s line, its verdict’s mark, a child’s row in My team."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from flask import current_app, request
from markupsafe import Markup

from gcp_tracker.charts.care import Scale
from gcp_tracker.charts.sparkline import sparkline_svg
from gcp_tracker.charts.verdict_mark import verdict_mark
from gcp_tracker.children.queries import NOBODY, PUT_OFF, DomainNow, HomeNow, Step, ToldOfChild
from gcp_tracker.rules.instrument import Instrument

__all__ = ["sparkline", "team_row", "verdict_mark"]


def sparkline(domain: DomainNow, home: HomeNow, span: tuple[date, date] | None = None) -> Markup:
    """`span`: the first and the last day of the axis, where several are compared."""
    title = f"{domain.title}, {home.home}" if home.home else domain.title
    return _drawn(domain.instrument, home.points, title, span)


# What is signed stays as it is, and nothing in a drawing depends on who looks: one of about a kilobyte for each domain.
@lru_cache(maxsize=1024)
def _drawn(instrument: Instrument, points: tuple[Step, ...], title: str, span: tuple[date, date] | None) -> Markup:
    breaks = frozenset(point.on for point in points if point.is_turn)
    return sparkline_svg(_scale(instrument), [point[:3] for point in points], title=title, breaks=breaks, span=span)


@lru_cache(maxsize=16)
def _scale(instrument: Instrument) -> Scale:
    return Scale.of(instrument)


def team_row(told: ToldOfChild) -> Markup:
    """A child’s row in My team."""
    return _team_row(told, request.script_root)


# While `told` is the same object, the database has had the same of the child (queries/told.py). Two kilobytes each.
# `_root` stands in every address of a row.
@lru_cache(maxsize=512)
def _team_row(told: ToldOfChild, _root: str) -> Markup:
    macros = current_app.jinja_env.get_template("children/_team_row.html").module
    drawn: Markup = macros.team_row(told, verdict_mark, NOBODY, PUT_OFF)  # type: ignore[attr-defined]  # as the template names it
    return drawn
