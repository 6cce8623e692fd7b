"""`flask --app gcp_tracker triggers …`, registered by cli.py when it is asked for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from gcp_tracker.accounts.queries import authority_named
from gcp_tracker.db import db
from gcp_tracker.readings.triggers import fire_plan_triggers
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.trigger_file import TriggerFault, check_triggers, load_triggers
from gcp_tracker.trigger_points import known_instruments
from gcp_tracker.triggers.service import load_trigger_rules
from gcp_tracker.unit_of_work import UnitOfWork, now_utc

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
REFUSED = 1

triggers_commands = AppGroup("triggers", help="Check and load an authority’s own trigger points.")


@triggers_commands.command("check")
@click.argument("file", type=FILE)
def check_command(file: Path) -> None:
    """Say what is wrong with a file of trigger points, line by line."""
    faults = check_triggers(file, known_instruments())
    for fault in faults:
        click.echo(f"line {fault.line}: {fault.sentence}")
    if faults:
        raise click.exceptions.Exit(REFUSED)
    rules = load_triggers(file, known_instruments())
    click.echo(f"No faults: {rules.label}, {counted(len(rules.rules), 'rule')}")


@triggers_commands.command("load")
@click.argument("file", type=FILE)
@click.option("--authority", required=True, help="Its name.")
@click.option("--from", "from_on", type=click.DateTime(["%Y-%m-%d"]), help="The first day; today when left out.")
@click.option("--reason", required=True, help="Whose document it is, and who agreed to it.")
def load_command(file: Path, authority: str, from_on: datetime | None, reason: str) -> None:
    """Put an authority’s own rules in force from a day. What fired before stays as it fired."""
    try:
        rules = load_triggers(file, known_instruments())
        with UnitOfWork(db.session, None, now_utc()) as uow:
            known = authority_named(uow.session, authority)
            if known is None:
                raise RuleBroken(f"There is no authority called {authority}.")
            row = load_trigger_rules(uow, known, rules, from_on.date() if from_on else uow.today, reason)
            told = f"{rules.label} is in force in {known.name} from {long_date(row.from_on)}."
    except (TriggerFault, RuleBroken) as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(REFUSED) from error
    click.echo(told)


@triggers_commands.command("ask")
def ask_command() -> None:
    """Ask the rules about plans for every child, as the server does once a day."""
    click.echo(f"{counted(fire_plan_triggers(db.session, now_utc()), 'trigger point')} fired.")
