"""What the pages are measured against: a bare Flask application beside ours, in the same server and database.

It has no sign-in, no CSRF, no audit and no headers of its own. Its engine is made as ours is, its pages are compressed
as ours are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, render_template, request
from flask_compress import Compress
from jinja2 import DictLoader
from sqlalchemy import MetaData, String, Text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from whitenoise import WhiteNoise

from bench.bare_tablet import TABLET, tablet_items
from gcp_tracker.config import Config
from gcp_tracker.db import db, init_database
from gcp_tracker.web.delivery import COMPRESSED

ROWS = 75
# (b)'s size, in bytes before compression; the smoke test looks.
PAGE_BYTES = 40_000
# What the grade page is raced against; `make race` builds it.
RACE_PAGES = Path(__file__).resolve().parent / "race" / "dist"


class BareBase(DeclarativeBase):
    metadata = MetaData()


class BareRow(BareBase):
    __tablename__ = "bench_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(String(60))
    answer: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[str] = mapped_column(Text)


PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><h1>{{ title }}</h1><table>
{% for row in rows %}
<tr id="row-{{ row.number }}" class="visit-row visit-row-{{ row.kind }}">
<th scope="row"><a href="/visits/{{ row.key }}/show" class="visit-link">{{ row.name }}</a></th>
<td class="visit-when">{{ row.day }} <span class="hint">({{ row.age }} days ago)</span></td>
<td class="visit-grade grade-{{ row.grade }}"><b>{{ row.grade }}</b> {{ row.word }}</td>
<td class="visit-words">{{ row.words }}</td>
{% if row.grade > 3 %}<td class="visit-tag"><strong class="tag">Look again</strong></td>{% else %}<td></td>{% endif %}
</tr>
{% endfor %}
</table></body></html>"""


def page_rows() -> list[dict[str, Any]]:
    """A list such as a page of ours is made from; what a person typed is in it, so it has characters to escape."""
    words = ("poor", "good", "middling", "worrying", "best")
    typed = "She said “the bread’s gone” & showed me; the fridge was on <again>, milk in it, eggs, a bag of peas, jam. "
    return [
        {
            "number": number,
            "kind": number % 4,
            "key": f"{number:08x}-2f5b-4c2e-9a55-6d1f3f0b{number:04x}",
            "name": f"Visit {number} to the flat, O’Brien & Marsh",
            "day": f"{number % 28 + 1} March 2026",
            "age": 3 * number,
            "grade": number % 5 + 1,
            "word": words[number % 5],
            "words": typed + words[number % 5],
        }
        for number in range(ROWS)
    ]


def bare_app(config: Config) -> Flask:
    """Its paths: POST /row commits one row; GET /page renders 40 kB from 75 rows; GET /tablet is a bare grade page."""
    app = Flask("bench_bare", static_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    app.config.update(COMPRESSED)
    app.jinja_loader = DictLoader({"page.html": PAGE, "tablet.html": TABLET})
    app.jinja_env.trim_blocks = True
    init_database(app, config)
    Compress(app)
    rows = page_rows()

    @app.post("/row")
    def commit_row() -> dict[str, int]:
        sent = request.get_json()
        row = BareRow(item=sent["item"], answer=sent["answer"], evidence=sent["evidence"])
        db.session.add(row)
        db.session.commit()
        return {"id": row.id}

    @app.get("/page")
    def show_page() -> str:
        return render_template("page.html", title="Visits", rows=rows)

    @app.get("/tablet")
    def show_tablet() -> str:
        return render_template("tablet.html", items=tablet_items())

    if RACE_PAGES.is_dir():
        # Delivered as our own static files are.
        pages = WhiteNoise(app.wsgi_app, root=str(RACE_PAGES), prefix="race", immutable_file_test=lambda *_: True)
        app.wsgi_app = pages  # type: ignore[method-assign]
    return app


def make_bare_table(engine: Engine) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        BareBase.metadata.create_all(connection)
