"""`flask --app gcp_tracker readings …`, registered by cli.py when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.constants import VERSION, constants_of
from gcp_tracker.change.gradings import ChildGrades
from gcp_tracker.change.kept import as_json, differences, inputs_hash, keep
from gcp_tracker.db import db
from gcp_tracker.models import Child, Reading
from gcp_tracker.readings.grades import graded_children
from gcp_tracker.readings.service import keep_missing_readings
from gcp_tracker.unit_of_work import now_utc

DIFFERS = 1

readings_commands = AppGroup("readings", help="Check, or compute anew, what the grades of every child say.")


@readings_commands.command("verify")
def verify_command() -> None:
    """Compute every child’s newest reading again and compare. Exit code 1: some differ, each named by its number."""
    checked, wrong = 0, 0
    for child in _children():
        for key, grades in graded_children(db.session, child).items():
            row = _newest(child, key)
            checked += 1
            fault = _fault(row, grades, child)
            if fault:
                wrong += 1
                click.echo(f"child {child.id}, reading {row.id if row else 'none'}: {fault}", err=True)
        db.session.expunge_all()
    click.echo(f"{checked} readings checked, {wrong} differ.")
    if wrong:
        raise click.exceptions.Exit(DIFFERS)


@readings_commands.command("recompute")
def recompute_command() -> None:
    """Add a reading by this version of the engine for every child who has none. Older ones stay as they were seen."""
    made = keep_missing_readings(db.session, now_utc())
    click.echo(f"{made} children read anew by engine {VERSION}.")


def _fault(row: Reading | None, grades: ChildGrades, child: Child) -> str:
    if row is None:
        return "there is none"
    born = child.born_on.toordinal() if child.born_on else None
    kept, curves = keep(grades, born, constants_of(settings_of(db.session, child.authority_id, row.as_of)))
    if row.inputs_hash != inputs_hash(grades):
        return "the grades are not those it was made from"
    if row.engine != VERSION:
        return f"made by engine {row.engine}: recompute"
    found = differences(row.outputs, as_json(kept)) + differences(row.curves, as_json(curves))
    return "; ".join(found[:3])


def _children() -> Iterator[Child]:
    for child_id in db.session.scalars(select(Child.id).order_by(Child.id)).all():
        child = db.session.get(Child, child_id)
        if child is not None:
            yield child


def _newest(child: Child, key: str) -> Reading | None:
    newest = select(func.max(Reading.id)).where(Reading.child_id == child.id, Reading.instrument_key == key)
    return db.session.scalar(select(Reading).where(Reading.id == newest.scalar_subquery()))
