"""The markup around the cards of the grade page: a domain with its areas, the day, *safe tonight?*."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from gcp_tracker.models import Visit
from gcp_tracker.rules.vocabulary import NoteKind
from gcp_tracker.visits.cards import card_markup
from gcp_tracker.visits.forms import SafeTonightForm
from gcp_tracker.visits.grading import AreaCards, DomainCards
from gcp_tracker.visits.holes import filled, hole, pieces_of


class _Area(NamedTuple):
    key: str
    title: str
    items: int
    has_head: bool
    is_of_plan: bool


def section_markup(domain: DomainCards, sources: tuple[tuple[str, str], ...]) -> Markup:
    areas = tuple(_area(area) for area in domain.areas)
    found = {f"cards {area.key}": _cards(area, sources) for area in domain.areas}
    # What somebody typed is not kept.
    found |= {f"sentence {area.key}": escape(area.title) for area in domain.areas if area.is_of_plan}
    return filled(_section(domain.key, domain.title, areas), found)


def _cards(area: AreaCards, sources: tuple[tuple[str, str], ...]) -> str:
    return "".join([card_markup(card, sources) for card in area.cards])


def _area(area: AreaCards) -> _Area:
    title = "" if area.is_of_plan else area.title
    return _Area(area.key, title, len(area.cards), not area.is_single, area.is_of_plan)


def notes_markup(name: str, kinds: tuple[NoteKind, ...], texts: Mapping[str, str]) -> Markup:
    """`name`: what the child is called."""
    found = {f"note {kind}": escape(text) for kind, text in texts.items()}
    return filled(_notes(kinds), found | {"name": escape(name)})


def safe_markup(visit: Visit, form: SafeTonightForm | None) -> Markup:
    """`form` is None where it was never asked, as on nearly every grade page."""
    name, numbers = visit.child.first_name, visit.child.authority.emergency_numbers
    action, token = url_for("visits.safe_tonight", visit_id=visit.id), generate_csrf()
    if form is not None:
        panel: Markup = _macros("_safe").safe_panel(visit.safety_check, form, name, numbers, action, token)
        return panel
    told = {"name": name, "numbers": numbers, "action": action, "token": token}
    return filled(_safe(), {key: escape(value) for key, value in told.items()})


@lru_cache(maxsize=500)
def _section(key: str, title: str, areas: tuple[_Area, ...]) -> tuple[str, ...]:
    return pieces_of(_macros("_sections").domain_section(key, title, areas, hole))


@lru_cache(maxsize=8)
def _notes(kinds: tuple[NoteKind, ...]) -> tuple[str, ...]:
    return pieces_of(_macros("_sections").notes(kinds, hole))


@lru_cache(maxsize=1)
def _safe() -> tuple[str, ...]:
    # Only to be shown: its token stands in a hole.
    form = SafeTonightForm(formdata=None, prefix="safe", meta={"csrf": False})
    return pieces_of(
        _macros("_safe").safe_panel(None, form, hole("name"), hole("numbers"), hole("action"), hole("token"))
    )


def _macros(name: str) -> Any:
    return current_app.jinja_env.get_template(f"visits/{name}.html").module
