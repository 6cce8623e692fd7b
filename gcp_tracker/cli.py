"""Commands: `flask --app gcp_tracker …`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, Any, ClassVar, cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from gcp_tracker import paths
from gcp_tracker.accounts import queries
from gcp_tracker.config import ConfigError
from gcp_tracker.db import db
from gcp_tracker.instruments import InstrumentChanged
from gcp_tracker.models import Authority, Team, User
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument_file import InstrumentFault, check_instrument, load_instrument
from gcp_tracker.rules.vocabulary import LinkKind, RoleName
from gcp_tracker.unit_of_work import LONDON, UnitOfWork, now_utc


class OneSentence(click.ClickException):
    """What went wrong, on stderr, without a traceback; the exit code is 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.format_message(), file=file or sys.stderr)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Inside a command, what a person can put right is said in its own words; elsewhere it is raised as it is."""
    try:
        yield
    except RuleBroken as broken:
        raise OneSentence(broken.sentence) from broken
    except (ConfigError, InstrumentFault, InstrumentChanged) as error:
        if click.get_current_context(silent=True) is None:
            raise
        raise OneSentence("\n".join([*getattr(error, "__notes__", ()), str(error)])) from error


class Commands(AppGroup):
    """Ours; those of slices are imported when they are asked for, so that no start of the server pays for them."""

    LATER: ClassVar = {
        "audit": ("gcp_tracker.audit.commands", "audit_commands"),
        "import-census": ("gcp_tracker.imports.commands", "import_census_command"),
        "readings": ("gcp_tracker.readings.commands", "readings_commands"),
        "calibrate": ("gcp_tracker.oversight.commands", "calibrate_command"),
        "triggers": ("gcp_tracker.triggers.commands", "triggers_commands"),
        "packs": ("gcp_tracker.conference.commands", "packs_commands"),
        "judge": ("gcp_tracker.oversight.commands", "judge_command"),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self.LATER])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in self.LATER:
            module, command = self.LATER[name]
            return cast(click.Command, getattr(import_module(module), command))
        return super().get_command(ctx, name)


def init_commands(app: Flask) -> None:
    """Hang every command on the app."""
    app.cli = Commands(app.name)
    app.cli.add_command(serve)
    app.cli.add_command(migrate)
    app.cli.add_command(check_instrument_file)
    app.cli.add_command(create_authority)
    app.cli.add_command(create_team)
    app.cli.add_command(create_user)
    app.cli.add_command(make_link)
    app.cli.add_command(write_docs)


@click.command()
def serve() -> None:
    """Bring the database up to date and serve the pages; in demo mode an empty database gets demo children first."""
    from gcp_tracker import serve as server

    with said_plainly():
        server.serve(current_app._get_current_object())  # type: ignore[attr-defined]  # a proxy would not outlive the fork


@click.command()
def migrate() -> None:
    """Bring the database up to date."""
    from gcp_tracker.migrations import newest_revision, upgrade

    with said_plainly():
        done = upgrade(db.engine)
    click.echo(f"The database {'has been brought to' if done else 'is already at'} {newest_revision()}.")


@click.command("check-instrument")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_instrument_file(file: Path) -> None:
    """Say what is wrong with an instrument's file, line by line."""
    faults = check_instrument(file)
    for fault in faults:
        click.echo(f"line {fault.line}: {fault.sentence}")
    if faults:
        raise click.exceptions.Exit(1)
    instrument = load_instrument(file)
    click.echo(f"No faults: {instrument.label}, {len(instrument.items)} items")


@click.command("docs")
@click.argument("folder", default=paths.DOCS, type=click.Path(exists=True, file_okay=False, path_type=Path))
def write_docs(folder: Path) -> None:
    """Write the pages of docs/ that are made from the code: states, permissions, data."""
    from gcp_tracker.generated_docs import write_pages

    changed = write_pages(folder)
    click.echo(f"Written: {', '.join(changed)}" if changed else "Nothing has changed.")


@click.command("create-authority")
@click.argument("name")
@click.option("--lea", "lea_code", default="", help="The three digits of its returns, like 201.")
def create_authority(name: str, lea_code: str) -> None:
    """Add an authority; its other settings are on the People page."""
    from gcp_tracker.accounts import service

    with _writing() as uow:
        authority = service.create_authority(uow, service.AuthorityDetails(name=name.strip(), lea_code=lea_code))
    click.echo(f"{authority.name} is set up.")


@click.command("create-team")
@click.argument("name")
@click.option("--authority", "authority_name", default="", help="Needed when there is more than one.")
@click.option("--intake", is_flag=True, help="Children from a return arrive in this team.")
def create_team(name: str, authority_name: str, intake: bool) -> None:
    """Add a team."""
    from gcp_tracker.accounts import service

    with _writing() as uow:
        authority = _authority(uow, authority_name)
        team = service.create_team(uow, authority, service.TeamDetails(name=name.strip(), is_intake=intake))
    click.echo(f"{team.name} is a team of {authority.name}.")


@click.command("create-user")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in RoleName]))
@click.option("--team", "team_name", default="", help="Its name; for roles that work in a team.")
@click.option("--authority", "authority_name", default="", help="Needed when two authorities have a team of that name.")
def create_user(email: str, name: str, role: str, team_name: str, authority_name: str) -> None:
    """Add a person; says the one-time link with which they set their password and second factor."""
    from gcp_tracker.accounts import service

    with _writing() as uow:
        team = _team(uow, team_name, authority_name) if team_name else None
        user = service.create_user(
            uow, service.UserDetails(name=name.strip(), email=email, role=RoleName(role), team=team)
        )
        token = service.make_link(uow, user, LinkKind.INVITATION)
    _say_link(user, token)


@click.command("make-link")
@click.argument("email")
def make_link(email: str) -> None:
    """A new one-time link for somebody who has lost what they sign in with, an administrator above all."""
    from gcp_tracker.accounts import service

    with _writing() as uow:
        user = queries.user_by_email(uow.session, email)
        if user is None:
            raise OneSentence(f"Nobody here has the e-mail address {email}.")
        _, token = service.ask_for_new_link(uow, user, LinkKind.START_AGAIN)
    _say_link(user, token)


def _say_link(user: User, token: str) -> None:
    from gcp_tracker.accounts.service import link_lasts
    from gcp_tracker.accounts.settings import SignInSettings

    settings: SignInSettings = current_app.extensions["gcp_sign_in"]
    where = settings.address or "the address of the service, and then"
    lasts = link_lasts(db.session, user, now_utc().astimezone(LONDON).date())
    click.echo(f"{user.name} sets a password and a second factor here, once, within {counted(lasts.days, 'day')}:")
    click.echo(f"{where}{'' if settings.address else ' '}/welcome/{token}")


@contextmanager
def _writing() -> Iterator[UnitOfWork]:
    from gcp_tracker.migrations import newest_revision, revision_of

    if revision_of(db.engine) != newest_revision():
        raise OneSentence("The database is not up to date: run `flask --app gcp_tracker migrate` first.")
    with said_plainly(), UnitOfWork(db.session, None, now_utc()) as uow:
        yield uow


def _authority(uow: UnitOfWork, name: str) -> Authority:
    if name:
        found = queries.authority_named(uow.session, name)
        if found is None:
            raise OneSentence(f"There is no authority called {name}.")
        return found
    everyone = queries.authorities(uow.session)
    if len(everyone) != 1:
        raise OneSentence("Say which authority with --authority." if everyone else "Run create-authority first.")
    return everyone[0]


def _team(uow: UnitOfWork, name: str, authority_name: str) -> Team:
    found = [
        team
        for team in queries.teams_named(uow.session, name)
        if not authority_name or team.authority.name.lower() == authority_name.lower()
    ]
    if len(found) != 1:
        raise OneSentence("Say which authority with --authority." if found else f"There is no team called {name}.")
    return found[0]
