"""The app with seven families in it, and one way to ask it: as somebody, with a form token that holds, noting what came
of it in words, in the database and in the audit.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from flask import Flask
from flask_security.utils import hash_password
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from gcp_tracker import create_app
from gcp_tracker.db import db
from gcp_tracker.migrations import upgrade
from gcp_tracker.models import AuditEvent, SignIn
from tests.access.families import WORD, Families, gather_families
from tests.access.table import KNOWN, RELATIONS
from tests.cast import NOW, PASSWORD
from tests.conftest import INSTRUMENTS
from tests.hasty import make_hasty
from tests.page_client import WRITES, WRITTEN_BY_READING
from tests.signed_in import held_after_sign_in

TOKEN = "0123456789abcdef0123456789abcdef01234567"
ANY_WORD = re.compile("|".join(WORD.values()), re.IGNORECASE)
# The look or the refusal, its place in the chain, and the sign-in’s own rows.
OF_EVERY_REQUEST = WRITTEN_BY_READING | {"audit_head"}


@dataclass
class Reply:
    """`wrote`: the tables written to beside what every request writes. `refused`: what the audit says of a refusal."""

    response: TestResponse
    wrote: list[str]
    refused: list[str]

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """Of a workbook, which is a packed folder, all that is in it. A picture is made of points; what stands in it is
        asked for as SVG too.
        """
        held = self.response.get_data()
        if held.startswith(b"PK"):
            with ZipFile(BytesIO(held)) as packed:
                held = b"\n".join(packed.read(name) for name in packed.namelist())
        return held.decode(errors="replace")

    @property
    def leads_to_sign_in(self) -> bool:
        return self.response.headers.get("Location", "").startswith("/sign-in") or self.status == 401

    @property
    def shows(self) -> set[str]:
        """The relations whose child is in the body, in the headers, or in the name of a file."""
        found = {word.lower() for word in ANY_WORD.findall(self.text + str(self.response.headers))}
        return {relation for relation in RELATIONS if WORD[relation].lower() in found}


@dataclass
class Place:
    app: Flask
    database: Path
    families: Families
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    first_event: int = 0
    last_event: int = 0

    def ask(
        self,
        who: str,
        method: str,
        path: str,
        form: Iterable[tuple[str, str]] = (),
        json: Any = None,
        file: bytes | None = None,
    ) -> Reply:
        """As one of the people, or as nobody. A form goes with the token of its session; a GET’s into the address."""
        wrote: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            found = WRITES.match(statement)
            is_usual = found and found[2] in OF_EVERY_REQUEST and (found[2] != "sign_in" or found[1] == "UPDATE")
            if found and not is_usual:
                wrote.append(found[2])

        data = MultiDict[str, Any](form)
        if file is not None:
            data["file"] = (BytesIO(file), "return.xml")
        more: dict[str, Any] = {"query_string": data} if data else {}
        if method != "GET":
            data["csrf_token"] = self.token()
            more = {"data": data} if json is None else {"json": json}
        headers = {"Cookie": f"{self.app.config['SESSION_COOKIE_NAME']}={self._cookie(who)}"}
        headers |= {"X-CSRFToken": self.token()} if json is not None else {}
        with self.app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            try:
                client = self.app.test_client(use_cookies=False)
                response = client.open(path, method=method, headers=headers, **more)
            finally:
                event.remove(db.engine, "before_cursor_execute", note)
        return Reply(response, wrote, self._refusals())

    def token(self) -> str:
        return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(TOKEN))

    def path(self, endpoint: str, relation: str) -> str:
        """The address of a route about the child of that relation."""
        record = self.families.records[relation]
        others = {
            "user_id": self.families.ids["colleague"],
            "worker_id": self.families.ids["practitioner"],
            "authority_id": self.families.authority,
            "passkey_id": 1,
            "sign_in_id": 1,
            "number": self.families.stand_in if endpoint == "sight.end_stand_in" else 1,
            "team_id": self.families.team,
            "key": "cp_visit_every",
            "token": "0" * 43,
            "filename": "palette.css",
        }
        values = others | record.ids | record.of_endpoint.get(endpoint, {})
        rules = list(self.app.url_map.iter_rules(endpoint))
        wanted = {name: values[name] for name in rules[0].arguments if name not in (rules[0].defaults or {})}
        return str(self.app.url_map.bind("localhost").build(endpoint, wanted))

    def restore(self) -> None:
        """The database as it was when everybody had just come in."""
        with self.app.app_context():
            db.engine.dispose()
        for leftover in self.database.parent.glob(f"{self.database.name}-*"):
            leftover.unlink()
        shutil.copy(self.database.with_name("gathered.db"), self.database)
        self.last_event = self.first_event

    def too_much(self, who: str, reply: Reply) -> set[str]:
        """Whose child is shown to somebody who may not know of it."""
        return reply.shows - KNOWN.get(who, set())

    def _cookie(self, who: str) -> str:
        held = {"csrf_token": TOKEN}
        if who in self.held:
            # Just signed in, so that no page asks for it again.
            held |= self.held[who] | {"fs_paa": time.time()}
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return str(serializer.dumps(held))

    def _refusals(self) -> list[str]:
        new = "SELECT id, action, reason FROM audit_event WHERE id > ? ORDER BY id"
        with self.app.app_context(), db.engine.connect() as connection:
            events = connection.exec_driver_sql(new, (self.last_event,)).all()
        if events:
            self.last_event = events[-1].id
        return [one.reason for one in events if one.action == "access:refused"]


@contextmanager
def gathered_place(instance: Path) -> Iterator[Place]:
    """Form tokens are asked for, as in the real thing, so that it is the permission which decides."""
    app = create_app(
        {
            "GCP_TRACKER_MODE": "test",
            "GCP_TRACKER_INSTANCE": str(instance),
            "GCP_TRACKER_SECRET_KEY": "for tests only",
            "GCP_TRACKER_DATABASE_KEY": "for tests only",
            "GCP_TRACKER_INSTRUMENTS": str(INSTRUMENTS),
        }
    )
    app.config["GCP_CLOCK"] = lambda: NOW
    database = instance / "gcp-tracker.db"
    with app.app_context():
        make_hasty(app)
        upgrade(db.engine)
        families = gather_families(db.session(), str(hash_password(PASSWORD)))
        for user in families.people.values():
            # On another device too.
            held_after_sign_in(db.engine, user, NOW)
        held = {who: held_after_sign_in(db.engine, user, NOW) for who, user in families.people.items()}
        sign_ins = set(db.session.scalars(select(SignIn.id)))
        families.own_numbers["accounts.sign_in_end"] = sign_ins
        last = int(db.session.scalar(select(func.max(AuditEvent.id))) or 0)
        db.session.remove()
        db.engine.dispose()
    shutil.copy(database, instance / "gathered.db")
    place = Place(app, database, families, held, last)
    place.restore()
    yield place
    with app.app_context():
        db.engine.dispose()
