"""What is fuzzed: the app on a lived-in database that is put back between rounds, and what may be asked of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import HTTPException

from gcp_tracker import create_app
from gcp_tracker.db import db
from gcp_tracker.migrations import upgrade
from tests.browser.addresses import addresses
from tests.browser.lived_in import DATA, live_in
from tests.browser.site import INSTRUMENTS, Site
from tests.cast import NOW
from tests.hasty import make_hasty

HOST = "localhost"
PEOPLE = ("", "amira", "ben", "chloe", "dev", "ewa", "farid", "grace")


@dataclass(frozen=True, slots=True)
class SoundForm:
    """A form as a page has it, or what a script of ours sends. `fields` in their order; `json` instead of them."""

    who: str
    method: str
    path: str
    fields: tuple[tuple[str, str], ...] = ()
    json: Any = None
    has_file: bool = False


@dataclass
class FuzzedPlace:
    """`values`: what stands in sound addresses, by the parameter's name in the route."""

    app: Flask
    database: Path
    cookies: dict[str, str]
    forms: list[SoundForm] = field(default_factory=list)
    paths: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)

    def restore(self) -> None:
        """The database as it was before the first request. Of SQLite alone, whose file it is."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for leftover in self.database.parent.glob(f"{self.database.name}-*"):
            leftover.unlink()
        shutil.copy(self.database.with_name("lived-in.db"), self.database)

    def know(self, path: str) -> None:
        """Note the values of a sound address."""
        try:
            _, values = self.app.url_map.bind(HOST).match(path.partition("?")[0], return_rule=False)
        except HTTPException:
            return
        for name, value in values.items():
            known = self.values.setdefault(name, [])
            if str(value) not in known:
                known.append(str(value))


@contextmanager
def fuzzed_place(instance: Path, database_url: str = "") -> Iterator[FuzzedPlace]:
    """Form tokens are not asked for, or no form would be read; that they are asked for is another test's."""
    database_at = {"GCP_TRACKER_DATABASE_URL": database_url} if database_url else {}
    app = create_app(
        {
            "GCP_TRACKER_MODE": "test",
            "GCP_TRACKER_INSTANCE": str(instance),
            "GCP_TRACKER_SECRET_KEY": "for tests only",
            "GCP_TRACKER_DATABASE_KEY": "for tests only",
            "GCP_TRACKER_INSTRUMENTS": str(INSTRUMENTS),
        }
        | database_at
    )
    # A failure is answered as in production.
    app.config |= {"WTF_CSRF_ENABLED": False, "PROPAGATE_EXCEPTIONS": False, "GCP_CLOCK": lambda: NOW}
    database = instance / "gcp-tracker.db"
    with app.app_context():
        make_hasty(app)
        upgrade(db.engine)
        db.engine.dispose()
    if not database_url:
        shutil.copy(database, instance / "empty.db")
    site = Site(app, f"http://{HOST}")
    site.start_anew()
    lived = live_in(site)
    cookies = {who: site.cookie_of(getattr(site.cast, who))["value"] for who in PEOPLE if who}
    with app.app_context():
        db.engine.dispose()
    if not database_url:
        shutil.copy(database, instance / "lived-in.db")
    place = FuzzedPlace(app, database, cookies)
    for address in addresses(lived):
        _look_at(place, address.who, address.path)
    _know_scripts(place, str(lived.draft))
    place.files = [path.read_bytes() for path in sorted(DATA.glob("cin-census-2026*.xml"))]
    yield place
    with app.app_context():
        db.engine.dispose()


def _look_at(place: FuzzedPlace, who: str, path: str) -> None:
    """Note the page's address, its links and its forms."""
    place.paths.append((who, path))
    place.know(path)
    cookies = {"Cookie": f"{place.app.config['SESSION_COOKIE_NAME']}={place.cookies[who]}"} if who else {}
    soup = BeautifulSoup(place.app.test_client(use_cookies=False).get(path, headers=cookies).data, "html.parser")
    for link in soup.select("a[href^='/']"):
        linked = str(link["href"]).partition("#")[0]
        place.know(linked)
        if (who, linked) not in place.paths:
            place.paths.append((who, linked))
    for form in soup.find_all("form"):
        action = str(form.get("action") or path).partition("#")[0]
        place.know(action)
        sound = SoundForm(
            who,
            str(form.get("method", "get")).upper(),
            action,
            tuple(_field_of(tag) for tag in form.select("input[name], select[name], textarea[name], button[name]")),
            has_file=form.select_one("input[type=file]") is not None,
        )
        if not any(_is_alike(sound, known) for known in place.forms):
            place.forms.append(sound)


def _is_alike(one: SoundForm, other: SoundForm) -> bool:
    """The same but for the values, as the form for signing out on every page."""
    names = [[name for name, _ in form.fields] for form in (one, other)]
    return (one.who, one.method, one.path) == (other.who, other.method, other.path) and names[0] == names[1]


def _field_of(tag: Tag) -> tuple[str, str]:
    chosen = tag.select("option[selected]") or tag.select("option[value]:not([value=''])") or [tag]
    value = chosen[0].get("value") if tag.name != "textarea" else tag.get_text()
    return str(tag["name"]), str(value or "")


def _know_scripts(place: FuzzedPlace, draft: str) -> None:
    """What the tablet's script sends, which no page has as a form."""
    saved = {
        "base": 1,
        "operation": "an-operation",
        "answers": [{"item": "nutrition_quality", "answer": "3", "evidence": "Soup", "note": ""}],
        "notes": [{"kind": "morning", "text": "He gets himself up."}],
        "safe": {"answer": "yes", "who_was_told": "", "told_at": "", "what_was_agreed": "", "operation": "b"},
    }
    keys = {"visits": [draft]}
    place.forms += [SoundForm("amira", "POST", f"/visits/{draft}/answers", json=saved)] * 6
    place.forms += [SoundForm("amira", "POST", "/on-this-tablet/keys", json=keys)] * 2
    signed = {"credential": "{}", "remember": False}
    place.forms += [SoundForm("grace", "POST", "/confirm/passkey/x", json=signed)]
