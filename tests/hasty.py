"""Speed before durability, as in postgres.py: what these files hold is thrown away. Tests of durability have others."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event

from gcp_tracker.db import db


class Compiled(BytecodeCache):
    """The templates that this process has compiled, for its next app: all of them take two seconds."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.held:
            bucket.bytecode_from_string(self.held[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.held[bucket.key] = bucket.bytecode_to_string()


compiled = Compiled()


def make_hasty(app: Flask) -> None:
    """In the context of the app. From its next connection on, SQLite waits for no disk."""
    app.jinja_env.bytecode_cache = compiled
    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "connect", _wait_for_no_disk)


def _wait_for_no_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")
