"""`flask --app gcp_tracker import-census FILE`, registered by cli.py when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from gcp_tracker.db import db
from gcp_tracker.imports import queries
from gcp_tracker.imports.census_file import open_census
from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.report import Report, as_text
from gcp_tracker.imports.service import import_census
from gcp_tracker.models import Authority
from gcp_tracker.unit_of_work import UnitOfWork, now_utc

REFUSED = 2


@click.command("import-census")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come of it; write nothing.")
@click.option("--authority", "authority_name", default="", help="Whose children; needed when there are several.")
@click.option("--other-authority", is_flag=True, help="Take the return in although it names another authority.")
def import_census_command(file: Path, dry_run: bool, authority_name: str, other_authority: bool) -> None:
    """Take a children in need census (XML) in. Exit code 0: the good part went in; 2: the file was refused."""
    uow = UnitOfWork(db.session, None, now_utc())
    try:
        census = open_census(lambda: file.open("rb"))
        authority = _authority(queries.authorities(db.session), authority_name)
        report = Report(dry_run)
        if dry_run:
            report = import_census(uow, authority, census, file.name, dry_run=True, other_authority=other_authority)
        else:
            with uow:
                report = import_census(uow, authority, census, file.name, other_authority=other_authority)
    except FileRefused as refused:
        click.echo(refused.sentence, err=True)
        raise click.exceptions.Exit(REFUSED) from refused
    for line in as_text(report):
        click.echo(line)
    if report.refusal:
        raise click.exceptions.Exit(REFUSED)


def _authority(found: Sequence[Authority], name: str) -> Authority:
    named = [authority for authority in found if not name or authority.name == name]
    if len(named) == 1:
        return named[0]
    names = ", ".join(authority.name for authority in found)
    if not found:
        raise FileRefused("There is no authority here yet: make one with create-authority. Nothing was written.")
    if not named:
        raise FileRefused(f"There is no authority of that name; there is {names}. Nothing was written.")
    raise FileRefused(f"Say with --authority which of these it is: {names}. Nothing was written.")
