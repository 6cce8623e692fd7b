"""`flask --app gcp_tracker packs …`, registered by cli.py when it is asked for."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from gcp_tracker.conference.drawing import draw_packs
from gcp_tracker.conference.queries import conferences_without_pack
from gcp_tracker.db import db
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.unit_of_work import now_utc

FOUR_WEEKS = 28

packs_commands = AppGroup("packs", help="Draw conference packs ahead.")


@packs_commands.command("draw")
@click.option("--within", default=FOUR_WEEKS, show_default=True, type=click.IntRange(0, 366), help="So many days.")
def draw_command(within: int) -> None:
    """Begin and draw a pack for each conference to come that has none, and leave it with the child’s lead worker.

    Nothing is prepared, checked or issued: the worker looks at it, and prepares it. Run it as often as you like.
    """
    now = now_utc()
    planned = conferences_without_pack(db.session, now, within)
    try:
        packs = draw_packs(db.session, planned, now)
        hidden = not sys.stdout.isatty()
        with click.progressbar(packs, length=len(planned), label="Packs", hidden=hidden) as bar:
            pages = list(bar)
    except RuleBroken as broken:
        raise click.ClickException(broken.sentence) from broken
    click.echo(
        f"{counted(len(pages), 'pack')} drawn, {counted(sum(pages), 'page')}. Each waits with its child’s worker."
    )
