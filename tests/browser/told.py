"""One family of the demo in a site of its own: its two years, told through the services, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from playwright.sync_api import Locator
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.db import db
from gcp_tracker.demo.builder import build_demo
from gcp_tracker.demo.story_files import FOLDER, read_family
from gcp_tracker.models import Child, User
from tests.browser.site import Site, empty_the_database
from tests.cast import NOW


@dataclass(frozen=True, slots=True)
class Told:
    """By the first part of the e-mail address, and by given name."""

    people: dict[str, User]
    children: dict[str, UUID]


def tell(site: Site, family: str) -> Told:
    """An empty database with the demo’s staff and that one family in it."""
    story = read_family(next(FOLDER.glob(f"*-{family}.yaml")))
    with site.app.app_context():
        empty_the_database(site.app)
        build_demo(db.session(), NOW, instruments.newest(instruments.OURS), [story])
        db.session.remove()
    return site.ask(_who_is_there)


def _who_is_there(session: Session) -> Told:
    children = session.execute(select(Child.given_name, Child.id).where(Child.given_name.is_not(None)))
    return Told(
        {user.email.split("@")[0]: user for user in session.scalars(select(User))},
        {given: number for given, number in children if given},
    )


def fill_day(field: Locator, on: date) -> None:
    """A date asked for as day, month and year."""
    for box, part in zip(field.all(), (on.day, on.month, on.year), strict=True):
        box.fill(str(part))
